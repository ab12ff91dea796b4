//! Coverage: which rules, answers, levels and options the scenarios exercise, and which rules decide anything in them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::scenarios::{Played, Runner};
use crate::engine::compile::Compiled;
use crate::engine::cuts::Cuts;
use crate::engine::diagram::FALSE;
use crate::engine::{Applies, Known};
use crate::model::{AnswerValue, Question, RuleBase, Scenario, Subject};

/// What the scenarios of a rule base exercise.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// For each rule, in how many scenarios it fires.
    pub fired: Vec<usize>,
    /// For each rule, in how many scenarios the winner or the outcome would be another without it.
    pub decisive: Vec<usize>,
    /// For each rule, whether any answers at all can make it fire.
    pub reachable: Vec<bool>,
    /// For each option, how many scenarios it wins.
    pub won: Vec<usize>,
    /// For each question, the cells (choices or bands, in order) that some scenario answers with, and how many there are.
    pub answers: Vec<(BTreeSet<usize>, usize)>,
    /// For each trait, the levels that some scenario has, and how many there are.
    pub levels: Vec<(BTreeSet<usize>, usize)>,
}

/// Measures the coverage of one rule base by its scenarios.
pub fn measure(subject: &Arc<Subject>, base: &RuleBase) -> Coverage {
    let questionnaire = &subject.questionnaire;
    let mut coverage = Coverage {
        fired: vec![0; base.rules.len()],
        decisive: vec![0; base.rules.len()],
        reachable: reachable(subject, base),
        won: vec![0; base.options.len()],
        answers: questionnaire.questions.iter().map(|q| (BTreeSet::new(), n_answers(q))).collect(),
        levels: questionnaire.traits.iter().map(|t| (BTreeSet::new(), t.levels.len())).collect(),
    };
    let runner = Runner::new(subject);
    for scenario in &base.scenarios {
        coverage.add(scenario, &runner.play(base, &scenario.answers), subject);
    }
    coverage
}

/// Which rules any answers at all can make fire.
fn reachable(subject: &Arc<Subject>, base: &RuleBase) -> Vec<bool> {
    let compiled = Compiled::new(subject, &Cuts::new());
    let position = subject.rule_bases.iter().position(|other| other.decision.id == base.decision.id);
    let rules = position.map_or(&[][..], |position| &compiled.decisions[position].rules);
    rules.iter().map(|node| *node != FALSE).collect()
}

impl Coverage {
    /// How many rules fire in some scenario.
    pub fn n_fired(&self) -> usize {
        self.fired.iter().filter(|n| **n > 0).count()
    }

    /// How many rules decide some scenario.
    pub fn n_decisive(&self) -> usize {
        self.decisive.iter().filter(|n| **n > 0).count()
    }

    /// How many rules can fire at all.
    pub fn n_reachable(&self) -> usize {
        self.reachable.iter().filter(|can| **can).count()
    }

    fn add(&mut self, scenario: &Scenario, played: &Played, subject: &Subject) {
        let outcome = played.outcome();
        if let Some(winner) = outcome.winner {
            self.won[winner.get()] += 1;
        }
        for rule in played.fired() {
            self.fired[rule.get()] += 1;
            if played.outcome_without(rule) != outcome {
                self.decisive[rule.get()] += 1;
            }
        }
        for (position, reading) in played.considered.traits().iter().enumerate() {
            self.levels[position].0.extend(reading.decided());
        }
        for (position, state) in played.considered.question_states(subject).iter().enumerate() {
            if state.applies == Applies::Yes && state.known == Known::Fully {
                let question = &subject.questionnaire.questions[position];
                if let Some(answer) = scenario.answers.value(question.id.as_str()) {
                    self.answers[position].0.extend(cells(question, answer));
                }
            }
        }
    }
}

/// How many different answers a question has, for coverage: choices or bands; a number without bands counts as one.
fn n_answers(question: &Question) -> usize {
    match question.kind.number() {
        Some(spec) => spec.bands.len().max(1),
        None => question.kind.choices().len(),
    }
}

fn cells(question: &Question, answer: &AnswerValue) -> Vec<usize> {
    let spec = question.kind.number();
    match answer {
        AnswerValue::OneOf(ids) | AnswerValue::Several(ids) => {
            let position = |id: &crate::model::ChoiceId| question.kind.choices().iter().position(|c| c.id == *id);
            ids.iter().filter_map(position).collect()
        }
        AnswerValue::Band(id) => spec.and_then(|s| s.bands.iter().position(|b| b.id == *id)).into_iter().collect(),
        AnswerValue::Number(number) => match spec {
            Some(spec) if !spec.bands.is_empty() => {
                spec.bands.iter().position(|b| b.from <= *number && *number <= b.to).into_iter().collect()
            }
            _ => vec![0],
        },
        _ => Vec::new(),
    }
}
