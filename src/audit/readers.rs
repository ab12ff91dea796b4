//! Which rules depend on which questions, through traits, quantities and `ask-if` as well.

use crate::engine::compile::Compiled;
use crate::engine::cuts::Cuts;
use crate::engine::order::{Step, reads};
use crate::model::{RuleBase, RuleIdx, Subject, TraitIdx};

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

/// The traits that the rules of a rule base read, by themselves or through other traits.
pub fn traits_read(subject: &Subject, base: &RuleBase) -> Vec<TraitIdx> {
    let questionnaire = &subject.questionnaire;
    let mut found: Vec<TraitIdx> = Vec::new();
    let mut steps = Vec::new();
    base.rules.iter().for_each(|rule| reads(&rule.when.expr, questionnaire, &mut steps));
    while let Some(step) = steps.pop() {
        if let Step::Trait(of) = step
            && !found.contains(&of)
        {
            found.push(of);
            let conditions = questionnaire.traits[of.get()].levels.iter().filter_map(|level| level.when.as_ref());
            conditions.for_each(|condition| reads(&condition.expr, questionnaire, &mut steps));
        }
    }
    found.sort_unstable();
    found
}
