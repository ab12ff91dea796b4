//! Globs as people write them: which files a record covers, and in which files markers mean something else.

use std::path::{Component, Path};

use globset::Glob;

/// The characters by which a glob is more than a path.
const WILD: [char; 4] = ['*', '?', '[', '{'];

/// The path that everything lies in that a glob may match: its parts up to the first with a wild card, with `/`; empty where that is its first.
pub(super) fn fixed_part(glob: &str) -> &str {
    let glob = glob.trim_start_matches("./");
    let end = match glob.find(WILD) {
        Some(wild) => glob[..wild].rfind('/').unwrap_or(0),
        None => glob.len(),
    };
    glob[..end].trim_end_matches('/')
}

/// A glob as people write it: a folder means everything in it, with a `/` behind it or without.
pub(super) fn glob_of(glob: &str) -> Option<Glob> {
    let glob = glob.trim_start_matches("./");
    let is_plain = !Path::new(glob).components().any(|part| !matches!(part, Component::Normal(_)));
    let whole = match glob.strip_suffix('/') {
        Some(folder) => format!("{folder}/**"),
        None if !glob.contains(WILD) && !glob.contains(['}', ',', '\\']) => format!("{{{glob},{glob}/**}}"),
        None => glob.to_owned(),
    };
    globset::GlobBuilder::new(&whole).literal_separator(true).build().ok().filter(|_| is_plain && !glob.is_empty())
}
