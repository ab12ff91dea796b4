//! `archfit adr new`: the decisions of an answers file as new records.

use std::path::{Path, PathBuf};

use super::super::check::day;
use super::super::decide::report_on;
use super::super::opened::open_answers;
use super::folder::{FolderArgs, lock};
use crate::adr::absent::all_records_here;
use crate::adr::base::Base;
use crate::adr::list::{list, pick};
use crate::adr::matching::{Trouble, trouble};
use crate::adr::prepare::{earlier, is_within, place_for_answers};
use crate::adr::{Asked, Config, Draft, Drafts, Folder, Manner, Profile, number, write, write_superseding};
use crate::cli::context::{Context, Outcome};
use crate::cli::observing::Observing;
use crate::load::Library;
use crate::model::AnswersFile;
use crate::session::Session;

/// Arguments of `adr new`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answers file
    #[arg(value_name = "ANSWERS.toml")]
    answers: PathBuf,
    /// Record this decision only
    #[arg(long, value_name = "ID")]
    decision: Option<String>,
    /// The shape of the record [default: the folder's own, or madr4]
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// Tell everything: every reason, answer and proof, not the essence alone
    #[arg(long)]
    full: bool,
    /// A template of your own in place of the profile's
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    #[command(flatten)]
    folder: FolderArgs,
    /// The status [default: proposed]
    #[arg(long)]
    status: Option<String>,
    /// The title; for a single decision
    #[arg(long)]
    title: Option<String>,
    /// Who decides; may be given several times
    #[arg(long = "decider", value_name = "NAME")]
    deciders: Vec<String>,
    /// The record's date [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<jiff::civil::Date>,
    /// The record that this one supersedes; for a single decision, and both are changed or neither
    #[arg(long, value_name = "RECORD", conflicts_with = "dry_run")]
    supersedes: Option<String>,
    /// Files that the decision governs, as a glob from the folder of the nearest `archfit.toml` or rules above the records; may be given several times
    #[arg(long, value_name = "GLOB")]
    covers: Vec<String>,
    /// A word by which the record is found and listed; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    #[command(flatten)]
    observing: Observing,
    /// Print the records instead of writing them
    #[arg(long)]
    dry_run: bool,
}

