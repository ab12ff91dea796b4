//! Whether a path lies in a project, as links lead and for what is not there yet as well.

use std::path::{Component, Path, PathBuf};

/// A path from the project's root, with `/`; `None` where it lies outside.
pub fn within_project(project: &Path, path: &Path) -> Option<String> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let root = real(project)?;
    let whole = real(path).or_else(|| not_there_yet(path))?;
    let inner = whole.strip_prefix(&root).ok()?;
    Some(slashed(inner))
}

/// The path of a file that is not there yet, by the nearest folder that is.
fn not_there_yet(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    let is_plain = absolute.components().all(|part| part != Component::ParentDir);
    let above = absolute.ancestors().find_map(|above| Some((above, std::fs::canonicalize(above).ok()?)))?;
    is_plain.then(|| above.1.join(absolute.strip_prefix(above.0).unwrap_or(Path::new(""))))
}

/// A path without links and detours, also where it leads to something that is gone, with the folders it was in.
pub fn real(path: &Path) -> PathBuf {
    let real = |above: &Path| std::fs::canonicalize(if above == Path::new("") { Path::new(".") } else { above }).ok();
    let nearest = path.ancestors().find_map(|above| Some((path.strip_prefix(above).ok()?, real(above)?)));
    match nearest {
        Some((rest, above)) if rest == Path::new("") => above,
        Some((rest, above)) => above.join(rest),
        None => path.to_owned(),
    }
}

/// A path with `/` between its parts, as files and output name it on every system. A backslash that is part of a name stays.
pub fn slashed(path: &Path) -> String {
    let shown = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { shown.into_owned() } else { shown.replace(std::path::MAIN_SEPARATOR, "/") }
}
