//! The command line: one file per subcommand, and what they share. Everything that prints to stdout and stderr outside the
//! screen is here; results go to stdout, talk to stderr. Exit codes: 0 fine, 1 a finding, 2 misuse.

mod check;
mod context;
mod decide;
mod explain;
mod fix;
mod interview;
mod list;
mod targets;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use context::{Context, Globals, Outcome};

/// Decide an architecture in the terminal, with reasons, evidence and proofs, and keep the decision true.
#[derive(Debug, Parser)]
#[command(name = "archfit", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What to do; without one, the interview starts.
#[derive(Debug, Subcommand)]
enum Command {
    /// Answer questions and see which option fits
    Interview(interview::Args),
    /// Find what is wrong with questionnaires and rule bases
    Check(check::Args),
    /// Explain a finding's code
    Explain(explain::Args),
    /// Decide from an answers file: the recommendation with its reasons
    Decide(decide::Args),
    /// List questionnaires, decisions and interviews
    List(list::Args),
}

impl Command {
    fn run(&self, context: &Context) -> anyhow::Result<Outcome> {
        match self {
            Self::Interview(args) => interview::run(args, context),
            Self::Check(args) => check::run(args, context),
            Self::Explain(args) => explain::run(args, context),
            Self::Decide(args) => decide::run(args, context),
            Self::List(args) => list::run(args, context),
        }
    }
}

/// Runs the program and gives its exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let context = Context::new(cli.globals);
    let command = cli.command.unwrap_or(Command::Interview(interview::Args::default()));
    match command.run(&context) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Finding) => ExitCode::from(1),
        Err(error) => {
            context.complain(&error);
            ExitCode::from(2)
        }
    }
}
