//! The command line: one file per subcommand, and what they share. Everything that prints to stdout and stderr outside the
//! screen is here; results go to stdout, talk to stderr. Exit codes: 0 fine, 1 a finding, 2 misuse.

mod adr;
mod check;
mod compare;
mod completions;
mod context;
mod coverage;
mod decide;
mod diff;
mod doc;
mod each;
mod explain;
mod fix;
mod fmt;
mod format;
mod import;
mod interview;
mod keys;
mod list;
mod lsp;
mod man;
mod mcp;
mod merge;
mod new;
mod observe;
mod observing;
mod opened;
mod people;
mod recheck;
mod rename;
mod revision;
mod save_scenario;
mod scenario;
mod schema;
mod targets;
mod test;
mod tune;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use context::{Context, Globals, Outcome};

/// Decide an architecture in the terminal, with reasons, evidence and proofs, and keep the decision true.
#[derive(Debug, Parser)]
#[command(name = "archfit", version, max_term_width = 100, after_help = SURROUNDINGS)]
pub struct Cli {
    /// Without a subcommand: hold the interview line by line
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What holds for every subcommand.
const SURROUNDINGS: &str =
    "Without a subcommand the interview starts; `archfit FILE.toml` opens the interview in a file.

Exit codes: 0 fine, 1 a finding, 2 misuse or failure.

Environment:
  ARCHFIT_STATE_DIR  where interviews without a file of their own are kept
  ARCHFIT_TODAY      the day taken for today, for results that must come out the same
  NO_COLOR           no colours
  VISUAL, EDITOR     the editor that the interview opens files in";

/// What to do; without one, the interview starts.
#[derive(Debug, Subcommand)]
enum Command {
    /// Answer questions and see which option fits
    Interview(interview::Args),
    /// Decide from an answers file: the recommendation with its reasons
    Decide(decide::Args),
    /// List questionnaires, decisions and interviews
    List(list::Args),
    /// Write, list and keep decision records
    Adr(adr::Args),
    /// Find recorded decisions that no longer follow from today's answers and rules
    Recheck(recheck::Args),
    /// Read answers from logs, metrics, schemas and the repository
    Observe(observe::Args),
    /// Serve decisions to agents, by the Model Context Protocol
    Mcp(mcp::Args),
    /// Compare several people's answers: where they differ, and which differences decide
    Compare(compare::Args),
    /// Merge several people's answers into one file that keeps every vote
    Merge(merge::Args),
    /// Find what is wrong with questionnaires and rule bases
    Check(check::Args),
    /// Run the scenarios of rule bases
    Test(test::Args),
    /// Solve for numbers: what mends failing scenarios, how far numbers may go, what to ask next
    Tune(tune::Args),
    /// Show what the scenarios of rule bases exercise
    Coverage(coverage::Args),
    /// Show what an edit of rules changes in outcomes
    Diff(diff::Args),
    /// Write rule bases as readable Markdown
    Doc(doc::Args),
    /// Lay out the conditions of questionnaires, rule bases and answers files
    Fmt(fmt::Args),
    /// Speak with an editor: the language server for questionnaires, rule bases and answers files
    Lsp(lsp::Args),
    /// Begin a questionnaire or rule base from a small example
    New(new::Args),
    /// Make a questionnaire and a rule base of a model that somebody else wrote
    Import(import::Args),
    /// Rename something in all files that use it, and keep its old name as an alias
    Rename(rename::Args),
    /// Explain a finding's code
    Explain(explain::Args),
    /// Write the JSON Schemas of the files, for editors
    Schema(schema::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print or write the manual
    Man(man::Args),
}

impl Command {
    fn run(&self, context: &Context) -> anyhow::Result<Outcome> {
        match self {
            Self::Interview(args) => interview::run(args, context),
            Self::Decide(args) => decide::run(args, context),
            Self::List(args) => list::run(args, context),
            Self::Adr(args) => adr::run(args, context),
            Self::Recheck(args) => recheck::run(args, context),
            Self::Observe(args) => observe::run(args, context),
            Self::Mcp(args) => mcp::run(args, context),
            Self::Compare(args) => compare::run(args, context),
            Self::Merge(args) => merge::run(args, context),
            Self::Check(args) => check::run(args, context),
            Self::Test(args) => test::run(args, context),
            Self::Tune(args) => tune::run(args, context),
            Self::Coverage(args) => coverage::run(args, context),
            Self::Diff(args) => diff::run(args, context),
            Self::Doc(args) => doc::run(args, context),
            Self::Fmt(args) => fmt::run(args, context),
            Self::Lsp(args) => lsp::run(args, context),
            Self::New(args) => new::run(args, context),
            Self::Import(args) => import::run(args, context),
            Self::Rename(args) => rename::run(args, context),
            Self::Explain(args) => explain::run(args, context),
            Self::Schema(args) => schema::run(args, context),
            Self::Completions(args) => completions::run(args, Cli::command(), context),
            Self::Man(args) => man::run(args, Cli::command(), context),
        }
    }
}

/// The command line; an answers file that is named without a subcommand is opened by `interview`.
fn parse(arguments: &[OsString]) -> Cli {
    Cli::try_parse_from(arguments).unwrap_or_else(|error| {
        let (program, rest) = arguments.split_at(1.min(arguments.len()));
        let opening = program.iter().cloned().chain([OsString::from("interview")]).chain(rest.iter().cloned());
        let names_file = rest.iter().any(|argument| argument.to_string_lossy().ends_with(".toml"));
        match Cli::try_parse_from(opening) {
            Ok(cli) if names_file => cli,
            _ => error.exit(),
        }
    })
}

/// Runs the program and gives its exit code.
pub fn main() -> ExitCode {
    let cli = parse(&std::env::args_os().collect::<Vec<_>>());
    let context = Context::new(cli.globals);
    let command = cli.command.unwrap_or(Command::Interview(interview::Args::new(cli.plain)));
    match check::day_of_environment().and_then(|_| command.run(&context)) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Finding) => ExitCode::from(1),
        Err(error) => {
            context.complain(&error);
            ExitCode::from(2)
        }
    }
}
