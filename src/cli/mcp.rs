//! `archfit mcp`: decisions for agents, by the Model Context Protocol.

use std::path::Path;

use super::check::day;
use super::context::{Context, Outcome};
use crate::mcp::{Settings, serve};

/// Arguments of `mcp`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A client starts it and talks to it on standard input and output; docs/mcp.md has the lines for Claude Code, Cursor, VS Code and others.

Examples:
  archfit mcp                                 serve the project around the present folder; nothing is written
  archfit mcp --project ~/shop                serve that project
  archfit mcp --allow-write                   let agents write records, as proposed ones"
)]
pub struct Args {
    /// Let `propose_record` write records, always as proposed; without it nothing is written
    #[arg(long)]
    allow_write: bool,
}

/// Runs `mcp`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let project = context.project();
    anyhow::ensure!(project.is_dir(), "there is no folder `{}`; name the project with --project", project.display());
    let project = if project == Path::new("") { ".".into() } else { project };
    serve(Settings {
        project: std::fs::canonicalize(&project)?,
        locations: context.locations(),
        may_write: args.allow_write,
        today: || day(None),
    })?;
    Ok(Outcome::Fine)
}
