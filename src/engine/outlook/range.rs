//! The least and the greatest score that the open answers allow each option.

use crate::engine::base::steps::{Budget, Cancel, Steps};
use crate::engine::bound::problem::{Objective, Problem};
use crate::engine::bound::solver::least;
use crate::engine::situation::Situation;

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

/// The range of every option, in option order; each end has the whole budget to itself. Fewer where it is cancelled.
pub fn ranges(situation: &Situation, budget: Budget, cancel: Option<&dyn Cancel>) -> Vec<ScoreRange> {
    let steps = || cancel.map_or_else(|| Steps::new(budget), |cancel| Steps::until(budget, cancel));
    let goes_on = |_: &usize| steps().goes_on(situation.network().n_numbers());
    (0..situation.scores.len()).take_while(goes_on).map(|option| range(situation, option, steps)).collect()
}

fn range<'a>(situation: &Situation, option: usize, steps: impl Fn() -> Steps<'a>) -> ScoreRange {
    let end = |times: i64| least(&Problem::new(situation.network(), &Objective::score(option, times)), &mut steps());
    let (low, high) = (end(1), end(-1));
    ScoreRange { low: low.at_least, high: -high.at_least, is_exact: low.is_exact() && high.is_exact() }
}
