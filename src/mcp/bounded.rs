//! Messages of a length that is read. A longer one is not kept, but whoever sent it gets an answer: in its place stands a request under its
//! id, which the server refuses.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

/// The method that stands for a message that was too long.
pub(super) const TOO_LONG: &str = "archfit/too-long";

/// The longest id that is given back.
const MAX_ID: usize = 256;

/// A stream of lines of which those that are too long are replaced.
pub(super) struct Bounded<R> {
    inner: R,
    most: usize,
    line: Vec<u8>,
    /// What of the present line was read past, where it is too long already.
    passed: Option<IdFinder>,
    ready: Vec<u8>,
    given: usize,
}

impl<R> Bounded<R> {
    /// Lets lines of so many bytes pass.
    pub fn new(inner: R, most: usize) -> Self {
        Self { inner, most, line: Vec::new(), passed: None, ready: Vec::new(), given: 0 }
    }

    /// Takes some bytes, at most one line.
    fn take(&mut self, bytes: &[u8]) {
        let is_end = bytes.last() == Some(&b'\n');
        match &mut self.passed {
            Some(finder) => finder.read(bytes),
            None => self.line.extend_from_slice(bytes),
        }
        if self.line.len() > self.most {
            let mut finder = IdFinder::default();
            finder.read(&std::mem::take(&mut self.line));
            self.passed = Some(finder);
        }
        if is_end {
            self.ready = match self.passed.take() {
                Some(finder) => finder.refusal().map(String::into_bytes).unwrap_or_default(),
                None => std::mem::take(&mut self.line),
            };
            self.given = 0;
        }
    }
}

impl<R: AsyncBufRead + Unpin> AsyncRead for Bounded<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.given == this.ready.len() {
            let available = match Pin::new(&mut this.inner).poll_fill_buf(context) {
                Poll::Ready(Ok(available)) => available,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            };
            if available.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let n = memchr::memchr(b'\n', available).map_or(available.len(), |at| at + 1);
            let bytes = available[..n].to_vec();
            Pin::new(&mut this.inner).consume(n);
            this.take(&bytes);
        }
        let n = buffer.remaining().min(this.ready.len() - this.given);
        buffer.put_slice(&this.ready[this.given..this.given + n]);
        this.given += n;
        Poll::Ready(Ok(()))
    }
}

/// Looks for the id of a message that is read past, and keeps nothing else of it.
#[derive(Default)]
struct IdFinder {
    depth: usize,
    in_text: bool,
    is_escaped: bool,
    /// The text or value that is being read at the outermost level, as far as it is no longer than an id may be.
    last: Vec<u8>,
    /// The key whose value comes next.
    is_id: bool,
    id: Option<Vec<u8>>,
    is_request: bool,
}

impl IdFinder {
    fn read(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.byte(*byte));
    }

    fn byte(&mut self, byte: u8) {
        if self.depth == 1 && self.last.len() <= MAX_ID && (self.in_text || !b",:{}[] \t\r\n".contains(&byte)) {
            self.last.push(byte);
        }
        if self.in_text {
            let is_end = byte == b'"' && !self.is_escaped;
            self.is_escaped = byte == b'\\' && !self.is_escaped;
            self.in_text = !is_end;
            return;
        }
        match byte {
            b'"' => self.in_text = true,
            b':' if self.depth == 1 => {
                let key = std::mem::take(&mut self.last);
                self.is_id = key == b"\"id\"";
                self.is_request |= key == b"\"method\"";
            }
            b'{' | b'[' => self.depth += 1,
            b',' | b'}' | b']' => {
                if self.depth == 1 {
                    let value = std::mem::take(&mut self.last);
                    if self.is_id {
                        self.id = Some(value);
                    }
                    self.is_id = false;
                }
                if byte != b',' {
                    self.depth = self.depth.saturating_sub(1);
                }
            }
            _ => {}
        }
    }

    /// A request that is refused under the same id; `None` where nobody waits for an answer.
    fn refusal(self) -> Option<String> {
        let id: serde_json::Value = serde_json::from_slice(&self.id.filter(|_| self.is_request)?).ok()?;
        (id.is_string() || id.is_i64())
            .then(|| format!("{}\n", serde_json::json!({ "jsonrpc": "2.0", "id": id, "method": TOO_LONG })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(text: &str) -> String {
        let (mut bounded, mut all) = (Bounded::new(tokio::io::empty(), 100), Vec::new());
        for line in text.split_inclusive('\n') {
            for bytes in line.as_bytes().chunks(7) {
                bounded.take(bytes);
            }
            all.append(&mut bounded.ready);
        }
        String::from_utf8(all).unwrap()
    }

    #[test]
    fn a_line_that_is_too_long_becomes_a_request_under_its_id() {
        let words = "word \\\" } ] , \\\"id\\\": 9 ".repeat(40);
        let refused = |id: &str| format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"archfit/too-long\"}}\n");
        for (message, id) in [
            (
                format!(
                    "{{\"jsonrpc\": \"2.0\", \"id\" : 7 , \"method\":\"m\",\"params\":{{\"id\":8,\"a\":[\"{words}\"]}}}}"
                ),
                "7",
            ),
            (format!("{{\"params\":{{\"a\":\"{words}\",\"id\":8}},\"method\":\"m\",\"id\":\"a\\\"b\"}}"), "\"a\\\"b\""),
        ] {
            assert_eq!(passed(&format!("short\n{message}\nlast\n")), format!("short\n{}last\n", refused(id)));
        }
    }

    #[test]
    fn nobody_waits_for_an_answer_to_a_notification_a_response_or_garbage() {
        let long = "x".repeat(200);
        for message in [
            format!("{{\"method\":\"m\",\"params\":\"{long}\"}}"),
            format!("{{\"id\":3,\"result\":\"{long}\"}}"),
            format!("{{\"id\":null,\"method\":\"{long}\"}}"),
            format!("{{\"id\":\"{long}{long}\",\"method\":\"m\"}}"),
            long.clone(),
        ] {
            assert_eq!(passed(&format!("{message}\nlast\n")), "last\n", "{message}");
        }
    }
}
