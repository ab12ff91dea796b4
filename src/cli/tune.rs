//! `archfit tune`: solves for the numbers of rule bases.

mod json;
mod solved;
mod text;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use self::solved::Solved;
use super::context::{Context, Outcome};
use super::targets::Targets;
use super::test::refuse_errors;
use crate::audit::tune::tune;

/// Arguments of `tune`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Rule bases, or folders of them [default: those of the project, else the built-in ones]
    paths: Vec<PathBuf>,
    /// List how far every number may go, not only those that nothing holds
    #[arg(long)]
    slack: bool,
    /// How it is shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The forms of what was solved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Repairs, conflicts, gaps and the next case, for people
    #[default]
    Text,
    /// One JSON object, with every interval and the bytes of every edit
    Json,
}

/// Runs `tune`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let targets = Targets::new(&args.paths, context)?;
    let library = targets.load();
    let errors = refuse_errors(&targets, &library, context);
    let mut all = Vec::new();
    for subject in targets.subjects(&library) {
        for (position, base) in subject.rule_bases.iter().enumerate() {
            if targets.concern_base(base, &library) {
                all.push(Solved { subject: Arc::clone(&subject), position, tuned: tune(&subject, base) });
            }
        }
    }
    if args.format == Format::Json {
        let decisions: Vec<_> = all.iter().map(|solved| json::of(solved, &library.sources)).collect();
        context.print_encoded(&format!("{:#}\n", json!({ "format": 1, "decisions": decisions })))?;
    } else {
        let texts: Vec<String> = all.iter().map(|solved| text::of(solved, &library.sources, args.slack)).collect();
        context.print(&texts.join("\n"))?;
    }
    let n_scenarios: usize = all.iter().map(|solved| solved.base().scenarios.len()).sum();
    if n_scenarios == 0 {
        context.say("there is no scenario to solve for");
    }
    let fails = |solved: &Solved| !solved.tuned.failing.is_empty() || !solved.tuned.beyond.is_empty();
    Ok(if errors || n_scenarios == 0 || all.iter().any(fails) { Outcome::Finding } else { Outcome::Fine })
}
