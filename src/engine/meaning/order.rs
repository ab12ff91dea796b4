//! The order in which `ask-if` conditions and traits are lowered: what a condition reads comes before it.

use crate::model::{Atom, DecisionId, Expr, QuestionIdx, Questionnaire, RuleBase, Subject, TraitIdx};

/// One thing to lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A question's `ask-if`.
    Question(QuestionIdx),
    /// A trait's levels.
    Trait(TraitIdx),
}

/// All questions and traits, each after what its conditions read.
pub fn lowering_order(questionnaire: &Questionnaire) -> Vec<Step> {
    let mut order = Order { questionnaire, done: Vec::new(), path: Vec::new(), cycle: None };
    for step in all_steps(questionnaire) {
        order.visit(step);
    }
    order.done
}

/// A cycle of conditions that need each other, in the order in which they do; `None` where there is none.
pub fn find_cycle(questionnaire: &Questionnaire) -> Option<Vec<Step>> {
    let mut order = Order { questionnaire, done: Vec::new(), path: Vec::new(), cycle: None };
    for step in all_steps(questionnaire) {
        order.visit(step);
    }
    order.cycle
}

fn all_steps(questionnaire: &Questionnaire) -> impl Iterator<Item = Step> {
    let questions = (0..questionnaire.questions.len()).map(|q| Step::Question(QuestionIdx::from(q)));
    questions.chain((0..questionnaire.traits.len()).map(|t| Step::Trait(TraitIdx::from(t))))
}

struct Order<'a> {
    questionnaire: &'a Questionnaire,
    done: Vec<Step>,
    path: Vec<Step>,
    cycle: Option<Vec<Step>>,
}

impl Order<'_> {
    fn visit(&mut self, step: Step) {
        if self.done.contains(&step) {
            return;
        }
        if let Some(start) = self.path.iter().position(|s| *s == step) {
            self.cycle.get_or_insert_with(|| self.path[start..].to_vec());
            return;
        }
        self.path.push(step);
        for needed in self.needs(step) {
            self.visit(needed);
        }
        self.path.pop();
        self.done.push(step);
    }

    fn needs(&self, step: Step) -> Vec<Step> {
        let mut needed = Vec::new();
        match step {
            Step::Question(q) => {
                if let Some(condition) = &self.questionnaire.questions[q.get()].ask_if {
                    reads(&condition.expr, self.questionnaire, &mut needed);
                }
            }
            Step::Trait(t) => {
                for level in &self.questionnaire.traits[t.get()].levels {
                    if let Some(condition) = &level.when {
                        reads(&condition.expr, self.questionnaire, &mut needed);
                    }
                }
            }
        }
        needed
    }
}

/// The questions that some steps come down to, in file order: traits are resolved, the `ask-if` of a question is not looked into.
pub fn questions_of(mut steps: Vec<Step>, questionnaire: &Questionnaire) -> Vec<QuestionIdx> {
    let (mut questions, mut traits) = (Vec::new(), Vec::new());
    while let Some(step) = steps.pop() {
        match step {
            Step::Question(question) => questions.push(question),
            Step::Trait(of) if traits.contains(&of) => {}
            Step::Trait(of) => {
                traits.push(of);
                let conditions = questionnaire.traits[of.get()].levels.iter().filter_map(|level| level.when.as_ref());
                conditions.for_each(|condition| reads(&condition.expr, questionnaire, &mut steps));
            }
        }
    }
    questions.sort_unstable();
    questions.dedup();
    questions
}

/// What an expression reads, quantities resolved to the questions behind them.
pub fn reads(expr: &Expr, questionnaire: &Questionnaire, found: &mut Vec<Step>) {
    match expr {
        Expr::Const(_) => {}
        Expr::Not(inner) => reads(inner, questionnaire, found),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| reads(part, questionnaire, found)),
        Expr::Atom(atom) => match atom {
            Atom::Choice { question, .. }
            | Atom::Number { question, .. }
            | Atom::Includes { question, .. }
            | Atom::IsNa { question } => found.push(Step::Question(*question)),
            Atom::Trait { of, .. } => found.push(Step::Trait(*of)),
            Atom::Quantity { of, .. } => {
                let quantity = &questionnaire.quantities[of.get()];
                found.extend(quantity.reads().map(|q| Step::Question(*q)));
            }
        },
    }
}

