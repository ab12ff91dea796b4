//! What could be made again in an earlier version: whatever dropped out of keeping since is named.

use std::path::PathBuf;

use super::finding::{Found, Spot};
use super::look::level_of;
use super::world::World;
use crate::adr::config::{self, Config};
use crate::adr::folder::Folder;
use crate::adr::list::{Record, open};
use crate::adr::replay::{self, Replay};
use crate::diagnostic::Severity;

/// An earlier version, as far as it differs from the present one.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// How it is called.
    pub revision: String,
    /// The records that changed since or are gone: the path within the folder, or a path that leads nowhere in it, and the text then.
    pub records: Vec<(String, String)>,
    /// Records elsewhere in the project that are gone: their paths and texts then.
    pub gone: Vec<(PathBuf, String)>,
    /// The files of the project that changed, as seen from its root; records aside.
    pub files: Vec<String>,
    /// Whether a record changed, is new or is gone.
    pub records_changed: bool,
    /// The settings then, where `archfit.toml` changed.
    pub settings: Option<Config>,
    /// The file of the settings, where it changed.
    pub settings_file: Option<PathBuf>,
    /// Records that are still there, where nobody looks any more: their paths, and their texts then.
    pub unseen: Vec<(PathBuf, String)>,
    /// The files of other tools that named another folder of records then.
    pub named: Vec<NamedElse>,
    /// Where the part of the project that the records belong to stood then and stands now, where it was moved as a whole.
    pub moved: Option<(PathBuf, PathBuf)>,
}

/// A file of another tool that names another folder of records than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedElse {
    /// The file.
    pub file: PathBuf,
    /// The folder that it named.
    pub then: Option<String>,
    /// The one that it names.
    pub now: Option<String>,
}

/// Records that could be made again then, and neither can be now nor were given up by their status.
pub(super) fn dropped(world: &World, records: &[Record], before: &Before) -> Vec<Found> {
    let mut found = Vec::new();
    for (file, text) in &before.records {
        let then = Record::of_text(file, text);
        let Some(Ok(replay)) = replay::read(text).filter(|_| then.is_live()) else { continue };
        let now = records.iter().find(|record| record.file == *file);
        let is_kept = now.is_some_and(|now| now.replays && now.unreadable.is_none() || !now.is_live());
        if is_kept || is_elsewhere(world, records, before, (&then, &replay)) {
            continue;
        }
        let what = match now {
            None => format!("it could be made again in {}, and is gone", before.revision),
            Some(_) => format!("it could be made again in {}, and cannot be now", before.revision),
        };
        let path = world.folder.path.join(file);
        found.push(Found {
            kind: "no-longer-replays",
            severity: level_of("no-longer-replays", world.config),
            record: Some(file.clone()),
            at: Spot::file(world.shown().name(&path)),
            cause: None,
            message: what,
            because: Vec::new(),
            help: GONE.to_owned(),
        });
    }
    found
}

/// The way out where a record is gone.
pub(super) const GONE: &str =
    "restore it; a decision that no longer holds is superseded, rejected or deprecated, not removed";

/// Whether the record stands in the folder under another name that is new.
pub(super) fn is_elsewhere(
    world: &World,
    records: &[Record],
    before: &Before,
    (then, replay): (&Record, &Replay),
) -> bool {
    let is_new = |record: &&Record| record.replays && !before.records.iter().any(|(file, _)| *file == record.file);
    records.iter().filter(is_new).any(|record| is_same(world.folder, record, (then, replay)))
}

/// Whether a record is the one that there was then.
pub(super) fn is_same(folder: &Folder, record: &Record, (then, replay): (&Record, &Replay)) -> bool {
    let read = open(folder, record).ok().and_then(|opened| replay::read(&opened.text));
    let Some(Ok(now)) = read.filter(|_| record.replays) else { return false };
    let (title, number) = (record.title == then.title, record.number == then.number);
    // Two records of one decision hold the same block; whoever moves a record may write into it where its files are now.
    let block = || Replay { answers: replay.answers.clone(), ..now.clone() } == *replay;
    now.decision == replay.decision && (title && number || (title || number && record.number.is_some()) && block())
}

/// A part of the project that was moved with its settings.
pub(super) fn moved(world: &World, before: &Before) -> Option<Found> {
    let (from, to) = before.moved.as_ref()?;
    let shown = world.shown();
    let (from, to) = (shown.name(from), shown.name(to));
    Some(Found {
        kind: "part-moved",
        severity: Severity::Note,
        record: None,
        at: Spot::file(format!("{to}/{}", config::NAME)),
        cause: None,
        message: format!("`{from}` moved to `{to}`, with its settings"),
        because: Vec::new(),
        help: format!(
            "nothing has to be done about its own records, whose `covers` count from it; see that whoever names `{from}` follows: records of other folders, owners, workflows"
        ),
    })
}

/// What files of other tools say otherwise than before about where records are.
pub(super) fn named<'a>(world: &'a World, before: &'a Before) -> impl Iterator<Item = Found> + 'a {
    let said =
        |folder: &Option<String>| folder.as_ref().map_or_else(|| "none".to_owned(), |named| format!("`{named}`"));
    before.named.iter().map(move |named| Found {
        kind: "settings-changed",
        severity: level_of("settings-changed", before.settings.as_ref().unwrap_or(world.config)),
        record: None,
        at: Spot::file(world.shown().name(&named.file)),
        cause: None,
        message: format!(
            "records that were looked at in {} are out of sight; all others were looked at",
            before.revision
        ),
        because: vec![format!("the folder that it names was {} and is {}", said(&named.then), said(&named.now))],
        help: "have it reviewed as a change of what the gate lets through".to_owned(),
    })
}

/// What the settings say otherwise than before.
pub(super) fn settings(world: &World, before: &Before) -> Option<Found> {
    let (then, file) = (before.settings.as_ref()?, before.settings_file.as_ref()?);
    let now = world.config;
    let mut because = Vec::new();
    let mut say = |what: &str, is_other: bool, then: String, now: String| {
        if is_other {
            because.push(format!("{what} was {then} and is {now}"));
        }
    };
    let list = |items: &[String]| if items.is_empty() { "empty".to_owned() } else { items.join(", ") };
    let months = |months: Option<u32>| months.map_or_else(|| "as the rules say".to_owned(), |n| n.to_string());
    let (a, b) = (&then.recheck, &now.recheck);
    say("`allow`", a.allow != b.allow, list(&a.allow), list(&b.allow));
    let (old, new) = (a.evidence_max_age_months, b.evidence_max_age_months);
    say("`evidence-max-age-months`", old != new, months(old), months(new));
    let place = |dir: &Option<PathBuf>| dir.as_ref().map_or_else(|| "as found".to_owned(), |d| world.shown().name(d));
    let (old, new) = (&a.no_markers_in, &b.no_markers_in);
    say("`no-markers-in`", old != new, list(old), list(new));
    say("`dir`", place(&then.adr.dir) != place(&now.adr.dir), place(&then.adr.dir), place(&now.adr.dir));
    if because.is_empty() && then.adr == now.adr {
        return None;
    }
    // What the settings allowed before they changed decides, so that a change cannot allow itself.
    let severity = level_of("settings-changed", then);
    let note = if severity == Severity::Note { ", as the settings allowed" } else { "" };
    Some(Found {
        kind: "settings-changed",
        severity,
        record: None,
        at: Spot::file(world.shown().name(file)),
        cause: None,
        message: format!("the settings changed since {}{note}; all records were looked at", before.revision),
        because,
        help: "have it reviewed as a change of what the gate lets through".to_owned(),
    })
}
