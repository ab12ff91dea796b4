//! Records made again from today's answers and rules: what no longer follows, and what did it.
//!
//! Only records that archfit wrote can be replayed, and only those in force or on their way to be are.

mod cause;
mod found;
mod observed;
mod outcome;
mod replays;
mod triggers;

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use found::{Found, level_of, shown_file};

pub use found::{Finding, KINDS, Level};

use super::config::Config;
use super::folder::Folder;
use super::list::{Opened, Record, open};
use super::renumber;
use super::replay::{self, Replay};
use super::supersession::Known;
use crate::load::Library;
use crate::model::Day;
use replays::{Replays, Rules};

/// A record that was made again.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Its path within the folder.
    pub file: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its title.
    pub title: Option<String>,
    /// The decision.
    pub decision: Option<String>,
    /// The option recorded.
    pub option: Option<String>,
    /// The option that leads by now.
    pub winner: Option<String>,
    /// Whether it still follows: nothing was found that asks for a look.
    pub follows: bool,
}

/// Everything that a recheck found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rechecked {
    /// The records made again, in the folder's order.
    pub records: Vec<Checked>,
    /// What was found, in the same order.
    pub findings: Vec<Finding>,
    /// How many records archfit did not write, or that are no longer in force.
    pub n_passed_over: usize,
}

impl Rechecked {
    /// Whether something asks for a look.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }
}

/// What a recheck works with.
pub struct World<'a> {
    /// The folder of records.
    pub folder: &'a Folder,
    /// The project; answers files outside it are not read.
    pub project: &'a Path,
    /// The questionnaires and rule bases of today.
    pub library: &'a Library,
    /// The team's settings.
    pub config: &'a Config,
    /// The day.
    pub today: Day,
    /// What was observed, perhaps several times; none: not looked at.
    pub observations: &'a [crate::observe::Observation],
}

/// Makes every record again that the filter lets through, and looks whether records agree on which one replaces which. The filter is
/// given a record's path, and what archfit wrote into it where that is asked for.
pub fn recheck(world: &World, records: &[Record], filter: impl Fn(&str, Option<&Replay>) -> bool + Sync) -> Rechecked {
    let rules = Rules::new(world.library);
    let twice = renumber::sharing_a_number(world.folder, records);
    let known = Known::new(world.folder, records);
    let files = Files { known: &known, twice: &twice };
    // Records of the same answers mostly stand together, so each part reads few files that another one reads as well.
    let parts = records.par_chunks(PART).map(|part| recheck_part(world, &rules, files, part, &filter));
    let mut rechecked = Rechecked::default();
    for part in parts.collect::<Vec<_>>() {
        rechecked.records.extend(part.records);
        rechecked.findings.extend(part.findings);
        rechecked.n_passed_over += part.n_passed_over;
    }
    rechecked
}

/// How many records are made again in one go.
const PART: usize = 64;

/// The records as files, for what only a look at all of them shows.
#[derive(Clone, Copy)]
struct Files<'a> {
    known: &'a Known<'a>,
    twice: &'a BTreeSet<&'a str>,
}

fn recheck_part(
    world: &World,
    rules: &Rules,
    files: Files,
    part: &[Record],
    filter: impl Fn(&str, Option<&Replay>) -> bool,
) -> Rechecked {
    let mut again = Again {
        world,
        replays: Replays::new(world.folder, world.project, world.library, rules),
        shown_folder: shown(world.folder, world.project),
        rechecked: Rechecked::default(),
    };
    for record in part {
        again.make(record, files, &filter);
        again.compare(record, files, &filter);
    }
    again.rechecked
}

/// Records being made again, with what was found so far.
struct Again<'a> {
    world: &'a World<'a>,
    replays: Replays<'a>,
    shown_folder: String,
    rechecked: Rechecked,
}

