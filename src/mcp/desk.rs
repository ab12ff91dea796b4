//! What the server keeps between calls: the rules, the records, and which decisions were found to follow.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::decided::{Decided, Key};
use super::rulings::{Rulings, Whose};
use super::settings::Settings;
use super::shelves::{Shelf, Shelves, Stamp, stamp_of};
use crate::adr::absent::all_records_here;
use crate::adr::base::Base;
use crate::adr::covers::Territory;
use crate::adr::governing::{Decision, decisions};
use crate::adr::list::{Record, pick};
use crate::adr::recheck::World;
use crate::files::within_project;
use crate::model::Day;

/// What the server keeps.
pub(super) struct Desk {
    /// How it was started.
    pub settings: Settings,
    /// The rules.
    pub rulings: Rulings,
    /// The records.
    pub shelves: Shelves,
    /// Whose rules hold for each folder of records.
    whose: Vec<Whose>,
    followed: BTreeMap<(String, String), (Told, Decision)>,
    /// What answers came to, the latest last: agents ask several things about the same ones.
    made: VecDeque<(Key, Slot)>,
    /// Which records govern which files, with the folders and their versions that this was told from.
    territory: Option<(Vec<(String, Base, u32)>, Arc<Territory>)>,
}

/// What answers come to, once it is made: whoever asks while somebody makes it waits for that.
pub(super) type Slot = Arc<OnceLock<Arc<Decided>>>;

/// How many answers are kept with what they came to.
const MAX_MADE: usize = 16;

/// How many decisions of a folder are made before anybody asks for them.
const MAX_WARM: usize = 2_000;

/// How many of them in one go: a call that comes meanwhile waits for these.
pub(super) const AT_ONCE: usize = 16;

/// What a decision was told from: where all of it is the same, so is what was told.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    record: Option<Stamp>,
    answers: Option<Stamp>,
    settings: Option<Stamp>,
    generation: u32,
    today: Day,
    /// What the records of the folder say of each other.
    relations: u64,
}

/// Where the desk stands, once somebody needs it: a client has its handshake answered before anything is read.
pub(super) struct Office {
    settings: Settings,
    desk: Option<Desk>,
}

impl Office {
    /// Without a desk yet.
    pub fn new(settings: Settings) -> Self {
        Self { settings, desk: None }
    }

    /// The desk. Where the project cannot be used, whoever asks is told why, and the next one has it tried again.
    pub fn desk(&mut self) -> Result<&mut Desk, String> {
        let made = match self.desk.take() {
            Some(desk) => desk,
            None => Desk::new(self.settings.clone()).map_err(|why| format!("cannot serve this project: {why}"))?,
        };
        Ok(self.desk.insert(made))
    }
}

