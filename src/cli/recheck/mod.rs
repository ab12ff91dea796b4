//! `archfit recheck`: whether recorded decisions still follow from today's answers and rules.

mod propose;
mod render;
mod since;

use std::path::{Path, PathBuf};

use since::sight::{Sight, Way};

use super::adr::folder::{FolderArgs, Opening, PartRules, all_here as all_records_here, open_any, say_of_others};
use super::check::day;
use super::context::{Context, Outcome};
use super::observing::{concern_questions, observations};
use crate::adr::absent::all_here;
use crate::adr::recheck::{Asked, Before, Rechecked, World, recheck_all, relink};
use crate::adr::{Config, Replay};
use crate::condition::closest;
use crate::diagnostic::catalogue;
use crate::load::{Library, load};
use crate::observe::Observation;

/// Arguments of `recheck`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of records [default: found in the project]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Every folder of records of the project, such as the parts of a monorepo have
    #[arg(long, conflicts_with_all = ["dir", "relink", "propose"])]
    all: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    format: render::Format,
    /// Only records that a change since this revision of git can have touched
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Write a proposed record for every decision that comes out differently
    #[arg(long)]
    propose: bool,
    /// First write into the records where their answers files stand by now, found by what they say
    #[arg(long)]
    relink: bool,
    /// Be content with a folder without any record
    #[arg(long)]
    allow_empty: bool,
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
    if args.relink {
        relink_all(&FolderArgs { dir: args.dir.clone() }, context)?;
    }
    let openings = openings(args, &config, context)?;
    openings.iter().try_for_each(|opening| known_kinds(&opening.config))?;
    all_records_here(&openings, args.all, context)?;
    let locations = context.locations();
    all_here(&locations.absent)?;
    let parts = PartRules::of(&openings, &locations, context);
    parts.all().try_for_each(|of| all_here(&of.0.absent))?;
    if let ([opening], None, false) = (openings.as_slice(), &args.dir, args.all) {
        only_folder(opening, &context.project())?;
    }
    let library = load(&locations);
    if library.has_errors() || parts.all().any(|of| of.1.has_errors()) {
        let warning = "warning: questionnaires or rule bases have errors and are used as far as they can be read";
        context.say(&format!("{warning}; `archfit check` shows them"));
    }
    let observations = observations(args.observe, &args.observations, &config, day(args.today), context)?;
    concern_questions(&observations, args.observe || !args.observations.is_empty(), &library)?;
    let rechecked = look(args, &openings, (&library, &parts), &observations, context)?;
    let output = render::render(&rechecked, args.format)?;
    if args.format == render::Format::Text {
        context.print(&output)?;
        context.say(&render::summary(&rechecked));
    } else {
        context.print_encoded(&output)?;
    }
    if let (true, [opening]) = (args.propose, openings.as_slice()) {
        let mut library = parts.library(opening, &library).clone();
        propose::propose(&rechecked, opening, &mut library, &opening.config, day(args.today), context)?;
    }
    if let ([opening], None, false) = (openings.as_slice(), &args.dir, args.all) {
        say_of_others(opening, "`--all` looks at every one", context);
    }
    Ok(if rechecked.has_errors() { Outcome::Finding } else { Outcome::Fine })
}

/// Refuses settings that allow what is no kind of finding.
fn known_kinds(config: &Config) -> anyhow::Result<()> {
    let kinds = catalogue::of_records().iter().map(|entry| entry.code.as_str());
    if let Some(unknown) = config.recheck.allow.iter().find(|allowed| !kinds.clone().any(|kind| kind == *allowed)) {
        let help = closest(unknown, kinds).unwrap_or_else(|| "docs/recheck.md lists them".to_owned());
        anyhow::bail!("`archfit.toml` allows the unknown kind of finding `{unknown}`; {help}");
    }
    Ok(())
}

/// Refuses to take one of several usual folders for the whole where nobody said which one is meant.
fn only_folder(opening: &Opening, project: &Path) -> anyhow::Result<()> {
    let others = opening.folder.others(project);
    let Some(other) = others.first().filter(|_| opening.config.adr.dir.is_none()) else { return Ok(()) };
    anyhow::bail!(
        "records lie in `{}` and in `{}`: look at both with `--all`, name one, or say in `archfit.toml` which one counts (`dir` under `[adr]`)",
        opening.folder.path.display(),
        other.display()
    )
}

