//! What was observed about a question: where it stands among the rows, what is said of it, and taking it over.

use ratatui::style::Style;

use super::state::QuestionScreen;
use crate::load::display_answer;
use crate::model::{AnswerValue, Question, QuestionIdx};
use crate::observe::proposal::{Proposal, Standing};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::screen::Reply;
use crate::tui::screen::observing::{limits, nothing_to_take, taken};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::interview::Interview;
use crate::tui::state::message::Effect;
use crate::tui::widget::answer_rows::{self, Row};

/// Whether a row is where what was observed would fall.
pub fn falls_into(proposal: &Proposal, question: &Question, row: Row) -> bool {
    let numbers = crate::observe::proposal::numbers(&proposal.value, question);
    match (row, numbers) {
        (Row::Band(at), Some((low, high))) => {
            question.kind.number().is_some_and(|spec| low <= spec.bands[at].to && spec.bands[at].from <= high)
        }
        (Row::Suggestion(number), Some((low, high))) => low == number && high == number,
        (Row::Typed, Some((low, high))) => {
            let rows = answer_rows::rows(question);
            let has_own = low == high && rows.contains(&Row::Suggestion(low));
            !has_own && !rows.iter().any(|row| matches!(row, Row::Band(_)))
        }
        _ => answer_rows::holds(question, row, &proposal.value),
    }
}

/// What is said of it below the rows.
pub fn say(app: &App, interview: &Interview, at: QuestionIdx, is_roomy: bool) -> Vec<(String, Style)> {
    let Some(proposal) = interview.proposal(at) else { return Vec::new() };
    let (theme, key) = (&app.theme, app.keymap.key(Context::Question, Action::Observed));
    let question = interview.question(at);
    let observation = &proposal.observation;
    let said = display_answer(&proposal.value, question);
    let (origin, on) = (observation.origin(), observation.on);
    if interview.answer(at).is_some_and(|answer| answer.source == proposal.answer(None).source) {
        return Vec::new();
    }
    let (standing, style) = match proposal.standing {
        Standing::New => (format!("{key} takes it"), theme.accent),
        Standing::Same => (format!("as you answered; {key} notes where it was seen"), theme.good),
        Standing::Within => (format!("within your answer; {key} takes it instead"), theme.good),
        Standing::Overlaps => (format!("reaches beyond your answer; {key} takes it instead"), theme.warn),
        Standing::Contradicts => (format!("contradicts your answer; {key} takes it instead"), theme.bad),
    };
    let mut lines = vec![(format!("Observed: {said}: {standing} ({origin}, read {on})"), style)];
    let limits = limits(proposal);
    if is_roomy && !limits.is_empty() {
        lines.push((format!("Not told by it: {}", limits.join("; ")), theme.quiet));
    }
    lines
}

impl QuestionScreen {
    /// Takes over what was observed, and goes on.
    pub(super) fn take_observed(&mut self, app: &mut App) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        let Some(change) = taken(interview, self.question) else { return nothing_to_take(app) };
        let present = interview.answer(self.question);
        if matches!(&change, Change::Answer(_, answer) if answer.as_ref() == present) {
            app.notice = Some(Notice::fine("the answer is what was observed"));
            return Reply::none();
        }
        self.error = None;
        self.drafts.remove(&self.question);
        if let Change::Answer(_, Some(answer)) = &change {
            self.show_typed(interview.question(self.question), &answer.value);
        }
        self.goes_on = true;
        Reply::effect(Effect::Change(change))
    }

    /// Shows an answer in the field where it would be typed.
    pub(super) fn show_typed(&mut self, question: &Question, value: &AnswerValue) {
        let is_typed = answer_rows::is_typed(question, value);
        self.field = tui_input::Input::new(if is_typed { crate::load::answer_to_text(value) } else { String::new() });
    }
}
