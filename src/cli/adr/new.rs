//! `archfit adr new`: the decisions of an answers file as new records.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::super::check::day;
use super::super::decide::{open_answers, report_on};
use super::super::{Context, Outcome};
use super::FolderArgs;
use crate::adr::list::{list, open, pick};
use crate::adr::{Config, Draft, Folder, Profile, Replay, number, replay, write, write_superseding};
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
    if (args.title.is_some() || args.supersedes.is_some()) && report.decisions.len() > 1 {
        let n_decisions = report.decisions.len();
        anyhow::bail!(
            "--title and --supersedes are about one record, and {n_decisions} would be written; add --decision ID"
        );
    }
    let config = Config::find(&context.project())?;
    let folder = args.folder.folder(context, &config)?;
    let profile = args.profile.or(config.adr.profile).or(folder.convention).unwrap_or_default();
    let template = args.template.as_ref().or(config.adr.template.as_ref().filter(|_| args.profile.is_none()));
    let template = template.map(|path| own_template(path)).transpose()?;
    let deciders = if args.deciders.is_empty() { &config.adr.deciders } else { &args.deciders };
    let status = args.status.as_ref().or(config.adr.status.as_ref());
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
        draft.status = status.cloned().unwrap_or(draft.status);
        draft.deciders.clone_from(deciders);
        draft.extra_front_matter = config.adr.front_matter.clone().into_iter().collect();
        draft.replay.revisit.extend(config.adr.revisit.iter().cloned());
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
    let guard = super::lock(&folder, context)?;
    let (answers, templates) = (Some(args.answers.as_path()), &library.templates);
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

/// Says which records in force decide the same, so that nobody leaves two of them by mistake.
fn say_of_earlier(folder: &Folder, drafts: &[Draft], context: &Context) -> anyhow::Result<()> {
    for record in list(folder)?.iter().filter(|record| record.replays && record.is_live()) {
        let earlier = replay::read(&open(folder, record)?.text).and_then(Result::ok);
        let is_same = |draft: &Draft, earlier: &Replay| draft.replay.decision == earlier.decision;
        if earlier.is_some_and(|earlier| drafts.iter().any(|draft| is_same(draft, &earlier))) {
            let number = record.number4();
            context.say(&format!(
                "note: {} decides this already; `archfit adr supersede {number} NEW` replaces it",
                record.file
            ));
        }
    }
    Ok(())
}

fn own_template(path: &Path) -> anyhow::Result<Source> {
    let text = read_text(path).with_context(|| format!("cannot read the template `{}`", path.display()))?;
    Ok(Source { name: path.display().to_string(), path: Some(path.to_owned()), text })
}
