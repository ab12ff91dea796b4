//! A record's text as lines, read without touching it: where its title, status and date stand, whatever tool wrote it.
//!
//! A record's head alone says what it is: front matter, the lines, list and table before the first section, and a section of its
//! own for the status. What looks alike further down is prose. Nothing is guessed: what is not plainly there is absent. Code fences
//! and comments are passed over.

use std::ops::Range;

use super::slug::clean_title;
use super::status::StatusKind;
use super::supersession_words::{after_beginning, may_begin};
use super::words::{self, Label, iso_date};

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

/// One line of a text from some byte on: its bytes without the line end, and with it.
fn lines_from(text: &str, start: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut start = start;
    std::iter::from_fn(move || {
        let rest = &text.as_bytes()[start..];
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |at| start + at + 1);
        let whole = start..end;
        start = end;
        let line = text.as_bytes()[whole.clone()].strip_suffix(b"\n").map_or(whole.end, |_| whole.end - 1);
        let n_returns = text.as_bytes()[whole.start..line].iter().rev().take_while(|byte| **byte == b'\r').count();
        Some((whole.start..line - n_returns, whole))
    })
}

/// The lines of a text.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    lines_from(text, 0)
}

/// Whether a byte stands in a fenced block that is no block of archfit's.
pub fn in_fence(text: &str, at: usize) -> bool {
    let mut fence: Option<(&str, bool)> = None;
    let mut start = 0;
    for line in text[..at].split_inclusive('\n') {
        start += line.len();
        let trimmed = line.trim();
        match fence {
            Some((mark, _)) if trimmed.starts_with(mark) => fence = None,
            Some(_) => {}
            None => {
                let is_ours = text[start..].trim_start().starts_with("[archfit");
                let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
                fence = mark.map(|mark| (mark, is_ours));
            }
        }
    }
    fence.is_some_and(|(_, is_ours)| !is_ours)
}

/// Reads a record's text.
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let body = front_matter(text, &mut parsed);
    let mut scan = Scan {
        text,
        fence: None,
        in_comment: false,
        section: None,
        before: None,
        place: Place::Start,
        first_level: 0,
        columns: None,
    };
    for (line, whole) in lines_from(text, body) {
        scan.line(&line, &whole, &mut parsed);
    }
    // A line of the head that is underlined was read as a heading as well.
    let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    parsed.statuses.dedup_by(|later, earlier| overlap(&later.value, &earlier.value));
    parsed.settle_section(text);
    parsed
}

/// How many lines front matter may have.
const MAX_FRONT_MATTER: usize = 500;

fn front_matter(text: &str, parsed: &mut Parsed) -> usize {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut found = lines(text).skip_while(|(_, whole)| whole.end <= start);
    let Some((_, first)) = found.next() else { return 0 };
    if text[first.start.max(start)..first.end].trim_end() != "---" {
        return 0;
    }
    let inside: Vec<_> = found.take(MAX_FRONT_MATTER).collect();
    let Some(end) = inside.iter().position(|(line, _)| matches!(text[line.clone()].trim_end(), "---" | "...")) else {
        return 0;
    };
    // A page may begin with a rule as well.
    let is_empty = |line: &str| line.trim().is_empty() || line.starts_with('#');
    let has_key = |line: &str| line.split_once(':').is_some_and(|(key, _)| !key.trim().contains(' '));
    let mut said = inside[..end].iter().map(|(line, _)| &text[line.clone()]);
    if said.clone().any(|line| !is_empty(line)) && !said.any(has_key) {
        return 0;
    }
    for (line, whole) in &inside[..end] {
        front_matter_line(text, line, whole, parsed);
    }
    parsed.front_matter = Some(first.end..inside[end].1.start);
    inside[end].1.end
}

