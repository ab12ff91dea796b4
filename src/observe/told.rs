//! What a source told, how it is named, and which files are one source.

use std::path::{Path, PathBuf};

use super::observation::Observation;
use crate::files::slashed;

/// What one source told.
#[derive(Debug, Default)]
pub struct Told {
    /// What was observed.
    pub observations: Vec<Observation>,
    /// What is to be known about the reading.
    pub notes: Vec<String>,
    /// The path groups asked for most, with their share of all requests.
    pub groups: Vec<(String, f64)>,
}

/// The name of a source as it is shown: its path as it was given, or its last part where it is absolute; the present folder by a word.
pub fn shown(path: &Path) -> String {
    if path == Path::new(".") {
        return "this repository".to_owned();
    }
    if path.is_absolute() {
        return path.file_name().map_or_else(|| "/".to_owned(), |name| name.to_string_lossy().into_owned());
    }
    slashed(path)
}

/// The stem that a log and its rotated parts share: `access.log.2.gz` and `access-20261101.log` are `access`.
fn stem(path: &Path) -> String {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let end = name.find('.').unwrap_or(name.len());
    let mut stem = name[..end].to_owned();
    while stem.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | 'T')) && stem.len() > 1 {
        stem.pop();
    }
    stem
}

/// Paths that belong together, in the order in which they were first named.
pub fn families(paths: Vec<PathBuf>) -> Vec<Vec<PathBuf>> {
    let mut families: Vec<(String, Vec<PathBuf>)> = Vec::new();
    for path in paths {
        let stem = stem(&path);
        match families.iter_mut().find(|(known, _)| *known == stem) {
            Some((_, family)) => family.push(path),
            None => families.push((stem, vec![path])),
        }
    }
    families.into_iter().map(|(_, family)| family).collect()
}
