//! A team's own format, as its server's configuration names it: `$remote_addr [$time_local] …` or `%h %t …`.

use super::clf::{Unit, target_of};
use super::line::{Line, OtherForm, Stamps, iso, seconds, seconds_of_tries, whole};

/// What a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Skip,
    Client,
    Common,
    Iso,
    SinceEpoch,
    Request,
    Target,
    Status,
    Took(Unit),
    /// A part of the time that the request took: parts add up.
    TookPart,
    Waited,
    WaitedMillis,
    /// The time of the server behind, which is a part of the request's.
    WaitedPart,
}

/// A format: fields with the text that stands behind each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    before: Vec<u8>,
    fields: Vec<(Field, Vec<u8>)>,
}

/// Fields by the names of nginx.
const NAMED: [(&str, Field); 17] = [
    ("remote_addr", Field::Client),
    ("realip_remote_addr", Field::Client),
    ("time_local", Field::Common),
    ("time_iso8601", Field::Iso),
    ("msec", Field::SinceEpoch),
    ("request", Field::Request),
    ("request_uri", Field::Target),
    ("uri", Field::Target),
    ("status", Field::Status),
    ("request_time", Field::Took(Unit::Seconds)),
    ("request_time_ms", Field::Took(Unit::Millis)),
    ("request_time_us", Field::Took(Unit::Micros)),
    ("request_time_part", Field::TookPart),
    ("upstream_response_time", Field::Waited),
    ("upstream_response_time_ms", Field::WaitedMillis),
    ("upstream_time_part", Field::WaitedPart),
    ("time_zoneless", Field::Skip),
];

/// Fields by the letters of Apache; gunicorn writes the same in parentheses.
const LETTERED: [(&str, Field); 14] = [
    ("h", Field::Client),
    ("a", Field::Client),
    ("t", Field::Common),
    ("r", Field::Request),
    ("U", Field::Target),
    (">s", Field::Status),
    ("s", Field::Status),
    ("D", Field::Took(Unit::Micros)),
    ("T", Field::Took(Unit::WholeSeconds)),
    ("{ms}T", Field::Took(Unit::Millis)),
    ("{us}T", Field::Took(Unit::Micros)),
    ("M", Field::Took(Unit::Millis)),
    ("L", Field::Took(Unit::Seconds)),
    ("{s}T", Field::Took(Unit::WholeSeconds)),
];

impl Pattern {
    /// Reads a format; says what is wrong with one that cannot be used.
    pub fn parse(text: &str) -> Result<Self, String> {
        let pattern = Self::without_time(text)?;
        if pattern.has_time() {
            Ok(pattern)
        } else {
            Err("it has no time: add `$time_local`, `$time_iso8601`, `$msec` or `%t`".to_owned())
        }
    }

