//! Several files changed together: all of them or none, also when the machine stops in between.
//!
//! What is to be done is written down first. Whoever finds such a note later finishes it; files changed by hand since are left
//! alone and named.

use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::folder::{Folder, FolderError, Guard};
use crate::files;

/// The note's file, in the folder of records; its name starts with a dot so that no tool takes it for a record.
pub const NAME: &str = ".archfit-journal.json";

/// What is changed together: folders first, then files under their new paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Folders that get another name.
    pub folders: Vec<Rename>,
    /// Files that are written or removed.
    pub files: Vec<Change>,
}

impl From<Vec<Change>> for Batch {
    fn from(files: Vec<Change>) -> Self {
        Self { folders: Vec::new(), files }
    }
}

/// Another name of a folder with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// The path within the folder of records now.
    pub from: String,
    /// The path then.
    pub to: String,
}

/// One file's change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The path within the folder.
    pub file: String,
    /// The text before; absent where the file is new.
    pub before: Option<String>,
    /// The text after; absent where the file goes.
    pub after: Option<String>,
}

impl Batch {
    /// Where a file of the batch stands as long as its folder has its old name.
    fn old_path(&self, file: &str) -> String {
        let renamed = |rename: &Rename| Some(format!("{}{}", rename.from, file.strip_prefix(&rename.to)?));
        let in_it = |rename: &&Rename| file.strip_prefix(&rename.to).is_some_and(|rest| rest.starts_with('/'));
        self.folders.iter().find(in_it).and_then(renamed).unwrap_or_else(|| file.to_owned())
    }
}

/// What a file holds now.
fn now(folder: &Folder, file: &str) -> Option<String> {
    files::text_of_regular(&folder.path.join(file)).ok()
}

fn journal(folder: &Folder) -> PathBuf {
    folder.path.join(NAME)
}

/// Makes changes together. The guard shows that the folder is locked.
pub fn commit(folder: &Folder, batch: impl Into<Batch>, _guard: &Guard) -> Result<(), FolderError> {
    let mut batch: Batch = batch.into();
    batch.files.retain(|change| change.before != change.after);
    for rename in &batch.folders {
        refuse_taken(&folder.path.join(&rename.to))?;
    }
    for change in &batch.files {
        check_writable(folder, change, &batch.old_path(&change.file))?;
    }
    begin(folder, &batch)?;
    let (result, is_whole) = make(folder, &batch);
    // What could not be put back stays noted in the journal, and the next writer finishes it.
    if is_whole {
        end(folder)?;
    }
    result
}

/// Makes a batch; puts back what was done where something fails. Says, too, whether all or nothing is done in the end.
fn make(folder: &Folder, batch: &Batch) -> (Result<(), FolderError>, bool) {
    for (position, step) in batch.folders.iter().enumerate() {
        if let Err(error) = rename(folder, &step.from, &step.to) {
            return (Err(error), put_back(folder, &batch.folders[..position], &[]).is_ok());
        }
    }
    for (position, change) in batch.files.iter().enumerate() {
        if let Err(error) = put(folder, &change.file, change.after.as_deref()) {
            return (Err(error), put_back(folder, &batch.folders, &batch.files[..position]).is_ok());
        }
    }
    (Ok(()), true)
}

fn put_back(folder: &Folder, folders: &[Rename], files: &[Change]) -> Result<(), FolderError> {
    for done in files.iter().rev() {
        put(folder, &done.file, done.before.as_deref())?;
    }
    folders.iter().rev().try_for_each(|done| rename(folder, &done.to, &done.from))
}

/// Notes what is about to be done. Public for tests of what happens when nothing follows.
pub fn begin(folder: &Folder, batch: &Batch) -> Result<(), FolderError> {
    let text = serde_json::to_string_pretty(batch).unwrap_or_default();
    let path = journal(folder);
    files::create(&path, &text).map_err(|error| FolderError::io("write", &path, error))
}

fn end(folder: &Folder) -> Result<(), FolderError> {
    let path = journal(folder);
    std::fs::remove_file(&path).map_err(|error| FolderError::io("remove", &path, error))?;
    files::sync_folder(&path);
    Ok(())
}

fn refuse_taken(path: &Path) -> Result<(), FolderError> {
    let exists = || FolderError::io("write", path, io::ErrorKind::AlreadyExists.into());
    if path.symlink_metadata().is_ok() { Err(exists()) } else { Ok(()) }
}

fn check_writable(folder: &Folder, change: &Change, stands: &str) -> Result<(), FolderError> {
    let path = folder.path.join(stands);
    let Some(before) = &change.before else { return refuse_taken(&path) };
    let opened = std::fs::OpenOptions::new().write(true).open(&path);
    opened.map_err(|error| FolderError::io("write", &path, error))?;
    if now(folder, stands).as_ref() == Some(before) {
        return Ok(());
    }
    let source = io::Error::other("it was changed by another program meanwhile; look at it and try again");
    Err(FolderError::io("write", &path, source))
}

