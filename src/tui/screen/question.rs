//! One question of the interview, with the standings beside it.
//!
//! Its own state is where the person is; the answer itself is read from the interview, so that what is shown is what is kept.

mod observed;
mod order;
mod state;
mod view;

pub use state::QuestionScreen;

use super::details::Details;
use super::field::{Field, Purpose};
use super::findings::FindingsScreen;
use super::first::FirstScreen;
use super::pick::Pick;
use super::priorities::PrioritiesScreen;
use super::reading::Reading;
use super::review::ReviewScreen;
use super::what_if::WhatIf;
use super::{Reply, Screen};
use crate::load::{Library, parse_answer};
use crate::model::{Answer, AnswerSource, AnswerValue, ChoiceId, DecisionId, Question, QuestionIdx, QuestionKind};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::interview::Interview;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::widget::answer_rows::{self, Row};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::paste;
use crate::tui::widget::list;

impl QuestionScreen {
    /// The question that comes after this one.
    fn next(&self, interview: &Interview) -> Option<QuestionIdx> {
        if self.by_usefulness {
            return order::next(interview, self.decision, Some(self.question), &self.skips, self.goes_past);
        }
        match self.agenda.questions.as_slice() {
            [] => interview.walked().find(|q| *q > self.question),
            agenda => agenda.iter().copied().find(|q| *q > self.question && interview.is_asked(*q)),
        }
    }

    /// Whether there is nothing left to ask that is likely to change a winner, and something was answered.
    pub fn is_finished(&self, interview: &Interview) -> bool {
        let (n_answered, _) = interview.progress();
        let is_over = || interview.is_enough() || order::next(interview, 0, None, &self.skips, false).is_none();
        n_answered > 0 && self.asks_nothing() && is_over()
    }

    fn forward(&mut self, interview: &Interview, library: &Library) -> Reply {
        if self.asks_nothing() && interview.is_enough() && !self.has_seen_first {
            self.has_seen_first = true;
            return Reply::to(FirstScreen::new(interview, library));
        }
        match self.next(interview) {
            Some(next) => {
                self.go_to(next, interview);
                Reply::none()
            }
            None => self.last(interview).map_or_else(|| Reply::to(FirstScreen::new(interview, library)), Reply::to),
        }
    }

    /// On with what is open, although it cannot change a winner.
    fn go_on(&mut self, app: &mut App) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        (self.goes_past, self.has_seen_first) = (true, true);
        self.skips.clear();
        let next = if interview.is_open(self.question) { Some(self.question) } else { self.next(interview) };
        match next {
            Some(next) => self.go_to(next, interview),
            None => {
                let key = app.keymap.key(Context::Question, Action::Order);
                let text = format!("no open question changes anything; {key} asks all of them, in file order");
                app.notice = Some(Notice::fine(text));
            }
        }
        Reply::none()
    }

    /// The priorities, where these are to be settled once the questions are.
    pub fn last(&self, interview: &Interview) -> Option<PrioritiesScreen> {
        PrioritiesScreen::to_settle(interview, &self.agenda.priorities)
    }

    /// Whether there is no question to be settled.
    pub fn asks_nothing(&self) -> bool {
        self.agenda.questions.is_empty()
    }

    fn back(&mut self, app: &mut App) {
        let Some(interview) = &app.interview else { return };
        let before = match self.agenda.questions.as_slice() {
            [] if self.by_usefulness => self.trail.pop().or_else(|| before_in_file(interview, self.question)),
            [] => before_in_file(interview, self.question),
            agenda => agenda.iter().rev().copied().find(|q| *q < self.question && interview.is_asked(*q)),
        };
        match before {
            Some(question) => {
                self.leave(interview);
                self.question = question;
                self.arrive(interview);
            }
            None => app.notice = Some(Notice::fine("this is the first question")),
        }
    }
}

