//! The conversation: takes what the editor says, keeps its texts, has projects loaded and looked into, and tells what was found.
//!
//! What needs only the present text is answered at once. What needs places in other files waits until the project is loaded as the editor
//! has it, and what needs scenarios until they were run so: nothing is answered from a state that is gone.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crossbeam_channel::Select;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::Uri;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::{Refusal, View, answer, need_of};
use super::capabilities::{Client, WHAT_CHANGES, capabilities};
use super::convert::Places;
use super::documents::Documents;
use super::kind::quick_kind;
use super::project::locations_of;
use super::state::{Need, Project};
use super::uri::uri_of;
use super::worker::{Deeper, Done, State, ToLoad, Workers, unharmed};
use crate::load::{Locations, Unsaved};
use crate::model::Day;

/// Speaks with an editor over standard input and output until it says goodbye. `given` are folders named on the command line.
pub fn serve(given: &Locations, today: fn() -> Day) -> io::Result<()> {
    let (connection, threads) = Connection::stdio();
    let result = serve_on(&connection, given, today);
    drop(connection);
    if result.is_ok() {
        threads.join()?;
    }
    result
}

/// As [`serve`], over any connection.
pub fn serve_on(connection: &Connection, given: &Locations, today: fn() -> Day) -> io::Result<()> {
    let (id, initialize) = connection.initialize_start().map_err(io::Error::other)?;
    let client = Client::of(&initialize);
    let info = json!({ "name": "archfit", "version": env!("CARGO_PKG_VERSION") });
    let offer = json!({ "capabilities": capabilities(client), "serverInfo": info });
    let mut server = Server {
        connection,
        client,
        given,
        documents: Documents::default(),
        projects: Vec::new(),
        workers: Workers::start(today),
        waiting: Vec::new(),
        n_asked: 0,
        comparing: BTreeMap::new(),
        is_leaving: false,
    };
    server.send(Response::new_ok(id, offer).into());
    loop {
        let done = server.workers.done.clone();
        let mut select = Select::new();
        let from_editor = select.recv(&connection.receiver);
        select.recv(&done);
        let ready = select.select();
        if ready.index() == from_editor {
            let Ok(message) = ready.recv(&connection.receiver) else { return Ok(()) };
            if let Some(end) = server.take(message) {
                return end;
            }
        } else if let Ok(done) = ready.recv(&done) {
            server.done(done);
        }
    }
}

/// A request that waits for a state.
struct Waiting {
    request: Request,
    need: Need,
    /// The project it is about; absent: all of them.
    project: Option<usize>,
}

/// The conversation with one editor.
struct Server<'a> {
    connection: &'a Connection,
    client: Client,
    given: &'a Locations,
    documents: Documents,
    projects: Vec<Project>,
    workers: Workers,
    waiting: Vec<Waiting>,
    n_asked: u64,
    comparing: BTreeMap<u64, RequestId>,
    is_leaving: bool,
}

