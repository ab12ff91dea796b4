//! `archfit adr`: decision records.

pub mod folder;
mod governing;
mod index;
mod list;
mod new;
mod renumber;
mod search;
mod show;
mod status;
mod supersede;

use super::context::{Context, Outcome};

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
    New(Box<new::Args>),
    /// List the records of a folder, whoever wrote them
    List(list::Args),
    /// Show one record
    Show(show::Args),
    /// Show which decisions govern files, and whether they still follow
    For(governing::Args),
    /// Find records by words, rejected options included
    Search(search::Args),
    /// Write a list of records between two markers of a file
    Index(index::Args),
    /// Mark a record as superseded by another, on both sides
    Supersede(supersede::Args),
    /// Show or set the status of a record
    Status(status::Args),
    /// Give new numbers to records whose number is used twice
    Renumber(renumber::Args),
}

/// Runs `adr`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::New(args) => new::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::For(args) => governing::run(args, context),
        Command::Search(args) => search::run(args, context),
        Command::Index(args) => index::run(args, context),
        Command::Supersede(args) => supersede::run(args, context),
        Command::Status(args) => status::run(args, context),
        Command::Renumber(args) => renumber::run(args, context),
    }
}
