//! Records made again from today's answers and rules: what no longer follows, and what did it.
//!
//! Only records that archfit wrote can be replayed, and only those in force or on their way to be are. Every other record is named
//! with the reason: nothing counts as fine that was not looked at.

mod asked;
mod before;
mod block;
mod cause;
mod copied;
mod finding;
mod governed;
mod head;
mod idle_globs;
mod look;
mod lost;
mod moved;
mod observed;
mod outcome;
mod replays;
mod triggers;
mod unloaded;
mod went;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::list::{self, Opened, Record, open};
use super::numbers::sharing_a_number;
use super::replay::{self, Replay};
use super::supersession::Known;
use crate::diagnostic::{Severity, Sources};
use crate::files::text_of_regular;
use crate::model::Day;
use crate::observe::observation::day_of_text;
pub use asked::Asked;
pub use before::{Before, NamedElse};
use copied::Block;
pub use finding::Finding;
use finding::{Found, Shown, Spot, group};
use look::{Look, level_of, spot_of_line};
pub use moved::{Relinked, relink};
use replays::{Replays, Rules};
pub use world::World;

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

/// A record that was not made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotReplayed {
    /// Its path within the folder.
    pub file: String,
    /// Why.
    pub why: &'static str,
}

/// Everything that a recheck found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rechecked {
    /// The records made again, in the folder's order.
    pub records: Vec<Checked>,
    /// What was found, each cause once.
    pub findings: Vec<Finding>,
    /// The records that were not made again, each with the reason.
    pub not_replayed: Vec<NotReplayed>,
    /// How many records no change can have touched, where only changes were asked about.
    pub n_untouched: usize,
    /// The texts that the findings point into.
    #[serde(skip)]
    pub sources: Sources,
}

impl Rechecked {
    /// Whether something asks for a look.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}

/// Makes every record of a folder again that the filter lets through, and looks whether records agree on which one replaces which. The
/// filter is given a record's path, and what archfit wrote into it where that is asked for.
pub fn recheck(
    world: &World,
    records: &[Record],
    before: Option<&Before>,
    filter: impl Fn(&str, Option<&Replay>) -> bool + Sync,
) -> Rechecked {
    let folder = Asked { world: world.clone(), records, part: "", prefix: String::new(), before, filter: &filter };
    recheck_all(&[folder])
}

/// The same for several folders of a project together: what has one cause in several of them is told once.
pub fn recheck_all(folders: &[Asked]) -> Rechecked {
    let mut found = Vec::new();
    let mut rechecked = Rechecked::default();
    // One folder with records is enough to have looked.
    let is_empty = folders.iter().all(|folder| folder.records.is_empty() && !folder.world.may_be_empty);
    for folder in folders {
        let Asked { world, records, before, filter, .. } = folder;
        let mut here: Vec<Found> = before.and_then(|before| before::settings(world, before)).into_iter().collect();
        here.extend(before.iter().flat_map(|before| before::named(world, before)));
        here.extend(before.and_then(|before| before::moved(world, before)));
        here.extend(is_empty.then(|| no_record(world, &world.shown())));
        let mut made = look_at(world, records, records, &mut here, filter);
        here.extend(before.iter().flat_map(|before| before::dropped(world, records, before)));
        here.extend(strays(world, records, filter));
        let name = |file: &mut String| file.insert_str(0, &folder.prefix);
        here.iter_mut().filter_map(|found| found.record.as_mut()).for_each(name);
        made.records.iter_mut().for_each(|record| name(&mut record.file));
        made.not_replayed.iter_mut().for_each(|record| name(&mut record.file));
        found.extend(here);
        rechecked.records.append(&mut made.records);
        rechecked.not_replayed.append(&mut made.not_replayed);
        rechecked.n_untouched += made.n_untouched;
    }
    found.extend(lost::lost(folders));
    found.extend(governed::look(folders));
    (rechecked.findings, rechecked.sources) = group(found);
    rechecked
}

/// Makes some of a folder's records again; all of them tell which one replaces which.
pub fn recheck_some(world: &World, all: &[Record], some: &[Record]) -> Rechecked {
    let mut found = Vec::new();
    let mut rechecked = look_at(world, all, some, &mut found, |_, _| true);
    (rechecked.findings, rechecked.sources) = group(found);
    rechecked
}

/// Looks at some records, each by itself and beside all.
fn look_at(
    world: &World,
    all: &[Record],
    some: &[Record],
    found: &mut Vec<Found>,
    filter: impl Fn(&str, Option<&Replay>) -> bool + Sync,
) -> Rechecked {
    let rules = Rules::new(world.library);
    let shown = world.shown();
    let twice = sharing_a_number(&world.folder.path, all);
    let known = Known::new(world.folder, all);
    let files = Files { known: &known, twice: &twice };
    let mut blocks = Vec::new();
    // Records of the same answers mostly stand together, so each part reads few files that another one reads as well.
    let parts = some.par_chunks(PART).map(|part| recheck_part(world, &rules, &shown, files, part, &filter));
    let mut rechecked = Rechecked::default();
    for part in parts.collect::<Vec<_>>() {
        rechecked.records.extend(part.records);
        found.extend(part.found);
        rechecked.not_replayed.extend(part.not_replayed);
        rechecked.n_untouched += part.n_untouched;
        blocks.extend(part.blocks);
    }
    for copy in copied::find(blocks) {
        if let Some(made) = rechecked.records.iter_mut().find(|made| made.file == copy.file) {
            let severity = level_of("copied-block", world.config);
            made.follows &= severity == Severity::Note;
            found.push(copy.found(severity));
        }
    }
    rechecked
}

fn no_record(world: &World, shown: &Shown) -> Found {
    let name = shown.name(&world.folder.path);
    let (what, first) = if world.folder.path.is_dir() {
        ("there is no record here".to_owned(), "")
    } else {
        (format!("`{name}` is not there"), "`archfit adr new` writes the first one; ")
    };
    Found {
        kind: "no-record",
        severity: level_of("no-record", world.config),
        record: None,
        at: Spot::file(name),
        cause: None,
        message: format!("{what}, so nothing was looked at"),
        because: Vec::new(),
        help: format!("{first}name the folder with the records, or say `--allow-empty` where none are expected yet"),
    }
}

/// What lies among the records, holds the block of one, and is none by its name.
fn strays(world: &World, records: &[Record], filter: impl Fn(&str, Option<&Replay>) -> bool) -> Vec<Found> {
    let strays = list::strays(world.folder, records).into_iter().filter(|file| filter(file, None));
    let found = strays.map(|file| Found {
        kind: "unreadable-record",
        severity: level_of("unreadable-record", world.config),
        at: Spot::file(world.shown().name(&world.folder.path.join(&file))),
        record: Some(file),
        cause: None,
        message: "it was not looked at: it holds the block of a record, and is none by its name and place".to_owned(),
        because: Vec::new(),
        help: "name it as the records beside it, ending in `.md`, or take the block out".to_owned(),
    });
    found.collect()
}

/// How many records are made again in one go.
const PART: usize = 64;

/// The records as files, for what only a look at all of them shows.
#[derive(Clone, Copy)]
struct Files<'a> {
    known: &'a Known<'a>,
    twice: &'a BTreeSet<&'a str>,
}

