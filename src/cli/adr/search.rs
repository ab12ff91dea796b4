//! `archfit adr search`: records by words in their titles, options, reasons and tags, rejected options included.

use std::fmt::Write as _;

use serde::Serialize;

use super::folder::FoldersArgs;
use crate::adr::list::open;
use crate::adr::search::{Hit, Words, short, sort};
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
    folders: FoldersArgs,
}

/// What was found, for programs.
#[derive(Serialize)]
struct Found<'a> {
    found: &'a [Hit],
}

/// Runs `adr search`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let words = Words::new(&args.words);
    anyhow::ensure!(!words.is_empty(), "there is no word to search for");
    let mut weighed: Vec<(usize, Hit)> = Vec::new();
    for opening in args.folders.open(context)? {
        for record in &opening.records {
            if let Some(why) = &record.unreadable {
                context.say(&format!("warning: `{}` was not searched: {why}", opening.record_name(&record.file)));
            }
            let Ok(opened) = open(&opening.folder, record) else { continue };
            if let Some(weight) = words.weigh(record, &opened.text.to_lowercase()) {
                let hit = words.hit(record, &opened.text);
                weighed.push((weight, Hit { record: opening.record_name(&hit.record), ..hit }));
            }
        }
    }
    sort(&mut weighed);
    let hits: Vec<Hit> = weighed.into_iter().map(|(_, hit)| hit).collect();
    context.print(&match args.format {
        TextOrJson::Json => json(&Found { found: &hits })?,
        TextOrJson::Text => hits.iter().map(text).collect(),
    })?;
    if hits.is_empty() {
        context.say("no record holds all of these words");
    }
    Ok(if hits.is_empty() { Outcome::Finding } else { Outcome::Fine })
}

fn text(hit: &Hit) -> String {
    let number = hit.number.map_or_else(|| "-".to_owned(), |number| format!("{number:04}"));
    let title = short(hit.title.as_deref().unwrap_or(&hit.record));
    let status = short(hit.status.as_deref().unwrap_or("unknown"));
    let mut text = format!("{number}  {title}  ({status})\n");
    for (line, said) in &hit.lines {
        let _ = writeln!(text, "      {}:{line}: {said}", hit.record);
    }
    text
}
