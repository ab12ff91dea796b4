//! Standard input and output as a connection. A message that makes no sense costs itself and not the conversation, as long as it says
//! where it ends; nothing that is sent waits for what was sent before.

use std::io::{self, BufRead, Read as _};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, RequestId, Response};
use serde_json::{Value, json};

/// The most bytes of one message: several times what a file may have, for texts are escaped.
const MAX_BYTES: u64 = 128 * 1024 * 1024;

/// The threads behind a connection.
pub struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

/// A connection over standard input and output.
pub fn stdio() -> (Connection, Threads) {
    // Few messages wait to be taken, so that an editor that floods the server waits, and memory does not grow.
    let (said, receiver) = bounded(8);
    let (sender, to_say) = unbounded();
    let answers = sender.clone();
    let reader = thread::spawn(move || read_all(&mut io::stdin().lock(), &said, &answers));
    let writer = thread::spawn(move || write_all(&to_say));
    (Connection { sender, receiver }, Threads { reader, writer })
}

impl Threads {
    /// Waits until everything is said; what went wrong with the pipe, if anything did.
    pub fn join(self) -> io::Result<()> {
        let of =
            |thread: JoinHandle<io::Result<()>>| thread.join().unwrap_or_else(|_| Err(io::Error::other("it broke")));
        of(self.reader)?;
        of(self.writer)
    }
}

fn write_all(to_say: &Receiver<Message>) -> io::Result<()> {
    let mut output = io::stdout().lock();
    to_say.iter().try_for_each(|message| message.write(&mut output))
}

fn read_all(input: &mut impl BufRead, said: &Sender<Message>, answers: &Sender<Message>) -> io::Result<()> {
    while let Some(body) = read_body(input)? {
        match understood(&body) {
            Ok(message) => {
                let is_exit = matches!(&message, Message::Notification(note) if note.method == "exit");
                // Nobody listens any more once the conversation is over.
                if said.send(message).is_err() || is_exit {
                    break;
                }
            }
            Err(refusal) => drop(answers.send(refusal)),
        }
    }
    Ok(())
}

/// The bytes of the next message; `None` at the end.
fn read_body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let malformed =
        |line: &str| io::Error::other(format!("a message begins with `{}`, which is no header", line.trim_end()));
    let mut length = None;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| malformed(&line))?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse::<u64>().map_err(|_| malformed(&line))?);
        }
    }
    let length = length.ok_or_else(|| io::Error::other("a message does not say how long it is"))?;
    if length > MAX_BYTES {
        return Err(io::Error::other(format!("a message of {length} bytes is announced, and {MAX_BYTES} are allowed")));
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    Ok((body.len() as u64 == length).then_some(body))
}

/// What a message says, or what is answered to one that says nothing.
fn understood(body: &[u8]) -> Result<Message, Message> {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return Err(passed_over(&format!("it is not JSON: {error}"))),
    };
    let id = match &value["id"] {
        Value::String(id) => Some(RequestId::from(id.clone())),
        Value::Number(id) => id.as_i64().and_then(|id| i32::try_from(id).ok()).map(RequestId::from),
        _ => None,
    };
    serde_json::from_value(value).map_err(|_| match id {
        Some(id) => {
            let why = "this is no request of the protocol".to_owned();
            Response::new_err(id, ErrorCode::InvalidRequest as i32, why).into()
        }
        None => passed_over("it is neither a request nor a notification nor a response"),
    })
}

fn passed_over(why: &str) -> Message {
    let params = json!({ "type": 1, "message": format!("archfit passed over a message: {why}") });
    Notification { method: "window/logMessage".to_owned(), params }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(bodies: &[&[u8]]) -> Vec<u8> {
        bodies
            .iter()
            .flat_map(|body| [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat())
            .collect()
    }

    /// The methods that come through, and how many messages are answered here.
    fn heard(input: &[u8]) -> (io::Result<()>, Vec<String>, usize) {
        let ((said, receiver), (answers, refusals)) = (unbounded(), unbounded());
        let end = read_all(&mut &*input, &said, &answers);
        drop((said, answers));
        let method = |message: Message| match message {
            Message::Request(request) => request.method,
            Message::Notification(note) => note.method,
            Message::Response(_) => "response".to_owned(),
        };
        (end, receiver.iter().map(method).collect(), refusals.iter().count())
    }

    #[test]
    fn what_makes_no_sense_is_passed_over() {
        let note: &[u8] = br#"{"jsonrpc":"2.0","method":"a"}"#;
        let bodies = [note, b"{\"a\":", b"\xff\xfe", b"[]", b"{}", br#"{"id":5}"#, br#"{"id":6,"method":"b"}"#, note];
        let (end, methods, n_refused) = heard(&framed(&bodies));
        assert!(end.is_ok());
        assert_eq!((methods.join(" "), n_refused), ("a b a".to_owned(), 5));
    }

    #[test]
    fn what_does_not_say_where_it_ends_is_the_end() {
        for bad in
            ["hello\r\n\r\n", "Content-Length: -5\r\n\r\n{}", "Content-Length: 99999999999\r\n\r\n{}", "X: y\r\n\r\n{}"]
        {
            assert!(heard(bad.as_bytes()).0.is_err(), "{bad}");
        }
        for cut in ["", "Content-Length: 9", "Content-Length: 9\r\n\r\n{}"] {
            let (end, methods, _) = heard(cut.as_bytes());
            assert!(end.is_ok() && methods.is_empty(), "{cut}");
        }
    }

    #[test]
    fn headers_of_any_case_and_order_are_read_and_nothing_after_the_goodbye() {
        let body = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let message = format!("content-type: x\r\nCONTENT-LENGTH:{}\r\n\r\n{body}", body.len());
        assert_eq!(heard(format!("{message}{message}").as_bytes()).1, ["exit"]);
    }
}
