//! Answers that an edit took out of scenarios: what is left open passes more easily, and pins less.

use super::versions::Versions;
use crate::audit::scenarios::Runner;
use crate::engine::Applies;
use crate::model::{Place, QuestionId, ScenarioId};

/// A scenario that answers less than it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostAnswers {
    /// The scenario.
    pub scenario: ScenarioId,
    /// The questions that it answered, that are there and asked, and that it says nothing of.
    pub questions: Vec<QuestionId>,
    /// Where it stands.
    pub place: Place,
}

impl LostAnswers {
    /// What happened, as a person would say it.
    pub fn said(&self) -> String {
        let named: Vec<String> = self.questions.iter().map(|id| format!("`{id}`")).collect();
        format!("scenario `{}` no longer answers {}", self.scenario, named.join(", "))
    }
}

/// The scenarios that lost answers.
pub fn lost_answers(versions: &Versions) -> Vec<LostAnswers> {
    let ((_, old), (subject, base)) = (versions.before, versions.after);
    let mut runner = None;
    let mut found = Vec::new();
    for scenario in &base.scenarios {
        let Some(before) = old.scenarios.iter().find(|other| other.id == scenario.id) else { continue };
        let present = |id: &QuestionId| match subject.questionnaire.aliases.get(id.as_str()) {
            Some(now) => QuestionId::from(now.as_str()),
            None => id.clone(),
        };
        let left_out = before.answers.0.keys().map(present).filter(|id| !scenario.answers.0.contains_key(id));
        let positions = left_out.filter_map(|id| Some((subject.questionnaire.question_idx(id.as_str())?, id)));
        let left_out: Vec<_> = positions.collect();
        if left_out.is_empty() {
            continue;
        }
        // What the other answers leave unasked is answered by nobody.
        let played = runner.get_or_insert_with(|| Runner::new(subject)).play(base, &scenario.answers);
        let states = played.considered.question_states(subject);
        let asked = left_out.into_iter().filter(|(at, _)| states[at.get()].applies != Applies::No);
        let questions: Vec<QuestionId> = asked.map(|(_, id)| id).collect();
        if !questions.is_empty() {
            found.push(LostAnswers { scenario: scenario.id.clone(), questions, place: scenario.place.clone() });
        }
    }
    found
}
