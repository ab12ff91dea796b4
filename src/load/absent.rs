//! Rules that version control keeps and that are not there: without them the built-in ones would pass for a project's own.

use std::path::{Path, PathBuf};

use super::locations::{Absent, Locations, PROJECT_FOLDER, has_own};
use crate::checkout::{Missing, Why, left_out, may_be_partial};

impl Locations {
    /// What is missing of the rules that hold in a part of a project: of its own folder, and where it has none, of those that it lies in.
    pub fn absent_in(part: &Path, shown: impl Fn(PathBuf) -> PathBuf) -> Vec<Absent> {
        // Rules that are gone from further in would let those of further out pass for them.
        let folders = Self::may_hold_rules(part);
        let n_asked = folders.iter().position(|folder| has_own(folder)).map_or(folders.len(), |at| at + 1);
        folders.into_iter().take(n_asked).flat_map(|folder| absent_rules(&shown(folder))).collect()
    }
}

/// The questionnaires, rules and templates of a project that are not in its folder.
fn absent_rules(project: &Path) -> Vec<Absent> {
    let Some(may_be_partial) = may_be_partial(project) else { return Vec::new() };
    let own = project.join(PROJECT_FOLDER);
    // Who takes a rule base out by hand is at work on it; a folder that is gone as a whole would let the built-in rules pass for the project's.
    let is_gone = !has_own(project);
    if !is_gone && !may_be_partial {
        return Vec::new();
    }
    let is_meant = |one: &Missing| is_gone || one.why != Why::Gone;
    match left_out(project, PROJECT_FOLDER) {
        Ok(left_out) => left_out.into_iter().filter(is_meant).map(Absent::from).collect(),
        // Where nothing hints that something is missing, a project need not be one of git's.
        Err(_) if !may_be_partial => Vec::new(),
        Err(error) => vec![Absent { path: own, sign: PathBuf::new(), why: error.to_string() }],
    }
}

impl From<Missing> for Absent {
    fn from(missing: Missing) -> Self {
        Self { path: missing.path, sign: missing.sign, why: missing.said }
    }
}
