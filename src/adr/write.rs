//! Drafts into a folder: numbers taken under the folder's lock, links among what is written together.

use std::path::{Path, PathBuf};

use super::draft::{Draft, Link};
use super::folder::{Folder, FolderError, Guard};
use super::slug::file_name;
use crate::load::Files;
use crate::report::RenderError;

/// Why records were not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A template is broken.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Writes drafts as the next records of a folder and links them to each other. The answers file is named as seen from the folder; the
/// guard shows that the folder is locked.
pub fn write(
    folder: &Folder,
    drafts: Vec<Draft>,
    answers: Option<&Path>,
    templates: &Files,
    _guard: &Guard,
) -> Result<Vec<PathBuf>, WriteError> {
    let records = number(folder, drafts, answers)?;
    // Every text is made before the first is written: a broken template leaves nothing behind.
    let texts: Result<Vec<(String, String)>, RenderError> = records
        .iter()
        .map(|(number, draft)| Ok((file_name(*number, &draft.clean_title()), draft.text(*number, templates)?)))
        .collect();
    let mut written = Vec::new();
    for (name, text) in texts? {
        written.push(folder.create(&name, &text)?);
    }
    Ok(written)
}

/// Gives drafts their numbers, their links among each other and the path of the answers file.
pub fn number(folder: &Folder, drafts: Vec<Draft>, answers: Option<&Path>) -> Result<Vec<(u32, Draft)>, FolderError> {
    let first = folder.next_number()?;
    let links: Vec<Link> = drafts
        .iter()
        .zip(first..)
        .map(|(draft, number)| {
            let title = draft.clean_title();
            Link { number, file: file_name(number, &title), title }
        })
        .collect();
    let numbered = drafts.into_iter().zip(first..).map(|(mut draft, number)| {
        draft.related = links.iter().filter(|link| link.number != number).cloned().collect();
        draft.replay.answers = answers.and_then(|path| folder.relative(path));
        (number, draft)
    });
    Ok(numbered.collect())
}
