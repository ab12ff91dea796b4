//! What a person changes in an interview, with the way back: pure data over what the answers file says.

use std::collections::BTreeMap;

use crate::model::{Answer, AnswersFile, CriterionId, DecisionId, Override, QuestionId, Revisit};

/// One change a person makes; undone and redone as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Gives, replaces or takes back an answer.
    Answer(QuestionId, Option<Answer>),
    /// Sets or takes back the weight of a criterion.
    Weight(CriterionId, Option<u32>),
    /// Replaces all own weights at once; empty: back to the declared ones.
    Weights(Vec<(CriterionId, u32)>),
    /// Keeps what each of several people gave a criterion; empty: nothing.
    WeightVotes(CriterionId, BTreeMap<String, u32>),
    /// Names the system decided for.
    System(Option<String>),
    /// Chooses which decisions to make; empty: all of the questionnaire.
    Decisions(Vec<DecisionId>),
    /// Sets or takes back the override of a decision.
    Override(DecisionId, Option<Override>),
    /// Replaces the reasons to decide again; those that stay keep their place.
    Revisits(Vec<Revisit>),
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
            Self::WeightVotes(criterion, _) => {
                let present = file.weight_votes.get(criterion).cloned().unwrap_or_default();
                Self::WeightVotes(criterion.clone(), present)
            }
            Self::System(_) => Self::System(file.system.clone()),
            Self::Decisions(_) => Self::Decisions(file.decisions.clone()),
            Self::Override(decision, _) => {
                let present = file.overrides.iter().find(|o| o.decision == *decision);
                Self::Override(decision.clone(), present.cloned())
            }
            Self::Revisits(_) => Self::Revisits(file.revisits.clone()),
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
            Self::WeightVotes(criterion, votes) if votes.is_empty() => drop(file.weight_votes.remove(&criterion)),
            Self::WeightVotes(criterion, votes) => drop(file.weight_votes.insert(criterion, votes)),
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
            Self::Revisits(after) => {
                let gone = only_in(&file.revisits, &after);
                let mut revisits = only_in(&file.revisits, &gone);
                revisits.extend(only_in(&after, &file.revisits));
                file.revisits = revisits;
            }
        }
    }
}

/// What one list of reasons has more than another, in its order; one that stands there twice counts twice.
pub(super) fn only_in(these: &[Revisit], those: &[Revisit]) -> Vec<Revisit> {
    let mut rest: Vec<&Revisit> = those.iter().collect();
    let is_more = |revisit: &&Revisit| match rest.iter().position(|other| other == revisit) {
        Some(at) => {
            rest.remove(at);
            false
        }
        None => true,
    };
    these.iter().filter(is_more).cloned().collect()
}
