//! `archfit adr show`: one record.

use super::folder::FolderArgs;
use crate::cli::context::{Context, Outcome};

/// Arguments of `adr show`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The record: 3, 0003, ADR-0003 or its file
    record: String,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs `adr show`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let opened = args.folder.open(context)?.pick(&args.record)?;
    context.say(&opened.path.display().to_string());
    context.print(opened.text.trim_start_matches('\u{feff}'))?;
    Ok(Outcome::Fine)
}
