//! Which rules depend on which questions, through traits, quantities and `ask-if` as well.

use std::collections::BTreeSet;

use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::Cuts;
use crate::model::{
    Atom, Comparison, Expr, QuantityIdx, QuestionIdx, Questionnaire, RuleBase, RuleIdx, Subject, TraitIdx,
};

/// For each question, the rules of one rule base that depend on it, in file order.
pub fn readers(subject: &Subject, base: &RuleBase) -> Vec<Vec<RuleIdx>> {
    let compiled = Compiled::new(subject, &Cuts::new());
    let mut readers = vec![Vec::new(); subject.questionnaire.questions.len()];
    let position = subject.rule_bases.iter().position(|other| other.decision.id == base.decision.id);
    let rules = position.map_or(&[][..], |position| &compiled.decisions[position].rules);
    for (rule, node) in rules.iter().enumerate().take(base.rules.len()) {
        for var in compiled.space.diagrams.scope(*node) {
            let readers: &mut Vec<RuleIdx> = &mut readers[compiled.space.variables[usize::from(var)].question.get()];
            if readers.last() != Some(&RuleIdx::from(rule)) {
                readers.push(RuleIdx::from(rule));
            }
        }
    }
    readers
}

/// What the rules of a rule base read of its questionnaire: by themselves, or through traits, quantities and `ask-if`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The questions.
    pub questions: BTreeSet<QuestionIdx>,
    /// The quantities.
    pub quantities: BTreeSet<QuantityIdx>,
    /// The traits.
    pub traits: BTreeSet<TraitIdx>,
}

impl Read {
    /// What a rule base reads.
    pub fn by(subject: &Subject, base: &RuleBase) -> Self {
        let mut read = Self::default();
        base.rules.iter().for_each(|rule| read.expr(&rule.when.expr, &subject.questionnaire));
        for cost in &base.unit_costs {
            cost.when.iter().for_each(|when| read.expr(&when.expr, &subject.questionnaire));
            let quantity =
                cost.per.map(|of| Expr::Atom(Atom::Quantity { of, comparison: Comparison::Greater, bound: 0 }));
            quantity.iter().for_each(|expr| read.expr(expr, &subject.questionnaire));
        }
        read
    }

    /// What a condition reads.
    pub(super) fn of(expr: &Expr, questionnaire: &Questionnaire) -> Self {
        let mut read = Self::default();
        read.expr(expr, questionnaire);
        read
    }

    fn expr(&mut self, expr: &Expr, questionnaire: &Questionnaire) {
        match expr {
            Expr::Const(_) => {}
            Expr::Not(inner) => self.expr(inner, questionnaire),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| self.expr(part, questionnaire)),
            Expr::Atom(Atom::Quantity { of, .. }) => {
                self.quantities.insert(*of);
                let quantity = &questionnaire.quantities[of.get()];
                quantity.reads().for_each(|of| self.question(*of, questionnaire));
            }
            Expr::Atom(Atom::Trait { of, .. }) => self.of_trait(*of, questionnaire),
            Expr::Atom(
                Atom::Choice { question, .. }
                | Atom::Number { question, .. }
                | Atom::Includes { question, .. }
                | Atom::IsNa { question },
            ) => self.question(*question, questionnaire),
        }
    }

    fn question(&mut self, question: QuestionIdx, questionnaire: &Questionnaire) {
        if self.questions.insert(question)
            && let Some(condition) = &questionnaire.questions[question.get()].ask_if
        {
            self.expr(&condition.expr, questionnaire);
        }
    }

    fn of_trait(&mut self, of: TraitIdx, questionnaire: &Questionnaire) {
        if self.traits.insert(of) {
            let conditions = questionnaire.traits[of.get()].levels.iter().filter_map(|level| level.when.as_ref());
            conditions.for_each(|condition| self.expr(&condition.expr, questionnaire));
        }
    }
}
