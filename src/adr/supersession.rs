//! Whether records agree on which of them replaces which. Only what the records say counts, so those of other tools are looked at too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::folder::{Folder, number_of};
use super::list::Record;
use super::relation::{Reference, Relation};
use super::status::StatusKind;
use super::supersession_words::Way;

/// The records of a folder, by what others name them by.
pub struct Known<'a> {
    folder: &'a Folder,
    by_file: BTreeMap<&'a str, &'a Record>,
    by_number: BTreeMap<u32, Vec<&'a Record>>,
    /// The records in force that say that they replace one, by its file.
    successors: BTreeMap<&'a str, Vec<&'a Record>>,
    /// The first record of every circle, with another one of it.
    circles: OnceLock<BTreeMap<&'a str, &'a Record>>,
}

/// A supersession that does not hold.
pub struct Broken<'a> {
    /// The kind of finding that it is, a code of the catalogue.
    pub kind: &'static str,
    /// The line that says so, from 1.
    pub line: usize,
    /// What is wrong: lower case, no final stop.
    pub message: String,
    /// The way out.
    pub help: &'static str,
    /// The other record, where there is one.
    pub other: Option<&'a Record>,
    /// Whether it is only worth knowing: nobody contradicts what the record says.
    pub is_note: bool,
}

impl<'a> Known<'a> {
    /// The records of a folder.
    pub fn new(folder: &'a Folder, records: &'a [Record]) -> Self {
        let mut by_number: BTreeMap<u32, Vec<&Record>> = BTreeMap::new();
        for record in records {
            record.number.into_iter().for_each(|number| by_number.entry(number).or_default().push(record));
        }
        let by_file = records.iter().map(|record| (record.file.as_str(), record)).collect();
        let mut known = Self { folder, by_file, by_number, successors: BTreeMap::new(), circles: OnceLock::new() };
        let mut successors: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for record in known.by_file.values().copied().filter(|record| has_replaced(record)) {
            let replaced = record.relations.iter().filter(|relation| relation.way == Way::Supersedes);
            for old in replaced.flat_map(|relation| known.meant(record, &relation.to)) {
                let claims = successors.entry(&old.file).or_default();
                if claims.last().is_none_or(|last| last.file != record.file) {
                    claims.push(record);
                }
            }
        }
        known.successors = successors;
        known
    }

