//! Scores: exact integers where everything is known, expected values where something is open.
//!
//! A score is in units of 1/(what the weights add up to x common swing); 100 fit points are the whole of it. Sums of such integers stay
//! below 2^53, so the `f64` expectations are exact wherever every rule either holds or cannot hold.

use std::cmp::Ordering;

use super::knowledge::Readings;
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::weights::Weights;
use crate::engine::result::advice::{Exclusion, Fit, RuleReading};
use crate::model::OptionIdx;

impl Weights {
    /// A score as it is shown.
    pub fn fit(&self, score: f64) -> Fit {
        fit(score, self.units_per_point)
    }

    /// The weights where rules hold like this.
    #[must_use]
    pub fn under(&self, rules: &[RuleReading], decision: &CompiledDecision) -> Self {
        self.where_chance(decision, |rule| rules[rule].chance())
    }
}

/// A score as it is shown, where one fit point is so many units.
pub fn fit(score: f64, units_per_point: f64) -> Fit {
    Fit((score / (units_per_point / 10.0)).round() as i64)
}

impl CompiledDecision {
    /// The score each option starts from, before any rule.
    pub fn start_scores(&self, weights: &Weights) -> Vec<i64> {
        let worth = |points: &Vec<i64>| points.iter().zip(&weights.worth).map(|(points, worth)| points * worth).sum();
        self.start.iter().map(worth).collect()
    }

    /// How every rule stands.
    pub fn read_rules(&self, readings: &Readings) -> Vec<RuleReading> {
        self.rules.iter().map(|node| readings.of(*node).into()).collect()
    }

    /// The expected score of every option, rounded to 1/1024 of a unit so that rounding errors break no ties.
    pub fn expected_scores(&self, weights: &Weights, rules: &[RuleReading]) -> Vec<f64> {
        self.unrounded_scores(weights, rules).into_iter().map(rounded).collect()
    }

    /// The same before it is rounded: what further points are added to.
    pub fn unrounded_scores(&self, weights: &Weights, rules: &[RuleReading]) -> Vec<f64> {
        let mut scores: Vec<f64> = self.start_scores(weights).iter().map(|s| *s as f64).collect();
        for (rule, (slot, points)) in rules.iter().zip(self.points.iter()) {
            let chance = rule.chance();
            if chance > 0.0 {
                for (option, points) in points {
                    scores[option.get()] += chance * (points * weights.worth[*slot]) as f64;
                }
            }
        }
        scores
    }

    /// The options by fit: those more likely in play than not, those more likely excluded, those excluded for certain; among each by
    /// score, then by id.
    ///
    /// Nobody plans on an option that is more likely excluded than not. A smaller chance does not count against one: the answer it
    /// hangs on can be given, and the advice says which that is.
    pub fn ranking(&self, scores: &[f64], in_play: impl Fn(OptionIdx) -> InPlay) -> Vec<OptionIdx> {
        let mut ranking = self.by_id.options.clone();
        let of = |option: &OptionIdx| (in_play(*option), scores[option.get()]);
        ranking.sort_by(|a, b| by_rank(of(a), of(b)));
        ranking
    }
}

/// A score as it is kept: rounding errors break no ties.
pub fn rounded(score: f64) -> f64 {
    (score * 1024.0).round() / 1024.0
}

/// Which of two options ranks first, by how each is in play and by its score.
pub fn by_rank(a: (InPlay, f64), b: (InPlay, f64)) -> Ordering {
    a.0.cmp(&b.0).then_with(|| b.1.total_cmp(&a.1))
}

/// Whether an option is in play, as far as its rank depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InPlay {
    /// It is, or is as likely as not.
    Likely,
    /// It is more likely excluded.
    Unlikely,
    /// It is excluded for certain.
    Out,
}

impl InPlay {
    /// How an option is in play that is excluded with this chance.
    pub fn of(excluded: &Exclusion, out_chance: f64) -> Self {
        match excluded {
            Exclusion::Certain(_) => Self::Out,
            Exclusion::Possible(_) if is_unlikely(out_chance) => Self::Unlikely,
            Exclusion::No | Exclusion::Possible(_) => Self::Likely,
        }
    }
}

/// Whether an option with this chance to be excluded is more likely excluded than not; sums of chances may miss a half by a rounding
/// error.
pub fn is_unlikely(out_chance: f64) -> bool {
    out_chance > 0.5 + 1e-9
}
