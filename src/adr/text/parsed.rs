//! What a record's text says: its title, number and date, and every place where a status stands.

use std::ops::Range;

use super::state::State;
use crate::adr::slug::linked_title;
use crate::adr::status::StatusKind;
use crate::adr::words::{Label, iso_date};

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

/// The state that a place tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Where.
    pub spot: Spot,
    /// The state.
    pub state: State,
    /// The bytes of the line in which a state is written, with its end.
    pub line: Range<usize>,
    /// The lines that say that the record is superseded, below one that only says its state.
    pub below: Vec<Range<usize>>,
    /// Where the list of states ends that the place holds, of which this is one.
    pub end: usize,
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
    /// The states that these places tell, one for each kind of place.
    pub told: Vec<Told>,
    /// The bytes that stand where a status is expected, and of which it cannot be told what they say.
    pub doubt: Option<Range<usize>>,
    /// The lines that begin as one about a supersession does.
    pub relations: Vec<Range<usize>>,
    /// The bytes of the front matter's lines, without the fences.
    pub front_matter: Option<Range<usize>>,
}

impl Parsed {
    /// Takes what a label of the head says.
    pub(super) fn label(&mut self, text: &str, about: Label, value: Range<usize>, line: &Range<usize>) {
        let said = text[value.clone()].trim_matches(['`', '*', '_', ' ']);
        if said.is_empty() {
            return;
        }
        let start = value.start + text[value.clone()].find(said).unwrap_or(0);
        let value = start..start + said.len();
        match about {
            Label::Status => self.statuses.push(Found { spot: Spot::Line, value, line: line.clone() }),
            Label::Date => self.date = self.date.take().or_else(|| iso_date(said)),
        }
    }

    /// The status in force, as written: a supersession wherever it stands, otherwise the first place's.
    pub fn status<'a>(&self, text: &'a str) -> Option<(StatusKind, &'a str)> {
        let states = || self.told.iter().map(|told| &told.state);
        let state = states().find(|state| state.kind == StatusKind::Superseded).or_else(|| states().next())?;
        Some((state.kind, &text[state.value.clone()]))
    }

    /// Whether the places where a status stands say different things.
    pub fn statuses_differ(&self) -> bool {
        self.told.windows(2).any(|pair| pair[0].state.kind != pair[1].state.kind)
    }

    /// The title as it may stand in a link.
    pub fn link_title(&self, file: &str) -> String {
        self.title.as_deref().map_or_else(|| file.trim_end_matches(".md").to_owned(), linked_title)
    }
}