    /// What does not hold of what a record says of others.
    pub fn broken(&self, record: &Record) -> Vec<Broken<'a>> {
        let mut broken: Vec<Broken> =
            record.relations.iter().filter_map(|relation| self.look(record, relation)).collect();
        broken.extend(self.itself(record));
        broken.extend(self.contradicted(record));
        broken.extend(self.twice(record));
        broken.extend(self.in_circle(record));
        broken.extend(self.by_what_does_not_hold(record));
        broken
    }

    /// Which record replaces which, whichever side says so: the earlier one's file first.
    pub fn pairs(&self) -> BTreeSet<(&'a str, &'a str)> {
        let mut pairs = BTreeSet::new();
        for record in self.by_file.values() {
            for relation in &record.relations {
                let [other] = self.meant(record, &relation.to)[..] else { continue };
                pairs.insert(match relation.way {
                    Way::Supersedes => (other.file.as_str(), record.file.as_str()),
                    Way::SupersededBy => (record.file.as_str(), other.file.as_str()),
                });
            }
        }
        pairs
    }

    /// The records in force that say that they replace this one.
    pub fn successors(&self, record: &Record) -> &[&'a Record] {
        self.successors.get(record.file.as_str()).map(Vec::as_slice).unwrap_or_default()
    }

    /// A record that this one says replaced it.
    pub fn named_successor(&self, record: &Record) -> Option<&'a Record> {
        let named = record.relations.iter().filter(|relation| relation.way == Way::SupersededBy);
        named.flat_map(|relation| self.meant(record, &relation.to)).next()
    }

    /// The superseded records whose only successor this one is.
    pub fn replaced_by(&self, record: &Record) -> Vec<&'a Record> {
        let is_its = |old: &&Record| {
            let successors = self.all_successors(old);
            old.status == Some(StatusKind::Superseded) && matches!(&successors[..], [one] if one.file == record.file)
        };
        self.by_file.values().copied().filter(is_its).collect()
    }

    /// A record that names itself as what replaced it, or as what it replaced.
    fn itself(&self, record: &Record) -> Option<Broken<'a>> {
        let relation = record.relations.iter().find(|relation| self.is_itself(record, &relation.to))?;
        let (kind, message) = match relation.way {
            Way::SupersededBy => ("superseded-by-nothing", "it is superseded by itself, so nothing holds"),
            Way::Supersedes => ("status-differs", "it supersedes itself"),
        };
        Some(Broken {
            kind,
            line: relation.line,
            message: message.to_owned(),
            help: "name the other record, or take the line out",
            other: None,
            is_note: false,
        })
    }

    /// A superseded record whose successor says nothing of it, or that another record says it replaced.
    fn contradicted(&self, record: &Record) -> Option<Broken<'a>> {
        let named = record.relations.iter().find(|relation| relation.way == Way::SupersededBy);
        let is_superseded = record.status == Some(StatusKind::Superseded);
        let Some(named) = named else {
            // archfit names the successor; where it does not stand, somebody took it out of keeping by a word.
            let is_silent = record.replays && is_superseded && self.successors(record).is_empty();
            return is_silent.then(|| Broken {
                kind: "record-missing",
                line: 1,
                message: "it is superseded, and nothing says by which record".to_owned(),
                help: "name its successor with `archfit adr supersede`, or say what holds instead",
                other: None,
                is_note: false,
            });
        };
        let meant = self.meant(record, &named.to);
        let claims = self.successors(record);
        let agrees = |other: &&&Record| claims.iter().any(|claim| claim.file == other.file);
        let other = *meant.first().filter(|_| !meant.iter().any(|other| agrees(&other)))?;
        let message = match claims.first() {
            Some(claim) => {
                format!("it is superseded by {}, but {} says that it supersedes it", other.file, claim.file)
            }
            // A proposal has replaced nothing yet, whatever it says.
            None if !has_replaced(other) => return None,
            None => format!("it is superseded by {}, which does not say so", other.file),
        };
        let help = "set both sides with `archfit adr supersede`";
        Some(Broken { kind: "status-differs", line: named.line, message, help, other: Some(other), is_note: false })
    }

    /// Two branches that replace one record: each of the later ones is told, unless the old record names both.
    fn twice(&self, record: &Record) -> Option<Broken<'a>> {
        let mut replaced = record.relations.iter().filter(|relation| relation.way == Way::Supersedes);
        replaced.find_map(|relation| {
            let [old] = self.meant(record, &relation.to)[..] else { return None };
            let named = |claim: &&Record| {
                let is_it = |to: &Reference| self.meant(old, to).iter().any(|other| other.file == claim.file);
                old.relations.iter().any(|said| said.way == Way::SupersededBy && is_it(&said.to))
            };
            let claims = self.successors(old);
            let other = claims.iter().copied().find(|claim| claim.file != record.file)?;
            let is_meant = claims.iter().all(named) || !has_replaced(record);
            (!is_meant && other.file < record.file).then(|| Broken {
                kind: "superseded-twice",
                line: relation.line,
                message: format!("it supersedes {}, and so does {}", old.file, other.file),
                help: "decide which one holds; let it supersede the other, or reject one",
                other: Some(other),
                is_note: false,
            })
        })
    }

    /// The records that replaced this one, whichever side says so.
    fn all_successors(&self, record: &Record) -> Vec<&'a Record> {
        let named = record.relations.iter().filter(|relation| relation.way == Way::SupersededBy);
        let mut all: Vec<&Record> = named.flat_map(|relation| self.meant(record, &relation.to)).collect();
        let claims = self.successors(record).iter().copied();
        claims.for_each(|claim| all.extend((!all.iter().any(|one| one.file == claim.file)).then_some(claim)));
        all
    }

    /// Superseded records each of which another one of them replaced: none of them holds. Told once, at the first of them.
    fn in_circle(&self, record: &Record) -> Option<Broken<'a>> {
        let other = *self.circles.get_or_init(|| self.find_circles()).get(record.file.as_str())?;
        Some(Broken {
            kind: "superseded-by-nothing",
            line: line_of_successor(record),
            message: format!("it is superseded by {}, and in the end by itself, so none of them holds", other.file),
            help: "take out of the one that holds what says that it is superseded, and out of the other that it supersedes it",
            other: Some(other),
            is_note: false,
        })
    }

    /// The first record of every circle with another one of it, looked for once for all: chains may be as long as the list.
    fn find_circles(&self) -> BTreeMap<&'a str, &'a Record> {
        let is_superseded = |record: &&Record| record.status == Some(StatusKind::Superseded);
        let all = self.by_file.values().copied().filter(is_superseded);
        let after: BTreeMap<&str, Vec<&Record>> =
            all.map(|record| (record.file.as_str(), self.all_successors(record))).collect();
        let mut before: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (file, successors) in &after {
            successors.iter().for_each(|next| before.entry(next.file.as_str()).or_default().push(file));
        }
        let backwards = |from: Vec<&'a str>| reached(from, |file| before.get(file).into_iter().flatten().copied());
        // Where a chain comes to one that is not superseded, that one may hold.
        let ends = self.by_file.values().filter(|record| !is_superseded(record)).map(|record| record.file.as_str());
        let mut done = backwards(ends.collect());
        // What nothing comes to is in no circle, and neither is what only that comes to.
        let mut n_before: BTreeMap<&str, usize> = BTreeMap::new();
        for (file, earlier) in &before {
            n_before.insert(file, earlier.iter().filter(|one| !done.contains(*one)).count());
        }
        let mut left: Vec<&str> =
            after.keys().copied().filter(|file| n_before.get(file).is_none_or(|n| *n == 0)).collect();
        done.extend(left.iter().copied());
        while let Some(file) = left.pop() {
            for next in after.get(file).into_iter().flatten() {
                let n_left = n_before.entry(&next.file).or_default();
                *n_left = n_left.saturating_sub(1);
                left.extend((*n_left == 0 && done.insert(&next.file)).then_some(next.file.as_str()));
            }
        }
        let mut circles = BTreeMap::new();
        for (file, successors) in &after {
            if done.contains(file) {
                continue;
            }
            let next = |file: &str| after.get(file).into_iter().flatten().map(|next| next.file.as_str());
            let seen = reached(next(file).collect(), next);
            if seen.contains(file) {
                // Those that come back to it are of the same circle.
                let other = successors.iter().copied().find(|one| one.file != **file);
                let is_first = seen.first().is_none_or(|first| first >= file);
                circles.extend(other.filter(|_| is_first).map(|other| (*file, other)));
                done.extend(backwards(vec![file]).into_iter().filter(|one| seen.contains(one)));
            }
        }
        circles
    }

    /// A record none of whose successors holds: each was rejected, is deprecated, or is superseded itself without a word by what. One that
    /// was deprecated may have ended what both were about; that is only worth knowing.
    fn by_what_does_not_hold(&self, record: &Record) -> Option<Broken<'a>> {
        if record.status != Some(StatusKind::Superseded) {
            return None;
        }
        let all = self.all_successors(record);
        let mut ends: Vec<(&Record, &str)> = Vec::new();
        for one in all {
            ends.push((one, self.end_of(one)?));
        }
        let is_note = ends.iter().any(|(one, _)| one.status == Some(StatusKind::Deprecated));
        let (other, end) = *ends.first()?;
        Some(Broken {
            kind: "superseded-by-nothing",
            line: line_of_successor(record),
            message: format!("it is superseded by {}, which {end}, so neither holds", other.file),
            help: if is_note {
                "where something holds by now, name the record that says so; where nothing does, all is well"
            } else {
                "put it back in force with `archfit adr status`, or name the record that replaced it"
            },
            other: Some(other),
            is_note,
        })
    }

    /// How a record came to hold no longer, where nothing took its place.
    fn end_of(&self, record: &Record) -> Option<&'static str> {
        let names_one = || record.relations.iter().any(|relation| relation.way == Way::SupersededBy);
        match record.status? {
            StatusKind::Rejected => Some("was rejected"),
            StatusKind::Deprecated => Some("is deprecated"),
            StatusKind::Superseded if !names_one() && self.successors(record).is_empty() => {
                Some("is superseded itself without a word by what")
            }
            _ => None,
        }
    }

    fn look(&self, record: &Record, relation: &Relation) -> Option<Broken<'a>> {
        let others = self.meant(record, &relation.to);
        if self.is_itself(record, &relation.to) {
            return None;
        }
        if others.is_empty() && !self.is_elsewhere(record, &relation.to) {
            return missing(record, relation);
        }
        let is_in_force = has_replaced(record);
        let says_so = |other: &&Record| other.status == Some(StatusKind::Superseded);
        // What is only proposed, or was turned down, has replaced nothing yet.
        let is_claim = relation.way == Way::Supersedes && is_in_force && !others.iter().any(says_so);
        let other = *others.first().filter(|_| is_claim)?;
        Some(Broken {
            kind: "status-differs",
            line: relation.line,
            message: format!("it supersedes {}, which does not say so", other.file),
            help: "set both sides with `archfit adr supersede`",
            other: Some(other),
            is_note: false,
        })
    }

    /// The other records that a reference may mean: by path, or by number where that leads nowhere.
    fn meant(&self, record: &Record, to: &Reference) -> Vec<&'a Record> {
        let number = match to {
            Reference::Number(number) => Some(*number),
            Reference::Path(path) => {
                if let Some(other) = inside(&record.file, path).and_then(|file| self.by_file.get(file.as_str())) {
                    return if other.file == record.file { Vec::new() } else { vec![*other] };
                }
                // Where every decision has a folder, the folder carries the number.
                path.rsplit('/').take(2).find_map(number_of)
            }
        };
        let same = number.and_then(|number| self.by_number.get(&number)).into_iter().flatten();
        same.copied().filter(|other| other.file != record.file).collect()
    }

    /// Whether a reference means the record that makes it: by path, or by a number that no other one has.
    fn is_itself(&self, record: &Record, to: &Reference) -> bool {
        match to {
            Reference::Number(number) => record.number == Some(*number) && self.meant(record, to).is_empty(),
            Reference::Path(path) => inside(&record.file, path).as_deref() == Some(record.file.as_str()),
        }
    }

    /// Whether a path leads to something that is no record of this folder.
    fn is_elsewhere(&self, record: &Record, to: &Reference) -> bool {
        let Reference::Path(path) = to else { return false };
        let place = record.file.rsplit_once('/').map_or("", |(place, _)| place);
        path.starts_with('/') || self.folder.path.join(place).join(path).exists()
    }
}

