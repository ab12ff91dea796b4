//! What the places of a status tell together: a section may hold one state, a history of dated ones, boxes, or words about it.

use std::ops::Range;

use super::parsed::{Found, Parsed, Spot, Told};
use super::state::{MAX_WORDS, State, Tells, begins_state, boxes_in, of_boxes, read, strong_kinds, without_links};
use super::table::of_table;
use crate::adr::status::StatusKind;
use crate::adr::supersession_words::{Way, after_beginning};
use crate::adr::words::{self, date_in};

/// Finds the states that a record's places tell, and what cannot be told.
pub fn settle(text: &str, parsed: &mut Parsed) {
    let mut spots: Vec<Spot> = Vec::new();
    parsed.statuses.iter().for_each(|found| spots.extend((!spots.contains(&found.spot)).then_some(found.spot)));
    for spot in spots {
        let founds: Vec<&Found> = parsed.statuses.iter().filter(|found| found.spot == spot).collect();
        let (rows, others): (Vec<&Found>, Vec<&Found>) =
            founds.iter().copied().partition(|found| text[found.value.clone()].starts_with('|'));
        let around = if spot == Spot::Section { of_section(text, &others) } else { of_lines(text, spot, &others) };
        let settled = around.and_then(|beside| of_table(text, &rows, beside));
        match settled {
            Ok((told, day)) => {
                // What a row says of another record stands in its cell.
                let is_by = |told: &Told| text[told.line.clone()].trim_start_matches([' ', '\t', '>']).starts_with('|');
                let by = told.iter().filter(|told| is_by(told)).map(|told| told.state.value.clone());
                parsed.relations.extend(by.filter(|cell| after_beginning(&text[cell.clone()]).is_some()));
                parsed.date = parsed.date.take().or(day);
                parsed.told.extend(told);
            }
            Err(doubt) => parsed.doubt = parsed.doubt.take().or(Some(doubt)),
        }
    }
    // Two words of which nobody knows what they mean: neither is the one that holds.
    let others = || parsed.told.iter().map(|told| &told.state).filter(|state| state.kind == StatusKind::Other);
    let first = others().next();
    if let Some(other) = first.and_then(|first| others().find(|other| !is_same(text, first, other))) {
        parsed.doubt = parsed.doubt.take().or(Some(other.value.clone()));
        parsed.told.clear();
    }
}

/// Whether two states are the same: of the same kind, or in the same words where these are none that are known.
fn is_same(text: &str, one: &State, other: &State) -> bool {
    let said = |state: &State| {
        let said = text[state.value.clone()].trim_matches(|c: char| !c.is_alphanumeric());
        said.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    };
    one.kind == other.kind && (one.kind != StatusKind::Other || said(one) == said(other))
}

/// Lines each of which says a status, such as `Status: accepted`: all have to say the same.
fn of_lines(text: &str, spot: Spot, founds: &[&Found]) -> Result<Option<Told>, Range<usize>> {
    let mut told: Option<Told> = None;
    for found in founds {
        let Tells::State(state) = read(text, &found.value) else { return Err(found.value.clone()) };
        match &mut told {
            Some(first) if !is_same(text, &first.state, &state) => return Err(found.value.clone()),
            Some(first) => first.state.beside = first.state.beside.take().or(Some(found.value.clone())),
            None => told = Some(of_line(spot, state, found)),
        }
    }
    Ok(told)
}

fn of_line(spot: Spot, state: State, found: &Found) -> Told {
    Told { spot, state, line: found.line.clone(), below: Vec::new(), end: found.line.end }
}

/// A line of a section that tells a state.
struct Entry<'a> {
    found: &'a Found,
    state: State,
    date: Option<String>,
}

