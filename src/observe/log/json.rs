//! Logs of one JSON object a line, by the names that web servers, proxies and request loggers use.

use std::borrow::Cow;

use serde::Deserialize;

use super::clf::target_of;
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
    #[serde(rename = "responseTime", alias = "duration_ms", alias = "response_time_ms")]
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

/// A request read from an object, with what could not be borrowed from the line.
pub struct Read {
    client: Vec<u8>,
    target: Vec<u8>,
    line: Line<'static>,
    /// Whether the stamp is when the request began.
    pub begins: bool,
    /// Whether the stamp has parts of seconds.
    pub fine: bool,
}

impl Read {
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
    let (target, client) = asked(&record);
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
    let line = Line { stamp, offset, client: b"", target: b"", status, took: took(&record), waited: waited(&record) };
    Some(Read {
        client: client.unwrap_or_default().into_bytes(),
        target: target.unwrap_or_default().into_bytes(),
        line,
        begins,
        fine,
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

fn took(record: &Record) -> Option<u64> {
    let nanoseconds = record.nanoseconds.map(|nanoseconds| (nanoseconds / 1e3) as u64);
    let milliseconds = record.milliseconds.map(|milliseconds| (milliseconds * 1e3) as u64);
    let request_time = record.request_time.as_ref().and_then(in_seconds);
    nanoseconds.or(milliseconds).or(request_time).or_else(|| record.duration.as_ref().and_then(in_seconds))
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
