//! Weights: what one point is worth, in whole numbers in exact proportion to what was declared.
//!
//! Where rules weigh, a criterion's weight is what is declared and what the rules that hold add. Every part has a slot of its own: first
//! the criteria, then the weighings. A fit is a score over what all weights come to; while it is open whether a rule weighs, that is the
//! expected score over what the weights are expected to come to.

use num_integer::Integer;

use super::compile::CompiledDecision;
use crate::engine::base::apportion::apportion;
use crate::engine::base::multiple::MAX_COMMON_SWING;

/// Weights with what one point is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The weights as they are shown, one for each criterion: in 1/10 000, adding up to 10 000.
    pub shares: Vec<u32>,
    /// The weight of each criterion, as it is expected to be: whole where it is known which rules weigh.
    pub expected: Vec<f64>,
    /// For each slot its part of the weights, whole numbers in proportion to the declared ones: those of the criteria never below zero,
    /// zero for weighings that were set aside.
    pub parts: Vec<i64>,
    /// For each slot what one point is worth, in score units.
    pub worth: Vec<i64>,
    /// How many score units one fit point is: a hundredth of what the weights come to, times the common swing.
    pub units_per_point: f64,
    common_swing: i64,
}

/// What the weights add up to as they are shown.
pub const WHOLE: u32 = 10_000;

/// What the parts of weights times the common swing may come to, so that every score stays exact in 53 bits.
const MAX_UNITS: i64 = WHOLE as i64 * MAX_COMMON_SWING;

/// The weight of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As declared: rules may add to it.
    Declared(u32),
    /// As a person set it by hand: it stands, whatever rules say.
    ByHand(u32),
}

impl Weight {
    fn amount(self) -> u32 {
        match self {
            Self::Declared(weight) | Self::ByHand(weight) => weight,
        }
    }
}

impl Weights {
    /// Weighs by declared weights; by equal ones where none is above zero and no rule adds to them. No rule weighs yet:
    /// [`Self::where_chance`] says how it is where some do.
    pub fn new(declared: &[u32], decision: &CompiledDecision) -> Self {
        let declared: Vec<Weight> = declared.iter().map(|weight| Weight::Declared(*weight)).collect();
        Self::of(&declared, decision)
    }

    /// The same, where some weights were set by hand.
    pub fn of(weights: &[Weight], decision: &CompiledDecision) -> Self {
        let added = decision.weighings.iter().map(|weighing| match weights[weighing.criterion.get()] {
            Weight::Declared(_) => i64::from(weighing.amount),
            Weight::ByHand(_) => 0,
        });
        Self::of_slots(weights.iter().map(|weight| i64::from(weight.amount())).chain(added).collect(), decision)
    }

    /// The same, given what stands in each slot: the weights of criteria, then what each weighing adds.
    pub fn of_slots(mut slots: Vec<i64>, decision: &CompiledDecision) -> Self {
        let n_criteria = decision.swings.len();
        if slots.iter().all(|weight| *weight == 0) {
            slots[..n_criteria].fill(1);
        }
        let parts = exact(&slots, n_criteria, decision.common_swing).unwrap_or_else(|| rounded(&slots, n_criteria));
        let unit = |slot: usize| decision.common_swing / decision.swings[decision.criterion_at(slot)];
        let worth = parts.iter().enumerate().map(|(slot, part)| part * unit(slot)).collect();
        let expected: Vec<f64> = parts[..n_criteria].iter().map(|part| *part as f64).collect();
        let common_swing = decision.common_swing;
        Self { shares: Vec::new(), expected, parts, worth, units_per_point: 0.0, common_swing }.shared()
    }

    /// The greatest sum of what stands in all slots up to which weights are exact, and not only as they are shown.
    pub fn greatest_exact_sum(decision: &CompiledDecision) -> i64 {
        MAX_UNITS / decision.common_swing
    }

    /// The weights where rules hold with these chances.
    #[must_use]
    pub fn where_chance(&self, decision: &CompiledDecision, chance: impl Fn(usize) -> f64) -> Self {
        let mut weights = self.clone();
        if decision.weighings.is_empty() {
            return weights;
        }
        let n_criteria = self.expected.len();
        weights.expected = self.parts[..n_criteria].iter().map(|part| *part as f64).collect();
        for (weighing, part) in decision.weighings.iter().zip(&self.parts[n_criteria..]) {
            weights.expected[weighing.criterion.get()] += chance(weighing.rule.get()) * *part as f64;
        }
        weights.shared()
    }

