//! Drafts into a folder: numbers taken under the folder's lock, links among what is written together.

use std::path::{Path, PathBuf};

use super::draft::{Draft, Link};
use super::edit::{EditError, superseded_by};
use super::folder::{Folder, FolderError, Guard};
use super::journal::{Change, commit};
use super::list::Opened;
use super::naming::{naming, next_number};
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
    /// A file of its name is there.
    #[error("`{0}` is there already, and records are named by their titles here; give this one another with `--title`")]
    Exists(String),
    /// The record that is superseded cannot be marked.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// Writes drafts as the next records of a folder, all or none, and links them to each other. The answers file is named as seen from
/// the folder; the guard shows that the folder is locked.
pub fn write(
    folder: &Folder,
    drafts: Vec<Draft>,
    answers: Option<&Path>,
    templates: &Files,
    guard: &Guard,
) -> Result<Vec<PathBuf>, WriteError> {
    let texts = texts(folder, drafts, answers, templates)?;
    commit_new(folder, texts, Vec::new(), guard)
}

/// Writes a draft as the next record and marks the one that it supersedes: both or neither.
pub fn write_superseding(
    folder: &Folder,
    mut draft: Draft,
    old: &Opened,
    answers: Option<&Path>,
    templates: &Files,
    guard: &Guard,
) -> Result<Vec<PathBuf>, WriteError> {
    draft.supersedes = vec![link_to(old)];
    let texts = texts(folder, vec![draft], answers, templates)?;
    let mut marked = Vec::new();
    for (name, text) in &texts {
        let after = superseded_by(old, &Opened::of_text(folder, name, text))?;
        marked.push(Change { file: old.record.file.clone(), before: Some(old.text.clone()), after: Some(after) });
    }
    commit_new(folder, texts, marked, guard)
}

/// The link to a record that another one supersedes.
pub fn link_to(old: &Opened) -> Link {
    let file = old.record.file.clone();
    Link { number: old.record.number, title: old.parsed.link_title(&file), file }
}

/// The names and texts of drafts as the next records of a folder. Every text is made before the first is written: a broken template
/// leaves nothing behind.
pub fn texts(
    folder: &Folder,
    drafts: Vec<Draft>,
    answers: Option<&Path>,
    templates: &Files,
) -> Result<Vec<(String, String)>, WriteError> {
    let records = number(folder, drafts, answers)?;
    let names = naming(folder);
    let text = |(number, draft): &(u32, Draft)| -> Result<(String, String), WriteError> {
        Ok((names.file(*number, draft.date, &draft.clean_title()), draft.text(*number, templates)?))
    };
    let texts: Vec<(String, String)> = records.iter().map(text).collect::<Result<_, WriteError>>()?;
    let is_there = |name: &String| folder.path.join(name).symlink_metadata().is_ok();
    let is_twice = |at: usize| texts[..at].iter().any(|(name, _)| *name == texts[at].0);
    match (0..texts.len()).find(|at| is_there(&texts[*at].0) || is_twice(*at)) {
        Some(at) => Err(WriteError::Exists(texts[at].0.clone())),
        None => Ok(texts),
    }
}

fn commit_new(
    folder: &Folder,
    texts: Vec<(String, String)>,
    marked: Vec<Change>,
    guard: &Guard,
) -> Result<Vec<PathBuf>, WriteError> {
    let written = texts.iter().map(|(name, _)| folder.path.join(name)).collect();
    let new = texts.into_iter().map(|(file, text)| Change { file, before: None, after: Some(text) });
    let changes: Vec<Change> = new.chain(marked).collect();
    commit(folder, changes, guard)?;
    Ok(written)
}

/// Gives drafts their numbers, their links among each other and the path of the answers file.
pub fn number(folder: &Folder, drafts: Vec<Draft>, answers: Option<&Path>) -> Result<Vec<(u32, Draft)>, FolderError> {
    let first = next_number(folder)?;
    let names = naming(folder);
    let links: Vec<(u32, Link)> = drafts
        .iter()
        .zip(first..)
        .map(|(draft, number)| {
            let title = draft.clean_title();
            let file = names.file(number, draft.date, &title);
            (number, Link { number: names.is_numbered().then_some(number), file, title })
        })
        .collect();
    let numbered = drafts.into_iter().zip(first..).map(|(mut draft, number)| {
        draft.related = links.iter().filter(|(other, _)| *other != number).map(|(_, link)| link.clone()).collect();
        draft.replay.answers = answers.and_then(|path| folder.relative(path));
        (number, draft)
    });
    Ok(numbered.collect())
}
