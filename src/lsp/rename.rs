//! Renaming in an editor: in the files it has open, those of the project, and the answers files beside them.

use std::ops::Range;
use std::path::Path;

use super::project::Loaded;
use crate::audit::names::Index;
use crate::audit::rename::{self, Edits};
use crate::diagnostic::{Source, Sources};
use crate::load::{Locations, answers_of_project, load};
use crate::model::FileId;

/// The name at a byte that can be renamed, and where it stands.
pub fn prepare(loaded: &Loaded, file: FileId, offset: usize) -> Result<(Range<usize>, String), String> {
    let found = rename::at(&loaded.library.sources, loaded.index(), (file, offset));
    found.map(|(name, span)| (span, name.name.clone())).map_err(|error| error.to_string())
}

/// The edits that rename what is called so at a byte, with the files they are in, or why it cannot be renamed so. `open` gives the text
/// of a file that an editor holds.
pub fn rename(
    loaded: &Loaded,
    (file, offset): (FileId, usize),
    new: &str,
    project: &Path,
    open: impl Fn(&Path) -> Option<String>,
) -> Result<(Sources, Edits), String> {
    let mut sources = loaded.library.sources.clone();
    let is_new = |source: &Source| source.path.as_deref().is_some_and(|path| loaded.file(path).is_none());
    let unreadable =
        |(path, error): (std::path::PathBuf, std::io::Error)| format!("cannot read `{}`: {error}", path.display());
    let answers = answers_of_project(project).map_err(unreadable)?.into_iter().filter(is_new);
    sources.0.extend(answers.map(|source| {
        let text = source.path.as_deref().and_then(&open);
        Source { text: text.unwrap_or_else(|| source.text.clone()), ..source }
    }));
    let index = Index::of(&sources);
    let (name, _) = rename::at(&sources, &index, (file, offset)).map_err(|error| error.to_string())?;
    let edits = rename::rename(&sources, &index, name, new).map_err(|error| error.to_string())?;
    rename::uncovers(name, new, || load(&Locations::default())).map_err(|error| error.to_string())?;
    Ok((sources, edits))
}
