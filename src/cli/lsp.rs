//! `archfit lsp`: the language server, for editors.

use super::check::day;
use super::context::{Context, Outcome};
use crate::lsp;

/// Arguments of `lsp`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Speak over standard input and output, as is done anyway: some editors say so
    #[arg(long = "stdio")]
    _stdio: bool,
}

/// Runs `lsp`.
pub fn run(_: &Args, context: &Context) -> anyhow::Result<Outcome> {
    lsp::serve(&context.locations(), || day(None))?;
    Ok(Outcome::Fine)
}
