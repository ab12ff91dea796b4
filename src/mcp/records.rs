//! Tools about records: what governs files, search, one record, and whether all still follow.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::adr::base::Base;
use crate::adr::covers::{Owned, Stale};
use crate::adr::governing::Decision;
use crate::adr::list::Record;
use crate::adr::no_markers::NoMarkers;
use crate::adr::recheck::{Asked, Finding, recheck_all, recheck_some};
use crate::adr::replay::{self, Replay};
use crate::adr::search::{Hit, Words, sort};

/// How many decisions one answer names.
const MAX_DECISIONS: usize = 20;
/// How many records a search names, unless more or fewer are asked for.
const USUAL_HITS: usize = 10;
/// How many findings one answer tells.
const MAX_FINDINGS: usize = 20;
/// How many characters of a record are shown, unless it is asked for as a whole.
const MAX_TEXT: usize = 6_000;

pub(super) const GOVERNS: &str = "Which architecture decisions govern these files, what each chose, when it has to be decided again, and \
whether it still follows from today's answers and rules. Call it before you change files. Files are governed by the globs of a record (`covers`) and by \
markers such as ADR-0007 in their text; a file that is yet to be written may be named as well.";

/// Files.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct GovernsAsked {
    /// Files or folders, from the project's root: `src/live/socket.rs`.
    paths: Vec<String>,
}

/// What governs files.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Governs {
    /// The decisions in force.
    decisions: Vec<Decision>,
    /// How many more there are; ask about fewer files to see them.
    n_more: usize,
    /// Markers in these files that lead to no decision in force, by file.
    stale_markers: BTreeMap<String, Vec<Stale>>,
    /// Globs of records that cannot be read, and so govern nothing.
    unreadable_globs: Vec<String>,
    /// Records and files that could not be read, each with the reason: what they say is missing here.
    not_looked_at: Vec<String>,
}

pub(super) fn governs(desk: &mut Desk, asked: GovernsAsked) -> Result<Governs, String> {
    if asked.paths.is_empty() {
        return Err("`paths` is empty; name the files that you are about to change".to_owned());
    }
    desk.refresh()?;
    desk.shelves.any()?;
    let mut files: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    let mut stale_markers = BTreeMap::new();
    let mut not_looked_at = Vec::new();
    let territory = desk.territory();
    let exceptions = NoMarkers::of(&desk.settings.project);
    for path in asked.paths.iter().collect::<BTreeSet<_>>() {
        let (whole, name) = desk.inside(path)?;
        let governed = territory.of_path(&whole, &name, &exceptions);
        governed.records.into_iter().for_each(|(at, those)| files.entry(at).or_default().extend(those));
        stale_markers.extend(governed.stale);
        not_looked_at.extend(governed.unread);
    }
    for (at, shelf) in desk.shelves.all.iter().enumerate() {
        let broken = shelf.records.iter().filter_map(|record| Some((record, record.unreadable.as_ref()?)));
        not_looked_at.extend(broken.map(|(record, why)| format!("`{}`: {why}", desk.shelves.name(at, &record.file))));
    }
    not_looked_at.extend(desk.left_out());
    let rulings = files.keys().map(|(shelf, _)| desk.whose(*shelf)).collect::<BTreeSet<_>>();
    not_looked_at.extend(rulings.into_iter().filter_map(|whose| desk.rulings.of(whose).left_out()));
    let file = |shelf: usize, own: &Owned| desk.shelves.name(shelf, &desk.shelves.all[shelf].records[own.record].file);
    let unreadable_globs = territory.unreadable().map(|(at, own)| format!("{}: {}", file(at, own), own.glob)).collect();
    let n_more = files.len().saturating_sub(MAX_DECISIONS);
    let mut by_shelf: BTreeMap<usize, Vec<(Record, Vec<String>)>> = BTreeMap::new();
    for ((shelf, at), files) in files.into_iter().take(MAX_DECISIONS) {
        by_shelf.entry(shelf).or_default().push((desk.shelves.all[shelf].records[at].clone(), files));
    }
    let decisions = by_shelf.into_iter().flat_map(|(shelf, governing)| desk.decisions(shelf, governing)).collect();
    Ok(Governs { decisions, n_more, stale_markers, unreadable_globs, not_looked_at })
}

