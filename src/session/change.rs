//! What a person changes in an interview, with the way back: pure data over what the answers file says.

use crate::model::{Answer, AnswersFile, CriterionId, DecisionId, Override, QuestionId};

/// One change a person makes; undone and redone as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Gives, replaces or takes back an answer.
    Answer(QuestionId, Option<Answer>),
    /// Sets or takes back the weight of a criterion.
    Weight(CriterionId, Option<u32>),
    /// Replaces all own weights at once; empty: back to the declared ones.
    Weights(Vec<(CriterionId, u32)>),
    /// Names the system decided for.
    System(Option<String>),
    /// Chooses which decisions to make; empty: all of the questionnaire.
    Decisions(Vec<DecisionId>),
    /// Sets or takes back the override of a decision.
    Override(DecisionId, Option<Override>),
}

impl Change {
    /// The question it is about, where it is about one.
    pub fn question(&self) -> Option<&QuestionId> {
        match self {
            Self::Answer(question, _) => Some(question),
            _ => None,
        }
    }

    /// The change that brings back what the file says now; equal to this one where it changes nothing.
    pub(super) fn inverse(&self, file: &AnswersFile) -> Self {
        match self {
            Self::Answer(question, _) => Self::Answer(question.clone(), file.answers.get(question.as_str()).cloned()),
            Self::Weight(criterion, _) => Self::Weight(criterion.clone(), file.weights.get(criterion).copied()),
            Self::Weights(_) => Self::Weights(file.weights.iter().map(|(id, weight)| (id.clone(), *weight)).collect()),
            Self::System(_) => Self::System(file.system.clone()),
            Self::Decisions(_) => Self::Decisions(file.decisions.clone()),
            Self::Override(decision, _) => {
                let present = file.overrides.iter().find(|o| o.decision == *decision);
                Self::Override(decision.clone(), present.cloned())
            }
        }
    }

    /// Makes the change.
    pub(super) fn make(&self, file: &mut AnswersFile) {
        match self.clone() {
            Self::Answer(question, Some(answer)) => drop(file.answers.0.insert(question, answer)),
            Self::Answer(question, None) => drop(file.answers.0.remove(&question)),
            Self::Weight(criterion, Some(weight)) => drop(file.weights.insert(criterion, weight)),
            Self::Weight(criterion, None) => drop(file.weights.remove(&criterion)),
            Self::Weights(weights) => file.weights = weights.into_iter().collect(),
            Self::System(system) => file.system = system,
            Self::Decisions(decisions) => file.decisions = decisions,
            Self::Override(decision, chosen) => {
                let present = file.overrides.iter().position(|o| o.decision == decision);
                match (present, chosen) {
                    (Some(at), Some(chosen)) => file.overrides[at] = chosen,
                    (Some(at), None) => drop(file.overrides.remove(at)),
                    (None, Some(chosen)) => file.overrides.push(chosen),
                    (None, None) => {}
                }
            }
        }
    }
}
