//! `archfit adr status`: the status of a record.

use anyhow::ensure;

use super::folder::FolderArgs;
use crate::adr::edit::with_status;
use crate::adr::journal::{Change, commit};
use crate::adr::status::StatusKind;
use crate::cli::context::{Context, Outcome};

/// Arguments of `adr status`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The record: 3, 0003, ADR-0003 or its file
    record: String,
    /// The new status; without one, the present one is shown
    status: Option<String>,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs `adr status`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let Some(status) = args.status.as_deref() else {
        let opened = args.folder.open(context)?.pick(&args.record)?;
        let written = opened.record.written_status.as_deref().unwrap_or("unknown");
        context.print(&format!("{written}\n"))?;
        return Ok(Outcome::Fine);
    };
    let kind = StatusKind::of(status);
    ensure!(
        kind.is_some() && !status.contains(['\n', '\r', '#', ':', '"']),
        "`{status}` is no status; write a word such as `accepted`"
    );
    ensure!(
        kind != Some(StatusKind::Superseded),
        "a supersession has two sides; use `archfit adr supersede {} NEW`",
        args.record
    );
    let (opening, guard) = args.folder.open_for_change(context)?;
    let opened = opening.pick(&args.record)?;
    let after = with_status(&opened, &status.to_lowercase())?;
    let change = Change { file: opened.record.file.clone(), before: Some(opened.text.clone()), after: Some(after) };
    commit(&opening.folder, vec![change], &guard)?;
    context.print(&format!("{}: {}\n", opened.record.file, status.to_lowercase()))?;
    Ok(Outcome::Fine)
}