pub(super) const SEARCH: &str = "Find architecture decisions by words in titles, options, reasons and tags. Rejected options are found too: search the \
name of a library or approach before you propose it. All words have to stand in a record; upper and lower case are alike.";

/// Words.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct SearchAsked {
    /// The words, separated by spaces; a record has to hold all of them.
    words: String,
    /// The most records to name; 10 unless given.
    limit: Option<usize>,
}

/// The records found.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Found {
    /// Those whose titles hold the words first.
    found: Vec<Hit>,
    /// How many more there are.
    n_more: usize,
}

pub(super) fn search(desk: &mut Desk, asked: SearchAsked) -> Result<Found, String> {
    let words = Words::new([&asked.words]);
    if words.is_empty() {
        return Err("`words` is empty; give at least one word".to_owned());
    }
    desk.refresh()?;
    desk.shelves.any()?;
    let shelves = &desk.shelves;
    let mut weighed: Vec<(usize, (usize, &Record))> = Vec::new();
    for (at, shelf) in shelves.all.iter().enumerate() {
        let weigh = |record| Some((words.weigh(record, &shelf.kept(record)?.lower)?, (at, record)));
        weighed.par_extend(shelf.records.par_iter().filter_map(weigh));
    }
    sort(&mut weighed);
    let limit = asked.limit.unwrap_or(USUAL_HITS).max(1);
    let n_more = weighed.len().saturating_sub(limit);
    let hit = |(_, (at, record)): (usize, (usize, &Record))| {
        let hit = words.hit(record, &shelves.all[at].kept(record)?.text);
        Some(Hit { record: shelves.name(at, &hit.record), ..hit })
    };
    let found = weighed.into_iter().take(limit).filter_map(hit).collect();
    Ok(Found { found, n_more })
}

pub(super) const SHOW: &str = "One record: its status, what it chose, which files it governs, when it has to be decided again, and its text without \
the part for machines. Long texts are cut unless `whole` is set.";

/// A record.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ShowAsked {
    /// The record: `7`, `ADR-0007`, its file, or its path from the project's root.
    record: String,
    /// The folder of records, where the project has several.
    folder: Option<String>,
    /// The whole text, however long, with the part for machines.
    whole: Option<bool>,
}

/// One record.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Shown {
    /// Its path from the project's root.
    path: String,
    number: Option<u32>,
    title: Option<String>,
    /// Its status as written.
    status: Option<String>,
    /// Whether it is in force or on its way to be.
    in_force: bool,
    date: Option<String>,
    /// The files that it governs, as globs from the project's root.
    covers: Vec<String>,
    /// The decision, where archfit wrote the record.
    decision: Option<String>,
    /// The option chosen.
    option: Option<String>,
    /// When it has to be decided again, as conditions over answers.
    revisit: Vec<String>,
    /// Why it could not be read.
    unreadable: Option<String>,
    /// What it says.
    text: String,
    /// How many characters were cut off.
    n_cut: usize,
}

pub(super) fn show(desk: &mut Desk, asked: ShowAsked) -> Result<Shown, String> {
    desk.refresh()?;
    let (at, record) = desk.record(&asked.record, asked.folder.as_deref())?;
    let shelf = &desk.shelves.all[at];
    let kept = shelf.kept(&record);
    let text = kept.map(|kept| kept.text.clone()).unwrap_or_default();
    let replay = kept.and_then(|kept| kept.replay.as_deref());
    let base = Base::of(&shelf.place.folder.path, &desk.settings.project);
    let (text, n_cut) = if asked.whole == Some(true) { (text.to_string(), 0) } else { in_short(&text) };
    Ok(Shown {
        path: format!("{}/{}", shelf.place.name, record.file),
        number: record.number,
        title: record.title.clone(),
        status: record.written_status.clone(),
        in_force: record.is_live(),
        date: record.date.clone(),
        covers: base.seen_in(&record).covers.clone(),
        decision: replay.map(|replay| replay.decision.clone()),
        option: replay.map(|replay| replay.option.clone()),
        revisit: replay.iter().flat_map(|r| &r.revisit).filter_map(|trigger| trigger.when.clone()).collect(),
        unreadable: record.unreadable.clone(),
        text,
        n_cut,
    })
}

