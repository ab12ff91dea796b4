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
    /// How many fields there are, where nearly all lines have as many: of the others nothing tells which is which.
    pub n_fields: Option<usize>,
    /// Whether the time of the request always has decimals: a whole number in its place is in another unit.
    pub has_decimals: bool,
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
    let (open, after) = stamped(line)?;
    let client = client_of(&line[..open])?;
    let stamp = &line[open + 1..open + 27];
    let end = closing(after)?;
    let (request, after) = (&after[..end], after.get(end + 2..)?);
    let status_end = memchr(b' ', after).unwrap_or(after.len());
    let status = whole(&after[..status_end]).filter(|status| *status < 1000)? as u16;
    let after = after.get(status_end + 1..).unwrap_or_default();
    let rest = memchr(b' ', after).map_or(&b""[..], |at| &after[at + 1..]);
    Some(Split { client, stamp, request, status, rest })
}

/// How many brackets are looked at for the stamp's.
const MOST_BRACKETS: usize = 4;

/// Where the bracket of the stamp stands, and what follows the quote behind it; relays of logs put brackets of their own in front.
fn stamped(line: &[u8]) -> Option<(usize, &[u8])> {
    let mut open = memchr(b'[', line)?;
    for _ in 0..MOST_BRACKETS {
        if let Some(after) = line.get(open + 27..)?.strip_prefix(b"] \"") {
            return Some((open, after));
        }
        open += 1 + memchr(b'[', &line[open + 1..])?;
    }
    None
}

/// Who asked, of the words before the stamp: the first of three, and where hosts, relays of logs or containers put words in front, the third last.
fn client_of(head: &[u8]) -> Option<&[u8]> {
    let first = &head[..memchr(b' ', head)?];
    if &head[first.len()..] == b" - - " {
        return Some(without_port(first));
    }
    let words: Vec<&[u8]> = head.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).collect();
    let is_address = std::str::from_utf8(first).is_ok_and(|first| first.parse::<std::net::IpAddr>().is_ok());
    match words.as_slice() {
        // A user's name may have spaces.
        [.., client, _, _] if words.len() > 3 && !is_address => Some(without_port(client)),
        _ => Some(without_port(first)),
    }
}

