//! Changes of single lines in records: status and supersession, in whatever shape the record has. Every other byte stays.

use std::ops::Range;

use super::draft::capital;
use super::list::Opened;
use super::names::is_markdown;
use super::relation::{relations_in, way_of_key};
use super::status::StatusKind;
use super::supersession_words::Way;
use super::text::{Parsed, Spot, parse, without_comment};

/// Why a record was not changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It has no status to change.
    #[error("`{0}` has no status; add a `Status` section or `status:` to its front matter")]
    NoStatus(String),
    /// What stands where its status is expected may be something else.
    #[error("line {1} of `{0}`: the status cannot be told from `{2}`; write it as one word, and try again")]
    Doubt(String, usize, String),
    /// Its status is told, but not alone.
    #[error(
        "line {1} of `{0}`: another status would lose or belie `{2}`; leave the status there as one word, the rest elsewhere in the record, and try again"
    )]
    Beside(String, usize, String),
    /// Its file is of a kind that archfit only reads.
    #[error("`{0}` is no Markdown; archfit reads such records and leaves them as they are")]
    OnlyRead(String),
    /// A list to which something has to be added goes over several lines.
    #[error("line {1} of `{0}`: the list in brackets goes over several lines; write it in one, and try again")]
    OpenList(String, usize),
    /// It is superseded already.
    #[error("`{0}` is superseded already: {1}")]
    Already(String, String),
    /// It names the record that replaced it in a way that is not written.
    #[error("line {1} of `{0}` would still name the record that superseded it; take that out, and try again")]
    StillSays(String, usize),
    /// What is to replace it is not in force itself.
    #[error(
        "`{0}` is {1}, so it replaces nothing; name the record that holds by now, or first put it in force with `archfit adr status`"
    )]
    NotInForce(String, String),
    /// A record cannot replace itself.
    #[error("`{0}` cannot supersede itself")]
    Itself(String),
}

/// Replacements in a text, by the bytes they replace.
#[derive(Debug, Default)]
pub struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Replaces these bytes; an empty range inserts.
    pub fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// The text with all replacements made.
    pub fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut changed = String::with_capacity(text.len() + 64);
        let mut done = 0;
        for (range, replacement) in self.0 {
            changed.push_str(&text[done..range.start]);
            changed.push_str(&replacement);
            done = range.end;
        }
        changed.push_str(&text[done..]);
        changed
    }
}

/// The end of a line in this text.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The record with another status, everywhere it stands.
pub fn with_status(opened: &Opened, status: &str) -> Result<String, EditError> {
    let mut edits = Edits::default();
    check(opened)?;
    let n_places = set_status(&opened.text, &opened.parsed, &mut edits, |_| status.to_owned(), None);
    if n_places == 0 {
        return Err(EditError::NoStatus(opened.record.file.clone()));
    }
    let is_taken_back = opened.record.status == Some(StatusKind::Superseded);
    if is_taken_back {
        key_lines(&opened.text, &opened.parsed, Way::SupersededBy)
            .into_iter()
            .for_each(|lines| edits.replace(lines, ""));
    }
    let after = edits.apply(&opened.text);
    // What was written in a form that is only read would contradict the status.
    let left = relations_in(&after, &parse(&after)).into_iter().find(|relation| relation.way == Way::SupersededBy);
    match left.filter(|_| is_taken_back) {
        Some(relation) => Err(EditError::StillSays(opened.record.file.clone(), relation.line)),
        None => Ok(after),
    }
}

/// The lines of a key of the front matter that names other records, with the list below it.
fn key_lines(text: &str, parsed: &Parsed, way: Way) -> Option<Range<usize>> {
    let front = parsed.front_matter.clone()?;
    let mut found: Option<Range<usize>> = None;
    let mut at = front.start;
    for line in text[front].split_inclusive('\n') {
        let end = at + line.len();
        match (&mut found, line.starts_with([' ', '\t', '-'])) {
            (Some(lines), true) => lines.end = end,
            (Some(_), false) => break,
            (None, false) if line.split_once(':').is_some_and(|(key, _)| way_of_key(key) == Some(way)) => {
                found = Some(at..end);
            }
            (None, _) => {}
        }
        at = end;
    }
    found
}

/// Refuses what was not read without doubt, and where something that is written would be lost or become false.
fn check(opened: &Opened) -> Result<(), EditError> {
    let file = || opened.record.file.clone();
    if !is_markdown(&opened.record.file) {
        return Err(EditError::OnlyRead(file()));
    }
    if let Some(doubt) = &opened.parsed.doubt {
        return Err(EditError::Doubt(file(), line_of(opened, doubt), opened.text[doubt.clone()].to_owned()));
    }
    // Of two places that say different things nobody knows which one holds.
    if opened.parsed.statuses_differ()
        && let Some(other) = opened.parsed.told.last().map(|told| &told.state.value)
    {
        return Err(EditError::Doubt(file(), line_of(opened, other), opened.text[other.clone()].to_owned()));
    }
    match opened.parsed.told.iter().find_map(|told| told.state.beside.as_ref()) {
        Some(beside) => {
            Err(EditError::Beside(file(), line_of(opened, beside), opened.text[beside.clone()].trim_end().to_owned()))
        }
        None => Ok(()),
    }
}