    /// Reads a format that may name no time, by which lines are only recognised.
    pub(super) fn without_time(text: &str) -> Result<Self, String> {
        let mut pattern = Self { before: Vec::new(), fields: Vec::new() };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (field, length) = match first {
                '$' => named(rest),
                '%' if rest.starts_with("%%") => (None, 1),
                '%' => lettered(rest),
                _ => (None, 0),
            };
            match (field, length) {
                (Some(field), length) => {
                    pattern.fields.push((field, Vec::new()));
                    rest = &rest[length..];
                }
                (None, skipped) => {
                    let literal = &rest[skipped..skipped + rest[skipped..].chars().next().map_or(0, char::len_utf8)];
                    pattern.fields.last_mut().map_or(&mut pattern.before, |(_, text)| text).extend(literal.as_bytes());
                    rest = &rest[skipped + literal.len()..];
                }
            }
        }
        pattern.keep_most_exact();
        pattern.check()
    }

    /// Of several times of a request only the most exact counts: `%T/%D`.
    fn keep_most_exact(&mut self) {
        let exactness = |field: &Field| match field {
            Field::Took(Unit::WholeSeconds) => 1,
            Field::Took(Unit::Millis) => 2,
            Field::Took(Unit::Seconds) => 3,
            Field::Took(_) => 4,
            _ => 0,
        };
        let most = self.fields.iter().map(|(field, _)| exactness(field)).max().unwrap_or(0);
        for (field, _) in &mut self.fields {
            if (1..most).contains(&exactness(field)) {
                *field = Field::Skip;
            }
        }
    }

    /// Whether its lines have a time.
    pub(super) fn has_time(&self) -> bool {
        let is_time = |field: &Field| matches!(field, Field::Common | Field::Iso | Field::SinceEpoch);
        self.fields.iter().any(|(field, _)| is_time(field))
    }

    /// Whether its lines tell how long requests took.
    pub(super) fn has_times(&self) -> bool {
        self.fields.iter().any(|(field, _)| matches!(field, Field::Took(_) | Field::TookPart))
    }

    /// Whether its times are whole seconds.
    pub(super) fn is_coarse(&self) -> bool {
        self.fields.iter().any(|(field, _)| *field == Field::Took(Unit::WholeSeconds))
    }

    fn check(self) -> Result<Self, String> {
        let glued = self.fields.iter().rev().skip(1).any(|(_, text)| text.is_empty());
        if glued {
            return Err("two fields stand side by side with nothing between: nothing tells where one ends".to_owned());
        }
        Ok(self)
    }

    /// Whether its stamps have parts of seconds.
    pub fn is_fine(&self) -> bool {
        self.fields.iter().any(|(field, _)| *field == Field::SinceEpoch)
    }

    /// Reads a line.
    pub fn read<'a>(&self, line: &'a [u8], stamps: &mut Stamps) -> Option<Line<'a>> {
        self.take(line, stamps).filter(|(_, is_stamped)| *is_stamped).map(|(read, _)| read)
    }

    /// Whether a line has this form, with or without a time.
    pub(super) fn fits(&self, line: &[u8], stamps: &mut Stamps) -> bool {
        self.take(line, stamps).is_some_and(|(_, is_stamped)| is_stamped == self.has_time())
    }

    fn take<'a>(&self, line: &'a [u8], stamps: &mut Stamps) -> Option<(Line<'a>, bool)> {
        let mut rest = line.strip_prefix(self.before.as_slice())?;
        let mut read = Line::default();
        let mut is_stamped = false;
        for (field, behind) in &self.fields {
            let end = match behind.as_slice() {
                [] => rest.len(),
                text => memchr::memmem::find(rest, text)?,
            };
            let value = &rest[..end];
            rest = &rest[end + behind.len()..];
            is_stamped |= set(&mut read, *field, value, stamps)?;
        }
        Some((read, is_stamped))
    }
}

/// A time where there is one; an error where something else stands there.
fn time(value: &[u8], read: impl Fn(&[u8]) -> Option<u64>) -> Result<Option<u64>, OtherForm> {
    match value {
        b"" | b"-" | b"-1" => Ok(None),
        value => read(value).map(Some).ok_or(OtherForm),
    }
}

/// The time of several tries; those that did not come to one are none.
fn tries(value: &[u8]) -> Result<Option<u64>, OtherForm> {
    let is_none = value.iter().all(|byte| matches!(byte, b'-' | b',' | b':' | b' '));
    if is_none { Ok(None) } else { time(value, seconds_of_tries) }
}

/// Adds a part to a time.
fn add(time: &mut Option<u64>, part: Option<u64>) {
    *time = part.map(|part| time.unwrap_or(0) + part).or(*time);
}

/// Takes a field's value over; whether it was the stamp, `None` where it cannot be read.
fn set<'a>(read: &mut Line<'a>, field: Field, value: &'a [u8], stamps: &mut Stamps) -> Option<bool> {
    match field {
        Field::Skip => {}
        Field::Client => read.client = value,
        Field::Request => read.target = target_of(value),
        Field::Target => read.target = value,
        Field::Status => read.status = whole(value)? as u16,
        Field::Took(unit) => read.took = time(value, |value| unit.micros(value)).ok()?,
        Field::TookPart => add(&mut read.took, time(value, seconds).ok()?),
        Field::Waited => read.waited = tries(value).ok()?,
        Field::WaitedMillis => read.waited = time(value, |value| Unit::Millis.micros(value)).ok()?,
        Field::WaitedPart => {
            read.waited = time(value, seconds).ok()?;
            add(&mut read.took, read.waited);
        }
        Field::Common => {
            let bare = value.strip_prefix(b"[").and_then(|v| v.strip_suffix(b"]")).unwrap_or(value);
            (read.stamp, read.offset) = stamps.common(bare)?;
            return Some(true);
        }
        Field::Iso => {
            (read.stamp, read.offset, _) = iso(value)?;
            return Some(true);
        }
        Field::SinceEpoch => {
            read.stamp = seconds(value)? as i64;
            return Some(true);
        }
    }
    Some(false)
}

