//! `archfit merge`: one answers file from several people's, with every vote kept.

use std::path::PathBuf;

use super::context::{Context, Outcome};
use super::people;
use crate::model::QuestionId;
use crate::session::Session;
use crate::team;

/// Arguments of `merge`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit merge ana.toml ben.toml -o docs/decisions/order-desk.toml
  archfit merge ana.toml ben.toml -o team.toml --ask      settle together what decides, line by line

Exit code: 0 where what people differ on decides nothing or was asked, 1 where it decides.")]
pub struct Args {
    /// Answers files to one questionnaire, or a folder of them
    #[arg(value_name = "[NAME=]ANSWERS", required = true)]
    files: Vec<String>,
    /// The file to make; it must not exist yet
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Ask for the answers that decide, and for no others
    #[arg(long)]
    ask: bool,
}

/// Runs `merge`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut library = context.load();
    let people = people::read(&args.files, &mut library, context)?;
    if let Some(path) = &people.broken {
        anyhow::bail!("`{}` has errors, and a merge would hide them; mend it first", path.display());
    }
    let comparison = team::compare(&people.subject, &people.all);
    let merged = team::merge(&people.subject, &people.all);
    Session::create_from(&args.output, &people.subject, merged.file)
        .map_err(|error| anyhow::anyhow!("{error}; {}", error.help()))?;
    for remark in &merged.remarks {
        context.say(&format!("note: {remark}"));
    }
    context.print(&team::text(&comparison))?;
    context.say(&format!("merged into {}", args.output.display()));
    let deciding: Vec<QuestionId> = comparison.deciding().map(|difference| difference.question.clone()).collect();
    if args.ask && !deciding.is_empty() {
        return super::interview::settle(&args.output, &deciding, library, context);
    }
    if !deciding.is_empty() {
        let names: Vec<String> = deciding.iter().map(|question| format!("`{question}`")).collect();
        context.say(&format!("to settle together: {}", names.join(", ")));
    }
    Ok(if comparison.is_open() { Outcome::Finding } else { Outcome::Fine })
}