/// Refuses a list in brackets over several lines, to which nothing is added.
fn check_list(opened: &Opened, way: Way) -> Result<(), EditError> {
    let Some(lines) = key_lines(&opened.text, &opened.parsed, way) else { return Ok(()) };
    let first = without_comment(opened.text[lines.clone()].lines().next().unwrap_or_default());
    let is_open = first.contains('[') && !first.contains(']');
    if is_open { Err(EditError::OpenList(opened.record.file.clone(), line_of(opened, &lines))) } else { Ok(()) }
}

/// The line of some bytes, from 1.
fn line_of(opened: &Opened, range: &Range<usize>) -> usize {
    opened.text[..range.start].matches('\n').count() + 1
}

/// Sets the status of every place. In a section, `after` is put below it, and what says that the record is superseded goes.
fn set_status(
    text: &str,
    parsed: &Parsed,
    edits: &mut Edits,
    status: impl Fn(Spot) -> String,
    after: Option<&str>,
) -> usize {
    let end = line_end(text);
    for told in &parsed.told {
        let replaced = told.state.replaced.clone();
        let word = status(told.spot);
        let is_capital = text[replaced.clone()].starts_with(char::is_uppercase) || told.spot == Spot::Section;
        edits.replace(replaced, if is_capital { capital(&word) } else { word });
        if let (Spot::Section, Some(after)) = (told.spot, after) {
            let line = if text[told.line.clone()].ends_with('\n') {
                format!("{end}{after}{end}")
            } else {
                format!("{end}{end}{after}{end}")
            };
            edits.replace(told.line.end..told.line.end, line);
        }
        for line in &told.below {
            // The empty line before it goes with it.
            let before = text[..line.start].strip_suffix(end).filter(|before| before.ends_with('\n'));
            edits.replace(before.map_or(line.start, str::len)..line.end, "");
        }
    }
    parsed.told.len()
}

/// Both sides of a supersession: the old record's text and the new one's.
pub fn supersede(old: &Opened, new: &Opened) -> Result<(String, String), EditError> {
    if old.path == new.path {
        return Err(EditError::Itself(old.record.file.clone()));
    }
    // What is superseded cannot be a successor either: the two could replace each other, and neither would hold.
    if !new.record.is_live() {
        let status = new.record.written_status.clone().unwrap_or_default().to_lowercase();
        return Err(EditError::NotInForce(new.record.file.clone(), status));
    }
    Ok((superseded_by(old, new)?, superseding(new, old)?))
}

