//! A record's body, read line by line: its title, and what its head and its section for the status say.

use std::ops::Range;

use super::lines::{lines_from, strip_number, value_in};
use super::parsed::{Found, Parsed, Spot};
use super::table::of_head;
use crate::adr::slug::without_emphasis;
use crate::adr::supersession_words::{after_beginning, may_begin};
use crate::adr::words::{self, Label};

/// Reads the body, which begins at a byte, into what is known of the record.
pub fn body(text: &str, start: usize, parsed: &mut Parsed) {
    let mut scan = Scan {
        text,
        fence: None,
        in_comment: false,
        section: None,
        before: None,
        place: Place::Start,
        first_level: 0,
        table: Vec::new(),
        head: Head::Lines,
        about_others: None,
    };
    for (line, whole) in lines_from(text, start) {
        scan.line(&line, &whole, parsed);
    }
    of_head(text, &scan.table, parsed);
    // A line of the head that is underlined was read as a heading as well.
    let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    parsed.statuses.dedup_by(|later, earlier| overlap(&later.value, &earlier.value));
}

/// The state of reading the body line by line.
struct Scan<'a> {
    text: &'a str,
    fence: Option<&'a str>,
    in_comment: bool,
    /// The level of the heading of the `Status` section that is being read.
    section: Option<usize>,
    /// The line before, for headings that are underlined.
    before: Option<Range<usize>>,
    /// How far down the text is read.
    place: Place,
    /// The level of the first heading below the title.
    first_level: usize,
    /// The rows of the head's one table.
    table: Vec<Found>,
    /// How far the head is read.
    head: Head,
    /// The level of a section in which a line about another record is one: that of the status, or of links.
    about_others: Option<usize>,
}

/// How far a head is read: its lines, one list and one table; prose ends it, and a second list is about something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Head {
    /// Nothing but lines so far.
    Lines,
    /// In the one list, or at a blank line behind it.
    List,
    /// Behind the list.
    BehindList,
    /// Behind prose.
    Over,
}

/// How far down a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// No heading yet.
    Start,
    /// Below the title, before any section.
    Head,
    /// In a section.
    Body,
}

