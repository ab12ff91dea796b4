//! One file written as a whole, or not at all.

use std::collections::BTreeSet;
use std::fs::{File, Metadata, Permissions};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// What the name of a temporary file begins and ends with, and how many letters and digits stand between.
pub(super) const TEMPORARY: (&str, &str, usize) = (".archfit-", ".tmp", 6);

/// How old a temporary file is that nobody writes any more: its writer was killed, for a write takes no time worth mention.
pub(super) const STALE: Duration = Duration::from_hours(24);

/// The folders that were looked through for such files, for once is enough in the life of a process.
static TIDIED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Writes a new file. Refuses with [`io::ErrorKind::AlreadyExists`] where there is one, without a gap between looking and writing.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    let temporary = temporary(path, text.as_bytes(), None)?;
    temporary.as_file().sync_all()?;
    match temporary.persist_noclobber(path) {
        Ok(_) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Err(error.error),
        // A file system without second names: the name is taken first, by a file that is not there yet, and then filled.
        Err(error) => {
            File::create_new(path)?;
            if let Err(error) = error.file.persist(path) {
                let _ = std::fs::remove_file(path);
                return Err(error.error);
            }
        }
    }
    sync_folder(path);
    Ok(())
}

/// Opens a regular file. A pipe would be waited for without end, and a device read without end.
pub fn open_regular(path: &Path) -> io::Result<(File, Metadata)> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    Ok((File::open(path)?, metadata))
}

/// The text of a regular file.
pub fn text_of_regular(path: &Path) -> io::Result<String> {
    let (mut file, metadata) = open_regular(path)?;
    let mut text = String::with_capacity(metadata.len() as usize);
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// How many bytes a file may have by which a project or another tool says a few things.
pub const SMALL: u64 = 1 << 20;

/// The text of a regular file that is small, as those are by which a project or another tool says a few things.
pub fn text_of_small(path: &Path) -> io::Result<String> {
    String::from_utf8(read_regular(path, SMALL)?).map_err(io::Error::other)
}

/// The bytes of a regular file of at most so many.
pub fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let (file, metadata) = open_regular(path)?;
    let too_large = |size: u64| Err(io::Error::other(format!("the file has {size} bytes, and {most} are allowed")));
    if metadata.len() > most {
        return too_large(metadata.len());
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    // It may grow while it is read.
    file.take(most + 1).read_to_end(&mut bytes)?;
    refuse_pointer(&bytes)?;
    if bytes.len() as u64 > most { too_large(bytes.len() as u64) } else { Ok(bytes) }
}

/// Refuses what Git LFS leaves in the place of a file that it has not fetched: it is a text as well, and would be read as one that says nothing.
pub fn refuse_pointer(bytes: &[u8]) -> io::Result<()> {
    if !bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Ok(());
    }
    Err(io::Error::other("only a pointer of Git LFS stands in its place; `git lfs pull` fetches the file"))
}

/// The path of something below a folder, by a name that comes from a file or from version control; `None` where the name leads
/// elsewhere: only plain names between slashes do not.
pub fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| {
        let mut components = Path::new(part).components();
        !part.contains(['\\', ':'])
            && matches!(components.next(), Some(Component::Normal(_)))
            && components.next().is_none()
    };
    name.split('/').all(is_plain).then(|| folder.join(name))
}

/// Replaces a file as a whole or leaves it as it was; its permissions stay. A link is followed, not replaced.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    stage(path, bytes)?.put(true).map(drop)
}

/// Adds a text behind what a file holds, a blank line between them; a file that is not there yet begins with `head`.
pub fn append(path: &Path, head: &str, text: &str) -> io::Result<()> {
    let before = match std::fs::read_to_string(path) {
        Ok(before) => before,
        Err(error) if error.kind() == io::ErrorKind::NotFound => head.to_owned(),
        Err(error) => return Err(error),
    };
    let gap = if before.ends_with('\n') { "\n" } else { "\n\n" };
    replace(path, format!("{before}{gap}{text}").as_bytes())
}

/// A file that is in its place, but perhaps not on the disk yet.
#[derive(Debug)]
pub(super) struct Unsynced {
    pub(super) file: File,
    pub(super) path: PathBuf,
}

impl Unsynced {
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()?;
        sync_folder(&self.path);
        Ok(())
    }
}

/// A new version beside the file that it is to replace.
pub(super) struct Staged {
    temporary: tempfile::NamedTempFile,
    target: PathBuf,
}

/// Writes the new version of a file beside it.
pub(super) fn stage(path: &Path, bytes: &[u8]) -> io::Result<Staged> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = std::fs::metadata(&target).ok();
    if known.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let temporary = temporary(&target, bytes, known.map(|metadata| metadata.permissions()))?;
    Ok(Staged { temporary, target })
}

impl Staged {
    /// What is known of the new version.
    pub(super) fn metadata(&self) -> io::Result<std::fs::Metadata> {
        self.temporary.as_file().metadata()
    }

