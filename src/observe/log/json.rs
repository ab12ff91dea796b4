//! Logs of one JSON object a line, by the names that web servers, proxies and request loggers use.

use std::borrow::Cow;

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::clf::{look_like_millis, target_of};
use super::line::{Line, SECOND, Stamps, iso, seconds, seconds_of_tries};

/// When a request began, and when a line was written: finer stamps first.
const BEGAN: [&str; 2] = ["StartUTC", "StartLocal"];
const WRITTEN: [&str; 7] = ["ts", "msec", "@timestamp", "timestamp", "time_iso8601", "time_local", "time"];
const TARGET: [&str; 5] = ["request_uri", "RequestPath", "uri", "path", "url"];
const STATUS: [&str; 4] = ["status", "DownstreamStatus", "statusCode", "status_code"];
const CLIENT: [&str; 6] = ["remote_addr", "ClientHost", "remote_ip", "clientip", "remoteAddress", "client_ip"];
const NANOSECONDS: [&str; 1] = ["Duration"];
const MILLISECONDS: [&str; 5] = ["responseTime", "duration_ms", "response_time_ms", "latency_ms", "elapsed_ms"];
const TOOK: [&str; 3] = ["request_time", "rt", "duration"];
const WAITED: [&str; 2] = ["upstream_response_time", "upstream_time"];
const WAITED_NANOSECONDS: [&str; 1] = ["OriginDuration"];
/// What holds an object of its own; the first also a request line.
const ASKED: [&str; 2] = ["request", "req"];
const REPLIED: [&str; 1] = ["res"];

/// The keys that are read, of all objects in a line; all others are passed over. Logs tell a thing by several of them, so that each is read
/// by itself, and whoever asks for a thing names its keys in the order in which they are trusted.
const KEYS: [&[&str]; 12] = [
    &BEGAN,
    &WRITTEN,
    &TARGET,
    &STATUS,
    &CLIENT,
    &NANOSECONDS,
    &MILLISECONDS,
    &TOOK,
    &WAITED,
    &WAITED_NANOSECONDS,
    &ASKED,
    &REPLIED,
];

/// A value as far as it is of use.
#[derive(Debug)]
enum Value<'a> {
    Number(f64),
    Text(Cow<'a, str>),
    Object(Object<'a>),
    Other,
}

/// The values of the keys that are read.
#[derive(Debug, Default)]
struct Object<'a>(Vec<(&'static str, Value<'a>)>);

impl<'a> Object<'a> {
    /// The values of these keys, the most trusted first.
    fn all<'s>(&'s self, keys: &'s [&str]) -> impl Iterator<Item = &'s Value<'a>> {
        keys.iter().filter_map(|key| self.0.iter().find(|(is, _)| is == key).map(|(_, value)| value))
    }

    fn text(&self, keys: &[&str]) -> Option<String> {
        self.all(keys).find_map(|value| match value {
            Value::Text(text) => Some(text.clone().into_owned()),
            _ => None,
        })
    }

    fn object<'s>(&'s self, keys: &'s [&str]) -> Option<&'s Self> {
        self.all(keys).find_map(|value| match value {
            Value::Object(object) => Some(object),
            _ => None,
        })
    }

    fn number(&self, keys: &[&str]) -> Option<f64> {
        self.all(keys).find_map(|value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        })
    }

    fn status(&self) -> Option<u16> {
        self.all(&STATUS).find_map(|value| match value {
            Value::Number(status) => Some(*status as u16),
            Value::Text(status) => status.parse().ok(),
            _ => None,
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::Object(object) => Ok(object),
            _ => Err(D::Error::custom("no object")),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Object::default();
        while let Some(Key(key)) = map.next_key()? {
            match KEYS.into_iter().flatten().find(|known| **known == key) {
                Some(known) => object.0.push((known, map.next_value()?)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Value::Object(object))
    }
}

/// A key, borrowed where nothing in it is escaped.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// Whether an object is about something else than a request that was answered: it has no status, and names nothing that is asked for or it
/// says itself that the request has just come.
pub fn is_aside(line: &[u8]) -> bool {
    let names = |text: &[u8]| memchr::memmem::find(line, text).is_some();
    let words: [&[u8]; 8] =
        [b"\"status", b"\"method\"", b"\"path\"", b"\"url\"", b"\"uri\"", b"\"request", b"\"verb\"", b"HTTP/"];
    let is_object = || serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line).is_ok();
    let has_come = names(b"\"incoming request\"") && !names(b"\"statusCode\"");
    line.starts_with(b"{") && (has_come || !words.into_iter().any(names)) && is_object()
}

/// A request read from an object, with what could not be borrowed from the line.
pub struct Read {
    client: Vec<u8>,
    target: Vec<u8>,
    line: Line<'static>,
    /// Whether the stamp is when the request began.
    pub begins: bool,
    /// Whether the stamp has parts of seconds.
    pub fine: bool,
    /// Whether the time it took is a bare number, taken for seconds.
    pub bare: bool,
}

/// What numbers without a unit are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare {
    /// Seconds with decimals, as nginx and Caddy write them.
    Seconds,
    /// Nothing tells: they may be milliseconds or less.
    Unsaid,
}

impl Bare {
    /// What the numbers of some lines are.
    pub fn of(reads: &[Read]) -> Self {
        let times: Vec<u64> = reads.iter().filter(|read| read.bare).filter_map(|read| read.line.took).collect();
        let is_whole = !times.is_empty() && times.iter().all(|micros| micros % 1_000_000 == 0);
        let is_any = times.iter().any(|micros| *micros > 0);
        if is_any && (is_whole || look_like_millis(&times)) { Self::Unsaid } else { Self::Seconds }
    }
}

impl Read {
    /// The same without a time of which nothing tells the unit.
    pub fn with(mut self, bare: Bare) -> Self {
        if self.bare && bare == Bare::Unsaid {
            self.line.took = None;
        }
        self
    }

    /// The request.
    pub fn line(&self) -> Line<'_> {
        Line { client: &self.client, target: &self.target, ..self.line }
    }
}

