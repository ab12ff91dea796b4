//! Files to model: questionnaires, rule bases and answers files read from TOML with every finding of every file at once.
//!
//! Reading never fails as a whole: what can be used is used, and everything else is a finding with its place. Knows files and the
//! formats; knows nothing of scores, screens or the command line.

mod amount;
mod answer_value;
mod answers;
mod display;
mod document;
mod entry;
mod files;
mod fingerprint;
mod follow_ups;
mod id;
mod library;
mod merge_conflict;
mod questionnaire;
pub mod raw;
mod rules;
pub mod schema;
mod text_span;
mod watch;

use std::path::{Path, PathBuf};

pub use answer_value::{answer_from_toml, answer_to_text, answer_to_toml, parse_answer};
pub use answers::{ReadAnswers, read_answers, read_answers_text, resolve_alias};
pub use display::{display_amount, display_answer, display_number, display_span};
pub use document::{FORMAT, day_of};
pub use files::{Files, PROJECT_FOLDER, PathKind, Unreadable, is_layer_file, kind_of, read_text};
pub use fingerprint::{fingerprint_of, is_fingerprint_of};
pub use id::is_id;
pub use library::{Library, load, load_files};
pub use merge_conflict::merge_conflict;
pub use questionnaire::allowed;
pub use text_span::span_of_text;
pub use watch::Watch;

pub use crate::diagnostic::{Source, Sources};

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
    /// Leave the embedded files out.
    pub without_embedded: bool,
    /// Folders laid over everything else, each with `questionnaires`, `rules` or `templates` in it.
    pub layers: Vec<PathBuf>,
    /// Single questionnaire files, folders of one rule base, and files of shared evidence, laid over everything else.
    pub single: Vec<PathBuf>,
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
