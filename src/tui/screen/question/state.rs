//! Where the person is in the questions.

use std::collections::BTreeMap;

use tui_input::Input;

use super::order::{self, Skips};
use crate::load::answer_to_text;
use crate::model::{QuestionId, QuestionIdx};
use crate::tui::state::interview::Interview;
use crate::tui::state::message::BeginAt;
use crate::tui::widget::answer_rows::{self, Row};

/// The screen.
pub struct QuestionScreen {
    pub(super) question: QuestionIdx,
    pub(super) row: usize,
    pub(super) field: Input,
    /// What was typed at other questions and not taken, to be there when the person comes back.
    pub(super) drafts: BTreeMap<QuestionIdx, String>,
    /// Whether the field for a typed number is selected.
    pub(super) typing: bool,
    /// Why what is typed is not an answer.
    pub(super) error: Option<String>,
    /// Whether to go on once the answer is taken in.
    pub(super) goes_on: bool,
    /// Where the person came from, in the order of usefulness.
    pub(super) trail: Vec<QuestionIdx>,
    pub(super) agenda: Agenda,
    /// Whether the most useful question comes next, instead of the next in the file.
    pub(super) by_usefulness: bool,
    pub(super) skips: Skips,
    /// Whether the person goes on although nothing open can change a winner.
    pub(super) goes_past: bool,
    /// Whether the first page was shown since everything is settled.
    pub(super) has_seen_first: bool,
    /// The position of the decision whose standings are shown.
    pub(super) decision: usize,
}

/// The questions to be settled, where the person came for these and no others.
#[derive(Default)]
pub(super) struct Agenda {
    pub(super) questions: Vec<QuestionIdx>,
    /// The positions of the decisions whose priorities come after them.
    pub(super) priorities: Vec<usize>,
    /// Whether the person marked choices of the present one.
    pub(super) has_marked: bool,
}

impl QuestionScreen {
    /// The screen where the interview begins.
    pub fn begin(interview: &Interview, at: &BeginAt) -> Self {
        let first_open = || interview.asked().find(|q| interview.is_open(*q)).or_else(|| interview.asked().next());
        let known = |id: &QuestionId| interview.subject.questionnaire.question_idx(id.as_str());
        let mut agenda = Agenda::default();
        if let BeginAt::Agenda(ids, disputed) = at {
            agenda.questions = ids.iter().filter_map(known).collect();
            let decisions = interview.advice.decisions.iter().enumerate();
            let disputed = decisions.filter(|(_, advice)| disputed.contains(&advice.decision));
            agenda.priorities = disputed.map(|(position, _)| position).collect();
        }
        let first = match at {
            BeginAt::Question(id) => known(id),
            _ => agenda.questions.first().copied(),
        };
        let skips = Skips::default();
        let useful = || order::next(interview, 0, None, &skips, false);
        let mut screen = Self {
            question: first.or_else(useful).or_else(first_open).unwrap_or(QuestionIdx(0)),
            by_usefulness: agenda.questions.is_empty() && !matches!(at, BeginAt::Question(_)),
            agenda,
            row: 0,
            field: Input::default(),
            drafts: BTreeMap::new(),
            typing: false,
            error: None,
            goes_on: false,
            trail: Vec::new(),
            skips,
            goes_past: false,
            // Whoever came for one question goes back to where they came from.
            has_seen_first: matches!(at, BeginAt::Question(_)),
            decision: 0,
        };
        screen.arrive(interview);
        screen
    }

    /// Goes to a question.
    pub(super) fn go_to(&mut self, question: QuestionIdx, interview: &Interview) {
        if question != self.question {
            self.trail.push(self.question);
            self.leave(interview);
            self.question = question;
        }
        self.arrive(interview);
    }

    /// Remembers what is typed and not taken, before another question is shown.
    pub(super) fn leave(&mut self, interview: &Interview) {
        let typed = self.field.value().trim().to_owned();
        if typed.is_empty() || typed == self.given_text(interview) {
            self.drafts.remove(&self.question);
        } else {
            self.drafts.insert(self.question, typed);
        }
    }

    /// The present answer as it would be typed; empty where another row stands for it.
    pub(super) fn given_text(&self, interview: &Interview) -> String {
        let Some(question) = interview.subject.questionnaire.questions.get(self.question.get()) else {
            return String::new();
        };
        let answer = interview.answer(self.question).map(|a| &a.value);
        answer.filter(|value| answer_rows::is_typed(question, value)).map(answer_to_text).unwrap_or_default()
    }

    /// Puts the selection on the present answer, and a typed number into the field.
    pub(super) fn arrive(&mut self, interview: &Interview) {
        if interview.n_questions() == 0 {
            return;
        }
        let question = interview.question(self.question);
        let answer = interview.answer(self.question).map(|a| &a.value);
        let row = answer.and_then(|value| answer_rows::row_of(question, value));
        // What follows a decision goes on following it unless another row is chosen.
        let followed = || interview.follows(self.question).map(|_| answer_rows::rows(question).len() - 1);
        self.row = row.or_else(followed).unwrap_or(0);
        self.error = None;
        self.agenda.has_marked = false;
        let draft = self.drafts.get(&self.question).cloned();
        if draft.is_some() && answer.is_none() {
            self.row = answer_rows::typed_row(question).unwrap_or(self.row);
        }
        self.field = Input::new(draft.unwrap_or_else(|| self.given_text(interview)));
    }

    pub(super) fn selected(&self, interview: &Interview) -> Row {
        let rows = answer_rows::rows(interview.question(self.question));
        rows.get(self.row).copied().unwrap_or(Row::Unknown)
    }
}
