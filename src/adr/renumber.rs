//! Numbers used twice, as merged branches leave them: the records that came later get new numbers, and links to them follow.
//!
//! A record is a file, or the folder that a decision has to itself. Each sub-folder that is not such a folder counts for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError};

use super::edit::Edits;
use super::folder::{Folder, FolderError, Guard, number_of, number_span};
use super::journal::{Batch, Change, Rename};
use super::links::{Targets, Text, markdown_of};
use super::list::{PickError, Record};
use super::names::{entry_of, split};
use super::naming::next_number;
use super::numbers::by_number;
use super::relation::{Reference, Relation, linked_numbers};
use super::seniority::Seniority;
use super::supersession_words::Way;
use super::text::{Parsed, parse};

/// One record's new number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The path within the folder, of its file or of its own folder, now.
    pub from: String,
    /// The path then.
    pub to: String,
    /// Its number then.
    pub number: u32,
    is_folder: bool,
}

impl Move {
    /// Where a file stands after the move.
    fn new_path(&self, file: &str) -> Option<String> {
        let rest = file.strip_prefix(&self.from)?;
        (rest.is_empty() || self.is_folder && rest.starts_with('/')).then(|| format!("{}{rest}", self.to))
    }
}

/// What renumbering would do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The records that move.
    pub moves: Vec<Move>,
    /// The changes of folders and files.
    pub batch: Batch,
    /// References that may mean either of two records, and so stay: file and line.
    pub ambiguous: Vec<(String, usize, String)>,
}

impl Plan {
    /// Whether a record's file gets another name.
    pub fn moves_file(&self, file: &str) -> bool {
        self.moves.iter().any(|moved| moved.new_path(file).is_some())
    }
}

/// The entries whose number another one keeps, by sub-folder: the one that was there first keeps it, then the one with the earliest date, then
/// the first by name. One that is new keeps no number that another branch has taken.
fn colliding<'a>(
    folder: &Folder,
    records: &'a [Record],
    seniority: &Seniority,
) -> BTreeMap<&'a str, Vec<(&'a str, bool)>> {
    let mut late: BTreeMap<&str, Vec<(&str, bool)>> = BTreeMap::new();
    for ((place, _), mut same) in by_number(&folder.path, records) {
        same.sort_by(|a, b| seniority.rank(a).cmp(&seniority.rank(b)));
        let keeps = |(at, record): &(usize, &Record)| *at == 0 && seniority.taken_by(record).is_none();
        let moved = same.into_iter().enumerate().filter(|one| !keeps(one));
        late.entry(place).or_default().extend(moved.map(|(_, record)| entry_of(&record.file)));
    }
    late
}

/// Works out what mends all collisions; changes nothing.
pub fn plan(folder: &Folder, records: &[Record], seniority: &Seniority) -> Result<Plan, PickError> {
    let mut plan = Plan::default();
    for (place, late) in colliding(folder, records, seniority) {
        let here = Folder { path: folder.path.join(place), ..folder.clone() };
        let first_free = next_number(&here)?.max(seniority.highest(place) + 1);
        let moved = |((from, is_folder), number): ((&str, bool), u32)| {
            let (from, to) = (from.to_owned(), renamed(from, number));
            Move { from, to, number, is_folder }
        };
        plan.moves.extend(late.into_iter().zip(first_free..).map(moved));
    }
    if plan.moves.is_empty() {
        return Ok(plan);
    }
    let folders = plan.moves.iter().filter(|moved| moved.is_folder);
    plan.batch.folders = folders.map(|moved| Rename { from: moved.from.clone(), to: moved.to.clone() }).collect();
    let texts = markdown_of(folder)?;
    let refuse = |error| FolderError::io("look through", &folder.path, std::io::Error::other(error));
    let mending = Mending::new(&plan.moves, records, &texts).map_err(refuse)?;
    let mended: Vec<Mended> = texts.iter().map(|text| mending.of_text(text)).collect();
    for one in mended {
        plan.batch.files.extend(one.changes);
        plan.ambiguous.extend(one.ambiguous);
    }
    Ok(plan)
}

/// An entry's path with another number, its digits as many as before.
fn renamed(entry: &str, number: u32) -> String {
    let name = split(entry).1;
    let Some(at) = number_span(name) else { return entry.to_owned() };
    let n_digits = at.len();
    let place = &entry[..entry.len() - name.len()];
    format!("{place}{}{number:0n_digits$}{}", &name[..at.start], &name[at.end..])
}

/// What renumbering does to one text.
#[derive(Default)]
struct Mended {
    changes: Vec<Change>,
    /// References that may mean either of two records.
    ambiguous: Vec<(String, usize, String)>,
}

