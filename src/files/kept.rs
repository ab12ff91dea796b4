//! The last version of a file that is safe from a power cut, kept beside it until a newer one is.
//!
//! What is typed has to be in its file at once, for every program to see and for no killed process to lose, but a sync takes
//! longer than anybody waits for. Until the sync, a file system that does not flush what a rename puts in place may come back from a
//! power cut with an empty file where a complete one was. So before a file is replaced, the version that is on the disk gets a second
//! name, `.NAME.MARK.kept` for `NAME`, and loses it when a newer one is on the disk. That takes few calls that write no data. The mark says when
//! the new version was written and how long it is: what a power cut left of it is told by that from what a person wrote since. Writing the
//! newest version beside the file and renaming it after the sync would keep the old one as well, but then every other program would
//! read old answers meanwhile, and whoever is killed would leave them.

use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use super::whole::{Unsynced, folder_of, read_regular, stage, sync_folder};

/// Nanoseconds of a second.
const SECOND: u128 = 1_000_000_000;

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
        let staged = stage(path, bytes)?;
        let kept = name_for(path, Mark::of(&staged.metadata()?));
        // One that is there already is the last synced version.
        let before = find(path).into_iter().next().map(|(before, _)| before);
        let link = before.as_ref().map_or_else(|| fs::hard_link(path, &kept), |before| fs::rename(before, &kept));
        let unsynced = staged.put(link.is_err());
        if unsynced.is_err() && link.is_ok() {
            let _ = before.as_ref().map_or_else(|| fs::remove_file(&kept), |before| fs::rename(&kept, before));
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
            remove_kept(&self.unsynced.path);
        }
        Ok(())
    }
}

/// The version to read where a power cut left a broken file: the last one that was synced.
pub fn stand_in(path: &Path) -> Option<PathBuf> {
    let target = path.canonicalize().ok().filter(|target| is_file(target))?;
    let stands_in =
        |(kept, mark): &(PathBuf, Option<Mark>)| is_file(kept) && !is_whole(&target, *mark) && is_whole(kept, None);
    find(&target).into_iter().find(stands_in).map(|(kept, _)| kept)
}

fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Brings the last synced version back where a power cut left a broken file, and says whether it did. What is left of a file that was
/// not empty goes to `.NAME.torn`. A kept version that is not needed is removed: somebody was killed before a file was synced.
pub fn recover(path: &Path) -> io::Result<bool> {
    let Ok(target) = path.canonicalize() else { return Ok(false) };
    let Some(kept) = stand_in(&target) else {
        if is_whole(&target, None) {
            remove_kept(&target);
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

fn name_for(path: &Path, mark: Mark) -> PathBuf {
    hidden(path, &format!("{mark}.kept"))
}

fn hidden(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    folder_of(path).join(format!(".{name}.{ending}"))
}

/// The versions kept of a file, each with the mark of the version that replaced it; earlier archfits gave none.
fn find(path: &Path) -> Vec<(PathBuf, Option<Mark>)> {
    let start = format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy());
    let kept = |entry: fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let rest = name.strip_prefix(&start)?.strip_suffix("kept")?;
        let mark = if rest.is_empty() { None } else { Some(Mark::parse(rest.strip_suffix('.')?)?) };
        Some((entry.path(), mark))
    };
    let mut found: Vec<_> =
        fs::read_dir(folder_of(path)).into_iter().flatten().filter_map(Result::ok).filter_map(kept).collect();
    found.sort();
    found
}

fn remove_kept(path: &Path) {
    for (kept, _) in find(path) {
        let _ = fs::remove_file(kept);
    }
}

/// What tells a new version from what a power cut left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    /// When it was written, in nanoseconds since 1970.
    written: u128,
    /// How many bytes it has.
    length: u64,
}

impl Mark {
    fn of(metadata: &Metadata) -> Self {
        let written = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { written: written.map_or(0, |since| since.as_nanos()), length: metadata.len() }
    }

    fn parse(text: &str) -> Option<Self> {
        let (written, length) = text.split_once('-')?;
        Some(Self { written: u128::from_str_radix(written, 16).ok()?, length: u64::from_str_radix(length, 16).ok()? })
    }

