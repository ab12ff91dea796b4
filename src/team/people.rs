//! Whose answers are looked at together: files named by people, read. The only part of this module that touches files.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap_lex::OsStrExt as _;

use super::person::{Person, voters};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::{Library, read_answers};
use crate::model::Subject;

/// People who answered the same questionnaire.
#[derive(Clone, Debug)]
pub struct People {
    /// The questionnaire with its decisions.
    pub subject: Arc<Subject>,
    /// The people, in the order given.
    pub all: Vec<Person>,
    /// The file of each of them; the same for all where one file keeps their votes.
    pub paths: Vec<PathBuf>,
    /// What in the files does not fit the questionnaire.
    pub findings: Vec<Diagnostic>,
    /// The first file that has errors, so that some of its answers are left out.
    pub broken: Option<PathBuf>,
}

/// Why some files cannot be looked at together.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// A file is no answers file that can be used.
    #[error("`{}` cannot be used", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        findings: Vec<Diagnostic>,
    },
    /// Two files answer different questions.
    #[error("`{}` answers `{other}`, and the files before it answer `{first}`", path.display())]
    OtherQuestionnaire {
        /// The file.
        path: PathBuf,
        /// What it answers.
        other: String,
        /// What the first one answers.
        first: String,
    },
    /// Two people go by one name.
    #[error("two people are called `{name}`; write NAME={} for one of them", path.display())]
    SameName {
        /// The name.
        name: String,
        /// The second one's file.
        path: PathBuf,
    },
    /// A single file without several people's votes.
    #[error("the file keeps the votes of fewer than two people; name several files")]
    FewVotes,
    /// No file, or a folder without any.
    #[error("no answers file is named")]
    Nobody,
}

impl People {
    /// Reads one file per person, or the files of a folder; a single file stands for those whose votes it keeps.
    pub fn read(arguments: &[OsString], library: &mut Library) -> Result<Self, PeopleError> {
        let named: Vec<(Option<&str>, PathBuf)> = arguments.iter().flat_map(|argument| named(argument)).collect();
        let mut read: Option<Self> = None;
        for (name, path) in named {
            let answers = read_answers(&path, library)
                .map_err(|findings| PeopleError::Unusable { path: path.clone(), findings })?;
            if let Some(weight) = answers.refused_weight {
                // What others' weights lead to would be taken for what these do.
                return Err(PeopleError::Unusable { path, findings: vec![weight] });
            }
            let people = read.get_or_insert_with(|| Self::nobody(Arc::clone(&answers.subject)));
            let (first, other) = (&people.subject.questionnaire.id, &answers.subject.questionnaire.id);
            if first != other {
                return Err(PeopleError::OtherQuestionnaire {
                    path,
                    other: other.to_string(),
                    first: first.to_string(),
                });
            }
            let name = name.map_or_else(|| stem(&path), str::to_owned);
            if people.all.iter().any(|person| person.name == name) {
                return Err(PeopleError::SameName { name, path });
            }
            if people.broken.is_none() && answers.findings.iter().any(|finding| finding.severity == Severity::Error) {
                people.broken = Some(path.clone());
            }
            people.findings.extend(answers.findings);
            people.all.push(Person { name, file: answers.file });
            people.paths.push(path);
        }
        read.ok_or(PeopleError::Nobody)?.with_voters()
    }

    fn nobody(subject: Arc<Subject>) -> Self {
        Self { subject, all: Vec::new(), paths: Vec::new(), findings: Vec::new(), broken: None }
    }

    /// In the place of a single person those whose votes that person's file keeps.
    fn with_voters(mut self) -> Result<Self, PeopleError> {
        if let [only] = self.all.as_slice() {
            self.all = voters(&only.file);
            self.paths = vec![self.paths[0].clone(); self.all.len()];
        }
        if self.all.len() < 2 { Err(PeopleError::FewVotes) } else { Ok(self) }
    }

    /// Whether all are voters of one file.
    pub fn is_one_file(&self) -> bool {
        self.paths.iter().all(|path| *path == self.paths[0])
    }
}

/// The files behind an argument, with the person's name where one is given.
fn named(argument: &OsStr) -> Vec<(Option<&str>, PathBuf)> {
    let (name, path) = split_name(argument);
    if name.is_some() || !path.is_dir() {
        return vec![(name, path)];
    }
    let entries = std::fs::read_dir(&path).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    files.sort();
    files.into_iter().map(|path| (None, path)).collect()
}

/// The path behind an argument that may name a person.
fn split_name(argument: &OsStr) -> (Option<&str>, PathBuf) {
    let named = argument.split_once("=").and_then(|(name, path)| Some((name.to_str()?, path)));
    match named {
        Some((name, path)) if !name.is_empty() && !name.contains(['/', '\\', '.']) => (Some(name), path.into()),
        _ => (None, argument.into()),
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
