//! The smallest edits of numbers after which every scenario comes out as expected: one number, or where none does it, two.
//!
//! A number is walked away from what it is. At each value that does not do, a scenario says how far it surely does not, and the walk goes on
//! behind: what is found for one number is the nearest value there is.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::number::Edit;
use super::table::{Table, Turn};

/// How many looks at one scenario with one number a search for two numbers may take.
const MAX_LOOKS: usize = 60_000;

/// How many looks one counts for that may take a proof.
const LOOKS_OF_PROOF: usize = 25;

/// How many values of one number are tried on each side.
const MAX_TRIED: usize = 400;

/// How many first edits are tried for each number on each side when it takes two.
const MAX_FIRST: usize = 3;

/// How many proposals are kept.
const MAX_FOUND: usize = 40;

/// What a search for repairs came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The edits, each list a repair of its own, fewest and smallest first.
    pub(super) repairs: Vec<Vec<Edit>>,
    /// How many were found in all.
    pub(super) n_found: usize,
    /// Whether not every number was looked at by itself.
    pub(super) is_one_cut_short: bool,
    /// Whether not everything was looked at: only then may there be another change of one or two numbers.
    pub(super) is_cut_short: bool,
}

/// What is left to spend, and whether anything was left out for want of it.
struct Looks {
    left: usize,
    are_cut_short: bool,
}

impl Looks {
    fn new(left: usize) -> Self {
        Self { left, are_cut_short: false }
    }

    fn spend(&mut self, table: &Table, case: usize) {
        self.left = self.left.saturating_sub(if table.may_take_proof(case) { LOOKS_OF_PROOF } else { 1 });
    }

    /// Whether nothing is left; then something is left out.
    fn end(&mut self) -> bool {
        self.are_cut_short |= self.left == 0;
        self.left == 0
    }
}

/// The smallest edits that make all of these cases come out as expected; whatever was found so far where it was cancelled.
pub(super) fn repairs(table: &Table, cancel: &AtomicBool) -> Found {
    let failing: Vec<usize> = (0..table.cases.len()).filter(|case| !table.meets(*case)).collect();
    if failing.is_empty() {
        return Found::default();
    }
    let hangs_on_any = |case: &usize| (0..table.numbers.len()).any(|number| table.touches(*case, number));
    if !failing.iter().all(hangs_on_any) {
        return Found::default();
    }
    let of_one = |number: usize| {
        let mut looks = Looks::new(usize::MAX);
        (single(table, &failing, number, &mut looks), looks.are_cut_short)
    };
    let all = 0..table.numbers.len();
    let singles: Vec<(Option<Vec<Edit>>, bool)> =
        all.into_par_iter().filter(|_| !cancel.load(Ordering::Relaxed)).map(of_one).collect();
    let is_one_cut_short = table.gave_up() || singles.iter().any(|(_, is_cut_short)| *is_cut_short);
    let mut repairs: Vec<Vec<Edit>> = singles.into_iter().filter_map(|(edits, _)| edits).collect();
    // Of two numbers those are looked for of which one mends a scenario by itself: there may be others.
    let takes_two = repairs.is_empty();
    if takes_two {
        repairs = pairs(table, &failing, cancel);
    }
    repairs.sort_by_key(|edits| (edits.len(), size(edits), edits.iter().map(|edit| edit.number).collect::<Vec<_>>()));
    repairs.dedup();
    let n_found = repairs.len();
    repairs.truncate(MAX_FOUND);
    Found { repairs, n_found, is_one_cut_short, is_cut_short: is_one_cut_short || takes_two }
}

/// By how much numbers change in all.
pub(super) fn size(edits: &[Edit]) -> i64 {
    edits.iter().map(|edit| i64::from(edit.new - edit.old).abs()).sum()
}

