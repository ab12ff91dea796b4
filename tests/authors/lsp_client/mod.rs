//! An editor that speaks with `archfit lsp` over its standard input and output, message by message.
#![allow(dead_code, clippy::allow_attributes, reason = "each test binary uses a part of it")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// How long the editor waits before it takes the server for dead; nothing that goes well takes a part of it.
const PATIENCE: Duration = Duration::from_mins(2);

/// An editor with its server.
pub struct Editor {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Notifications that came while something else was waited for.
    notes: VecDeque<Value>,
    /// Requests of the server that came so far, by method.
    pub asked: Vec<String>,
    n_requests: i32,
    root: PathBuf,
}

impl Editor {
    /// Starts the server in a folder, with what the editor says it can.
    pub fn start_with(root: &Path, capabilities: &Value) -> (Self, Value) {
        let mut server = Command::new(env!("CARGO_BIN_EXE_archfit"))
            .args(["lsp", "--stdio"])
            .current_dir(root)
            .env("ARCHFIT_TODAY", "2026-11-24")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let (sender, messages) = channel();
        let mut output = BufReader::new(server.stdout.take().expect("its output"));
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = server.stdin.take();
        let root = root.to_owned();
        let mut editor =
            Self { server, input, messages, notes: VecDeque::new(), asked: Vec::new(), n_requests: 0, root };
        let about = editor.request("initialize", json!({ "capabilities": capabilities, "rootUri": null }));
        editor.notify("initialized", json!({}));
        (editor, about)
    }

    /// Starts the server for an editor that can little.
    pub fn start(root: &Path) -> Self {
        Self::start_with(root, &json!({})).0
    }

    /// The address of a file below the folder.
    pub fn uri(&self, path: &str) -> String {
        format!("file://{}", self.root.join(path).display())
    }

    /// Sends anything at all.
    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.input.as_mut().expect("the server listens");
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it is written");
        input.flush().expect("it is written");
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its number.
    pub fn begin(&mut self, method: &str, params: Value) -> i32 {
        self.n_requests += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.n_requests, "method": method, "params": params }));
        self.n_requests
    }

    /// The answer to a request: its result, or its error under `error`.
    pub fn answer_to(&mut self, id: i32) -> Value {
        let message = self.first_answer(&[id]);
        if message["error"].is_null() { message["result"].clone() } else { message }
    }

    /// The first answer that comes to any of these requests, as a whole.
    pub fn first_answer(&mut self, ids: &[i32]) -> Value {
        let is_it = |message: &Value| message["method"].is_null() && ids.iter().any(|id| message["id"] == *id);
        if let Some(at) = self.notes.iter().position(is_it) {
            return self.notes.remove(at).unwrap_or_default();
        }
        loop {
            let message = self.next();
            if is_it(&message) {
                return message;
            }
            self.notes.push_back(message);
        }
    }

    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        self.answer_to(id)
    }

    fn next(&mut self) -> Value {
        let message = self.messages.recv_timeout(PATIENCE).expect("the server says something");
        if let (Some(method), false) = (message["method"].as_str(), message["id"].is_null()) {
            self.asked.push(method.to_owned());
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
        }
        message
    }

    pub fn open(&mut self, path: &str, text: &str) {
        let of = json!({ "uri": self.uri(path), "languageId": "toml", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": of }));
    }

    /// A file as it is on disk.
    pub fn on_disk(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).expect("the file")
    }

    /// Opens a file as it is on disk.
    pub fn open_file(&mut self, path: &str) -> String {
        let text = self.on_disk(path);
        self.open(path, &text);
        text
    }

    pub fn change(&mut self, path: &str, version: i32, text: &str) {
        let of = json!({ "uri": self.uri(path), "version": version });
        let changes = json!([{ "text": text }]);
        self.notify("textDocument/didChange", json!({ "textDocument": of, "contentChanges": changes }));
    }

    /// Everything that is told of a file until something is as wanted, that included.
    pub fn all_told(&mut self, path: &str, is_last: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let told = self.told(path, |_| true);
            all.push(told);
            if all.last().is_some_and(&is_last) {
                return all;
            }
        }
    }

    /// Waits until something that is told of a file is as wanted, and gives it.
    pub fn told(&mut self, path: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let uri = self.uri(path);
        let is_it = |message: &Value| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics" && params["uri"] == *uri && is_wanted(params)
        };
        while let Some(message) = self.notes.pop_front() {
            if is_it(&message) {
                return message["params"].clone();
            }
        }
        loop {
            let message = self.next();
            if is_it(&message) {
                return message["params"].clone();
            }
        }
    }

    /// A request at a byte of a text.
    pub fn at(&mut self, method: &str, path: &str, text: &str, offset: usize, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position(text, offset) });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.request(method, params)
    }

    /// A request about a whole file.
    pub fn of(&mut self, method: &str, path: &str, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(path) } });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.request(method, params)
    }

    /// Says goodbye; the exit code.
    pub fn leave(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        drop(self.input.take());
        self.server.wait().expect("it ends").code()
    }

    /// Memory that the server holds, in KiB, where the system tells.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse().ok()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(said) = line.strip_prefix("Content-Length:") {
            length = said.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The position of a byte, characters counted in 16-bit units.
pub fn position(text: &str, offset: usize) -> Value {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = text[..offset].matches('\n').count();
    json!({ "line": line, "character": text[start..offset].encode_utf16().count() })
}

/// A text with edits of the protocol applied.
pub fn edited(text: &str, edits: &Value) -> String {
    let byte = |position: &Value| {
        let (line, character) =
            (position["line"].as_u64().expect("a line"), position["character"].as_u64().expect("a character"));
        let start: usize = text.split_inclusive('\n').take(line as usize).map(str::len).sum();
        let mut units = 0;
        for (at, c) in text[start..].char_indices() {
            if units >= character {
                return start + at;
            }
            units += c.len_utf16() as u64;
        }
        text.len()
    };
    let mut all: Vec<(usize, usize, String)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let new = edit["newText"].as_str().expect("a text").to_owned();
            (byte(&edit["range"]["start"]), byte(&edit["range"]["end"]), new)
        })
        .collect();
    all.sort();
    let mut changed = text.to_owned();
    for (start, end, new) in all.into_iter().rev() {
        changed.replace_range(start..end, &new);
    }
    changed
}

/// The words of a list of things by one of their keys.
pub fn words(list: &Value, key: &str) -> Vec<String> {
    let list = list.as_array().cloned().unwrap_or_default();
    list.iter().map(|one| one[key].as_str().unwrap_or_default().to_owned()).collect()
}

/// The codes of what is told of a file.
pub fn codes(told: &Value) -> Vec<String> {
    words(&told["diagnostics"], "code")
}

/// The part of a text that a range names, all in one line, whatever ends its lines.
pub fn excerpt(text: &str, range: &Value) -> String {
    let line = text.split('\n').nth(range["start"]["line"].as_u64().expect("a line") as usize).expect("the line");
    let units: Vec<u16> = line.encode_utf16().collect();
    let at = |end: &str| range[end]["character"].as_u64().expect("a character") as usize;
    String::from_utf16(&units[at("start")..at("end")]).expect("whole characters")
}
