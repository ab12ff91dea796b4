//! The same decision with a rule or numbers changed, without compiling the subject anew: what holds of all other rules stays.

use std::sync::Arc;

use super::Facts;
use super::knowledge::Readings;
use crate::engine::meaning::compile::{Compiled, PointsOfRule};
use crate::engine::meaning::space::Space;
use crate::engine::meaning::weights::Weights;
use crate::model::{Expr, OptionIdx, RuleIdx};

impl Facts {
    /// Under the same answers, with other points of a rule that gives points.
    #[must_use]
    pub fn with_points(&self, rule: RuleIdx, points: &[(OptionIdx, i64)]) -> Self {
        let mut compiled = (*self.compiled).clone();
        let of_rules = Arc::make_mut(&mut compiled.decisions[self.position].points);
        points.clone_into(&mut of_rules[rule.get()].1);
        for (nth, _) in self.decision().products.iter().enumerate().filter(|(_, product)| product.of == Some(rule)) {
            points.clone_into(&mut of_rules[self.decision().n_rules() + nth].1);
        }
        self.compiled_as(compiled, self.weights.clone(), &Arc::clone(&self.readings))
    }

    /// Under the same answers, with other weights and other points: those of rules and products, and those that options start with.
    #[must_use]
    pub fn with_numbers(&self, weights: Weights, change: impl FnOnce(&mut [PointsOfRule], &mut [Vec<i64>])) -> Self {
        let mut compiled = (*self.compiled).clone();
        let decision = &mut compiled.decisions[self.position];
        change(Arc::make_mut(&mut decision.points), Arc::make_mut(&mut decision.start));
        self.compiled_as(compiled, weights, &Arc::clone(&self.readings))
    }

    /// Under the same answers, with another condition of a rule that gives points; nothing where that is too complex for a diagram.
    pub fn with_condition(&self, rule: RuleIdx, condition: &Expr) -> Option<Self> {
        let mut compiled = (*self.compiled).clone();
        let decision = &mut compiled.decisions[self.position];
        let mut space = Space::clone(&compiled.space);
        decision.rules[rule.get()] = space.lower(condition, &self.subject.questionnaire).ok()?;
        let n_rules = decision.n_rules();
        let mut changed = vec![rule];
        for (nth, product) in Arc::clone(&decision.products).iter().enumerate().filter(|(_, p)| p.of == Some(rule)) {
            let (both, idx) = ([decision.rules[rule.get()], decision.rules[product.by.get()]], n_rules + nth);
            decision.rules[idx] = space.within_steps(|space| space.diagrams.and(both[0], both[1])).ok()?;
            changed.push(RuleIdx::from(idx));
        }
        decision.too_complex.retain(|other| !changed.contains(other));
        let readings = Arc::new(Readings::new(&space.diagrams, &self.knowledge));
        compiled.space = Arc::new(space);
        Some(self.compiled_as(compiled, self.weights.clone(), &readings))
    }

    fn compiled_as(&self, compiled: Compiled, weights: Weights, readings: &Arc<Readings>) -> Self {
        let compiled = Arc::new(compiled);
        Self::new(&self.subject, &compiled, self.position, &self.answers, weights, &self.knowledge, readings)
    }
}
