//! The head of a record that archfit wrote: what was plain when it was written, and cannot be told any more.

use std::ops::Range;

use super::look::Look;
use crate::adr::status::StatusKind;
use crate::adr::text::without_comment;
use crate::adr::words::{STATUSES, iso_date};
use crate::condition::closest;

/// How far down the end of front matter is looked for whose beginning is gone.
const MAX_LINES: usize = 40;

/// Looks at status, date and front matter. An unresolved merge is said already.
pub(super) fn look(found: &mut Look) {
    if found.found.iter().any(|found| found.kind == "record-conflict") {
        return;
    }
    let (text, parsed) = (found.text.as_ref(), &found.opened.parsed);
    let record = &found.opened.record;
    let line_of = |at: usize| text[..at].matches('\n').count() + 1;
    let mut wrong: Vec<(usize, String)> = Vec::new();
    match &parsed.front_matter {
        Some(front) => wrong.extend(of_front_matter(text, front.clone())),
        None if has_half_a_fence(text) => {
            wrong.push((1, "its front matter has no beginning, or no end: `---`".to_owned()));
        }
        None => {}
    }
    if let Some(doubt) = &parsed.doubt {
        wrong.push((line_of(doubt.start), format!("its status cannot be told from `{}`", &text[doubt.clone()])));
    } else if record.status == Some(StatusKind::Other) {
        let written = record.written_status.as_deref().unwrap_or_default();
        if let Some(hint) = closest(written, STATUSES.into_iter()) {
            let at = parsed.told.first().map_or(0, |told| told.state.value.start);
            wrong.push((line_of(at), format!("`{written}` is no status that is known; {hint}")));
        }
    } else if record.status.is_none() && wrong.is_empty() && parsed.front_matter.is_some() {
        wrong.push((1, "nothing tells its status".to_owned()));
    }
    for (line, why) in wrong.into_iter().take(1) {
        found.damaged(Some(line), why);
    }
}

/// The first thing that is wrong with front matter, with its line.
fn of_front_matter(text: &str, front: Range<usize>) -> Option<(usize, String)> {
    let first = text[..front.start].matches('\n').count() + 1;
    let mut keys: Vec<&str> = Vec::new();
    // The line of a value that may go on below it, with how many brackets are open.
    let mut open: Option<(usize, i32)> = None;
    let mut is_text = false;
    for (position, whole) in text[front].lines().enumerate() {
        let line = first + position;
        let said = without_comment(whole).trim_end();
        let is_within = said.is_empty() || said.starts_with([' ', '\t', '-', ']', '}']);
        if let (Some((_, n_open)), true) = (&mut open, is_within) {
            *n_open += if is_text { 0 } else { n_brackets(said) };
            continue;
        }
        if let Some((line, _)) = open.take().filter(|(_, n_open)| *n_open != 0) {
            return Some((line, "a bracket in its front matter is not closed".to_owned()));
        }
        if is_within {
            continue;
        }
        let Some((key, value)) = said.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with(' '))
        else {
            return Some((line, format!("`{said}` in its front matter is neither a key with a value nor a list")));
        };
        let key = key.trim().trim_matches(['"', '\'']);
        let value = value.trim();
        if keys.contains(&key) {
            return Some((line, format!("`{key}` stands twice in its front matter")));
        }
        keys.push(key);
        let is_open =
            ['"', '\''].iter().any(|sign| value.starts_with(*sign) && (value.len() < 2 || !value.ends_with(*sign)));
        if is_open {
            return Some((line, format!("the text of `{key}` in its front matter is not closed")));
        }
        let bare = value.trim_matches(['"', '\'']);
        match key {
            "date" if !bare.is_empty() && iso_date(bare).is_none() => {
                return Some((line, format!("its date is `{bare}`, which is no day")));
            }
            "number" if bare.parse::<u32>().is_err() => {
                return Some((line, format!("its number is `{bare}`, which is no number")));
            }
            _ => {}
        }
        is_text = value.starts_with(['|', '>']);
        open = Some((line, n_brackets(value)));
    }
    let (line, _) = open.filter(|(_, n_open)| *n_open != 0)?;
    Some((line, "a bracket in its front matter is not closed".to_owned()))
}

/// How many more brackets a value opens than it closes, those in quotes aside.
fn n_brackets(value: &str) -> i32 {
    if value.starts_with(['"', '\'', '|', '>']) {
        return 0;
    }
    let (mut n, mut quote) = (0, None);
    for c in value.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"') => quote = Some(c),
            (None, '[' | '{') => n += 1,
            (None, ']' | '}') => n -= 1,
            _ => {}
        }
    }
    n
}

/// Whether a text has one of the two lines between which front matter stands: the first, or the second below nothing but keys and lists.
fn has_half_a_fence(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).peekable();
    if lines.peek() == Some(&"---") {
        return true;
    }
    let is_of_it = |line: &&str| {
        let is_key =
            line.split_once(':').is_some_and(|(key, _)| !key.is_empty() && !key.contains([' ', '#', '|', '*']));
        is_key || line.starts_with("  ") || line.starts_with("- ")
    };
    let mut inside = lines.by_ref().take(MAX_LINES).skip_while(is_of_it);
    let is_first = |text: &str| text.lines().next().is_some_and(|line| is_of_it(&line));
    inside.next() == Some("---") && is_first(text)
}
