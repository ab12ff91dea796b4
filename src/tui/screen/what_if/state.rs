//! What is being tried.

use tui_input::Input;

use crate::engine::{Advice, Advisor, DecisionAdvice};
use crate::model::{ChoiceId, CriterionIdx, QuestionIdx, QuestionKind};
use crate::tui::state::interview::Interview;
use crate::tui::widget::answer_rows::{self, Row};

/// The screen.
pub struct WhatIf {
    pub(super) what: What,
    /// The position of the decision whose standings are shown.
    pub(super) decision: usize,
    pub(super) advisor: Advisor,
    /// What would follow; absent where what is typed is no answer.
    pub(super) tried: Option<Advice>,
    /// Why it is none.
    pub(super) error: Option<String>,
    /// Whether the field is selected.
    pub(super) typing: bool,
}

/// What is tried.
pub(super) enum What {
    /// Another answer.
    Answer(Trial),
    /// Another weight.
    Weight(CriterionIdx, u32),
}

/// Another answer to a question.
pub(super) struct Trial {
    pub(super) question: QuestionIdx,
    pub(super) row: usize,
    /// The choices marked, for a question of several.
    pub(super) marked: Vec<ChoiceId>,
    pub(super) field: Input,
}

impl Trial {
    pub(super) fn rows(&self, interview: &Interview) -> Vec<Row> {
        answer_rows::rows(interview.question(self.question))
    }

    pub(super) fn selected(&self, interview: &Interview) -> Row {
        self.rows(interview).get(self.row).copied().unwrap_or(Row::Unknown)
    }

    pub(super) fn toggle(&mut self, interview: &Interview) {
        let question = interview.question(self.question);
        if !matches!(question.kind, QuestionKind::Several { .. }) {
            return;
        }
        let Some(id) = answer_rows::choice_id(question, self.selected(interview)) else { return };
        match self.marked.iter().position(|m| *m == id) {
            Some(at) => {
                self.marked.remove(at);
            }
            None => self.marked = question.kind.with_choice(&self.marked, &id).0,
        }
    }
}

impl WhatIf {
    /// Whether the field for a typed number is selected.
    pub(super) fn is_on_field(&self, interview: &Interview) -> bool {
        matches!(&self.what, What::Answer(trial) if trial.selected(interview) == Row::Typed)
    }

    /// What would follow for the decision shown.
    pub(super) fn after(&self) -> Option<&DecisionAdvice> {
        self.tried.as_ref()?.decisions.get(self.decision)
    }
}
