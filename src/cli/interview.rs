//! `archfit interview`: the questions, one at a time; also what starts where no subcommand is named.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::check::day;
use super::context::{Context, Outcome};
use crate::engine::Advisor;
use crate::files::folder_of;
use crate::load::Library;
use crate::model::QuestionId;
use crate::observe::room;
use crate::plain::{self, Ended, Setup};
use crate::report::{Report, farewell};
use crate::session::{free_path, state_folder};
use crate::team;
use crate::tui::{self, Finish, Start};

/// The columns of what stays on the main screen.
const WIDTH: usize = 78;

/// Arguments of `interview`.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = "Examples:
  archfit interview                                 choose a questionnaire, or go on with an interview
  archfit interview docs/decisions/answers.toml     keep the answers in this file
  archfit interview --begin backend < answers.txt   line by line, from a script")]
pub struct Args {
    /// The answers file to open, or to begin where there is none
    #[arg(value_name = "ANSWERS")]
    answers: Option<PathBuf>,
    /// Begin with this questionnaire, without being asked which
    #[arg(long, value_name = "ID")]
    begin: Option<String>,
    /// Begin from the answers of a scenario, in a file of their own
    #[arg(long, value_name = "SCENARIO", conflicts_with = "begin")]
    scenario: Option<String>,
    /// Line by line, for screen readers and scripts [default: where there is no terminal, or a dumb one]
    #[arg(long)]
    plain: bool,
    /// Leave the mouse to the terminal
    #[arg(long)]
    no_mouse: bool,
}

impl Args {
    /// What no subcommand at all asks for.
    pub fn new(plain: bool) -> Self {
        Self { plain, ..Self::default() }
    }
}

/// Runs `interview`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let opened = args.scenario.as_deref().map(|id| begin_from(id, args.answers.as_deref(), context)).transpose()?;
    let answers = opened.or_else(|| args.answers.clone());
    if args.plain || !has_screen() {
        return converse(answers.as_deref(), args.begin.as_deref(), &[], context.load(), context);
    }
    let questionnaire = args.begin.clone();
    show(&Start { answers, questionnaire, mouse: !args.no_mouse, ..start(context)? }, context)
}

/// Shows several people's answers on the full screen.
pub fn compare(files: &[OsString], context: &Context) -> anyhow::Result<Outcome> {
    ensure!(has_screen(), "there is no terminal to show them on; without --tui the comparison is written as text");
    show(&Start { people: files.to_vec(), mouse: true, ..start(context)? }, context)
}

fn start(context: &Context) -> anyhow::Result<Start> {
    let (locations, project) = (context.locations(), context.project());
    let keymap = super::keys::keymap(&project)?;
    Ok(Start { locations, project, keymap, today: Some(day(None)), ..Start::default() })
}

fn show(start: &Start, context: &Context) -> anyhow::Result<Outcome> {
    let finish = tui::run(start)?;
    context.print(&summary(&finish))?;
    Ok(Outcome::Fine)
}

/// What was decided, for the main screen.
fn summary(finish: &Finish) -> String {
    let Some(interview) = &finish.interview else {
        return finish.comparison.as_deref().map(team::text).unwrap_or_default();
    };
    let system = interview.file.system.as_deref().unwrap_or("Unnamed system");
    let (n_answered, n_asked) = interview.progress();
    let grow = |report: &mut Report, advisor: &Advisor| {
        room::tell(report, &interview.file, interview.observations(), advisor, || false);
    };
    let page = farewell(&mut interview.advisor(), &interview.file, WIDTH, grow);
    format!(
        "{system}: {n_answered} of {n_asked} questions answered\n\n{page}\n\n{}",
        next_steps(&interview.path, finish)
    )
}

/// What was written, and what can be done with the answers from here on. A command stands in a line of its own, so that it can be
/// copied however long the path is.
fn next_steps(path: &Path, finish: &Finish) -> String {
    let (answers, exists) = (near(path), path.exists());
    let mut lines = vec![format!("Answers: {answers}")];
    lines.extend(match finish.records.as_slice() {
        [] => None,
        [one] => Some(format!("Record: {}", near(one))),
        [first, ..] => {
            let folder = first.parent().map(near).unwrap_or_default();
            Some(format!("Records: {} in {folder}", finish.records.len()))
        }
    });
    lines.extend(finish.pages.iter().map(|path| format!("Page: {}", near(path))));
    let quoted = if answers.contains([' ', '\'']) { format!("\"{answers}\"") } else { answers };
    let mut step = |what: &str, command: String| lines.push(format!("{what}:\n  archfit {command}"));
    if exists {
        step("To go on", quoted.clone());
        if finish.pages.is_empty() {
            step("To write the page", format!("decide {quoted} --format html -o page.html"));
        }
        if finish.records.is_empty() {
            step("To write the records", format!("adr new {quoted}"));
        } else {
            step("To check later whether the records still follow", "recheck".to_owned());
        }
    }
    lines.join("\n") + "\n"
}

/// A path as it is typed here.
fn near(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).display().to_string()
}

/// Whether there is a terminal on both sides that can show a screen.
fn has_screen() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && !is_dumb
}

/// Writes a scenario's answers into a new file: the one named, or one among the interviews that have no file of their own.
fn begin_from(id: &str, path: Option<&Path>, context: &Context) -> anyhow::Result<PathBuf> {
    let text = super::scenario::text_of(id, &context.load())?;
    let path = match path {
        Some(path) => path.to_owned(),
        None => free_path(&state_folder().context("there is no folder to keep the interview in; name a file")?, id)?,
    };
    ensure!(!path.exists(), "`{}` is there already; name a new file for the answers of the scenario", path.display());
    // Nothing may have been kept there yet.
    std::fs::create_dir_all(folder_of(&path))
        .with_context(|| format!("cannot make the folder of `{}`", path.display()))?;
    crate::files::replace(&path, text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(path)
}

/// Asks these questions of an answers file, line by line.
pub fn settle(
    answers: &Path,
    questions: &[QuestionId],
    library: Library,
    context: &Context,
) -> anyhow::Result<Outcome> {
    converse(Some(answers), None, questions, library, context)
}

fn converse(
    answers: Option<&Path>,
    questionnaire: Option<&str>,
    agenda: &[QuestionId],
    mut library: Library,
    context: &Context,
) -> anyhow::Result<Outcome> {
    let setup = Setup {
        answers,
        questionnaire,
        agenda,
        state_folder: state_folder(),
        project: context.project(),
        today: day(None),
        is_script: !std::io::stdin().is_terminal(),
    };
    match plain::run(&setup, &mut library, std::io::stdin().lock(), std::io::stdout().lock())? {
        Ended::Fine => Ok(Outcome::Fine),
        Ended::SomeRefused => Ok(Outcome::Finding),
    }
}
