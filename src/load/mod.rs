//! Files to model: questionnaires, rule bases and answers files read from TOML with every finding of every file at once.
//!
//! Reading never fails as a whole: what can be used is used, and everything else is a finding with its place. Knows files and the
//! formats; knows nothing of scores, screens or the command line.

mod answer_value;
mod answers;
mod document;
mod files;
mod library;
mod questionnaire;
pub mod raw;
mod rules;

use std::path::{Path, PathBuf};

pub use answer_value::{
    answer_from_toml, answer_to_text, answer_to_toml, display_answer, display_number, parse_answer,
};
pub use answers::{ReadAnswers, read_answers, read_answers_text};
pub use document::FORMAT;
pub use files::{Files, PROJECT_FOLDER, Unreadable, read_text};
pub use library::{Library, fingerprint_of, load};

use crate::model::FileId;

/// Where to look for files.
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
    /// Leave the embedded files out: for checking a folder on its own.
    pub without_embedded: bool,
}

impl Locations {
    /// The project that a folder belongs to: the nearest one upwards that has an `archfit/` folder with rule files, an `archfit.toml` or a
    /// version control folder; the folder itself where there is none.
    pub fn project_of(folder: &Path) -> PathBuf {
        let is_project = |dir: &&Path| {
            let own = dir.join(PROJECT_FOLDER);
            ["questionnaires", "rules", "templates"].iter().any(|kind| own.join(kind).is_dir())
                || dir.join("archfit.toml").is_file()
                || dir.join(".git").exists()
        };
        folder.ancestors().find(is_project).unwrap_or(folder).to_owned()
    }
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path shown to people; for an embedded file the path under the package's root.
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
