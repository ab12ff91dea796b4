//! What if: another answer or another weight, tried in place. What would follow is shown beside what follows now; only Enter
//! changes anything.

mod state;
mod view;

pub use state::WhatIf;

use state::{Trial, What};

use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::Input;

use super::{Reply, Screen};
use crate::load::{answer_to_text, not_together, parse_answer};
use crate::model::{Answer, AnswerValue, AnswersFile, CriterionIdx, QuestionIdx, QuestionKind};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::App;
use crate::tui::state::interview::Interview;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::widget::answer_rows::{self, Row};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::paste;
use crate::tui::widget::list;

/// How much one key changes a weight.
const STEP: u32 = 1;
/// How much the other keys change it.
const BIG_STEP: u32 = 5;
/// The greatest weight that keys reach.
const MOST: u32 = 1_000;

impl WhatIf {
    /// Tries answers to a question, beginning with the one suggested or else the present one.
    pub fn question(
        interview: &Interview,
        decision: usize,
        question: QuestionIdx,
        suggested: Option<&AnswerValue>,
    ) -> Self {
        let present = interview.answer(question).map(|a| &a.value);
        let asked = interview.question(question);
        let begin = suggested.or(present);
        let typed = begin.filter(|value| answer_rows::is_typed(asked, value)).map(answer_to_text);
        let marked = match begin {
            Some(AnswerValue::Several(ids)) => ids.clone(),
            _ => Vec::new(),
        };
        let row = begin.and_then(|value| answer_rows::row_of(asked, value)).unwrap_or(0);
        let trial = Trial { question, row, marked, field: Input::new(typed.unwrap_or_default()) };
        Self::new(interview, decision, What::Answer(trial))
    }

    /// Tries weights of a criterion.
    pub fn weight(interview: &Interview, decision: usize, criterion: CriterionIdx) -> Option<Self> {
        let (base, _) = interview.decision(decision)?;
        let declared = &base.criteria[criterion.get()];
        let weight = interview.file.weights.get(&declared.id).copied().unwrap_or(declared.weight);
        Some(Self::new(interview, decision, What::Weight(criterion, weight)))
    }

    fn new(interview: &Interview, decision: usize, what: What) -> Self {
        let mut screen = Self { what, decision, advisor: interview.advisor(), tried: None, error: None, typing: false };
        screen.follow(interview);
        screen
    }

    /// Works out what would follow.
    fn follow(&mut self, interview: &Interview) {
        match self.change(interview) {
            Ok(change) => {
                let file = with_change(&interview.file, &change);
                self.error = None;
                self.tried = Some(self.advisor.advise(&file));
            }
            Err(why) => {
                self.error = Some(why);
                self.tried = None;
            }
        }
    }

    /// What Enter would change.
    fn change(&self, interview: &Interview) -> Result<Change, String> {
        match &self.what {
            What::Weight(criterion, weight) => {
                let (base, _) = interview.decision(self.decision).ok_or("this decision is not made")?;
                Ok(Change::Weight(base.criteria[criterion.get()].id.clone(), Some(*weight)))
            }
            What::Answer(trial) => {
                let question = interview.question(trial.question);
                let row = trial.selected(interview);
                let several = matches!(question.kind, QuestionKind::Several { .. });
                let value = match row {
                    Row::Typed if trial.field.value().trim().is_empty() => {
                        return Err("type a number, or a range such as 5k..50k".to_owned());
                    }
                    Row::Typed => parse_answer(trial.field.value(), question)?,
                    Row::Choice(_) if several => match question.kind.not_together(&trial.marked) {
                        None => AnswerValue::Several(trial.marked.clone()),
                        Some(why) => return Err(not_together(&why, question)),
                    },
                    row => answer_rows::value_of(question, row).ok_or("this row is no answer")?,
                };
                let mut answer =
                    interview.answer(trial.question).cloned().unwrap_or_else(|| Answer::plain(value.clone()));
                if answer.value != value {
                    (answer.value, answer.sure) = (value, 100);
                    answer.source = crate::model::AnswerSource::default();
                }
                Ok(Change::Answer(question.id.clone(), Some(answer)))
            }
        }
    }

    fn act(&mut self, interview: &Interview, action: Action) -> Reply {
        match action {
            Action::Close => return Reply::close(),
            Action::Accept => {
                return match self.change(interview) {
                    Ok(change) => Reply::close().and(Effect::Change(change)),
                    Err(why) => {
                        self.error = Some(why);
                        Reply::none()
                    }
                };
            }
            Action::NextDecision => {
                self.decision = (self.decision + 1) % interview.advice.decisions.len().max(1);
            }
            action => self.what.act(interview, action),
        }
        self.follow(interview);
        Reply::none()
    }
}

impl What {
    fn act(&mut self, interview: &Interview, action: Action) {
        match self {
            Self::Weight(_, weight) => {
                *weight = match action {
                    Action::Right => weight.saturating_add(STEP),
                    Action::Left => weight.saturating_sub(STEP),
                    Action::Up => weight.saturating_add(BIG_STEP),
                    Action::Down => weight.saturating_sub(BIG_STEP),
                    _ => *weight,
                }
                .min(MOST);
            }
            Self::Answer(trial) => {
                let n_rows = trial.rows(interview).len();
                if !list::step(&mut trial.row, n_rows, 4, action) && action == Action::Toggle {
                    trial.toggle(interview);
                }
            }
        }
    }
}

/// The answers with one change.
fn with_change(file: &AnswersFile, change: &Change) -> AnswersFile {
    let mut file = file.clone();
    match change.clone() {
        Change::Answer(question, Some(answer)) => drop(file.answers.0.insert(question, answer)),
        Change::Weight(criterion, Some(weight)) => drop(file.weights.insert(criterion, weight)),
        _ => {}
    }
    file
}

impl Screen for WhatIf {
    fn context(&self) -> Context {
        if self.typing { Context::Field } else { Context::Try }
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        let Some(interview) = &app.interview else { return Reply::close() };
        match (msg, &mut self.what) {
            (Msg::Do(action), _) => return self.act(interview, *action),
            (Msg::Type(request), What::Answer(trial)) => {
                trial.field.handle(*request);
            }
            (Msg::Paste(text), What::Answer(trial)) => paste(&mut trial.field, text),
            _ => return Reply::none(),
        }
        self.follow(interview);
        Reply::none()
    }

    fn refresh(&mut self, app: &App) {
        self.typing = app.interview.as_ref().is_some_and(|interview| self.is_on_field(interview));
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let Some(interview) = &app.interview else { return };
        view::draw(self, app, interview, frame, area, hits);
    }

    fn is_overlay(&self) -> bool {
        true
    }
}
