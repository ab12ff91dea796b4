//! Files that decisions govern: which of them changed, and which name a decision that is gone or no longer in force.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::asked::Asked;
use super::finding::{Found, Spot};
use super::idle_globs;
use super::look::{level_of, spot_of_line};
use crate::adr::base::Base;
use crate::adr::cover_globs::covers_of;
use crate::adr::covers::{Stale, Territory, is_prose, text_for_markers};
use crate::adr::folders::files_of;
use crate::adr::no_markers::NoMarkers;
use crate::adr::unseen::{Unseen, unseen};
use crate::diagnostic::Severity;
use crate::files::slashed;

/// How deep files are looked for.
const MAX_DEPTH: usize = 32;

/// Everything about governed files, over all folders together.
pub(super) fn look(folders: &[Asked]) -> Vec<Found> {
    let Some(first) = folders.first().filter(|_| folders.iter().any(|folder| !folder.records.is_empty())) else {
        return Vec::new();
    };
    let based = |folder: &Asked| Base::of(&folder.world.folder.path, folder.world.project);
    let territory = Territory::new(folders.iter().map(|folder| (folder.part, based(folder), folder.records)));
    let changed: Option<BTreeSet<&str>> = first.before.map(|_| changed_files(folders));
    let mut found = Vec::new();
    // Whether a marker is stale hangs on the file it stands in, and on the records.
    let is_all = folders.iter().any(|folder| folder.before.is_none_or(|before| before.records_changed));
    let names =
        if is_all { files_of_project(first) } else { changed.iter().flatten().map(|&f| f.to_owned()).collect() };
    found.extend(stale_markers(first, &territory, &names, is_all));
    found.extend(idle_globs::look(folders, &territory, is_all.then_some(&names), changed.as_ref()));
    if let Some(changed) = changed {
        found.extend(changed_of_records(folders, &territory, &changed));
        found.extend(folders.iter().flat_map(other_covers));
    }
    found
}

fn changed_files<'a>(folders: &'a [Asked]) -> BTreeSet<&'a str> {
    let before = folders.iter().filter_map(|folder| folder.before);
    before.flat_map(|before| before.files.iter().map(String::as_str)).collect()
}

/// The files of a project that version control keeps and that are no prose.
fn files_of_project(folder: &Asked) -> Vec<String> {
    let project = folder.world.project;
    let is_fit = |entry: &ignore::DirEntry| entry.file_type().is_some_and(|kind| kind.is_file());
    let name = |entry: ignore::DirEntry| Some(slashed(entry.path().strip_prefix(project).ok()?));
    files_of(project, MAX_DEPTH).filter(is_fit).filter_map(name).collect()
}

/// The markers in files that lead to no decision in force, in those that the checkout leaves out as git keeps them.
fn stale_markers(folder: &Asked, territory: &Territory, files: &[String], is_all: bool) -> Vec<Found> {
    let world = &folder.world;
    let project = std::fs::canonicalize(world.project).unwrap_or_else(|_| world.project.to_owned());
    let exceptions = NoMarkers::of(&project);
    let shown = world.shown();
    let stale_in = |file: &str, text: String| -> Vec<(String, Arc<str>, Stale)> {
        if text.is_empty() {
            return Vec::new();
        }
        let stale = territory.of_file(file, &text).1;
        let text: Arc<str> = Arc::from(text);
        stale.into_iter().filter(Stale::is_reference).map(|stale| (file.to_owned(), Arc::clone(&text), stale)).collect()
    };
    let of_file = |file: &String| {
        let is_excepted = is_prose(file) || exceptions.except_as_a_whole(&project.join(file));
        let text = if is_excepted { None } else { text_for_markers(&world.project.join(file)).ok() };
        stale_in(file, text.unwrap_or_default())
    };
    let mut stale: Vec<_> = files.par_iter().flat_map_iter(of_file).collect();
    let unseen = if is_all { unseen(&project) } else { Unseen::default() };
    for (file, text) in unseen.texts.into_iter().filter(|(file, _)| !is_prose(file)) {
        stale.extend(stale_in(&file, text));
    }
    let mut found: Vec<Found> = stale
        .into_iter()
        .filter_map(|(file, text, stale)| {
            let config = exceptions.settings_for(&project.join(&file))?;
            Some(Found {
                kind: "stale-marker",
                severity: level_of("stale-marker", &config),
                record: None,
                at: spot_of_line(shown.name(&world.project.join(&file)), &text, stale.line),
                cause: None,
                message: format!("`{}` is stale: {}", stale.marker, stale.why),
                because: Vec::new(),
                help: "let it name the record that holds by now".to_owned(),
            })
        })
        .collect();
    found.extend(unseen.why_not.map(|why| Found {
        kind: "stale-marker",
        severity: level_of("stale-marker", world.config),
        record: None,
        at: Spot::file(shown.name(world.project)),
        cause: None,
        message: format!("files that the checkout leaves out were not looked through for markers: {why}"),
        because: Vec::new(),
        help: "check them out with `git sparse-checkout disable`, or fetch their texts".to_owned(),
    }));
    found
}

/// Records whose files changed, each with those files.
fn changed_of_records(folders: &[Asked], territory: &Territory, changed: &BTreeSet<&str>) -> Vec<Found> {
    let mut by_record: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    let project = folders.first().map(|folder| (folder.world.project, NoMarkers::of(folder.world.project)));
    for file in changed {
        let read = |(project, exceptions): &(&Path, NoMarkers)| {
            let has_markers = !is_prose(file) && !exceptions.except(file);
            if has_markers { text_for_markers(&project.join(file)).ok() } else { None }
        };
        let text = project.as_ref().and_then(read);
        let (records, _) = territory.of_file(file, &text.unwrap_or_default());
        records.into_iter().for_each(|at| by_record.entry(at).or_default().push((*file).to_owned()));
    }
    let found = by_record.into_iter().map(|((folder, record), files)| {
        let (folder, record) = (&folders[folder], &folders[folder].records[record]);
        note(
            folder,
            &record.file,
            "files that it governs changed",
            files,
            "nothing has to be done where the change keeps to the decision",
        )
    });
    found.collect()
}

/// Records that govern other files than before.
fn other_covers(folder: &Asked) -> Vec<Found> {
    let Some(before) = folder.before else { return Vec::new() };
    let said = |globs: &[String]| if globs.is_empty() { "nothing".to_owned() } else { globs.join(", ") };
    let other = |(file, text): &(String, String)| {
        let then = covers_of(text);
        let now = folder.records.iter().find(|record| record.file == *file && record.is_live())?;
        let what = format!("it governed {} in {}, and governs {} now", said(&then), before.revision, said(&now.covers));
        let is_other = then != now.covers;
        is_other.then(|| {
            note(
                folder,
                file,
                &what,
                Vec::new(),
                "see that the files left out are governed by another decision, or by none",
            )
        })
    };
    before.records.iter().filter_map(other).collect()
}

fn note(folder: &Asked, file: &str, message: &str, because: Vec<String>, help: &str) -> Found {
    Found {
        kind: "covers-changed",
        severity: Severity::Note,
        record: Some(format!("{}{file}", folder.prefix)),
        at: Spot::file(folder.world.shown().name(&folder.world.folder.path.join(file))),
        cause: None,
        message: message.to_owned(),
        because,
        help: help.to_owned(),
    }
}
