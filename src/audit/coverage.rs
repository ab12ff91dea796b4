//! Coverage: which rules, answers, levels and options the scenarios exercise, and which rules decide anything in them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::scenarios::fired;
use crate::engine::{Advisor, Applies, Known};
use crate::model::{AnswersFile, Effect, RuleBase, RuleIdx, Subject};

/// What the scenarios of a rule base exercise.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// For each rule, in how many scenarios it fires.
    pub fired: Vec<usize>,
    /// For each rule, in how many scenarios the winner or the outcome would be another without it.
    pub decisive: Vec<usize>,
    /// For each option, how many scenarios it wins.
    pub won: Vec<usize>,
    /// For each question, the cells (choices or bands, in order) that some scenario answers with, and how many there are.
    pub answers: Vec<(BTreeSet<usize>, usize)>,
    /// For each trait, the levels that some scenario has, and how many there are.
    pub levels: Vec<(BTreeSet<usize>, usize)>,
}

/// Measures the coverage of one rule base by its scenarios.
pub fn measure(subject: &Arc<Subject>, base: &RuleBase) -> Coverage {
    let mut advisor = Advisor::new(Arc::clone(subject));
    let mut coverage = Coverage {
        fired: vec![0; base.rules.len()],
        decisive: vec![0; base.rules.len()],
        won: vec![0; base.options.len()],
        answers: subject.questionnaire.questions.iter().map(|q| (BTreeSet::new(), n_answers(q))).collect(),
        levels: subject.questionnaire.traits.iter().map(|t| (BTreeSet::new(), t.levels.len())).collect(),
    };
    for scenario in &base.scenarios {
        let mut decisions = vec![base.decision.id.clone()];
        decisions.extend(subject.questionnaire.questions.iter().filter_map(|q| q.settled_by.clone()));
        let file = AnswersFile { decisions, answers: scenario.answers.clone(), ..AnswersFile::default() };
        let advice = advisor.advise(&file);
        let Some(decision) = advice.decision(base.decision.id.as_str()) else { continue };
        if let Some(winner) = decision.winner {
            coverage.won[winner.get()] += 1;
        }
        for rule in fired(decision) {
            coverage.fired[rule.get()] += 1;
            if is_decisive(base, decision, rule) {
                coverage.decisive[rule.get()] += 1;
            }
        }
        for (position, reading) in advice.traits.iter().enumerate() {
            coverage.levels[position].0.extend(reading.decided());
        }
        for (position, state) in advice.questions.iter().enumerate() {
            if state.applies == Applies::Yes && state.known == Known::Fully {
                let question = &subject.questionnaire.questions[position];
                if let Some(answer) = scenario.answers.value(question.id.as_str()) {
                    coverage.answers[position].0.extend(cells(question, answer));
                }
            }
        }
    }
    coverage
}

/// How many different answers a question has, for coverage: choices or bands; a number without bands counts as one.
fn n_answers(question: &crate::model::Question) -> usize {
    match question.kind.number() {
        Some(spec) => spec.bands.len().max(1),
        None => question.kind.choices().len(),
    }
}

fn cells(question: &crate::model::Question, answer: &crate::model::AnswerValue) -> Vec<usize> {
    use crate::model::AnswerValue::{Band, Number, OneOf, Several};
    let spec = question.kind.number();
    match answer {
        OneOf(ids) | Several(ids) => {
            let position = |id: &crate::model::ChoiceId| question.kind.choices().iter().position(|c| c.id == *id);
            ids.iter().filter_map(position).collect()
        }
        Band(id) => spec.and_then(|s| s.bands.iter().position(|b| b.id == *id)).into_iter().collect(),
        Number(number) => match spec {
            Some(spec) if !spec.bands.is_empty() => {
                spec.bands.iter().position(|b| b.from <= *number && *number <= b.to).into_iter().collect()
            }
            _ => vec![0],
        },
        _ => Vec::new(),
    }
}

/// Whether the winner or the outcome would be another if the rule were not there.
fn is_decisive(base: &RuleBase, decision: &crate::engine::DecisionAdvice, rule: RuleIdx) -> bool {
    let mut fits: Vec<i64> = vec![0; base.options.len()];
    for standing in &decision.standings {
        fits[standing.option.get()] = standing.fit.0;
    }
    let mut out: Vec<bool> = vec![false; base.options.len()];
    for standing in &decision.standings {
        out[standing.option.get()] = match &standing.excluded {
            crate::engine::Exclusion::Certain(vetoes) => vetoes.iter().any(|veto| *veto != rule),
            _ => false,
        };
    }
    match &base.rules[rule.get()].effect {
        Effect::Caution { .. } => return false,
        Effect::Excludes(_) => {}
        Effect::Points { .. } => {
            for part in decision.contributions.iter().filter(|part| part.rule == Some(rule)) {
                fits[part.option.get()] -= part.amount.0;
            }
        }
    }
    let mut left: Vec<usize> = (0..fits.len()).filter(|option| !out[*option]).collect();
    left.sort_by_key(|option| std::cmp::Reverse(fits[*option]));
    let winner = left.first().copied();
    let lead = left.get(1).map_or(i64::MAX, |second| fits[left[0]] - fits[*second]);
    let is_close = lead <= i64::from(base.decision.close_call) * 10;
    winner != decision.winner.map(crate::model::OptionIdx::get)
        || is_close != (decision.outcome == crate::model::OutcomeKind::CloseCall)
}