impl Desk {
    /// Loads what everything stands on.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let rulings = Rulings::new(&settings.project, &settings.locations);
        let shelves = Shelves::new(&settings.project)?;
        let (whose, followed, made, territory) = (Vec::new(), BTreeMap::new(), VecDeque::new(), None);
        let mut desk = Self { settings, rulings, shelves, whose, followed, made, territory };
        desk.whose_each();
        Ok(desk)
    }

    /// Makes the next few decisions in force of a folder, from one on, so that a call has to make only those again of which something changed.
    /// Says whether there were any.
    pub fn follow_some(&mut self, shelf: usize, from: usize) -> bool {
        let Some(held) = self.shelves.all.get(shelf).filter(|_| from < MAX_WARM) else { return false };
        let live = held.records.iter().filter(|record| record.replays && record.is_live());
        let some: Vec<(Record, Vec<String>)> =
            live.skip(from).take(AT_ONCE).map(|record| (record.clone(), Vec::new())).collect();
        let is_any = !some.is_empty();
        self.decisions(shelf, some);
        is_any
    }

    /// Which records govern which files.
    pub fn territory(&mut self) -> Arc<Territory> {
        let shelves = &self.shelves.all;
        let based = |shelf: &Shelf| Base::of(&shelf.place.folder.path, &self.settings.project);
        let now: Vec<(String, Base, u32)> =
            shelves.iter().map(|shelf| (shelf.place.name.clone(), based(shelf), shelf.version)).collect();
        if let Some((_, territory)) = self.territory.as_ref().filter(|(then, _)| *then == now) {
            return Arc::clone(territory);
        }
        let folders = shelves.iter().zip(&now);
        let folders = folders.map(|(shelf, (_, base, _))| (shelf.place.part.as_str(), base.clone(), &*shelf.records));
        let territory = Arc::new(Territory::new(folders));
        self.territory = Some((now, Arc::clone(&territory)));
        territory
    }

    /// Which records are not there although version control keeps them, and why.
    pub fn left_out(&self) -> Option<String> {
        let folders: Vec<&Path> = self.shelves.all.iter().map(|shelf| shelf.place.folder.path.as_path()).collect();
        all_records_here(&self.settings.project, &folders, true).err().map(|error| error.to_string())
    }

    /// The day.
    pub fn today(&self) -> Day {
        (self.settings.today)()
    }

    /// Reads what changed on disk since the last call.
    pub fn refresh(&mut self) -> Result<(), String> {
        self.refresh_rules();
        self.shelves.refresh()?;
        self.whose_each();
        Ok(())
    }

    /// Whose rules hold for each folder of records.
    fn whose_each(&mut self) {
        let parts: Vec<PathBuf> =
            self.shelves.all.iter().map(|shelf| self.settings.project.join(&shelf.place.part)).collect();
        self.whose = parts.iter().map(|part| self.rulings.whose(part)).collect();
    }

    /// Whose rules hold for a folder of records.
    pub fn whose(&self, shelf: usize) -> &Whose {
        &self.whose[shelf]
    }

    /// Loads the rules again where their files changed.
    pub fn refresh_rules(&mut self) {
        if self.rulings.refresh() {
            self.made.clear();
        }
    }

    /// Where what some answers come to is kept; empty until somebody made it.
    pub fn slot(&mut self, key: Key) -> Slot {
        if let Some((_, slot)) = self.made.iter().find(|(known, _)| *known == key) {
            return Arc::clone(slot);
        }
        if self.made.len() == MAX_MADE {
            self.made.pop_front();
        }
        let slot = Slot::default();
        self.made.push_back((key, Arc::clone(&slot)));
        slot
    }

    /// The same for rules as they were when the server was started; `None` where they changed since.
    pub fn first_slot(&mut self, key: Key) -> Option<Slot> {
        self.refresh_rules();
        (self.rulings.generation == 0).then(|| self.slot(key))
    }

    /// A path of the project as clients name it, from the project's root or absolute, with its name from the root.
    pub fn inside(&self, path: &str) -> Result<(PathBuf, String), String> {
        if path.trim().is_empty() || path.contains('\0') {
            return Err(
                "an empty path names no file; name it from the project's root, such as `src/main.rs`".to_owned()
            );
        }
        let whole = self.settings.project.join(path);
        match within_project(&self.settings.project, &whole) {
            Some(name) => Ok((whole, name)),
            None => Err(format!(
                "`{path}` is outside the project `{}`, and only that is served",
                self.settings.project.display()
            )),
        }
    }

    /// The folder of records that is meant: the only one, the named one, or the one of the project itself.
    pub fn shelf(&self, folder: Option<&str>) -> Result<usize, String> {
        let names =
            || self.shelves.all.iter().map(|shelf| format!("`{}`", shelf.place.name)).collect::<Vec<_>>().join(", ");
        let all = &self.shelves.all;
        match folder.map(|folder| folder.trim_end_matches('/')) {
            Some(folder) => all
                .iter()
                .position(|shelf| shelf.place.name == folder || shelf.place.part == folder)
                .ok_or_else(|| format!("there is no folder of records `{folder}`; there are {}", names())),
            None if all.is_empty() => Err("the project has no folder of records yet".to_owned()),
            None if all.len() == 1 => Ok(0),
            None => all
                .iter()
                .position(|shelf| shelf.place.part.is_empty())
                .ok_or_else(|| format!("there are several folders of records, so name one as `folder`: {}", names())),
        }
    }

    /// A record by what a client calls it: a number, a file, or a path from the project's root.
    pub fn record(&self, reference: &str, folder: Option<&str>) -> Result<(usize, Record), String> {
        let named = self.shelves.all.iter().position(|shelf| {
            folder.is_none() && reference.strip_prefix(&shelf.place.name).is_some_and(|rest| rest.starts_with('/'))
        });
        let at = match named {
            Some(at) => at,
            None => self.shelf(folder)?,
        };
        let shelf = &self.shelves.all[at];
        let opened = pick(&shelf.place.folder, &shelf.records, reference).map_err(|error| error.to_string())?;
        Ok((at, opened.record))
    }

    /// What a recheck of a folder works with.
    pub fn world(&self, shelf: usize) -> World<'_> {
        let ruling = self.rulings.of(&self.whose[shelf]);
        let shelf = &self.shelves.all[shelf];
        World {
            folder: &shelf.place.folder,
            project: &self.settings.project,
            library: &ruling.library,
            config: &shelf.place.config,
            today: self.today(),
            observations: &[],
            may_be_empty: true,
        }
    }

    /// The decisions of some records of a folder, made again where anything changed since they were last.
    pub fn decisions(&mut self, shelf: usize, governing: Vec<(Record, Vec<String>)>) -> Vec<Decision> {
        let told: Vec<Told> = governing.iter().map(|(record, _)| self.told(shelf, record)).collect();
        let name = self.shelves.all[shelf].place.name.clone();
        let key = |record: &Record| (name.clone(), record.file.clone());
        let is_known =
            |(record, told): (&Record, &Told)| self.followed.get(&key(record)).is_some_and(|known| known.0 == *told);
        let anew: Vec<(Record, Vec<String>)> = governing
            .iter()
            .zip(&told)
            .filter(|((record, _), told)| !is_known((record, told)))
            .map(|((record, _), _)| (record.clone(), Vec::new()))
            .collect();
        let made = if anew.is_empty() {
            Vec::new()
        } else {
            decisions(&self.world(shelf), &self.shelves.all[shelf].records, anew)
        };
        let told: BTreeMap<&str, &Told> = governing.iter().map(|(record, _)| record.file.as_str()).zip(&told).collect();
        for decision in made {
            let Some(told) = told.get(decision.record.as_str()) else { continue };
            self.followed.insert((name.clone(), decision.record.clone()), ((*told).clone(), decision));
        }
        let known = governing.into_iter().filter_map(|(record, governs)| {
            let (_, decision) = self.followed.get(&(name.clone(), record.file.clone()))?;
            Some(Decision { governs, record: self.shelves.name(shelf, &record.file), ..decision.clone() })
        });
        known.collect()
    }

    fn told(&self, shelf: usize, record: &Record) -> Told {
        let shelf = &self.shelves.all[shelf];
        let kept = shelf.kept(record);
        let answers = kept.and_then(|kept| kept.replay.as_ref()).and_then(|replay| replay.answers.clone());
        let stamp = |path: Option<&Path>| path.and_then(stamp_of);
        Told {
            record: kept.and_then(|kept| kept.stamp),
            answers: stamp(answers.map(|answers| shelf.place.folder.path.join(answers)).as_deref()),
            settings: stamp(shelf.place.config.path.as_deref()),
            generation: self.rulings.generation,
            today: self.today(),
            relations: shelf.relations,
        }
    }
}
