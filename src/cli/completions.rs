//! `archfit completions`: what a shell needs to complete archfit's words.

use clap_complete::Shell;

use super::context::{Context, Outcome};

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit completions bash > ~/.local/share/bash-completion/completions/archfit
  archfit completions zsh > ~/.zfunc/_archfit
  archfit completions fish > ~/.config/fish/completions/archfit.fish")]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs `completions` for this command.
pub fn run(args: &Args, mut command: clap::Command, context: &Context) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "archfit", &mut script);
    context.print(&String::from_utf8(script)?)?;
    Ok(Outcome::Fine)
}