/// An address without the port of one connection, by which every one would be another client.
fn without_port(client: &[u8]) -> &[u8] {
    let Some(at) = memchr(b':', client) else { return client };
    let is_port = client[at + 1..].iter().all(u8::is_ascii_digit) && client.len() > at + 1;
    if is_port && client[..at].iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
        &client[..at]
    } else {
        client
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
            self.read_times(split.rest, took, unit, &mut read)?;
        }
        Some(read)
    }

    /// Reads the times; nothing where one is written in another unit than on the first lines.
    fn read_times(&self, rest: &[u8], took: usize, unit: Unit, read: &mut Line) -> Option<()> {
        let last = took.max(self.waited.unwrap_or(0)) + 1;
        let mut n = 0;
        for (at, token) in Tokens(rest).take(self.n_fields.map_or(last, |n_fields| n_fields + 1)).enumerate() {
            n += 1;
            if at == took {
                let value = value_of(token);
                read.took = unit.micros(value);
                if self.has_decimals && whole(value).is_some_and(|number| number > 0) {
                    return None;
                }
            } else if Some(at) == self.waited {
                read.waited = seconds_of_tries(value_of(token));
            }
        }
        if self.n_fields.is_some_and(|n_fields| n_fields != n) {
            (read.took, read.waited) = (None, None);
        }
        Some(())
    }

    /// Finds out from some lines what the fields behind are; and says what could not be told.
    pub fn find(lines: &[&[u8]]) -> (Self, Option<String>) {
        let mut rests: Vec<Vec<&[u8]>> =
            lines.iter().filter_map(|line| split(line)).map(|split| Tokens(split.rest).collect()).collect();
        let n_fields = usual_length(&rests);
        if let Some(n_fields) = n_fields {
            rests.retain(|rest| rest.len() == n_fields);
        }
        let (tail, note) = Self::of_fields(&rests);
        (Self { n_fields, ..tail }, note)
    }

    fn of_fields(rests: &[Vec<&[u8]>]) -> (Self, Option<String>) {
        let n_fields = rests.iter().map(Vec::len).max().unwrap_or(0).min(16);
        let columns: Vec<Column> = (0..n_fields).map(|at| Column::of(at, rests)).collect();
        let of_label = |names: &[&str]| columns.iter().find(|c| names.contains(&c.label.as_str()) && c.unit.is_some());
        let is_unsaid = |column: &&Column| TOOK.contains(&column.label.as_str()) && !column.wholes.is_empty();
        let waited_label = of_label(&WAITED).map(|column| column.at);
        if let Some(took) = of_label(&TOOK) {
            // nginx's own names are of seconds; others may be of anything.
            if took.unit == Some(Unit::Seconds) && !TOOK[..2].contains(&took.label.as_str()) && took.may_be_millis() {
                return (Self::default(), Some(UNSAID.to_owned()));
            }
            return (Self::at(took, waited_label), None);
        }
        if columns.iter().any(|column| is_unsaid(&column)) {
            return (Self::default(), Some(UNSAID.to_owned()));
        }
        // A field that mostly is a time may be the request's, and another one must not pass for it.
        if columns.iter().any(|column| column.label.is_empty() && column.is_doubtful) {
            return (Self::default(), Some(MIXED.to_owned()));
        }
        let plain = |column: &&Column| column.label.is_empty();
        let is_one = |c: &&Column| matches!(c.unit, Some(Unit::Seconds | Unit::Millis | Unit::Written));
        let mut decimals: Vec<&Column> = columns.iter().filter(plain).filter(is_one).collect();
        // The time of the whole request is never less than that of the server behind, which is never less than its parts.
        decimals.sort_by(|a, b| b.sum().total_cmp(&a.sum()));
        match decimals.as_slice() {
            [] => Self::of_wholes(&columns),
            [took] if took.unit == Some(Unit::Seconds) && took.may_be_millis() => {
                (Self::default(), Some(UNSAID.to_owned()))
            }
            [took] => (Self::at(took, waited_label), None),
            [took, next, ..] => {
                // What is next to nothing is the time to connect, not to answer.
                let waited =
                    (next.sum() >= took.sum() * LEAST_WAIT && next.unit == Some(Unit::Seconds)).then_some(next.at);
                (Self::at(took, waited), None)
            }
        }
    }

    fn at(took: &Column, waited: Option<usize>) -> Self {
        let has_decimals = took.unit == Some(Unit::Seconds) && took.has_decimals;
        Self { took: took.unit.map(|unit| (took.at, unit)), waited, n_fields: None, has_decimals }
    }

    /// A whole number behind may be a time in microseconds or in seconds, or no time at all.
    fn of_wholes(columns: &[Column]) -> (Self, Option<String>) {
        let wholes: Vec<&Column> = columns.iter().filter(|c| c.label.is_empty() && !c.wholes.is_empty()).collect();
        let none = |why: &str| (Self::default(), Some(why.to_owned()));
        match wholes.as_slice() {
            [] => (Self::default(), None),
            [one] => match whole_unit(&one.wholes) {
                Some(unit) => (Self { took: Some((one.at, unit)), waited: None, ..Self::default() }, None),
                None => none(UNSAID),
            },
            _ => none(
                "several numbers stand behind each line and none is marked as a time; name the format in `archfit.toml`, and the times can be told",
            ),
        }
    }
}

/// What is said where a number may be a time, and nothing tells of what unit.
const UNSAID: &str = "the number behind each line may be a time in one of several units, or none; name the format in `archfit.toml`, and the times can be told";

/// What is said where a field is a time on most lines and something else on others.
const MIXED: &str = "a field behind each line is a time on most lines and something else on many; name the format in `archfit.toml`, and the times can be told";

/// The least share of the request's time that the server behind takes.
const LEAST_WAIT: f64 = 0.05;

/// From so many lines on their variety says something.
const TELLING: usize = 20;

/// No server takes a minute for half of its requests, in microseconds.
const MOST_IN_THE_MIDDLE: u64 = 60_000_000;

/// Labels of the time of the whole request.
const TOOK: [&str; 9] = ["rt", "request_time", "req_time", "reqtime", "time", "duration", "took", "elapsed", "latency"];

/// Labels of the time of the server behind.
const WAITED: [&str; 6] = ["urt", "upstream_response_time", "upstream_time", "ut", "upstream", "uptime"];

/// The share of lines by which it is told what a field is: here and there a line is cut, or another program wrote it.
const NEARLY_ALL: f64 = 0.95;

fn is_nearly_all(n: usize, all: usize) -> bool {
    n > 0 && n as f64 >= all as f64 * NEARLY_ALL
}

/// How many fields nearly all lines have.
fn usual_length(rests: &[Vec<&[u8]>]) -> Option<usize> {
    let mut lengths: Vec<usize> = rests.iter().map(Vec::len).collect();
    lengths.sort_unstable();
    let middle = *lengths.get(lengths.len() / 2)?;
    is_nearly_all(lengths.iter().filter(|length| **length == middle).count(), lengths.len()).then_some(middle)
}

