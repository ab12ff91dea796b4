//! `archfit adr renumber`: numbers used twice, as merged branches leave them.

use super::folder::{FolderArgs, all_here};
use crate::adr::renumber::{apply, are_colliding, plan};
use crate::adr::seniority::Seniority;
use crate::cli::context::{Context, Outcome};

/// Arguments of `adr renumber`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change nothing; fail where a number is used twice
    #[arg(long)]
    check: bool,
    /// Also against the records that another branch has by now, such as origin/main: what is new here gives way
    #[arg(long, value_name = "REV")]
    against: Option<String>,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs `adr renumber`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let (opening, guard) = if args.check {
        (args.folder.open(context)?, None)
    } else {
        let (opening, guard) = args.folder.open_for_change(context)?;
        (opening, Some(guard))
    };
    all_here(std::slice::from_ref(&opening), false, context)?;
    anyhow::ensure!(guard.is_some() || !opening.records.is_empty(), "there is no record, so nothing was checked");
    let (folder, records) = (&opening.folder, &opening.records);
    let against = args.against.as_deref();
    let is_asked = against.is_some() || are_colliding(folder, records);
    let found = is_asked.then(|| Seniority::find(&folder.path, records, against)).transpose();
    let seniority = match found {
        Err(error) if against.is_none() => {
            context.say(&format!("warning: {error}; which record was there first is told by the dates that they bear"));
            Seniority::default()
        }
        found => found?.unwrap_or_default(),
    };
    let plan = plan(folder, records, &seniority)?;
    if let Some(guard) = guard.filter(|_| !plan.moves.is_empty()) {
        apply(folder, &plan, &guard)?;
    }
    for record in records {
        if let (Some(other), Some(revision)) = (seniority.taken_by(record), against) {
            context.print(&format!("{} takes the number of {other} in {revision}\n", record.file))?;
        }
    }
    for moved in &plan.moves {
        context.print(&format!("{} -> {}\n", moved.from, moved.to))?;
    }
    for (file, line, reference) in &plan.ambiguous {
        context.say(&format!("{file}:{line}: `{reference}` may mean either of two records; check it"));
    }
    if args.check && !plan.moves.is_empty() {
        let against = against.map_or_else(String::new, |revision| format!(" --against {revision}"));
        context.say(&format!("`archfit adr renumber{against}` does it, with all links among the records"));
    }
    let is_finding = args.check && !plan.moves.is_empty() || !plan.ambiguous.is_empty();
    Ok(if is_finding { Outcome::Finding } else { Outcome::Fine })
}
