//! `archfit man`: the manual as pages for `man`, made from what `--help` says.

use std::path::PathBuf;

use anyhow::Context as _;

use super::context::{Context, Outcome};

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit man | man -l -
  archfit man --output ~/.local/share/man/man1")]
pub struct Args {
    /// Write all pages, one per subcommand, into this folder; without it, the main page goes to stdout
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Runs `man` for this command.
pub fn run(args: &Args, command: clap::Command, context: &Context) -> anyhow::Result<Outcome> {
    if let Some(folder) = &args.output {
        std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(command, folder))
            .with_context(|| format!("cannot write into `{}`", folder.display()))?;
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        context.print(&String::from_utf8(page)?)?;
    }
    Ok(Outcome::Fine)
}
