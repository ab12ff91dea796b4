//! `archfit explain`: what a finding's code means, with an example and the same thing done right.

use anyhow::bail;

use super::{Context, Outcome};
use crate::condition::closest;
use crate::diagnostic::catalogue;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code, as it stands in brackets behind the severity; without one, all codes are listed
    code: Option<String>,
    /// Explain all codes, as a Markdown document
    #[arg(long, conflicts_with = "code")]
    all: bool,
}

/// Runs `explain`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    match &args.code {
        Some(code) => {
            let Some(entry) = catalogue::find(code) else { bail!(unknown(code)) };
            context.print(&catalogue::explain(entry, 1))?;
        }
        None if args.all => context.print(&catalogue::document())?,
        None => context.print(&list())?,
    }
    Ok(Outcome::Fine)
}

fn unknown(code: &str) -> String {
    let codes = catalogue::entries().iter().map(|entry| entry.code.as_str());
    let help = closest(code, codes).unwrap_or_else(|| "`archfit explain` lists all codes".to_owned());
    format!("unknown code `{code}`; {help}")
}

fn list() -> String {
    let width = catalogue::entries().iter().map(|entry| entry.code.len()).max().unwrap_or(0);
    let line =
        |entry: &catalogue::Entry| format!("{:width$}  {:7}  {}\n", entry.code, entry.severity.word(), entry.what);
    catalogue::entries().iter().map(line).collect()
}
