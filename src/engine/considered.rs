//! One answers file, considered: its decisions made one after the other, those first that settle questions for others.

use std::sync::{Arc, OnceLock};

use super::base::steps::Budget;
use super::bound::search::Finding;
use super::facts::knowledge::{Knowledge, Readings};
use super::facts::{Facts, profile};
use super::meaning::compile::{Compiled, CompiledDecision, Weights};
use super::meaning::order::making_order;
use super::proof::settled;
use super::result::advice::{QuestionState, TraitReading};
use super::situation::Situation;
use crate::model::{Answer, AnswerValue, Answers, AnswersFile, QuestionIdx, RuleBase, Subject};

/// An answers file, considered.
#[derive(Debug)]
pub struct Considered {
    /// The subject as compiled for the file's answers.
    pub compiled: Arc<Compiled>,
    /// The decisions made, in the order of the subject.
    pub decisions: Vec<Made>,
    /// Everything known in the end.
    pub answers: Arc<Answers>,
    /// What that says about the answer space.
    pub knowledge: Arc<Knowledge>,
    /// How every diagram stands.
    pub readings: Arc<Readings>,
    /// The questions that decisions answered.
    pub settled: Vec<QuestionIdx>,
}

/// A decision made.
#[derive(Debug)]
pub struct Made {
    /// How it stands.
    pub situation: Arc<Situation>,
    finding: OnceLock<Finding>,
}

impl Made {
    /// Whether its winner is settled, found out when first asked for.
    pub fn finding(&self) -> &Finding {
        self.finding.get_or_init(|| settled::find(&self.situation, Budget::LIVE))
    }
}

impl Considered {
    /// Makes the decisions of a file; `knowledge` is what its answers say.
    pub fn new(subject: &Arc<Subject>, compiled: Arc<Compiled>, knowledge: Knowledge, file: &AnswersFile) -> Self {
        let diagrams = &compiled.space.diagrams;
        let mut answers = Arc::new(file.answers.clone());
        let mut knowledge = Arc::new(knowledge);
        let mut readings = Arc::new(Readings::new(diagrams, &knowledge));
        let mut settled = Vec::new();
        let mut decisions = Vec::new();
        for position in making_order(subject, &file.decisions) {
            let weights = weights_of(&subject.rule_bases[position], file, &compiled.decisions[position]);
            let situation =
                Situation::new(Facts::new(subject, &compiled, position, &answers, weights, &knowledge, &readings));
            let made = Made { situation: Arc::new(situation), finding: OnceLock::new() };
            let newly_settled = answered_by(&made);
            if !newly_settled.is_empty() {
                let more = Arc::make_mut(&mut answers);
                for (question, answer) in newly_settled {
                    more.0.insert(subject.questionnaire.questions[question.get()].id.clone(), answer);
                    settled.push(question);
                }
                knowledge = Arc::new(Knowledge::new(&compiled.space.variables, &subject.questionnaire, &answers));
                readings = Arc::new(Readings::new(diagrams, &knowledge));
            }
            decisions.push(made);
        }
        decisions.sort_by_key(|made| made.situation.position);
        Self { compiled, decisions, answers, knowledge, readings, settled }
    }

    /// The situation of a decision; `None` where the file does not make it.
    pub fn situation(&self, decision: &str) -> Option<&Arc<Situation>> {
        self.decisions.iter().map(|made| &made.situation).find(|situation| situation.base().decision.id == *decision)
    }

    /// Where every question stands.
    pub fn question_states(&self, subject: &Subject) -> Vec<QuestionState> {
        profile::question_states(subject, &self.compiled, &self.readings, &self.answers, &self.settled)
    }

    /// The levels of every trait.
    pub fn traits(&self) -> Vec<TraitReading> {
        profile::trait_readings(&self.compiled, &self.readings)
    }
}

/// The weights an answers file gives to a decision's criteria; those it does not name keep their declared weight.
pub fn weights_of(base: &RuleBase, file: &AnswersFile, decision: &CompiledDecision) -> Weights {
    let own = |id| file.weights.get(id).copied();
    let declared: Vec<u32> = base.criteria.iter().map(|c| own(&c.id).unwrap_or(c.weight)).collect();
    Weights::new(&declared, decision)
}

/// The questions that a decision answers for others, where they have no answer of their own.
fn answered_by(made: &Made) -> Vec<(QuestionIdx, Answer)> {
    let situation = &made.situation;
    let Some(winner) = situation.winner() else { return Vec::new() };
    if situation.lead().is_some_and(|lead| situation.is_close(lead)) {
        return Vec::new();
    }
    let winner = &situation.base().options[winner.get()].id;
    let mut answered = Vec::new();
    for (position, question) in situation.subject.questionnaire.questions.iter().enumerate() {
        let by_this = question.settled_by.as_ref() == Some(&situation.base().decision.id);
        let choice = question.kind.choices().iter().find(|c| c.options.contains(winner));
        if let (true, Some(choice), None) = (by_this, choice, situation.answers.get(question.id.as_str())) {
            let value = AnswerValue::OneOf(vec![choice.id.clone()]);
            answered.push((QuestionIdx::from(position), Answer::plain(value)));
        }
    }
    // The proof is looked for last: most decisions settle nothing.
    let is_proven = !answered.is_empty() && matches!(made.finding(), Finding::Proven(_));
    if is_proven { answered } else { Vec::new() }
}