fn front_matter_line(text: &str, line: &Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) {
    let content = &text[line.clone()];
    let Some((key, _)) = content.split_once(':').filter(|(key, _)| !key.starts_with([' ', '\t', '#', '-'])) else {
        return;
    };
    let value = value_in(text, line.start + key.len() + 1..line.end);
    let said = &text[value.clone()];
    let key = key.trim().trim_matches(['"', '\'']).to_lowercase();
    match (words::label(&key), key.as_str()) {
        (Some(Label::Status), _) if !said.is_empty() => {
            parsed.statuses.push(Found { spot: Spot::FrontMatter, value, line: whole.clone() });
        }
        (Some(Label::Date), _) => parsed.date = iso_date(said).or(parsed.date.take()),
        (_, "title") if !said.is_empty() => parsed.title = Some(strip_number(said).0.to_owned()),
        (_, "number") => {
            parsed.number = said.parse().ok();
            parsed.front_number = parsed.number.map(|_| value);
        }
        _ => {}
    }
}

/// The value's bytes without the spaces and quotes around it, and without a comment after it.
fn value_in(text: &str, range: Range<usize>) -> Range<usize> {
    let raw = &text[range.clone()];
    let raw_value = raw.find(" #").map_or(raw, |comment| &raw[..comment]);
    let trimmed = raw_value.trim();
    let start = range.start + (raw_value.len() - raw_value.trim_start().len());
    let is_quoted = trimmed.len() >= 2 && trimmed.starts_with(['"', '\'']) && trimmed.ends_with(&trimmed[..1]);
    if is_quoted { start + 1..start + trimmed.len() - 1 } else { start..start + trimmed.len() }
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
    /// Where status and date stand in the rows of a table whose header names them.
    columns: Option<(Option<usize>, Option<usize>)>,
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
        if after_beginning(content).is_some() {
            parsed.relations.push(offset..line.end);
        }
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
        } else if self.place != Place::Body {
            self.in_head(offset..line.end, whole, parsed);
        }
        let is_text = !trimmed.is_empty() && level == 0 && !trimmed.starts_with(['*', '-', '+', '>', '|']);
        self.before = (is_text && underline.is_none()).then_some(offset..line.end);
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
        if self.section.is_some_and(|section| level <= section) {
            self.section = None;
        }
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
            return;
        }
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

    /// A line of the head: labelled, or a row of a table.
    fn in_head(&mut self, content: Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) {
        let line = &self.text[content.clone()];
        let bare = line.trim_start_matches([' ', '\t', '>']);
        if bare.starts_with('|') {
            let start = content.end - bare.len();
            return self.row(start..content.end, whole, parsed);
        }
        self.columns = None;
        let Some(at) = line.find([':', '：']) else { return };
        let Some(about) = words::label(&line[..at]) else { return };
        let after = content.start + at + line[at..].chars().next().map_or(1, char::len_utf8);
        let rest = &self.text[after..content.end];
        let markup = rest.len() - rest.trim_start_matches(['*', '_', ' ']).len();
        self.labelled(about, value_in(self.text, after + markup..content.end), whole, parsed);
    }

    fn labelled(&self, about: Label, value: Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) {
        let said = self.text[value.clone()].trim_matches(['`', '*', '_', ' ']);
        if said.is_empty() {
            return;
        }
        let start = value.start + self.text[value.clone()].find(said).unwrap_or(0);
        let value = start..start + said.len();
        match about {
            Label::Status => parsed.statuses.push(Found { spot: Spot::Line, value, line: whole.clone() }),
            Label::Date => parsed.date = parsed.date.take().or_else(|| iso_date(said)),
        }
    }

    /// `| Status | Accepted |`, or a row below a header that names the columns.
    fn row(&mut self, row: Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) {
        let mut cells: Vec<Range<usize>> = Vec::new();
        let mut at = row.start + 1;
        for cell in self.text[row.start + 1..row.end].split('|') {
            let trimmed = cell.trim();
            let start = at + cell.find(trimmed).unwrap_or(0);
            cells.push(start..start + trimmed.len());
            at += cell.len() + 1;
        }
        let said = |cell: &Range<usize>| &self.text[cell.clone()];
        if cells.iter().all(|cell| said(cell).bytes().all(|b| b"-: ".contains(&b))) {
            return;
        }
        let column = |about: Label| cells.iter().position(|cell| words::label(said(cell)) == Some(about));
        let (status, date) = (column(Label::Status), column(Label::Date));
        let is_pair = cells.iter().skip(2).all(|cell| said(cell).is_empty());
        match self.columns.take() {
            Some((status, date)) => {
                let of = |column: Option<usize>| column.and_then(|column| cells.get(column)).cloned();
                let found = [(Label::Status, of(status)), (Label::Date, of(date))];
                found.into_iter().for_each(|(about, cell)| {
                    cell.into_iter().for_each(|cell| self.labelled(about, cell, whole, parsed));
                });
            }
            None if is_pair
                && cells.len() >= 2
                && status.or(date) == Some(0)
                && !(status.is_some() && date.is_some()) =>
            {
                let about = if status.is_some() { Label::Status } else { Label::Date };
                self.labelled(about, cells[1].clone(), whole, parsed);
            }
            None if status.is_some() || date.is_some() => self.columns = Some((status, date)),
            None => {}
        }
    }
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
    let (title, number) = strip_number(words);
    parsed.title = Some(title.to_owned());
    if let Some(digits) = number {
        parsed.title_number = Some(start + digits.start..start + digits.end);
        parsed.number = parsed.number.or_else(|| words[digits].parse().ok());
    }
}

