//! Boundary cases: for every threshold that a condition uses, a worked case just below it and one just at it.
//!
//! Each starts from a scenario and changes one number. Kept are the pairs between which some rule starts or stops firing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::scenarios::{Outcome, Runner};
use crate::engine::meaning::cuts::{conditions, cuts_of};
use crate::engine::{Applies, QuestionState};
use crate::model::{
    AnswerValue, Answers, Atom, Comparison, Expr, NumberSpec, Quantity, QuestionIdx, RuleBase, RuleIdx, Subject,
};

/// A threshold, as a scenario crosses it.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// The scenario it starts from.
    pub scenario: usize,
    /// The question whose number changes.
    pub question: QuestionIdx,
    /// The greatest number below the threshold, and what comes out there.
    pub below: Side,
    /// The threshold itself, and what comes out there.
    pub at: Side,
}

/// What comes out on one side of a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The number.
    pub number: i64,
    /// What wins, and how clearly.
    pub outcome: Outcome,
    /// The rules that fire.
    pub fired: Vec<RuleIdx>,
}

impl Boundary {
    /// Whether another option wins, or it becomes too close to call or clear.
    pub fn changes_outcome(&self) -> bool {
        self.below.outcome != self.at.outcome
    }
}

/// The boundaries of a rule base, question by question in rising order. A threshold at which several scenarios change rules is
/// shown with the first of them in which the outcome changes, or else with the first.
pub fn boundaries(subject: &Arc<Subject>, base: &RuleBase) -> Vec<Boundary> {
    let runner = Runner::new(subject);
    let mut found: Vec<Boundary> = Vec::new();
    for (position, scenario) in base.scenarios.iter().enumerate() {
        let states = runner.play(base, &scenario.answers).considered.question_states(subject);
        for (question, threshold) in thresholds(subject, &scenario.answers, &states) {
            let known = found.iter().position(|b| b.question == question && b.at.number == threshold);
            if known.is_some_and(|known| found[known].changes_outcome()) {
                continue;
            }
            let id = &subject.questionnaire.questions[question.get()].id;
            let side = |number| {
                let played = runner.play(base, &scenario.answers.with(id, AnswerValue::Number(number)));
                Side { number, outcome: played.outcome(), fired: played.fired() }
            };
            let (below, at) = (side(threshold - 1), side(threshold));
            let boundary = Boundary { scenario: position, question, below, at };
            match known {
                Some(known) if boundary.changes_outcome() => found[known] = boundary,
                None if boundary.below.fired != boundary.at.fired => found.push(boundary),
                _ => {}
            }
        }
    }
    found.sort_by_key(|boundary| (boundary.question, boundary.at.number));
    found
}

/// The numbers at which some condition changes for these answers: its own thresholds, and those of the quantities it reads.
fn thresholds(subject: &Subject, answers: &Answers, states: &[QuestionState]) -> BTreeSet<(QuestionIdx, i64)> {
    let mut found = BTreeSet::new();
    for (question, starts) in cuts_of(conditions(subject)) {
        found.extend(starts.into_iter().map(|start| (question, start)));
    }
    let mut bounds = BTreeSet::new();
    conditions(subject).for_each(|expr| quantity_bounds(expr, &mut bounds));
    for (of, bound) in bounds {
        let quantity = &subject.questionnaire.quantities[of];
        for question in &quantity.over {
            let threshold = crossing(quantity, *question, bound, subject, answers);
            found.extend(threshold.map(|threshold| (*question, threshold)));
        }
    }
    found.retain(|(question, threshold)| {
        let spec = subject.questionnaire.questions[question.get()].kind.number();
        let inside = spec.is_some_and(|spec| spec.min < *threshold && *threshold <= spec.max);
        inside && states[question.get()].applies == Applies::Yes
    });
    found
}

/// The least values at which comparisons of quantities change, by the quantity's position.
fn quantity_bounds(expr: &Expr, bounds: &mut BTreeSet<(usize, i64)>) {
    match expr {
        Expr::Not(inner) => quantity_bounds(inner, bounds),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| quantity_bounds(part, bounds)),
        Expr::Atom(Atom::Quantity { of, comparison, bound }) => {
            let next = bound.saturating_add(1);
            match comparison {
                Comparison::Less | Comparison::GreaterOrEqual => bounds.extend([(of.get(), *bound)]),
                Comparison::LessOrEqual | Comparison::Greater => bounds.extend([(of.get(), next)]),
                Comparison::Equal | Comparison::NotEqual => bounds.extend([(of.get(), *bound), (of.get(), next)]),
            }
        }
        Expr::Const(_) | Expr::Atom(_) => {}
    }
}

/// The least number of a multiplied question at which its quantity reaches a bound, all else as answered.
fn crossing(quantity: &Quantity, of: QuestionIdx, bound: i64, subject: &Subject, answers: &Answers) -> Option<i64> {
    let reading = |question: &QuestionIdx| {
        let question = &subject.questionnaire.questions[question.get()];
        number_said(answers.value(question.id.as_str())?, question.kind.number()?)
    };
    let product = |mut of: Box<dyn Iterator<Item = &QuestionIdx> + '_>, start: i64| {
        of.try_fold(i128::from(start), |product, question| product.checked_mul(i128::from(reading(question)?)))
    };
    let others = product(Box::new(quantity.over.iter().filter(move |q| **q != of)), quantity.times)?;
    let under = product(Box::new(quantity.under.iter()), quantity.divided_by)?;
    let needed = i128::from(bound).checked_mul(under)?;
    let threshold = (others > 0 && needed > 0).then(|| (needed + others - 1) / others)?;
    i64::try_from(threshold).ok()
}

fn number_said(value: &AnswerValue, spec: &NumberSpec) -> Option<i64> {
    match value {
        AnswerValue::Number(number) => Some(*number),
        AnswerValue::Band(id) => spec.bands.iter().find(|band| band.id == *id).map(|band| band.reading),
        _ => None,
    }
}
