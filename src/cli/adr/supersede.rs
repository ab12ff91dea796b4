//! `archfit adr supersede`: one record replaces another, on both sides.

use super::folder::FolderArgs;
use crate::adr::edit::supersede;
use crate::adr::journal::{Change, commit};
use crate::adr::status::StatusKind;
use crate::adr::supersession::Known;
use crate::cli::context::{Context, Outcome};

/// Arguments of `adr supersede`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The record that is replaced: 3, 0003, ADR-0003 or its file
    old: String,
    /// The record that replaces it
    new: String,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs `adr supersede`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let (opening, guard) = args.folder.open_for_change(context)?;
    let (old, new) = (opening.pick(&args.old)?, opening.pick(&args.new)?);
    let (old_after, new_after) = supersede(&old, &new)?;
    // Two that replace each other leave none that holds.
    let known = Known::new(&opening.folder, &opening.records);
    anyhow::ensure!(
        !known.successors(&new.record).iter().any(|claim| claim.file == old.record.file),
        "`{}` says that it supersedes `{}`; take that out first, or say it the other way round",
        old.record.file,
        new.record.file
    );
    let change = |opened: &crate::adr::list::Opened, after: String| Change {
        file: opened.record.file.clone(),
        before: Some(opened.text.clone()),
        after: Some(after),
    };
    commit(&opening.folder, vec![change(&old, old_after), change(&new, new_after)], &guard)?;
    context.print(&format!("{} is superseded by {}\n", old.record.file, new.record.file))?;
    if new.record.status == Some(StatusKind::Proposed) {
        let number = new.record.number4();
        context.say(&format!("{number} is still proposed; `archfit adr status {number} accepted` puts it in force"));
    }
    Ok(Outcome::Fine)
}
