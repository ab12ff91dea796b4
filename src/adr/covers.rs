//! Which decisions govern which files: by the globs that a record holds in `covers`, and by markers such as `ADR-0007` in the files.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use globset::{Glob, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use serde::Serialize;

use super::base::Base;
use super::file_text::text_of;
use super::folder::number_span;
use super::folders::files_of;
use super::glob::{fixed_part, glob_of};
use super::list::Record;
use super::names::{entry_of, split};
use super::no_markers::NoMarkers;
use crate::files::slashed;

/// A marker in a file that leads to no record in force.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Stale {
    /// The marker as written.
    pub marker: String,
    /// Its line, from 1.
    pub line: usize,
    /// Why it is stale: lower case, no final stop.
    pub why: String,
    /// Whether there is a record of that number.
    #[serde(skip)]
    pub is_known: bool,
}

impl Stale {
    /// Whether it is meant as a reference to a record: "ADR 7" without a hyphen is one only where there is such a record.
    pub(super) fn is_reference(&self) -> bool {
        self.is_known || self.marker.contains("ADR-")
    }
}

/// The globs of one folder's records, ready to be asked.
struct Governing {
    /// Where they count from.
    base: Base,
    /// All globs together, made ready once many paths are asked about: that takes as long as asking a few paths one by one.
    set: OnceLock<GlobSet>,
    globs: Vec<Glob>,
    /// The same globs, each with the position of its record.
    owned: Vec<Owned>,
    by_number: BTreeMap<u32, Vec<Numbered>>,
    /// Globs that cannot be read.
    unreadable: Vec<Owned>,
}

/// A glob of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owned {
    /// The record's position in its folder.
    pub record: usize,
    /// The glob as written.
    pub glob: String,
}

/// A record that a number names.
struct Numbered {
    /// Its position.
    at: usize,
    /// Why it is no longer in force; absent where it is.
    dead: Option<String>,
}

