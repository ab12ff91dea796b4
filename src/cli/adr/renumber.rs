//! `archfit adr renumber`: numbers used twice, as merged branches leave them.

use std::collections::BTreeSet;

use anyhow::Context as _;

use super::folder::{FolderArgs, all_here};
use crate::adr::folder::number_of;
use crate::adr::renumber::{apply, plan};
use crate::cli::checkout::git;
use crate::cli::context::{Context, Outcome};

/// Arguments of `adr renumber`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change nothing; fail where a number is used twice
    #[arg(long)]
    check: bool,
    /// With --check: also against the records that another branch has by now, such as origin/main
    #[arg(long, value_name = "REV", requires = "check")]
    against: Option<String>,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs `adr renumber`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let plan = if args.check {
        let opening = args.folder.open(context)?;
        all_here(std::slice::from_ref(&opening), false, context)?;
        anyhow::ensure!(!opening.records.is_empty(), "there is no record, so nothing was checked");
        plan(&opening.folder, &opening.records)?
    } else {
        let (opening, guard) = args.folder.open_for_change(context)?;
        all_here(std::slice::from_ref(&opening), false, context)?;
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
    let n_taken = args.against.as_deref().map_or(Ok(0), |revision| say_taken(args, revision, context))?;
    let is_finding = n_taken > 0 || args.check && !plan.moves.is_empty() || !plan.ambiguous.is_empty();
    Ok(if is_finding { Outcome::Finding } else { Outcome::Fine })
}

/// Says which new records here take a number that a new record of another branch has; gives how many.
fn say_taken(args: &Args, revision: &str, context: &Context) -> anyhow::Result<usize> {
    anyhow::ensure!(!revision.starts_with('-'), "`{revision}` is no revision");
    let opening = args.folder.open(context)?;
    let folder = &opening.folder.path;
    let names = |revision: &str| -> anyhow::Result<BTreeSet<String>> {
        let names = git(folder, &["ls-tree", "--name-only", "-z", revision])?;
        Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
    };
    let base = git(folder, &["merge-base", "HEAD", revision])
        .with_context(|| format!("no commit is known from which both this branch and `{revision}` come"))?;
    let (there, before) = (names(revision)?, names(base.trim())?);
    let mut n_taken = 0;
    for record in &opening.records {
        let name = record.file.split('/').next().unwrap_or_default();
        let is_other =
            |other: &&String| number_of(other) == record.number && record.number.is_some() && other.as_str() != name;
        // What both branches had before is no new number, whatever it is called by now.
        if let Some(other) = there.difference(&before).find(is_other).filter(|_| !before.contains(name)) {
            context.print(&format!("{} takes the number of {other} in {revision}\n", record.file))?;
            n_taken += 1;
        }
    }
    Ok(n_taken)
}
