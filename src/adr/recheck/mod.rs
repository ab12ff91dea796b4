//! Records made again from today's answers and rules: what no longer follows, and what did it.
//!
//! Only records that archfit wrote can be replayed, and only those in force or on their way to be are.

mod cause;
mod outcome;
mod replays;
mod triggers;

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::config::Config;
use super::folder::Folder;
use super::list::{Opened, Record, open};
use super::renumber;
use super::replay::{self, Replay};
use super::status::StatusKind;
use crate::load::Library;
use crate::model::Day;
use replays::{Replays, Rules};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The decision has to be looked at.
    Error,
    /// Worth knowing; the decision stands.
    Note,
}

/// Every kind of finding, with what it means.
pub const KINDS: [(&str, &str); 14] = [
    ("winner-changed", "another option leads by now"),
    ("no-option", "every option is excluded by now"),
    ("close-call", "the lead is too small to call by now"),
    ("revisit", "a reason to decide again, named in the record, has come true"),
    ("review-date", "the day named in the record has come"),
    ("old-evidence", "evidence behind the decision was checked too long ago"),
    ("answers-missing", "the answers file is not there or cannot be read"),
    ("answers-changed", "the answers changed, and the decision still follows"),
    ("rules-missing", "the rule base or its questionnaire is not there"),
    ("rules-changed", "the rules changed, and the decision still follows"),
    ("override-idle", "the option chosen against the rules is the recommended one by now"),
    ("override-changed", "the answers file and the record name different options"),
    ("status-differs", "the record's status, number or supersession stands differently in two places"),
    ("damaged-record", "what the record says for machines cannot be read"),
];

/// One thing found about a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The kind, one of [`KINDS`].
    pub kind: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The record's path within its folder.
    pub record: String,
    /// The record's path as shown.
    pub file: String,
    /// The line it is about, from 1.
    pub line: usize,
    /// What is found: lower case, no final stop.
    pub message: String,
    /// What did it.
    pub because: Vec<String>,
    /// The way out.
    pub help: String,
}

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
}

/// Makes every record again that the filter lets through.
pub fn recheck(world: &World, records: &[Record], filter: impl Fn(&Record, &Replay) -> bool + Sync) -> Rechecked {
    let rules = Rules::new(world.library);
    let twice = renumber::sharing_a_number(world.folder, records);
    let files = Files { all: records, twice: &twice };
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
    all: &'a [Record],
    twice: &'a BTreeSet<&'a str>,
}

fn recheck_part(
    world: &World,
    rules: &Rules,
    files: Files,
    part: &[Record],
    filter: impl Fn(&Record, &Replay) -> bool,
) -> Rechecked {
    let mut rechecked = Rechecked::default();
    let (folder, config, today) = (world.folder, world.config, world.today);
    let mut replays = Replays::new(folder, world.project, world.library, rules);
    let shown_folder = shown(folder, world.project);
    for record in part {
        let is_ours = record.replays && record.is_live() && record.unreadable.is_none();
        let Some(opened) = open(folder, record).ok().filter(|_| is_ours) else {
            rechecked.n_passed_over += 1;
            continue;
        };
        let mut found = Found { opened: &opened, shown_folder: &shown_folder, config, findings: Vec::new() };
        found.look_at_the_file(files);
        let replay = match replay::read(&opened.text) {
            Some(Ok(replay)) => replay,
            Some(Err(why)) => {
                let help = "restore the block from the history of the file, or write the record again";
                found.fault("damaged-record", "[archfit]", why, Vec::new(), help);
                rechecked.add(&opened, None, None, found.findings);
                continue;
            }
            None => continue,
        };
        if !filter(record, &replay) {
            continue;
        }
        let winner = outcome::look(&mut found, &replay, &mut replays, today);
        rechecked.add(&opened, Some(&replay), winner, found.findings);
    }
    rechecked
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

/// What is found about one record.
struct Found<'a> {
    opened: &'a Opened,
    shown_folder: &'a str,
    config: &'a Config,
    findings: Vec<Finding>,
}

impl Found<'_> {
    /// Adds what asks for a look, at the first line of the record's block that holds `at`; what the team allows is a note.
    fn fault(&mut self, kind: &'static str, at: &str, message: String, because: Vec<String>, help: &str) {
        let is_allowed = self.config.recheck.allow.iter().any(|allowed| allowed == kind);
        let level = if is_allowed { Level::Note } else { Level::Error };
        self.add(kind, level, at, message, because, help);
    }

    fn note(&mut self, kind: &'static str, at: &str, message: String, because: Vec<String>, help: &str) {
        self.add(kind, Level::Note, at, message, because, help);
    }

    fn add(&mut self, kind: &'static str, level: Level, at: &str, message: String, because: Vec<String>, help: &str) {
        let text = &self.opened.text;
        let block = replay::find(text).map_or(0, |block| block.as_ptr() as usize - text.as_ptr() as usize);
        let offset = text[block..].find(at).map_or(block, |found| block + found);
        let line = text[..offset].matches('\n').count() + 1;
        let file = self.shown();
        let (record, help) = (self.opened.record.file.clone(), help.to_owned());
        self.findings.push(Finding { kind, level, record, file, line, message, because, help });
    }

    /// The record's path as shown.
    fn shown(&self) -> String {
        let (folder, file) = (self.shown_folder, &self.opened.record.file);
        if folder.is_empty() { file.clone() } else { format!("{folder}/{file}") }
    }

    /// What a look at the files alone shows.
    fn look_at_the_file(&mut self, files: Files) {
        let (record, parsed) = (&self.opened.record, &self.opened.parsed);
        let shown = self.shown();
        let mut differs = |message: String, help: &str| {
            self.findings.push(Finding {
                kind: "status-differs",
                level: Level::Error,
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
        let superseded = front_matter_number(&self.opened.text, "supersedes:");
        let other = superseded.and_then(|number| files.all.iter().find(|other| other.number == Some(number)));
        if let Some(other) = other.filter(|other| other.status != Some(StatusKind::Superseded)) {
            let help = "set both sides with `archfit adr supersede`";
            differs(format!("it supersedes {}, which does not say so", other.file), help);
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

fn front_matter_number(text: &str, key: &str) -> Option<u32> {
    let front = text.strip_prefix("---\n")?.split("\n---").next()?;
    front.lines().find_map(|line| line.strip_prefix(key))?.trim().parse().ok()
}
