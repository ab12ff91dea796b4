//! `archfit adr list`: the records of a folder.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::super::format::{TextOrJson, json};
use super::folder::{FoldersArgs, Opening};
use crate::adr::base::Base;
use crate::adr::list::Record;
use crate::adr::status::StatusKind;
use crate::adr::supersession::Known;
use crate::cli::context::{Context, Outcome};
use crate::condition::closest;
use crate::diagnostic::render::counted;

/// Arguments of `adr list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    folders: FoldersArgs,
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    format: TextOrJson,
    /// Only records with this status: proposed, accepted, rejected, deprecated, superseded, other or unknown
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// Only records with this tag; of several, with all of them
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
}

/// The list, for programs.
#[derive(Serialize)]
struct Listed<'a> {
    records: Vec<Row<'a>>,
}

/// A record with what does not hold of the supersessions it speaks of.
#[derive(Serialize)]
struct Row<'a> {
    /// The folder, from the project's root, where several are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<&'a str>,
    #[serde(flatten)]
    record: Cow<'a, Record>,
    broken_supersessions: Vec<String>,
}

/// The widest title shown.
const MAX_TITLE: usize = 200;

/// Runs `adr list`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    if let Some(unknown) = args.status.as_deref().filter(|status| !WORDS.contains(status)) {
        let help = closest(unknown, WORDS.into_iter()).unwrap_or_else(|| format!("there are {}", WORDS.join(", ")));
        anyhow::bail!("no record can have the status `{unknown}`; {help}");
    }
    let openings = args.folders.open(context)?;
    let lists: Vec<Vec<Row>> = openings.iter().map(|opening| rows(opening, args, context)).collect();
    if args.format == TextOrJson::Json {
        context.print_encoded(&json(&Listed { records: lists.into_iter().flatten().collect() })?)?;
        return Ok(Outcome::Fine);
    }
    for (position, (opening, rows)) in openings.iter().zip(&lists).enumerate() {
        let heading = match opening.name.as_str() {
            "" => String::new(),
            name if position == 0 => format!("{name}\n"),
            name => format!("\n{name}\n"),
        };
        context.print(&format!("{heading}{}", table(rows)))?;
    }
    let n_records = counted(lists.iter().map(Vec::len).sum(), "record");
    match openings.as_slice() {
        [only] => context.say(&format!("{n_records} in {} ({})", only.folder.path.display(), only.folder.found)),
        several => context.say(&format!("{n_records} in {}", counted(several.len(), "folder"))),
    }
    Ok(Outcome::Fine)
}

/// The records of one folder that are asked for.
fn rows<'a>(opening: &'a Opening, args: &Args, context: &Context) -> Vec<Row<'a>> {
    let has = |record: &Record, tag: &String| record.tags.iter().any(|own| own.eq_ignore_ascii_case(tag));
    let is_wanted = |record: &&Record| {
        args.status.as_deref().is_none_or(|wanted| wanted == word(record))
            && args.tags.iter().all(|tag| has(record, tag))
    };
    let known = Known::new(&opening.folder, &opening.records);
    let broken = |record| {
        known.broken(record).into_iter().filter(|broken| !broken.is_note).map(|broken| broken.message).collect()
    };
    let folder = Some(opening.name.as_str()).filter(|name| !name.is_empty());
    let base = Base::of(&opening.folder.path, &context.project());
    let row = |record| Row { folder, record: base.seen_in(record), broken_supersessions: broken(record) };
    opening.records.iter().filter(is_wanted).map(row).collect()
}

/// The words by which a status is asked for.
const WORDS: [&str; 7] = ["unknown", "proposed", "accepted", "rejected", "deprecated", "superseded", "other"];

/// The status in a word; what is not plainly there is unknown.
fn word(record: &Record) -> &'static str {
    match record.status {
        None => "unknown",
        Some(StatusKind::Proposed) => "proposed",
        Some(StatusKind::Accepted) => "accepted",
        Some(StatusKind::Rejected) => "rejected",
        Some(StatusKind::Deprecated) => "deprecated",
        Some(StatusKind::Superseded) => "superseded",
        Some(StatusKind::Other) => "other",
    }
}

/// The status as its author wrote it, where that says more than the word for it.
fn shown_status(record: &Record) -> String {
    let written = record.written_status.as_deref().unwrap_or_default();
    let says_more = !written.to_lowercase().contains(word(record)) && record.status != Some(StatusKind::Superseded);
    if says_more && !written.is_empty() { short(written, 12).to_lowercase() } else { word(record).to_owned() }
}

fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    for Row { record, broken_supersessions, .. } in rows {
        let status = shown_status(record);
        let mark = if record.replays { '*' } else { ' ' };
        let title = short(record.title.as_deref().unwrap_or(&record.file), MAX_TITLE);
        let note = match &record.unreadable {
            Some(why) => format!("  (not read: {why})"),
            None if record.statuses_differ => "  (its statuses differ)".to_owned(),
            None => broken_supersessions.first().map_or_else(String::new, |broken| format!("  ({broken})")),
        };
        let date = record.date.as_deref().unwrap_or("unknown");
        let (number, status, date) = (record.number4(), fill(&status, 12), fill(&short(date, 10), 10));
        let _ = writeln!(text, "{number:>5}{mark} {status} {date}  {title}{note}");
    }
    text
}

fn fill(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn short(text: &str, width: usize) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    if plain.width() <= width { plain } else { plain.chars().take(width - 1).chain(['…']).collect() }
}
