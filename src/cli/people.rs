//! The people whose answers files are named on the command line.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{bail, ensure};

use super::Context;
use super::decide::open_answers;
use crate::diagnostic::Severity;
use crate::load::Library;
use crate::model::Subject;
use crate::team::{Person, voters};

/// People who answered the same questionnaire.
pub struct People {
    /// The questionnaire with its decisions.
    pub subject: Arc<Subject>,
    /// The people, in the order given.
    pub all: Vec<Person>,
    /// The first file that has errors, so that some of its answers are left out.
    pub broken: Option<PathBuf>,
}

impl People {
    /// Reads one file per person; a single file stands for those whose votes it keeps.
    pub fn read(files: &[String], library: &mut Library, context: &Context) -> anyhow::Result<Self> {
        let mut subject: Option<Arc<Subject>> = None;
        let mut people: Vec<Person> = Vec::new();
        let mut broken = None;
        for argument in files {
            let (name, path) = split_name(argument);
            let read = open_answers(&path, library, context)?;
            if let Some(first) = subject.as_ref().filter(|s| s.questionnaire.id != read.subject.questionnaire.id) {
                let (first, other) = (&first.questionnaire.id, &read.subject.questionnaire.id);
                bail!("`{}` answers `{other}`, and the files before it answer `{first}`", path.display());
            }
            if broken.is_none() && read.findings.iter().any(|finding| finding.severity == Severity::Error) {
                broken = Some(path.clone());
            }
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let name = name.map_or_else(|| stem.into_owned(), str::to_owned);
            ensure!(
                !people.iter().any(|person| person.name == name),
                "two people are called `{name}`; write NAME={} for one of them",
                path.display()
            );
            subject = Some(read.subject);
            people.push(Person { name, file: read.file });
        }
        if let [only] = people.as_slice() {
            people = voters(&only.file);
            ensure!(people.len() > 1, "the file keeps the votes of fewer than two people; name several files");
        }
        let Some(subject) = subject else { bail!("no answers file is named") };
        Ok(Self { subject, all: people, broken })
    }
}

/// The path behind an argument that may name a person.
fn split_name(argument: &str) -> (Option<&str>, PathBuf) {
    match argument.split_once('=') {
        Some((name, path)) if !name.is_empty() && !name.contains(['/', '\\', '.']) => (Some(name), path.into()),
        _ => (None, argument.into()),
    }
}
