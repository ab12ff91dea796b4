//! `archfit compare`: several people's answers side by side, and what hangs on their differences.

use std::path::PathBuf;

use super::people::People;
use super::{Context, Outcome};
use crate::team;

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit compare ana.toml ben.toml              the people are named after their files
  archfit compare Ana=a/answers.toml Ben=b/answers.toml
  archfit compare team.toml                      the votes of a merged file

Exit code: 0 where the differences decide nothing, 1 where they do or where a file has errors.")]
pub struct Args {
    /// Answers files to one questionnaire; or one file with votes
    #[arg(value_name = "[NAME=]ANSWERS", required = true)]
    files: Vec<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What a comparison may be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Runs `compare`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut library = context.load();
    let people = People::read(&args.files, &mut library, context)?;
    let comparison = team::compare(&people.subject, &people.all);
    match args.format {
        Format::Text => context.print(&team::text(&comparison))?,
        Format::Json => {
            let questionnaire = &people.subject.questionnaire.id;
            let mut json = serde_json::json!({ "format": 1, "questionnaire": questionnaire });
            if let (Some(object), serde_json::Value::Object(fields)) =
                (json.as_object_mut(), serde_json::to_value(&comparison)?)
            {
                object.extend(fields);
            }
            context.print(&format!("{}\n", serde_json::to_string_pretty(&json)?))?;
        }
    }
    Ok(if comparison.is_open() || people.broken.is_some() { Outcome::Finding } else { Outcome::Fine })
}

/// The path behind an argument that may name a person.
pub fn split_name(argument: &str) -> (Option<&str>, PathBuf) {
    match argument.split_once('=') {
        Some((name, path)) if !name.is_empty() && !name.contains(['/', '\\', '.']) => (Some(name), path.into()),
        _ => (None, argument.into()),
    }
}
