//! Answers files on disk: read, made, and replaced atomically and only where nobody else wrote meanwhile.

use std::borrow::Cow;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::error::SessionError;
use crate::files::{self, Kept, Written, folder_of};
use crate::load::read_text;

/// How often a lock somebody else holds is tried for, ten milliseconds apart: a second, where a write takes a few milliseconds.
const LOCK_ATTEMPTS: u32 = 100;

/// How many links are followed one after the other; as many as the system follows.
const MOST_LINKS: usize = 40;

/// The text of a file, without a byte order mark; `None` where there is no file.
pub fn read(path: &Path) -> io::Result<Option<String>> {
    match read_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a file starts with a byte order mark.
pub fn has_bom(path: &Path) -> bool {
    let mut start = [0; 3];
    if !std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        return false;
    }
    let read = File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && start == "\u{feff}".as_bytes()
}

/// Where a file is made that a path names: links that lead to what is not there yet are followed, as they are for what is there.
pub fn through_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match std::fs::read_link(&path) {
            Ok(target) if !path.exists() => path = folder_of(&path).join(target),
            _ => break,
        }
    }
    path
}

/// Makes a file, which must not be there.
pub fn make(path: &Path, text: &str, bom: bool) -> Result<(), SessionError> {
    std::fs::create_dir_all(folder_of(path)).map_err(|source| refused(path, source))?;
    match files::create(path, &encoded(text, bom)) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(SessionError::Exists { path: path.to_owned() })
        }
        result => result.map_err(|source| refused(path, source)),
    }
}

/// Replaces a file that still has the known text. A link stays a link; the permissions stay. The file has still to be synced.
pub fn replace(path: &Path, known: &str, text: &str, bom: bool, kept: &Kept) -> Result<Written, SessionError> {
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(SessionError::Vanished { path: path.to_owned() });
        }
        Err(source) => return Err(refused(path, source)),
    };
    let _lock = lock(folder_of(&target));
    match read(&target) {
        Ok(Some(found)) if found == known => {}
        Ok(Some(_)) => return Err(SessionError::ChangedOnDisk { path: path.to_owned() }),
        Ok(None) => return Err(SessionError::Vanished { path: path.to_owned() }),
        // What cannot be read is not what we wrote.
        Err(source) => return Err(refused(path, source)),
    }
    kept.replace(&target, encoded(text, bom).as_bytes()).map_err(|source| refused(path, source))
}

fn encoded(text: &str, bom: bool) -> Cow<'_, str> {
    if bom { Cow::Owned(format!("\u{feff}{text}")) } else { Cow::Borrowed(text) }
}

/// Keeps other archfit processes from writing in the folder between our look and our write, where the system can lock folders;
/// where it cannot, or where somebody holds the lock for long, the look alone has to do.
fn lock(folder: &Path) -> Option<File> {
    static HELD_FOR_LONG: AtomicBool = AtomicBool::new(false);
    let handle = File::open(folder).ok()?;
    // Somebody who holds it for long was waited for once: every further answer is not to take a second as well.
    let n_attempts = if HELD_FOR_LONG.load(Ordering::Relaxed) { 1 } else { LOCK_ATTEMPTS };
    for _ in 0..n_attempts {
        match handle.try_lock() {
            Ok(()) => {
                HELD_FOR_LONG.store(false, Ordering::Relaxed);
                return Some(handle);
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    HELD_FOR_LONG.store(true, Ordering::Relaxed);
    None
}

fn refused(path: &Path, source: io::Error) -> SessionError {
    SessionError::Write { path: PathBuf::from(path), source }
}
