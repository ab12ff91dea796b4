//! `archfit adr new`: the decisions of an answers file as new records.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::super::check::day;
use super::super::decide::{open_answers, report_on};
use super::super::{Context, Outcome};
use crate::adr::{Draft, Folder, PROPOSED, Profile, number, write};
use crate::diagnostic::Severity;
use crate::load::{Source, read_text};

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
    /// A template of your own in place of the profile's
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// The folder of records [default: found in the project]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The status
    #[arg(long, default_value = PROPOSED)]
    status: String,
    /// The title; for a single decision
    #[arg(long)]
    title: Option<String>,
    /// Who decides; may be given several times
    #[arg(long = "decider", value_name = "NAME")]
    deciders: Vec<String>,
    /// The record's date [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<jiff::civil::Date>,
    /// Print the records instead of writing them
    #[arg(long)]
    dry_run: bool,
}

/// Runs `adr new`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut library = context.load();
    let read = open_answers(&args.answers, &mut library, context)?;
    if read.findings.iter().any(|finding| finding.severity == Severity::Error) {
        anyhow::bail!("`{}` has errors, and a record would hide them; mend it first", args.answers.display());
    }
    let report = report_on(&read, &args.answers, &library, args.decision.as_deref())?;
    if args.title.is_some() && report.decisions.len() > 1 {
        anyhow::bail!("--title names one record, and {} would be written; add --decision ID", report.decisions.len());
    }
    let folder = Folder::find(&context.project(), args.dir.as_deref())?;
    let profile = args.profile.or(folder.convention).unwrap_or_default();
    let template = args.template.as_deref().map(own_template).transpose()?;
    let date = day(args.date);
    let mut drafts = Vec::new();
    for decision in &report.decisions {
        let id = decision.decision.as_str();
        let base = read.subject.rule_base(id).context("the report names only decisions that are there")?;
        let Some(mut draft) = Draft::new(&report, id, &read.file, base, date) else {
            context.say(&format!("warning: no option of `{id}` is left, so there is nothing to record"));
            continue;
        };
        draft.title = args.title.clone().unwrap_or(draft.title);
        draft.status.clone_from(&args.status);
        draft.deciders.clone_from(&args.deciders);
        draft.template.clone_from(&template);
        draft.profile = profile;
        drafts.push(draft);
    }
    if drafts.is_empty() {
        return Ok(Outcome::Finding);
    }
    if args.dry_run {
        for (number, draft) in number(&folder, drafts, Some(&args.answers))? {
            context.print(&draft.text(number, &library.templates)?)?;
        }
        return Ok(Outcome::Fine);
    }
    let shape = template.as_ref().map_or_else(|| profile.name().to_owned(), |own| own.name.clone());
    context.say(&format!("records go to {} ({}), as {shape}", folder.path.display(), folder.found));
    let on_wait = || context.say("another archfit is writing there; waiting for it");
    for path in write(&folder, drafts, Some(&args.answers), &library.templates, on_wait)? {
        context.print(&format!("{}\n", path.display()))?;
    }
    Ok(Outcome::Fine)
}

fn own_template(path: &Path) -> anyhow::Result<Source> {
    let text = read_text(path).with_context(|| format!("cannot read the template `{}`", path.display()))?;
    Ok(Source { name: path.display().to_string(), path: Some(path.to_owned()), text })
}