/// The moves, with all that tells what of a text has to follow them.
struct Mending<'a> {
    moves: &'a [Move],
    by_entry: BTreeMap<&'a str, &'a Move>,
    targets: Targets<'a>,
    /// The ways in which the numbers that somebody loses are written.
    names: Vec<String>,
    name_finder: AhoCorasick,
    records: BTreeMap<&'a str, &'a Record>,
    by_number: BTreeMap<u32, Vec<&'a Record>>,
    linked: Linked<'a>,
}

impl<'a> Mending<'a> {
    fn new(moves: &'a [Move], records: &'a [Record], texts: &'a [Text]) -> Result<Self, BuildError> {
        let mut by_number: BTreeMap<u32, Vec<&Record>> = BTreeMap::new();
        for (number, record) in records.iter().filter_map(|record| Some((record.number?, record))) {
            by_number.entry(number).or_default().push(record);
        }
        let mut seen = BTreeSet::new();
        let names = moves.iter().flat_map(|moved| names_of(&moved.from)).filter(|name| seen.insert(name.clone()));
        let names: Vec<String> = names.collect();
        Ok(Self {
            moves,
            by_entry: moves.iter().map(|moved| (moved.from.as_str(), moved)).collect(),
            targets: Targets::new(moves.iter().map(|moved| (moved.from.as_str(), moved.is_folder)))?,
            name_finder: AhoCorasick::new(&names)?,
            names,
            records: records.iter().map(|record| (record.file.as_str(), record)).collect(),
            by_number,
            linked: texts.iter().map(|text| (text.file.as_str(), linked_numbers_of(text))).collect(),
        })
    }

    /// The move of a file: its own, or that of a folder above it.
    fn of_file(&self, file: &str) -> Option<&'a Move> {
        let above = file.match_indices('/').map(|(at, _)| &file[..at]);
        let moved = std::iter::once(file).chain(above).find_map(|entry| self.by_entry.get(entry).copied());
        moved.filter(|moved| moved.new_path(file).is_some())
    }

    /// The only record of a number that answers to something.
    fn only(&self, number: u32, answers: impl Fn(&Record) -> bool) -> Option<&'a Record> {
        let mut those = self.by_number.get(&number).into_iter().flatten().copied();
        let one = those.find(|other| answers(other))?;
        (!those.any(answers)).then_some(one)
    }

    fn of_text(&self, text: &Text) -> Mended {
        let parsed = parse(&text.content);
        let mut edits = Edits::default();
        let own = self.of_file(&text.file);
        let record = self.records.get(text.file.as_str()).copied();
        if let Some(own) = own.filter(|_| record.is_some()) {
            put_number(text, &parsed, own.number, &mut edits);
        }
        for (position, at) in self.targets.in_text(text) {
            edits.replace(at, split(&self.moves[position].to).1);
        }
        let mut done = record.map(|record| self.mend_references(text, &parsed, record, &mut edits)).unwrap_or_default();
        done.extend(record.map(|record| self.mend_links(text, record, &done, &mut edits)).unwrap_or_default());
        let ambiguous = self.ambiguous(text, &parsed, &done);
        let after = edits.apply(&text.content);
        let file = own.and_then(|own| own.new_path(&text.file)).unwrap_or_else(|| text.file.clone());
        let before = Some(text.content.clone());
        let changes = if own.is_some_and(|own| !own.is_folder) {
            let gone = Change { file: text.file.clone(), before, after: None };
            vec![Change { file, before: None, after: Some(after) }, gone]
        } else if after != text.content {
            vec![Change { file, before, after: Some(after) }]
        } else {
            Vec::new()
        };
        Mended { changes, ambiguous }
    }

    /// Numbers by which a record names one that moves, where that one says the same of this record and no other does: those follow.
    fn mend_references(&self, text: &Text, parsed: &Parsed, record: &Record, edits: &mut Edits) -> Vec<usize> {
        let mut mended = Vec::new();
        // The same may be said in several places.
        let line_of = |at: usize| text.content[..at].matches('\n').count() + 1;
        let said: Vec<usize> = parsed.relations.iter().map(|range| line_of(range.start)).collect();
        let front = parsed.front_matter.as_ref().map_or(0, |front| text.content[..front.end].matches('\n').count());
        for relation in &record.relations {
            let Reference::Number(number) = relation.to else { continue };
            let answers = |other: &Record| other.file != record.file && says_back(other, record, relation.way);
            let Some(moved) = self.only(number, answers).and_then(|other| self.of_file(&other.file)) else { continue };
            let is_meant = |line: usize, content: &str| {
                line == relation.line
                    || said.contains(&line)
                    || line <= front && content.to_lowercase().starts_with("status: superseded by adr")
            };
            mended.extend(replace_numbers(text, is_meant, number, moved.number, edits));
        }
        mended
    }

    /// Entries of a list of links follow where exactly one of the records with that number links back to this one.
    fn mend_links(&self, text: &Text, record: &Record, done: &[usize], edits: &mut Edits) -> Vec<usize> {
        let mut mended = Vec::new();
        let linked = |file: &str| self.linked.get(file).into_iter().flatten();
        for (number, at) in linked(&text.file) {
            let line = text.content[..at.start].matches('\n').count() + 1;
            let links_back = |other: &Record| {
                other.file != record.file && linked(&other.file).any(|(to, _)| Some(*to) == record.number)
            };
            let Some(other) = self.only(*number, links_back) else { continue };
            // That one stays, and so does what names it.
            mended.push(line);
            let Some(moved) = self.of_file(&other.file) else { continue };
            if !done.contains(&line) {
                replace_numbers(text, |at, _| at == line, *number, moved.number, edits);
            }
        }
        mended
    }

    /// `ADR-0005` may mean either of two records with that number: only a person can tell.
    fn ambiguous(&self, text: &Text, parsed: &Parsed, mended: &[usize]) -> Vec<(String, usize, String)> {
        let own = |line: &Range<usize>| {
            [&parsed.front_number, &parsed.title_number].into_iter().flatten().any(|at| line.contains(&at.start))
        };
        // The first name of each line, in the order of names.
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut line, mut start) = (1, 0);
        let content = &text.content;
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', content.as_bytes()).map(|at| at + 1).collect();
        for name in self.name_finder.find_overlapping_iter(content) {
            if content[name.end()..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
                continue;
            }
            while ends.get(line - 1).is_some_and(|end| *end <= name.start()) {
                start = ends[line - 1];
                line += 1;
            }
            let end = ends.get(line - 1).copied().unwrap_or(content.len());
            if !own(&(start..end)) && !mended.contains(&line) {
                let position = name.pattern().as_usize();
                let first = found.entry(line).or_insert(position);
                *first = position.min(*first);
            }
        }
        found.into_iter().map(|(line, name)| (text.file.clone(), line, self.names[name].clone())).collect()
    }
}

