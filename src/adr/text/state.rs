//! The present state that a written status tells: only where there is one without doubt, or where the form says which is the latest: a ticked
//! box, the last of a row of arrows, what is not struck out. And whether that state can be rewritten without loss.

use std::ops::Range;

use crate::adr::names::is_markdown;
use crate::adr::status::StatusKind;
use crate::adr::supersession_words::{Way, after_beginning};
use crate::adr::words::{self, date_in};

/// What a written status tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tells {
    /// Nothing: it is empty, or struck out.
    Nothing,
    /// Several states, or what a status may be.
    Unclear,
    /// One state.
    State(State),
}

/// A state, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// What it means.
    pub kind: StatusKind,
    /// The bytes that say it.
    pub value: Range<usize>,
    /// The bytes that another state takes the place of.
    pub replaced: Range<usize>,
    /// What another state would make false or lose; where there is nothing such, it can be rewritten.
    pub beside: Option<Range<usize>>,
}

impl State {
    fn keeping(self, beside: &Range<usize>) -> Tells {
        Tells::State(Self { beside: Some(beside.clone()), ..self })
    }
}

/// Reads a value of a text.
pub fn read(text: &str, value: &Range<usize>) -> Tells {
    let said = &text[value.clone()];
    let boxes = boxes_in(text, value);
    if !boxes.is_empty() {
        return of_boxes(text, &boxes, value);
    }
    let left = without_struck(said);
    let all = left.as_deref().unwrap_or(said);
    if all.trim_matches(|c: char| c.is_whitespace() || "*_`".contains(c)).is_empty() {
        return Tells::Nothing;
    }
    let parts = arrow_parts(all);
    let told =
        if parts.len() > 1 { of_arrows(all, value.start, &parts) } else { of_words(all, value.start, 0..all.len()) };
    match told {
        Tells::State(state) if parts.len() > 1 || left.is_some() => state.keeping(value),
        told => told,
    }
}

/// The boxes of a value: whether each is ticked, and what stands behind it.
pub fn boxes_in(text: &str, value: &Range<usize>) -> Vec<(bool, Range<usize>)> {
    const BOXES: [(&str, bool); 6] =
        [("[ ]", false), ("[x]", true), ("[X]", true), ("☐", false), ("☑", true), ("☒", true)];
    let said = &text[value.clone()];
    let mut found: Vec<(bool, Range<usize>)> = Vec::new();
    for (at, _) in said.char_indices() {
        let Some((sign, is_ticked)) = BOXES.iter().find(|(sign, _)| said[at..].starts_with(sign)) else { continue };
        // `[x](y.md)` is a link.
        if said[at + sign.len()..].starts_with(['(', '[']) {
            continue;
        }
        if let Some((_, last)) = found.last_mut() {
            last.end = value.start + at;
        }
        found.push((*is_ticked, value.start + at + sign.len()..value.end));
    }
    found
}

/// The one that is ticked among some boxes.
pub fn of_boxes(text: &str, boxes: &[(bool, Range<usize>)], all: &Range<usize>) -> Tells {
    let mut ticked = boxes.iter().filter(|(is_ticked, _)| *is_ticked);
    let (Some((_, one)), None) = (ticked.next(), ticked.next()) else { return Tells::Unclear };
    let said = &text[one.clone()];
    let trimmed = said.trim_matches(|c: char| c.is_whitespace() || "*_`,;/|".contains(c));
    let start = one.start + said.find(trimmed).unwrap_or(0);
    match read(text, &(start..start + trimmed.len())) {
        Tells::State(state) => state.keeping(all),
        _ => Tells::Unclear,
    }
}

/// A text with spaces for what is struck out; `None` where nothing is.
fn without_struck(said: &str) -> Option<String> {
    let mut left = said.to_owned();
    let mut is_struck = false;
    for (from, to) in [("~~", "~~"), ("<del>", "</del>"), ("<s>", "</s>"), ("<strike>", "</strike>")] {
        while let Some(start) = left.find(from) {
            let inner = start + from.len();
            let Some(length) = left[inner..].find(to) else { break };
            let end = inner + length + to.len();
            left.replace_range(start..end, &" ".repeat(end - start));
            is_struck = true;
        }
    }
    is_struck.then_some(left)
}

