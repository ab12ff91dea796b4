//! Answers to begin with: those of a scenario, each marked as taken from it until somebody confirms or changes it.

use std::sync::Arc;

use crate::engine::Advisor;
use crate::engine::result::advice::Applies;
use crate::model::{Answer, AnswerSource, Answers, AnswersFile, RuleBase, Scenario, Subject};

/// A scenario by its full name: `DECISION/ID`.
pub fn full_name(base: &RuleBase, scenario: &Scenario) -> String {
    format!("{}/{}", base.decision.id, scenario.id)
}

/// What a scenario is called, in one line.
pub fn title(scenario: &Scenario) -> String {
    let title = scenario.title.as_deref().unwrap_or(scenario.id.as_str());
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The answers of a scenario; what is not asked under the others is left out, for it would only be told as not counted.
pub fn answers_like(subject: &Arc<Subject>, base: &RuleBase, scenario: &Scenario) -> Answers {
    let file = AnswersFile { answers: scenario.answers.clone(), ..AnswersFile::default() };
    let states = Advisor::new(Arc::clone(subject)).advise(&file).questions;
    let source = AnswerSource { example: Some(full_name(base, scenario)), ..AnswerSource::default() };
    let asked = subject.questionnaire.questions.iter().zip(states).filter(|(_, state)| state.applies != Applies::No);
    let given = asked.filter_map(|(question, _)| Some((question, scenario.answers.0.get(&question.id)?)));
    let marked = |answer: &Answer| Answer { source: source.clone(), ..Answer::plain(answer.value.clone()) };
    Answers(given.map(|(question, answer)| (question.id.clone(), marked(answer))).collect())
}