/// A record's text without the part for machines, cut where it is long; and how many characters went.
fn in_short(text: &str) -> (String, usize) {
    let told = match replay::without_block(text) {
        Some((before, after)) => format!("{}\n{}", before.trim_end(), after.trim_start_matches('\n')),
        None => text.to_owned(),
    };
    let told = told.trim_start_matches('\u{feff}');
    let n_all = told.chars().count();
    (told.chars().take(MAX_TEXT).collect(), n_all.saturating_sub(MAX_TEXT))
}

pub(super) const RECHECK: &str = "Make every recorded decision again from today's answers and rules, and say which no longer follow and what did it. \
Nothing is written.";

/// What to look at.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct RecheckAsked {
    /// Only this folder of records; all of them unless given.
    folder: Option<String>,
    /// Only this record: `7`, `ADR-0007` or its file.
    record: Option<String>,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Rechecked {
    /// Whether nothing asks for a look.
    fine: bool,
    /// How many decisions were made again.
    n_made_again: usize,
    /// How many of them still follow.
    n_following: usize,
    /// Why the others were not made again, and how many for each reason.
    not_made_again: BTreeMap<String, usize>,
    /// What was found; what fails first.
    findings: Vec<Told>,
    /// How many more findings there are.
    n_more: usize,
}

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Told {
    /// Its kind, which `explain` knows.
    kind: String,
    /// Whether it asks for a look; otherwise it is worth knowing.
    fails: bool,
    /// The records that it is about.
    records: Vec<String>,
    message: String,
    /// What did it.
    because: Vec<String>,
    /// The way out.
    help: Option<String>,
    /// The file and line where it stands.
    at: String,
}

pub(super) fn recheck(desk: &mut Desk, asked: RecheckAsked) -> Result<Rechecked, String> {
    desk.refresh()?;
    if let (None, Some(why)) = (&asked.record, desk.left_out()) {
        return Err(why);
    }
    let only = asked.record.as_deref().map(|record| desk.record(record, asked.folder.as_deref())).transpose()?;
    let folders: Vec<usize> = match (&only, &asked.folder) {
        (Some((at, _)), _) => vec![*at],
        (None, Some(folder)) => vec![desk.shelf(Some(folder))?],
        (None, None) => (0..desk.shelves.all.len()).collect(),
    };
    if folders.is_empty() {
        return Err("the project has no folder of records yet, so nothing was looked at".to_owned());
    }
    if let Some(why) = folders.iter().find_map(|at| desk.rulings.of(desk.whose(*at)).left_out()) {
        return Err(why);
    }
    let mut told = Rechecked {
        fine: true,
        n_made_again: 0,
        n_following: 0,
        not_made_again: BTreeMap::new(),
        findings: Vec::new(),
        n_more: 0,
    };
    let everything = |_: &str, _: Option<&Replay>| true;
    let asked = |at: &usize| {
        let shelf = &desk.shelves.all[*at];
        Asked {
            world: desk.world(*at),
            records: &shelf.records,
            part: &shelf.place.part,
            prefix: desk.shelves.name(*at, ""),
            before: None,
            filter: &everything,
        }
    };
    let rechecked = match &only {
        Some((at, record)) => {
            let shelf = &desk.shelves.all[*at];
            recheck_some(&desk.world(*at), &shelf.records, std::slice::from_ref(record))
        }
        None => recheck_all(&folders.iter().map(asked).collect::<Vec<_>>()),
    };
    told.fine = !rechecked.has_errors();
    told.n_made_again = rechecked.records.len();
    told.n_following = rechecked.records.iter().filter(|record| record.follows).count();
    for record in &rechecked.not_replayed {
        *told.not_made_again.entry(record.why.to_owned()).or_default() += 1;
    }
    told.findings = rechecked.findings.iter().map(finding).collect();
    told.findings.sort_by_key(|finding| !finding.fails);
    told.n_more = told.findings.len().saturating_sub(MAX_FINDINGS);
    told.findings.truncate(MAX_FINDINGS);
    Ok(told)
}

fn finding(finding: &Finding) -> Told {
    let (file, line) = finding.place();
    Told {
        kind: finding.kind().to_owned(),
        fails: finding.is_error(),
        records: finding.records.clone(),
        message: finding.diagnostic.title.clone(),
        because: finding.diagnostic.notes.clone(),
        help: finding.diagnostic.help.clone(),
        at: format!("{file}:{line}"),
    }
}