/// Reads a line.
pub fn read(line: &[u8]) -> Option<Read> {
    let object: Object = serde_json::from_slice(line).ok()?;
    let (inner, response) = (object.object(&ASKED), object.object(&REPLIED));
    let began = object.all(&BEGAN).find_map(moment);
    let (stamp, offset, fine) = began.or_else(|| object.all(&WRITTEN).find_map(moment))?;
    let request_line =
        || object.text(&ASKED[..1]).map(|line| String::from_utf8_lossy(target_of(line.as_bytes())).into_owned());
    let target = object.text(&TARGET).or_else(|| inner.and_then(|inner| inner.text(&TARGET))).or_else(request_line);
    // Where a request is told in two lines, the one about the answer has its time and no target.
    let told_before = response.is_some() && object.number(&MILLISECONDS).is_some();
    let target = target.or_else(|| told_before.then(String::new))?;
    // Without a target or a status it is a line about something else.
    let status = object.status().or_else(|| response.and_then(Object::status)).filter(|status| *status > 0)?;
    let client = object.text(&CLIENT).or_else(|| inner.and_then(|inner| inner.text(&CLIENT)));
    let (took, bare) = took(&object);
    let line = Line { stamp, offset, client: b"", target: b"", status, took, waited: waited(&object) };
    Some(Read {
        client: client.unwrap_or_default().into_bytes(),
        target: target.into_bytes(),
        line,
        begins: began.is_some(),
        fine,
        bare,
    })
}

/// How long it took, and whether that is a number without a unit.
fn took(object: &Object) -> (Option<u64>, bool) {
    let nanoseconds = object.number(&NANOSECONDS).map(|nanoseconds| (nanoseconds / 1e3) as u64);
    let milliseconds = object.number(&MILLISECONDS).map(|milliseconds| (milliseconds * 1e3) as u64);
    if let Some(told) = nanoseconds.or(milliseconds) {
        return (Some(told), false);
    }
    let told = object.all(&TOOK).find(|value| in_seconds(value).is_some());
    (told.and_then(in_seconds), told.is_some_and(|value| !matches!(value, Value::Text(text) if is_written(text))))
}

/// Whether a text says by itself that it is a time in seconds: by its unit, or by its digits, as nginx writes it.
fn is_written(text: &str) -> bool {
    text.ends_with('s') || text.rsplit_once('.').is_some_and(|(_, digits)| digits.len() == 3)
}

fn waited(object: &Object) -> Option<u64> {
    let nanoseconds = || object.number(&WAITED_NANOSECONDS).filter(|n| *n > 0.0);
    object.all(&WAITED).find_map(in_seconds).or_else(|| nanoseconds().map(|nanoseconds| (nanoseconds / 1e3) as u64))
}

fn in_seconds(value: &Value) -> Option<u64> {
    match value {
        Value::Number(seconds) if (0.0..1e9).contains(seconds) => Some((seconds * 1e6).round() as u64),
        Value::Text(text) => text.strip_suffix("ms").map_or_else(
            || seconds_of_tries(text.strip_suffix('s').unwrap_or(text).as_bytes()),
            |millis| seconds(millis.as_bytes()).map(|micros| micros / 1_000),
        ),
        _ => None,
    }
}

