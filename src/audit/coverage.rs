//! Coverage: which rules, answers, levels and options the scenarios exercise, and which rules decide anything in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mutate::pinned_signs;
use super::readers::{Read, readers};
use super::scenarios::{Played, Runner};
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::Cuts;
use crate::engine::meaning::diagram::FALSE;
use crate::engine::{Applies, Known};
use crate::model::{AnswerValue, Question, QuestionIdx, RuleBase, Scenario, Subject, TraitIdx};

/// What the scenarios of a rule base exercise.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// For each rule, in how many scenarios it fires.
    pub fired: Vec<usize>,
    /// For each rule, in how many scenarios the winner or the outcome would be another without it.
    pub decisive: Vec<usize>,
    /// For each rule that gives points, whether some scenario would fail if all its points had the other sign.
    pub pinned: Vec<Option<bool>>,
    /// For each rule, whether any answers at all can make it fire.
    pub reachable: Vec<bool>,
    /// For each option, how many scenarios it wins, alone or level with others.
    pub won: Vec<usize>,
    /// For each question that a rule depends on: which answers (choices or bands, in order) some scenario gives.
    pub answers: BTreeMap<QuestionIdx, Exercised>,
    /// For each trait that a rule reads: which levels some scenario has.
    pub levels: BTreeMap<TraitIdx, Exercised>,
}

/// What was exercised of the parts of something.
#[derive(Clone, Debug, Default)]
pub struct Exercised {
    /// The positions seen.
    pub seen: BTreeSet<usize>,
    /// How many there are.
    pub of: usize,
}

impl Exercised {
    fn none_of(of: usize) -> Self {
        Self { seen: BTreeSet::new(), of }
    }
}

/// Measures the coverage of one rule base by its scenarios.
pub fn measure(subject: &Arc<Subject>, base: &RuleBase) -> Coverage {
    let questionnaire = &subject.questionnaire;
    let is_read = readers(subject, base).into_iter().enumerate().filter(|(_, rules)| !rules.is_empty());
    let answers = is_read.map(|(question, _)| {
        (QuestionIdx::from(question), Exercised::none_of(n_answers(&questionnaire.questions[question])))
    });
    let levels = Read::by(subject, base).traits.into_iter();
    let levels = levels.map(|of| (of, Exercised::none_of(questionnaire.traits[of.get()].levels.len())));
    let mut coverage = Coverage {
        fired: vec![0; base.rules.len()],
        decisive: vec![0; base.rules.len()],
        pinned: pinned_signs(subject, base),
        reachable: reachable(subject, base),
        won: vec![0; base.options.len()],
        answers: answers.collect(),
        levels: levels.collect(),
    };
    let runner = Runner::new(subject);
    for scenario in &base.scenarios {
        coverage.add(scenario, &runner.play(base, &scenario.answers), subject);
    }
    coverage
}

/// Which rules any answers at all can make fire.
pub(super) fn reachable(subject: &Arc<Subject>, base: &RuleBase) -> Vec<bool> {
    let compiled = Compiled::new(subject, &Cuts::new());
    let position = subject.rule_bases.iter().position(|other| other.decision.id == base.decision.id);
    let rules = position.map_or(&[][..], |position| &compiled.decisions[position].rules);
    rules.iter().take(base.rules.len()).map(|node| *node != FALSE).collect()
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

    /// How many of the rules that give points some scenario pins, and how many there are that can fire.
    pub fn n_pinned(&self) -> (usize, usize) {
        let of = || self.pinned.iter().zip(&self.reachable).filter(|(_, can)| **can).filter_map(|(pinned, _)| *pinned);
        (of().filter(|is_pinned| *is_pinned).count(), of().count())
    }

    /// How many rules can fire at all.
    pub fn n_reachable(&self) -> usize {
        self.reachable.iter().filter(|can| **can).count()
    }

    fn add(&mut self, scenario: &Scenario, played: &Played, subject: &Subject) {
        let outcome = played.outcome();
        for option in played.situation.leaders() {
            self.won[option.get()] += 1;
        }
        for rule in played.fired() {
            self.fired[rule.get()] += 1;
            // A number that a scenario types may lead where no band's reading does.
            self.reachable[rule.get()] = true;
            if played.outcome_without(rule) != outcome {
                self.decisive[rule.get()] += 1;
            }
        }
        let traits = played.considered.traits();
        for (of, exercised) in &mut self.levels {
            exercised.seen.extend(traits[of.get()].decided());
        }
        let states = played.considered.question_states(subject);
        for (question, exercised) in &mut self.answers {
            let state = states[question.get()];
            if state.applies == Applies::Yes && matches!(state.known, Known::Fully | Known::Settled) {
                let question = &subject.questionnaire.questions[question.get()];
                // What a decision says to a question is an answer to it.
                let followed = played.considered.answers.value(question.id.as_str());
                if let Some(answer) = followed.or(scenario.answers.value(question.id.as_str())) {
                    exercised.seen.extend(cells(question, answer));
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
