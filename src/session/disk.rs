//! Answers files on disk: read, made, and replaced atomically and only where nobody else wrote meanwhile.

use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::NamedTempFile;

use super::SessionError;
use crate::load::read_text;

/// How often a lock somebody else holds is tried for, ten milliseconds apart: a second, where a write takes a few milliseconds.
const LOCK_ATTEMPTS: u32 = 100;

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
    let read = File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && start == "\u{feff}".as_bytes()
}

/// Makes a file, which must not be there.
pub fn make(path: &Path, text: &str, bom: bool) -> Result<(), SessionError> {
    let folder = folder_of(path);
    let result = std::fs::create_dir_all(folder).and_then(|()| written(folder, text, bom));
    let temporary = result.map_err(|source| refused(path, source))?;
    match temporary.persist_noclobber(path) {
        Ok(_) => {
            sync_folder(folder);
            Ok(())
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(SessionError::Exists { path: path.to_owned() })
        }
        Err(error) => Err(refused(path, error.error)),
    }
}

/// Replaces a file that still has the known text. A link stays a link; the permissions stay.
pub fn replace(path: &Path, known: &str, text: &str, bom: bool) -> Result<(), SessionError> {
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(SessionError::Vanished { path: path.to_owned() });
        }
        Err(source) => return Err(refused(path, source)),
    };
    let folder = folder_of(&target);
    let _lock = lock(folder);
    match read(&target) {
        Ok(Some(found)) if found == known => {}
        Ok(Some(_)) => return Err(SessionError::ChangedOnDisk { path: path.to_owned() }),
        Ok(None) => return Err(SessionError::Vanished { path: path.to_owned() }),
        // What cannot be read is not what we wrote.
        Err(source) => return Err(refused(path, source)),
    }
    swap(&target, folder, text, bom).map_err(|source| refused(path, source))
}

fn swap(target: &Path, folder: &Path, text: &str, bom: bool) -> io::Result<()> {
    let permissions = std::fs::metadata(target)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let temporary = written(folder, text, bom)?;
    temporary.as_file().set_permissions(permissions)?;
    temporary.persist(target).map_err(|error| error.error)?;
    sync_folder(folder);
    Ok(())
}

/// A temporary file in the folder that holds the text, safely on disk. It is removed unless it is given a name.
fn written(folder: &Path, text: &str, bom: bool) -> io::Result<NamedTempFile> {
    // Made with the permissions any new file of the user gets, not with those of a private temporary one.
    let mut temporary =
        tempfile::Builder::new().prefix(".archfit-").suffix(".tmp").make_in(folder, |path| File::create_new(path))?;
    if bom {
        temporary.write_all("\u{feff}".as_bytes())?;
    }
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Makes a new name in a folder last. Systems that cannot do this lose at most the last change in a power cut.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Keeps other archfit processes from writing in the folder between our look and our write, where the system can lock folders;
/// where it cannot, or where somebody holds the lock for long, the look alone has to do.
fn lock(folder: &Path) -> Option<File> {
    let handle = File::open(folder).ok()?;
    for _ in 0..LOCK_ATTEMPTS {
        match handle.try_lock() {
            Ok(()) => return Some(handle),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn refused(path: &Path, source: io::Error) -> SessionError {
    SessionError::Write { path: PathBuf::from(path), source }
}