/// The order in which a subject's decisions are made: one that settles a question before those whose rules read it, else file order.
/// Where decisions settle questions for each other, the first in file order is made first.
pub fn making_order(subject: &Subject) -> Vec<usize> {
    let read: Vec<Vec<QuestionIdx>> =
        subject.rule_bases.iter().map(|base| questions_behind(base, &subject.questionnaire)).collect();
    let settles = |base: &RuleBase, read: &[QuestionIdx]| {
        let by = |question: &QuestionIdx| subject.questionnaire.questions[question.get()].settled_by.as_ref();
        read.iter().any(|question| by(question) == Some(&base.decision.id))
    };
    let waits_for = |position: usize| -> Vec<usize> {
        let others = (0..read.len()).filter(|other| *other != position);
        others.filter(|other| settles(&subject.rule_bases[*other], &read[position])).collect()
    };
    let mut order = Vec::new();
    let mut begun = vec![false; read.len()];
    for position in 0..read.len() {
        make(position, &waits_for, &mut begun, &mut order);
    }
    order
}

fn make(position: usize, waits_for: &dyn Fn(usize) -> Vec<usize>, begun: &mut [bool], order: &mut Vec<usize>) {
    if std::mem::replace(&mut begun[position], true) {
        return;
    }
    waits_for(position).into_iter().for_each(|other| make(other, waits_for, begun, order));
    order.push(position);
}

/// The questions among these, and behind the decisions that settle them, that other decisions settle, with these.
pub fn settled_behind(subject: &Subject, mut behind: Vec<QuestionIdx>) -> Vec<(QuestionIdx, DecisionId)> {
    let mut found: Vec<(QuestionIdx, DecisionId)> = Vec::new();
    while let Some(question) = behind.pop() {
        let Some(by) = &subject.questionnaire.questions[question.get()].settled_by else { continue };
        if found.iter().any(|(known, _)| *known == question) {
            continue;
        }
        found.push((question, by.clone()));
        let base = subject.rule_base(by.as_str());
        behind.extend(base.iter().flat_map(|base| questions_behind(base, &subject.questionnaire)));
    }
    found
}

/// The decisions on whose outcomes a decision depends, through the questions that they settle for it or for each other.
pub fn decisions_behind(subject: &Subject, base: &RuleBase) -> Vec<DecisionId> {
    let settled = settled_behind(subject, questions_behind(base, &subject.questionnaire));
    let mut decisions: Vec<DecisionId> = Vec::new();
    for (_, by) in settled {
        if by != base.decision.id && !decisions.contains(&by) {
            decisions.push(by);
        }
    }
    decisions
}

/// Every question that a rule base reads, directly, through traits and quantities, and through what decides whether those are asked.
pub fn questions_behind(base: &RuleBase, questionnaire: &Questionnaire) -> Vec<QuestionIdx> {
    let mut steps = Vec::new();
    base.rules.iter().for_each(|rule| reads(&rule.when.expr, questionnaire, &mut steps));
    let mut found = questions_of(steps, questionnaire);
    let mut seen = 0;
    while seen < found.len() {
        let mut more = Vec::new();
        let asked_if = found[seen..].iter().filter_map(|q| questionnaire.questions[q.get()].ask_if.as_ref());
        asked_if.for_each(|condition| reads(&condition.expr, questionnaire, &mut more));
        seen = found.len();
        let more = questions_of(more, questionnaire);
        found.extend(more.into_iter().filter(|q| !found.contains(q)).collect::<Vec<_>>());
    }
    found
}
