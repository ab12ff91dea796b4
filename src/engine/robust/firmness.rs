//! Everything a report says about how firm a decision is, put together.

use super::bank::WeightBank;
use super::chances::chances;
use super::conflict::{conflict, relaxations};
use super::flips::flips;
use super::sufficient::sufficient;
use super::weights;
use crate::engine::base::steps::{Budget, Cancel, Steps};
use crate::engine::outlook::range::{ScoreRange, ranges};
use crate::engine::result::analysis::{Analysis, ExactRange};
use crate::engine::situation::Situation;
use crate::model::OptionIdx;

/// The analysis of a decision, every part with the whole budget; `None` where it was cancelled.
pub fn analyse(situation: &Situation, bank: &WeightBank, budget: Budget, cancel: &dyn Cancel) -> Option<Analysis> {
    let essence = essence(situation, bank, budget, cancel)?;
    let sufficient = sufficient(situation, &mut Steps::until(budget, cancel));
    (!cancel.is_set(0)).then_some(Analysis { sufficient, ..essence })
}

/// The same without which answers alone suffice: that is the longest part, and not everyone tells it.
pub fn essence(situation: &Situation, bank: &WeightBank, budget: Budget, cancel: &dyn Cancel) -> Option<Analysis> {
    let steps = || Steps::until(budget, cancel);
    let go_on = |n_steps: usize| steps().goes_on(n_steps).then_some(());
    let weights = weights::analyse(situation, bank, &steps());
    go_on(0)?;
    let flips = flips(situation, &mut steps());
    go_on(0)?;
    let chances = chances(situation, &mut steps());
    go_on(0)?;
    let ranges = ranges(situation, budget, Some(cancel));
    go_on(0)?;
    let conflict = conflict(situation, &steps());
    let relaxations = relaxations(situation, &steps());
    go_on(0)?;
    let range = |(option, range): (usize, &ScoreRange)| {
        let (low, high, is_exact) = situation.shown_range((range.low, range.high), range.is_exact);
        ExactRange { option: OptionIdx::from(option), low, high, is_exact }
    };
    Some(Analysis {
        decision: situation.base().decision.id.clone(),
        ranges: ranges.iter().enumerate().map(range).collect(),
        sufficient: None,
        flips,
        conflict,
        relaxations,
        weights,
        chances,
    })
}