/// What is reached from some places, these among it.
fn reached<'a, I: Iterator<Item = &'a str>>(from: Vec<&'a str>, next: impl Fn(&'a str) -> I) -> BTreeSet<&'a str> {
    let mut seen: BTreeSet<&str> = from.iter().copied().collect();
    let mut left = from;
    while let Some(one) = left.pop() {
        left.extend(next(one).filter(|one| seen.insert(one)));
    }
    seen
}

/// The line in which a record names what replaced it.
fn line_of_successor(record: &Record) -> usize {
    record.relations.iter().find(|relation| relation.way == Way::SupersededBy).map_or(1, |relation| relation.line)
}

/// Whether a record may have replaced another one: what is only proposed, or was turned down, has not.
fn has_replaced(record: &Record) -> bool {
    !matches!(record.status, Some(StatusKind::Proposed | StatusKind::Rejected))
}

/// A path as seen from a record as one within the folder; `None` where it leads out of it.
fn inside(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.rsplit_once('/').map_or_else(Vec::new, |(place, _)| place.split('/').collect());
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A record that another one names is not there. What was turned down may name what it likes.
fn missing<'a>(record: &Record, relation: &Relation) -> Option<Broken<'a>> {
    let to = match &relation.to {
        Reference::Number(number) => format!("{number:04}"),
        Reference::Path(path) => format!("`{path}`"),
    };
    let (verb, help) = match relation.way {
        Way::Supersedes if record.status == Some(StatusKind::Rejected) => return None,
        Way::Supersedes => ("supersedes", "bring that record back, or correct the line that names it"),
        Way::SupersededBy => {
            ("is superseded by", "bring its successor back, or say with `archfit adr status` what holds instead")
        }
    };
    let message = format!("it {verb} {to}, which is not there");
    Some(Broken { kind: "record-missing", line: relation.line, message, help, other: None, is_note: false })
}
