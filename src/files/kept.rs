//! The last version of a file that is safe from a power cut, kept beside it until a newer one is.
//!
//! What is typed has to be in its file at once, for every program to see and for no killed process to lose, but a sync takes
//! longer than anybody waits for. Until the sync, a file system that does not flush what a rename puts in place may come back from a
//! power cut with an empty file where a complete one was. So before a file is replaced, the version that is on the disk gets a second
//! name, `.NAME.kept` for `NAME`, and loses it when a newer one is on the disk. That takes two calls that write no data. Writing the
//! newest version beside the file and renaming it after the sync would keep the old one as well, but then every other program would
//! read old answers meanwhile, and whoever is killed would leave them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::whole::{Unsynced, folder_of, put, read_regular, replace_unsynced, sync_folder};

/// What a file has lost the end of, if a power cut took some of it: files are written to disk in blocks of this many bytes, or more.
const BLOCK: usize = 512;

/// The most bytes that are looked at; no answers file comes near.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Replaces one file again and again, and keeps its last synced version beside it until a newer one is synced. Clones are of the same
/// file.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// How often the file was replaced.
    n_writes: Arc<Mutex<usize>>,
}

/// A file that was replaced, and is to be synced.
#[derive(Debug)]
pub struct Written {
    unsynced: Unsynced,
    kept: Kept,
    number: usize,
}

impl Kept {
    /// Replaces the file, which is there, as a whole. Where the system knows no second names, the sync is waited for.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<Written> {
        let mut n_writes = self.lock();
        let kept = name_for(path);
        let link = fs::hard_link(path, &kept);
        // One that is there already is the last synced version.
        let is_kept = link.is_ok() || matches!(&link, Err(error) if error.kind() == io::ErrorKind::AlreadyExists);
        let unsynced = if is_kept { replace_unsynced(path, bytes) } else { put(path, bytes, true) };
        if unsynced.is_err() && link.is_ok() {
            let _ = fs::remove_file(&kept);
        }
        let unsynced = unsynced?;
        *n_writes += 1;
        Ok(Written { unsynced, kept: self.clone(), number: *n_writes })
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.n_writes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Written {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.unsynced.path
    }

    /// Waits until it is on the disk. From then on it is the version to fall back on, unless it was replaced meanwhile.
    pub fn sync(&self) -> io::Result<()> {
        self.unsynced.sync()?;
        let n_writes = self.kept.lock();
        if *n_writes == self.number {
            // Where it cannot be removed, the next one who opens the file does.
            let _ = fs::remove_file(name_for(&self.unsynced.path));
        }
        Ok(())
    }
}

/// The version to read where a power cut left a broken file: the last one that was synced.
pub fn stand_in(path: &Path) -> Option<PathBuf> {
    let target = path.canonicalize().ok()?;
    let kept = name_for(&target);
    let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    (is_file(&kept) && is_file(&target) && !is_whole(&target) && is_whole(&kept)).then_some(kept)
}

/// Brings the last synced version back where a power cut left a broken file, and says whether it did. What is left of a file that was
/// not empty goes to `.NAME.torn`. A kept version that is not needed is removed: somebody was killed before a file was synced.
pub fn recover(path: &Path) -> io::Result<bool> {
    let Ok(target) = path.canonicalize() else { return Ok(false) };
    let Some(kept) = stand_in(&target) else {
        if is_whole(&target) {
            let _ = fs::remove_file(name_for(&target));
        }
        return Ok(false);
    };
    if fs::metadata(&target)?.len() > 0 {
        fs::copy(&target, torn(&target))?;
    }
    fs::rename(kept, &target)?;
    sync_folder(&target);
    Ok(true)
}

/// Where what is left of a broken file is kept.
pub fn torn(path: &Path) -> PathBuf {
    hidden(path, "torn")
}

fn name_for(path: &Path) -> PathBuf {
    hidden(path, "kept")
}

fn hidden(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    folder_of(path).join(format!(".{name}.{ending}"))
}

