//! Common and Combined, as nginx, Apache, gunicorn and many others write them, with the fields that people add behind.

use memchr::memchr;

use super::line::{Line, Stamps, seconds, seconds_of_tries, whole};

/// What the fields behind Common or Combined are, as far as the first lines of a log tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// Where the time of the request stands, and its unit.
    pub took: Option<(usize, Unit)>,
    /// Where the time of the server behind stands.
    pub waited: Option<usize>,
}

/// The unit of a time field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds with decimals.
    Seconds,
    /// Microseconds.
    Micros,
    /// Whole seconds.
    WholeSeconds,
    /// Milliseconds.
    Millis,
    /// The one written behind the number, such as `42ms`.
    Written,
}

/// The fixed part of a line and what stands behind it.
pub struct Split<'a> {
    client: &'a [u8],
    stamp: &'a [u8],
    request: &'a [u8],
    status: u16,
    rest: &'a [u8],
}

/// Takes a line apart; `None` where it has another form.
pub fn split(line: &[u8]) -> Option<Split<'_>> {
    let open = memchr(b'[', line)?;
    let client = client_of(&line[..open])?;
    let stamp = line.get(open + 1..open + 27)?;
    let after = line.get(open + 27..)?;
    let after = after.strip_prefix(b"] \"")?;
    let end = closing(after)?;
    let (request, after) = (&after[..end], after.get(end + 2..)?);
    let status_end = memchr(b' ', after).unwrap_or(after.len());
    let status = whole(&after[..status_end]).filter(|status| *status < 1000)? as u16;
    let after = after.get(status_end + 1..).unwrap_or_default();
    let rest = memchr(b' ', after).map_or(&b""[..], |at| &after[at + 1..]);
    Some(Split { client, stamp, request, status, rest })
}

/// Who asked, of the words before the stamp: the first of three, and where hosts, relays of logs or containers put words in front, the third last.
fn client_of(head: &[u8]) -> Option<&[u8]> {
    let first = &head[..memchr(b' ', head)?];
    if &head[first.len()..] == b" - - " {
        return Some(first);
    }
    let words: Vec<&[u8]> = head.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).collect();
    let is_address = std::str::from_utf8(first).is_ok_and(|first| first.parse::<std::net::IpAddr>().is_ok());
    match words.as_slice() {
        // A user's name may have spaces.
        [.., client, _, _] if words.len() > 3 && !is_address => Some(client),
        _ => Some(first),
    }
}

/// Where a quoted text ends; a quote behind a backslash does not end it.
fn closing(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr(b'"', &text[from..])?;
        let slashes = text[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 {
            return Some(at);
        }
        from = at + 1;
    }
}

/// What a request line asks for.
pub fn target_of(request: &[u8]) -> &[u8] {
    let Some(start) = memchr(b' ', request) else { return b"" };
    let target = &request[start + 1..];
    &target[..memchr(b' ', target).unwrap_or(target.len())]
}

/// The fields behind the fixed part: quoted or bare, a list joined by commas counting as one.
pub struct Tokens<'a>(pub &'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.0.trim_ascii_start();
        if text.is_empty() {
            return None;
        }
        if text[0] == b'"' {
            let end = closing(&text[1..]).map_or(text.len(), |end| end + 1);
            self.0 = text.get(end + 1..).unwrap_or_default();
            return Some(&text[1..end.min(text.len())]);
        }
        let mut end = memchr(b' ', text).unwrap_or(text.len());
        // `0.010, 0.250` and `0.010 : 0.250` are one field.
        loop {
            let continues = text[..end].ends_with(b",") || text[end..].starts_with(b" : ");
            if !continues || end >= text.len() {
                break;
            }
            let from = if text[end..].starts_with(b" : ") { end + 3 } else { end + 1 };
            end = memchr(b' ', &text[from.min(text.len())..]).map_or(text.len(), |at| from + at);
        }
        self.0 = &text[end..];
        Some(&text[..end])
    }
}

/// A field's value without its label: `rt=0.123` is 0.123.
fn value_of(token: &[u8]) -> &[u8] {
    let value = token.iter().position(|byte| *byte == b'=').map_or(token, |at| &token[at + 1..]);
    let value = value.strip_prefix(b"\"").unwrap_or(value);
    value.strip_suffix(b"\"").unwrap_or(value)
}