/// Runs `adr new`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut library = context.load();
    let read = open_answers(&args.answers, &mut library, context)?;
    if read.file.has_errors() {
        anyhow::bail!("`{}` has errors, and a record would hide them; mend it first", args.answers.display());
    }
    let mut report = report_on(&read, &args.answers, &library, args.decision.as_deref())?;
    args.observing.tell(&mut report, &read, &library, context)?;
    if (args.title.is_some() || args.supersedes.is_some()) && report.decisions.len() > 1 {
        let n_decisions = report.decisions.len();
        anyhow::bail!(
            "--title and --supersedes are about one record, and {n_decisions} would be written; add --decision ID"
        );
    }
    let config = Config::find(&context.project())?;
    let folder = args.folder.folder(context, &config)?;
    // Of records that are not checked out, the numbers are not known.
    all_records_here(&context.project(), &[&folder.path], false)?;
    let asked = Asked {
        profile: args.profile,
        template: args.template.clone(),
        status: args.status.clone(),
        deciders: args.deciders.clone(),
        full: args.full,
    };
    let manner = Manner::new(&config, &folder, &asked)?;
    let Drafts { mut drafts, without_option } = manner.drafts(&report, &read.subject, &read.file, day(args.date));
    for idle in &report.nothing_to_decide {
        context
            .say(&format!("note: `{}` has not to be decided, so it gets no record. {}", idle.decision, idle.because));
    }
    for id in without_option {
        let made = report.decisions.iter().find(|made| made.decision == id);
        let left = if made.is_some_and(|made| made.outcome == crate::model::OutcomeKind::OutOfScope) {
            "named"
        } else {
            "left"
        };
        context.say(&format!("warning: no option of `{id}` is {left}, so there is nothing to record"));
    }
    look_at_covers(&args.covers, &folder, context)?;
    for draft in &mut drafts {
        draft.replay.covers.clone_from(&args.covers);
        draft.add_tags(&args.tags);
    }
    if drafts.is_empty() {
        let is_fine = report.decisions.is_empty() && !report.nothing_to_decide.is_empty();
        return Ok(if is_fine { Outcome::Fine } else { Outcome::Finding });
    }
    if let (Some(title), [only]) = (&args.title, drafts.as_mut_slice()) {
        only.title.clone_from(title);
    }
    if args.dry_run {
        for (number, draft) in number(&folder, drafts, Some(&args.answers))? {
            context.print(&draft.text(number, &library.templates)?)?;
        }
        return Ok(Outcome::Fine);
    }
    anyhow::ensure!(
        args.answers.to_str().is_some(),
        "the name of `{}` is no UTF-8, so that no record could name it; rename the file",
        args.answers.display()
    );
    let answers = beside_records(&args.answers, &folder, &read.file, &mut library, context)?;
    context.say(&format!("records go to {} ({}), as {}", folder.path.display(), folder.found, manner.shape()));
    let guard = lock(&folder, context)?;
    let (answers, templates) = (Some(answers.as_path()), &library.templates);
    let written = match (args.supersedes.as_deref(), drafts.pop()) {
        (Some(reference), Some(draft)) => {
            let old = pick(&folder, &list(&folder)?, reference)?;
            write_superseding(&folder, draft, &old, answers, templates, &guard)?
        }
        (_, last) => {
            drafts.extend(last);
            say_of_earlier(&folder, &drafts, context)?;
            write(&folder, drafts, answers, templates, &guard)?
        }
    };
    for path in written {
        context.print(&format!("{}\n", path.display()))?;
    }
    Ok(Outcome::Fine)
}

/// Refuses what is no glob, and says which globs match nothing.
fn look_at_covers(covers: &[String], folder: &Folder, context: &Context) -> anyhow::Result<()> {
    let project = context.project();
    let (base, here) = (Base::of(&folder.path, &project), std::env::current_dir().unwrap_or_default());
    for glob in covers {
        match trouble(&base, glob, &[&project, &here]) {
            None => {}
            Some(Trouble::NoGlob) => anyhow::bail!(
                "`--covers {glob}` is no glob of files from {}; name them from there, such as `src/live/**`, with every bracket closed",
                base.shown()
            ),
            Some(Trouble::Nothing(meant)) => {
                let help = meant.map_or_else(String::new, |meant| format!("; perhaps `{meant}` is meant"));
                context.say(&format!("note: `{glob}` matches no file yet, counted from {}{help}", base.shown()));
            }
        }
    }
    Ok(())
}

/// The answers file where the records' readers have it too: one from outside the project goes beside the records.
fn beside_records(
    answers: &Path,
    folder: &Folder,
    file: &AnswersFile,
    library: &mut Library,
    context: &Context,
) -> anyhow::Result<PathBuf> {
    if is_within(&context.project(), answers) || is_within(&folder.path, answers) {
        return Ok(answers.to_owned());
    }
    let place = place_for_answers(folder, file);
    Session::open(answers, library)?.save_as(&place)?;
    let is_moved = answers.symlink_metadata().is_err();
    let (from, how) = (answers.display(), if is_moved { "moved" } else { "copied" });
    context.say(&format!("note: {from} lies outside the project and was {how} to {}", place.display()));
    Ok(place)
}

/// Says which records in force decide the same.
fn say_of_earlier(folder: &Folder, drafts: &[Draft], context: &Context) -> anyhow::Result<()> {
    for record in earlier(folder, drafts)? {
        let (file, number) = (&record.file, record.number4());
        context.say(&format!("note: {file} decides this already; `archfit adr supersede {number} NEW` replaces it"));
    }
    Ok(())
}
