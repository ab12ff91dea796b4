//! Notices that files have changed, by their times and sizes. Looking is cheap enough to be done a few times per second.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::locations::{Locations, PROJECT_FOLDER};

/// How deep folders are looked into: `<layer>/rules/<decision>/<file>`.
const MAX_DEPTH: usize = 4;

/// What a file was like when it was looked at last.
type Stamp = (Option<SystemTime>, u64);

/// Files and folders being watched.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    roots: Vec<PathBuf>,
    stamps: BTreeMap<PathBuf, Stamp>,
}

impl Watch {
    /// Watches some files and everything under some folders. Those that are not there yet are noticed once they are.
    pub fn new(roots: Vec<PathBuf>) -> Self {
        let stamps = stamps(&roots);
        Self { roots, stamps }
    }

    /// Watches everything on disk that a library is loaded from.
    pub fn of(locations: &Locations) -> Self {
        let given = [&locations.questionnaires, &locations.rules, &locations.templates].into_iter().flatten().cloned();
        let project = locations.project.iter().map(|project| project.join(PROJECT_FOLDER));
        let more = locations.layers.iter().chain(&locations.single).cloned();
        Self::new(given.chain(project).chain(more).collect())
    }

    /// What was changed, added or removed since the last look, in the order of paths.
    pub fn changed(&mut self) -> Vec<PathBuf> {
        let now = stamps(&self.roots);
        let differs = |(path, stamp): (&PathBuf, &Stamp)| (self.stamps.get(path) != Some(stamp)).then(|| path.clone());
        let mut changed: Vec<PathBuf> = now.iter().filter_map(differs).collect();
        changed.extend(self.stamps.keys().filter(|path| !now.contains_key(*path)).cloned());
        changed.sort();
        self.stamps = now;
        changed
    }
}

fn stamps(roots: &[PathBuf]) -> BTreeMap<PathBuf, Stamp> {
    let mut stamps = BTreeMap::new();
    roots.iter().for_each(|root| look(root, MAX_DEPTH, &mut stamps));
    stamps
}

fn look(path: &Path, depth: usize, stamps: &mut BTreeMap<PathBuf, Stamp>) {
    let Ok(data) = std::fs::metadata(path) else { return };
    if !data.is_dir() {
        stamps.insert(path.to_owned(), (data.modified().ok(), data.len()));
    } else if depth > 0 {
        let Ok(entries) = std::fs::read_dir(path) else { return };
        // Editors write hidden files beside the one they save; those are not read, so they are not watched.
        let shown = entries.filter_map(Result::ok).filter(|e| !e.file_name().to_string_lossy().starts_with('.'));
        shown.for_each(|entry| look(&entry.path(), depth - 1, stamps));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_adding_and_removing_are_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("a.toml"), "1").unwrap();
        let mut watch = Watch::new(vec![folder.path().to_owned(), file("later/x.toml")]);
        assert!(watch.changed().is_empty());
        std::fs::write(file("a.toml"), "12").unwrap();
        std::fs::write(file("b.toml"), "1").unwrap();
        std::fs::write(file(".b.toml.swp"), "1").unwrap();
        assert_eq!(watch.changed(), [file("a.toml"), file("b.toml")]);
        assert!(watch.changed().is_empty());
        std::fs::remove_file(file("a.toml")).unwrap();
        std::fs::create_dir(file("later")).unwrap();
        std::fs::write(file("later/x.toml"), "1").unwrap();
        assert_eq!(watch.changed(), [file("a.toml"), file("later/x.toml")]);
    }
}
