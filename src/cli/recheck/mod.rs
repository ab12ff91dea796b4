//! `archfit recheck`: whether recorded decisions still follow from today's answers and rules.

mod propose;
mod render;
mod since;

use std::path::PathBuf;

use super::adr::folder::FolderArgs;
use super::check::day;
use super::context::{Context, Outcome};
use crate::adr::Config;
use crate::adr::recheck::{KINDS, World, recheck};
use crate::condition::closest;
use crate::model::Day;
use crate::observe::{Named, Observation, observe};

/// Arguments of `recheck`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of records [default: found in the project]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    format: render::Format,
    /// Only records that a change since this revision of git can have touched
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Write a proposed record for every decision that comes out differently
    #[arg(long)]
    propose: bool,
    /// Read the sources of archfit.toml again, and compare answers with what they tell
    #[arg(long)]
    observe: bool,
    /// Compare answers with the observations of this file; several files tell growth
    #[arg(long, value_name = "FILE")]
    observations: Vec<PathBuf>,
    /// The day by which dates and evidence are judged [default: today]
    #[arg(long, value_name = "DAY")]
    today: Option<jiff::civil::Date>,
}

/// Runs `recheck`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let config = Config::find(&context.project())?;
    let kinds = KINDS.iter().map(|(kind, _)| *kind);
    if let Some(unknown) = config.recheck.allow.iter().find(|allowed| !kinds.clone().any(|kind| kind == *allowed)) {
        let help = closest(unknown, kinds).unwrap_or_else(|| "docs/recheck.md lists them".to_owned());
        anyhow::bail!("`archfit.toml` allows the unknown kind of finding `{unknown}`; {help}");
    }
    let opening = FolderArgs { dir: args.dir.clone() }.open_with(context, &config)?;
    let mut library = context.load();
    if library.has_errors() {
        let warning = "warning: questionnaires or rule bases have errors and are used as far as they can be read";
        context.say(&format!("{warning}; `archfit check` shows them"));
    }
    let changed = args.since.as_deref().map(|revision| since::Changed::new(&opening.folder, revision)).transpose()?;
    let scope = changed.as_ref().map(|changed| changed.scope(&library));
    let project = context.project();
    let today = day(args.today);
    let observations = observations(args, &config, today, context)?;
    let world = World {
        folder: &opening.folder,
        project: &project,
        library: &library,
        config: &config,
        today,
        observations: &observations,
    };
    let rechecked = recheck(&world, &opening.records, |file, replay| {
        scope.as_ref().is_none_or(|scope| scope.touches(file, replay))
    });
    let output = render::render(&rechecked, args.format)?;
    if args.format == render::Format::Text {
        context.print(&output)?
    } else {
        context.print_encoded(&output)?
    }
    if args.format == render::Format::Text {
        context.say(&render::summary(&rechecked));
    }
    if args.propose {
        propose::propose(&rechecked, &opening, &mut library, &config, today, context)?;
    }
    Ok(if rechecked.has_errors() { Outcome::Finding } else { Outcome::Fine })
}

/// What is observed: by the sources of the settings, by files of observations, or not at all.
fn observations(args: &Args, config: &Config, today: Day, context: &Context) -> anyhow::Result<Vec<Observation>> {
    let mut named = Vec::new();
    if args.observe {
        named = super::observe::named(&[], config, context)?;
    }
    named.extend(args.observations.iter().map(|path| Named { path: path.clone(), config: None }));
    let mut observations = Vec::new();
    for source in observe(&named, today) {
        match source.told {
            Ok(told) => {
                told.notes.iter().for_each(|note| context.say(&format!("{}: {note}", source.name)));
                observations.extend(told.observations);
            }
            // What was asked for and not looked at must not pass for fine.
            Err(why) => anyhow::bail!("`{}` tells nothing: {why}", source.name),
        }
    }
    Ok(observations)
}
