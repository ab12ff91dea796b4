//! Weights that depend on answers: what rules add to the weight of criteria, and what that does to points.
//!
//! A weight is what is declared and what the rules that hold add to it, so a score is a sum over rules, and over pairs of a rule that
//! gives points and one that weighs them. Those pairs are the products here: a product holds where both do.

use super::id::{CriterionIdx, RuleIdx};
use super::rule_base::{Effect, RuleBase};

/// What one rule adds to the weight of one criterion where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighing {
    /// The rule.
    pub rule: RuleIdx,
    /// The criterion.
    pub criterion: CriterionIdx,
    /// What is added to its declared weight; never zero.
    pub amount: i32,
}

/// What a weighing adds to scores: the points of one rule, or those that options start from, at the weight that it adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// The weighing, by its position in [`RuleBase::weighings`].
    pub weighing: usize,
    /// The rule that has to weigh.
    pub by: RuleIdx,
    /// The rule that gives the points; absent for those that options start from.
    pub of: Option<RuleIdx>,
}

impl RuleBase {
    /// What rules add to weights, in the order of the rules.
    pub fn weighings(&self) -> Vec<Weighing> {
        let of = |(position, rule): (usize, &super::rule_base::Rule)| match &rule.effect {
            Effect::Weighs(added) => {
                let rule = RuleIdx::from(position);
                added
                    .iter()
                    .map(|(criterion, amount)| Weighing { rule, criterion: *criterion, amount: *amount })
                    .collect()
            }
            _ => Vec::new(),
        };
        self.rules.iter().enumerate().flat_map(of).collect()
    }

    /// What all weighings add to scores, weighing by weighing: first what options start from, then rules in file order. Where rules are
    /// counted, products follow the rules.
    pub fn products(&self) -> Vec<Product> {
        let mut products = Vec::new();
        for (position, weighing) in self.weighings().iter().enumerate() {
            let product = |of| Product { weighing: position, by: weighing.rule, of };
            products.push(product(None));
            for (rule, declared) in self.rules.iter().enumerate() {
                if matches!(&declared.effect, Effect::Points { criterion, .. } if *criterion == weighing.criterion) {
                    products.push(product(Some(RuleIdx::from(rule))));
                }
            }
        }
        products
    }
}
