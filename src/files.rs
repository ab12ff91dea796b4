//! Writing files without ever leaving half of one: what answers files, records and reports on disk stand on. Knows no format.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a new file. Refuses with [`io::ErrorKind::AlreadyExists`] where there is one, without a gap between looking and writing.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    let temporary = temporary(path, text.as_bytes())?;
    temporary.as_file().sync_all()?;
    temporary.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// Replaces a file as a whole or leaves it as it was; its permissions stay. A link is followed, not replaced.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(path, bytes, true).map(drop)
}

/// As [`replace`], but without waiting for the disk. Every program sees the new file at once, also if this one is killed; a power
/// cut may take it back until it is synced.
pub fn replace_unsynced(path: &Path, bytes: &[u8]) -> io::Result<Unsynced> {
    put(path, bytes, false)
}

/// A file that is in its place, but perhaps not on the disk yet.
#[derive(Debug)]
pub struct Unsynced {
    file: File,
    /// Where it is.
    pub path: PathBuf,
}

impl Unsynced {
    /// Waits until it is on the disk.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all()?;
        sync_folder(&self.path);
        Ok(())
    }
}

fn put(path: &Path, bytes: &[u8], syncs: bool) -> io::Result<Unsynced> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = std::fs::metadata(&target).ok();
    if known.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let temporary = temporary(&target, bytes)?;
    if let Some(metadata) = known {
        temporary.as_file().set_permissions(metadata.permissions())?;
    }
    if syncs {
        temporary.as_file().sync_all()?;
    }
    let file = temporary.persist(&target).map_err(|error| error.error)?;
    if syncs {
        sync_folder(&target);
    }
    Ok(Unsynced { file, path: target })
}

/// The folder a path is in, the current one for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn temporary(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    // Made like any file a person makes, with what the user's mask lets through, and not only for the owner.
    let mut temporary = tempfile::Builder::new()
        .prefix(".archfit-")
        .suffix(".tmp")
        .make_in(folder_of(path), |path| File::create_new(path))?;
    temporary.write_all(bytes)?;
    Ok(temporary)
}

/// Makes a rename last through a power cut, where the system can.
pub fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
}
