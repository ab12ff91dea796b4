//! Markers in a project's files that mean records whose numbers change: what they say then is about another record.

use std::path::Path;

use rayon::prelude::*;

use super::covers::{MAX_DEPTH, Territory, is_prose, text_for_markers};
use super::folders::files_of;
use super::no_markers::NoMarkers;
use crate::files::slashed;

/// The markers in a project's files that may mean one of some records: file, line, and marker.
pub fn markers_to(
    territory: &Territory,
    project: &Path,
    is_one: impl Fn((usize, usize)) -> bool + Sync,
) -> Vec<(String, usize, String)> {
    let project = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
    let exceptions = NoMarkers::of(&project);
    let files = files_of(&project, MAX_DEPTH).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let look = |entry: &ignore::DirEntry| {
        let name = slashed(entry.path().strip_prefix(&project).ok()?);
        let text = if is_prose(&name) { None } else { text_for_markers(entry.path()).ok() };
        let markers = territory.markers_of(&name, &text?).into_iter();
        let those = markers.filter(|(_, _, meant)| meant.iter().any(|at| is_one(*at)));
        Some((name, those.map(|(marker, line, _)| (line, marker)).collect::<Vec<_>>()))
    };
    let mut found: Vec<_> = files.collect::<Vec<_>>().par_iter().filter_map(look).collect();
    found.retain(|(name, markers)| !markers.is_empty() && exceptions.settings_for(&project.join(name)).is_some());
    let of_file = |(name, markers): (String, Vec<(usize, String)>)| {
        markers.into_iter().map(move |(line, marker)| (name.clone(), line, marker))
    };
    found.into_iter().flat_map(of_file).collect()
}
