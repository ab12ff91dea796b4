//! `archfit compare`: several people's answers side by side, and what hangs on their differences.

use std::ffi::OsString;

use serde::Serialize;

use super::context::{Context, Outcome};
use super::format::{TextOrJson, json};
use super::{interview, people};
use crate::model::QuestionnaireId;
use crate::team::{self, Comparison};

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit compare ana.toml ben.toml              the people are named after their files
  archfit compare Ana=a/answers.toml Ben=b/answers.toml
  archfit compare team/                          everybody whose file is in the folder
  archfit compare team.toml                      the votes of a merged file
  archfit compare team/ --tui                    side by side on a full screen, to settle and to merge

Exit code: 0 where the differences decide nothing, 1 where they do or where something in a file could not be read.")]
pub struct Args {
    /// Answers files to one questionnaire, or a folder of them; or one file with votes
    #[arg(value_name = "[NAME=]ANSWERS", required = true)]
    files: Vec<OsString>,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: TextOrJson,
    /// On a full screen: look into the answers, go to questions, merge
    #[arg(long, conflicts_with = "format")]
    tui: bool,
}

/// The comparison, for programs.
#[derive(Serialize)]
struct Compared<'a> {
    questionnaire: &'a QuestionnaireId,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

/// Runs `compare`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut library = context.load();
    let people = people::read(&args.files, &mut library, context)?;
    if args.tui {
        return interview::compare(&args.files, context);
    }
    let comparison = team::compare(&people.subject, &people.all);
    match args.format {
        TextOrJson::Text => context.print(&team::text(&comparison))?,
        TextOrJson::Json => {
            let questionnaire = &people.subject.questionnaire.id;
            context.print_encoded(&json(&Compared { questionnaire, comparison: &comparison })?)?;
        }
    }
    Ok(if comparison.is_open() || !comparison.unread.is_empty() { Outcome::Finding } else { Outcome::Fine })
}