impl Server<'_> {
    /// Takes what the editor says; the end of the conversation where that is what it says.
    fn take(&mut self, message: Message) -> Option<io::Result<()>> {
        match message {
            Message::Request(request) if self.is_leaving => {
                self.refuse(request.id, ErrorCode::InvalidRequest, "the conversation is over");
            }
            Message::Request(request) if request.method == "shutdown" => {
                self.is_leaving = true;
                self.send(Response::new_ok(request.id, Value::Null).into());
            }
            Message::Request(request) => self.request(request),
            Message::Notification(notification) if notification.method == "exit" => {
                let early = || Err(io::Error::other("the editor left without a goodbye"));
                return Some(if self.is_leaving { Ok(()) } else { early() });
            }
            Message::Notification(notification) => self.notification(notification),
            Message::Response(_) => {}
        }
        None
    }

    /// An editor that is gone hears nothing, and the next message says so.
    fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }

    fn refuse(&self, id: RequestId, code: ErrorCode, why: &str) {
        self.send(Response::new_err(id, code as i32, why.to_owned()).into());
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "initialized" => self.watch_files(),
            "textDocument/didOpen" => {
                if let Some(lsp_types::DidOpenTextDocumentParams { text_document: of }) = read(params) {
                    self.documents.open(of.uri.clone(), of.version, of.text);
                    self.changed(&of.uri);
                }
            }
            "textDocument/didChange" => {
                let Some(lsp_types::DidChangeTextDocumentParams { text_document: of, content_changes }) = read(params)
                else {
                    return;
                };
                if self.documents.change(&of.uri, of.version, content_changes, self.client.encoding) {
                    self.changed(&of.uri);
                }
            }
            "textDocument/didClose" => {
                if let Some(lsp_types::DidCloseTextDocumentParams { text_document: of }) = read(params) {
                    let project = self.project_of(&of.uri);
                    self.documents.close(&of.uri);
                    project.into_iter().for_each(|project| self.reload(project));
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                (0..self.projects.len()).for_each(|project| self.reload(project));
            }
            "$/cancelRequest" => {
                if let Some(lsp_types::CancelParams { id }) = read(params) {
                    self.cancel(&match id {
                        lsp_types::NumberOrString::Number(id) => id.into(),
                        lsp_types::NumberOrString::String(id) => id.into(),
                    });
                }
            }
            _ => {}
        }
    }

    /// Asks to be told when files change that are not open.
    fn watch_files(&mut self) {
        if !self.client.watches_files {
            return;
        }
        let watchers = json!([{ "globPattern": "**/*.toml" }]);
        let method = "workspace/didChangeWatchedFiles";
        let options = json!({ "watchers": watchers });
        let registrations = json!([{ "id": "archfit-files", "method": method, "registerOptions": options }]);
        self.ask("client/registerCapability", json!({ "registrations": registrations }));
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.n_asked += 1;
        let id = RequestId::from(format!("archfit-{}", self.n_asked));
        self.send(Request { id, method: method.to_owned(), params }.into());
    }

    fn cancel(&mut self, id: &RequestId) {
        let (gone, left) = std::mem::take(&mut self.waiting).into_iter().partition(|waiting| waiting.request.id == *id);
        self.waiting = left;
        let gone: Vec<Waiting> = gone;
        for waiting in gone {
            self.refuse(waiting.request.id, ErrorCode::RequestCanceled, "cancelled");
        }
    }

    /// The project that a text belongs to, made known where it is new; `None` where the text is none of archfit's.
    fn project_of(&mut self, uri: &Uri) -> Option<usize> {
        let document = self.documents.get(uri)?;
        let path = document.path.as_deref()?;
        quick_kind(path, &document.text.content)?;
        let mut locations = locations_of(path);
        locations.questionnaires.clone_from(&self.given.questionnaires);
        locations.rules.clone_from(&self.given.rules);
        locations.templates.clone_from(&self.given.templates);
        let known = self.projects.iter().position(|project| project.locations == locations);
        Some(known.unwrap_or_else(|| {
            self.projects.push(Project { locations, ..Project::default() });
            self.projects.len() - 1
        }))
    }

    fn changed(&mut self, uri: &Uri) {
        if let Some(project) = self.project_of(uri) {
            self.reload(project);
        }
    }

    /// Has a project loaded anew. Requests about places in the texts that were are of no use any more.
    fn reload(&mut self, position: usize) {
        let uris: Vec<Uri> = self.documents.all().map(|document| document.uri.clone()).collect();
        let mine: Vec<Uri> = uris.into_iter().filter(|uri| self.project_of(uri) == Some(position)).collect();
        let documents = mine.iter().filter_map(|uri| self.documents.get(uri));
        let unsaved: Unsaved =
            documents.filter_map(|document| Some((document.path.clone()?, document.text.content.clone()))).collect();
        let project = &mut self.projects[position];
        project.revision += 1;
        let state = State { project: position, revision: project.revision };
        let _ = self.workers.to_load.send(ToLoad { state, locations: project.locations.clone(), unsaved });
        let is_gone = |waiting: &Waiting| waiting.project == Some(position) && waiting.need != Need::Played;
        let (gone, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(is_gone);
        self.waiting = left;
        for waiting in gone {
            self.refuse(waiting.request.id, ErrorCode::ContentModified, "the text has changed meanwhile");
        }
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::Loaded(state, loaded) => {
                let project = &mut self.projects[state.project];
                let is_news = project.now.as_ref().is_none_or(|(_, before)| before.findings != loaded.findings);
                if !loaded.library.has_errors() {
                    project.good = Some(Arc::clone(&loaded));
                }
                project.now = Some((state.revision, Arc::clone(&loaded)));
                let _ = self.workers.deeper.send(Deeper::Look(state, loaded));
                // Where only what is meant may have changed, that is told all at once when it was looked at.
                if is_news {
                    self.tell(state.project);
                }
            }
            Done::Linted(state, lints) => {
                let project = &mut self.projects[state.project];
                project.linted = Some((state.revision, lints));
                if project.now.as_ref().is_some_and(|(revision, _)| *revision == state.revision) {
                    self.tell(state.project);
                }
            }
            Done::Played(state, played) => {
                let project = &mut self.projects[state.project];
                project.played = Some((state.revision, played));
                if project.has(Need::Played) {
                    self.refresh();
                }
            }
            Done::Compared(asked, said) => {
                if let Some(id) = self.comparing.remove(&asked) {
                    self.show(&said);
                    self.send(Response::new_ok(id, said).into());
                }
            }
        }
        self.answer_waiting();
    }

    /// Lets the editor ask for lenses and hints again.
    fn refresh(&mut self) {
        if self.client.refreshes_lenses {
            self.ask("workspace/codeLens/refresh", Value::Null);
        }
        if self.client.refreshes_hints {
            self.ask("workspace/inlayHint/refresh", Value::Null);
        }
    }

    fn show(&self, said: &str) {
        let params = json!({ "type": 3, "message": said });
        self.send(Notification { method: "window/showMessage".to_owned(), params }.into());
    }

    fn answer_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let (ready, left): (Vec<Waiting>, Vec<Waiting>) =
            waiting.into_iter().partition(|waiting| self.has(waiting.project, waiting.need));
        self.waiting = left;
        ready.into_iter().for_each(|waiting| self.answer(waiting.request, waiting.project));
    }

    /// Whether what a request needs is there: of its project, or of all.
    fn has(&self, project: Option<usize>, need: Need) -> bool {
        match project {
            Some(project) => self.projects[project].has(need),
            None => self.projects.iter().all(|project| project.has(need)),
        }
    }

    fn request(&mut self, request: Request) {
        let Some(need) = need_of(&request.method) else {
            let why = format!("`{}` is not answered here", request.method);
            return self.refuse(request.id, ErrorCode::MethodNotFound, &why);
        };
        let places = ["/textDocument/uri", "/arguments/0"];
        let uri: Option<Uri> = places.iter().find_map(|place| request.params.pointer(place)?.as_str()?.parse().ok());
        let project = uri.as_ref().and_then(|uri| self.project_of(uri));
        // A text that is none of archfit's waits for nothing.
        let waits = project.is_some() || uri.is_none();
        if waits && !self.has(project, need) {
            self.waiting.push(Waiting { request, need, project });
        } else {
            self.answer(request, project);
        }
    }

    fn answer(&mut self, request: Request, project: Option<usize>) {
        let Request { id, method, params } = request;
        if params["command"] == WHAT_CHANGES
            && let Some(project) = project.and_then(|project| self.projects.get(project))
            && let (Some((_, loaded)), Some(decision)) = (&project.now, params["arguments"][1].as_str())
        {
            self.n_asked += 1;
            let compare =
                Deeper::Compare(self.n_asked, project.locations.clone(), Arc::clone(loaded), decision.to_owned());
            self.comparing.insert(self.n_asked, id);
            let _ = self.workers.deeper.send(compare);
            return;
        }
        let view = View {
            documents: &self.documents,
            project: project.map(|project| &self.projects[project]),
            projects: &self.projects,
            client: self.client,
        };
        let is_command = method == "workspace/executeCommand";
        let Some(answered) = unharmed(|| answer(&view, &method, params)) else {
            return self.refuse(id, ErrorCode::InternalError, "a defect of archfit kept this from being answered");
        };
        match answered {
            Ok(value) => {
                if let Some(said) = value.as_str().filter(|_| is_command) {
                    self.show(said);
                }
                self.send(Response::new_ok(id, value).into());
            }
            Err(Refusal::Params(why)) => self.refuse(id, ErrorCode::InvalidParams, &why),
            Err(Refusal::Request(why)) => self.send(Response::new_err(id, REQUEST_FAILED, why).into()),
        }
    }

    /// Tells what was found in the files of a project, where that is not what was told last.
    fn tell(&mut self, position: usize) {
        let project = &self.projects[position];
        let Some((_, loaded)) = project.now.clone() else { return };
        let open = |path: &Path| {
            self.documents.all().find(|document| document.path.as_deref() == Some(path)).map(|of| of.uri.clone())
        };
        let mut places = Places::new(&loaded.library.sources, self.client.encoding, &open);
        let mut found: BTreeMap<String, Vec<lsp_types::Diagnostic>> = BTreeMap::new();
        for finding in project.findings() {
            if let Some(uri) = places.uri(finding.place().file) {
                found.entry(uri.as_str().to_owned()).or_default().push(places.diagnostic(&finding));
            }
        }
        // What was told before, and every text that is open, is told of also where nothing is wrong any more.
        let files = loaded.library.sources.0.iter().filter_map(|source| source.path.as_deref());
        let open_files = files.filter(|path| open(path).is_some());
        let addresses = open_files.filter_map(|path| open(path).or_else(|| uri_of(path)));
        let addresses = addresses.map(|uri| uri.as_str().to_owned()).chain(project.told.keys().cloned());
        for uri in addresses {
            found.entry(uri).or_default();
        }
        for (uri, diagnostics) in found {
            let version = self.documents.all().find(|document| document.uri.as_str() == uri).map(|of| of.version);
            let news = (version, diagnostics);
            if self.projects[position].told.get(&uri) != Some(&news) {
                let mut params = json!({ "uri": uri, "diagnostics": news.1 });
                if let Some(version) = news.0 {
                    params["version"] = json!(version);
                }
                self.send(Notification { method: "textDocument/publishDiagnostics".to_owned(), params }.into());
                self.projects[position].told.insert(uri, news);
            }
        }
    }
}

/// The protocol's code for a request that was understood and cannot be done.
const REQUEST_FAILED: i32 = -32803;

/// What a notification says; one that makes no sense is passed over.
fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}
