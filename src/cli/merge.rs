//! `archfit merge`: one answers file from several people's, with every vote kept.

mod driver;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Context as _;

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
  archfit merge --git %O %A %B %P                         as git's merge driver; docs/team.md has the two lines

Exit code: 0 where what people differ on decides nothing or was asked, 1 where it decides, where the merged answers lead to another
option than most people's own, or where both sides of a merge changed one answer.")]
pub struct Args {
    /// Answers files to one questionnaire, or a folder of them
    #[arg(value_name = "[NAME=]ANSWERS", required = true)]
    files: Vec<OsString>,
    /// The file to make; it must not exist yet
    #[arg(short, long, value_name = "FILE", required_unless_present = "git")]
    output: Option<PathBuf>,
    /// Ask for the answers that decide, and for no others
    #[arg(long)]
    ask: bool,
    /// Merge two versions of one file as git's merge driver: the files are the common base, ours, which gets the result, and theirs
    #[arg(long, conflicts_with_all = ["output", "ask"])]
    git: bool,
}

/// Runs `merge`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    if args.git {
        return driver::Versions::new(&args.files)?.merge(context);
    }
    let output = args.output.as_ref().context("say with --output which file to make")?;
    let mut library = context.load();
    let people = people::read(&args.files, &mut library, context)?;
    if let Some(path) = &people.broken {
        anyhow::bail!("`{}` has errors, and a merge would hide them; mend it first", path.display());
    }
    let comparison = team::compare(&people.subject, &people.all);
    let merged = team::merge(&people.subject, &people.all);
    Session::create_from(output, &people.subject, merged.file)
        .map_err(|error| anyhow::anyhow!("{error}; {}", error.help()))?;
    for remark in &merged.remarks {
        context.say(&format!("note: {remark}"));
    }
    context.print(&team::text(&comparison))?;
    context.say(&format!("merged into {}", output.display()));
    let deciding: Vec<QuestionId> = comparison.deciding().map(|difference| difference.question.clone()).collect();
    if args.ask && !deciding.is_empty() {
        return super::interview::settle(output, &deciding, library, context);
    }
    if !deciding.is_empty() {
        let names: Vec<String> = deciding.iter().map(|question| format!("`{question}`")).collect();
        context.say(&format!("to settle together: {}", names.join(", ")));
    }
    let is_against = comparison.decisions.iter().any(|decision| decision.against_most);
    Ok(if comparison.is_open() || is_against || !comparison.unread.is_empty() {
        Outcome::Finding
    } else {
        Outcome::Fine
    })
}
