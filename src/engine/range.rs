//! Attainable ranges and the proof that a winner is settled, by the scope bound: every rule at its best or worst.

use super::compile::{Compiled, CompiledDecision, Weights};
use super::knowledge::{Knowledge, Readings};
use crate::model::OptionIdx;

/// For each option a least and a greatest score that hold for every completion of the open answers.
pub fn ranges(
    _compiled: &Compiled,
    decision: &CompiledDecision,
    weights: &Weights,
    _knowledge: &Knowledge,
    readings: &Readings,
) -> Vec<(i64, i64)> {
    let mut ranges: Vec<(i64, i64)> = decision.start_scores(weights).into_iter().map(|s| (s, s)).collect();
    for (rule, (criterion, points)) in decision.rules.iter().zip(&decision.points) {
        let reading = readings.of(*rule);
        for (option, points) in points {
            let worth = points * weights.worth[*criterion];
            let range = &mut ranges[option.get()];
            if reading.can_hold {
                range.0 += if reading.can_fail { worth.min(0) } else { worth };
                range.1 += if reading.can_fail { worth.max(0) } else { worth };
            }
        }
    }
    ranges
}

/// Whether the winner is settled: it cannot be excluded, and nothing that is not certainly excluded can reach it.
pub fn is_proven(
    _compiled: &Compiled,
    decision: &CompiledDecision,
    weights: &Weights,
    _knowledge: &Knowledge,
    readings: &Readings,
    winner: OptionIdx,
) -> bool {
    let mut gap: Vec<i64> = {
        let start = decision.start_scores(weights);
        start.iter().map(|s| s - start[winner.get()]).collect()
    };
    for (rule, (criterion, points)) in decision.rules.iter().zip(&decision.points) {
        let reading = readings.of(*rule);
        if !reading.can_hold {
            continue;
        }
        let worth = |option: usize| -> i64 {
            points.iter().filter(|(o, _)| o.get() == option).map(|(_, p)| p * weights.worth[*criterion]).sum()
        };
        let own = worth(winner.get());
        for (option, gap) in gap.iter_mut().enumerate() {
            let change = worth(option) - own;
            *gap += if reading.can_fail { change.max(0) } else { change };
        }
    }
    let can_be_excluded = readings.of(decision.excluded[winner.get()]).can_hold;
    let reaches = |option: usize| readings.of(decision.excluded[option]).can_fail && gap[option] >= 0;
    !can_be_excluded && (0..gap.len()).filter(|o| *o != winner.get()).all(|o| !reaches(o))
}