/// What is said where marking a choice takes back others.
fn taken_back(question: &Question, marked: &ChoiceId, gone: &[ChoiceId]) -> Option<Notice> {
    let label = |id: &ChoiceId| {
        let choice = question.kind.choices().iter().find(|choice| choice.id == *id);
        choice.map_or_else(|| id.to_string(), |choice| format!("“{}”", choice.label))
    };
    let others: Vec<String> = gone.iter().map(label).collect();
    let text = format!("taken back beside {}: {}; u undoes it", label(marked), others.join(", "));
    (!gone.is_empty()).then(|| Notice::fine(text))
}

/// The question asked before this one in the file.
fn before_in_file(interview: &Interview, question: QuestionIdx) -> Option<QuestionIdx> {
    interview.walked().rev().find(|q| *q < question)
}

impl QuestionScreen {
    fn act(&mut self, app: &mut App, action: Action) -> Reply {
        let Some(interview) = &app.interview else { return Reply::close() };
        if interview.n_questions() == 0 {
            return Reply::close();
        }
        let question = interview.question(self.question).clone();
        let n_rows = answer_rows::rows(&question).len();
        if let Action::Row(row) = action
            && row == self.row
            && self.selected(interview) != Row::Typed
        {
            return self.accept(app, &question);
        }
        if list::step(&mut self.row, n_rows, 4, action) {
            self.error = None;
            return Reply::none();
        }
        match action {
            Action::Accept => return self.accept(app, &question),
            Action::Toggle => return self.toggle(app, &question),
            Action::Digit(digit) => self.digit(app, &question, digit),
            Action::Number => match answer_rows::typed_row(&question) {
                Some(row) => self.row = row,
                None => app.notice = Some(Notice::fine("this question takes no number")),
            },
            Action::Observed => return self.take_observed(app),
            Action::Unknown => return self.answer(app, &question, AnswerValue::Unknown, true),
            Action::Clear => return self.clear(app, &question),
            Action::Back => self.back(app),
            Action::Forward => {
                if interview.is_open(self.question) {
                    self.skips.add(self.question);
                }
                return self.forward(interview, &app.library);
            }
            Action::MostUseful => match order::next(interview, self.decision, Some(self.question), &self.skips, true) {
                Some(useful) => self.go_to(useful, interview),
                None => app.notice = Some(Notice::fine("no other question is open")),
            },
            Action::Order => {
                self.by_usefulness = !self.by_usefulness;
                let order = if self.by_usefulness {
                    "the most useful question comes next"
                } else {
                    "questions come in file order, all of them"
                };
                app.notice = Some(Notice::fine(order));
            }
            Action::NextDecision => {
                let n_decisions = interview.advice.decisions.len().max(1);
                self.decision = (self.decision + 1) % n_decisions;
            }
            Action::Close if self.field.value() != self.given_text(interview) => {
                self.drafts.remove(&self.question);
                self.arrive(interview);
            }
            Action::Close => return Reply::close().and(Effect::FindRecent),
            _ => return self.open(app, &question, action),
        }
        Reply::none()
    }