/// The unit of whole numbers behind all lines, where they can be nothing but a time.
fn whole_unit(numbers: &[u64]) -> Option<Unit> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let (least, median, most) = (sorted[0], sorted[sorted.len() / 2], sorted[sorted.len() - 1]);
    let zeros = numbers.iter().filter(|number| **number == 0).count();
    let at = |share: usize| sorted[sorted.len() * share / 100];
    let (low, high) = (at(5), at(95));
    let mean = numbers.iter().map(|number| *number as f64).sum::<f64>() / numbers.len() as f64;
    let n_rising = numbers.windows(2).filter(|pair| pair[0] < pair[1]).count();
    sorted.dedup();
    // Lengths repeat, numbers of connections rise, and ports keep within their range.
    let is_few = sorted.len() * 2 < numbers.len();
    let is_serial = n_rising * 10 > numbers.len() * 9;
    let is_port = least >= 1_024 && most > 32_767 && most <= 65_535;
    // Times have a long tail, which lifts their mean above their median; ids drawn evenly have none.
    let is_even = high > low.saturating_mul(3) && mean * 10.0 < median as f64 * 11.0;
    let is_other = numbers.len() >= TELLING && (is_few || is_serial || is_port || is_even);
    if (1_000..MOST_IN_THE_MIDDLE).contains(&median) {
        (!is_other).then_some(Unit::Micros)
    } else if zeros * 2 > numbers.len() && (2..=600).contains(&most) {
        // A mark that is 0 or 1 is no time.
        Some(Unit::WholeSeconds)
    } else {
        None
    }
}

/// Whether seconds are written as servers write them: to the millisecond or finer, at most a day, several tries as a list. Ratios and
/// versions have fewer digits, and moments are greater.
fn is_written_in_seconds(value: &[u8]) -> bool {
    let mut parts = value.split(|byte| matches!(byte, b',' | b' ' | b':')).filter(|part| !part.is_empty());
    let is_one = |part: &[u8]| {
        let n_digits = memchr(b'.', part).map_or(0, |at| part.len() - at - 1);
        part == b"-" || (3..=9).contains(&n_digits) && seconds(part).is_some_and(|micros| micros <= 86_400_000_000)
    };
    parts.all(is_one)
}

/// One field behind the fixed part, over some lines.
struct Column {
    at: usize,
    label: String,
    unit: Option<Unit>,
    wholes: Vec<u64>,
    /// In microseconds, where it is seconds.
    times: Vec<u64>,
    /// Whether it is a time on most lines, and on too many is something else.
    is_doubtful: bool,
    /// Whether no line has a whole number there.
    has_decimals: bool,
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
        let is_shared = |label: &String| {
            is_nearly_all(labels.iter().filter(|other| other.as_ref() == Some(label)).count(), labels.len())
        };
        let shared = labels.iter().flatten().take(2).find(|label| is_shared(label)).cloned();
        let values: Vec<&[u8]> = tokens.iter().map(|t| if shared.is_some() { value_of(t) } else { t }).collect();
        let times: Vec<u64> = values.iter().filter(|v| v.contains(&b'.')).filter_map(|v| seconds_of_tries(v)).collect();
        let decimals = times.len();
        let wholes: Vec<u64> = values.iter().filter_map(|value| whole(value)).collect();
        let behind = |words: &[&[u8]]| {
            let next: Vec<Option<&[u8]>> =
                rests.iter().filter(|rest| rest.len() > at).map(|rest| rest.get(at + 1).copied()).collect();
            let n = next.iter().filter(|next| next.is_some_and(|next| words.contains(&next))).count();
            is_nearly_all(n, next.len())
        };
        // A dash says that there was nothing to measure.
        let told: Vec<&[u8]> = values.iter().copied().filter(|value| !matches!(*value, b"-" | b"")).collect();
        let share = |is: &dyn Fn(&[u8]) -> bool| told.iter().filter(|value| is(value)).count();
        let n_times = share(&|value| seconds_of_tries(value).is_some());
        let all_times = is_nearly_all(n_times, told.len());
        let in_millis = behind(&[b"ms", b"msec", b"msecs"]);
        // A name says that it is a time, so that its digits need not.
        let n_seconds = if shared.is_some() { n_times } else { share(&is_written_in_seconds) };
        let all_seconds = is_nearly_all(n_seconds, told.len());
        let unit = if decimals > 0 && all_times && in_millis {
            Some(Unit::Millis)
        } else if decimals > 0 && all_times && all_seconds && !behind(&[b"us", b"\xc2\xb5s"]) {
            Some(Unit::Seconds)
        } else if is_nearly_all(share(&|value| with_unit(value).is_some()), told.len()) {
            Some(Unit::Written)
        } else {
            None
        };
        let is_doubtful = unit.is_none() && !told.is_empty() && n_seconds * 2 > told.len() && !all_seconds;
        let has_decimals = wholes.iter().all(|number| *number == 0);
        let wholes =
            if wholes.len() * 10 >= values.len() * 9 && decimals * 20 <= values.len() { wholes } else { Vec::new() };
        Self { at, label: shared.unwrap_or_default(), unit, wholes, times, is_doubtful, has_decimals }
    }

    fn sum(&self) -> f64 {
        self.times.iter().map(|time| *time as f64).sum()
    }

    /// Whether half of its numbers are greater than seconds that people wait, and all greater than a fast reply takes: milliseconds
    /// look the same.
    fn may_be_millis(&self) -> bool {
        look_like_millis(&self.times)
    }
}