/// What was found about some of the records.
#[derive(Default)]
struct Part {
    records: Vec<Checked>,
    found: Vec<Found>,
    not_replayed: Vec<NotReplayed>,
    n_untouched: usize,
    blocks: Vec<Block>,
}

fn recheck_part(
    world: &World,
    rules: &Rules,
    shown: &Shown,
    files: Files,
    part: &[Record],
    filter: impl Fn(&str, Option<&Replay>) -> bool,
) -> Part {
    let replays = Replays::new(world.folder, world.project, world.library, rules, shown);
    let mut again = Again { world, replays, shown, part: Part::default() };
    for record in part {
        again.make(record, files, &filter);
        again.compare(record, files, &filter);
    }
    again.part
}

/// Records being made again, with what was found so far.
struct Again<'a> {
    world: &'a World<'a>,
    replays: Replays<'a>,
    shown: &'a Shown,
    part: Part,
}

impl Again<'_> {
    fn make(&mut self, record: &Record, files: Files, filter: impl Fn(&str, Option<&Replay>) -> bool) {
        let Ok(opened) = open(self.world.folder, record) else { return self.unreadable(record, &filter) };
        let mut look = Look::new(&opened, self.shown, self.world.config);
        look.observations = self.world.observations;
        look.at_conflicts();
        let replay = replay::read(&opened.text);
        let trace = replay::trace(&opened.text);
        if !record.is_live() || replay.is_none() && trace.is_none() {
            let why = if record.is_live() { "not written by archfit" } else { "no longer in force" };
            let is_asked_for = filter(&record.file, None);
            self.part.found.extend(look.found.into_iter().filter(|_| is_asked_for));
            self.part.not_replayed.push(NotReplayed { file: record.file.clone(), why });
            return;
        }
        look.at_the_file(files);
        head::look(&mut look);
        match replay {
            Some(Ok(replay)) if filter(&record.file, Some(&replay)) => {
                self.part.blocks.push(Block::new(record, &replay, look.in_block("[archfit]")));
                look.at_the_day(self.world.today);
                let winner = outcome::look(&mut look, &replay, &mut self.replays, self.world.today);
                self.part.add(&opened, Some(&replay), winner, look.found);
            }
            Some(Ok(replay)) => {
                self.part.blocks.push(Block::new(record, &replay, look.in_block("[archfit]")));
                self.part.n_untouched += 1;
            }
            other => {
                let why = other.and_then(Result::err);
                look.damaged(trace, why.unwrap_or_else(|| "the block for `archfit recheck` is damaged".to_owned()));
                self.part.add(&opened, None, None, look.found);
            }
        }
    }

    /// Nobody has looked at a file that cannot be read.
    fn unreadable(&mut self, record: &Record, filter: impl Fn(&str, Option<&Replay>) -> bool) {
        self.part.not_replayed.push(NotReplayed { file: record.file.clone(), why: "it cannot be read" });
        if !filter(&record.file, None) {
            return;
        }
        let why = record.unreadable.clone().unwrap_or_else(|| "it cannot be read".to_owned());
        let help = match why.as_str() {
            why if why.contains("bytes, which are read") => "shorten it, or take it out of the folder",
            why if why.contains("folders deep") => "move it further up, or take it out of the folder",
            _ => "save it as UTF-8 text within the folder, or take it out of the folder",
        };
        self.part.found.push(Found {
            kind: "unreadable-record",
            severity: level_of("unreadable-record", self.world.config),
            record: Some(record.file.clone()),
            at: Spot::file(self.shown.name(&self.world.folder.path.join(&record.file))),
            cause: None,
            message: format!("it was not looked at: {why}"),
            because: Vec::new(),
            help: help.to_owned(),
        });
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
            let severity = if broken.is_note { Severity::Note } else { level };
            let made = self.part.records.last_mut().filter(|made| made.file == record.file);
            if let Some(made) = made {
                made.follows &= severity == Severity::Note;
            }
            let path = self.world.folder.path.join(&record.file);
            let text = text_of_regular(&path).unwrap_or_default();
            self.part.found.push(Found {
                kind: broken.kind,
                severity,
                record: Some(record.file.clone()),
                at: spot_of_line(self.shown.name(&path), &Arc::from(text), broken.line),
                cause: None,
                message: broken.message,
                because: Vec::new(),
                help: broken.help.to_owned(),
            });
        }
    }
}

