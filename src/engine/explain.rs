//! Explanations: the parts of every option's fit, rounded so that they add up exactly to the fit shown.

use super::advice::{Contribution, Fit, RuleReading};
use super::apportion::round_to_sum;
use super::compile::{CompiledDecision, Weights};
use crate::model::{CriterionIdx, OptionIdx, RuleIdx};

/// Every part of one option's score, before rounding.
struct Part {
    criterion: usize,
    rule: Option<RuleIdx>,
    points: i64,
    score: f64,
}

impl CompiledDecision {
    /// The contributions to every option's fit, in option order; criteria's starting points first, then rules in file order.
    pub fn contributions(&self, weights: &Weights, rules: &[RuleReading], fits: &[Fit]) -> Vec<Contribution> {
        let mut parts = self.starting_parts(weights);
        for (position, (rule, (criterion, points))) in rules.iter().zip(self.points.iter()).enumerate() {
            let chance = rule.chance();
            if chance > 0.0 {
                for (option, points) in points {
                    let score = chance * (points * weights.worth[*criterion]) as f64;
                    let rule = Some(RuleIdx::from(position));
                    parts[option.get()].push(Part { criterion: *criterion, rule, points: *points, score });
                }
            }
        }
        let rounded = parts.iter().zip(fits).enumerate().map(|(option, (parts, fit))| self.round(option, parts, *fit));
        rounded.flatten().collect()
    }

    fn starting_parts(&self, weights: &Weights) -> Vec<Vec<Part>> {
        let part = |criterion: usize, points: i64| {
            let score = (points * weights.worth[criterion]) as f64;
            Part { criterion, rule: None, points, score }
        };
        let parts_of =
            |start: &Vec<i64>| start.iter().enumerate().filter(|(_, p)| **p != 0).map(|(c, p)| part(c, *p)).collect();
        self.start.iter().map(parts_of).collect()
    }

    fn round(&self, option: usize, parts: &[Part], fit: Fit) -> Vec<Contribution> {
        let units_per_tenth = self.units_per_point() as f64 / 10.0;
        let exact: Vec<f64> = parts.iter().map(|part| part.score / units_per_tenth).collect();
        if exact.is_empty() {
            return Vec::new();
        }
        let amounts = round_to_sum(&exact, fit.0);
        let contribution = |(part, amount): (&Part, i64)| Contribution {
            option: OptionIdx::from(option),
            criterion: CriterionIdx::from(part.criterion),
            rule: part.rule,
            points: part.points as i32,
            amount: Fit(amount),
        };
        parts.iter().zip(amounts).map(contribution).collect()
    }
}
