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
    /// Files of the project's own that were not there when somebody looked.
    pub absent: Vec<Absent>,
}

/// A file or folder that a project has, and that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// What is not there.
    pub path: PathBuf,
    /// The path whose presence says that it is there after all.
    pub sign: PathBuf,
    /// Why, and what brings it back.
    pub why: String,
}

/// Whether a folder has questionnaires, rules or templates of its own.
pub fn has_own(folder: &Path) -> bool {
    let own = folder.join(PROJECT_FOLDER);
    ["questionnaires", "rules", "templates"].iter().any(|kind| own.join(kind).is_dir())
}

impl Locations {
    /// The project that a folder belongs to: the nearest one upwards that has an `archfit/` folder with rule files, an `archfit.toml` or a
    /// version control folder; the folder itself where there is none.
    pub fn project_of(folder: &Path) -> PathBuf {
        Self::project_around(folder).unwrap_or_else(|| folder.to_owned())
    }

    /// The same; `None` where there is none.
    pub fn project_around(folder: &Path) -> Option<PathBuf> {
        let is_project = |dir: &&Path| has_own(dir) || dir.join("archfit.toml").is_file() || dir.join(".git").exists();
        folder.ancestors().find(is_project).map(Path::to_owned)
    }

    /// The folders whose rules may hold in a project, the nearest first: a part of a repository without rules of its own has those of what it
    /// lies in.
    pub fn may_hold_rules(project: &Path) -> Vec<PathBuf> {
        let whole = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
        let depth = whole.ancestors().position(|above| above.join(".git").exists()).unwrap_or(0);
        let above = whole.ancestors().skip(1).take(depth).map(Path::to_owned);
        [project.to_owned()].into_iter().chain(above).collect()
    }

    /// The folder whose rules hold in a project.
    pub fn rules_of(project: &Path) -> PathBuf {
        Self::may_hold_rules(project).into_iter().find(|folder| has_own(folder)).unwrap_or_else(|| project.to_owned())
    }
}
