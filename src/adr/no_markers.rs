//! The files in which markers such as `ADR-0007` mean something else, as the settings of a project and of its parts name them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use globset::GlobMatcher;

use super::config::{Config, NAME};
use super::glob::glob_of;
use crate::files::{folder_of, real, slashed};

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
        Self { except, folder: real(folder), config }
    }

    /// Whether markers mean something else in a file.
    fn except(&self, file: &Path) -> bool {
        let name = file.strip_prefix(&self.folder).ok().filter(|_| !self.except.is_empty());
        let name = name.map(slashed);
        name.is_some_and(|name| self.except.iter().any(|glob| glob.is_match(&name)))
    }
}

/// The settings of a project and of its parts, as files ask for them.
pub struct NoMarkers {
    root: PathBuf,
    whole: Settings,
    /// Those of parts, by their folders.
    known: Mutex<BTreeMap<PathBuf, Option<Arc<Settings>>>>,
}

impl NoMarkers {
    /// Those of a project.
    pub fn of(project: &Path) -> Self {
        let whole = Settings::of(Config::find(project).unwrap_or_default());
        Self { root: real(project), whole, known: Mutex::default() }
    }

    /// Whether the settings of the project as a whole except a file.
    pub(super) fn except_as_a_whole(&self, file: &Path) -> bool {
        self.whole.except(file)
    }

    /// Whether markers mean something else in a file, by its path from the project's root.
    pub(super) fn except(&self, name: &str) -> bool {
        self.settings_for(&self.root.join(name)).is_none()
    }

    /// The nearest settings above a file; `None` where some above it except the file.
    pub(super) fn settings_for(&self, file: &Path) -> Option<Config> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut nearest = None;
        for folder in file.ancestors().skip(1).take_while(|above| **above != self.root && above.starts_with(&self.root))
        {
            let path = folder.join(NAME);
            let read = || path.is_file().then(|| Config::read(&path).ok().map(Settings::of).map(Arc::new)).flatten();
            let Some(settings) = known.entry(folder.to_owned()).or_insert_with(read) else { continue };
            if settings.except(file) {
                return None;
            }
            nearest = nearest.or_else(|| Some(Arc::clone(settings)));
        }
        let is_excepted = self.whole.except(file);
        (!is_excepted).then(|| nearest.map_or_else(|| self.whole.config.clone(), |settings| settings.config.clone()))
    }
}
