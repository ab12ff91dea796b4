//! `archfit schema`: the JSON Schemas of the files, for editors, and of the report, for programs.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::context::{Context, Outcome};
use crate::condition::closest;
use crate::files::{inside, replace};
use crate::load::schema::schemas;
use crate::load::schema_for::schemas_for;
use crate::report;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The schema to print: questionnaire, rules, answers or report [default with --for: rules]
    #[arg(required_unless_present_any = ["out", "decision"])]
    name: Option<String>,
    /// Narrow the schemas to the names of this decision: its options, criteria, rules and evidence, and the questions it reads
    #[arg(long = "for", value_name = "DECISION")]
    decision: Option<String>,
    /// Write all of them into this folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    out: Option<PathBuf>,
}

/// A schema, and the name of the file it is written to.
type Schema = (String, String);

/// Runs `schema`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let (schemas, outcome) = match &args.decision {
        Some(decision) => schemas_of(decision, context)?,
        None => {
            let mut all = schemas();
            all.push(("report.json", report::schema()));
            (all.into_iter().map(|(name, text)| (name.to_owned(), text)).collect(), Outcome::Fine)
        }
    };
    match &args.out {
        Some(folder) => write(&schemas, folder, context)?,
        None => print(&schemas, args, context)?,
    }
    Ok(outcome)
}

/// The schemas of one decision's files. Names that could not be read are not in them, which is said.
fn schemas_of(decision: &str, context: &Context) -> anyhow::Result<(Vec<Schema>, Outcome)> {
    let library = context.load();
    let known =
        || library.subjects.iter().flat_map(|subject| &subject.rule_bases).map(|base| base.decision.id.as_str());
    let found = library.subjects.iter().find_map(|subject| Some((subject, subject.rule_base(decision)?)));
    let Some((subject, base)) = found else {
        let ids: Vec<&str> = known().collect();
        let help = closest(decision, known()).unwrap_or_else(|| format!("the decisions are {}", ids.join(", ")));
        bail!("unknown decision `{decision}`; {help}");
    };
    let errors: Vec<_> = library.errors_behind(&base.decision.id).into_iter().cloned().collect();
    context.say_findings(&errors, &library.sources);
    let owner = |name: &str| match name {
        "questionnaire.json" => subject.questionnaire.id.to_string(),
        _ => decision.to_owned(),
    };
    let named = |(name, text): (&str, String)| (format!("{}-{name}", owner(name)), text);
    let outcome = if errors.is_empty() { Outcome::Fine } else { Outcome::Finding };
    Ok((schemas_for(subject, base).into_iter().map(named).collect(), outcome))
}

fn write(schemas: &[Schema], folder: &Path, context: &Context) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    for (name, text) in schemas {
        let path = inside(folder, name).with_context(|| {
            format!("`{name}` is no name of a file; an id has lower-case letters, digits and hyphens")
        })?;
        replace(&path, text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))?;
        context.say(&format!("wrote {}", path.display()));
    }
    Ok(())
}

fn print(schemas: &[Schema], args: &Args, context: &Context) -> anyhow::Result<()> {
    let wanted = args.name.as_deref().unwrap_or("rules").trim_end_matches(".json");
    let is_wanted = |name: &str| match &args.decision {
        Some(_) => name.ends_with(&format!("-{wanted}.json")),
        None => name.trim_end_matches(".json") == wanted,
    };
    let Some((_, text)) = schemas.iter().find(|(name, _)| is_wanted(name)) else {
        let report = if args.decision.is_some() { "" } else { ", and `report`" };
        bail!("unknown schema `{wanted}`; there are `questionnaire`, `rules` and `answers`{report}");
    };
    context.print_encoded(text)
}
