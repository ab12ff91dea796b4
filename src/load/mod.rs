//! Files to model: questionnaires, rule bases and answers files read from TOML with every finding of every file at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::model::{AnswersFile, FileId, Subject};

/// Where to look for files besides the embedded ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locations {
    /// `--questionnaires DIR`.
    pub questionnaires: Option<PathBuf>,
    /// `--rules DIR`.
    pub rules: Option<PathBuf>,
    /// `--templates DIR`.
    pub templates: Option<PathBuf>,
    /// The project being decided for; its `archfit/` folder overrides and adds to the embedded files.
    pub project: Option<PathBuf>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path shown to people; for an embedded file the path under the project root.
    pub name: String,
    /// The path on disk; absent for an embedded file.
    pub path: Option<PathBuf>,
    /// The text.
    pub text: String,
}

/// All files read so far; a [`FileId`] is a position in it.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// The file behind an id.
    pub fn get(&self, file: FileId) -> &Source {
        &self.0[file.0 as usize]
    }

    /// Keeps a file and gives it an id.
    pub fn add(&mut self, source: Source) -> FileId {
        self.0.push(source);
        FileId(self.0.len() as u32 - 1)
    }
}

/// Everything that was loaded, with everything that is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// One per questionnaire, with the rule bases that read it. What could not be read is left out of them.
    pub subjects: Vec<Arc<Subject>>,
    /// The files read.
    pub sources: Sources,
    /// What is wrong, worst first within each file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads the embedded files and those of the locations.
pub fn load(_locations: &Locations) -> Library {
    Library::default()
}

/// Reads an answers file against the library: picks its subject and reports what does not fit.
/// Answers that cannot be used are reported and left out; the text itself is never changed here.
pub fn read_answers(_path: &Path, _library: &mut Library) -> Result<(AnswersFile, Arc<Subject>), Vec<Diagnostic>> {
    Err(Vec::new())
}
