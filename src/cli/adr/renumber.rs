//! `archfit adr renumber`: numbers used twice, as merged branches leave them.

use super::folder::FolderArgs;
use crate::adr::renumber::{apply, plan};
use crate::cli::context::{Context, Outcome};

/// Arguments of `adr renumber`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change nothing; fail where a number is used twice
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs `adr renumber`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let plan = if args.check {
        let opening = args.folder.open(context)?;
        plan(&opening.folder, &opening.records)?
    } else {
        let (opening, guard) = args.folder.open_for_change(context)?;
        let plan = plan(&opening.folder, &opening.records)?;
        if !plan.moves.is_empty() {
            apply(&opening.folder, &plan, &guard)?;
        }
        plan
    };
    for moved in &plan.moves {
        context.print(&format!("{} -> {}\n", moved.from, moved.to))?;
    }
    for (file, line, reference) in &plan.ambiguous {
        context.say(&format!("{file}:{line}: `{reference}` may mean either of two records; check it"));
    }
    let is_finding = args.check && !plan.moves.is_empty() || !plan.ambiguous.is_empty();
    Ok(if is_finding { Outcome::Finding } else { Outcome::Fine })
}
