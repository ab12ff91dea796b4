//! The files in which markers such as `ADR-0007` mean something else, as the settings of a project and of its parts name them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::GlobMatcher;

use super::config::{Config, NAME};
use super::covers::glob_of;
use crate::files::{folder_of, slashed};

/// Settings with the files in which markers mean something else.
struct Settings {
    config: Config,
    /// The folder that they lie in, and from which the globs count.
    folder: PathBuf,
    except: Vec<GlobMatcher>,
}

impl Settings {
    fn of(config: Config) -> Self {
        let globs = config.recheck.no_markers_in.iter().filter_map(|glob| glob_of(glob));
        let except = globs.map(|glob| glob.compile_matcher()).collect();
        let folder = config.path.as_deref().map_or(Path::new(""), folder_of);
        Self { except, folder: std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()), config }
    }

    /// Whether markers mean something else in a file.
    fn except(&self, file: &Path) -> bool {
        let name = file.strip_prefix(&self.folder).ok().filter(|_| !self.except.is_empty());
        let name = name.map(slashed);
        name.is_some_and(|name| self.except.iter().any(|glob| glob.is_match(&name)))
    }
}

/// The settings of a project and of its parts, as files ask for them.
pub(super) struct NoMarkers {
    root: PathBuf,
    whole: Settings,
    known: BTreeMap<PathBuf, Option<Settings>>,
}

impl NoMarkers {
    /// Those of a project, by its real path.
    pub fn of(project: &Path) -> Self {
        let whole = Settings::of(Config::find(project).unwrap_or_default());
        Self { root: project.to_owned(), whole, known: BTreeMap::new() }
    }

    /// Whether the settings of the project as a whole except a file.
    pub fn except_as_a_whole(&self, file: &Path) -> bool {
        self.whole.except(file)
    }

    /// The nearest settings above a file; `None` where some above it except the file.
    pub fn settings_for(&mut self, file: &Path) -> Option<&Config> {
        let folders =
            || file.ancestors().skip(1).take_while(|above| **above != self.root && above.starts_with(&self.root));
        for folder in folders() {
            let read = || Config::read(&folder.join(NAME)).ok().map(Settings::of);
            self.known
                .entry(folder.to_owned())
                .or_insert_with(|| if folder.join(NAME).is_file() { read() } else { None });
        }
        let inner = || folders().filter_map(|folder| self.known.get(folder)?.as_ref());
        if self.whole.except(file) || inner().any(|settings| settings.except(file)) {
            return None;
        }
        Some(inner().next().map_or(&self.whole.config, |settings| &settings.config))
    }
}
