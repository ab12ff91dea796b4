//! What takes longer than a key may: loading on one thread; lints, scenarios and comparisons on another. Of several states of one project
//! only the newest is worked on, and a state that was overtaken meanwhile is not looked at any deeper.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::edit_changes::what_changes;
use super::project::{Loaded, Played, load_project, play};
use crate::diagnostic::Diagnostic;
use crate::load::{Locations, Unsaved};
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

/// A loaded project to look deeper into, or to compare with what is on disk.
#[derive(Clone, Debug)]
pub enum Deeper {
    /// Lints, scenarios and shares.
    Look(State, Arc<Loaded>),
    /// What the unsaved texts change for a decision; the number says who asked.
    Compare(u64, Locations, Arc<Loaded>, String),
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
    /// What unsaved texts change.
    Compared(u64, String),
}

/// The threads that work, with the ways to them.
#[derive(Debug)]
pub struct Workers {
    /// Takes projects to load.
    pub to_load: Sender<ToLoad>,
    /// Takes loaded projects to look deeper into.
    pub deeper: Sender<Deeper>,
    /// Gives what came of it.
    pub done: Receiver<Done>,
}

impl Workers {
    /// Starts the threads. They end when nobody listens any more.
    pub fn start(today: fn() -> Day) -> Self {
        let (to_load, loads) = unbounded::<ToLoad>();
        let (deeper, looks) = unbounded::<Deeper>();
        let (sender, done) = unbounded();
        let loaded = sender.clone();
        thread::spawn(move || keep_loading(&loads, &loaded));
        thread::spawn(move || keep_looking(&looks, &sender, today));
        Self { to_load, deeper, done }
    }
}

fn keep_loading(loads: &Receiver<ToLoad>, done: &Sender<Done>) {
    while let Ok(first) = loads.recv() {
        let mut newest = BTreeMap::from([(first.state.project, first)]);
        newest.extend(loads.try_iter().map(|load| (load.state.project, load)));
        for load in newest.into_values() {
            let loaded = unharmed(|| load_project(&load.locations, &load.unsaved)).unwrap_or_default();
            if done.send(Done::Loaded(load.state, Arc::new(loaded))).is_err() {
                return;
            }
        }
    }
}

fn keep_looking(looks: &Receiver<Deeper>, done: &Sender<Done>, today: fn() -> Day) {
    while let Ok(first) = looks.recv() {
        let mut newest = BTreeMap::new();
        let mut compares = Vec::new();
        for look in std::iter::once(first).chain(looks.try_iter()) {
            match look {
                Deeper::Look(state, loaded) => drop(newest.insert(state.project, (state, loaded))),
                Deeper::Compare(asked, locations, loaded, decision) => {
                    compares.push((asked, locations, loaded, decision));
                }
            }
        }
        for (state, loaded) in newest.into_values() {
            let lints = unharmed(|| loaded.lints(Some(today()))).unwrap_or_default();
            let _ = done.send(Done::Linted(state, lints));
            // A newer state is waiting: what this one comes to is nobody's concern any more.
            if looks.is_empty() {
                let played = unharmed(|| play(&loaded)).unwrap_or_default();
                let _ = done.send(Done::Played(state, Arc::new(played)));
            }
        }
        for (asked, locations, loaded, decision) in compares {
            let said = unharmed(|| what_changes(&locations, &loaded, &decision));
            let _ = done.send(Done::Compared(asked, said.unwrap_or_else(|| "this could not be compared".to_owned())));
        }
    }
}

/// Runs something; a defect of it costs its result and not the server.
pub fn unharmed<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