/// `$name` or `${name}`.
fn named(text: &str) -> (Option<Field>, usize) {
    let body = &text[1..];
    let (open, body) = body.strip_prefix('{').map_or((0, body), |body| (1, body));
    let length = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(body.len());
    if length == 0 {
        return (None, 0);
    }
    let name = &body[..length];
    let field = NAMED.iter().find(|(known, _)| *known == name).map_or(Field::Skip, |(_, field)| *field);
    (Some(field), 1 + length + 2 * open)
}

/// `%h`, `%>s`, `%{Referer}i` or `%(h)s`.
fn lettered(text: &str) -> (Option<Field>, usize) {
    let body = &text[1..];
    let (name, length) = if let Some(inner) = body.strip_prefix('(') {
        let Some(end) = inner.find(')') else { return (None, 0) };
        (inner[..end].to_owned(), end + 4)
    } else {
        let from = if body.starts_with('{') { body.find('}').map_or(0, |end| end + 1) } else { 0 };
        let from = from + body[from..].find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
        let Some(letter) = body[from..].chars().next() else { return (None, 0) };
        (body[..=from].trim_end_matches(|_| false).to_owned() + if letter.is_ascii() { "" } else { "?" }, from + 2)
    };
    let field = LETTERED.iter().find(|(known, _)| *known == name).map_or(Field::Skip, |(_, field)| *field);
    (Some(field), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_as_configurations_name_them() {
        let cases = [
            (
                "$remote_addr|$time_iso8601|$request_uri|$status|$request_time|$upstream_response_time",
                "10.0.0.1|2026-11-29T10:00:00+01:00|/a?b=1|200|0.250|0.1, 0.1",
                Some(200_000),
            ),
            (
                "${remote_addr} $msec \"$request\" $status $request_time",
                "10.0.0.1 1795946400.123 \"GET /a?b=1 HTTP/1.1\" 200 0.250",
                None,
            ),
            (
                "%h %l %u %t \"%r\" %>s %b %{ms}T",
                "10.0.0.1 - - [29/Nov/2026:10:00:00 +0100] \"GET /a?b=1 HTTP/1.1\" 200 12 250",
                None,
            ),
            (
                "%(h)s %(t)s \"%(r)s\" %(s)s %(D)s",
                "10.0.0.1 [29/Nov/2026:10:00:00 +0100] \"GET /a?b=1 HTTP/1.1\" 200 250000",
                None,
            ),
        ];
        for (format, line, waited) in cases {
            let pattern = Pattern::parse(format).expect(format);
            let read = pattern.read(line.as_bytes(), &mut Stamps::default()).expect(format);
            assert_eq!((read.client, read.target, read.status), (&b"10.0.0.1"[..], &b"/a?b=1"[..], 200), "{format}");
            assert_eq!((read.took, read.waited), (Some(250_000), waited), "{format}");
            assert_eq!(read.stamp / 1_000_000, if format.contains("msec") { 1_795_946_400 } else { 1_795_942_800 });
        }
    }

    #[test]
    fn a_line_in_which_no_time_stands_where_one_should_has_another_form() {
        let pattern = Pattern::parse("$time_iso8601 $request_time $upstream_response_time $status").unwrap();
        let read =
            |line: &str| pattern.read(line.as_bytes(), &mut Stamps::default()).map(|line| (line.took, line.waited));
        assert_eq!(read("2026-11-29T10:00:00Z 0.250 0.1, - 200"), None, "a list with a space in it");
        assert_eq!(read("2026-11-29T10:00:00Z 0.250 0.1 200"), Some((Some(250_000), Some(100_000))));
        assert_eq!(read("2026-11-29T10:00:00Z 0.250 - 200"), Some((Some(250_000), None)));
        assert_eq!(read("2026-11-29T10:00:00Z soon 0.1 200"), None);
    }

    #[test]
    fn a_format_that_cannot_be_used_is_refused_with_the_reason() {
        assert!(Pattern::parse("$remote_addr $status").unwrap_err().contains("no time"));
        assert!(Pattern::parse("$remote_addr$time_local").unwrap_err().contains("side by side"));
    }
}