/// The name of a record's file without its ending: what names it where it has no number.
fn name_of(opened: &Opened) -> String {
    let name = opened.record.file.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

/// How front matter names a record: by its number, or by its file where it has none.
fn reference_to(opened: &Opened) -> String {
    let file = || opened.record.file.rsplit('/').next().unwrap_or_default().to_owned();
    opened.record.number.map_or_else(file, |number| number.to_string())
}

/// `[3. Title](0003-title.md)`, as seen from another record of the same folder; `[Title](2024-01-15-title.md)` without a number.
fn link(to: &Opened, from: &Opened) -> String {
    let title = to.parsed.link_title(&to.record.file);
    let number = to.record.number.map_or_else(String::new, |number| format!("{number}. "));
    format!("[{number}{title}]({})", path_between(from, to))
}

/// From one record to another; both may stand in folders of their own.
fn path_between(from: &Opened, to: &Opened) -> String {
    let up = "../".repeat(from.record.file.matches('/').count());
    format!("{up}{}", to.record.file)
}

/// The old record's text once a new one, which names it, is there.
pub fn superseded_by(old: &Opened, new: &Opened) -> Result<String, EditError> {
    if old.record.status == Some(StatusKind::Superseded) {
        let written = old.record.written_status.clone().unwrap_or_default();
        return Err(EditError::Already(old.record.file.clone(), written));
    }
    check(old)?;
    check_list(old, Way::SupersededBy)?;
    let (text, parsed) = (old.text.as_str(), &old.parsed);
    let below = format!("Superseded by {}", link(new, old));
    let slug = name_of(new);
    let path = path_between(old, new);
    let mut edits = Edits::default();
    let status = |spot| match spot {
        Spot::FrontMatter | Spot::Heading => match new.record.number {
            Some(by) => format!("superseded by ADR-{by:04}"),
            None => format!("superseded by {slug}"),
        },
        Spot::Section => "Superseded".to_owned(),
        Spot::Line => format!("superseded by [{slug}]({path})"),
    };
    let n_places = set_status(text, parsed, &mut edits, status, Some(&below));
    set_front_matter(text, parsed, &mut edits, Way::SupersededBy, &reference_to(new));
    if n_places == 0 {
        return Err(EditError::NoStatus(old.record.file.clone()));
    }
    Ok(edits.apply(text))
}

fn superseding(new: &Opened, old: &Opened) -> Result<String, EditError> {
    let (text, parsed) = (new.text.as_str(), &new.parsed);
    let end = line_end(text);
    if !is_markdown(&new.record.file) {
        return Err(EditError::OnlyRead(new.record.file.clone()));
    }
    if let Some(doubt) = &parsed.doubt {
        return Err(EditError::Doubt(new.record.file.clone(), line_of(new, doubt), text[doubt.clone()].to_owned()));
    }
    let line = format!("Supersedes {}", link(old, new));
    if text.contains(&line) {
        return Ok(text.to_owned());
    }
    check_list(new, Way::Supersedes)?;
    let mut edits = Edits::default();
    set_front_matter(text, parsed, &mut edits, Way::Supersedes, &reference_to(old));
    let in_section = parsed.told.iter().find(|told| told.spot == Spot::Section);
    let on_line = parsed.statuses.iter().find(|found| found.spot == Spot::Line);
    let heading = parsed.statuses.iter().find(|found| found.spot == Spot::Heading);
    if let Some(told) = in_section {
        // A history stays in one piece.
        edits.replace(told.end..told.end, format!("{end}{line}{end}"));
    } else if let Some(found) = on_line {
        let start = &text[found.line.start..found.value.start];
        let bullet = start.trim_start().chars().next().filter(|c| "*-+".contains(*c));
        let item = bullet.map_or_else(|| format!("{end}{line}{end}"), |bullet| format!("{bullet} {line}{end}"));
        // Within a table it would end it.
        let rest = text[found.line.end..].split_inclusive('\n');
        let is_row = |line: &&str| line.trim_start_matches([' ', '\t', '>']).starts_with('|');
        let is_in_table = is_row(&&text[found.line.clone()]);
        let rows: usize = rest.take_while(|line| is_in_table && is_row(line)).map(str::len).sum();
        let at = found.line.end + rows;
        edits.replace(at..at, item);
    } else if let Some(found) = heading {
        edits.replace(found.line.end..found.line.end, format!("{end}{line}{end}"));
    } else if parsed.front_matter.is_none() {
        return Err(EditError::NoStatus(new.record.file.clone()));
    }
    Ok(edits.apply(text))
}

/// Sets a key of the front matter, below the status where it is new. A record without front matter stays without.
fn set_front_matter(text: &str, parsed: &Parsed, edits: &mut Edits, way: Way, value: &str) {
    let Some(front) = parsed.front_matter.clone() else { return };
    let end = line_end(text);
    let mut start = front.start;
    for line in text[front.clone()].split_inclusive('\n') {
        let written = line.split_once(':').filter(|(key, _)| !key.starts_with([' ', '\t', '-', '#']));
        if let Some((key, _)) = written.filter(|(key, _)| way_of_key(key) == Some(way)) {
            let content = without_comment(line.trim_end_matches(['\n', '\r'])).trim_end();
            let known = content[key.len() + 1..].trim();
            let known = if names_nothing(known) { "" } else { known };
            let below = text[start + line.len()..front.end].split_inclusive('\n');
            let items: Vec<&str> = below.take_while(|line| line.trim_start().starts_with("- ")).collect();
            if let (true, Some(last)) = (known.is_empty(), items.last()) {
                let indent = &last[..last.len() - last.trim_start().len()];
                let at = start + line.len() + items.iter().map(|item| item.len()).sum::<usize>();
                edits.replace(at..at, format!("{indent}- {value}{end}"));
                return;
            }
            let both = if known.is_empty() { value.to_owned() } else { joined(known, value) };
            edits.replace(start..start + content.len(), format!("{key}: {both}"));
            return;
        }
        start += line.len();
    }
    let status = parsed.statuses.iter().find(|found| found.spot == Spot::FrontMatter);
    let at = status.map_or(front.end, |found| found.line.end);
    // Spelled as the record's other keys are.
    let is_key = |key: &&str| key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let keys = || text[front.clone()].lines().filter_map(|line| Some(line.split_once(':')?.0)).filter(is_key);
    let has_humps =
        |key: &str| key.starts_with(|c: char| c.is_ascii_lowercase()) && key.contains(|c: char| c.is_ascii_uppercase());
    let key = match way {
        Way::Supersedes => "supersedes",
        Way::SupersededBy if keys().any(has_humps) => "supersededBy",
        Way::SupersededBy if keys().any(|key| key.contains('_')) => "superseded_by",
        Way::SupersededBy => "superseded-by",
    };
    edits.replace(at..at, format!("{key}: {value}{end}"));
}

/// Whether a value says that there is nothing: YAML's ways, and people's.
fn names_nothing(value: &str) -> bool {
    let plain = value.trim_matches(['"', '\'']).to_lowercase();
    matches!(plain.as_str(), "" | "~" | "null" | "none" | "nothing" | "n/a" | "na" | "-")
}

/// A list of numbers with one more.
fn joined(known: &str, value: &str) -> String {
    let items = known.trim_matches(['[', ']', ' ']);
    if items.is_empty() {
        return format!("[{value}]");
    }
    if items.split(',').any(|item| item.trim() == value) { known.to_owned() } else { format!("[{items}, {value}]") }
}