type Filter<'a> = Box<dyn Fn(&str, Option<&Replay>) -> bool + Sync + 'a>;

/// Which records are made again: those that the changes can have touched, or all.
fn filter<'a>(
    changed: Option<&'a since::Changed>,
    before: Option<&Before>,
    library: &Library,
    project: &Path,
) -> Filter<'a> {
    // Other settings look at other things, so that then everything is looked at.
    let is_all = before.is_none_or(|before| before.settings.is_some() || !before.named.is_empty());
    match changed.filter(|_| !is_all).map(|changed| changed.scope(library, project)) {
        Some(scope) => Box::new(move |file, replay| scope.touches(file, replay)),
        None => Box::new(|_, _| true),
    }
}

/// Looks at all folders, or at what changed in them.
fn look(
    args: &Args,
    openings: &[Opening],
    (library, parts): (&Library, &PartRules),
    observations: &[Observation],
    context: &Context,
) -> anyhow::Result<Rechecked> {
    let project = context.project();
    let since = |opening: &Opening| {
        args.since.as_deref().map(|revision| since::Changed::new(&opening.folder, revision)).transpose()
    };
    let changed: Vec<Option<since::Changed>> = openings.iter().map(since).collect::<anyhow::Result<_>>()?;
    let before = |(opening, changed): (&Opening, &Option<since::Changed>)| {
        changed.as_ref().map(|changed| changed.before(&project, &opening.part, &opening.config)).transpose()
    };
    let mut before: Vec<Option<Before>> = openings.iter().zip(&changed).map(before).collect::<anyhow::Result<_>>()?;
    if let (Some(changed), Some(Some(before))) = (changed.first().and_then(Option::as_ref), before.first_mut()) {
        let place = std::env::current_dir().unwrap_or_default();
        let way = match args.dir {
            Some(_) => Way::Named,
            None if args.all => Way::All,
            None => Way::Of(&place),
        };
        Sight { records: before.unseen, named: before.named } = changed.sight(&project, way, openings)?;
    }
    let filters: Vec<Filter> = changed
        .iter()
        .zip(&before)
        .zip(openings)
        .map(|((changed, before), opening)| {
            let (library, project) = (parts.library(opening, library), parts.folder(opening, &project));
            filter(changed.as_ref(), before.as_ref(), library, project)
        })
        .collect();
    let asked = openings.iter().enumerate().map(|(at, opening)| Asked {
        world: World {
            folder: &opening.folder,
            project: &project,
            library: parts.library(opening, library),
            config: &opening.config,
            today: day(args.today),
            observations,
            may_be_empty: args.allow_empty,
        },
        records: &opening.records,
        part: &opening.part,
        prefix: opening.prefix(),
        before: before[at].as_ref(),
        filter: &filters[at],
    });
    Ok(recheck_all(&asked.collect::<Vec<_>>()))
}

/// The folders of records to look at. One that is not there holds no record, which is a finding; one that was named may be misspelt, unless
/// it may be empty or an earlier version tells what lay there.
fn openings(args: &Args, config: &Config, context: &Context) -> anyhow::Result<Vec<Opening>> {
    if args.all {
        let all = open_any(context)?;
        if !all.is_empty() {
            return Ok(all);
        }
    }
    let folder = FolderArgs { dir: args.dir.clone() };
    let may_be_gone = args.dir.is_none() || args.allow_empty || args.since.is_some();
    Ok(vec![if may_be_gone { folder.open_if_there(context, config)? } else { folder.open_with(context, config)? }])
}

fn relink_all(folder: &FolderArgs, context: &Context) -> anyhow::Result<()> {
    let (opening, guard) = folder.open_for_change(context)?;
    for mended in relink(&opening.folder, &context.project(), &opening.records, &guard)? {
        context.say(&format!("{} names {} now", mended.file, mended.to));
    }
    Ok(())
}
