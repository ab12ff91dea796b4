//! Which rules depend on which questions, through traits, quantities and `ask-if` as well.

use crate::engine::compile::Compiled;
use crate::engine::cuts::Cuts;
use crate::model::{RuleBase, RuleIdx, Subject};

/// For each question, the rules of one rule base that depend on it, in file order.
pub fn readers(subject: &Subject, base: &RuleBase) -> Vec<Vec<RuleIdx>> {
    let compiled = Compiled::new(subject, &Cuts::new());
    let mut readers = vec![Vec::new(); subject.questionnaire.questions.len()];
    let position = subject.rule_bases.iter().position(|other| other.decision.id == base.decision.id);
    let rules = position.map_or(&[][..], |position| &compiled.decisions[position].rules);
    for (rule, node) in rules.iter().enumerate() {
        for var in compiled.space.diagrams.scope(*node) {
            let readers: &mut Vec<RuleIdx> = &mut readers[compiled.space.variables[usize::from(var)].question.get()];
            if readers.last() != Some(&RuleIdx::from(rule)) {
                readers.push(RuleIdx::from(rule));
            }
        }
    }
    readers
}