impl Governing {
    /// Reads the globs of the records in force or on their way to be.
    fn new(base: Base, records: &[Record]) -> Self {
        let (mut globs, mut owned, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
        let mut by_number: BTreeMap<u32, Vec<Numbered>> = BTreeMap::new();
        for (position, record) in records.iter().enumerate() {
            if let Some(number) = record.number {
                let status = || record.written_status.as_deref().unwrap_or("no longer in force").to_lowercase();
                let dead = (!record.is_live()).then(|| format!("{} is {}", record.file, status()));
                by_number.entry(number).or_default().push(Numbered { at: position, dead });
            }
            for glob in record.covers.iter().filter(|_| record.is_live()) {
                let own = Owned { record: position, glob: glob.clone() };
                match glob_of(glob) {
                    Some(read) => {
                        globs.push(read);
                        owned.push(own);
                    }
                    None => unreadable.push(own),
                }
            }
        }
        Self { base, set: OnceLock::new(), globs, owned, by_number, unreadable }
    }

    fn set(&self) -> &GlobSet {
        self.set.get_or_init(|| {
            let mut builder = GlobSetBuilder::new();
            for glob in &self.globs {
                builder.add(glob.clone());
            }
            // All globs are few and checked one by one, so that together they can be built as well.
            builder.build().unwrap_or_else(|_| GlobSet::empty())
        })
    }

    /// The positions of the globs that match a path from the project's root.
    fn globs_of(&self, path: &str) -> Vec<usize> {
        self.base.name(path).map(|name| self.set().matches(name.as_ref())).unwrap_or_default()
    }

    /// The same for one path of few: only globs are made ready that it may match.
    fn globs_of_one(&self, path: &str) -> Vec<usize> {
        let Some(name) = self.base.name(path).filter(|_| self.set.get().is_none()) else { return self.globs_of(path) };
        let may_match = |at: &usize| {
            // Behind a backslash stands a sign for itself.
            let fixed =
                Some(fixed_part(&self.owned[*at].glob)).filter(|fixed| !fixed.contains('\\')).unwrap_or_default();
            name.strip_prefix(fixed).is_some_and(|rest| fixed.is_empty() || rest.is_empty() || rest.starts_with('/'))
        };
        let matches = |at: &usize| self.globs[*at].compile_matcher().is_match(name.as_ref());
        (0..self.globs.len()).filter(may_match).filter(matches).collect()
    }

    /// The records whose globs match a path from the project's root, which is one of few or of many.
    fn by_glob(&self, path: &str, is_one: bool) -> BTreeSet<usize> {
        let globs = if is_one { self.globs_of_one(path) } else { self.globs_of(path) };
        globs.into_iter().map(|glob| self.owned[glob].record).collect()
    }

    fn meant(&self, number: u32) -> Meant {
        let meant = self.by_number.get(&number).map(Vec::as_slice).unwrap_or_default();
        let live: Vec<usize> = meant.iter().filter(|one| one.dead.is_none()).map(|one| one.at).collect();
        match meant.first().and_then(|one| one.dead.clone()) {
            _ if !live.is_empty() => Meant::Live(live),
            Some(why) => Meant::Dead(why),
            None => Meant::Nothing,
        }
    }
}

/// What is said of a number that no record has.
const NO_RECORD: &str = "there is no record of this number";

/// What a number in a file means.
enum Meant {
    /// Records in force or on their way to be.
    Live(Vec<usize>),
    /// One that is no longer in force, in words.
    Dead(String),
    /// Nothing.
    Nothing,
}

/// The decisions of several folders of records of one project.
pub struct Territory(Vec<(String, Governing)>, Vec<Prefix>);

/// What stands before the numbers in the names of a folder's records, other than the plain `adr`: such as `ODH-ADR-` or `LADR-`.
struct Prefix {
    written: String,
    /// The folders whose records are named so.
    folders: Vec<usize>,
}

/// The prefixes of some folders' records.
fn prefixes<'a>(folders: impl Iterator<Item = &'a [Record]>) -> Vec<Prefix> {
    let mut found: Vec<Prefix> = Vec::new();
    for (at, records) in folders.enumerate() {
        for record in records {
            let (entry, _) = entry_of(&record.file);
            let name = split(entry).1;
            let written = number_span(name).map_or("", |span| &name[..span.start]);
            let bare = written.trim_end_matches(['-', '_', ' ']);
            // Only files that hold the word are looked through.
            if bare.len() <= 3 || !bare.to_uppercase().contains("ADR") {
                continue;
            }
            for written in BTreeSet::from([written.to_owned(), written.to_uppercase()]) {
                match found.iter_mut().find(|known| known.written == written) {
                    Some(known) if known.folders.contains(&at) => {}
                    Some(known) => known.folders.push(at),
                    None => found.push(Prefix { written, folders: vec![at] }),
                }
            }
        }
    }
    found
}

/// A marker in a text.
struct Marker<'a> {
    said: String,
    number: u32,
    line: usize,
    /// The folders whose records are named so, where the marker says it as their names do.
    of: Option<&'a [usize]>,
}

