//! How far each number may go before a scenario that passes would fail.

use rayon::prelude::*;

use super::number::Number;
use super::table::Table;

/// How far one number may go, all others as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Slack {
    /// The number.
    pub number: Number,
    /// What it is.
    pub value: i32,
    /// The least value, and the scenario that fails below; absent where none does.
    pub low: Option<(i32, usize)>,
    /// The greatest value, and the scenario that fails above; absent where none does.
    pub high: Option<(i32, usize)>,
}

impl Slack {
    /// Whether some scenario holds it on either side.
    pub fn is_pinned(&self) -> bool {
        self.low.is_some() || self.high.is_some()
    }

    /// Whether its sign is held: zero lies outside of the interval.
    pub fn is_sign_pinned(&self) -> bool {
        self.low.is_some_and(|(low, _)| low > 0) || self.high.is_some_and(|(high, _)| high < 0)
    }
}

/// The slack of every number of a table.
pub(super) fn slack(table: &Table) -> Vec<Slack> {
    let passing: Vec<usize> = (0..table.cases.len()).filter(|case| table.meets(*case) == Some(true)).collect();
    let of = |number: usize| slack_of(table, &passing, number, table.numbers[number].0.domain());
    (0..table.numbers.len()).into_par_iter().map(of).collect()
}

/// The slack of one number against some scenarios, given in rising order, as far as it lies within a stretch around its value.
pub(super) fn slack_of(table: &Table, passing: &[usize], number: usize, (least, most): (i32, i32)) -> Slack {
    let (what, value) = table.numbers[number];
    let mut slack = Slack { number: what, value, low: None, high: None };
    let is_passing = |case: &usize| passing.binary_search(case).is_ok();
    for case in table.touched(number).iter().copied().filter(is_passing) {
        // Beyond what another scenario allows, this one need not be asked.
        let (from, to) = (slack.low.map_or(least, |(low, _)| low), slack.high.map_or(most, |(high, _)| high));
        let mut turns = table.turns_within(case, number, (from, to));
        let (first, last) = what.domain();
        if (from == first || to == last) && table.touches(case, number) {
            let ends = [(from, first), (to, last)].into_iter().filter(|(here, end)| here == end && *end != value);
            let ends: Vec<i32> = ends.map(|(end, _)| end).filter(|end| !turns.contains(end)).collect();
            turns.extend(ends);
        }
        let (mut low, mut high) = (value, value);
        let (mut is_low_open, mut is_high_open) = (true, true);
        // The nearest values first: the first one that fails on a side ends the interval there.
        for turn in turns {
            let is_below = turn < value;
            let is_settled = if is_below { !is_low_open } else { !is_high_open };
            if is_settled {
                continue;
            }
            let holds = table.meets_at(case, number, turn) == Some(true);
            match (holds, is_below) {
                (true, true) => low = turn,
                (true, false) => high = turn,
                (false, true) => is_low_open = false,
                (false, false) => is_high_open = false,
            }
        }
        let scenario = table.cases[case].scenario;
        if !is_low_open && slack.low.is_none_or(|(known, _)| low > known) {
            slack.low = Some((low, scenario));
        }
        if !is_high_open && slack.high.is_none_or(|(known, _)| high < known) {
            slack.high = Some((high, scenario));
        }
    }
    slack
}