    /// With shares and the unit that follow from what is expected.
    fn shared(mut self) -> Self {
        let shown: Vec<f64> = self.expected.iter().map(|weight| weight.max(0.0)).collect();
        self.shares = apportion(&shown, i64::from(WHOLE)).into_iter().map(|share| share as u32).collect();
        self.units_per_point = self.unit(self.expected.iter().sum());
        self
    }

    /// The least and the greatest number of score units that one fit point may be, where it is possible like this that rules hold and
    /// that they fail.
    pub fn units_between(&self, decision: &CompiledDecision, may: impl Fn(usize) -> (bool, bool)) -> (f64, f64) {
        let n_criteria = self.expected.len();
        let declared: i64 = self.parts[..n_criteria].iter().sum();
        let (mut least, mut most) = (declared, declared);
        for (weighing, part) in decision.weighings.iter().zip(&self.parts[n_criteria..]) {
            let (may_hold, may_fail) = may(weighing.rule.get());
            least += if may_hold && (*part < 0 || !may_fail) { *part } else { 0 };
            most += if may_hold && (*part > 0 || !may_fail) { *part } else { 0 };
        }
        (self.unit(least as f64), self.unit(most as f64))
    }

    /// How many score units one fit point is where exactly these rules hold.
    pub fn unit_where(&self, decision: &CompiledDecision, holds: impl Fn(usize) -> bool) -> f64 {
        if decision.weighings.is_empty() {
            return self.units_per_point;
        }
        let n_criteria = self.expected.len();
        let declared: i64 = self.parts[..n_criteria].iter().sum();
        let added = decision.weighings.iter().zip(&self.parts[n_criteria..]);
        let added: i64 = added.filter(|(weighing, _)| holds(weighing.rule.get())).map(|(_, part)| part).sum();
        self.unit((declared + added) as f64)
    }

    /// One fit point in score units where the weights come to this. Where they come to nothing, as rules may make them, nobody is ahead
    /// of anybody, and any unit serves.
    pub fn unit(&self, weights: f64) -> f64 {
        (if weights > 0.0 { weights } else { 1.0 }) * self.common_swing as f64 / 100.0
    }

    /// The lead up to which two options are too close to call, in score units, where the leading one has this score.
    pub fn close_call(&self, decision: &CompiledDecision, best: f64) -> f64 {
        decision.close_call.limit(best, self.units_per_point)
    }
}

/// The least whole numbers in the same proportion, multiplied so that whatever rules weigh they add up to a multiple of a thousand, as a
/// tenth of a fit point should be whole. Where such numbers are too large for exact scores they are not multiplied; where the least are
/// too large themselves there is nothing.
fn exact(slots: &[i64], n_criteria: usize, common_swing: i64) -> Option<Vec<i64>> {
    let shared = slots.iter().fold(0, |shared: i64, weight| shared.gcd(weight)).max(1);
    let least: Vec<i64> = slots.iter().map(|weight| weight / shared).collect();
    let (criteria, weighings) = least.split_at(n_criteria);
    let sum: i64 = criteria.iter().sum();
    let times = 1_000 / weighings.iter().fold(sum.gcd(&1_000), |shared, part| shared.gcd(part));
    let most = sum + weighings.iter().map(|part| part.abs()).sum::<i64>();
    let fits = |times: &i64| {
        let units = most.checked_mul(*times).and_then(|units| units.checked_mul(common_swing));
        units.is_some_and(|units| units <= MAX_UNITS)
    };
    let times = [times, 1].into_iter().find(fits)?;
    Some(least.iter().map(|weight| weight * times).collect())
}

/// Parts as they are shown, where they cannot be exact.
fn rounded(slots: &[i64], n_criteria: usize) -> Vec<i64> {
    let (criteria, weighings) = slots.split_at(n_criteria);
    let wide: Vec<f64> = criteria.iter().map(|weight| *weight as f64).collect();
    let sum = wide.iter().sum::<f64>().max(1.0);
    let part = |weight: &i64| (*weight as f64 / sum * f64::from(WHOLE)).round() as i64;
    apportion(&wide, i64::from(WHOLE)).into_iter().chain(weighings.iter().map(part)).collect()
}