impl Territory {
    /// Folders by the part of the project that each belongs to, as a path from its root, with where their globs count from and their records.
    pub fn new<'a>(folders: impl IntoIterator<Item = (&'a str, Base, &'a [Record])>) -> Self {
        let folders: Vec<(&str, Base, &[Record])> = folders.into_iter().collect();
        let prefixes = prefixes(folders.iter().map(|(_, _, records)| *records));
        let governing =
            |(part, base, records): (&str, Base, &[Record])| (part.to_owned(), Governing::new(base, records));
        Self(folders.into_iter().map(governing).collect(), prefixes)
    }

    /// What governs a file: the positions of folder and record, and the markers that lead nowhere. A path is one from the project's root, and each
    /// folder's globs count from its own base; a number means the record of the nearest folder above the file that has it, else of any other.
    pub fn of_file(&self, path: &str, text: &str) -> (BTreeSet<(usize, usize)>, Vec<Stale>) {
        self.of_text(path, text, false)
    }

    fn of_text(&self, path: &str, text: &str, is_one: bool) -> (BTreeSet<(usize, usize)>, Vec<Stale>) {
        let mut records = BTreeSet::new();
        for (at, (_, governing)) in self.0.iter().enumerate() {
            records.extend(governing.by_glob(path, is_one).into_iter().map(|record| (at, record)));
        }
        let mut stale = Vec::new();
        let markers = self.all_markers(text);
        let order = if markers.is_empty() { Vec::new() } else { self.nearest_first(path) };
        for marker in markers {
            match self.meant(&marker, &order) {
                Ok(those) => records.extend(those),
                Err(why) => {
                    let (is_known, Marker { said, line, .. }) = (why.is_some(), marker);
                    let why = why.unwrap_or_else(|| NO_RECORD.to_owned());
                    stale.push(Stale { marker: said, line, why, is_known });
                }
            }
        }
        (records, stale)
    }

    /// The markers of a file that lead to decisions in force, each with its line and the positions of folder and record that it may mean.
    pub(super) fn markers_of(&self, path: &str, text: &str) -> Vec<(String, usize, Vec<(usize, usize)>)> {
        let markers = self.all_markers(text);
        let order = if markers.is_empty() { Vec::new() } else { self.nearest_first(path) };
        let meant = |marker: Marker| self.meant(&marker, &order).ok().map(|those| (marker.said, marker.line, those));
        markers.into_iter().filter_map(meant).collect()
    }

    /// The markers of a text, those among them that say a number as the names of a folder's records do.
    fn all_markers(&self, text: &str) -> Vec<Marker<'_>> {
        let plain = markers_in(text).into_iter();
        let mut found: Vec<Marker> =
            plain.map(|(said, number, line)| Marker { said, number, line, of: None }).collect();
        for prefix in self.1.iter().filter(|prefix| text.contains(&prefix.written)) {
            for (position, line) in text.lines().enumerate() {
                let own = numbers_behind(line, &prefix.written).map(|(said, number)| Marker {
                    said,
                    number,
                    line: position + 1,
                    of: Some(&prefix.folders),
                });
                found.extend(own);
            }
        }
        if !self.1.is_empty() {
            found.sort_by_key(|marker| marker.line);
        }
        found
    }

    fn meant(&self, marker: &Marker, order: &[usize]) -> Result<Vec<(usize, usize)>, Option<String>> {
        let mut why = None;
        for at in order.iter().filter(|at| marker.of.is_none_or(|folders| folders.contains(at))) {
            match self.0[*at].1.meant(marker.number) {
                Meant::Live(records) => return Ok(records.into_iter().map(|record| (*at, record)).collect()),
                Meant::Dead(said) => why = why.or(Some(said)),
                Meant::Nothing => {}
            }
        }
        Err(why)
    }

    /// The folders by how near they are to a file: those of the parts that it lies in first, the innermost before the others.
    fn nearest_first(&self, path: &str) -> Vec<usize> {
        let holds = |part: &str| part.is_empty() || path.strip_prefix(part).is_some_and(|rest| rest.starts_with('/'));
        let mut order: Vec<usize> = (0..self.0.len()).collect();
        order.sort_by_key(|at| {
            let part = self.0[*at].0.as_str();
            (!holds(part), std::cmp::Reverse(part.len()))
        });
        order
    }

    /// Globs that cannot be read, by the position of their folder.
    pub fn unreadable(&self) -> impl Iterator<Item = (usize, &Owned)> {
        self.0.iter().enumerate().flat_map(|(at, (_, governing))| governing.unreadable.iter().map(move |own| (at, own)))
    }

    /// Where the globs of a folder count from.
    pub fn base(&self, folder: usize) -> &Base {
        &self.0[folder].1.base
    }

    /// The globs that match none of these paths from the project's root, or only those that match one, by the position of their folder.
    pub fn globs<'a>(&'a self, paths: &[impl AsRef<str> + Sync], that_match: bool) -> Vec<(usize, &'a Owned)> {
        let of_folder = |(at, (_, governing)): (usize, &'a (String, Governing))| {
            let matched: BTreeSet<usize> = paths.par_iter().flat_map_iter(|p| governing.globs_of(p.as_ref())).collect();
            let is_meant = move |glob: &usize| matched.contains(glob) == that_match;
            (0..governing.owned.len()).filter(is_meant).map(move |glob| (at, &governing.owned[glob]))
        };
        self.0.iter().enumerate().flat_map(of_folder).collect()
    }
}

