//! `archfit decide`: a report without the screen.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::check::day;
use super::context::{Context, Outcome};
use super::each;
use super::observing::Observing;
use super::opened::{open_answers, warn_of_broken_files};
use crate::engine::Advisor;
use crate::files::slashed;
use crate::load::{Library, ReadAnswers};
use crate::report::{self, Format, Origin, Report};

/// Arguments of `decide`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The answers file
    #[arg(value_name = "ANSWERS.toml", required_unless_present_any = ["each", "scenario"])]
    answers: Option<PathBuf>,
    /// Decide for every line of a file of JSON objects, `-` for stdin: one line of winner, lead and fits for each
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["answers", "output"])]
    each: Option<PathBuf>,
    /// Decide a scenario of a rule base instead
    #[arg(long, value_name = "ID", conflicts_with_all = ["answers", "each"])]
    scenario: Option<String>,
    /// Keep the answers and what they come to as a scenario of this id, in the rule base's own files
    #[arg(long, value_name = "ID", conflicts_with_all = ["each", "scenario"])]
    save_scenario: Option<String>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Report on this decision only
    #[arg(long, value_name = "ID")]
    decision: Option<String>,
    /// The day the report is dated; undated, the same files give the same report on any day
    #[arg(long, value_name = "DATE")]
    date: Option<jiff::civil::Date>,
    /// Who makes it
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// What a core or a GiB costs in a month, in place of the answers file's prices: `core=25`, `gib=4`, `currency=EUR`
    #[arg(long = "price", value_name = "WHAT=AMOUNT", conflicts_with = "each")]
    prices: Vec<String>,
    #[command(flatten)]
    observing: Observing,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs `decide`. No option left is a finding, and so is what could not be read, and an observation with which another option leads.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut library = context.load();
    let (mut read, path) = if let Some(scenario) = &args.scenario {
        warn_of_broken_files(&library, context);
        super::scenario::open(scenario, &mut library, context)?
    } else if let Some(answers) = &args.answers {
        (open_answers(answers, &mut library, context)?, answers.clone())
    } else {
        anyhow::ensure!(args.observing.is_none(), "`--each` reads no observations; decide one answers file with them");
        let each = args.each.as_deref().context("an answers file, or `--each`, is needed")?;
        warn_of_broken_files(&library, context);
        return each::run(each, args.format, args.decision.as_deref(), &library, context);
    };
    for price in &args.prices {
        read.file.prices.set(price).map_err(|problem| anyhow::anyhow!("`--price {price}`: {problem}"))?;
    }
    if let Some(id) = &args.save_scenario {
        return super::save_scenario::run(id, &read, &library, args.decision.as_deref(), context);
    }
    let mut report = report_on(&read, &path, &library, args.decision.as_deref())?;
    args.observing.tell(&mut report, &read, &library, context)?;
    report.date = args.date.map(|date| day(Some(date)).to_string());
    report.author.clone_from(&args.author);
    let text = report::render(&report, args.format, &library.templates)?;
    match &args.output {
        Some(path) => write(path, &text)?,
        None if args.format == report::Format::Json => context.print_encoded(&text)?,
        None => context.print(&text)?,
    }
    let is_stuck = report.decisions.iter().any(|d| !d.outcome.names_an_option());
    let is_turned = report.observed_otherwise.iter().any(|observed| !observed.then.is_empty());
    Ok(if is_stuck || is_turned || !report.unread.is_empty() { Outcome::Finding } else { Outcome::Fine })
}

/// The report on an answers file, on all decisions or on one.
pub(super) fn report_on(
    read: &ReadAnswers,
    path: &Path,
    library: &Library,
    only: Option<&str>,
) -> anyhow::Result<Report> {
    let text = &library.sources.get(read.source).text;
    let shown = slashed(path);
    let origin = Origin::new(library, &read.subject, Some(&shown), text);
    let mut advisor = Advisor::new(read.subject.clone());
    let mut report = report::build(&mut advisor, &read.file, &origin);
    if let Some(only) = only {
        let made: Vec<String> = report.decisions.iter().map(|d| format!("`{}`", d.decision)).collect();
        report.keep_only(only);
        if report.decisions.is_empty() && report.nothing_to_decide.is_empty() {
            anyhow::bail!("the answers do not lead to a decision `{only}`; they lead to {}", made.join(", "));
        }
    }
    if report.decisions.is_empty() && report.nothing_to_decide.is_empty() {
        anyhow::ensure!(
            !library.has_errors(),
            "what reads the questionnaire `{}` has errors, so that nothing can be decided; `archfit check` shows where",
            report.questionnaire.id
        );
        anyhow::bail!("no rule base reads the questionnaire `{}`; `archfit list` shows them", report.questionnaire.id);
    }
    Ok(report)
}

/// Replaces a file as a whole, or leaves it as it was.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    crate::files::replace(path, text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))
}
