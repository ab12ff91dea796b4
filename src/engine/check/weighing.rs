//! What rules add to weights, worked out again from the rules as they are written.

use super::checker::{Checker, Worth};
use super::flaw::Flaw;
use crate::model::{Effect, OptionIdx, Product, RuleIdx};

impl Checker<'_> {
    /// Works out what the weights are expected to come to where these answers are allowed.
    pub(super) fn weigh(&mut self, allowed: &[u64]) -> Result<(), Flaw> {
        let (declared, added) = self.weights.split_at(self.base.criteria.len());
        let mut whole = declared.iter().sum::<i64>() as f64;
        for (nth, part) in added.iter().enumerate().filter(|(_, part)| **part != 0) {
            let rule = self.weighings[nth].rule.get();
            whole += if self.too_complex.contains(&RuleIdx::from(rule)) {
                *part as f64 * self.read(rule, allowed)?.map_or(0.5, |holds| f64::from(u8::from(holds)))
            } else {
                let worth = [Worth { rule, points: *part, with_barrier: *part }];
                self.outcome(&worth, &[], &mut allowed.to_vec())?.expected
            };
        }
        self.whole = if whole > 0.0 { whole } else { 1.0 };
        Ok(())
    }

    /// What a product adds to the lead where it holds.
    pub(super) fn worth_of_product(&self, product: Product, (winner, rival): (usize, usize)) -> i64 {
        let criterion = self.weighings[product.weighing].criterion;
        let points = |option: usize| -> i64 {
            let of_option = |given: &[(OptionIdx, i32)]| -> i64 {
                given.iter().filter(|(o, _)| o.get() == option).map(|(_, p)| i64::from(*p)).sum()
            };
            match product.of.map(|rule| &self.base.rules[rule.get()].effect) {
                Some(Effect::Points { points, .. }) => of_option(points),
                Some(_) => 0,
                None => {
                    let base = self.base.options[option].base.iter();
                    base.filter(|start| start.criterion == criterion).map(|start| i64::from(start.points)).sum()
                }
            }
        };
        let weight = self.weights[self.base.criteria.len() + product.weighing];
        let unit = weight * (self.common_swing / self.base.criteria[criterion.get()].swing());
        (points(winner) - points(rival)) * unit
    }
}