impl Tail {
    /// Reads a line.
    pub fn read<'a>(&self, line: &'a [u8], stamps: &mut Stamps) -> Option<Line<'a>> {
        let split = split(line)?;
        let (stamp, offset) = stamps.common(split.stamp)?;
        let mut read = Line {
            stamp,
            offset,
            client: split.client,
            target: target_of(split.request),
            status: split.status,
            took: None,
            waited: None,
        };
        if let Some((took, unit)) = self.took {
            self.read_times(split.rest, took, unit, &mut read);
        }
        Some(read)
    }

    fn read_times(&self, rest: &[u8], took: usize, unit: Unit, read: &mut Line) {
        let last = took.max(self.waited.unwrap_or(0));
        for (at, token) in Tokens(rest).take(last + 1).enumerate() {
            if at == took {
                read.took = unit.micros(value_of(token));
            } else if Some(at) == self.waited {
                read.waited = seconds_of_tries(value_of(token));
            }
        }
    }

    /// Finds out from some lines what the fields behind are; and says what could not be told.
    pub fn find(lines: &[&[u8]]) -> (Self, Option<String>) {
        let rests: Vec<Vec<&[u8]>> =
            lines.iter().filter_map(|line| split(line)).map(|split| Tokens(split.rest).collect()).collect();
        let n_fields = rests.iter().map(Vec::len).max().unwrap_or(0).min(16);
        let columns: Vec<Column> = (0..n_fields).map(|at| Column::of(at, &rests)).collect();
        let of_label = |names: &[&str]| columns.iter().find(|c| names.contains(&c.label.as_str()) && c.unit.is_some());
        let waited_label = of_label(&WAITED).map(|column| column.at);
        if let Some(took) = of_label(&TOOK) {
            return (Self { took: took.unit.map(|unit| (took.at, unit)), waited: waited_label }, None);
        }
        let plain = |column: &&Column| column.label.is_empty();
        let is_one = |c: &&Column| matches!(c.unit, Some(Unit::Seconds | Unit::Written));
        let decimals: Vec<&Column> = columns.iter().filter(plain).filter(is_one).collect();
        match decimals.as_slice() {
            [] => Self::of_wholes(&columns),
            [took] => (Self { took: took.unit.map(|unit| (took.at, unit)), waited: waited_label }, None),
            // The time of the whole request is never less than that of the server behind.
            [first, second, ..] => {
                let swapped = first.total_beside(second, &rests);
                let (took, waited) = if swapped { (second, first) } else { (first, second) };
                (Self { took: took.unit.map(|unit| (took.at, unit)), waited: Some(waited.at) }, None)
            }
        }
    }

    /// A whole number behind may be a time in microseconds or in seconds, or no time at all.
    fn of_wholes(columns: &[Column]) -> (Self, Option<String>) {
        let wholes: Vec<&Column> = columns.iter().filter(|c| c.label.is_empty() && !c.wholes.is_empty()).collect();
        let none = |why: &str| (Self::default(), Some(why.to_owned()));
        match wholes.as_slice() {
            [] => (Self::default(), None),
            [one] => match whole_unit(&one.wholes) {
                Some(unit) => (Self { took: Some((one.at, unit)), waited: None }, None),
                None => none(
                    "the number behind each line may be a time in one of several units; name the format in `archfit.toml`, and the times can be told",
                ),
            },
            _ => none(
                "several numbers stand behind each line and none is marked as a time; name the format in `archfit.toml`, and the times can be told",
            ),
        }
    }
}

/// Labels of the time of the whole request.
const TOOK: [&str; 9] = ["rt", "request_time", "req_time", "reqtime", "time", "duration", "took", "elapsed", "latency"];

/// Labels of the time of the server behind.
const WAITED: [&str; 6] = ["urt", "upstream_response_time", "upstream_time", "ut", "upstream", "uptime"];