    /// Puts it in its place: every program sees it at once, also if this one is killed. Unless the disk is waited for, a power cut may take it
    /// back until it is synced.
    pub(super) fn put(self, syncs: bool) -> io::Result<Unsynced> {
        let Self { temporary, target } = self;
        if syncs {
            temporary.as_file().sync_all()?;
        }
        let file = temporary.persist(&target).map_err(|error| error.error)?;
        if syncs {
            sync_folder(&target);
        }
        Ok(Unsynced { file, path: target })
    }
}

/// The folder a path is in, the current one for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file beside the path with these bytes, which nobody may read who may not read the one that it will replace.
pub(super) fn temporary(
    path: &Path,
    bytes: &[u8],
    permissions: Option<Permissions>,
) -> io::Result<tempfile::NamedTempFile> {
    let (prefix, suffix, n_random) = TEMPORARY;
    let folder = folder_of(path);
    tidy(folder);
    // Made like any file a person makes, with what the user's mask lets through, and not only for the owner.
    let mut temporary = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(suffix)
        .rand_bytes(n_random)
        .make_in(folder, |path| File::create_new(path))?;
    if let Some(permissions) = permissions
        && temporary.as_file().metadata()?.permissions() != permissions
    {
        temporary.as_file().set_permissions(permissions)?;
    }
    temporary.write_all(bytes)?;
    Ok(temporary)
}

/// Removes the temporary files that writers left in a folder when they were killed. What cannot be removed stays: nothing depends on it.
pub(super) fn tidy(folder: &Path) {
    let Ok(real) = folder.canonicalize() else { return };
    if !TIDIED.lock().unwrap_or_else(PoisonError::into_inner).insert(real) {
        return;
    }
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        if is_temporary(&entry.file_name().to_string_lossy()) && is_stale(&entry) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whether a name is one that [`temporary`] gives.
pub(super) fn is_temporary(name: &str) -> bool {
    let (prefix, suffix, n_random) = TEMPORARY;
    let random = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
    random.is_some_and(|random| random.len() == n_random && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether an entry is a file, no link to one, that was last written long ago. A clock set back makes nothing stale.
pub(super) fn is_stale(entry: &std::fs::DirEntry) -> bool {
    let Ok(metadata) = entry.metadata() else { return false };
    let age = metadata.modified().ok().and_then(|written| SystemTime::now().duration_since(written).ok());
    metadata.is_file() && age.is_some_and(|age| age > STALE)
}

/// Makes a rename last through a power cut, where the system can.
pub fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_writer_left_goes_and_nothing_else_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let long_ago = SystemTime::now() - 2 * STALE;
        let put = |name: &str, written: SystemTime| {
            let file = File::create(folder.path().join(name)).expect("a file");
            file.set_modified(written).expect("a time");
        };
        put(".archfit-a1B2c3.tmp", long_ago);
        let kept = [
            ".archfit-a1B2c.tmp",
            ".archfit-a1B2c3d.tmp",
            ".archfit-a1_2c3.tmp",
            ".archfit-a1B2c3.tmp.md",
            "archfit-a1B2c3.tmp",
            ".archfit.lock",
            "answers.toml",
        ];
        kept.iter().for_each(|name| put(name, long_ago));
        put(".archfit-fresh1.tmp", SystemTime::now());
        std::fs::create_dir(folder.path().join(".archfit-folder.tmp")).expect("a folder");
        replace(&folder.path().join("new.toml"), b"new").expect("it can be written");
        let mut left: Vec<String> = std::fs::read_dir(folder.path())
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        let mut expected: Vec<&str> = kept.to_vec();
        expected.extend([".archfit-fresh1.tmp", ".archfit-folder.tmp", "new.toml"]);
        expected.sort_unstable();
        left.sort_unstable();
        assert_eq!(left, expected);
    }

    #[test]
    fn names_are_those_that_are_tidied_away() {
        let folder = tempfile::tempdir().expect("a folder");
        for _ in 0..20 {
            let temporary = temporary(&folder.path().join("x"), b"x", None).expect("a file");
            let name = temporary.path().file_name().expect("a name").to_string_lossy().into_owned();
            assert!(is_temporary(&name), "{name}");
        }
    }

    #[test]
    fn names_from_elsewhere_stay_below_their_folder() {
        let root = Path::new("root");
        assert_eq!(inside(root, "rules/a b/c.toml"), Some(root.join("rules/a b/c.toml")));
        for name in ["", "..", "../a", "a/../../b", "/a", "a//b", "./a", "a/.", "a/", "a\\b", "C:a"] {
            assert_eq!(inside(root, name), None, "{name:?}");
        }
    }

    #[test]
    fn a_file_that_is_too_large_or_none_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        std::fs::write(&path, "12345").expect("a file");
        assert_eq!(read_regular(&path, 5).expect("it fits"), b"12345");
        assert!(read_regular(&path, 4).is_err());
        assert!(read_regular(folder.path(), 100).is_err());
    }

    #[test]
    fn what_only_its_owner_may_read_stays_so_while_it_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let private = tempfile::NamedTempFile::new_in(folder.path()).expect("a file of its owner's");
        let permissions = private.as_file().metadata().expect("it").permissions();
        let temporary = temporary(private.path(), b"new", Some(permissions.clone())).expect("a file");
        assert_eq!(temporary.as_file().metadata().expect("it").permissions(), permissions);
    }
}
