//! `archfit adr renumber`: numbers used twice, as merged branches leave them.

use super::folder::{FolderArgs, Opening, all_here, open_all, open_any, say_of_others};
use crate::adr::base::Base;
use crate::adr::covers::Territory;
use crate::adr::folder::Guard;
use crate::adr::moved_markers::markers_to;
use crate::adr::numbers::are_colliding;
use crate::adr::renumber::{Plan, apply, plan};
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
    /// With --check: every folder of records of the project, such as the parts of a monorepo have
    #[arg(long, requires = "check", conflicts_with = "dir")]
    all: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

/// Runs `adr renumber`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    if args.all {
        let openings = open_all(context)?;
        all_here(&openings, true, context)?;
        let n_records: usize = openings.iter().map(|opening| opening.records.len()).sum();
        anyhow::ensure!(n_records > 0, "there is no record, so nothing was checked");
        let mut is_fine = true;
        for opening in &openings {
            is_fine &= renumber(args, opening, None, context)? == Outcome::Fine;
        }
        return Ok(if is_fine { Outcome::Fine } else { Outcome::Finding });
    }
    if args.check {
        let opening = args.folder.open(context)?;
        all_here(std::slice::from_ref(&opening), false, context)?;
        anyhow::ensure!(!opening.records.is_empty(), "there is no record, so nothing was checked");
        if args.folder.dir.is_none() {
            say_of_others(&opening, "`--all` looks at every one", context);
        }
        return renumber(args, &opening, None, context);
    }
    let (opening, guard) = args.folder.open_for_change(context)?;
    all_here(std::slice::from_ref(&opening), false, context)?;
    renumber(args, &opening, Some(&guard), context)
}

/// The markers in the project's files that may mean a record that gets another number.
fn markers_to_moved(opening: &Opening, plan: &Plan, context: &Context) -> anyhow::Result<Vec<(String, usize, String)>> {
    let project = context.project();
    let real = |opening: &Opening| std::fs::canonicalize(&opening.folder.path).ok();
    let others: Vec<Opening> = open_any(context)?.into_iter().filter(|other| real(other) != real(opening)).collect();
    let all: Vec<&Opening> = std::iter::once(opening).chain(&others).collect();
    let based = |opening: &Opening| Base::of(&opening.folder.path, &project);
    let territory = Territory::new(all.iter().map(|one| (one.part.as_str(), based(one), one.records.as_slice())));
    let moves = |(folder, record): (usize, usize)| folder == 0 && plan.moves_file(&opening.records[record].file);
    Ok(markers_to(&territory, &project, moves))
}

/// Looks at one folder, and changes it where that is asked for.
fn renumber(args: &Args, opening: &Opening, guard: Option<&Guard>, context: &Context) -> anyhow::Result<Outcome> {
    let (folder, records) = (&opening.folder, &opening.records);
    let against = args.against.as_deref();
    let is_asked = against.is_some() || are_colliding(&folder.path, records);
    let found = is_asked.then(|| Seniority::find(&folder.path, records, against)).transpose();
    let seniority = match found {
        Err(error) if against.is_none() => {
            context.say(&format!("warning: {error}; which record was there first is told by the dates that they bear"));
            Seniority::default()
        }
        found => found?.unwrap_or_default(),
    };
    let plan = plan(folder, records, &seniority)?;
    let markers = if plan.moves.is_empty() { Vec::new() } else { markers_to_moved(opening, &plan, context)? };
    if let Some(guard) = guard.filter(|_| !plan.moves.is_empty()) {
        apply(folder, &plan, guard)?;
    }
    let name = |file: &str| opening.record_name(file);
    for record in records {
        if let (Some(other), Some(revision)) = (seniority.taken_by(record), against) {
            context.print(&format!("{} takes the number of {other} in {revision}\n", name(&record.file)))?;
        }
    }
    for moved in &plan.moves {
        context.print(&format!("{} -> {}\n", name(&moved.from), name(&moved.to)))?;
    }
    for (file, line, reference) in &plan.ambiguous {
        context.say(&format!("{}:{line}: `{reference}` may mean either of two records; check it", name(file)));
    }
    for (file, line, marker) in &markers {
        context.say(&format!("{file}:{line}: `{marker}` may mean a record whose number changes; check it"));
    }
    if args.check && !plan.moves.is_empty() {
        let against = against.map_or_else(String::new, |revision| format!(" --against {revision}"));
        let is_named = args.all || args.folder.dir.is_some();
        let dir = if is_named { format!(" --dir {}", folder.path.display()) } else { String::new() };
        context.say(&format!("`archfit adr renumber{against}{dir}` does it, with all links among the records"));
    }
    let is_finding = args.check && !plan.moves.is_empty() || !plan.ambiguous.is_empty() || !markers.is_empty();
    Ok(if is_finding { Outcome::Finding } else { Outcome::Fine })
}