/// A title without the number before it: `1. Title`, `ADR-0001: Title`, `ADR 1 - Title`. Gives the bytes of the number.
pub fn strip_number(title: &str) -> (&str, Option<Range<usize>>) {
    let rest = title.trim_start();
    let prefix = rest.get(..3).filter(|p| p.eq_ignore_ascii_case("adr")).map_or(0, str::len);
    let after = rest[prefix..].trim_start_matches([' ', '-', '_', '#']);
    let start = title.len() - after.len();
    let n_digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let tail = &after[n_digits..];
    let separated = tail.trim_start_matches([' ', '.', ':', '-', '–', '—', ')']);
    let is_number = (1..=5).contains(&n_digits) && separated.len() < tail.len() && !separated.is_empty();
    // "3 ways to fail" is a title; "3. Ways", "3: Ways" and "ADR 3 Ways" are numbered.
    let is_marked = prefix > 0 || tail.trim_start().starts_with(['.', ':', '-', '–', '—', ')']);
    // "3.5 is out" and "12-factor" are titles as well.
    let is_word = tail.starts_with(['.', '-', ':']) && tail[1..].starts_with(char::is_alphanumeric);
    if is_number && is_marked && !is_word {
        (separated.trim(), Some(start..start + n_digits))
    } else {
        (title.trim(), None)
    }
}

