//! What takes longer than a key may. Loading has a thread; lints, scenarios and slack have another; requests that nobody waits for while
//! typing have a third. Of several states of one project only
//! the newest waits, and what is done about a state that is overtaken by the next edit ends early.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};

use lsp_server::{Request, RequestId};
use serde_json::Value;

use super::answer::{Refusal, View, answer};
use super::capabilities::Client;
use super::documents::Documents;
use super::edit_changes::what_changes;
use super::newest::{Give, Take, newest};
use super::project::{Loaded, Played, load_project, play};
use super::slack::{Held, held};
use super::state::Seen;
use crate::diagnostic::Diagnostic;
use crate::load::{Kept, Locations, Unsaved};
use crate::model::Day;

/// Which state of which project something is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// The project's position.
    pub project: usize,
    /// How many changes it had.
    pub revision: u64,
}

/// A project to load.
#[derive(Clone, Debug)]
pub struct ToLoad {
    /// Which state.
    pub state: State,
    /// Where its files are.
    pub locations: Locations,
    /// The texts that are not saved.
    pub unsaved: Unsaved,
}

/// A loaded project to look deeper into: lints, then scenarios and shares, then slack.
#[derive(Clone, Debug)]
pub struct ToLookInto {
    /// Which state.
    pub state: State,
    /// The project.
    pub loaded: Arc<Loaded>,
    /// Set once there is a newer state: then this one is nobody's concern any more.
    pub overtaken: Arc<AtomicBool>,
}

/// A request to answer, with everything as it was when it was asked.
#[derive(Debug)]
pub struct ToAnswer {
    /// The request.
    pub request: Request,
    /// The texts.
    pub documents: Documents,
    /// The project that it is about.
    pub project: Option<usize>,
    /// All projects.
    pub projects: Vec<Seen>,
    /// What the editor can.
    pub client: Client,
    /// Set once nobody waits for it any more.
    pub is_gone: Arc<AtomicBool>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Done {
    /// A project was loaded.
    Loaded(State, Arc<Loaded>),
    /// Its lints were found.
    Linted(State, Vec<Diagnostic>),
    /// Its scenarios were run.
    Played(State, Arc<Played>),
    /// How far its numbers may go was found.
    Held(State, Arc<Held>),
    /// A request was answered.
    Answered(RequestId, Result<Value, Refusal>),
    /// What unsaved texts change; the number says who asked.
    Compared(u64, String),
}

/// The threads that work, with the ways to them.
#[derive(Debug)]
pub struct Workers {
    /// Takes projects to load.
    pub to_load: Give<ToLoad>,
    /// Takes loaded projects to look deeper into.
    pub deeper: Give<ToLookInto>,
    /// Takes requests to answer beside the conversation.
    pub to_answer: Sender<ToAnswer>,
    /// Takes what is not needed any more: freeing a large project would hold up an answer.
    pub spent: Sender<Arc<Loaded>>,
    /// Gives what came of it.
    pub done: Receiver<Done>,
    sender: Sender<Done>,
}

impl Workers {
    /// Starts the threads. They end when nobody listens any more.
    pub fn start(today: fn() -> Day) -> Self {
        let (to_load, loads) = newest();
        let (deeper, looks) = newest();
        let (spent, gone) = unbounded::<Arc<Loaded>>();
        let (sender, done) = unbounded();
        let (to_answer, asked) = unbounded::<ToAnswer>();
        let (loaded, looked, answered) = (sender.clone(), sender.clone(), sender.clone());
        thread::spawn(move || keep_loading(&loads, &loaded));
        thread::spawn(move || keep_looking(&looks, &looked, today));
        thread::spawn(move || gone.iter().for_each(drop));
        thread::spawn(move || keep_answering(&asked, &answered));
        Self { to_load, deeper, to_answer, spent, done, sender }
    }

    /// Says what unsaved texts change for a decision, compared with what is on disk.
    pub fn compare(&self, asked: u64, locations: Locations, loaded: Arc<Loaded>, decision: String) {
        let done = self.sender.clone();
        thread::spawn(move || {
            let said = unharmed(|| what_changes(&locations, &loaded, &decision));
            let _ = done.send(Done::Compared(asked, said.unwrap_or_else(|| "this could not be compared".to_owned())));
        });
    }
}

fn keep_loading(loads: &Take<ToLoad>, done: &Sender<Done>) {
    // Of the project that is edited; another one begins anew.
    let mut kept: Option<(usize, Kept)> = None;
    while let Some(ToLoad { state, locations, unsaved }) = loads.take() {
        let known = kept.take().filter(|(project, _)| *project == state.project);
        let mut own = known.map_or_else(Kept::from_now_on, |(_, kept)| kept);
        // After a defect nothing is taken for what it was.
        let loaded = unharmed(|| load_project(&locations, &unsaved, &mut own));
        kept = loaded.is_some().then_some((state.project, own));
        let loaded = loaded.unwrap_or_default();
        if done.send(Done::Loaded(state, Arc::new(loaded))).is_err() {
            return;
        }
    }
}

fn keep_answering(asked: &Receiver<ToAnswer>, done: &Sender<Done>) {
    for asked in asked {
        if asked.is_gone.load(Ordering::Relaxed) {
            continue;
        }
        let ToAnswer { request, documents, project, projects, client, .. } = asked;
        let project = project.map(|project| &projects[project]);
        let view = View { documents: &documents, project, projects: &projects, client };
        let answered = unharmed(|| answer(&view, &request.method, request.params));
        let _ = done.send(Done::Answered(request.id, answered.unwrap_or(Err(Refusal::Defect))));
    }
}

fn keep_looking(looks: &Take<ToLookInto>, done: &Sender<Done>, today: fn() -> Day) {
    while let Some(look) = looks.take() {
        look_into(&look, done, today);
    }
}

/// Looks into a project as deep as it is not overtaken.
fn look_into(look: &ToLookInto, done: &Sender<Done>, today: fn() -> Day) {
    let ToLookInto { state, loaded, overtaken } = look;
    let goes_on = || !overtaken.load(Ordering::Relaxed);
    // A defect costs its result, and nobody waits for it; what was overtaken comes to nothing.
    let lints = unharmed(|| loaded.lints(Some(today()), overtaken)).unwrap_or_else(|| Some(Vec::new()));
    if let Some(lints) = lints {
        let _ = done.send(Done::Linted(*state, lints));
    }
    if goes_on() {
        let played = unharmed(|| play(loaded)).unwrap_or_default();
        let _ = done.send(Done::Played(*state, Arc::new(played)));
    }
    if goes_on() {
        // Whoever asks for names after a pause finds them read.
        unharmed(|| loaded.index());
    }
    if goes_on() {
        let held = unharmed(|| held(loaded, overtaken)).unwrap_or_else(|| Some(Held::default()));
        if let Some(held) = held {
            let _ = done.send(Done::Held(*state, Arc::new(held)));
        }
    }
}

/// Runs something; a defect of it costs its result and not the server.
pub fn unharmed<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
