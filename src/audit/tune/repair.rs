//! The smallest edits of numbers after which every scenario comes out as expected: one number, or where none does it, two.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::number::Edit;
use super::table::Table;

/// How many tries a search for two numbers may take.
const MAX_TRIES: usize = 400_000;

/// How many first edits are tried for each number when it takes two.
const MAX_FIRST: usize = 6;

/// How many proposals are kept.
const MAX_FOUND: usize = 40;

/// What a search for repairs came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The edits, each list a repair of its own, fewest and smallest first.
    pub(super) repairs: Vec<Vec<Edit>>,
    /// Whether the search was ended before all pairs were tried.
    pub(super) is_cut_short: bool,
}

/// The smallest edits that make all of these cases come out as expected; whatever was found so far where it was cancelled.
pub(super) fn repairs(table: &Table, cancel: &AtomicBool) -> Found {
    let all: Vec<usize> = (0..table.cases.len()).collect();
    let failing: Vec<usize> = all.iter().copied().filter(|case| table.meets(*case) == Some(false)).collect();
    if failing.is_empty() {
        return Found::default();
    }
    let singles: Vec<Vec<Edit>> = (0..table.numbers.len())
        .into_par_iter()
        .filter(|_| !cancel.load(Ordering::Relaxed))
        .filter_map(|number| single(table, &failing, &all, number, &mut 0))
        .collect();
    let mut found = Found { repairs: singles, is_cut_short: false };
    if found.repairs.is_empty() {
        found = pairs(table, &failing, &all, cancel);
    }
    found
        .repairs
        .sort_by_key(|edits| (edits.len(), size(edits), edits.iter().map(|edit| edit.number).collect::<Vec<_>>()));
    found.repairs.dedup();
    found.repairs.truncate(MAX_FOUND);
    found
}

/// By how much numbers change in all.
pub(super) fn size(edits: &[Edit]) -> i64 {
    edits.iter().map(|edit| i64::from(edit.new - edit.old).abs()).sum()
}

/// The nearest value of one number at which everything is met, with the edits made before.
fn single(table: &Table, failing: &[usize], all: &[usize], number: usize, tries: &mut usize) -> Option<Vec<Edit>> {
    if !failing.iter().all(|case| table.touches(*case, number)) {
        return None;
    }
    let now = table.numbers[number].1;
    let touched: Vec<usize> = all.iter().copied().filter(|case| table.touches(*case, number)).collect();
    let ends = failing.iter().chain(touched.iter().filter(|case| table.may_have_gaps(**case)));
    let mut values: Vec<i32> = ends.flat_map(|case| table.turns(*case, number)).collect();
    values.sort_unstable_by_key(|value| ((value - now).abs(), *value));
    values.dedup();
    values.retain(|value| *value != 0 || !table.has_to_stay(number));
    let mut meets = |cases: &[usize], value: i32| {
        cases.iter().all(|case| {
            *tries += 1;
            table.meets_at(*case, number, value) == Some(true)
        })
    };
    let value = values.into_iter().find(|value| meets(failing, *value) && meets(&touched, *value))?;
    let mut changed = table.clone();
    changed.set(number, value);
    let mut edits = changed.edits;
    edits.sort_by_key(|edit| edit.number);
    Some(edits)
}

/// Pairs of edits: the first mends the first failing case at least, the second what is then left.
fn pairs(table: &Table, failing: &[usize], all: &[usize], cancel: &AtomicBool) -> Found {
    let first: Vec<usize> = (0..table.numbers.len()).filter(|number| table.touches(failing[0], *number)).collect();
    let share = MAX_TRIES / first.len().max(1);
    let of_first = |number: &usize| {
        let mut tries = 0;
        let mut found = Vec::new();
        let mut is_cut_short = false;
        let may_be = |value: &i32| *value != 0 || !table.has_to_stay(*number);
        let mends = |value: &i32| may_be(value) && table.meets_at(failing[0], *number, *value) == Some(true);
        for value in table.turns(failing[0], *number).into_iter().filter(mends).take(MAX_FIRST) {
            let mut changed = table.clone();
            changed.set(*number, value);
            let left: Vec<usize> = all.iter().copied().filter(|case| changed.meets(*case) != Some(true)).collect();
            for second in (0..table.numbers.len()).filter(|second| second != number) {
                if tries > share || cancel.load(Ordering::Relaxed) {
                    is_cut_short = true;
                    break;
                }
                found.extend(single(&changed, &left, all, second, &mut tries));
            }
        }
        Found { repairs: found, is_cut_short }
    };
    let mut all_found = Found::default();
    for found in first.par_iter().map(of_first).collect::<Vec<_>>() {
        all_found.repairs.extend(found.repairs);
        all_found.is_cut_short |= found.is_cut_short;
    }
    all_found
}
