//! What a claim is checked against: the rules as they are written, what is known of the answers, and the weights.
//!
//! Nothing here was worked out by what is being checked: a reader of the files could write it down.

use crate::engine::facts::Facts;
use crate::engine::meaning::variable::Variable;
use crate::model::{Questionnaire, RuleBase, RuleIdx};

/// What a claim about one decision is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Premises<'a> {
    /// The rules, as written.
    pub base: &'a RuleBase,
    /// What they are about.
    pub questionnaire: &'a Questionnaire,
    /// What the cells of each variable stand for.
    pub variables: &'a [Variable],
    /// The cells of each variable that the answers leave possible, as bits.
    pub possible: &'a [u64],
    /// The chance of each cell of each variable.
    pub chances: &'a [Vec<f64>],
    /// The weight of each criterion and what each weighing adds, in whole numbers.
    pub weights: &'a [i64],
    /// The rules that count as open although nobody can say when they hold.
    pub too_complex: &'a [RuleIdx],
}

impl<'a> Premises<'a> {
    /// The premises of one decision.
    pub fn of(facts: &'a Facts) -> Self {
        Self {
            base: facts.base(),
            questionnaire: &facts.subject.questionnaire,
            variables: &facts.space().variables,
            possible: &facts.knowledge.possible,
            chances: &facts.knowledge.chances,
            weights: &facts.weights.parts,
            too_complex: &facts.decision().too_complex,
        }
    }
}
