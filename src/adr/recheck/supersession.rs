//! Whether records agree on which of them replaces which. Only what the records say counts, so those of other tools are looked at too.

use std::collections::BTreeMap;

use super::{Finding, Level};
use crate::adr::folder::{Folder, number_of};
use crate::adr::list::Record;
use crate::adr::relation::{Reference, Relation, Way};
use crate::adr::status::StatusKind;

/// The records of a folder, by what others name them by.
pub(super) struct Known<'a> {
    folder: &'a Folder,
    by_file: BTreeMap<&'a str, &'a Record>,
    by_number: BTreeMap<u32, Vec<&'a Record>>,
}

/// A supersession that does not hold: the line that says so, what is wrong, and the way out.
pub(super) struct Broken<'a> {
    line: usize,
    message: String,
    help: &'static str,
    /// The other record, where there is one.
    pub other: Option<&'a Record>,
}

impl<'a> Known<'a> {
    pub fn new(folder: &'a Folder, records: &'a [Record]) -> Self {
        let mut by_number: BTreeMap<u32, Vec<&Record>> = BTreeMap::new();
        for record in records {
            record.number.into_iter().for_each(|number| by_number.entry(number).or_default().push(record));
        }
        Self { folder, by_file: records.iter().map(|record| (record.file.as_str(), record)).collect(), by_number }
    }

    /// What does not hold of what a record says of others.
    pub fn broken(&self, record: &Record) -> Vec<Broken<'a>> {
        record.relations.iter().filter_map(|relation| self.look(record, relation)).collect()
    }

    fn look(&self, record: &Record, relation: &Relation) -> Option<Broken<'a>> {
        let others = self.meant(record, &relation.to);
        let broken = |message: String, help, other| Some(Broken { line: relation.line, message, help, other });
        match relation.way {
            // What is only proposed, or was turned down, has replaced nothing yet.
            Way::Supersedes if matches!(record.status, Some(StatusKind::Proposed | StatusKind::Rejected)) => None,
            Way::Supersedes => {
                let says_so = |other: &&Record| other.status == Some(StatusKind::Superseded);
                let other = *others.first().filter(|_| !others.iter().any(says_so))?;
                let help = "set both sides with `archfit adr supersede`";
                broken(format!("it supersedes {}, which does not say so", other.file), help, Some(other))
            }
            Way::SupersededBy if others.is_empty() && !self.is_elsewhere(record, &relation.to) => {
                let by = match &relation.to {
                    Reference::Number(number) => format!("{number:04}"),
                    Reference::Path(path) => format!("`{path}`"),
                };
                let help = "bring its successor back, or say with `archfit adr status` what holds instead";
                broken(format!("it is superseded by {by}, which is not there"), help, None)
            }
            Way::SupersededBy => None,
        }
    }

    /// The other records that a reference may mean: by path, or by number where that leads nowhere.
    fn meant(&self, record: &Record, to: &Reference) -> Vec<&'a Record> {
        let number = match to {
            Reference::Number(number) => Some(*number),
            Reference::Path(path) => {
                if let Some(other) = inside(&record.file, path).and_then(|file| self.by_file.get(file.as_str())) {
                    return vec![*other];
                }
                // Where every decision has a folder, the folder carries the number.
                path.rsplit('/').take(2).find_map(number_of)
            }
        };
        let same = number.and_then(|number| self.by_number.get(&number)).into_iter().flatten();
        same.copied().filter(|other| other.file != record.file).collect()
    }

    /// Whether a path leads to something that is no record of this folder.
    fn is_elsewhere(&self, record: &Record, to: &Reference) -> bool {
        let Reference::Path(path) = to else { return false };
        let place = record.file.rsplit_once('/').map_or("", |(place, _)| place);
        path.starts_with('/') || self.folder.path.join(place).join(path).exists()
    }
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

impl Broken<'_> {
    /// As a finding about a record whose path is shown in full.
    pub fn finding(self, record: &Record, file: String, level: Level) -> Finding {
        Finding {
            kind: "status-differs",
            level,
            record: record.file.clone(),
            file,
            line: self.line,
            message: self.message,
            because: Vec::new(),
            help: self.help.to_owned(),
        }
    }
}
