//! `archfit adr status`: the status of a record.

use anyhow::{bail, ensure};

use super::folder::FolderArgs;
use crate::adr::edit::with_status;
use crate::adr::journal::{Change, commit};
use crate::adr::status::StatusKind;
use crate::adr::supersession::Known;
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
    // Both sides say it, or neither.
    let known = Known::new(&opening.folder, &opening.records);
    let successors = known.successors(&opened.record);
    let is_superseded = opened.record.status == Some(StatusKind::Superseded);
    if let Some(by) = successors.first().filter(|_| is_superseded) {
        bail!(
            "`{}` supersedes `{}`, and would go on saying so; first take it out of force with `archfit adr status {} rejected`, or take out what it says",
            by.file,
            opened.record.file,
            by.number.map_or_else(|| by.file.clone(), |number| number.to_string())
        );
    }
    let is_live = matches!(kind, Some(StatusKind::Accepted | StatusKind::Proposed));
    if let Some(by) = known.named_successor(&opened.record).filter(|_| is_superseded && !is_live) {
        bail!(
            "`{}` says that `{}` replaced it, and `{status}` would lose that; it is out of force as it is, and `archfit adr status {} accepted` puts it back in force",
            opened.record.file,
            by.file,
            args.record
        );
    }
    let after = with_status(&opened, &status.to_lowercase())?;
    let change = Change { file: opened.record.file.clone(), before: Some(opened.text.clone()), after: Some(after) };
    commit(&opening.folder, vec![change], &guard)?;
    context.print(&format!("{}: {}\n", opened.record.file, status.to_lowercase()))?;
    if kind == Some(StatusKind::Rejected) {
        for old in known.replaced_by(&opened.record) {
            let number = old.number.map_or_else(|| old.file.clone(), |number| number.to_string());
            context.say(&format!(
                "`{}` is superseded by it, so now neither holds; `archfit adr status {number} accepted` puts that one back in force",
                old.file
            ));
        }
    }
    Ok(Outcome::Fine)
}
