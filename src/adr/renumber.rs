//! Numbers used twice, as merged branches leave them: the later records get new numbers, and links to them follow.

use std::collections::BTreeMap;

use super::edit::Edits;
use super::folder::{Folder, FolderError};
use super::journal::Change;
use super::list::{Opened, PickError, Record, open};

/// One record's new number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Its file now.
    pub from: String,
    /// Its file then.
    pub to: String,
    /// Its number then.
    pub number: u32,
}

/// What renumbering would do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The records that move.
    pub moves: Vec<Move>,
    /// The changes of files.
    pub changes: Vec<Change>,
    /// References that may mean either of two records, and so stay: file and line.
    pub ambiguous: Vec<(String, usize, String)>,
}

/// The records whose number another one keeps: the one with the earliest date, then the first by name, keeps it.
fn colliding(records: &[Record]) -> Vec<&Record> {
    let mut by_number: BTreeMap<u32, Vec<&Record>> = BTreeMap::new();
    for record in records.iter().filter(|record| starts_with_number(&record.file)) {
        by_number.entry(record.number.unwrap_or_default()).or_default().push(record);
    }
    let mut late = Vec::new();
    for mut same in by_number.into_values() {
        // A record without a date counts as older than one with it.
        same.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.file.cmp(&b.file)));
        late.extend(same.into_iter().skip(1));
    }
    late
}

/// Whether a record is a file of the folder itself and its name carries the number. Folders are left to their owners: other files
/// in them may be linked to from anywhere.
fn starts_with_number(file: &str) -> bool {
    !file.contains('/') && super::folder::number_of(file).is_some()
}

/// Works out what mends all collisions; changes nothing.
pub fn plan(folder: &Folder, records: &[Record]) -> Result<Plan, PickError> {
    let mut plan = Plan::default();
    let first_free = folder.next_number()?;
    for (record, number) in colliding(records).into_iter().zip(first_free..) {
        plan.moves.push(Move { from: record.file.clone(), to: renamed(&record.file, number), number });
    }
    if plan.moves.is_empty() {
        return Ok(plan);
    }
    for record in records.iter().filter(|record| record.unreadable.is_none()) {
        let opened = open(folder, record)?;
        plan.change(&opened);
    }
    Ok(plan)
}

/// A file's name with another number, its digits as many as before.
fn renamed(file: &str, number: u32) -> String {
    let n_digits = file.bytes().take_while(u8::is_ascii_digit).count();
    format!("{number:0n_digits$}{}", &file[n_digits..])
}

impl Plan {
    fn change(&mut self, opened: &Opened) {
        let mut edits = Edits::default();
        let mut n_edits = 0;
        let own = self.moves.iter().find(|m| m.from == opened.record.file).cloned();
        if let Some(own) = &own {
            let numbers = [(&opened.parsed.front_number, false), (&opened.parsed.title_number, true)];
            for (range, keeps_digits) in numbers {
                if let Some(range) = range {
                    let n_digits =
                        if keeps_digits && opened.text[range.clone()].starts_with('0') { range.len() } else { 1 };
                    edits.replace(range.clone(), format!("{:0n_digits$}", own.number));
                    n_edits += 1;
                }
            }
        }
        for moved in &self.moves {
            for at in links_to(&opened.text, &moved.from) {
                edits.replace(at..at + moved.from.len(), moved.to.clone());
                n_edits += 1;
            }
        }
        self.look_for_ambiguous(opened);
        if n_edits == 0 && own.is_none() {
            return;
        }
        let (before, after) = (opened.text.clone(), edits.apply(&opened.text));
        match own {
            Some(own) => {
                self.changes.push(Change { file: own.to, before: None, after: Some(after) });
                self.changes.push(Change { file: own.from, before: Some(before), after: None });
            }
            None => {
                self.changes.push(Change {
                    file: opened.record.file.clone(),
                    before: Some(before),
                    after: Some(after),
                });
            }
        }
    }

    /// `ADR-0005` may mean either of two records with that number: only a person can tell.
    fn look_for_ambiguous(&mut self, opened: &Opened) {
        for (position, line) in opened.text.lines().enumerate() {
            let means = |m: &Move| {
                let old = super::folder::number_of(&m.from).unwrap_or_default();
                [
                    format!("ADR-{old:04}"),
                    format!("ADR-{old}"),
                    format!("ADR {old}"),
                    format!("supersedes: {old}"),
                    format!("superseded-by: {old}"),
                ]
            };
            let mut references = self.moves.iter().flat_map(means);
            let is_word = |reference: &String| {
                line.match_indices(reference.as_str())
                    .any(|(at, _)| !line[at + reference.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
            };
            if let Some(reference) = references.find(is_word) {
                self.ambiguous.push((opened.record.file.clone(), position + 1, reference));
            }
        }
    }
}

/// Where a text names a file as a whole: not as the end of a longer name.
fn links_to(text: &str, file: &str) -> Vec<usize> {
    let is_name = |c: char| c.is_alphanumeric() || "-_".contains(c);
    let is_whole = |at: &usize| {
        let (before, after) = (text[..*at].chars().next_back(), text[at + file.len()..].chars().next());
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    };
    text.match_indices(file).map(|(at, _)| at).filter(is_whole).collect()
}

/// Makes the changes of a plan.
pub fn apply(folder: &Folder, plan: &Plan, guard: &super::folder::Guard) -> Result<(), FolderError> {
    super::journal::commit(folder, &plan.changes, guard)
}
