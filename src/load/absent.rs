//! Rules that version control keeps and that are not there: without them the built-in ones would pass for a project's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::locations::{Absent, Locations, PROJECT_FOLDER, has_own};
use crate::checkout::{GitError, Missing, Repository, Why, kept};

/// When git's list of files was written, and its length; none where that cannot be told.
type Stamp = Option<(SystemTime, u64)>;

/// What git keeps of rules, asked once for each repository as long as its list of files stays the same.
#[derive(Clone, Debug, Default)]
pub struct Absences(BTreeMap<PathBuf, (Stamp, Result<Vec<Missing>, GitError>)>);

impl Absences {
    /// What is missing of the rules that hold in a part of a project: of its own folder, and where it has none, of those that it lies in.
    pub fn of_rules(&mut self, part: &Path, shown: impl Fn(PathBuf) -> PathBuf) -> Vec<Absent> {
        // Rules that are gone from further in would let those of further out pass for them.
        let folders = Locations::may_hold_rules(part);
        let n_asked = folders.iter().position(|folder| has_own(folder)).map_or(folders.len(), |at| at + 1);
        folders.into_iter().take(n_asked).flat_map(|folder| self.of_project(&shown(folder))).collect()
    }

    /// The questionnaires, rules and templates of a project that are not in its folder.
    fn of_project(&mut self, project: &Path) -> Vec<Absent> {
        let Some(repository) = Repository::around(project) else { return Vec::new() };
        let own = project.join(PROJECT_FOLDER);
        // Who takes a rule base out by hand is at work on it; a folder that is gone as a whole would let the built-in rules pass for the project's.
        let (is_gone, may_be_partial) = (!has_own(project), repository.may_be_partial());
        if !is_gone && !may_be_partial {
            return Vec::new();
        }
        let Ok(real) = std::fs::canonicalize(project) else { return Vec::new() };
        let absent = |missing: &Missing| {
            let inner = missing.path.strip_prefix(real.join(PROJECT_FOLDER)).ok()?;
            let is_meant = (is_gone || missing.why != Why::Gone) && missing.sign.symlink_metadata().is_err();
            is_meant.then(|| Absent { path: own.join(inner), sign: missing.sign.clone(), why: missing.said.clone() })
        };
        match self.kept(&repository) {
            Ok(kept) => kept.iter().filter_map(absent).collect(),
            // Where nothing hints that something is missing, a project need not be one of git's.
            Err(_) if !may_be_partial => Vec::new(),
            Err(error) => vec![Absent { path: own.clone(), sign: PathBuf::new(), why: error.to_string() }],
        }
    }

    /// What a repository keeps in folders of rules, wherever they lie.
    fn kept(&mut self, repository: &Repository) -> &Result<Vec<Missing>, GitError> {
        let stamp = repository.index().and_then(|index| {
            let data = std::fs::metadata(index).ok()?;
            Some((data.modified().ok()?, data.len()))
        });
        let known = self.0.get(repository.root()).is_some_and(|(then, _)| stamp.is_some() && *then == stamp);
        if !known {
            let folders = [format!(":(glob)**/{PROJECT_FOLDER}"), format!(":(glob)**/{PROJECT_FOLDER}/**")];
            let asked = kept(repository.root(), &folders.each_ref().map(String::as_str));
            self.0.insert(repository.root().to_owned(), (stamp, asked));
        }
        &self.0[repository.root()].1
    }
}

impl From<Missing> for Absent {
    fn from(missing: Missing) -> Self {
        Self { path: missing.path, sign: missing.sign, why: missing.said }
    }
}
