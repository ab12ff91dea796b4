//! Where files are looked for.

use std::path::{Path, PathBuf};

/// The folder in a project that overrides and adds to the embedded files.
pub const PROJECT_FOLDER: &str = "archfit";

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
