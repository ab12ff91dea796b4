//! Everything a report says about how firm a decision is, put together.

use std::sync::atomic::AtomicBool;

use super::analysis::{Analysis, Budget, ExactRange};
use super::bank::WeightBank;
use super::chances::chances;
use super::conflict::{conflict, relaxations};
use super::flips::flips;
use super::range::ranges;
use super::situation::Situation;
use super::steps::Steps;
use super::sufficient::sufficient;
use super::weights;
use crate::model::OptionIdx;

/// The analysis of a decision, every part with the whole budget; `None` where it was cancelled.
pub fn analyse(situation: &Situation, bank: &WeightBank, budget: Budget, cancel: &AtomicBool) -> Option<Analysis> {
    let steps = || Steps::until(budget, cancel);
    let go_on = || (!steps().is_cancelled()).then_some(());
    let weights = weights::analyse(situation, bank);
    go_on()?;
    let flips = flips(situation, &mut steps());
    go_on()?;
    let sufficient = sufficient(situation, &mut steps());
    go_on()?;
    let chances = chances(situation, &mut steps());
    go_on()?;
    let ranges = ranges(situation, budget, Some(cancel));
    go_on()?;
    let range = |(option, range): (usize, &super::range::ScoreRange)| ExactRange {
        option: OptionIdx::from(option),
        low: situation.fit(range.low as f64),
        high: situation.fit(range.high as f64),
        is_exact: range.is_exact,
    };
    Some(Analysis {
        decision: situation.base().decision.id.clone(),
        ranges: ranges.iter().enumerate().map(range).collect(),
        sufficient,
        flips,
        conflict: conflict(situation),
        relaxations: relaxations(situation),
        weights,
        chances,
    })
}
