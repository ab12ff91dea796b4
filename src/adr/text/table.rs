//! A table in the section for the status, or in the head: the history of a record, a row for each state, or a pair of label and value in each
//! row. What is told from a history is never rewritten: a new state is a new row, with what its columns ask for.

use std::ops::Range;

use super::lines::cells;
use super::parsed::{Found, Parsed, Told};
use super::state::{MAX_WORDS, State, Tells, read};
use crate::adr::status::StatusKind;
use crate::adr::words::{Label, iso_date, label};

/// A row that tells a state.
struct Row {
    state: State,
    day: Option<String>,
    line: Range<usize>,
}

/// The state that a table tells, and its day; an error with what is in doubt. What the lines around it tell has to say the same.
pub fn of_table(
    text: &str,
    rows: &[&Found],
    beside: Option<Told>,
) -> Result<(Option<Told>, Option<String>), Range<usize>> {
    let Some((first, last)) = rows.first().zip(rows.last()) else { return Ok((beside, None)) };
    let doubt = first.value.clone();
    let said = |cell: &Range<usize>| &text[cell.clone()];
    let mut table: Vec<(&Found, Vec<Range<usize>>)> =
        rows.iter().map(|found| (*found, cells(text, &found.value))).collect();
    table.retain(|(_, cells)| !cells.iter().all(|cell| said(cell).bytes().all(|byte| b"-: ".contains(&byte))));
    let about = |cells: &[Range<usize>], wanted: Label| cells.iter().position(|cell| label(said(cell)) == Some(wanted));
    let pair = table.iter().find(|(_, cells)| is_pair(text, cells));
    let told = if let Some((found, cells)) = pair {
        let day =
            table.iter().find(|(_, cells)| about(cells, Label::Date) == Some(0)).and_then(|(_, cells)| cells.get(1));
        let day = day.and_then(|cell| iso_date(said(cell)));
        Row { state: state_in(text, &cells[1])?.ok_or(doubt)?, day, line: found.line.clone() }
    } else {
        let header = table.iter().position(|(_, cells)| about(cells, Label::Status).is_some());
        let column = match header {
            Some(at) => about(&table[at].1, Label::Status),
            None => column_of_states(text, &table),
        };
        let column = column.ok_or_else(|| doubt.clone())?;
        let days = header.and_then(|at| about(&table[at].1, Label::Date));
        let mut history = Vec::new();
        for (found, cells) in table.iter().skip(header.map_or(0, |at| at + 1)) {
            let Some(state) = cells.get(column).map(|cell| state_in(text, cell)).transpose()?.flatten() else {
                continue;
            };
            let day = match days {
                Some(at) => cells.get(at).and_then(|cell| iso_date(said(cell))),
                None => cells.iter().find_map(|cell| iso_date(said(cell))),
            };
            history.push(Row { state, day, line: found.line.clone() });
        }
        let at = present(&history).ok_or(doubt)?;
        history.swap_remove(at)
    };
    let end = beside.as_ref().map_or(0, |beside| beside.end).max(last.line.end);
    if let Some(other) = beside.filter(|other| other.state.kind != told.state.kind) {
        return Err(other.state.value);
    }
    let state = State { beside: Some(told.line.clone()), ..told.state };
    Ok((Some(Told { spot: first.spot, state, line: told.line, below: Vec::new(), end }), told.day))
}

/// The table of a record's head: rows of label and value, or one row below a header, each of which is like a labelled line; more rows below a
/// header are a history.
pub fn of_head(text: &str, rows: &[Found], parsed: &mut Parsed) {
    let said = |cell: &Range<usize>| &text[cell.clone()];
    let mut table: Vec<(&Found, Vec<Range<usize>>)> = rows.iter().map(|row| (row, cells(text, &row.value))).collect();
    table.retain(|(_, cells)| !cells.iter().all(|cell| said(cell).bytes().all(|byte| b"-: ".contains(&byte))));
    let is_known =
        |cell: &Range<usize>| matches!(read(text, cell), Tells::State(state) if state.kind != StatusKind::Other);
    for (at, (row, cells)) in table.iter().enumerate() {
        let column = |about: Label| cells.iter().position(|cell| label(said(cell)) == Some(about));
        let (status, date) = (column(Label::Status), column(Label::Date));
        let Some(first) = status.or(date) else { continue };
        let below = &table[at + 1..];
        // "| Status | Owner |" above "| Accepted | Ana |" names columns.
        let names_columns = || !is_known(&cells[1]) && below.first().is_some_and(|(_, cells)| is_known(&cells[0]));
        let is_pair = cells.len() >= 2 && cells[2..].iter().all(|cell| said(cell).is_empty());
        if is_pair && first == 0 && !(status.is_some() && date.is_some()) && !names_columns() {
            let about = if status.is_some() { Label::Status } else { Label::Date };
            parsed.label(text, about, cells[1].clone(), &row.line);
            continue;
        }
        match below {
            [(row, cells)] => {
                for (about, column) in [(Label::Status, status), (Label::Date, date)] {
                    let cell = column.and_then(|column| cells.get(column));
                    cell.into_iter().for_each(|cell| parsed.label(text, about, cell.clone(), &row.line));
                }
            }
            [] => {}
            _ if status.is_none() => {}
            _ => parsed.statuses.extend(table[at..].iter().map(|(row, _)| (*row).clone())),
        }
        return;
    }
}

/// The state that a cell tells; `None` where it is empty or struck out, an error where it tells anything else.
fn state_in(text: &str, cell: &Range<usize>) -> Result<Option<State>, Range<usize>> {
    let is_sentence = || text[cell.clone()].split_whitespace().count() > MAX_WORDS;
    match read(text, cell) {
        Tells::Nothing => Ok(None),
        Tells::State(state) if state.kind != StatusKind::Other || !is_sentence() => Ok(Some(state)),
        Tells::State(_) | Tells::Unclear => Err(cell.clone()),
    }
}

/// Whether a row is `| Status | Accepted |`.
fn is_pair(text: &str, cells: &[Range<usize>]) -> bool {
    let [name, value] = cells else { return false };
    let is_known = |tells: Tells| matches!(tells, Tells::State(state) if state.kind != StatusKind::Other);
    label(&text[name.clone()]) == Some(Label::Status) && is_known(read(text, value))
}

/// The only column each of whose cells tells a state that is known.
fn column_of_states(text: &str, table: &[(&Found, Vec<Range<usize>>)]) -> Option<usize> {
    let tells =
        |cell: &Range<usize>| matches!(read(text, cell), Tells::State(state) if state.kind != StatusKind::Other);
    let n = table.iter().map(|(_, cells)| cells.len()).max()?;
    let mut fit = (0..n).filter(|at| table.iter().all(|(_, cells)| cells.get(*at).is_some_and(tells)));
    fit.next().filter(|_| fit.next().is_none())
}

/// Which row is the present one: the latest where days order them; where none do, all have to say the same, as in a list.
fn present(history: &[Row]) -> Option<usize> {
    let last = history.len().checked_sub(1)?;
    let is_one = history.iter().all(|row| row.state.kind == history[last].state.kind);
    let days: Vec<&str> = history.iter().filter_map(|row| row.day.as_deref()).collect();
    match () {
        () if days.len() < history.len() || last == 0 => is_one.then_some(last),
        () if days.is_sorted() && days[last - 1] < days[last] => Some(last),
        () if days.is_sorted_by(|a, b| a >= b) && days[0] > days[1] => Some(0),
        () => is_one.then_some(last),
    }
}
