//! `archfit schema`: the JSON Schemas of the files, for editors, and of the report, for programs.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::context::{Context, Outcome};
use crate::load::schema::schemas;
use crate::report;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The schema to print: questionnaire, rules, answers or report
    #[arg(required_unless_present = "out")]
    name: Option<String>,
    /// Write all of them into this folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    out: Option<PathBuf>,
}

/// Runs `schema`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let mut schemas = schemas();
    schemas.push(("report.json", report::schema()));
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
        for (name, text) in schemas {
            let path = folder.join(name);
            std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
            context.say(&format!("wrote {}", path.display()));
        }
        return Ok(Outcome::Fine);
    }
    let wanted = args.name.as_deref().unwrap_or_default().trim_end_matches(".json");
    let found = schemas.iter().find(|(name, _)| name.trim_end_matches(".json") == wanted);
    let Some((_, text)) = found else {
        bail!("unknown schema `{wanted}`; there are `questionnaire`, `rules`, `answers` and `report`");
    };
    context.print_encoded(text)?;
    Ok(Outcome::Fine)
}
