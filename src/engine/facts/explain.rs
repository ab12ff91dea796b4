//! Explanations: the parts of every option's fit, rounded so that they add up exactly to the fit shown.

use crate::engine::base::apportion::round_beside;
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::weights::Weights;
use crate::engine::result::advice::{Contribution, Fit, RuleReading};
use crate::model::{CriterionIdx, OptionIdx, RuleIdx};

/// Every part of one option's score, before rounding.
struct Part {
    criterion: usize,
    rule: Option<RuleIdx>,
    points: i64,
    score: f64,
    /// Whether another option has the same part.
    is_shared: bool,
}

impl CompiledDecision {
    /// The contributions to every option's fit, in option order; criteria's starting points first, then rules in file order.
    pub fn contributions(&self, weights: &Weights, rules: &[RuleReading], fits: &[Fit]) -> Vec<Contribution> {
        let mut parts = self.starting_parts(weights, rules.len() / 4);
        let n_rules = self.n_rules();
        for (position, (rule, (criterion, given))) in rules.iter().zip(self.points.iter()).enumerate().take(n_rules) {
            let chance = rule.chance();
            if chance > 0.0 {
                for (option, points) in given {
                    let score = chance * (points * weights.worth[*criterion]) as f64;
                    let rule = Some(RuleIdx::from(position));
                    let is_shared = is_shared(given, *points);
                    parts[option.get()].push(Part { criterion: *criterion, rule, points: *points, score, is_shared });
                }
            }
        }
        self.add_products(weights, rules, &mut parts);
        let mut contributions = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        for (option, (parts, fit)) in parts.iter().zip(fits).enumerate() {
            self.round(weights, option, parts, *fit, &mut contributions);
        }
        contributions
    }

    /// Adds what weighings make of parts to these: a rule is one part, at whatever weight it counts.
    fn add_products(&self, weights: &Weights, rules: &[RuleReading], parts: &mut [Vec<Part>]) {
        for (nth, product) in self.products.iter().enumerate() {
            let position = self.n_rules() + nth;
            let (slot, given) = &self.points[position];
            let (chance, criterion) = (rules[position].chance(), self.criterion_at(*slot));
            for (option, points) in given.iter().filter(|_| chance > 0.0) {
                let score = chance * (points * weights.worth[*slot]) as f64;
                let is_same = |part: &&mut Part| part.criterion == criterion && part.rule == product.of;
                if let Some(part) = parts[option.get()].iter_mut().find(is_same) {
                    part.score += score;
                }
            }
        }
    }

    /// The parts from which every option starts, with room for more.
    fn starting_parts(&self, weights: &Weights, n_more: usize) -> Vec<Vec<Part>> {
        let part = |criterion: usize, points: i64| {
            let score = (points * weights.worth[criterion]) as f64;
            let is_shared = self.start.iter().filter(|start| start[criterion] == points).count() > 1;
            Part { criterion, rule: None, points, score, is_shared }
        };
        let parts_of = |start: &Vec<i64>| {
            let mut parts = Vec::with_capacity(start.len() + n_more);
            parts.extend(start.iter().enumerate().filter(|(_, p)| **p != 0).map(|(c, p)| part(c, *p)));
            parts
        };
        self.start.iter().map(parts_of).collect()
    }

    /// Adds the parts of one option as they are shown; those that another option has too should look the same there.
    fn round(&self, weights: &Weights, option: usize, parts: &[Part], fit: Fit, contributions: &mut Vec<Contribution>) {
        if parts.is_empty() {
            return;
        }
        // By ids, so that what rounding takes from one and gives to another hangs on no order in a file.
        let by_id = &self.by_id;
        let place = |part: &Part| {
            (by_id.place_of_criterion[part.criterion], part.rule.map(|rule| by_id.place_of_rule[rule.get()]))
        };
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_unstable_by_key(|at| place(&parts[*at]));
        let units_per_tenth = weights.units_per_point / 10.0;
        let exact: Vec<f64> = order.iter().map(|at| parts[*at].score / units_per_tenth).collect();
        let is_shared: Vec<bool> = order.iter().map(|at| parts[*at].is_shared).collect();
        let mut amounts = vec![0; parts.len()];
        for (at, amount) in order.into_iter().zip(round_beside(&exact, fit.0, &is_shared)) {
            amounts[at] = amount;
        }
        contributions.extend(parts.iter().zip(amounts).map(|(part, amount)| Contribution {
            option: OptionIdx::from(option),
            criterion: CriterionIdx::from(part.criterion),
            rule: part.rule,
            points: part.points as i32,
            amount: Fit(amount),
        }));
    }
}

/// Whether a rule gives these points to more than one option.
fn is_shared(given: &[(OptionIdx, i64)], points: i64) -> bool {
    given.iter().filter(|(_, other)| *other == points).count() > 1
}
