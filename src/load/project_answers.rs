//! The answers files of a project, wherever they lie in it.

use std::path::{Path, PathBuf};

use super::files::{PathKind, kind_of, read_text, shown_path};
use crate::diagnostic::Source;

/// The answers files of a project, those that version control ignores left out, or the first that cannot be read.
pub fn answers_of_project(project: &Path) -> Result<Vec<Source>, (PathBuf, std::io::Error)> {
    let mut found = Vec::new();
    for entry in ignore::WalkBuilder::new(project).sort_by_file_path(Path::cmp).build().filter_map(Result::ok) {
        let path = entry.path();
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        if is_toml && path.is_file() && matches!(kind_of(path), Ok(Some(PathKind::Answers))) {
            let text = read_text(path).map_err(|error| (path.to_owned(), error))?;
            found.push(Source { name: shown_path(path), path: Some(path.to_owned()), text });
        }
    }
    Ok(found)
}
