//! `archfit adr search`: records by words in their titles, options, reasons and tags, rejected options included.

use std::fmt::Write as _;

use serde::Serialize;

use super::folder::FolderArgs;
use crate::adr::list::open;
use crate::cli::context::{Context, Outcome};
use crate::cli::format::{TextOrJson, json};

/// Arguments of `adr search`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words, all of which a record has to hold; upper and lower case are alike
    #[arg(required = true)]
    words: Vec<String>,
    /// How what is found is written
    #[arg(long, value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    folder: FolderArgs,
}

/// A record that holds all words.
#[derive(Debug, Serialize)]
struct Hit {
    record: String,
    number: Option<u32>,
    title: Option<String>,
    status: Option<String>,
    /// The first lines that hold one of the words, with their numbers.
    lines: Vec<(usize, String)>,
    #[serde(skip)]
    weight: usize,
}

/// What was found, for programs.
#[derive(Serialize)]
struct Found<'a> {
    found: &'a [Hit],
}

/// How many lines of a record are shown.
const MAX_LINES: usize = 3;
/// How long a line may be.
const MAX_WIDTH: usize = 160;

/// Runs `adr search`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let opening = args.folder.open(context)?;
    let words: Vec<String> =
        args.words.iter().flat_map(|word| word.split_whitespace()).map(str::to_lowercase).collect();
    let mut hits: Vec<Hit> = Vec::new();
    for record in opening.records.iter().filter(|record| record.unreadable.is_none()) {
        let Ok(opened) = open(&opening.folder, record) else { continue };
        let title = record.title.clone().unwrap_or_default().to_lowercase();
        let whole = format!("{title}\n{}", opened.text.to_lowercase());
        if !words.iter().all(|word| whole.contains(word)) {
            continue;
        }
        let holds = |line: &str| words.iter().any(|word| line.to_lowercase().contains(word));
        let lines = opened.text.lines().enumerate().filter(|(_, line)| holds(line));
        hits.push(Hit {
            record: record.file.clone(),
            number: record.number,
            title: record.title.clone(),
            status: record.written_status.clone(),
            lines: lines.take(MAX_LINES).map(|(n, line)| (n + 1, shown(line))).collect(),
            weight: words.iter().filter(|word| title.contains(*word)).count(),
        });
    }
    // What stands in a title is meant before what is only mentioned.
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.weight));
    context.print(&match args.format {
        TextOrJson::Json => json(&Found { found: &hits })?,
        TextOrJson::Text => hits.iter().map(text).collect(),
    })?;
    Ok(if hits.is_empty() { Outcome::Finding } else { Outcome::Fine })
}

fn shown(line: &str) -> String {
    let plain: String = line.trim().chars().filter(|c| !c.is_control()).collect();
    if plain.chars().count() <= MAX_WIDTH { plain } else { plain.chars().take(MAX_WIDTH - 1).chain(['…']).collect() }
}

fn text(hit: &Hit) -> String {
    let number = hit.number.map_or_else(|| "-".to_owned(), |number| format!("{number:04}"));
    let title = shown(hit.title.as_deref().unwrap_or(&hit.record));
    let status = shown(hit.status.as_deref().unwrap_or("unknown"));
    let mut text = format!("{number}  {title}  ({status})\n");
    for (line, said) in &hit.lines {
        let _ = writeln!(text, "      {}:{line}: {said}", hit.record);
    }
    text
}
