//! Globs in `covers` that match no file: the decision governs nothing by them, and nobody would notice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobMatcher;

use super::asked::Asked;
use super::finding::{Found, Spot};
use super::look::{level_of, spot_of_line};
use super::went::{Went, went};
use crate::adr::base::Base;
use crate::adr::covers::{Owned, Territory};
use crate::adr::glob::fixed_part;
use crate::adr::matching::{matcher, matches_any, seen_from_elsewhere};
use crate::adr::status::StatusKind;
use crate::checkout::{Missing, Why, left_out, may_be_partial};
use crate::diagnostic::Severity;
use crate::files::text_of_regular;

/// The globs that match nothing. With a revision, those that matched something that changed since, and those of records that changed.
pub(super) fn look(
    folders: &[Asked],
    territory: &Territory,
    all: Option<&Vec<String>>,
    changed: Option<&BTreeSet<&str>>,
) -> Vec<Found> {
    let mut candidates = match all {
        Some(names) => territory.globs(names, false),
        None => territory.globs(&[""; 0], false),
    };
    if let Some(changed) = changed {
        let changed: Vec<&str> = changed.iter().copied().collect();
        let touched: BTreeSet<(usize, &Owned)> = territory.globs(&changed, true).into_iter().collect();
        candidates.retain(|(at, own)| touched.contains(&(*at, *own)) || is_touched(&folders[*at], own));
    }
    let mut absent = Absent::default();
    let mut nothing: BTreeMap<usize, Vec<(&Owned, GlobMatcher)>> = BTreeMap::new();
    for (at, own) in candidates {
        let (folder, base) = (&folders[at], territory.base(at));
        let Some(glob) = matcher(&own.glob) else { continue };
        let fixed = base.root.join(fixed_part(&own.glob));
        if !matches_any(&base.root, &own.glob, &glob) && !absent.may_hold(folder, base, &fixed, &glob) {
            nothing.entry(at).or_default().push((own, glob));
        }
    }
    let mut found = Vec::new();
    for (at, globs) in nothing {
        let base = territory.base(at);
        let asked: Vec<(&str, GlobMatcher)> =
            globs.iter().map(|(own, glob)| (own.glob.as_str(), glob.clone())).collect();
        let went = went(&base.root, &asked);
        found.extend(globs.iter().zip(&went).map(|((own, _), went)| idle(&folders[at], own, base, went)));
    }
    let unreadable = territory.unreadable().filter(|(at, own)| changed.is_none() || is_touched(&folders[*at], own));
    found.extend(unreadable.map(|(at, own)| unreadable_glob(&folders[at], own)));
    found
}

/// Whether the record of a glob is to be looked at whatever else changed.
fn is_touched(folder: &Asked, own: &Owned) -> bool {
    let file = &folder.records[own.record].file;
    folder.before.is_none_or(|before| before.settings.is_some() || before.records.iter().any(|(then, _)| then == file))
        || (folder.filter)(file, None)
}

/// What checkouts are without, by the roots that globs count from.
#[derive(Default)]
struct Absent(BTreeMap<PathBuf, Vec<Missing>>);

impl Absent {
    /// Whether what is not checked out may be what a glob matches.
    fn may_hold(&mut self, folder: &Asked, base: &Base, fixed: &Path, glob: &GlobMatcher) -> bool {
        let all = self.0.entry(base.root.clone()).or_insert_with(|| {
            let is_partial = may_be_partial(folder.world.project) == Some(true);
            if is_partial { left_out(&base.root, ".").unwrap_or_default() } else { Vec::new() }
        });
        all.iter().any(|missing| match missing.why {
            Why::Gone => false,
            Why::Sparse => missing.path.strip_prefix(&base.root).is_ok_and(|name| glob.is_match(name)),
            Why::Submodule => missing.path.starts_with(fixed) || fixed.starts_with(&missing.path),
        })
    }
}

fn idle(folder: &Asked, own: &Owned, base: &Base, went: &Went) -> Found {
    let record = &folder.records[own.record];
    // What is only proposed may govern files that are yet to be written.
    let is_to_be = record.status == Some(StatusKind::Proposed);
    let severity = if is_to_be { Severity::Note } else { level_of("covers-nothing", folder.world.config) };
    let mut because = Vec::new();
    let (project, part) = (folder.world.project, folder.world.project.join(folder.part));
    let help = if let Some(elsewhere) = seen_from_elsewhere(base, &own.glob, &[project, &part]) {
        because.push(format!("it counts from {}", base.shown()));
        format!("write `{elsewhere}`")
    } else if let Some(said) = &went.said {
        because.push(said.clone());
        went.instead.as_ref().map_or_else(
            || "write into `covers` where they are by now, or take the glob out".to_owned(),
            |glob| format!("write `{glob}`"),
        )
    } else {
        because.push(format!("it counts from {}", base.shown()));
        "write into `covers` where the files are by now, or take the glob out; a decision that governs nothing any more is deprecated".to_owned()
    };
    Found {
        kind: "covers-nothing",
        severity,
        record: Some(format!("{}{}", folder.prefix, record.file)),
        at: spot(folder, own),
        cause: None,
        message: format!("it covers `{}`, and no file is there that this matches", own.glob),
        because,
        help,
    }
}

fn unreadable_glob(folder: &Asked, own: &Owned) -> Found {
    Found {
        kind: "covers-nothing",
        severity: level_of("covers-nothing", folder.world.config),
        record: Some(format!("{}{}", folder.prefix, folder.records[own.record].file)),
        at: spot(folder, own),
        cause: None,
        message: format!("it covers `{}`, which is no glob of the project's files", own.glob),
        because: Vec::new(),
        help:
            "write a path from where `covers` counts, such as `src/live/**`, without `..` and with every bracket closed"
                .to_owned(),
    }
}

/// The line of the record in which a glob stands.
fn spot(folder: &Asked, own: &Owned) -> Spot {
    let file = &folder.records[own.record].file;
    let path = folder.world.folder.path.join(file);
    let text = text_of_regular(&path).unwrap_or_default();
    let lines = || text.lines().enumerate();
    let start = lines().find(|(_, line)| line.starts_with("covers")).map_or(0, |(at, _)| at);
    let line = lines().skip(start).find(|(_, line)| line.contains(&own.glob)).map_or(start, |(at, _)| at);
    spot_of_line(folder.world.shown().name(&path), &Arc::from(text.as_str()), line + 1)
}
