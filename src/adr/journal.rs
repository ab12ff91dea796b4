//! Several files changed together: all of them or none, also when the machine stops in between.
//!
//! What is to be done is written down first. Whoever finds such a note later finishes it; files changed by hand since are left
//! alone and named.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files;
use super::folder::{Folder, FolderError, Guard};

/// The note's file, in the folder of records; its name starts with a dot so that no tool takes it for a record.
pub const NAME: &str = ".archfit-journal.json";

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

/// What a file holds now.
fn now(folder: &Folder, file: &str) -> Option<String> {
    std::fs::read(folder.path.join(file)).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}

fn journal(folder: &Folder) -> PathBuf {
    folder.path.join(NAME)
}

/// Makes changes together. The guard shows that the folder is locked.
pub fn commit(folder: &Folder, changes: &[Change], _guard: &Guard) -> Result<(), FolderError> {
    let changes: Vec<&Change> = changes.iter().filter(|change| change.before != change.after).collect();
    for change in &changes {
        check_writable(folder, change)?;
    }
    begin(folder, &changes)?;
    for (position, change) in changes.iter().enumerate() {
        if let Err(error) = put(folder, &change.file, change.after.as_deref()) {
            for done in changes[..position].iter().rev() {
                // What cannot be put back stays noted in the journal, and the next writer finishes it.
                if put(folder, &done.file, done.before.as_deref()).is_err() {
                    return Err(error);
                }
            }
            end(folder)?;
            return Err(error);
        }
    }
    end(folder)
}

/// Notes what is about to be done. Public for tests of what happens when nothing follows.
pub fn begin(folder: &Folder, changes: &[&Change]) -> Result<(), FolderError> {
    let text = serde_json::to_string_pretty(changes).unwrap_or_default();
    let path = journal(folder);
    files::create(&path, &text).map_err(|error| FolderError::io("write", &path, error))
}

fn end(folder: &Folder) -> Result<(), FolderError> {
    let path = journal(folder);
    std::fs::remove_file(&path).map_err(|error| FolderError::io("remove", &path, error))?;
    files::sync_folder(&path);
    Ok(())
}

fn check_writable(folder: &Folder, change: &Change) -> Result<(), FolderError> {
    let path = folder.path.join(&change.file);
    if change.before.is_none() {
        let taken = path.symlink_metadata().is_ok();
        let exists = || FolderError::io("write", &path, std::io::ErrorKind::AlreadyExists.into());
        return if taken { Err(exists()) } else { Ok(()) };
    }
    let opened = std::fs::OpenOptions::new().write(true).open(&path);
    opened.map(|_| ()).map_err(|error| FolderError::io("write", &path, error))
}

fn put(folder: &Folder, file: &str, text: Option<&str>) -> Result<(), FolderError> {
    let path = folder.path.join(file);
    match text {
        Some(text) => files::replace(&path, text.as_bytes()).map_err(|error| FolderError::io("write", &path, error)),
        None => std::fs::remove_file(&path).map_err(|error| FolderError::io("remove", &path, error)),
    }
}

/// How a note that was found was dealt with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Files now as they were meant to be.
    pub finished: Vec<String>,
    /// Files that were changed since and are left alone.
    pub left: Vec<String>,
}

impl std::fmt::Display for Recovered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.left.is_empty() {
            return write!(f, "finished an interrupted change of {}", self.finished.join(", "));
        }
        let left = self.left.join(", ");
        write!(f, "warning: a change was interrupted, and {left} changed since; check both sides of the supersession")
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
pub fn recover(folder: &Folder, _guard: &Guard) -> Result<Option<Recovered>, FolderError> {
    let path = journal(folder);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FolderError::io("read", &path, error)),
    };
    // The note itself is written as a whole or not at all; one that cannot be read, or that names a file elsewhere, is not ours.
    let changes: Vec<Change> = serde_json::from_str(&text).unwrap_or_default();
    if changes.is_empty() || changes.iter().any(|change| !stays_inside(&change.file)) {
        let source = std::io::Error::other("it is damaged; look at it and remove it");
        return Err(FolderError::io("use", &path, source));
    }
    let is_untouched = |change: &&Change| {
        let now = now(folder, &change.file);
        now == change.before || now == change.after
    };
    let left = changes.iter().filter(|c| !is_untouched(c)).map(|c| c.file.clone()).collect();
    let mut recovered = Recovered { finished: Vec::new(), left };
    if recovered.left.is_empty() {
        for change in &changes {
            if now(folder, &change.file) != change.after {
                put(folder, &change.file, change.after.as_deref())?;
            }
            recovered.finished.push(change.file.clone());
        }
    }
    end(folder)?;
    Ok(Some(recovered))
}

fn stays_inside(file: &str) -> bool {
    Path::new(file).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}
