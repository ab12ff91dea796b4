//! What is known of a project at a time, and whether that is enough for a request.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::project::{Loaded, Played};
use super::slack::Held;
use crate::diagnostic::Diagnostic;
use crate::load::Locations;

/// What has to be there before a request can be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The text alone, and whatever was known of its project at any time.
    Text,
    /// The project as the editor has it now.
    Loaded,
    /// What it means, too.
    Linted,
    /// What its scenarios come to, too.
    Played,
    /// How far its numbers may go, too.
    Held,
}

/// One project, with what it is told.
#[derive(Debug, Default)]
pub struct Project {
    /// Where its files are.
    pub locations: Locations,
    /// Set once there is a newer state than the present one.
    pub overtaken: Arc<AtomicBool>,
    /// What is known of it.
    pub seen: Seen,
    /// Whether everything that was found in the state that is loaded was told: a text that has changed meanwhile is told of by the next one.
    pub is_told: bool,
    /// What was told of which file, with the version of its text.
    pub told: BTreeMap<String, (Option<i32>, Vec<lsp_types::Diagnostic>)>,
}

/// What is known of a project.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How many changes it had.
    pub revision: u64,
    /// Whether the editor holds a text of it; nothing is kept of one that nobody looks at.
    pub is_open: bool,
    /// The newest state that was loaded, with its number.
    pub now: Option<(u64, Arc<Loaded>)>,
    /// The newest state without errors.
    pub good: Option<Arc<Loaded>>,
    /// The lints of a state.
    pub linted: Option<(u64, Arc<Vec<Diagnostic>>)>,
    /// What scenarios came to in a state.
    pub played: Option<(u64, Arc<Played>)>,
    /// How far numbers may go in a state.
    pub held: Option<(u64, Arc<Held>)>,
}

impl Seen {
    /// Whether what a request needs is there for the present texts.
    pub fn has(&self, need: Need) -> bool {
        match need {
            Need::Text => self.now.is_some(),
            Need::Loaded => self.now.as_ref().is_some_and(|(revision, _)| *revision == self.revision),
            Need::Linted => self.linted.as_ref().is_some_and(|(revision, _)| *revision == self.revision),
            Need::Played => self.played.as_ref().is_some_and(|(revision, _)| *revision == self.revision),
            Need::Held => self.held.as_ref().is_some_and(|(revision, _)| *revision == self.revision),
        }
    }

    /// Everything that was found in the state that is loaded.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let Some((revision, loaded)) = &self.now else { return Vec::new() };
        let linted = self.linted.as_ref().filter(|(of, _)| of == revision);
        loaded.findings.iter().chain(linted.into_iter().flat_map(|(_, lints)| lints.iter())).cloned().collect()
    }
}
