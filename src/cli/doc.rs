//! `archfit doc`: rule bases as readable Markdown.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::context::{Context, Outcome};
use super::targets::Targets;
use crate::audit::book::Book;
use crate::files::{inside, replace};
use crate::report::render_template;

/// Arguments of `doc`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Rule bases, or folders of them [default: those of the project, else the built-in ones]
    paths: Vec<PathBuf>,
    /// Only this decision
    #[arg(long, value_name = "ID")]
    decision: Option<String>,
    /// Write `<decision>.md` into this folder instead of printing
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs `doc`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let targets = Targets::new(&args.paths, context)?;
    let library = targets.load();
    let errors = super::test::refuse_errors(&targets, &library, context);
    let mut n_written = 0;
    for subject in targets.subjects(&library) {
        for base in &subject.rule_bases {
            let wanted = args.decision.as_ref().is_none_or(|decision| base.decision.id == *decision.as_str());
            if wanted && targets.concern_base(base, &library) {
                let text = render_template("book.md", &Book::new(&subject, base), &library.templates)?;
                write(args, context, base.decision.id.as_str(), &text)?;
                n_written += 1;
            }
        }
    }
    if n_written == 0 {
        bail!("there is no such rule base; `archfit list` shows the decisions");
    }
    Ok(if errors { Outcome::Finding } else { Outcome::Fine })
}

fn write(args: &Args, context: &Context, decision: &str, text: &str) -> anyhow::Result<()> {
    let Some(folder) = &args.out else { return context.print(text) };
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    let path = inside(folder, &format!("{decision}.md"))
        .with_context(|| format!("`{decision}` cannot name a file; `archfit check` says why it is refused as an id"))?;
    replace(&path, text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))?;
    context.say(&format!("wrote {}", path.display()));
    Ok(())
}
