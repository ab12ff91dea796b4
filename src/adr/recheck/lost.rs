//! Records that are gone from a place at which nobody looks any more, or lie there.

use std::cell::OnceCell;
use std::path::PathBuf;

use super::asked::Asked;
use super::before::{GONE, is_elsewhere, is_same};
use super::finding::{Found, Spot};
use super::look::level_of;
use crate::adr::folders::{Held, held};
use crate::adr::list::Record;
use crate::adr::replay;
use crate::files::real;

/// Records that could be made again then, and are gone from a place that is no folder of records now: a folder that was moved took the others along.
pub(super) fn lost(folders: &[Asked]) -> Vec<Found> {
    let Some((first, before)) = folders.first().and_then(|first| Some((first, first.before?))) else {
        return Vec::new();
    };
    let inside: Vec<PathBuf> = folders.iter().map(|folder| real(&folder.world.folder.path)).collect();
    let elsewhere = before.gone.iter().filter(|(path, _)| !inside.iter().any(|folder| real(path).starts_with(folder)));
    // A part of the project may have moved at which nobody looks this time.
    let others: OnceCell<Vec<Held>> = OnceCell::new();
    let is_lost = |(path, text): &&(PathBuf, String)| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let then = Record::of_text(&name, text);
        let Some(Ok(replay)) = replay::read(text).filter(|_| then.is_live()) else { return false };
        let stands = |folder: &Asked| {
            folder.before.is_some_and(|before| is_elsewhere(&folder.world, folder.records, before, (&then, &replay)))
        };
        !folders.iter().any(stands)
            && !others.get_or_init(|| others_of(first)).iter().any(|held| {
                let is_new = |record: &&Record| before.files.contains(&format!("{}/{}", held.place.name, record.file));
                held.records.iter().filter(is_new).any(|now| is_same(&held.place.folder, now, (&then, &replay)))
            })
    };
    let found = elsewhere.chain(&before.unseen).filter(is_lost).map(|(path, _)| {
        let name = first.world.shown().name(path);
        let what = if path.exists() { "lies where nobody looks now" } else { "is gone" };
        Found {
            kind: "no-longer-replays",
            severity: level_of("no-longer-replays", first.world.config),
            record: Some(name.clone()),
            at: Spot::file(name),
            cause: None,
            message: format!("it could be made again in {}, and {what}", before.revision),
            because: Vec::new(),
            help: GONE.to_owned(),
        }
    });
    found.collect()
}

/// Every folder of records of the project.
fn others_of(folder: &Asked) -> Vec<Held> {
    held(folder.world.project).unwrap_or_default()
}
