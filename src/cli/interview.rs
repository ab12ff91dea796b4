//! `archfit interview`: the questions, one at a time; also what starts where no subcommand is named.

use std::io::IsTerminal;
use std::path::PathBuf;

use super::{Context, Outcome};
use crate::tui::widget::standings::headline;
use crate::tui::{self, Finish, Start};

/// Arguments of `interview`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// The answers file to open, or to begin where there is none
    #[arg(value_name = "ANSWERS")]
    answers: Option<PathBuf>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    no_mouse: bool,
}

/// Runs `interview`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        anyhow::bail!("the interview needs a terminal; `archfit --help` shows what works without one");
    }
    let start = Start { answers: args.answers.clone(), mouse: !args.no_mouse };
    let finish = tui::run(&start, context.load())?;
    context.print(&summary(&finish))?;
    Ok(Outcome::Fine)
}

/// What was decided, for the main screen.
fn summary(finish: &Finish) -> String {
    let Some(interview) = &finish.interview else { return String::new() };
    let system = interview.file.system.as_deref().unwrap_or("Unnamed system");
    let (n_answered, n_asked) = interview.progress();
    let decisions = (0..interview.advice.decisions.len()).filter_map(|at| interview.decision(at));
    let lines = decisions.map(|(base, advice)| format!("  {}: {}\n", base.decision.title, headline(base, advice)));
    let lines: String = lines.collect();
    let path = interview.path.display();
    format!("{system}: {n_answered} of {n_asked} questions answered\n{lines}Answers: {path}\n")
}
