//! `archfit adr show`: one record.

use serde::Serialize;

use super::folder::FolderArgs;
use crate::adr::base::Base;
use crate::adr::list::Record;
use crate::adr::{Replay, replay};
use crate::cli::context::{Context, Outcome};
use crate::cli::format::{TextOrJson, json};

/// Arguments of `adr show`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The record: 3, 0003, ADR-0003 or its file
    record: String,
    /// How the record is written
    #[arg(long, value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    folder: FolderArgs,
}

/// A record, for programs.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    record: &'a Record,
    path: std::borrow::Cow<'a, str>,
    /// What archfit wrote into it to make the decision again.
    replay: Option<Replay>,
    text: &'a str,
}

/// Runs `adr show`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let opening = args.folder.open(context)?;
    let opened = opening.pick(&args.record)?;
    if args.format == TextOrJson::Json {
        let replay = replay::read(&opened.text).and_then(Result::ok);
        let record = Base::of(&opening.folder.path, &context.project()).seen_in(&opened.record);
        let shown = Shown { record: &record, path: opened.path.to_string_lossy(), replay, text: &opened.text };
        context.print(&json(&shown)?)?;
        return Ok(Outcome::Fine);
    }
    context.say(&opened.path.display().to_string());
    context.print(opened.text.trim_start_matches('\u{feff}'))?;
    Ok(Outcome::Fine)
}