/// Every marker such as `ADR-0007` or `ADR 7` in a text, with its number and line.
pub fn markers_in(text: &str) -> Vec<(String, u32, usize)> {
    let mut found = Vec::new();
    for (position, line) in text.lines().enumerate().filter(|(_, line)| line.contains("ADR")) {
        for gap in ["ADR-", "ADR ", "ADR_"] {
            found.extend(numbers_behind(line, gap).map(|(marker, number)| (marker, number, position + 1)));
        }
    }
    found
}

/// The numbers that stand in a line behind what is written before them, each with all of it.
fn numbers_behind<'a>(line: &'a str, written: &'a str) -> impl Iterator<Item = (String, u32)> + 'a {
    line.match_indices(written).filter_map(move |(at, _)| {
        let is_start = !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        let rest = &line[at + written.len()..];
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let is_end = !rest[n_digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let marker = || line[at..at + written.len() + n_digits].to_owned();
        let is_marker = is_start && is_end && (1..=5).contains(&n_digits);
        is_marker.then(|| rest[..n_digits].parse().ok()).flatten().map(|number| (marker(), number))
    })
}

/// The largest file that is looked through for markers.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A file's text for its markers; empty where it is no text.
pub fn text_for_markers(path: &Path) -> io::Result<String> {
    text_of(path, MAX_BYTES)
}

/// How deep a folder is looked into that somebody asks about.
pub(super) const MAX_DEPTH: usize = 32;

/// What governs a path that somebody asks about.
#[derive(Clone, Debug, Default)]
pub struct Governed {
    /// The positions of folder and record, with what of the path each governs: the path itself, or the files in it.
    pub records: BTreeMap<(usize, usize), Vec<String>>,
    /// Markers that lead to no decision in force, by file.
    pub stale: BTreeMap<String, Vec<Stale>>,
    /// What was not looked at, each with the reason.
    pub unread: Vec<String>,
}

impl Territory {
    /// What governs a path: a file, one that is yet to be written, or everything in a folder that version control keeps.
    pub fn of_path(&self, whole: &Path, name: &str, exceptions: &NoMarkers) -> Governed {
        let mut governed = Governed::default();
        if !whole.is_dir() {
            let is_there = whole.symlink_metadata().is_ok();
            self.add(&mut governed, whole, name, (is_there, true), exceptions);
            return governed;
        }
        // A folder that holds nothing yet is governed by what governs anything that comes into it.
        let name = name.trim_end_matches('/');
        let inside = if name.is_empty() { String::new() } else { format!("{name}/") };
        for (at, (_, governing)) in self.0.iter().enumerate() {
            for record in governing.by_glob(&format!("{inside}_"), false) {
                governed.records.entry((at, record)).or_default().push(inside.clone());
            }
        }
        let of_all: BTreeSet<(usize, usize)> = governed.records.keys().copied().collect();
        let files = files_of(whole, MAX_DEPTH).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        let look = |entry: &ignore::DirEntry| {
            let within = entry.path().strip_prefix(whole).ok()?;
            let file = format!("{inside}{}", slashed(within));
            let mut here = Governed::default();
            self.add(&mut here, entry.path(), &file, (!is_prose(&file), false), exceptions);
            here.records.retain(|at, _| !of_all.contains(at));
            // "ADR 7" may be about something else altogether; what is written as a reference is one.
            here.stale.retain(|_, stale| {
                stale.retain(Stale::is_reference);
                !stale.is_empty()
            });
            Some(here)
        };
        let looked: Vec<Governed> = files.collect::<Vec<_>>().par_iter().filter_map(look).collect();
        for here in looked {
            here.records.into_iter().for_each(|(at, files)| governed.records.entry(at).or_default().extend(files));
            governed.stale.extend(here.stale);
            governed.unread.extend(here.unread);
        }
        governed
    }

    fn add(
        &self,
        governed: &mut Governed,
        path: &Path,
        name: &str,
        (has_text, is_one): (bool, bool),
        exceptions: &NoMarkers,
    ) {
        let text = if has_text { text_for_markers(path) } else { Ok(String::new()) };
        let text = text.unwrap_or_else(|why| {
            governed.unread.push(format!("`{name}` was not looked through for markers: {why}"));
            String::new()
        });
        // Few files hold markers, and only of those the settings have to be asked.
        let may_hold = text.contains("ADR") || self.1.iter().any(|prefix| text.contains(&prefix.written));
        let text = if may_hold && exceptions.except(name) { String::new() } else { text };
        let (records, stale) = self.of_text(name, &text, is_one);
        records.into_iter().for_each(|at| governed.records.entry(at).or_default().push(name.to_owned()));
        if !stale.is_empty() {
            governed.stale.insert(name.to_owned(), stale);
        }
    }
}

/// Prose about records names those that are gone as well.
pub(super) fn is_prose(file: &str) -> bool {
    let file = file.to_lowercase();
    [".md", ".markdown", ".rst", ".adoc", ".txt"].iter().any(|ending| file.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_governed_by_globs_and_markers() {
        let record = |file: &str, status: &str, covers: &str| {
            let text = format!("---\nstatus: {status}\ncovers: [{covers}]\n---\n# X\n");
            Record::of_text(file, &text)
        };
        let records = [
            record("0001-a.md", "accepted", "src/live/**, docs/"),
            record("0002-b.md", "superseded by ADR-0001", "src/**"),
            record("0003-c.md", "accepted", "*.rs, ../outside/**, [bad, a\\b"),
        ];
        let territory = Territory::new([("", Base::default(), records.as_slice())]);
        let of = |path: &str, text: &str| territory.of_file(path, text);
        assert_eq!(of("src/live/a/b.rs", "").0, [(0, 0)].into());
        assert_eq!(of("docs/x/y.md", "").0, [(0, 0)].into());
        assert_eq!(of("src/other.rs", "").0, BTreeSet::new(), "a star stays within a folder");
        assert_eq!(of("main.rs", "// See ADR-0001, XADR-2, ADR-0001x.\n").0, [(0, 0), (0, 2)].into());
        let stale = of("x", "a\n// ADR-2 and ADR 9\n").1;
        assert_eq!(stale.len(), 2);
        assert_eq!((stale[0].line, stale[0].why.as_str()), (2, "0002-b.md is superseded by adr-0001"));
        assert_eq!(territory.unreadable().count(), 2);
        for (glob, is_it) in [("docs", true), ("docs/", true), ("docs/*", false), ("doc", false), ("docs/x/y.md", true)]
        {
            let records = [record("0001-a.md", "accepted", glob)];
            let territory = Territory::new([("", Base::default(), records.as_slice())]);
            assert_eq!(!territory.of_file("docs/x/y.md", "").0.is_empty(), is_it, "{glob}");
        }
        for path in
            ["src/live/a/b.rs", "src/live", "docs/x/y.md", "main.rs", "src/other.rs", "docs", ".", "srclive/a", "ab"]
        {
            let governing = Governing::new(Base::default(), &records);
            assert_eq!(governing.by_glob(path, true), governing.by_glob(path, false), "{path}");
        }
        let fixed = ["src/live/**", "src/a?/b", "*.rs", "docs", "./docs/", "a/{b,c}"].map(fixed_part);
        assert_eq!(fixed, ["src/live", "src", "", "docs", "docs", "a"]);
    }
}
