//! How long the decisions of a subject hold, by every answer that several observations show to grow.

use super::headroom::Headroom;
use super::observation::Observation;
use super::proposal::Proposal;
use crate::engine::Advisor;
use crate::model::{AnswersFile, DecisionId, Question, QuestionIdx};

/// How long one decision holds at the growth of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The question whose answer grows.
    pub question: QuestionIdx,
    /// The decision.
    pub decision: DecisionId,
    /// The decision's title.
    pub title: String,
    /// The name of the option that leads from the flip on; absent where none is left.
    pub then: Option<String>,
    /// The flip, and when it is reached.
    pub headroom: Headroom,
}

impl Room {
    /// Which option leads from the flip on, in words.
    pub fn then_said(&self) -> String {
        self.then.as_ref().map_or_else(|| "no option is left then".to_owned(), |then| format!("{then} leads then"))
    }

    /// All of it in a sentence, behind what the question asks.
    pub fn said(&self, question: &Question) -> String {
        let at = self.headroom.to_string();
        format!("{} At {}; {}.", question.ask, at.trim_start_matches("at "), self.then_said())
    }
}

/// How long the decisions of the advisor's subject hold. Takes up to some hundred decisions for each answer that grows.
pub fn rooms(
    proposals: &[Proposal],
    observations: &[Observation],
    file: &AnswersFile,
    advisor: &Advisor,
    is_cancelled: impl Fn() -> bool,
) -> Vec<Room> {
    let subject = advisor.subject();
    let mut rooms = Vec::new();
    for proposal in proposals {
        let question = &subject.questionnaire.questions[proposal.question.get()];
        for base in subject.rule_bases.iter().take_while(|_| !is_cancelled()) {
            let of = (proposal, base.decision.id.as_str());
            let Some(headroom) = Headroom::find(advisor, file, question, observations, of) else { continue };
            rooms.push(Room {
                question: proposal.question,
                decision: base.decision.id.clone(),
                title: base.decision.title.clone(),
                then: headroom.then.map(|option| base.options[option.get()].name.clone()),
                headroom,
            });
        }
    }
    rooms
}
