//! The conversation: takes what the editor says, keeps its texts, has projects loaded and looked into, and tells what was found.
//!
//! What a person waits for while typing is answered at once, and everything else on a thread beside it, about the texts as they are when it
//! was asked. What needs places in other files waits until the project is loaded as the editor has it, and what needs scenarios until they
//! were run so: nothing is answered from a state that is gone.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::Select;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::Uri;
use lsp_types::request::{ExecuteCommand, Request as _};
use serde_json::{Value, json};

use super::answer::{Refusal, View, answer, is_urgent, need_of};
use super::capabilities::{Client, WHAT_CHANGES, capabilities};
use super::documents::Documents;
use super::editor::Editor;
use super::kind::quick_kind;
use super::params::{Changed, read};
use super::project::locations_of;
use super::state::{Need, Project, Seen};
use super::tell::tell;
use super::wire::stdio;
use super::worker::{Done, State, ToAnswer, ToLoad, ToLookInto, Workers, unharmed};
use crate::load::{Locations, Unsaved};
use crate::model::Day;

/// Speaks with an editor over standard input and output until it says goodbye. `given` are folders named on the command line.
pub fn serve(given: &Locations, today: fn() -> Day) -> io::Result<()> {
    let (connection, threads) = stdio();
    let result = serve_on(&connection, given, today);
    drop(connection);
    // Where the conversation broke off, the pipe knows why.
    threads.join().and(result)
}

/// As [`serve`], over any connection.
pub fn serve_on(connection: &Connection, given: &Locations, today: fn() -> Day) -> io::Result<()> {
    let (id, initialize) = connection.initialize_start().map_err(io::Error::other)?;
    let client = Client::of(&initialize);
    let info = json!({ "name": "archfit", "version": env!("CARGO_PKG_VERSION") });
    let offer = json!({ "capabilities": capabilities(client), "serverInfo": info });
    let mut server = Server {
        editor: Editor::new(&connection.sender, client),
        given,
        documents: Documents::default(),
        projects: Vec::new(),
        homes: BTreeMap::new(),
        was_in: BTreeMap::new(),
        workers: Workers::start(today),
        waiting: Vec::new(),
        n_compared: 0,
        comparing: BTreeMap::new(),
        aside: BTreeMap::new(),
        is_leaving: false,
    };
    server.editor.send(Response::new_ok(id, offer).into());
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

/// A request that is being answered beside the conversation.
struct Aside {
    /// The text that it is about; absent: all of them.
    uri: Option<Uri>,
    /// Set once nobody waits for it any more.
    is_gone: Arc<AtomicBool>,
}

/// The conversation with one editor.
struct Server<'a> {
    editor: Editor<'a>,
    given: &'a Locations,
    documents: Documents,
    projects: Vec<Project>,
    /// Where the files are that each text belongs together with: looked up once, until files may have come or gone.
    homes: BTreeMap<PathBuf, Locations>,
    /// The project that each open text was in when it last changed, by address.
    was_in: BTreeMap<String, usize>,
    workers: Workers,
    waiting: Vec<Waiting>,
    n_compared: u64,
    comparing: BTreeMap<u64, RequestId>,
    /// The requests that are being answered on a thread of their own.
    aside: BTreeMap<RequestId, Aside>,
    is_leaving: bool,
}

