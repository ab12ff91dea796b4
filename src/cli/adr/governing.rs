//! `archfit adr for`: which decisions govern these files, what they chose, and whether they still follow.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::folder::{FolderArgs, Opening, PartRules, all_here, open_any};
use crate::adr::base::Base;
use crate::adr::covers::{Stale, Territory};
use crate::adr::governing::{Decision, decisions};
use crate::adr::no_markers::NoMarkers;
use crate::adr::recheck::World;
use crate::cli::check::day;
use crate::cli::context::{Context, Outcome};
use crate::cli::format::{TextOrJson, json};
use crate::files::within_project;
use crate::load::Library;

/// Arguments of `adr for`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files or folders of the project
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How the decisions are written
    #[arg(long, value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    folder: FolderArgs,
    /// The day by which dates and evidence are judged [default: today]
    #[arg(long, value_name = "DAY")]
    today: Option<jiff::civil::Date>,
}

/// What is known of the files.
#[derive(Debug, Serialize)]
struct Answer {
    decisions: Vec<Decision>,
    /// Markers that lead to no decision in force, by file.
    stale_markers: BTreeMap<String, Vec<Stale>>,
}

/// Runs `adr for`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let project = context.project();
    let openings = openings(args, context)?;
    let based = |o: &'_ Opening| Base::of(&o.folder.path, &project);
    let territory = Territory::new(openings.iter().map(|o| (o.part.as_str(), based(o), o.records.as_slice())));
    for (at, own) in territory.unreadable() {
        let file = openings[at].record_name(&openings[at].records[own.record].file);
        context.say(&format!("warning: {file} covers `{}`, which is no glob of the project's files", own.glob));
    }
    let mut governs: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    let mut stale_markers = BTreeMap::new();
    let mut unread = unread(&openings);
    unread.extend(all_here(&openings, true, context).err().map(|error| format!("{error:#}")));
    let exceptions = NoMarkers::of(&project);
    for path in &args.paths {
        let name = within_project(&project, path);
        let name = name.with_context(|| format!("`{}` is outside the project", path.display()))?;
        if path.symlink_metadata().is_err() {
            context.say(&format!("`{}` is not there: only what records say that they cover was asked", path.display()));
        }
        let governed = territory.of_path(path, &name, &exceptions);
        governed.records.into_iter().for_each(|(at, files)| governs.entry(at).or_default().extend(files));
        stale_markers.extend(governed.stale);
        unread.extend(governed.unread);
    }
    unread.iter().for_each(|what| context.say(&format!("warning: {what}")));
    // Rules take longer to load than all else together, and only what archfit wrote is made again by them.
    let again = governs.keys().filter(|(folder, record)| openings[*folder].records[*record].replays);
    let again: BTreeSet<usize> = again.map(|(folder, _)| *folder).collect();
    let parts = PartRules::of(again.iter().map(|folder| &openings[*folder]), &context.locations(), context);
    let library = if again.is_empty() { Library::default() } else { context.load() };
    let mut decided = Vec::new();
    for (at, opening) in openings.iter().enumerate().filter(|(at, _)| governs.keys().any(|(folder, _)| folder == at)) {
        let here = governs.iter().filter(|((folder, _), _)| *folder == at);
        let here: Vec<_> = here.map(|((_, record), files)| (opening.records[*record].clone(), files.clone())).collect();
        let world = World {
            folder: &opening.folder,
            project: &project,
            library: parts.library(opening, &library),
            config: &opening.config,
            today: day(args.today),
            observations: &[],
            may_be_empty: true,
        };
        let named = |made: Decision| Decision { record: opening.record_name(&made.record), ..made };
        decided.extend(decisions(&world, &opening.records, here).into_iter().map(named));
    }
    let answer = Answer { decisions: decided, stale_markers };
    context.print(&match args.format {
        TextOrJson::Json => json(&answer)?,
        TextOrJson::Text => text(&answer),
    })?;
    let is_fine = |decision: &Decision| decision.follows != Some(false) && decision.findings.is_empty();
    let is_fine = answer.stale_markers.is_empty() && answer.decisions.iter().all(is_fine);
    // A glob that cannot be read may be meant for these files.
    let is_fine = is_fine && unread.is_empty() && territory.unreadable().next().is_none();
    Ok(if is_fine { Outcome::Fine } else { Outcome::Finding })
}

/// The folder asked for, or every folder of the project: whichever governs a file, wherever archfit runs.
fn openings(args: &Args, context: &Context) -> anyhow::Result<Vec<Opening>> {
    let mut all = if args.folder.dir.is_none() { open_any(context)? } else { Vec::new() };
    if all.is_empty() {
        all.push(args.folder.open(context)?);
    }
    if let [only] = all.as_mut_slice() {
        only.name.clear();
    }
    let n_records: usize = all.iter().map(|opening| opening.records.len()).sum();
    anyhow::ensure!(
        n_records > 0,
        "there is no record yet, so nothing was asked; `archfit adr new` writes the first one"
    );
    Ok(all)
}

/// Records that cannot be read may govern anything.
fn unread(openings: &[Opening]) -> Vec<String> {
    let of = |opening: &Opening| -> Vec<String> {
        let broken = opening.records.iter().filter_map(|record| Some((record, record.unreadable.as_ref()?)));
        broken
            .map(|(record, why)| format!("`{}` may govern these files: {why}", opening.record_name(&record.file)))
            .collect()
    };
    openings.iter().flat_map(of).collect()
}

fn text(answer: &Answer) -> String {
    let mut text = String::new();
    for decision in &answer.decisions {
        let number = decision.number.map_or_else(|| "-".to_owned(), |number| format!("{number:04}"));
        let title = decision.title.as_deref().unwrap_or(&decision.record);
        let status = decision.status.as_deref().unwrap_or("unknown");
        let _ = writeln!(text, "{number}  {title}  ({status})");
        let _ = writeln!(text, "      {} governs {}", decision.record, decision.governs.join(", "));
        if let Some(option) = &decision.option {
            let follows = match decision.follows {
                Some(true) => "still follows",
                Some(false) => "NO LONGER FOLLOWS",
                None => "whether it still follows cannot be told",
            };
            let _ = writeln!(text, "      chosen: {option}; {follows}");
        }
        for found in &decision.findings {
            let _ = writeln!(text, "      - {found}");
        }
        for when in &decision.revisit {
            let _ = writeln!(text, "      decide again when {when}");
        }
    }
    if answer.decisions.is_empty() {
        text += "no decision governs these files\n";
    }
    for (file, stale) in &answer.stale_markers {
        for Stale { marker, line, why, .. } in stale {
            let _ = writeln!(text, "{file}:{line}: `{marker}` is stale: {why} [stale-marker]");
        }
    }
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}
