//! How far each number may go before a scenario that passes would fail.

use std::sync::Arc;

use rayon::prelude::*;

use super::number::Number;
use super::table::Table;
use crate::audit::cases::{cases_of, pinning};
use crate::audit::scenarios::Runner;
use crate::engine::base::steps::Cancel;
use crate::model::{RuleBase, Subject};

/// The longest stretch of values that is walked.
const SHORT: i64 = 24;

/// How many scenarios are weighed at a time: what is kept of them does not grow with their number.
const AT_A_TIME: usize = 32;

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
    /// The least value that was looked at, where a smaller one may be none that a file can have: by what rules take off, a weight would fall to
    /// nothing or below.
    pub least: Option<i32>,
}

impl Slack {
    /// Whether some scenario holds it on either side.
    pub fn is_pinned(&self) -> bool {
        self.low.is_some() || self.high.is_some()
    }

    /// How far it may go and which scenarios hold it, as a person would say it.
    pub fn said(&self, base: &RuleBase) -> String {
        let by = |scenario: usize| format!("`{}`", base.scenarios[scenario].id);
        let low = self.low.map(|(low, scenario)| (low, by(scenario)));
        let low = low.or_else(|| self.least.map(|least| (least, "or a weight may fall to nothing".to_owned())));
        match (low, self.high) {
            (None, None) => "held by no scenario".to_owned(),
            (Some((low, below)), None) => format!("at least {low} ({below})"),
            (None, Some((high, scenario))) => format!("at most {high} ({})", by(scenario)),
            (Some((low, below)), Some((high, above))) => {
                format!("from {low} ({below}) to {high} ({})", by(above))
            }
        }
    }

    /// The least value it may have, by a scenario or by what a file may say.
    pub fn low_end(&self) -> Option<i32> {
        self.low.map(|(low, _)| low).or(self.least)
    }

    /// Whether its sign is held: zero lies outside of the interval.
    pub fn is_sign_pinned(&self) -> bool {
        self.low.is_some_and(|(low, _)| low > 0) || self.high.is_some_and(|(high, _)| high < 0)
    }
}

/// The slack of every number of a rule base; `None` where it was cancelled.
pub fn slacks(subject: &Arc<Subject>, base: &RuleBase, cancel: &(dyn Cancel + Sync)) -> Option<Vec<Slack>> {
    let runner = Runner::for_outcomes(subject);
    let mut slacks = open(base, &Number::all(base));
    for chosen in pinning(base).chunks(AT_A_TIME) {
        if cancel.is_set(0) {
            return None;
        }
        let cases = cases_of(&runner, base, chosen);
        tighten(&Table::new(base, &cases), &mut slacks, cancel);
    }
    (!cancel.is_set(0)).then_some(slacks)
}

/// Numbers that nothing holds yet.
pub(super) fn open(base: &RuleBase, numbers: &[(Number, i32)]) -> Vec<Slack> {
    let open = |(number, value): &(Number, i32)| {
        let least = number.is_of_weight().then(|| number.domain(base).0);
        Slack { number: *number, value: *value, low: None, high: None, least }
    };
    numbers.iter().map(open).collect()
}

/// Tightens the slack of every number by the scenarios of a table that pass, until it is cancelled.
pub(super) fn tighten(table: &Table, slacks: &mut [Slack], cancel: &(dyn Cancel + Sync)) {
    let passing: Vec<usize> = (0..table.cases.len()).filter(|case| table.meets(*case) == Some(true)).collect();
    slacks.par_iter_mut().enumerate().for_each(|(number, slack)| {
        if !cancel.is_set(0) {
            tighten_one(table, &passing, number, slack, table.domain(number));
        }
    });
}

/// The slack of one number against some scenarios, given in rising order, as far as it lies within a stretch around its value.
pub(super) fn slack_of(table: &Table, passing: &[usize], number: usize, within: (i32, i32)) -> Slack {
    let (what, value) = table.numbers[number];
    let mut slack = Slack { number: what, value, low: None, high: None, least: None };
    tighten_one(table, passing, number, &mut slack, within);
    slack
}

/// Tightens what is known of one number.
fn tighten_one(table: &Table, passing: &[usize], number: usize, slack: &mut Slack, (least, most): (i32, i32)) {
    let value = table.numbers[number].1;
    let is_passing = |case: &usize| passing.binary_search(case).is_ok();
    for case in table.touched(number).iter().copied().filter(is_passing) {
        // Beyond what another scenario allows, this one need not be asked.
        let (from, to) = (slack.low.map_or(least, |(low, _)| low), slack.high.map_or(most, |(high, _)| high));
        let scenario = table.cases[case].scenario;
        if table.is_one_stretch(case, number) {
            let holds = |value: i32| table.meets_at(case, number, value) == Some(true);
            if from < value && !holds(from) {
                slack.low = Some((edge(value, from, holds), scenario));
            }
            if to > value && !holds(to) {
                slack.high = Some((edge(value, to, holds), scenario));
            }
            continue;
        }
        // A short stretch is walked value by value, which takes less than to work out where outcomes turn.
        let is_short = i64::from(to) - i64::from(from) <= SHORT;
        let mut turns = if is_short {
            let mut values: Vec<i32> = (from..=to).filter(|other| *other != value).collect();
            values.sort_unstable_by_key(|other| ((other - value).abs(), *other));
            values
        } else {
            table.turns_within(case, number, (from, to))
        };
        let (first, last) = table.domain(number);
        if !is_short && (from == first || to == last) && table.touches(case, number) {
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
        if !is_low_open && slack.low.is_none_or(|(known, _)| low > known) {
            slack.low = Some((low, scenario));
        }
        if !is_high_open && slack.high.is_none_or(|(known, _)| high < known) {
            slack.high = Some((high, scenario));
        }
    }
}

/// The last value that holds on the way from one that does to one that does not, where they lie in one stretch.
fn edge(holds_at: i32, fails_at: i32, holds: impl Fn(i32) -> bool) -> i32 {
    let (mut inside, mut outside) = (holds_at, fails_at);
    while (inside - outside).abs() > 1 {
        let middle = inside + (outside - inside) / 2;
        if holds(middle) { inside = middle } else { outside = middle }
    }
    inside
}