/// The nearest value of one number at which everything is met, with the edits made before.
fn single(table: &Table, failing: &[usize], number: usize, looks: &mut Looks) -> Option<Vec<Edit>> {
    if !failing.iter().all(|case| table.touches(*case, number)) {
        return None;
    }
    let now = table.numbers[number].1;
    let others = table.touched(number).iter().filter(|case| !failing.contains(case) && table.touches(**case, number));
    let cases: Vec<usize> = failing.iter().chain(others).copied().collect();
    let (least, most) = table.domain(number);
    let above = nearest(table, &cases, number, most, looks);
    // Of two that are as near the lesser one is taken.
    let least = above.map_or(least, |above| least.max(now.saturating_sub(above - now)));
    let value = nearest(table, &cases, number, least, looks).or(above)?;
    let edit = Edit { number: table.numbers[number].0, old: table.written(number), new: value };
    let mut edits: Vec<Edit> = table.edits.iter().copied().chain([edit]).collect();
    edits.sort_by_key(|edit| edit.number);
    Some(edits)
}

/// The first value of a number on the way to another at which all of these cases come out as expected.
fn nearest(table: &Table, cases: &[usize], number: usize, end: i32, looks: &mut Looks) -> Option<i32> {
    let mut value = table.numbers[number].1;
    for _ in 0..MAX_TRIED {
        value = next(table, number, value, end)?;
        let fails = cases.iter().find(|case| {
            looks.spend(table, **case);
            !table.meets_at(**case, Turn { number, value })
        });
        let Some(fails) = fails else { return Some(value) };
        if looks.end() {
            return None;
        }
        value = table.look(*fails, Turn { number, value }, end).until;
    }
    looks.are_cut_short = true;
    None
}

/// The next value of a number on the way to another that a file may have.
fn next(table: &Table, number: usize, value: i32, end: i32) -> Option<i32> {
    let step = (end - value).signum();
    let is_none = step != 0 && value + step == 0 && table.has_to_stay(number);
    let next = if is_none { value + 2 * step } else { value + step };
    (step != 0 && (end - next).signum() != -step).then_some(next)
}

/// Pairs of edits: the first mends one failing case at least, the second what is then left. How far the first has to go hangs on every case in
/// which the second has no part.
fn pairs(table: &Table, failing: &[usize], cancel: &AtomicBool) -> Vec<Vec<Edit>> {
    let first: Vec<usize> = (0..table.numbers.len()).filter(|number| table.touches(failing[0], *number)).collect();
    let share = MAX_LOOKS / first.len().max(1);
    let of_first = |number: &usize| {
        let mut looks = Looks::new(share);
        let mut found = Vec::new();
        let own = failing.iter().filter(|case| table.touches(**case, *number));
        let values: BTreeSet<i32> = own.flat_map(|case| mends(table, *case, *number, &mut looks)).collect();
        let now = table.numbers[*number].1;
        let mut values: Vec<i32> = values.into_iter().collect();
        values.sort_by_key(|value| (value.abs_diff(now), *value));
        for value in values {
            let mut changed = table.clone();
            changed.set(*number, value);
            // What it has no part in comes out as before.
            let mut left: Vec<usize> = failing.iter().chain(table.touched(*number)).copied().collect();
            left.sort_unstable();
            left.dedup();
            left.retain(|case| !changed.meets(*case));
            if left.is_empty() {
                found.push(changed.edits.clone());
            }
            if looks.end() || left.is_empty() {
                continue;
            }
            for second in (0..table.numbers.len()).filter(|second| second != number) {
                if looks.end() || cancel.load(Ordering::Relaxed) {
                    break;
                }
                found.extend(single(&changed, &left, second, &mut looks));
            }
        }
        found
    };
    first.par_iter().flat_map_iter(of_first).collect()
}

/// Values of a number at which a case comes out as expected, the nearest of each stretch.
fn mends(table: &Table, case: usize, number: usize, looks: &mut Looks) -> Vec<i32> {
    let (least, most) = table.domain(number);
    let mut found = Vec::new();
    for end in [most, least] {
        let (mut value, mut n_found) = (table.numbers[number].1, 0);
        for _ in 0..MAX_TRIED {
            let Some(next) = next(table, number, value, end).filter(|_| n_found < MAX_FIRST) else { break };
            looks.spend(table, case);
            let look = table.look(case, Turn { number, value: next }, end);
            if look.is_met {
                found.push(next);
                n_found += 1;
            }
            value = look.until;
        }
    }
    found
}
