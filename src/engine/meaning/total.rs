//! Sums as diagrams: what the addends come to so far is all that counts of them, so there are no more nodes than values.

use super::diagram::{FALSE, NodeId, TRUE, TooComplex};
use super::several::holds;
use super::space::Space;
use crate::model::{Addend, Quantity, Questionnaire};

impl Space {
    /// The diagram of a test of a sum.
    pub(super) fn total(
        &mut self,
        quantity: &Quantity,
        questionnaire: &Questionnaire,
        accepts: &dyn Fn(i128) -> bool,
    ) -> Result<NodeId, TooComplex> {
        let addends = quantity.addends(questionnaire);
        let mut most: usize = addends.iter().map(|addend| addend.most()).sum();
        let leaf = |sum: usize| if accepts(sum as i128) { TRUE } else { FALSE };
        // From the last addend on: for each sum so far, where the test is passed in the end.
        let mut from_here: Vec<NodeId> = (0..=most).map(leaf).collect();
        for addend in addends.iter().rev() {
            most -= addend.most();
            let before: Result<Vec<NodeId>, TooComplex> =
                (0..=most).map(|sum| self.add(*addend, questionnaire, &from_here[sum..])).collect();
            from_here = before?;
        }
        Ok(from_here[0])
    }

    /// Where the test is passed before an addend is known, given where it is for each amount that it adds.
    fn add(&mut self, addend: Addend, questionnaire: &Questionnaire, then: &[NodeId]) -> Result<NodeId, TooComplex> {
        let question = addend.question();
        let first = self.first_variable[question.get()];
        let asked = self.when_asked(question)?;
        let added = match addend {
            Addend::Level(_, n_levels) => {
                let children = &then[..n_levels];
                let is_below = |child: &NodeId| *child <= TRUE || self.diagrams.var(*child) > first;
                if children.iter().all(is_below) {
                    self.diagrams.node(first, children)?
                } else {
                    let mut any = FALSE;
                    for (cell, child) in children.iter().enumerate() {
                        let here = self.diagrams.atom(first, 1 << cell)?;
                        let both = self.diagrams.and(here, *child)?;
                        any = self.diagrams.or(any, both)?;
                    }
                    any
                }
            }
            Addend::Choice(_, choice) => {
                let holds = holds(&mut self.diagrams, &questionnaire.questions[question.get()].kind, first, choice)?;
                self.either(holds, then[1], then[0])?
            }
        };
        self.either(asked, added, then[0])
    }

    /// One diagram where a condition holds, another where it does not.
    fn either(&mut self, condition: NodeId, yes: NodeId, no: NodeId) -> Result<NodeId, TooComplex> {
        let not = self.diagrams.not(condition)?;
        let (yes, no) = (self.diagrams.and(condition, yes)?, self.diagrams.and(not, no)?);
        self.diagrams.or(yes, no)
    }
}
