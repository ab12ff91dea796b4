//! The other side of the conversation: what the editor is told and asked.

use crossbeam_channel::Sender;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use super::capabilities::Client;

/// The editor.
pub struct Editor<'a> {
    hears: &'a Sender<Message>,
    /// What it can.
    pub client: Client,
    n_asked: u64,
}

impl<'a> Editor<'a> {
    /// An editor that hears what is sent here.
    pub fn new(hears: &'a Sender<Message>, client: Client) -> Self {
        Self { hears, client, n_asked: 0 }
    }

    /// Says something. An editor that is gone hears nothing, and the next message says so.
    pub fn send(&self, message: Message) {
        let _ = self.hears.send(message);
    }

    /// Answers a request by an error.
    pub fn refuse(&self, id: RequestId, code: ErrorCode, why: &str) {
        self.send(Response::new_err(id, code as i32, why.to_owned()).into());
    }

    /// Asks to be told when files change that are not open.
    pub fn watch_files(&mut self) {
        if !self.client.watches_files {
            return;
        }
        let watchers = json!([{ "globPattern": "**/*.toml" }]);
        let method = "workspace/didChangeWatchedFiles";
        let options = json!({ "watchers": watchers });
        let registrations = json!([{ "id": "archfit-files", "method": method, "registerOptions": options }]);
        self.ask("client/registerCapability", json!({ "registrations": registrations }));
    }

    /// Lets it ask for lenses again.
    pub fn refresh_lenses(&mut self) {
        if self.client.refreshes_lenses {
            self.ask("workspace/codeLens/refresh", Value::Null);
        }
    }

    /// Lets it ask for hints again.
    pub fn refresh_hints(&mut self) {
        if self.client.refreshes_hints {
            self.ask("workspace/inlayHint/refresh", Value::Null);
        }
    }

    /// Shows a text to the person.
    pub fn show(&self, said: &str) {
        let params = json!({ "type": 3, "message": said });
        self.send(Notification { method: "window/showMessage".to_owned(), params }.into());
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.n_asked += 1;
        let id = RequestId::from(format!("archfit-{}", self.n_asked));
        self.send(Request { id, method: method.to_owned(), params }.into());
    }
}