    /// Opens what can be opened from a question.
    fn open(&mut self, app: &mut App, question: &Question, action: Action) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        let answer = interview.answer(self.question).cloned();
        match (action, answer) {
            (Action::Note, Some(answer)) => {
                let note = answer.note.clone().unwrap_or_default();
                Reply::to(Field::new(Purpose::Note(question.id.clone(), answer), &note))
            }
            (Action::Note, None) => {
                app.notice = Some(Notice::fine("answer first, if only by \"don't know\": a note belongs to an answer"));
                Reply::none()
            }
            (Action::Sure, Some(answer)) if answer.value != AnswerValue::Unknown => {
                Reply::to(Pick::sure(&question.id, &answer))
            }
            (Action::Sure, _) => {
                app.notice = Some(Notice::fine("only an answer can be more or less sure"));
                Reply::none()
            }
            (Action::Name, _) => {
                Reply::to(Field::new(Purpose::Name, interview.file.system.as_deref().unwrap_or_default()))
            }
            (Action::SaveAs, _) => Reply::to(Field::new(Purpose::SaveAs, &interview.path.display().to_string())),
            (Action::Editor, _) => Reply::effect(Effect::Edit { path: interview.path.clone(), line: 1 }),
            (Action::Try, _) => Reply::to(WhatIf::question(interview, self.decision, self.question, None)),
            (Action::Review, _) => Reply::to(ReviewScreen::new(app, interview, self.question)),
            (Action::Priorities, _) => Reply::to(PrioritiesScreen::new(interview, self.decision)),
            (Action::Details, _) => Reply::to(Reading::new(Details(self.question))),
            (Action::Findings, _) => Reply::to(FindingsScreen::default()),
            _ => Reply::none(),
        }
    }

    /// Selects a row by its number, in every kind of question; a number is typed in its own row.
    fn digit(&mut self, app: &mut App, question: &Question, digit: u8) {
        let n_rows = answer_rows::rows(question).len();
        if (1..=n_rows).contains(&usize::from(digit)) {
            self.row = usize::from(digit) - 1;
        }
        if question.kind.number().is_some() {
            let key = app.keymap.key(Context::Question, Action::Number);
            app.notice = Some(Notice::fine(format!("digits select rows; to type a number, press {key} first")));
        }
    }

    /// Answers with the selected row and goes on.
    fn accept(&mut self, app: &mut App, question: &Question) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        let given = interview.answer(self.question);
        // What an example says is confirmed by being answered.
        let is_borrowed = given.is_some_and(|answer| answer.source.example.is_some());
        let present = given.map(|a| a.value.clone());
        match self.selected(interview) {
            Row::Typed if self.field.value().trim().is_empty() => {
                self.error = Some("type a number or a range here, or select another row".to_owned());
                Reply::none()
            }
            Row::Typed => match parse_answer(self.field.value(), question) {
                Ok(value) => self.answer(app, question, value, true),
                Err(why) => {
                    self.error = Some(why);
                    Reply::none()
                }
            },
            Row::Unknown => self.answer(app, question, AnswerValue::Unknown, true),
            Row::NoneOfThem => self.answer(app, question, AnswerValue::Several(Vec::new()), true),
            row @ Row::Choice(_) => {
                let id = answer_rows::choice_id(question, row);
                let holds = |ids: &[ChoiceId]| id.as_ref().is_some_and(|id| ids.contains(id));
                match present {
                    Some(AnswerValue::Several(marked)) if is_borrowed && !marked.is_empty() => {
                        self.answer(app, question, AnswerValue::Several(marked), true)
                    }
                    // What is marked already is the answer: Enter goes on with it.
                    Some(AnswerValue::Several(marked)) if !marked.is_empty() => self.forward(interview, &app.library),
                    Some(AnswerValue::OneOf(marked)) if holds(&marked) && !self.settles(&marked) && !is_borrowed => {
                        self.forward(interview, &app.library)
                    }
                    _ => match answer_rows::value_of(question, row) {
                        Some(value) => self.answer(app, question, value, true),
                        None => Reply::none(),
                    },
                }
            }
            row => match answer_rows::value_of(question, row) {
                Some(value) => self.answer(app, question, value, true),
                None => Reply::none(),
            },
        }
    }

    /// Whether Enter chooses one of several choices that people left open, instead of going on with all that are marked.
    fn settles(&self, marked: &[ChoiceId]) -> bool {
        marked.len() > 1 && !self.agenda.questions.is_empty() && !self.agenda.has_marked
    }

    /// Marks or unmarks the selected choice: one of several that hold, or one of those that may be the one.
    fn toggle(&mut self, app: &mut App, question: &Question) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        let Some(id) = answer_rows::choice_id(question, self.selected(interview)) else {
            return self.accept(app, question);
        };
        let mut marked = match interview.answer(self.question).map(|a| a.value.clone()) {
            Some(AnswerValue::Several(ids) | AnswerValue::OneOf(ids)) => ids,
            _ => Vec::new(),
        };
        match marked.iter().position(|m| *m == id) {
            Some(at) => {
                marked.remove(at);
            }
            None => {
                let (kept, gone) = question.kind.with_choice(&marked, &id);
                marked = kept;
                app.notice = taken_back(question, &id, &gone).or(app.notice.take());
            }
        }
        self.agenda.has_marked = true;
        if marked.is_empty() {
            return self.clear(app, question);
        }
        let several = matches!(question.kind, QuestionKind::Several { .. });
        let value = if several { AnswerValue::Several(marked) } else { AnswerValue::OneOf(marked) };
        self.answer(app, question, value, false)
    }

    /// Gives an answer; a note on the one before stays, since it is about the question.
    fn answer(&mut self, app: &App, question: &Question, value: AnswerValue, goes_on: bool) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        let before = interview.answer(self.question);
        self.error = None;
        self.show_typed(question, &value);
        if before.is_some_and(|b| b.value == value && b.source.example.is_none()) {
            return if goes_on { self.forward(interview, &app.library) } else { Reply::none() };
        }
        let mut answer = before.cloned().unwrap_or_else(|| Answer::plain(value.clone()));
        (answer.value, answer.sure, answer.source) = (value, 100, AnswerSource::default());
        self.goes_on = goes_on;
        Reply::effect(Effect::Change(Change::Answer(question.id.clone(), Some(answer))))
    }

    fn clear(&mut self, app: &mut App, question: &Question) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        if interview.answer(self.question).is_none() {
            app.notice = Some(Notice::fine("there is no answer to take back"));
            return Reply::none();
        }
        Reply::effect(Effect::Change(Change::Answer(question.id.clone(), None)))
    }

    /// Follows a change of the answers: on to the next question after an answer, to the question after an undo.
    fn changed(&mut self, app: &App, moved: Option<&Change>, failed: bool) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        self.has_seen_first &= interview.is_enough();
        if let Some(Change::Answer(id, _)) = moved {
            if let Some(question) = interview.subject.questionnaire.question_idx(id.as_str()) {
                self.question = question;
                self.arrive(interview);
            }
            return Reply::none();
        }
        if std::mem::take(&mut self.goes_on) && !failed {
            return self.forward(interview, &app.library);
        }
        Reply::none()
    }
}

