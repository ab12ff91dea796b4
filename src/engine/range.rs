//! The least and the greatest score that the open answers allow each option.

use std::sync::atomic::AtomicBool;

use super::analysis::Budget;
use super::problem::{Objective, Problem};
use super::situation::Situation;
use super::solver::least;
use super::steps::Steps;

/// What an option's score may still come to, in score units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoreRange {
    /// No completion of the open answers gives less.
    pub low: i64,
    /// No completion gives more.
    pub high: i64,
    /// Whether there are completions that give exactly these.
    pub is_exact: bool,
}

/// The range of every option, in option order; each end has the whole budget to itself, unless it is cancelled.
pub fn ranges(situation: &Situation, budget: Budget, cancel: Option<&AtomicBool>) -> Vec<ScoreRange> {
    let steps = || cancel.map_or_else(|| Steps::new(budget), |cancel| Steps::until(budget, cancel));
    (0..situation.scores.len()).map(|option| range(situation, option, steps)).collect()
}

fn range<'a>(situation: &Situation, option: usize, steps: impl Fn() -> Steps<'a>) -> ScoreRange {
    let end = |times: i64| least(&Problem::new(situation.network(), &Objective::score(option, times)), &mut steps());
    let (low, high) = (end(1), end(-1));
    ScoreRange { low: low.at_least, high: -high.at_least, is_exact: low.is_exact() && high.is_exact() }
}