/// Whether numbers taken for seconds may as well be milliseconds: half of them are a second and more, and none is short.
pub fn look_like_millis(micros: &[u64]) -> bool {
    let n_long = micros.iter().filter(|time| **time >= 1_000_000).count();
    let n_short = micros.iter().filter(|time| (1..50_000).contains(*time)).count();
    n_long * 2 > micros.len() && n_short * 100 < micros.len()
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
        assert_eq!(read(&[" \"-\" \"a \\\" b\" 0.250 -", " \"-\" \"b\" 0.300 0.200"])[0], (Some(250_000), None));
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
            ("Oct 10 13:55:36 web1 nginx[123]: 10.0.0.1 - - ", "10.0.0.1"),
            ("[pod/web-7c9f/nginx] 10.0.0.1 - - ", "10.0.0.1"),
            ("[2000-10-10 13:55:36 +0000] [7] [INFO] 10.0.0.1:44030 - - ", "10.0.0.1"),
            ("10.0.0.1:44030 - - ", "10.0.0.1"),
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

    /// Lines whose fields behind are these texts with a number of the line in them.
    fn many(tail: impl Fn(usize) -> String) -> Vec<(Option<u64>, Option<u64>)> {
        let tails: Vec<String> = (0..60).map(|n| format!(" \"-\" \"curl\" {}", tail(n))).collect();
        read(&tails.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn what_looks_like_a_time_and_is_none_tells_no_time() {
        for lines in [
            many(|n| format!("\"{}.{:02}\"", 1 + n % 4, n)),           // $gzip_ratio
            many(|_| "TLSv1.3 1.2".to_owned()),                        // a version
            many(|n| format!("1796050252.{n:03}")),                    // $msec
            many(|n| (400 + n % 7).to_string()),                       // $request_length
            many(|n| (4_000 + n * 3).to_string()),                     // $connection
            many(|n| (1_024 + n * 7_919 % 60_000).to_string()),        // $remote_port
            many(|n| (100_000 + n * 619_033 % 900_000).to_string()),   // an id drawn evenly
            many(|n| (n * n * 900_001 % 1_000_000_007).to_string()),   // a hash
            many(|n| (n % 2).to_string()),                             // a mark
            many(|n| format!("{}.{:03}", 5 + n % 90, n)),              // milliseconds of morgan, without their unit
            many(|n| format!("duration={}", 1_000 + n * 7_919 % 901)), // milliseconds or microseconds
        ] {
            assert_eq!(lines[9], (None, None));
        }
    }

    #[test]
    fn of_several_times_the_longest_is_the_requests_and_the_next_the_servers_behind() {
        let (took, waited) = (Some(236_000), Some(230_000));
        for order in ["{t} {c} {h} {w}", "{c} {h} {w} {t}", "{w} {t}"] {
            let tail = |n: usize| {
                let of = |ms: usize| format!("0.{:03}", ms + 4 * n);
                order.replace("{t}", &of(200)).replace("{w}", &of(194)).replace("{h}", &of(190)).replace("{c}", "0.000")
            };
            assert_eq!(many(tail)[9], (took, waited), "{order}");
        }
        let connect = many(|n| format!("0.{:03} 0.001", 200 + n));
        assert_eq!(connect[0], (Some(200_000), None), "the time to connect is no wait for an answer");
        assert_eq!(many(|n| format!("{n}.250 ms"))[3].0, Some(3_250), "the unit stands behind");
    }

    #[test]
    fn a_few_odd_lines_change_nothing_and_many_leave_the_times_unsaid() {
        let times = |n: usize| (format!("0.{:03}", 150 + n), format!("0.{:03}", 75 + n));
        let odd = |n_odd: usize, odd: &str| {
            many(|n| {
                let (took, waited) = times(n);
                if n < n_odd { odd.replace("{t}", &took).replace("{w}", &waited) } else { format!("{took} {waited}") }
            })
        };
        for line in ["x {w}", "0.15 {w}", "0.", "extra {t} {w}", "{t}"] {
            assert_eq!(odd(2, line)[9], (Some(159_000), Some(84_000)), "{line}");
        }
        assert_eq!(odd(1, "extra {t} {w}")[0], (None, None), "nothing tells which field is which");
        assert_eq!(odd(20, "x {w}")[50], (None, None), "the wait is not the request's time");
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