impl Screen for QuestionScreen {
    fn context(&self) -> Context {
        if self.typing { Context::Number } else { Context::Question }
    }

    fn decision(&self, app: &App) -> Option<DecisionId> {
        app.interview.as_ref()?.decision(self.decision).map(|(base, _)| base.decision.id.clone())
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => return self.act(app, *action),
            Msg::Type(request) => {
                self.error = None;
                self.field.handle(*request);
            }
            Msg::Paste(text) => {
                let Some(interview) = &app.interview else { return Reply::none() };
                if let Some(typed) = answer_rows::typed_row(interview.question(self.question)) {
                    self.row = typed;
                    self.error = None;
                    paste(&mut self.field, text);
                }
            }
            Msg::GoTo(question) => {
                if let Some(interview) = &app.interview {
                    self.go_to(*question, interview);
                }
            }
            Msg::GoOn => return self.go_on(app),
            Msg::Changed(changed) => return self.changed(app, changed.moved.as_ref(), changed.failure.is_some()),
            _ => {}
        }
        Reply::none()
    }

    fn refresh(&mut self, app: &App) {
        let Some(interview) = app.interview.as_ref().filter(|i| i.n_questions() > 0) else { return };
        let last = QuestionIdx::from(interview.n_questions() - 1);
        self.question = self.question.min(last);
        let rows = answer_rows::rows(interview.question(self.question));
        self.row = self.row.min(rows.len() - 1);
        self.typing = rows[self.row] == Row::Typed;
        self.decision = self.decision.min(interview.advice.decisions.len().saturating_sub(1));
    }

    fn view(&self, app: &App, frame: &mut ratatui::Frame, area: ratatui::layout::Rect, hits: &mut Hits) {
        view::draw(self, app, frame, area, hits);
    }
}