fn put(folder: &Folder, file: &str, text: Option<&str>) -> Result<(), FolderError> {
    let path = folder.path.join(file);
    match text {
        Some(text) => files::replace(&path, text.as_bytes()).map_err(|error| FolderError::io("write", &path, error)),
        None => std::fs::remove_file(&path).map_err(|error| FolderError::io("remove", &path, error)),
    }
}

fn rename(folder: &Folder, from: &str, to: &str) -> Result<(), FolderError> {
    let (from, to) = (folder.path.join(from), folder.path.join(to));
    refuse_taken(&to)?;
    std::fs::rename(&from, &to).map_err(|error| FolderError::io("rename", &from, error))?;
    files::sync_folder(&to);
    Ok(())
}

/// How a note that was found was dealt with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Files and folders now as they were meant to be.
    pub finished: Vec<String>,
    /// Those that were changed since and are left alone.
    pub left: Vec<String>,
}

impl std::fmt::Display for Recovered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.left.is_empty() {
            return write!(f, "finished an interrupted change of {}", self.finished.join(", "));
        }
        let left = self.left.join(", ");
        write!(f, "warning: a change was interrupted, and {left} changed since; check both sides of the change")
    }
}

/// Locks a folder for a change and finishes what was interrupted in it. Says so before it has to wait.
pub fn enter(folder: &Folder, on_wait: impl FnOnce()) -> Result<(Guard, Option<Recovered>), FolderError> {
    let guard = folder.lock(on_wait)?;
    let recovered = recover(folder, &guard)?;
    Ok((guard, recovered))
}

/// Whether a change was interrupted here.
pub fn is_pending(folder: &Folder) -> bool {
    journal(folder).exists()
}

/// Finishes what was interrupted, if anything. The guard shows that nobody is still at it.
fn recover(folder: &Folder, _guard: &Guard) -> Result<Option<Recovered>, FolderError> {
    let path = journal(folder);
    let text = match files::text_of_regular(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FolderError::io("read", &path, error)),
    };
    // The note itself is written as a whole or not at all; one that cannot be read, or that names a file elsewhere, is not ours.
    let batch: Batch = serde_json::from_str(&text).unwrap_or_default();
    let names = batch.folders.iter().flat_map(|rename| [&rename.from, &rename.to]);
    let mut names = names.chain(batch.files.iter().map(|change| &change.file));
    if batch == Batch::default() || names.any(|name| !stays_inside(folder, name)) {
        let source = io::Error::other("it is damaged; look at it and remove it");
        return Err(FolderError::io("use", &path, source));
    }
    let mut recovered = Recovered { finished: Vec::new(), left: changed_since(folder, &batch) };
    if recovered.left.is_empty() {
        recovered.finished = finish(folder, &batch)?;
    }
    end(folder)?;
    Ok(Some(recovered))
}

/// What is neither as it was before the batch nor as it is after it.
fn changed_since(folder: &Folder, batch: &Batch) -> Vec<String> {
    let is_there = |name: &str| folder.path.join(name).is_dir();
    let folders = batch.folders.iter().filter(|rename| is_there(&rename.from) == is_there(&rename.to));
    let is_touched = |change: &&Change| {
        let now = now(folder, &change.file).or_else(|| now(folder, &batch.old_path(&change.file)));
        now != change.before && now != change.after
    };
    let files = batch.files.iter().filter(is_touched).map(|change| change.file.clone());
    folders.map(|rename| rename.from.clone()).chain(files).collect()
}

fn finish(folder: &Folder, batch: &Batch) -> Result<Vec<String>, FolderError> {
    let mut finished = Vec::new();
    for step in &batch.folders {
        if folder.path.join(&step.from).is_dir() {
            rename(folder, &step.from, &step.to)?;
        }
        finished.push(step.to.clone());
    }
    for change in &batch.files {
        if now(folder, &change.file) != change.after {
            put(folder, &change.file, change.after.as_deref())?;
        }
        finished.push(change.file.clone());
    }
    Ok(finished)
}

/// Whether a name of a note leads nowhere else, by its parts and by the links that stand there.
fn stays_inside(folder: &Folder, name: &str) -> bool {
    let is_plain = !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let Ok(root) = std::fs::canonicalize(&folder.path) else { return false };
    let path = folder.path.join(name);
    let mut places = [path.as_path(), files::folder_of(&path)].into_iter().filter(|place| place.exists());
    is_plain && places.all(|place| std::fs::canonicalize(place).is_ok_and(|real| real.starts_with(&root)))
}
