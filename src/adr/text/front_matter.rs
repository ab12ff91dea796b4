//! The front matter of a record, as far as it says what the record is.

use std::ops::Range;

use super::lines::{lines, strip_number, value_in, without_comment};
use super::parsed::{Found, Parsed, Spot};
use crate::adr::words::{self, Label, iso_date};

/// How many lines front matter may have.
const MAX_FRONT_MATTER: usize = 500;

/// Reads the front matter into what is known of the record; gives the byte at which the body begins.
pub fn front_matter(text: &str, parsed: &mut Parsed) -> usize {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut found = lines(text).skip_while(|(_, whole)| whole.end <= start);
    let Some((_, first)) = found.next() else { return 0 };
    if text[first.start.max(start)..first.end].trim_end() != "---" {
        return 0;
    }
    // Most of a record is no front matter.
    let mut inside = Vec::new();
    let mut found = found.take(MAX_FRONT_MATTER);
    let fence = loop {
        match found.next() {
            Some((line, whole)) if matches!(text[line.clone()].trim_end(), "---" | "...") => break whole,
            Some(one) => inside.push(one),
            None => return 0,
        }
    };
    // A page may begin with a rule as well.
    let is_empty = |line: &str| line.trim().is_empty() || line.starts_with('#');
    let has_key = |line: &str| line.split_once(':').is_some_and(|(key, _)| !key.trim().contains(' '));
    let mut said = inside.iter().map(|(line, _)| &text[line.clone()]);
    if said.clone().any(|line| !is_empty(line)) && !said.any(has_key) {
        return 0;
    }
    // Below `last_update:` stand `date:` and `author:`.
    let mut is_about_a_date = false;
    let mut title: Option<Vec<&str>> = None;
    for (line, whole) in &inside {
        let content = &text[line.clone()];
        if let Some(lines) = &mut title {
            if content.starts_with([' ', '\t']) || content.trim().is_empty() {
                lines.push(content.trim());
                continue;
            }
            put_title(title.take(), parsed);
        }
        if begins_title(content) {
            title = Some(Vec::new());
        } else if !content.starts_with([' ', '\t', '#', '-']) {
            is_about_a_date = front_matter_line(text, line, whole, parsed) == Some(Label::Date);
        } else if let (true, Some(said)) = (is_about_a_date, content.trim_start().strip_prefix("date:")) {
            parsed.date = iso_date(said).or(parsed.date.take());
        }
    }
    put_title(title, parsed);
    parsed.front_matter = Some(first.end..fence.start);
    fence.end
}

/// Whether a line says that the title stands in those below it: `title: |`, `title: >-` or `title:`.
fn begins_title(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let is_title = key.trim().trim_matches(['"', '\'']).eq_ignore_ascii_case("title");
    is_title && without_comment(value).trim().trim_start_matches(['|', '>']).trim_matches(['-', '+']).is_empty()
}

fn put_title(lines: Option<Vec<&str>>, parsed: &mut Parsed) {
    let said = lines.unwrap_or_default().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let said = said.trim_matches(['"', '\'']);
    if !said.is_empty() {
        parsed.title = Some(strip_number(said).0.to_owned());
    }
}

/// Reads a line of front matter; says what it is about.
fn front_matter_line(text: &str, line: &Range<usize>, whole: &Range<usize>, parsed: &mut Parsed) -> Option<Label> {
    let content = &text[line.clone()];
    let (key, _) = content.split_once(':')?;
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
    words::label(&key)
}