/// The parts of a text between arrows.
fn arrow_parts(said: &str) -> Vec<Range<usize>> {
    const ARROWS: [&str; 9] = ["-->", "->", "=>", "→", "⇒", "➔", "➜", "⟶", "»"];
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(rest) = said.get(at..).filter(|rest| !rest.is_empty()) {
        match ARROWS.iter().find(|arrow| rest.starts_with(**arrow)) {
            Some(arrow) => {
                parts.push(start..at);
                at += arrow.len();
                start = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    parts.push(start..said.len());
    parts
}

/// The last of a row of arrows. A picture of all that may come tells nothing, nor does one in which another state stands out.
fn of_arrows(said: &str, offset: usize, parts: &[Range<usize>]) -> Tells {
    let kinds = |part: &Range<usize>| match of_words(said, offset, part.clone()) {
        Tells::State(state) => Some(state.kind),
        _ => None,
    };
    let known: Vec<Option<StatusKind>> = parts.iter().map(kinds).collect();
    let mut different: Vec<StatusKind> = Vec::new();
    known.iter().flatten().for_each(|kind| different.extend((!different.contains(kind)).then_some(*kind)));
    let is_marked = |part: &Range<usize>| said[part.clone()].contains(['*', '`']);
    let n_marked = parts.iter().filter(|part| is_marked(part)).count();
    let [.., last] = parts else { return Tells::Unclear };
    let stands_out = n_marked == 0 || n_marked == parts.len() || n_marked == 1 && is_marked(last);
    if different.len() > 3 || !stands_out || known.contains(&None) || known.last() == Some(&Some(StatusKind::Other)) {
        return Tells::Unclear;
    }
    of_words(said, offset, last.clone())
}

/// One state in words.
fn of_words(all: &str, value_start: usize, part: Range<usize>) -> Tells {
    let said = all[part.clone()].trim();
    let offset = value_start + part.start + all[part.clone()].find(said).unwrap_or(0);
    let masked = without_links(said);
    let Some(kind) = StatusKind::of(said) else { return Tells::Unclear };
    let at = |range: Range<usize>| offset + range.start..offset + range.end;
    let whole = at(0..said.len());
    let told = |replaced: Range<usize>, beside: Option<Range<usize>>| {
        Tells::State(State { kind, value: whole.clone(), replaced: at(replaced), beside })
    };
    let named = after_day(said);
    if kind == StatusKind::Other && named.len() < said.len() && begins_state(named).is_some() {
        // "6 June 2024: rejected".
        let start = part.end - (all[..part.end].len() - all[..part.end].trim_end().len()) - named.len();
        return match of_words(all, value_start, start..part.end) {
            Tells::State(state) => State { value: whole.clone(), ..state }.keeping(&whole),
            told => told,
        };
    }
    if kind == StatusKind::Other {
        let is_bare = said.split_whitespace().count() <= MAX_WORDS
            && !masked.contains(|c: char| c.is_ascii_digit() || ",#~".contains(c))
            && strong_kinds(&masked).is_empty();
        return told(0..said.len(), (!is_bare).then(|| whole.clone()));
    }
    let start = said.find(char::is_alphabetic).unwrap_or(0);
    if kind == StatusKind::Superseded {
        return match part_of_supersession(&said[start..]) {
            Part::Some => Tells::Unclear,
            Part::None if !said[..start].contains(char::is_alphanumeric) => told(0..said.len(), None),
            Part::None | Part::Words => told(0..said.len(), Some(whole.clone())),
        };
    }
    let length = said[start..].find(|c: char| !c.is_alphabetic()).unwrap_or(said.len() - start);
    let behind = &masked[start + length..];
    if let Some(at_once) = supersession_in(behind) {
        let is_whole = !matches!(part_of_supersession(&said[start + length + at_once..]), Part::Some);
        let state =
            State { kind: StatusKind::Superseded, value: whole.clone(), replaced: whole.clone(), beside: Some(whole) };
        return if is_whole { Tells::State(state) } else { Tells::Unclear };
    }
    if words::is_undone(behind) || mentions_other(kind, behind) {
        return Tells::Unclear;
    }
    let tail = tail_of(&said[start + length..]);
    let has_mark = said[..start].contains(|c: char| !c.is_whitespace() && !"*_`\"'{[".contains(c));
    match tail {
        Some("") if !has_mark => told(0..said.len(), None),
        Some(kept) if !has_mark => told(start..said.len() - kept.len(), None),
        _ => told(0..said.len(), Some(whole.clone())),
    }
}

/// How many words a status of a person's own may have; more are a sentence.
pub const MAX_WORDS: usize = 4;

/// What stands behind the word of a status and stays true when the status changes: `; supersedes ADR-0045`. `None` where a sentence goes on, of
/// which the status may be a part only, and where a day or a person belongs to the state as it is.
fn tail_of(tail: &str) -> Option<&str> {
    let bare = tail.trim_start_matches(['*', '_', '`', '}', ']', ' ']);
    if bare.is_empty() {
        return Some("");
    }
    let lists = bare.starts_with(',') && bare[1..].trim_start().starts_with(char::is_lowercase) && !bare.contains(';');
    // "open, paid, shipped" lists something; "Accepted, for now" does not.
    let is_list = lists && bare.matches(',').count() > 1;
    let is_apart = bare.starts_with([';', ',', '(', '-', '–', '—', '/', '.', '<']);
    (is_apart && !is_list && !is_dated(bare)).then_some(tail)
}

/// Whether a day, or a year at least, is named.
fn is_dated(said: &str) -> bool {
    let is_year = |word: &str| word.len() == 4 && word.parse().is_ok_and(|year: u32| (1970..2200).contains(&year));
    date_in(said).is_some() || said.split(|c: char| !c.is_alphanumeric() && c != '-').any(is_year)
}

/// The states, other than one, that words name.
fn mentions_other(kind: StatusKind, said: &str) -> bool {
    strong_kinds(said).into_iter().any(|other| other != kind)
        || beginnings(said).filter_map(begins_state).any(|other| other != kind)
}

/// The states that words name anywhere, by words that mean nothing else.
pub fn strong_kinds(said: &str) -> Vec<StatusKind> {
    let words = said.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty() && !words::is_general(word));
    words.filter_map(words::status).collect()
}

/// What stands behind the first clause of a status, clause by clause, each up to the end: "Accepted; supersedes ADR-0045" has one.
pub fn later_clauses(said: &str) -> impl Iterator<Item = &str> {
    let masked = without_links(said);
    let ends: Vec<usize> = beginnings(&masked).skip(1).map(|rest| said.len() - rest.len()).collect();
    let dashes: Vec<usize> = masked.match_indices(" - ").map(|(at, dash)| at + dash.len()).collect();
    ends.into_iter().chain(dashes).map(move |at| said[at..].trim_start())
}

/// The places at which a clause may begin: right behind what went before, and behind every sign.
fn beginnings(said: &str) -> impl Iterator<Item = &str> {
    let behind_sign =
        said.match_indices([';', ',', '(', '/', '.', ':', '–', '—', '|']).map(|(at, sign)| at + sign.len());
    std::iter::once(0).chain(behind_sign).map(|at| &said[at..])
}

/// The state with which a clause begins, where that is all there is to it but when, by whom and why: "Accepted on 2024-02-01".
pub fn begins_state(said: &str) -> Option<StatusKind> {
    let bare = after_day(said);
    let length = bare.find(|c: char| !c.is_alphabetic()).unwrap_or(bare.len());
    let kind = words::status(&bare[..length])?;
    let rest = bare[length..].trim_start_matches(['*', '_', '`', ']', ' ', '~']);
    let mut signs = bare[length..].chars();
    let is_joined = signs.next().is_some_and(|c| "-'’/".contains(c)) && signs.next().is_some_and(char::is_alphanumeric);
    let next: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    let is_apart = rest.is_empty() || !rest.starts_with(':') && next.is_empty() || words::is_behind(&next);
    (kind == StatusKind::Superseded || is_apart && !is_joined).then_some(kind)
}

/// What follows the signs, the number and the day with which a line begins.
fn after_day(said: &str) -> &str {
    let mut bare = said.trim_start_matches(|c: char| !c.is_alphabetic());
    for _ in 0..2 {
        let length = bare.find(|c: char| !c.is_alphabetic()).unwrap_or(bare.len());
        if words::month(&bare[..length].to_lowercase()).is_none() || date_in(said).is_none() {
            break;
        }
        bare = bare[length..].trim_start_matches(|c: char| !c.is_alphabetic());
    }
    bare
}

/// Where a clause of its own says that the record is superseded.
fn supersession_in(said: &str) -> Option<usize> {
    let begins = |rest: &&str| matches!(after_beginning(rest.trim_start()), Some((Way::SupersededBy, _)));
    let rest = beginnings(said).skip(1).find(begins)?;
    Some(said.len() - rest.len())
}

/// How much of a record a supersession is about.
enum Part {
    /// All of it, and nothing else is said.
    None,
    /// Words follow, such as a title.
    Words,
    /// A part of it.
    Some,
}

fn part_of_supersession(said: &str) -> Part {
    let masked = without_links(said);
    if words::is_partly(&masked) {
        return Part::Some;
    }
    let is_reference = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != LINK).to_lowercase();
        word.is_empty()
            || word.contains(|c: char| c.is_ascii_digit() || c == LINK)
            || is_markdown(&word)
            || word == "adr"
            || word == "and"
    };
    let mut words = masked.split_whitespace().peekable();
    // "Superseded" itself.
    words.next();
    let by = words.next_if(|word| words::is_behind(word.trim_end_matches([':', '*', '_'])));
    // What stands behind "by" names the record, in whatever way.
    if by.is_some() {
        words.next();
    }
    let rest = words.find(|word| !is_reference(word));
    match rest {
        None if is_dated(&masked) => Part::Words,
        None => Part::None,
        Some(word) if words::is_limit(word) => Part::Some,
        Some(_) => Part::Words,
    }
}

/// What stands for each byte of a link.
const LINK: char = '#';

/// A text with signs for its links, whose words say nothing of a status.
pub fn without_links(said: &str) -> String {
    let mut masked = said.to_owned();
    let mut from = 0;
    while let Some(middle) = masked[from..].find(['[']).map(|at| from + at) {
        from = middle + 1;
        let Some(close) = masked[middle..].find(']').map(|at| middle + at) else { break };
        let end = match masked[close + 1..].chars().next() {
            Some('(') => masked[close..].find(')'),
            Some('[') => masked[close + 1..].find(']').map(|at| at + 1),
            _ => None,
        };
        if let Some(end) = end.map(|at| close + at + 1) {
            masked.replace_range(middle..end, &LINK.to_string().repeat(end - middle));
            from = end;
        }
    }
    masked
}