/// A moment as a number of seconds or milliseconds since 1970, or as a text.
fn moment(value: &Value) -> Option<(i64, i32, bool)> {
    match value {
        Value::Number(number) => {
            // Seconds of this century have ten digits, milliseconds thirteen.
            let micros = if *number > 1e11 { number * 1e3 } else { number * 1e6 };
            (1e6..1e17).contains(&micros).then(|| (micros.round() as i64, 0, true))
        }
        Value::Text(text) => {
            let bytes = text.as_bytes();
            let since = || seconds(bytes).map(|micros| (micros as i64, 0, bytes.contains(&b'.')));
            let common = || Stamps::default().common(bytes).map(|(stamp, offset)| (stamp, offset, false));
            iso(bytes).or_else(common).or_else(since).filter(|(stamp, ..)| *stamp > SECOND)
        }
        Value::Object(_) | Value::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_common_servers_are_known() {
        let caddy = r#"{"level":"info","ts":1646861401.5241024,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"41342","client_ip":"127.0.0.1","proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/a?x=1","headers":{"User-Agent":["curl"]}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}}"#;
        let traefik = r#"{"ClientAddr":"10.0.0.1:5","ClientHost":"10.0.0.1","DownstreamStatus":200,"Duration":1500000,"OriginDuration":1000000,"RequestPath":"/a","StartUTC":"2026-11-29T10:00:00.5Z","time":"2026-11-29T10:00:01Z"}"#;
        let nginx = r#"{"time_iso8601":"2026-11-29T10:00:00+00:00","remote_addr":"10.0.0.1","request_uri":"/a","status":"200","request_time":"0.250","upstream_response_time":"0.2"}"#;
        let pino = r#"{"level":30,"time":1531171074631,"pid":657,"req":{"id":1,"method":"GET","url":"/a","remoteAddress":"::1","remotePort":64799},"res":{"statusCode":200},"responseTime":12,"msg":"request completed"}"#;
        let expected =
            [(Some(930), None), (Some(1_500), Some(1_000)), (Some(250_000), Some(200_000)), (Some(12_000), None)];
        for (text, times) in [caddy, traefik, nginx, pino].into_iter().zip(expected) {
            let read = read(text.as_bytes()).expect(text);
            let line = read.line();
            assert_eq!((line.took, line.waited), times, "{text}");
            assert_eq!((line.status, &line.target[..2]), (200, &b"/a"[..]));
            assert!(!line.client.is_empty());
        }
    }

    #[test]
    fn a_thing_told_by_several_names_is_taken_from_the_most_exact() {
        let doubled = r#"{"msec":"1796050252.250","time_iso8601":"2026-11-29T10:00:00+00:00","time_local":"29/Nov/2026:10:00:00 +0000","@timestamp":"2026-11-29T10:00:00Z","timestamp":"2026-11-29T10:00:00Z","remote_addr":"10.0.0.1","remote_ip":"10.0.0.2","clientip":"10.0.0.3","url":"http://a/b","uri":"/a","path":"/a","status":"200","status_code":500,"request_time":"0.250"}"#;
        let read = read(doubled.as_bytes()).expect(doubled);
        assert_eq!((read.line().stamp, read.fine), (1_796_050_252_250_000, true));
        assert_eq!((read.line().client, read.line().target, read.line().status), (&b"10.0.0.1"[..], &b"/a"[..], 200));
        let traefik = r#"{"ClientHost":"10.0.0.1","DownstreamStatus":200,"Duration":1500000,"RequestPath":"/a","StartLocal":"2026-11-29T11:00:00.5+01:00","StartUTC":"2026-11-29T10:00:00.5Z","time":"2026-11-29T10:00:01Z"}"#;
        assert!(super::read(traefik.as_bytes()).is_some_and(|read| read.begins && read.line().offset == 0));
        let odd = r#"{"ts":null,"time":"2026-11-29T10:00:01Z","path":["/a"],"url":"/b","status":true,"statusCode":204,"duration":"0.100"}"#;
        let read = super::read(odd.as_bytes()).expect(odd);
        assert_eq!((read.line().target, read.line().status, read.line().took), (&b"/b"[..], 204, Some(100_000)));
    }

    #[test]
    fn a_request_told_in_two_lines_is_counted_by_the_one_about_the_answer() {
        let come = r#"{"level":30,"time":1531171074631,"reqId":"req-1","req":{"method":"GET","url":"/a","remoteAddress":"::1"},"msg":"incoming request"}"#;
        let done = r#"{"level":30,"time":1531171074651,"reqId":"req-1","res":{"statusCode":200},"responseTime":20.5,"msg":"request completed"}"#;
        assert!(read(come.as_bytes()).is_none() && is_aside(come.as_bytes()));
        let read = read(done.as_bytes()).expect(done);
        assert_eq!((read.line().took, read.line().status, read.bare), (Some(20_500), 200, false));
        assert!(is_aside(br#"{"level":30,"time":1531171074631,"msg":"listening"}"#));
        assert!(!is_aside(br#"{"time":1,"path":"/a","code":200}"#), "a request by other names");
        assert!(!is_aside(br#"{"cut"#));
    }

    #[test]
    fn objects_about_something_else_are_none() {
        for text in [
            "{}",
            r#"{"level":30,"time":1531171074631,"msg":"listening"}"#,
            "{",
            "[]",
            r#"{"ts":"soon","uri":"/","status":200}"#,
        ] {
            assert!(read(text.as_bytes()).is_none(), "{text}");
        }
    }
}