impl Scan<'_> {
    fn line(&mut self, line: &Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) {
        let is_prose = self.place == Place::Body && self.section.is_none() && self.fence.is_none() && !self.in_comment;
        if is_prose && says_nothing(&self.text[line.clone()]) {
            // Only what underlines it could make it a heading.
            let is_text = !self.text[line.clone()].starts_with(['*', '-', '+', '>', '|', ' ', '\t']);
            self.before = is_text.then(|| line.clone());
            return;
        }
        let content = self.text[line.clone()].trim_start_matches('\u{feff}');
        let offset = line.end - content.len();
        let trimmed = content.trim();
        if self.is_passed_over(trimmed) {
            return;
        }
        self.relation(content, offset, parsed);
        let level = content.bytes().take_while(|b| *b == b'#').count();
        let underline = [(b'=', 1), (b'-', 2)]
            .into_iter()
            .find(|(sign, _)| trimmed.len() >= 3 && trimmed.bytes().all(|b| b == *sign));
        if (1..=6).contains(&level) && content[level..].starts_with([' ', '\t']) {
            let start = offset + level;
            self.heading(level, start..line.end, whole, parsed);
        } else if let (Some((_, level)), Some(before)) = (underline, self.before.take()) {
            self.heading(level, before, whole, parsed);
        } else if let (Some(_), false) = (self.section, trimmed.is_empty()) {
            self.in_section(line, whole, parsed);
        } else if self.place != Place::Body && self.is_of_head(content) {
            self.in_head(offset..line.end, whole, parsed);
        }
        let is_text = !trimmed.is_empty() && level == 0 && !trimmed.starts_with(['*', '-', '+', '>', '|']);
        self.before = (is_text && underline.is_none()).then_some(offset..line.end);
    }

    /// A line that says which record another one replaces: in the head, below the status, or among links. Anywhere else it is prose.
    fn relation(&self, content: &str, offset: usize, parsed: &mut Parsed) {
        let is_there = match self.place {
            Place::Body => self.about_others.is_some(),
            Place::Start | Place::Head => self.head != Head::Over,
        };
        // What is quoted, or shown as code, is said by somebody else.
        let is_quoted = content.starts_with('>') || content.starts_with("    ");
        if is_there && !is_quoted && after_beginning(content).is_some() {
            parsed.relations.push(offset..offset + content.len());
        }
    }

    fn is_passed_over(&mut self, trimmed: &str) -> bool {
        if let Some(fence) = self.fence {
            if trimmed.starts_with(fence) {
                self.fence = None;
            }
            return true;
        }
        if self.in_comment {
            self.in_comment = !trimmed.contains("-->");
            return true;
        }
        self.fence = ["```", "~~~"].into_iter().find(|fence| trimmed.starts_with(fence));
        if trimmed.starts_with("<!--") {
            self.in_comment = !trimmed.contains("-->");
            return true;
        }
        self.fence.is_some()
    }

    fn heading(&mut self, level: usize, content: Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) {
        let is_over = |section: &mut Option<usize>| *section = section.filter(|section| level > *section);
        is_over(&mut self.section);
        is_over(&mut self.about_others);
        let words = self.text[content.clone()].trim().trim_end_matches('#').trim();
        let start = content.start + self.text[content.clone()].find(words).unwrap_or(0);
        if words.is_empty() {
            return;
        }
        let about = words::label(words.split([':', '：']).next().unwrap_or_default());
        // Only the first heading is a title: one that comes after sections names something else.
        if self.place == Place::Start && about.is_none() {
            self.place = if level == 1 || whole.start > content.start { Place::Head } else { Place::Body };
            self.first_level = if self.place == Place::Body { level } else { 0 };
            if self.place == Place::Head {
                title(words, start, parsed);
            }
            return;
        }
        if self.first_level == 0 {
            self.first_level = level;
        }
        self.place = Place::Body;
        // A heading within a section is a part of its prose.
        if about != Some(Label::Status) || level > self.first_level {
            self.about_others = self.about_others.or(words::is_about_links(words).then_some(level));
            return;
        }
        self.about_others = Some(level);
        match words.find([':', '：']) {
            None => self.section = Some(level),
            Some(at) => {
                let after = at + words[at..].chars().next().map_or(1, char::len_utf8);
                let value = value_in(self.text, start + after..start + words.len());
                if !value.is_empty() {
                    parsed.statuses.push(Found { spot: Spot::Heading, value, line: whole.clone() });
                }
            }
        }
    }

    fn in_section(&self, line: &Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) {
        let content = &self.text[line.clone()];
        let bare = content.trim_start_matches([' ', '\t', '*', '-', '+', '_']);
        let start = line.end - bare.len();
        let end = start + bare.trim_end_matches(['*', '_', ' ', '.']).len();
        if start < end {
            parsed.statuses.push(Found { spot: Spot::Section, value: start..end, line: whole.clone() });
        }
    }

    /// Whether a line may say something of the record, and not of what the record is about.
    fn is_of_head(&mut self, content: &str) -> bool {
        let bare = content.trim_start();
        let is_item = bare.starts_with(['*', '-', '+']) && bare[1..].starts_with(' ');
        let is_indented = content.len() - bare.len() >= 2;
        let (head, is_read) = match self.head {
            Head::Over => (Head::Over, false),
            head if bare.is_empty() => (head, false),
            Head::Lines if content.starts_with("    ") => (Head::Lines, false),
            Head::Lines if is_item => (Head::List, true),
            Head::List if is_item || is_indented => (Head::List, true),
            Head::BehindList if is_item || is_indented => (Head::BehindList, false),
            head => match (head, is_head_line(bare)) {
                (Head::Lines, true) => (Head::Lines, true),
                (_, true) => (Head::BehindList, true),
                (_, false) => (Head::Over, false),
            },
        };
        self.head = head;
        is_read
    }

    /// A line of the head: labelled, or a row of a table.
    fn in_head(&mut self, content: Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) {
        let line = &self.text[content.clone()];
        let bare = line.trim_start_matches([' ', '\t', '>']);
        if bare.starts_with('|') {
            let row = content.end - bare.len()..content.end;
            // A second table is about something else.
            if self.table.last().is_none_or(|last| last.line.end == whole.start) {
                self.table.push(Found { spot: Spot::Line, value: row, line: whole.clone() });
            }
            return;
        }
        let Some(at) = line.find([':', '：']) else { return };
        let Some(about) = words::label(&line[..at]) else { return };
        let after = content.start + at + line[at..].chars().next().map_or(1, char::len_utf8);
        let rest = &self.text[after..content.end];
        let markup = rest.len() - rest.trim_start_matches(['*', '_', ' ']).len();
        parsed.label(self.text, about, value_in(self.text, after + markup..content.end), whole);
    }
}

/// Whether a line of a head is a row of a table, or a name with what it says behind a colon.
fn is_head_line(bare: &str) -> bool {
    let bare = bare.trim_start_matches(['>', ' ']);
    if bare.starts_with('|') || after_beginning(bare).is_some() {
        return true;
    }
    bare.split_once([':', '：']).is_some_and(|(name, said)| {
        let said = said.trim_matches(['*', '_', ' ']);
        !said.is_empty() && name.split_whitespace().count() <= 4
    })
}

/// Whether a line of a section's prose is neither heading, fence nor comment, and does not begin as one about a supersession does:
/// most lines are such, and need no closer look.
fn says_nothing(line: &str) -> bool {
    let line = line.as_bytes();
    let Some(start) = line.iter().position(|b| !b" \t*-+_>".contains(b)) else { return false };
    let said = &line[start..];
    !b"#`~<=\r".contains(&said[0]) && !may_begin(said) && !matches!(line[0], b' ' | b'\t')
}

fn title(words: &str, start: usize, parsed: &mut Parsed) {
    let bare = without_emphasis(words);
    let (start, words) = (start + words.find(bare).unwrap_or(0), bare);
    let (title, number) = strip_number(words);
    parsed.title = Some(title.to_owned());
    if let Some(digits) = number {
        parsed.title_number = Some(start + digits.start..start + digits.end);
        parsed.number = parsed.number.or_else(|| words[digits].parse().ok());
    }
}
