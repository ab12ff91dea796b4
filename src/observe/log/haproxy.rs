//! `HAProxy`'s HTTP format, with or without what syslog puts in front.

use memchr::{memchr, memchr_iter, memrchr};

use super::clf::target_of;
use super::line::{Line, Stamps, whole};

/// Reads a line; the stamp is when the request was accepted.
pub fn read<'a>(line: &'a [u8], stamps: &mut Stamps) -> Option<Line<'a>> {
    let open =
        memchr_iter(b'[', line).find(|at| line.get(at + 3) == Some(&b'/') && line.get(at + 25) == Some(&b']'))?;
    let stamp = stamps.without_zone(&line[open + 1..open + 25])?;
    let before = line[..open].trim_ascii_end();
    let client = &before[memrchr(b' ', before).map_or(0, |at| at + 1)..];
    let client = &client[..memrchr(b':', client).unwrap_or(client.len())];
    // Frontend, backend/server, timers, status.
    let mut fields = line[open + 26..].trim_ascii_start().split(|byte| *byte == b' ');
    let timers = fields.nth(2)?;
    let status = whole(fields.next()?).unwrap_or(0);
    let quote = memchr(b'"', &line[open..])? + open;
    let mut parts = timers.split(|byte| *byte == b'/').map(timer);
    let (_request, _queue, _connect) = (parts.next()?, parts.next()?, parts.next()?);
    let (response, all) = (parts.next()?, parts.next()?);
    let micros = |millis: Option<u64>| millis.map(|millis| millis * 1_000);
    Some(Line {
        stamp,
        offset: 0,
        client,
        target: target_of(&line[quote + 1..]),
        status: status as u16,
        took: micros(all),
        waited: micros(response),
    })
}

/// A timer in milliseconds; `-1` is none, and `+` says that the session went on.
fn timer(text: &[u8]) -> Option<u64> {
    whole(text.strip_prefix(b"+").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_and_without_syslog_in_front() {
        let plain = "10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} \"GET /index.html HTTP/1.1\"";
        for front in ["", "Feb  6 12:14:14 localhost haproxy[14389]: ", "<134>Feb  6 12:14:14 haproxy[7]: "] {
            let text = format!("{front}{plain}");
            let line = read(text.as_bytes(), &mut Stamps::default()).unwrap();
            assert_eq!((line.took, line.waited, line.status), (Some(109_000), Some(69_000), 200));
            assert_eq!((line.client, line.target), (&b"10.0.1.2"[..], &b"/index.html"[..]));
        }
    }

    #[test]
    fn an_aborted_request_has_no_wait() {
        let text = "10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in http-in/<NOSRV> -1/-1/-1/-1/5 400 0 - - PR-- 1/1/0/0/0 0/0 \"<BADREQ>\"";
        let line = read(text.as_bytes(), &mut Stamps::default()).unwrap();
        assert_eq!((line.took, line.waited), (Some(5_000), None));
    }
}