/// Whether a text file looks as if all of it reached the disk. Blocks that did not are missing at its end, or hold zeros.
fn is_whole(path: &Path) -> bool {
    // What is larger is refused by whoever reads it, not mended.
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > MOST_BYTES) {
        return true;
    }
    read_regular(path, MOST_BYTES).is_ok_and(|bytes| {
        let ends_within_a_line = bytes.len().is_multiple_of(BLOCK) && !bytes.ends_with(b"\n");
        !bytes.is_empty() && !bytes.contains(&0) && !ends_within_a_line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "answers = 1\n";
    const NEW: &str = "answers = 2\n";

    struct Place(tempfile::TempDir);

    impl Place {
        /// A folder with a file that says this, and a kept version that says that.
        fn new(file: &[u8], kept: Option<&str>) -> Self {
            let place = Self(tempfile::tempdir().expect("a folder"));
            fs::write(place.file(), file).expect("a file");
            kept.into_iter().for_each(|kept| fs::write(place.path(".a.toml.kept"), kept).expect("a file"));
            place
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn file(&self) -> PathBuf {
            self.path("a.toml")
        }

        fn read(&self, name: &str) -> Option<String> {
            fs::read_to_string(self.path(name)).ok()
        }

        fn n_files(&self) -> usize {
            fs::read_dir(self.0.path()).expect("the folder").count()
        }
    }

    #[test]
    fn the_last_synced_version_stays_until_a_newer_one_is_synced() {
        let place = Place::new(OLD.as_bytes(), None);
        let kept = Kept::default();
        let first = kept.replace(&place.file(), b"unsynced").expect("it is written");
        let second = kept.replace(&place.file(), NEW.as_bytes()).expect("it is written");
        assert_eq!(place.read("a.toml").as_deref(), Some(NEW), "everybody reads the newest");
        assert_eq!(place.read(".a.toml.kept").as_deref(), Some(OLD));
        first.sync().expect("it is synced");
        assert_eq!(place.read(".a.toml.kept").as_deref(), Some(OLD), "what was synced is no longer there");
        second.sync().expect("it is synced");
        assert_eq!(place.n_files(), 1);
        kept.replace(&place.file(), b"third").expect("it is written");
        assert_eq!(place.read(".a.toml.kept").as_deref(), Some(NEW));
    }

    #[test]
    fn a_write_that_fails_leaves_nothing_beside_the_file() {
        let place = Place::new(OLD.as_bytes(), None);
        let mut permissions = fs::metadata(place.file()).expect("a file").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(place.file(), permissions).expect("permissions");
        Kept::default().replace(&place.file(), NEW.as_bytes()).expect_err("the file is read-only");
        assert_eq!((place.read("a.toml").as_deref(), place.n_files()), (Some(OLD), 1));
    }

    #[test]
    fn where_no_second_name_can_be_given_a_file_is_synced_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        // As long as names may be, so that a longer one is refused.
        let path = folder.path().join("n".repeat(255));
        fs::write(&path, OLD).expect("a file");
        let written = Kept::default().replace(&path, NEW.as_bytes()).expect("it is written");
        written.sync().expect("it is synced");
        assert_eq!(fs::read_to_string(&path).expect("the file"), NEW);
    }

    #[test]
    fn a_power_cut_that_left_an_empty_file_brings_the_version_before_back() {
        let place = Place::new(b"", Some(OLD));
        assert_eq!(
            stand_in(&place.file()),
            Some(place.file().canonicalize().expect("it").with_file_name(".a.toml.kept"))
        );
        assert!(recover(&place.file()).expect("it can be read"));
        assert_eq!((place.read("a.toml").as_deref(), place.n_files()), (Some(OLD), 1));
        assert!(!recover(&place.file()).expect("it can be read"), "once is enough");
    }

    #[test]
    fn what_is_left_of_a_torn_file_is_kept() {
        let cut = vec![b'x'; 2 * BLOCK];
        for torn in [&[0; 12][..], b"answers = \0\0", &cut] {
            let place = Place::new(torn, Some(OLD));
            assert!(recover(&place.file()).expect("it can be read"), "{torn:?}");
            assert_eq!((place.read("a.toml").as_deref(), place.n_files()), (Some(OLD), 2));
            assert_eq!(fs::read(place.path(".a.toml.torn")).expect("a file"), torn);
        }
    }

    #[test]
    fn a_file_that_is_whole_stays_and_the_older_version_goes() {
        for whole in [NEW, "without a newline", &format!("{}\n", "x".repeat(BLOCK - 1))] {
            let place = Place::new(whole.as_bytes(), Some(OLD));
            assert_eq!(stand_in(&place.file()), None);
            assert!(!recover(&place.file()).expect("it can be read"), "{whole}");
            assert_eq!((place.read("a.toml").as_deref(), place.n_files()), (Some(whole), 1));
        }
    }

    #[test]
    fn a_kept_version_that_is_broken_itself_replaces_nothing() {
        for kept in [None, Some(""), Some("\0")] {
            let place = Place::new(b"", kept);
            assert!(!recover(&place.file()).expect("it can be read"));
            assert_eq!(place.read("a.toml").as_deref(), Some(""));
        }
        let gone = Place::new(b"", Some(OLD));
        fs::remove_file(gone.file()).expect("it was there");
        assert!(!recover(&gone.file()).expect("nothing to read"), "a file that somebody removed stays away");
        assert_eq!(gone.n_files(), 1);
    }
}
