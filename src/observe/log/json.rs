//! Logs of one JSON object a line, by the names that web servers, proxies and request loggers use.

use std::borrow::Cow;

use serde::Deserialize;

use super::clf::{look_like_millis, target_of};
use super::line::{Line, SECOND, Stamps, iso, seconds, seconds_of_tries};

/// A value that is a text or a number.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Value<'a> {
    Number(f64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
    Other(serde::de::IgnoredAny),
}

/// The keys that are read; all others are passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record<'a> {
    #[serde(
        borrow,
        alias = "timestamp",
        alias = "@timestamp",
        alias = "time_iso8601",
        alias = "time_local",
        alias = "msec"
    )]
    ts: Option<Value<'a>>,
    #[serde(borrow)]
    time: Option<Value<'a>>,
    #[serde(borrow, rename = "StartUTC", alias = "StartLocal")]
    start: Option<Value<'a>>,
    #[serde(borrow)]
    request: Option<Request<'a>>,
    #[serde(borrow, alias = "RequestPath")]
    request_uri: Option<Cow<'a, str>>,
    // Logs name the target and the client twice; serde takes each field once.
    #[serde(borrow)]
    uri: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "url")]
    path: Option<Cow<'a, str>>,
    #[serde(borrow)]
    req: Option<Inner<'a>>,
    res: Option<Response>,
    #[serde(borrow, alias = "DownstreamStatus", alias = "statusCode", alias = "status_code")]
    status: Option<Value<'a>>,
    #[serde(borrow, alias = "ClientHost", alias = "remote_ip", alias = "clientip")]
    remote_addr: Option<Cow<'a, str>>,
    #[serde(borrow)]
    client_ip: Option<Cow<'a, str>>,
    #[serde(borrow)]
    duration: Option<Value<'a>>,
    #[serde(rename = "Duration")]
    nanoseconds: Option<f64>,
    #[serde(rename = "OriginDuration")]
    origin_nanoseconds: Option<f64>,
    #[serde(
        rename = "responseTime",
        alias = "duration_ms",
        alias = "response_time_ms",
        alias = "latency_ms",
        alias = "elapsed_ms"
    )]
    milliseconds: Option<f64>,
    #[serde(borrow, alias = "rt")]
    request_time: Option<Value<'a>>,
    #[serde(borrow, alias = "upstream_time")]
    upstream_response_time: Option<Value<'a>>,
}

/// What is under `request`: an object, or a request line.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Request<'a> {
    #[serde(borrow)]
    Line(Cow<'a, str>),
    Object(Inner<'a>),
    Other(serde::de::IgnoredAny),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Inner<'a> {
    #[serde(borrow, alias = "url", alias = "path")]
    uri: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "remoteAddress", alias = "remote_addr")]
    remote_ip: Option<Cow<'a, str>>,
    #[serde(borrow)]
    client_ip: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Response {
    #[serde(alias = "status")]
    #[serde(rename = "statusCode")]
    status: Option<u16>,
}

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
    let record: Record = serde_json::from_slice(line).ok()?;
    let begins = record.start.is_some();
    let stamp = record.start.as_ref().or(record.ts.as_ref()).or(record.time.as_ref())?;
    let (stamp, offset, fine) = moment(stamp)?;
    let (mut target, client) = asked(&record);
    // Where a request is told in two lines, the one about the answer has its time and no target.
    if record.res.is_some() && record.milliseconds.is_some() {
        target = target.or_else(|| Some(String::new()));
    }
    // Without a target or a status it is a line about something else.
    let status = match (&record.status, &record.res) {
        (Some(Value::Number(status)), _) => *status as u16,
        (Some(Value::Text(status)), _) => status.parse().unwrap_or(0),
        (_, Some(response)) => response.status.unwrap_or(0),
        _ => 0,
    };
    if status == 0 || target.is_none() {
        return None;
    }
    let (took, bare) = took(&record);
    let line = Line { stamp, offset, client: b"", target: b"", status, took, waited: waited(&record) };
    Some(Read {
        client: client.unwrap_or_default().into_bytes(),
        target: target.unwrap_or_default().into_bytes(),
        line,
        begins,
        fine,
        bare,
    })
}

fn asked(record: &Record) -> (Option<String>, Option<String>) {
    let own = |text: &Option<Cow<str>>| text.as_ref().map(|text| text.clone().into_owned());
    let (inner_uri, inner_client) = match (&record.request, &record.req) {
        (Some(Request::Object(inner)), _) | (_, Some(inner)) => {
            (own(&inner.uri), own(&inner.remote_ip).or_else(|| own(&inner.client_ip)))
        }
        (Some(Request::Line(line)), _) => {
            (Some(String::from_utf8_lossy(target_of(line.as_bytes())).into_owned()), None)
        }
        _ => (None, None),
    };
    let target = own(&record.request_uri).or_else(|| own(&record.uri)).or_else(|| own(&record.path)).or(inner_uri);
    (target, own(&record.remote_addr).or_else(|| own(&record.client_ip)).or(inner_client))
}

/// How long it took, and whether that is a number without a unit.
fn took(record: &Record) -> (Option<u64>, bool) {
    let nanoseconds = record.nanoseconds.map(|nanoseconds| (nanoseconds / 1e3) as u64);
    let milliseconds = record.milliseconds.map(|milliseconds| (milliseconds * 1e3) as u64);
    if let Some(told) = nanoseconds.or(milliseconds) {
        return (Some(told), false);
    }
    let told = [&record.request_time, &record.duration].into_iter().flatten().find(|value| in_seconds(value).is_some());
    (told.and_then(in_seconds), told.is_some_and(|value| !matches!(value, Value::Text(text) if is_written(text))))
}

/// Whether a text says by itself that it is a time in seconds: by its unit, or by its digits, as nginx writes it.
fn is_written(text: &str) -> bool {
    text.ends_with('s') || text.rsplit_once('.').is_some_and(|(_, digits)| digits.len() == 3)
}

fn waited(record: &Record) -> Option<u64> {
    let upstream = record.upstream_response_time.as_ref().and_then(in_seconds);
    upstream.or_else(|| record.origin_nanoseconds.filter(|n| *n > 0.0).map(|nanoseconds| (nanoseconds / 1e3) as u64))
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
        Value::Other(_) => None,
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
