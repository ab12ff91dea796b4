//! What a record's text says: its title, number and date, and every place where a status stands.

use std::ops::Range;

use crate::adr::slug::clean_title;
use crate::adr::status::StatusKind;
use crate::adr::words;

/// Where a status may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// `status:` in the front matter.
    FrontMatter,
    /// A line of the `Status` section.
    Section,
    /// `## Status: accepted`.
    Heading,
    /// `* Status: accepted`, `Status: accepted` or a row of a table.
    Line,
}

/// A value found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub spot: Spot,
    /// The value's bytes in the text.
    pub value: Range<usize>,
    /// The line's bytes, with its end.
    pub line: Range<usize>,
}

/// What a record's text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The title, without its number.
    pub title: Option<String>,
    /// The number that front matter or title give.
    pub number: Option<u32>,
    /// The bytes of the number in the front matter.
    pub front_number: Option<Range<usize>>,
    /// The bytes of the number in the title.
    pub title_number: Option<Range<usize>>,
    /// Every place where a status stands.
    pub statuses: Vec<Found>,
    /// The date, as `2024-09-15`.
    pub date: Option<String>,
    /// What stands where a status is expected and cannot be told to be one.
    pub doubt: Option<String>,
    /// The lines that begin as one about a supersession does.
    pub relations: Vec<Range<usize>>,
    /// The bytes of the front matter's lines, without the fences.
    pub front_matter: Option<Range<usize>>,
}

impl Parsed {
    /// A status section that lists what a status may be, or goes on about it in a sentence, says nothing.
    pub fn settle_section(&mut self, text: &str) {
        let lines: Vec<&Found> =
            self.statuses.iter().filter(|f| f.spot == Spot::Section && !is_relation(text, f)).collect();
        let said = |found: &Found| text[found.value.clone()].to_owned();
        let is_bare = |found: &&&Found| words::status(text[found.value.clone()].trim()).is_some();
        let is_doubtful = lines.first().is_some_and(|first| {
            let written = text[first.value.clone()].trim();
            let n_words = written.split_whitespace().count();
            match StatusKind::of(written) {
                None => true,
                Some(StatusKind::Other) => n_words > MAX_WORDS,
                Some(_) => lines.iter().filter(is_bare).count() > 1,
            }
        });
        if is_doubtful {
            self.doubt = lines.first().map(|first| said(first));
            self.statuses.retain(|found| found.spot != Spot::Section);
        }
    }

    /// The status in force, as written: a supersession wherever it stands, otherwise the first place's.
    pub fn status<'a>(&self, text: &'a str) -> Option<(StatusKind, &'a str)> {
        let said = |found: &Found| {
            let written = text[found.value.clone()].trim();
            Some((StatusKind::of(written)?, written))
        };
        let all: Vec<_> = self.statuses.iter().filter(|f| !is_relation(text, f)).filter_map(said).collect();
        all.iter().find(|(kind, _)| *kind == StatusKind::Superseded).or(all.first()).copied()
    }

    /// Whether the places where a status stands say different things.
    pub fn statuses_differ(&self, text: &str) -> bool {
        let mut spots: Vec<(Spot, StatusKind)> = Vec::new();
        for found in self.statuses.iter().filter(|found| !is_relation(text, found)) {
            let Some(kind) = StatusKind::of(&text[found.value.clone()]) else { continue };
            match spots.iter_mut().find(|(spot, _)| *spot == found.spot) {
                // Within a section later lines add to the first: "Accepted", then "Superseded by …".
                Some((_, known)) if kind == StatusKind::Superseded => *known = kind,
                Some(_) => {}
                None => spots.push((found.spot, kind)),
            }
        }
        spots.windows(2).any(|pair| pair[0].1 != pair[1].1)
    }

    /// The title as it may stand in a link.
    pub fn link_title(&self, file: &str) -> String {
        self.title.as_deref().map_or_else(|| file.trim_end_matches(".md").to_owned(), clean_title)
    }
}

/// How many words a status of a person's own may have; more are a sentence.
const MAX_WORDS: usize = 4;

/// Whether a line of the `Status` section is about another record: "Supersedes …", "Amends …", a date, or a sentence.
pub fn is_relation(text: &str, found: &Found) -> bool {
    if found.spot != Spot::Section {
        return false;
    }
    let said = text[found.value.clone()].to_lowercase();
    let others = [
        "supersedes",
        "supercedes",
        "amend",
        "clarifies",
        "clarified",
        "links",
        "linked",
        "extends",
        "date",
        "deciders",
    ];
    others.iter().any(|other| said.starts_with(other))
}
