//! `archfit adr`: decision records.

mod new;

use super::{Context, Outcome};

/// Arguments of `adr`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What to do with records.
#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write the decisions of an answers file as new records
    New(new::Args),
}

/// Runs `adr`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::New(args) => new::run(args, context),
    }
}