impl Again<'_> {
    fn make(&mut self, record: &Record, files: Files, filter: impl Fn(&str, Option<&Replay>) -> bool) {
        let is_ours = record.replays && record.is_live() && record.unreadable.is_none();
        let Some(opened) = is_ours.then(|| open(self.world.folder, record).ok()).flatten() else {
            self.rechecked.n_passed_over += 1;
            return;
        };
        let config = self.world.config;
        let mut found = Found {
            opened: &opened,
            shown_folder: &self.shown_folder,
            config,
            observations: self.world.observations,
            findings: Vec::new(),
        };
        found.look_at_the_file(files);
        let replay = match replay::read(&opened.text) {
            Some(Ok(replay)) => replay,
            Some(Err(why)) => {
                let help = "restore the block from the history of the file, or write the record again";
                found.fault("damaged-record", "[archfit]", why, Vec::new(), help);
                self.rechecked.add(&opened, None, None, found.findings);
                return;
            }
            None => return,
        };
        if filter(&record.file, Some(&replay)) {
            let winner = outcome::look(&mut found, &replay, &mut self.replays, self.world.today);
            self.rechecked.add(&opened, Some(&replay), winner, found.findings);
        }
    }

    /// Compares what a record says of others with what they say.
    fn compare(&mut self, record: &Record, files: Files, filter: impl Fn(&str, Option<&Replay>) -> bool) {
        for broken in files.known.broken(record) {
            // Where the other record is gone, nothing tells whether that was among the changes.
            let other = broken.other;
            if !other.is_none_or(|other| filter(&record.file, None) || filter(&other.file, None)) {
                continue;
            }
            let level = level_of(broken.kind, self.world.config);
            let made = self.rechecked.records.last_mut().filter(|made| made.file == record.file);
            if let Some(made) = made {
                made.follows &= level == Level::Note;
            }
            self.rechecked.findings.push(Finding {
                kind: broken.kind,
                level,
                record: record.file.clone(),
                file: shown_file(&self.shown_folder, &record.file),
                line: broken.line,
                message: broken.message,
                because: Vec::new(),
                help: broken.help.to_owned(),
            });
        }
    }
}

impl Rechecked {
    fn add(&mut self, opened: &Opened, replay: Option<&Replay>, winner: Option<String>, findings: Vec<Finding>) {
        self.records.push(Checked {
            file: opened.record.file.clone(),
            number: opened.record.number,
            title: opened.record.title.clone(),
            decision: replay.map(|r| r.decision.clone()),
            option: replay.map(|r| r.option.clone()),
            winner,
            follows: findings.iter().all(|finding| finding.level == Level::Note),
        });
        self.findings.extend(findings);
    }
}

impl Found<'_> {
    /// What a look at the files alone shows.
    fn look_at_the_file(&mut self, files: Files) {
        let (record, parsed) = (&self.opened.record, &self.opened.parsed);
        let shown = shown_file(self.shown_folder, &record.file);
        let level = level_of("status-differs", self.config);
        let mut differs = |message: String, help: &str| {
            self.findings.push(Finding {
                kind: "status-differs",
                level,
                record: record.file.clone(),
                file: shown.clone(),
                line: 1,
                message,
                because: Vec::new(),
                help: help.to_owned(),
            });
        };
        if record.statuses_differ {
            let help = "set it everywhere with `archfit adr status`";
            differs("the status stands differently in two places of the file".to_owned(), help);
        }
        if let (Some(name), Some(text)) = (record.number, parsed.number)
            && name != text
        {
            differs(format!("the file's name says {name}, and its text says {text}"), "correct one of them");
        }
        if files.twice.contains(record.file.as_str()) {
            differs(format!("the number {} is used twice", record.number4()), "mend it with `archfit adr renumber`");
        }
    }
}

/// A folder as seen from the root of the repository, or of the project where there is none: what annotations and code scanning
/// name files by.
fn shown(folder: &Folder, project: &Path) -> String {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let path = real(&folder.path);
    let root = path.ancestors().find(|above| above.join(".git").exists()).map_or_else(|| real(project), Path::to_owned);
    let shown = path.strip_prefix(&root).unwrap_or(&folder.path).to_string_lossy().replace('\\', "/");
    shown.strip_prefix("./").map(str::to_owned).unwrap_or(shown)
}
