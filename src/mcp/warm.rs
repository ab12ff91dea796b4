//! What most clients ask first, made while they have not asked yet: the rules made ready, and what the answers behind the records come to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::answers::make;
use super::decided::Part;
use super::desk::{AT_ONCE, Desk, Office};
use super::rulings::{Ruling, Whose};
use crate::engine::Advisor;
use crate::files::within_project;
use crate::load::read_answers;

/// How many answers files are decided from at most: what they come to has to be kept, with room for what clients ask.
const MAX_FILES: usize = 4;
/// How long calls that wait have for taking their turn.
const PAUSE: Duration = Duration::from_millis(1);

/// Makes ready what a client may ask first. Works with rules of its own and holds the desk for moments only, so that a call that comes meanwhile
/// waits for what it asks itself, if that is being made, and for nothing else.
pub(super) fn warm(office: &Mutex<Office>) {
    let ready = with(office, |desk| {
        let rulings = desk.rulings.all().map(|(whose, ruling)| (whose.clone(), ruling.clone()));
        (rulings.collect::<BTreeMap<Whose, Ruling>>(), desk.settings.project.clone(), answers_behind(desk))
    });
    let Some((mut rulings, project, files)) = ready else { return };
    for (whose, ruling) in &mut rulings {
        for subject in ruling.library.subjects.clone() {
            let advisor: &Advisor = ruling.deciding(&subject).1;
            with(office, |desk| desk.rulings.take_over(whose, advisor.clone()));
        }
    }
    for (whose, file) in files {
        let Some(ruling) = rulings.get_mut(&whose) else { continue };
        decide(&file, &project, (&whose, ruling), office);
    }
    follow(office);
}

/// Makes the decisions in force, a few at a time.
fn follow(office: &Mutex<Office>) {
    let ready = with(office, |desk| {
        desk.territory();
        desk.shelves.all.len()
    });
    for shelf in 0..ready.unwrap_or_default() {
        let mut from = 0;
        while with(office, |desk| desk.follow_some(shelf, from)) == Some(true) {
            from += AT_ONCE;
            // Who let go and takes hold again at once is before whoever waits.
            std::thread::sleep(PAUSE);
        }
    }
}

/// Does something with the desk, and lets go of it; `None` where there can be none.
fn with<T>(office: &Mutex<Office>, what: impl FnOnce(&mut Desk) -> T) -> Option<T> {
    let mut office = office.lock().unwrap_or_else(PoisonError::into_inner);
    office.desk().ok().map(what)
}

/// The answers files behind the records in force with those whose rules decide, those of the latest records first.
fn answers_behind(desk: &Desk) -> Vec<(Whose, PathBuf)> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for (at, shelf) in desk.shelves.all.iter().enumerate() {
        let live = shelf.records.iter().rev().filter(|record| record.is_live());
        let replays = live.filter_map(|record| shelf.kept(record)?.replay.as_ref());
        let named = replays.filter_map(|replay| replay.answers.as_ref());
        files.extend(
            named
                .filter(|named| seen.insert((shelf.place.name.clone(), (*named).clone())))
                .map(|named| (desk.whose(at).clone(), shelf.place.folder.path.join(named))),
        );
    }
    files.truncate(MAX_FILES);
    files
}

/// Makes what an answers file comes to, where nobody did yet. What is wrong with it is told to whoever asks.
fn decide(file: &Path, project: &Path, (whose, ruling): (&Whose, &mut Ruling), office: &Mutex<Office>) {
    let Some(name) = within_project(project, file) else { return };
    let path = project.join(&name);
    for part in [Part::Questions, Part::Advice] {
        let Ok(read) = read_answers(&path, &mut ruling.library) else { return };
        let key = (part, whose.clone(), Some(name.clone()), ruling.library.sources.get(read.source).text.clone());
        let Some(slot) = with(office, |desk| desk.first_slot(key)).flatten() else { return };
        slot.get_or_init(|| Arc::new(make(read, Some(path.clone()), part, whose, ruling)));
    }
}
