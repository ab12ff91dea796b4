//! `archfit explain`: what a finding's code means, or why a rule or an option stands as it does under some answers.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use anyhow::{Context as _, bail};

use super::context::{Context, Outcome};
use super::decide::report_on;
use super::format::json;
use super::opened::open_answers;
use crate::condition::closest;
use crate::diagnostic::catalogue;
use crate::load::{Library, ReadAnswers};
use crate::report::{self, Explanation, Report};

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit explain never-true                  what this code of `archfit check` or `archfit recheck` means
  archfit explain answers.toml                how every rule stands under these answers
  archfit explain answers.toml RULE           why the rule fires or does not, comparison by comparison
  archfit explain answers.toml OPTION         what speaks for and against the option, and what would make it win
  archfit explain OPTION --scenario ID        the same for a scenario, such as one that fails")]
pub struct Args {
    /// A code, as it stands in brackets behind the severity, or an answers file; without one, all codes are listed
    #[arg(value_name = "CODE|ANSWERS.toml")]
    what: Option<OsString>,
    /// With an answers file: the rule or the option to explain; without one, all rules
    #[arg(value_name = "RULE|OPTION")]
    topic: Option<String>,
    /// Explain a scenario of a rule base instead of an answers file; what stands before is then the rule or the option
    #[arg(long, value_name = "ID", conflicts_with_all = ["all", "topic"])]
    scenario: Option<String>,
    /// Explain all codes, as a Markdown document
    #[arg(long, conflicts_with = "what")]
    all: bool,
    /// With an answers file: how the explanation is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What an explanation may be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal of 80 columns.
    #[default]
    Text,
    /// For a review or a record.
    Markdown,
    /// For programs.
    Json,
}

/// Explanations, one for each decision that the topic belongs to.
#[derive(serde::Serialize)]
struct Explanations {
    /// What does not go together, and what does not count.
    warnings: Vec<String>,
    explanations: Vec<Explanation>,
}

/// Runs `explain`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    if let Some(scenario) = &args.scenario {
        let mut library = context.load();
        let (read, path) = super::scenario::open(scenario, &mut library, context)?;
        let topic = args.what.as_ref().map(|topic| topic.to_string_lossy());
        return explain_read(&read, &path, topic.as_deref(), &library, args, context);
    }
    match &args.what {
        Some(what) if is_file(what) => return explain_answers(Path::new(what), args, context),
        Some(code) if args.topic.is_some() => {
            bail!("`{}` is no answers file; write its path, such as `answers.toml`", code.display())
        }
        _ if args.format != Format::Text => bail!("`--format` goes with an answers file; codes are explained as text"),
        Some(code) => {
            let code = code.to_string_lossy();
            context.print(&meaning(&code).with_context(|| unknown(&code))?)?;
        }
        None if args.all => context.print(&catalogue::document())?,
        None => context.print(&list())?,
    }
    Ok(Outcome::Fine)
}

/// Codes hold neither dots nor slashes, so what does is a path.
fn is_file(what: &OsStr) -> bool {
    what.to_string_lossy().contains(['.', '/', '\\']) || Path::new(what).is_file()
}

fn explain_answers(path: &Path, args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut library = context.load();
    let read = open_answers(path, &mut library, context)?;
    explain_read(&read, path, args.topic.as_deref(), &library, args, context)
}

fn explain_read(
    read: &ReadAnswers,
    path: &Path,
    topic: Option<&str>,
    library: &Library,
    args: &Args,
    context: &Context,
) -> anyhow::Result<Outcome> {
    let report = report_on(read, path, library, None)?;
    let explanations = explanations(read, &report, topic)?;
    let found = Explanations { warnings: report.first_page.warnings, explanations };
    match args.format {
        Format::Text => context.print(&report::render_template("explain.txt", &found, &library.templates)?)?,
        Format::Markdown => context.print(&report::render_template("explain.md", &found, &library.templates)?)?,
        Format::Json => context.print_encoded(&json(&found)?)?,
    }
    Ok(if report.unread.is_empty() { Outcome::Fine } else { Outcome::Finding })
}

fn explanations(read: &ReadAnswers, report: &Report, topic: Option<&str>) -> anyhow::Result<Vec<Explanation>> {
    let found = report::explanations(&read.subject, &read.file, report, topic);
    match topic {
        Some(topic) if found.is_empty() => {
            bail!("{}; `archfit explain ANSWERS.toml` lists the rules", report::unknown_topic(topic, &read.subject))
        }
        _ => Ok(found),
    }
}

/// What a code of `archfit check` or `archfit recheck` means.
fn meaning(code: &str) -> Option<String> {
    catalogue::find(code).map(|entry| catalogue::explain(entry, 1))
}

fn unknown(code: &str) -> String {
    let codes = catalogue::entries().iter().map(|entry| entry.code.as_str());
    let help = closest(code, codes.chain(catalogue::of_records().iter().map(|entry| entry.code.as_str())))
        .unwrap_or_else(|| "`archfit explain` lists all codes".to_owned());
    format!("unknown code `{code}`; {help}")
}

fn list() -> String {
    let width = catalogue::entries().iter().map(|entry| entry.code.len()).max().unwrap_or(0);
    let line =
        |entry: &catalogue::Entry| format!("{:width$}  {:7}  {}\n", entry.code, entry.severity.word(), entry.what);
    catalogue::entries().iter().map(line).collect()
}
