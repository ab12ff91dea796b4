//! The project's records, kept in memory and read again where their files changed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use rayon::prelude::*;

use crate::adr::folders::{Place, all_and_what_tells};
use crate::adr::list::{Record, RecordFile, record_files, record_of_file, sort};
use crate::adr::replay::{self, Replay};

/// How long the list of folders is taken to be the same where nothing tells of a change, which not every file system does.
const SAME_FOLDERS: Duration = Duration::from_secs(5);

/// When a file was changed, and its length.
pub(super) type Stamp = (Option<SystemTime>, u64);

/// A file's stamp; `None` where it is gone.
pub(super) fn stamp_of(path: &Path) -> Option<Stamp> {
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok(), data.len()))
}

/// A record with its text.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// When it was read.
    pub stamp: Option<Stamp>,
    /// What it says.
    pub record: Record,
    /// Its text; empty where it cannot be read.
    pub text: Arc<str>,
    /// The same in lower case, to be searched.
    pub lower: Arc<str>,
    /// What archfit wrote into it.
    pub replay: Option<Arc<Replay>>,
}

/// One folder with its records.
#[derive(Debug)]
pub(super) struct Shelf {
    /// The folder.
    pub place: Place,
    /// Its records, in the order of lists.
    pub records: Vec<Record>,
    /// How often something in it was seen to change.
    pub version: u32,
    /// What its records say of each other, in short.
    pub relations: u64,
    kept: BTreeMap<String, Kept>,
    /// The stamp of the settings that hold there.
    settings: Option<Stamp>,
}

impl Shelf {
    /// A record with its text.
    pub fn kept(&self, record: &Record) -> Option<&Kept> {
        self.kept.get(&record.file)
    }

    fn refresh(&mut self) -> Result<(), String> {
        let folder = &self.place.folder;
        let root = std::fs::canonicalize(&folder.path).map_err(|error| format!("`{}`: {error}", self.place.name))?;
        let files = record_files(folder).map_err(|error| error.to_string())?;
        let stamped: Vec<(RecordFile, Option<Stamp>)> = files
            .into_par_iter()
            .map(|named| (stamp_of(&named.path), named))
            .map(|(stamp, named)| (named, stamp))
            .collect();
        let known = |(named, stamp): &(RecordFile, Option<Stamp>)| {
            self.kept.get(&named.file).filter(|kept| kept.stamp == *stamp && stamp.is_some())
        };
        if stamped.len() == self.kept.len() && stamped.iter().all(|one| known(one).is_some()) {
            return Ok(());
        }
        let keep = |one: &(RecordFile, Option<Stamp>)| {
            let (named, stamp) = one;
            (named.file.clone(), known(one).cloned().unwrap_or_else(|| kept_anew(named, &root, *stamp)))
        };
        let now: BTreeMap<String, Kept> = stamped.par_iter().map(keep).collect();
        self.version += 1;
        self.kept = now;
        self.records = self.kept.values().map(|kept| kept.record.clone()).collect();
        sort(&mut self.records);
        let mut hasher = DefaultHasher::new();
        for record in &self.records {
            format!("{} {:?} {:?} {:?}", record.file, record.number, record.status, record.relations).hash(&mut hasher);
        }
        self.relations = hasher.finish();
        Ok(())
    }
}

fn kept_anew(named: &RecordFile, root: &Path, stamp: Option<Stamp>) -> Kept {
    let read = named.read(root);
    let record = record_of_file(&named.file, read.as_deref());
    let text = read.unwrap_or_default();
    let replay = replay::read(&text).and_then(Result::ok).map(Arc::new);
    Kept { stamp, record, lower: Arc::from(text.to_lowercase()), text: Arc::from(text), replay }
}

/// All folders of a project.
#[derive(Debug)]
pub(super) struct Shelves {
    project: PathBuf,
    looked: Option<Instant>,
    /// What tells that a folder of records may have come or gone, as it was when the folders were looked for.
    tells: Vec<(PathBuf, Option<Stamp>)>,
    /// The highest version that a folder had.
    newest: u32,
    /// The folders, by path.
    pub all: Vec<Shelf>,
}

impl Shelves {
    /// The folders of a project, with all records read.
    pub fn new(project: &Path) -> Result<Self, String> {
        let mut shelves =
            Self { project: project.to_owned(), looked: None, tells: Vec::new(), newest: 0, all: Vec::new() };
        shelves.refresh()?;
        Ok(shelves)
    }

    /// Reads what changed.
    pub fn refresh(&mut self) -> Result<(), String> {
        let is_other = |shelf: &Shelf| shelf.place.config.path.as_deref().and_then(stamp_of) != shelf.settings;
        let is_gone = self.all.iter().any(|shelf| !shelf.place.folder.path.is_dir() || is_other(shelf));
        let is_told = || self.tells.par_iter().any(|(path, stamp)| stamp_of(path) != *stamp);
        if is_gone || self.looked.is_none_or(|looked| looked.elapsed() > SAME_FOLDERS) || is_told() {
            let (places, tells) = all_and_what_tells(&self.project).map_err(|error| error.to_string())?;
            let stamped = tells.into_par_iter().map(|path| {
                let stamp = stamp_of(&path);
                (path, stamp)
            });
            self.tells = stamped.collect();
            let mut before = std::mem::take(&mut self.all);
            for place in places {
                let settings = place.config.path.as_deref().and_then(stamp_of);
                let shelf = match before.iter().position(|shelf| shelf.place.name == place.name) {
                    Some(at) => Shelf { place, settings, ..before.swap_remove(at) },
                    None => {
                        // A folder that was away is another one, whatever it is called.
                        let version = self.newest;
                        Shelf { place, settings, records: Vec::new(), version, relations: 0, kept: BTreeMap::new() }
                    }
                };
                self.all.push(shelf);
            }
            self.looked = Some(Instant::now());
        }
        self.all.iter_mut().try_for_each(Shelf::refresh)?;
        self.newest = self.all.iter().map(|shelf| shelf.version).fold(self.newest, u32::max);
        Ok(())
    }

    /// An error where there is no record at all: that nothing governs and nothing is found would be said of what nobody looked at.
    pub fn any(&self) -> Result<(), String> {
        if self.all.iter().any(|shelf| !shelf.records.is_empty()) {
            return Ok(());
        }
        let out = "`propose_record` drafts the first one, or check out a version that has some";
        Err(format!("there is no record here yet, so nothing was asked; {out}"))
    }

    /// The path by which a record is named: within its folder, or from the project's root where there are several folders.
    pub fn name(&self, shelf: usize, file: &str) -> String {
        match self.all.as_slice() {
            [_] => file.to_owned(),
            several => format!("{}/{file}", several[shelf].place.name),
        }
    }
}