    /// Whether a file of another mark is what is left of this version: nobody wrote to it since, and its length is another one.
    fn is_cut(self, found: Self) -> bool {
        // Some file systems remember whole seconds only.
        let is_same_time = found.written == self.written || found.written == self.written / SECOND * SECOND;
        is_same_time && found.length != self.length
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:x}", self.written, self.length)
    }
}

/// Whether all of a text file reached the disk: parts that did not are missing at its end, by its mark, or hold zeros.
fn is_whole(path: &Path, mark: Option<Mark>) -> bool {
    let Ok(metadata) = fs::metadata(path) else { return false };
    // What is larger is refused by whoever reads it, not mended.
    if metadata.len() > MOST_BYTES {
        return true;
    }
    let is_cut = mark.is_some_and(|mark| mark.is_cut(Mark::of(&metadata)));
    !is_cut && read_regular(path, MOST_BYTES).is_ok_and(|bytes| !bytes.is_empty() && !bytes.contains(&0))
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

        /// The same, with the mark of a version of so many bytes, written then.
        fn marked(file: &[u8], written: impl Fn(u128) -> u128, length: u64) -> Self {
            let place = Self::new(file, None);
            let now = Mark::of(&fs::metadata(place.file()).expect("a file"));
            let mark = Mark { written: written(now.written), length };
            fs::write(name_for(&place.file(), mark), OLD).expect("a file");
            place
        }

        fn kept(&self) -> Option<String> {
            let kept = find(&self.file());
            assert!(kept.len() < 2, "{kept:?}");
            kept.first().map(|(kept, _)| fs::read_to_string(kept).expect("a file"))
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
        assert_eq!(place.kept().as_deref(), Some(OLD));
        first.sync().expect("it is synced");
        assert_eq!(place.kept().as_deref(), Some(OLD), "what was synced is no longer there");
        second.sync().expect("it is synced");
        assert_eq!(place.n_files(), 1);
        kept.replace(&place.file(), b"third").expect("it is written");
        assert_eq!(place.kept().as_deref(), Some(NEW));
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
        for (torn, place) in [
            (&[0; 12][..], Place::new(&[0; 12], Some(OLD))),
            (b"answers = \0\0", Place::marked(b"answers = \0\0", |_| 7, 12)),
            (b"answers = 1\n", Place::marked(b"answers = 1\n", |written| written, 24)),
            (b"answers", Place::marked(b"answers", |written| written, 24)),
        ] {
            assert!(recover(&place.file()).expect("it can be read"), "{torn:?}");
            assert_eq!((place.read("a.toml").as_deref(), place.n_files()), (Some(OLD), 2));
            assert_eq!(fs::read(place.path(".a.toml.torn")).expect("a file"), torn);
        }
    }

    #[test]
    fn a_file_that_is_whole_stays_and_the_older_version_goes() {
        let blocks = "x".repeat(1024);
        for (whole, place) in [
            (NEW, Place::new(NEW.as_bytes(), Some(OLD))),
            (NEW, Place::marked(NEW.as_bytes(), |written| written, NEW.len() as u64)),
            // Edited since by a person, to whatever length.
            (blocks.as_str(), Place::new(blocks.as_bytes(), Some(OLD))),
            (blocks.as_str(), Place::marked(blocks.as_bytes(), |written| written - 1, 4096)),
            ("without a newline", Place::marked(b"without a newline", |written| written - SECOND, 4096)),
        ] {
            assert_eq!(stand_in(&place.file()), None);
            assert!(!recover(&place.file()).expect("it can be read"), "{whole}");
            assert_eq!((place.read("a.toml").as_deref(), place.n_files()), (Some(whole), 1));
        }
    }

    #[test]
    fn a_mark_is_read_as_it_is_written_and_bears_whole_seconds() {
        let mark = Mark { written: 1_795_996_800 * SECOND + 5, length: 300 };
        assert_eq!(Mark::parse(&mark.to_string()), Some(mark));
        let found = |written, length| mark.is_cut(Mark { written, length });
        assert!(found(mark.written, 256) && found(1_795_996_800 * SECOND, 256));
        assert!(!found(mark.written, 300) && !found(mark.written + 1, 256));
        // A file whose name goes on is another one.
        let place = Place::new(NEW.as_bytes(), None);
        fs::write(place.path(".a.toml.old.kept"), OLD).expect("a file");
        assert_eq!(place.kept(), None);
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