/// The numbers that the lists of links of each text name, with their lines' bytes.
type Linked<'a> = BTreeMap<&'a str, Vec<(u32, Range<usize>)>>;

fn linked_numbers_of(text: &Text) -> Vec<(u32, Range<usize>)> {
    let Some(front) = parse(&text.content).front_matter else { return Vec::new() };
    let found = linked_numbers(&text.content[front.clone()]);
    found.into_iter().map(|(number, at)| (number, front.start + at.start..front.start + at.end)).collect()
}

/// Whether a record says of another one what that one says of it.
fn says_back(record: &Record, of: &Record, way: Way) -> bool {
    let is_it = |relation: &Relation| {
        let names = match &relation.to {
            Reference::Number(number) => of.number == Some(*number),
            Reference::Path(path) => split(path).1 == split(&of.file).1,
        };
        relation.way != way && names
    };
    record.relations.iter().any(is_it)
}

/// Replaces a number in the lines that are meant; gives those in which it stood.
fn replace_numbers(
    text: &Text,
    is_meant: impl Fn(usize, &str) -> bool,
    from: u32,
    to: u32,
    edits: &mut Edits,
) -> Vec<usize> {
    let mut start = 0;
    let mut replaced = Vec::new();
    for (position, content) in text.content.split_inclusive('\n').enumerate() {
        let is_here = is_meant(position + 1, content);
        let digits = content.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at);
        let starts = digits.filter(|at| !content[..*at].ends_with(|c: char| c.is_alphanumeric()));
        for at in starts.filter(|_| is_here) {
            let length = content[at..].bytes().take_while(u8::is_ascii_digit).count();
            let is_whole = !content[at + length..].starts_with(|c: char| c.is_alphanumeric() || c == '.');
            if is_whole && content[at..at + length].parse() == Ok(from) {
                let n_digits = if content[at..].starts_with('0') { length } else { 1 };
                edits.replace(start + at..start + at + length, format!("{to:0n_digits$}"));
                replaced.push(position + 1);
            }
        }
        start += content.len();
    }
    replaced
}

/// The ways in which a record's number stands for it.
fn names_of(entry: &str) -> [String; 6] {
    let old = number_of(split(entry).1).unwrap_or_default();
    [
        format!("ADR-{old:04}"),
        format!("ADR-{old}"),
        format!("ADR {old}"),
        format!("supersedes: {old}"),
        format!("superseded-by: {old}"),
        format!("target: {old}"),
    ]
}

/// Puts a record's new number where it says its number.
fn put_number(text: &Text, parsed: &Parsed, number: u32, edits: &mut Edits) {
    for (range, keeps_digits) in [(&parsed.front_number, false), (&parsed.title_number, true)] {
        let Some(range) = range else { continue };
        let has_zeros = keeps_digits && text.content[range.clone()].starts_with('0');
        let n_digits = if has_zeros { range.len() } else { 1 };
        edits.replace(range.clone(), format!("{number:0n_digits$}"));
    }
}

/// Makes the changes of a plan.
pub fn apply(folder: &Folder, plan: &Plan, guard: &Guard) -> Result<(), FolderError> {
    super::journal::commit(folder, plan.batch.clone(), guard)
}