impl Parsed {
    /// A status section that lists what a status may be, or goes on about it in a sentence, says nothing.
    fn settle_section(&mut self, text: &str) {
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

#[cfg(test)]
mod tests {
    use super::*;

    type Said<T> = (T, Option<u32>, Option<StatusKind>, T);

    fn said(text: &str) -> Said<Option<String>> {
        let parsed = parse(text);
        let status = parsed.status(text).map(|(kind, _)| kind);
        (parsed.title, parsed.number, status, parsed.date)
    }

    #[test]
    fn records_of_every_tool_are_read() {
        let cases: [(&str, Said<Option<&str>>); 12] = [
            (
                "# 3. Use X\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n",
                (Some("Use X"), Some(3), Some(StatusKind::Accepted), Some("2024-01-02")),
            ),
            (
                "---\nstatus: accepted\ndate: 2024-01-02\n---\n\n# Use X\n",
                (Some("Use X"), None, Some(StatusKind::Accepted), Some("2024-01-02")),
            ),
            ("---\nstatus: \"{proposed | rejected}\"\n---\n# Use X\n", (Some("Use X"), None, None, None)),
            (
                "---\nnumber: 7\ntitle: Use X\nstatus: superseded\n---\n",
                (Some("Use X"), Some(7), Some(StatusKind::Superseded), None),
            ),
            (
                "# Use X\n\n* Status: superseded by [y](y.md)\n* Date: 2020-12-31\n",
                (Some("Use X"), None, Some(StatusKind::Superseded), Some("2020-12-31")),
            ),
            (
                "# Use X\n\n- **Status:** Draft\n- **Date:** 2020-12-31\n",
                (Some("Use X"), None, Some(StatusKind::Proposed), Some("2020-12-31")),
            ),
            (
                "# ADR-0012: Use X\r\n\r\n## Status\r\n\r\n**Rejected**\r\n",
                (Some("Use X"), Some(12), Some(StatusKind::Rejected), None),
            ),
            ("# Use X\n\n## Status: partly\n\n## Context\n", (Some("Use X"), None, Some(StatusKind::Other), None)),
            ("Use X\n=====\n\nStatus\n------\n\ntext\n", (Some("Use X"), None, Some(StatusKind::Other), None)),
            ("# 3 ways to fail\n\nStatus quo: none\n", (Some("3 ways to fail"), None, None, None)),
            (
                "\u{feff}# 1. Use X\n\n## Status\n\nAccepted\n\nSuperceded by [2. Y](0002-y.md)\n",
                (Some("Use X"), Some(1), Some(StatusKind::Superseded), None),
            ),
            (
                "# 2. Use X\n\n## Status\n\nSupersedes [1. Y](0001-y.md)\n\nAccepted\n",
                (Some("Use X"), Some(2), Some(StatusKind::Accepted), None),
            ),
        ];
        for (text, (title, number, status, date)) in cases {
            assert_eq!(said(text), (title.map(str::to_owned), number, status, date.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn what_stands_in_a_fence_or_a_comment_is_passed_over() {
        let text = "# X\n\n```\n## Status\n\nAccepted\n```\n\n<!-- Status: accepted -->\n<!--\nStatus: accepted\n-->\n";
        assert_eq!(said(text), (Some("X".to_owned()), None, None, None));
    }

    #[test]
    fn statuses_that_differ_are_noticed() {
        let differ = |text: &str| parse(text).statuses_differ(text);
        assert!(differ("# 1. X\n\n* Status: accepted\n\n## Status\n\nProposed\n"));
        assert!(!differ(
            "# 1. X\n\n* Status: superseded by [y](y.md)\n\n## Status\n\nAccepted\n\nSuperseded by [2. Y](y.md)\n"
        ));
    }

    #[test]
    fn any_text_can_be_read() {
        for text in [
            "",
            "---",
            "---\n",
            "---\n---",
            "#",
            "# ",
            "#\t",
            "===\n===",
            "Status:",
            "## Status",
            "\u{feff}",
            "---\nstatus\n: x\n---\n",
        ] {
            let parsed = parse(text);
            assert!(parsed.status(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn an_underlined_status_stands_in_one_place() {
        let text = "Status: proposed\n---\n\nWords.\n";
        let parsed = parse(text);
        assert_eq!(parsed.statuses.len(), 1, "{:?}", parsed.statuses);
        assert_eq!(parsed.status(text).map(|(_, written)| written), Some("proposed"));
    }

    proptest::proptest! {
        #[test]
        fn places_are_within_the_text(text in "([#*\\-: \n\r]|---|Status|status|Date|```|<!--|accepted|é|[0-9]){0,60}") {
            let parsed = parse(&text);
            for found in &parsed.statuses {
                proptest::prop_assert!(text.get(found.value.clone()).is_some() && text.get(found.line.clone()).is_some());
                proptest::prop_assert!(found.line.start <= found.value.start && found.value.end <= found.line.end);
            }
            let ranges = [&parsed.front_number, &parsed.title_number, &parsed.front_matter];
            for range in ranges.into_iter().flatten() {
                proptest::prop_assert!(text.get(range.clone()).is_some());
            }
        }
    }
}