impl Server<'_> {
    /// Takes what the editor says; the end of the conversation where that is what it says.
    fn take(&mut self, message: Message) -> Option<io::Result<()>> {
        match message {
            Message::Request(request) if self.is_leaving => {
                self.editor.refuse(request.id, ErrorCode::InvalidRequest, "the conversation is over");
            }
            Message::Request(request) if request.method == "shutdown" => {
                self.is_leaving = true;
                // What was asked before is answered before.
                while !self.aside.is_empty()
                    && let Ok(done) = self.workers.done.recv()
                {
                    self.done(done);
                }
                self.editor.send(Response::new_ok(request.id, Value::Null).into());
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

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "initialized" => self.editor.watch_files(),
            "textDocument/didOpen" => {
                if let Some(lsp_types::DidOpenTextDocumentParams { text_document: of }) = read(params) {
                    self.documents.open(of.uri.clone(), of.version, of.text);
                    self.homes.clear();
                    self.changed(&of.uri);
                }
            }
            "textDocument/didChange" => {
                let Some(Changed { text_document: of, content_changes }) = read(params) else { return };
                if self.documents.change(&of.uri, of.version, content_changes, self.editor.client.encoding) {
                    self.changed(&of.uri);
                }
            }
            "textDocument/didClose" => {
                if let Some(lsp_types::DidCloseTextDocumentParams { text_document: of }) = read(params) {
                    self.documents.close(&of.uri);
                    self.homes.clear();
                    let project = self.was_in.remove(of.uri.as_str());
                    project.into_iter().for_each(|project| self.reload(project));
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.homes.clear();
                (0..self.projects.len()).for_each(|project| self.reload(project));
                // A text may have come into another project by the files that came or went.
                let uris: Vec<Uri> = self.documents.all().map(|document| document.uri.clone()).collect();
                uris.iter().for_each(|uri| self.move_house(uri));
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

    fn cancel(&mut self, id: &RequestId) {
        let (gone, left) = std::mem::take(&mut self.waiting).into_iter().partition(|waiting| waiting.request.id == *id);
        self.waiting = left;
        let gone: Vec<Waiting> = gone;
        for waiting in gone {
            self.editor.refuse(waiting.request.id, ErrorCode::RequestCanceled, "cancelled");
        }
        if let Some(aside) = self.aside.remove(id) {
            aside.is_gone.store(true, Ordering::Relaxed);
            self.editor.refuse(id.clone(), ErrorCode::RequestCanceled, "cancelled");
        }
    }

    /// The project that a text belongs to, made known where it is new; `None` where the text is none of archfit's.
    fn project_of(&mut self, uri: &Uri) -> Option<usize> {
        let document = self.documents.get(uri)?;
        let path = document.path.as_deref()?;
        quick_kind(path, &document.text.content)?;
        let given = self.given;
        let locations = self.homes.entry(path.to_owned()).or_insert_with(|| Locations {
            questionnaires: given.questionnaires.clone(),
            rules: given.rules.clone(),
            templates: given.templates.clone(),
            ..locations_of(path)
        });
        let known = self.projects.iter().position(|project| project.locations == *locations);
        Some(known.unwrap_or_else(|| {
            self.projects.push(Project { locations: locations.clone(), ..Project::default() });
            self.projects.len() - 1
        }))
    }

    fn changed(&mut self, uri: &Uri) {
        let is_gone = |aside: &Aside| aside.uri.as_ref().is_none_or(|of| of == uri);
        for (id, aside) in std::mem::take(&mut self.aside) {
            if is_gone(&aside) {
                aside.is_gone.store(true, Ordering::Relaxed);
                self.editor.refuse(id, ErrorCode::ContentModified, "the text has changed meanwhile");
            } else {
                self.aside.insert(id, aside);
            }
        }
        self.move_house(uri);
        if let Some(project) = self.was_in.get(uri.as_str()) {
            self.reload(*project);
        }
    }

    /// Keeps which project a text is in; one that it has left, or is new in, is loaded anew.
    fn move_house(&mut self, uri: &Uri) {
        let now = self.project_of(uri);
        let before = match now {
            Some(project) => self.was_in.insert(uri.as_str().to_owned(), project),
            None => self.was_in.remove(uri.as_str()),
        };
        if now != before {
            before.into_iter().chain(now).for_each(|project| self.reload(project));
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
        project.seen.revision += 1;
        project.overtaken.store(true, Ordering::Relaxed);
        project.overtaken = Arc::default();
        project.seen.is_open = !unsaved.is_empty();
        let is_gone =
            |waiting: &Waiting| waiting.project == Some(position) && !matches!(waiting.need, Need::Played | Need::Held);
        let (gone, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(is_gone);
        self.waiting = left;
        for waiting in gone {
            self.editor.refuse(waiting.request.id, ErrorCode::ContentModified, "the text has changed meanwhile");
        }
        if self.projects[position].seen.is_open {
            let state = State { project: position, revision: self.projects[position].seen.revision };
            let locations = self.projects[position].locations.clone();
            let _ = self.workers.to_load.give(position, ToLoad { state, locations, unsaved });
        } else {
            self.forget(position);
        }
    }

    /// Keeps nothing of a project of which no text is open any more, and takes back what was told of it.
    fn forget(&mut self, position: usize) {
        let waiting = std::mem::take(&mut self.waiting);
        let (gone, left): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|waiting| waiting.project == Some(position));
        self.waiting = left;
        gone.into_iter()
            .for_each(|gone| self.editor.refuse(gone.request.id, ErrorCode::ContentModified, "it was closed"));
        let project = &mut self.projects[position];
        let told = std::mem::take(&mut project.told);
        let (locations, revision) = (std::mem::take(&mut project.locations), project.seen.revision);
        let seen = Seen { revision, ..Seen::default() };
        let was = std::mem::replace(project, Project { locations, seen, ..Project::default() }).seen;
        was.now.map(|(_, now)| now).into_iter().chain(was.good).for_each(|spent| drop(self.workers.spent.send(spent)));
        for (uri, (_, diagnostics)) in told {
            // A text that is in another project now is told of there.
            if !diagnostics.is_empty() && !self.was_in.contains_key(&uri) {
                let params = json!({ "uri": uri, "diagnostics": [] });
                self.editor.send(Notification { method: "textDocument/publishDiagnostics".to_owned(), params }.into());
            }
        }
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::Loaded(state, loaded) => {
                let project = &mut self.projects[state.project];
                if !project.seen.is_open {
                    return;
                }
                let known = project.seen.now.as_ref().filter(|_| project.is_told);
                let is_news = known.is_none_or(|(_, before)| before.findings != loaded.findings);
                if state.revision == project.seen.revision {
                    let overtaken = Arc::clone(&project.overtaken);
                    let look = ToLookInto { state, loaded: Arc::clone(&loaded), overtaken };
                    let _ = self.workers.deeper.give(state.project, look);
                }
                let good =
                    (!loaded.library.has_errors()).then(|| project.seen.good.replace(Arc::clone(&loaded))).flatten();
                let before = project.seen.now.replace((state.revision, loaded)).map(|(_, before)| before);
                good.into_iter().chain(before).for_each(|spent| drop(self.workers.spent.send(spent)));
                // Where only what is meant may have changed, that is told all at once when it was looked at.
                if is_news {
                    self.tell(state.project);
                }
            }
            Done::Linted(state, lints) => {
                let project = &mut self.projects[state.project];
                project.seen.linted = Some((state.revision, Arc::new(lints)));
                if project.seen.now.as_ref().is_some_and(|(revision, _)| *revision == state.revision) {
                    self.tell(state.project);
                }
            }
            Done::Played(state, played) => {
                let project = &mut self.projects[state.project];
                project.seen.played = Some((state.revision, played));
                if project.seen.has(Need::Played) {
                    self.editor.refresh_lenses();
                }
            }
            Done::Held(state, held) => {
                let project = &mut self.projects[state.project];
                project.seen.held = Some((state.revision, held));
                if project.seen.has(Need::Held) {
                    self.editor.refresh_hints();
                }
            }
            Done::Answered(id, answered) => {
                if self.aside.remove(&id).is_some() {
                    self.say(id, answered);
                }
                return;
            }
            Done::Compared(asked, said) => {
                if let Some(id) = self.comparing.remove(&asked) {
                    self.editor.show(&said);
                    self.editor.send(Response::new_ok(id, said).into());
                }
            }
        }
        self.answer_waiting();
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
            Some(project) => self.projects[project].seen.has(need),
            None => self.projects.iter().filter(|of| of.seen.is_open).all(|of| of.seen.has(need)),
        }
    }

    fn request(&mut self, request: Request) {
        let Some(need) = need_of(&request.method) else {
            let why = format!("`{}` is not answered here", request.method);
            return self.editor.refuse(request.id, ErrorCode::MethodNotFound, &why);
        };
        let uri = uri_of(&request);
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
        let Request { id, method, params } = &request;
        if params["command"] == WHAT_CHANGES
            && let Some(project) = project.and_then(|project| self.projects.get(project))
            && let (Some((_, loaded)), Some(decision)) = (&project.seen.now, params["arguments"][1].as_str())
        {
            self.n_compared += 1;
            let (locations, loaded) = (project.locations.clone(), Arc::clone(loaded));
            self.workers.compare(self.n_compared, locations, loaded, decision.to_owned());
            self.comparing.insert(self.n_compared, id.clone());
            return;
        }
        let is_command = method == ExecuteCommand::METHOD;
        if !is_urgent(method) && !is_command {
            return self.set_aside(request, project);
        }
        let project_seen = project.map(|project| &self.projects[project].seen);
        let client = self.editor.client;
        let view = View { documents: &self.documents, project: project_seen, projects: &[], client };
        let answered = unharmed(|| answer(&view, method, params.clone())).unwrap_or(Err(Refusal::Defect));
        match answered {
            Err(Refusal::NotYet) => self.waiting.push(Waiting { request, need: Need::Loaded, project }),
            answered => {
                if let Some(said) = answered.as_ref().ok().and_then(Value::as_str).filter(|_| is_command) {
                    self.editor.show(said);
                }
                self.say(request.id, answered);
            }
        }
    }

    /// Has a request answered beside the conversation, about everything as it is now.
    fn set_aside(&mut self, request: Request, project: Option<usize>) {
        let is_gone: Arc<AtomicBool> = Arc::default();
        let aside = Aside { uri: uri_of(&request), is_gone: Arc::clone(&is_gone) };
        self.aside.insert(request.id.clone(), aside);
        let to_answer = ToAnswer {
            request,
            documents: self.documents.clone(),
            project,
            projects: self.projects.iter().map(|project| project.seen.clone()).collect(),
            client: self.editor.client,
            is_gone,
        };
        let _ = self.workers.to_answer.send(to_answer);
    }

    fn say(&self, id: RequestId, answered: Result<Value, Refusal>) {
        match answered {
            Ok(value) => self.editor.send(Response::new_ok(id, value).into()),
            Err(Refusal::Params(why)) => self.editor.refuse(id, ErrorCode::InvalidParams, &why),
            Err(Refusal::Request(why)) => self.editor.send(Response::new_err(id, REQUEST_FAILED, why).into()),
            Err(Refusal::NotYet) => {
                self.editor.refuse(id, ErrorCode::ContentModified, "the text has changed meanwhile");
            }
            Err(Refusal::Defect) => {
                let why = "a defect of archfit kept this from being answered";
                self.editor.refuse(id, ErrorCode::InternalError, why);
            }
        }
    }

    fn tell(&mut self, position: usize) {
        for note in tell(&mut self.projects[position], &self.documents, self.editor.client.encoding) {
            self.editor.send(note.into());
        }
    }
}

/// The text that a request is about.
fn uri_of(request: &Request) -> Option<Uri> {
    let places = ["/textDocument/uri", "/arguments/0"];
    places.iter().find_map(|place| request.params.pointer(place)?.as_str()?.parse().ok())
}

/// The protocol's code for a request that was understood and cannot be done.
const REQUEST_FAILED: i32 = -32803;
