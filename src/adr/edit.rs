//! Changes of single lines in records: status and supersession, in whatever shape the record has. Every other byte stays.

use std::ops::Range;

use super::draft::capital;
use super::list::Opened;
use super::names::is_markdown;
use super::relation::{relations_in, way_of_key};
use super::status::StatusKind;
use super::supersession_words::Way;
use super::text::{Parsed, Spot, is_relation, parse};

/// Why a record was not changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It has no status to change.
    #[error("`{0}` has no status; add a `Status` section or `status:` to its front matter")]
    NoStatus(String),
    /// What stands where its status is expected may be something else.
    #[error("the status of `{0}` cannot be told from `{1}`; write it as one word, and try again")]
    Doubt(String, String),
    /// Its file is of a kind that archfit only reads.
    #[error("`{0}` is no Markdown; archfit reads such records and leaves them as they are")]
    OnlyRead(String),
    /// It is superseded already.
    #[error("`{0}` is superseded already: {1}")]
    Already(String, String),
    /// It names the record that replaced it in a way that is not written.
    #[error("line {1} of `{0}` would still name the record that superseded it; take that out, and try again")]
    StillSays(String, usize),
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

/// Refuses what was not read without doubt.
fn check(opened: &Opened) -> Result<(), EditError> {
    let file = || opened.record.file.clone();
    if !is_markdown(&opened.record.file) {
        return Err(EditError::OnlyRead(file()));
    }
    let mut statuses = opened.parsed.statuses.iter().filter(|found| !is_relation(&opened.text, found));
    let is_doubtful = |written: &str| match StatusKind::of(written) {
        None => true,
        Some(StatusKind::Other) => written.split_whitespace().count() > 4 || written.contains(','),
        Some(_) => tail_of(written).is_none(),
    };
    let mut done: Vec<Spot> = Vec::new();
    let doubtful = statuses.find_map(|found| {
        let is_first = !done.contains(&found.spot);
        done.push(found.spot);
        let written = &opened.text[found.value.clone()];
        (is_first && is_doubtful(written)).then(|| written.to_owned())
    });
    match opened.parsed.doubt.clone().or(doubtful) {
        Some(said) => Err(EditError::Doubt(file(), said)),
        None => Ok(()),
    }
}

/// What stands behind the word of a status and stays when the status changes: `; supersedes ADR-0045`, ` (2024-01-02)`. `None` where
/// a sentence goes on, of which the status may be a part only.
fn tail_of(written: &str) -> Option<&str> {
    if StatusKind::of(written) == Some(StatusKind::Superseded) {
        // "superseded by …" is the status as a whole.
        return Some("");
    }
    let start = written.find(char::is_alphabetic)?;
    let length = written[start..].find(|c: char| !c.is_alphabetic()).unwrap_or(written.len() - start);
    let tail = &written[start + length..];
    let bare = tail.trim_start_matches(['*', '_', '`', '}', ']', ' ']);
    let is_apart = bare.is_empty()
        || bare.starts_with([';', ',', '(', '-', '–', '—', '/', '.', '<'])
        || bare.starts_with(|c: char| c.is_ascii_digit());
    let is_dated = ["on ", "at ", "since ", "by ["].iter().any(|word| bare.starts_with(word));
    let lists = bare.starts_with(',') && bare[1..].trim_start().starts_with(char::is_lowercase) && !bare.contains(';');
    // "open, paid, shipped" lists something; "Accepted, for now" does not.
    let is_list = lists && bare.matches(',').count() > 1;
    (is_apart && !is_list || is_dated).then_some(if bare.is_empty() { "" } else { tail })
}

/// Sets the first status of every place. In a section, `after` is put below it, and what says that the record is superseded goes.
fn set_status(
    text: &str,
    parsed: &Parsed,
    edits: &mut Edits,
    status: impl Fn(Spot) -> String,
    after: Option<&str>,
) -> usize {
    let end = line_end(text);
    let mut n_places = 0;
    let mut done: Vec<Spot> = Vec::new();
    for found in parsed.statuses.iter().filter(|found| !is_relation(text, found)) {
        let is_first = !done.contains(&found.spot);
        let written = &text[found.value.clone()];
        if is_first {
            done.push(found.spot);
            n_places += 1;
            let word = status(found.spot);
            let word = if written.starts_with(char::is_uppercase) || found.spot == Spot::Section {
                capital(&word)
            } else {
                word
            };
            let tail = tail_of(written);
            let start = written.find(char::is_alphabetic).filter(|_| !tail.unwrap_or_default().is_empty()).unwrap_or(0);
            let kept = written.len() - tail.unwrap_or_default().len();
            edits.replace(found.value.start + start..found.value.start + kept, word);
            if let (Spot::Section, Some(after)) = (found.spot, after) {
                let line = if text[found.line.clone()].ends_with('\n') {
                    format!("{end}{after}{end}")
                } else {
                    format!("{end}{end}{after}{end}")
                };
                edits.replace(found.line.end..found.line.end, line);
            }
        } else if found.spot == Spot::Section && StatusKind::of(written) == Some(StatusKind::Superseded) {
            // The empty line before it goes with it.
            let start = text[..found.line.start]
                .strip_suffix(end)
                .filter(|t| t.ends_with('\n'))
                .map_or(found.line.start, str::len);
            edits.replace(start..found.line.end, "");
        }
    }
    n_places
}

/// Both sides of a supersession: the old record's text and the new one's.
pub fn supersede(old: &Opened, new: &Opened) -> Result<(String, String), EditError> {
    if old.path == new.path {
        return Err(EditError::Itself(old.record.file.clone()));
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
    let line = format!("Supersedes {}", link(old, new));
    if text.contains(&line) {
        return Ok(text.to_owned());
    }
    let mut edits = Edits::default();
    set_front_matter(text, parsed, &mut edits, Way::Supersedes, &reference_to(old));
    let in_section = parsed.statuses.iter().find(|found| found.spot == Spot::Section);
    let on_line = parsed.statuses.iter().find(|found| found.spot == Spot::Line);
    let heading = parsed.statuses.iter().find(|found| found.spot == Spot::Heading);
    if let Some(found) = in_section {
        edits.replace(found.line.end..found.line.end, format!("{end}{line}{end}"));
    } else if let Some(found) = on_line {
        let start = &text[found.line.start..found.value.start];
        let bullet = start.trim_start().chars().next().filter(|c| "*-+".contains(*c));
        let item = bullet.map_or_else(|| format!("{end}{line}{end}"), |bullet| format!("{bullet} {line}{end}"));
        edits.replace(found.line.end..found.line.end, item);
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
            let content = line.trim_end_matches(['\n', '\r']);
            let known = content[key.len() + 1..].trim();
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

/// A list of numbers with one more.
fn joined(known: &str, value: &str) -> String {
    let items = known.trim_matches(['[', ']', ' ']);
    if items.is_empty() {
        return format!("[{value}]");
    }
    if items.split(',').any(|item| item.trim() == value) { known.to_owned() } else { format!("[{items}, {value}]") }
}