fn whole_unit(numbers: &[u64]) -> Option<Unit> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let (median, most) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1]);
    let zeros = numbers.iter().filter(|number| **number == 0).count();
    if median >= 50 && most >= 1_000 {
        Some(Unit::Micros)
    } else if zeros * 2 > numbers.len() && most <= 600 {
        Some(Unit::WholeSeconds)
    } else {
        None
    }
}

/// One field behind the fixed part, over some lines.
struct Column {
    at: usize,
    label: String,
    unit: Option<Unit>,
    wholes: Vec<u64>,
}

impl Column {
    fn of(at: usize, rests: &[Vec<&[u8]>]) -> Self {
        let tokens: Vec<&[u8]> = rests.iter().filter_map(|rest| rest.get(at).copied()).collect();
        let label = |token: &[u8]| {
            let end = token.iter().position(|byte| *byte == b'=')?;
            (end > 0 && token[..end].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_'))
                .then(|| String::from_utf8_lossy(&token[..end]).to_lowercase())
        };
        let labels: Vec<Option<String>> = tokens.iter().map(|token| label(token)).collect();
        let shared = labels.first().cloned().flatten().filter(|first| labels.iter().all(|l| l.as_ref() == Some(first)));
        let values: Vec<&[u8]> = tokens.iter().map(|t| if shared.is_some() { value_of(t) } else { t }).collect();
        let decimals = values.iter().filter(|v| v.contains(&b'.') && seconds_of_tries(v).is_some()).count();
        let wholes: Vec<u64> = values.iter().filter_map(|value| whole(value)).collect();
        let is_time = |value: &&&[u8]| **value == b"-" || value.is_empty() || seconds_of_tries(value).is_some();
        let all_times = values.iter().filter(is_time).count() == values.len();
        let unit = if decimals > 0 && all_times {
            Some(Unit::Seconds)
        } else if values.iter().any(|v| with_unit(v).is_some())
            && values.iter().all(|v| v == b"-" || with_unit(v).is_some())
        {
            Some(Unit::Written)
        } else if shared.is_some() && wholes.len() == values.len() && !wholes.is_empty() {
            whole_unit(&wholes)
        } else {
            None
        };
        let wholes = if wholes.len() * 10 >= values.len() * 9 && decimals == 0 { wholes } else { Vec::new() };
        Self { at, label: shared.unwrap_or_default(), unit, wholes }
    }

    /// Whether another field is mostly greater.
    fn total_beside(&self, other: &Self, rests: &[Vec<&[u8]>]) -> bool {
        let value = |rest: &Vec<&[u8]>, at: usize| rest.get(at).and_then(|token| seconds_of_tries(token));
        let pairs = rests.iter().filter_map(|rest| Some((value(rest, self.at)?, value(rest, other.at)?)));
        let (less, more) =
            pairs.fold((0, 0), |(less, more), (a, b)| (less + u32::from(a < b), more + u32::from(a > b)));
        less > more
    }
}

impl Unit {
    /// A value as microseconds.
    pub fn micros(self, value: &[u8]) -> Option<u64> {
        match self {
            Self::Seconds => seconds_of_tries(value),
            Self::Micros => whole(value),
            Self::WholeSeconds => whole(value).map(|seconds| seconds * 1_000_000),
            Self::Millis => seconds(value).map(|micros| micros / 1_000),
            Self::Written => with_unit(value),
        }
    }
}

/// A number with its unit behind as microseconds: `42ms`, `1.5s`, `90us`.
fn with_unit(value: &[u8]) -> Option<u64> {
    let units: [(&[u8], u64); 4] = [(b"ms", 1_000), (b"us", 1_000_000), (b"\xc2\xb5s", 1_000_000), (b"s", 1)];
    units.into_iter().find_map(|(unit, parts)| seconds(value.strip_suffix(unit)?).map(|micros| micros / parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "10.0.0.1 - - [10/Oct/2000:13:55:36 +0000] \"GET /a?b=1 HTTP/1.1\" 200 12";

    fn read(tails: &[&str]) -> Vec<(Option<u64>, Option<u64>)> {
        let lines: Vec<String> = tails.iter().map(|tail| format!("{HEAD}{tail}")).collect();
        let bytes: Vec<&[u8]> = lines.iter().map(std::string::String::as_bytes).collect();
        let (tail, _) = Tail::find(&bytes);
        let line = |line: &&[u8]| tail.read(line, &mut Stamps::default()).map(|l| (l.took, l.waited)).unwrap();
        bytes.iter().map(line).collect()
    }

    #[test]
    fn times_are_found_where_people_put_them() {
        assert_eq!(read(&[""]), [(None, None)]);
        assert_eq!(read(&[" \"-\" \"curl\""]), [(None, None)]);
        assert_eq!(read(&[" \"-\" \"curl\" 0.250"]), [(Some(250_000), None)]);
        assert_eq!(read(&[" \"-\" \"curl\" 0.250 0.200"]), [(Some(250_000), Some(200_000))]);
        assert_eq!(read(&[" \"-\" \"curl\" 0.200 0.250"]), [(Some(250_000), Some(200_000))]);
        assert_eq!(read(&[" \"-\" \"curl\" rt=0.250 uct=\"0.001\" urt=\"0.010, 0.200\""])[0].0, Some(250_000));
        assert_eq!(read(&[" \"-\" \"curl\" \"0.250\" \"0.010, 0.200\""]), [(Some(250_000), Some(210_000))]);
        assert_eq!(read(&[" \"-\" \"curl\" 0.250 0.010, 0.200"]), [(Some(250_000), Some(210_000))]);
        assert_eq!(read(&[" \"-\" \"a \\\" b\" 0.250 -", " \"-\" \"b\" 0.3 0.2"])[0], (Some(250_000), None));
        assert_eq!(read(&[" \"-\" \"curl\" 12345"]), [(Some(12_345), None)], "microseconds of Apache");
        assert_eq!(read(&[" \"-\" \"curl\" 0", " \"-\" \"curl\" 0", " \"-\" \"curl\" 2"])[2].0, Some(2_000_000));
    }

    #[test]
    fn a_unit_behind_the_number_counts_and_an_address_is_no_time() {
        let tails = [
            " \"-\" \"-\" 1 \"web@docker\" \"http://172.18.0.3:80\" 42ms",
            " \"-\" \"-\" 2 \"web@docker\" \"http://172.18.0.3:80\" 7ms",
        ];
        assert_eq!(read(&tails), [(Some(42_000), None), (Some(7_000), None)]);
        assert_eq!(read(&[" \"-\" \"curl\" \"10.0.0.1:80\""]), [(None, None)]);
        assert_eq!(with_unit(b"1.5s"), Some(1_500_000));
        assert_eq!(with_unit("90\u{b5}s".as_bytes()), Some(90));
        assert_eq!(with_unit(b"words"), None);
    }

    #[test]
    fn whoever_asked_is_told_from_what_stands_in_front() {
        let rest = "[10/Oct/2000:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 12";
        for (head, client) in [
            ("10.0.0.1 - - ", "10.0.0.1"),
            ("10.0.0.1 - Jane Roe ", "10.0.0.1"),
            ("host.example - jane ", "host.example"),
            ("www.example.org:443 10.0.0.1 - - ", "10.0.0.1"),
            ("Oct 10 13:55:36 web1 nginx: 10.0.0.1 - - ", "10.0.0.1"),
            ("2000-10-10T13:55:36.1Z stdout F 10.0.0.1 - - ", "10.0.0.1"),
        ] {
            let line = format!("{head}{rest}");
            assert_eq!(split(line.as_bytes()).map(|split| split.client), Some(client.as_bytes()), "{head}");
        }
    }

    #[test]
    fn a_number_that_may_be_anything_is_no_time() {
        assert_eq!(read(&[" \"-\" \"curl\" 40", " \"-\" \"curl\" 41"]), [(None, None), (None, None)]);
        assert_eq!(read(&[" \"-\" \"curl\" 4000 5000"]), [(None, None)], "bytes in and out");
    }

    #[test]
    fn broken_lines_are_none() {
        for line in [
            "",
            "x",
            "10.0.0.1 - - [",
            "10.0.0.1 - - [10/Oct/2000:13:55:36 +0000]",
            "a - - [10/Oct/2000:13:55:36 +0000] \"GET",
        ] {
            assert!(split(line.as_bytes()).is_none(), "{line}");
        }
    }
}