impl Part {
    fn add(&mut self, opened: &Opened, replay: Option<&Replay>, winner: Option<String>, found: Vec<Found>) {
        self.records.push(Checked {
            file: opened.record.file.clone(),
            number: opened.record.number,
            title: opened.record.title.clone(),
            decision: replay.map(|r| r.decision.clone()),
            option: replay.map(|r| r.option.clone()),
            winner,
            follows: found.iter().all(|found| found.severity == Severity::Note),
        });
        self.found.extend(found);
    }
}

impl Look<'_> {
    /// A record of a day that is yet to come: nothing that only time changes can be found then.
    fn at_the_day(&mut self, today: Day) {
        let dated = self.opened.record.date.as_deref().and_then(day_of_text);
        if let Some(dated) = dated.filter(|dated| dated.is_ahead_of(today)) {
            let message = format!("it is dated {dated}, and today is {today}");
            let help = "correct the date, or the clock of this machine: by it answers and evidence do not grow old, and no day of a review comes";
            let at = self.on_line(1);
            self.add("date-ahead", level_of("date-ahead", self.config), None, at, message, Vec::new(), help);
        }
    }

    /// What a look at the file alone shows.
    fn at_the_file(&mut self, files: Files) {
        let (record, parsed) = (&self.opened.record, &self.opened.parsed);
        let mut differs: Vec<(String, &str)> = Vec::new();
        if record.statuses_differ {
            let help = "set it everywhere with `archfit adr status`";
            differs.push(("the status stands differently in two places of the file".to_owned(), help));
        }
        if let (Some(name), Some(text)) = (record.number, parsed.number)
            && name != text
        {
            let message = format!("the file's name says {name}, and its text says {text}");
            differs.push((message, "correct one of them"));
        }
        if files.twice.contains(record.file.as_str()) {
            let message = format!("the number {} is used twice", record.number4());
            differs.push((message, "mend it with `archfit adr renumber`"));
        }
        let severity = level_of("status-differs", self.config);
        for (message, help) in differs {
            let at = self.on_line(1);
            self.add("status-differs", severity, None, at, message, Vec::new(), help);
        }
    }
}