/// The lines of a section.
fn of_section(text: &str, founds: &[&Found]) -> Result<Option<Told>, Range<usize>> {
    let said = |found: &Found| &text[found.value.clone()];
    let own: Vec<&Found> = founds.iter().copied().filter(|found| !is_relation(said(found))).collect();
    let Some((first, last)) = own.first().zip(own.last()) else { return Ok(None) };
    let boxes: Vec<_> = own.iter().flat_map(|found| boxes_in(text, &found.value)).collect();
    if !boxes.is_empty() {
        let says_more =
            |found: &&&Found| boxes_in(text, &found.value).is_empty() && !strong_kinds(said(found)).is_empty();
        return match of_boxes(text, &boxes, &first.value) {
            Tells::State(state) if !own.iter().any(|found| says_more(&found)) => {
                Ok(Some(Told { end: last.line.end, ..of_line(Spot::Section, state, first) }))
            }
            _ => Err(first.value.clone()),
        };
    }
    let mut entries: Vec<Entry> = Vec::new();
    // What is neither a state nor about other records.
    let mut more: Vec<&Found> = Vec::new();
    for &found in &own {
        if !entries.is_empty() && begins_state(said(found)).is_none() {
            more.push(found);
            continue;
        }
        match read(text, &found.value) {
            Tells::State(state)
                if state.kind == StatusKind::Other && said(found).split_whitespace().count() > MAX_WORDS =>
            {
                return Err(found.value.clone());
            }
            Tells::State(state) => entries.push(Entry { found, state, date: date_in(said(found)) }),
            // What is struck out is history.
            Tells::Nothing => more.push(found),
            Tells::Unclear => return Err(found.value.clone()),
        }
    }
    let Some(present) = present(&entries)? else { return Err(first.value.clone()) };
    // Words that name another state may say that this one is no longer so.
    let names_other = |found: &&&Found| {
        let bare = without_links(said(found));
        let is_struck = matches!(read(text, &found.value), Tells::Nothing);
        !is_struck && (words::is_undone(&bare) || strong_kinds(&bare).iter().any(|kind| *kind != present.state.kind))
    };
    if let Some(found) = more.iter().find(names_other) {
        return Err(found.value.clone());
    }
    let (head, rest) = (&entries[0], &entries[1..]);
    let below = rest.iter().map(|entry| entry.found.line.clone()).collect();
    let is_plain_below = |entry: &&Entry| entry.state.kind == StatusKind::Superseded && entry.state.beside.is_none();
    let spoiled = rest.iter().find(|entry| !is_plain_below(entry)).map(|entry| entry.found);
    let spoiled = spoiled.or_else(|| more.iter().find(|found| !is_note(said(found))).copied());
    let beside = head.state.beside.clone().or_else(|| spoiled.map(|found| found.value.clone()));
    let state = State { replaced: head.state.replaced.clone(), beside, ..present.state.clone() };
    let end = entries.last().map_or(head.found.line.end, |entry| entry.found.line.end);
    Ok(Some(Told { spot: Spot::Section, state, line: head.found.line.clone(), below, end }))
}

/// The entry that tells the present state: the only one, the last of a dated history, or the supersession that a tool put below the state.
fn present<'a, 'b>(entries: &'b [Entry<'a>]) -> Result<Option<&'b Entry<'a>>, Range<usize>> {
    let Some((head, last)) = entries.first().zip(entries.last()) else { return Ok(None) };
    let Some(other) = entries.iter().find(|entry| entry.state.kind != head.state.kind) else { return Ok(Some(head)) };
    let dates: Vec<&str> = entries.iter().filter_map(|entry| entry.date.as_deref()).collect();
    if dates.len() == entries.len() {
        let is_rising = dates.is_sorted() && dates[dates.len() - 2] < dates[dates.len() - 1];
        let is_falling = dates.is_sorted_by(|a, b| a >= b) && dates[0] > dates[1];
        match () {
            () if is_rising => return Ok(Some(last)),
            () if is_falling => return Ok(Some(head)),
            () => {}
        }
    }
    let is_put_below = last.state.kind == StatusKind::Superseded
        && entries[..entries.len() - 1].iter().all(|entry| entry.state.kind == head.state.kind);
    if is_put_below { Ok(Some(last)) } else { Err(other.found.value.clone()) }
}

/// Whether a line of the `Status` section is about another record: "Supersedes …", "Amends …", a date, or who decided.
fn is_relation(said: &str) -> bool {
    if matches!(after_beginning(said), Some((Way::Supersedes, _))) {
        return true;
    }
    let said = said.to_lowercase();
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

/// Whether a line stays true whatever the status is: it is labelled, or only leads to another record.
fn is_note(said: &str) -> bool {
    let bare = without_links(said);
    let is_labelled =
        said.split_once([':', '：']).is_some_and(|(label, _)| label.split_whitespace().count() < MAX_WORDS);
    let leads_on = bare != said && bare.split_whitespace().count() <= MAX_WORDS;
    is_labelled || leads_on
}
