//! How far each number may go before a scenario that passes would fail.

use std::sync::Arc;

use rayon::prelude::*;

use super::number::Number;
use super::table::Table;
use crate::audit::cases::{cases_of, pinning};
use crate::audit::scenarios::Runner;
use crate::engine::base::steps::Cancel;
use crate::model::{RuleBase, Subject};

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
        let by = |(end, scenario): (i32, usize)| {
            let out = if self.is_taken_out_at(end) { "taken out; " } else { "" };
            format!("{out}`{}`", base.scenarios[scenario].id)
        };
        let low = self.low.map(|low| (low.0, by(low)));
        let low = low.or_else(|| self.least.map(|least| (least, "or a weight may fall to nothing".to_owned())));
        match (low, self.high) {
            (None, None) => "held by no scenario that passes".to_owned(),
            (Some((low, below)), None) => format!("at least {low} ({below})"),
            (None, Some(high)) => format!("at most {} ({})", high.0, by(high)),
            (Some((low, below)), Some(high)) => format!("from {low} ({below}) to {} ({})", high.0, by(high)),
        }
    }

    /// Whether a value cannot be written: points of zero are an entry taken out.
    pub fn is_taken_out_at(&self, value: i32) -> bool {
        value == 0 && !matches!(self.number, Number::Weight(_))
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
    leave_out_zero(base, &mut slacks);
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

/// Where the only entry of a rule would be zero it would have to be taken out, and the rule with it: the last value is the one before.
pub(super) fn leave_out_zero(base: &RuleBase, slacks: &mut [Slack]) {
    for slack in slacks.iter_mut().filter(|slack| slack.number.is_only_entry(base)) {
        let ends = [(slack.value > 0, &mut slack.low, 1), (slack.value < 0, &mut slack.high, -1)];
        for (_, end, last) in ends.into_iter().filter(|(is_before, ..)| *is_before) {
            if let Some((value, _)) = end.as_mut().filter(|(value, _)| *value == 0) {
                *value = last;
            }
        }
    }
}

/// Tightens the slack of every number by the scenarios of a table that pass, until it is cancelled.
pub(super) fn tighten(table: &Table, slacks: &mut [Slack], cancel: &(dyn Cancel + Sync)) {
    let passing: Vec<usize> = (0..table.cases.len()).filter(|case| table.meets(*case)).collect();
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
        for (side, end) in [(&mut slack.low, least), (&mut slack.high, most)] {
            let end = side.map_or(end, |(end, _)| end);
            let last = if end == value { end } else { table.last_met(case, number, end) };
            if last != end {
                *side = Some((last, table.cases[case].scenario));
            }
        }
    }
}
