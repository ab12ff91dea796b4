//! All questions with their answers: what is unanswered, what was not known, and the way to each of them.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::observing::{nothing_to_take, taken};
use super::{Go, Reply, Screen};
use crate::engine::result::analysis::Stake;
use crate::engine::{Applies, Known};
use crate::load::display_answer;
use crate::model::{Answer, Question, QuestionIdx};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::interview::Interview;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::widget::frame::{Keys, Title, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::{input_line, paste};
use crate::tui::widget::list;
use crate::tui::widget::text::{clip, fit, pad, width, wrap};

/// The screen.
pub struct ReviewScreen {
    selected: usize,
    show: Show,
    filter: Input,
    is_filtering: bool,
    /// The questions listed.
    listed: Vec<QuestionIdx>,
}

/// Which questions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    All,
    Unanswered,
    StillMatters,
}

impl ReviewScreen {
    /// The list, at a question.
    pub fn new(app: &App, interview: &Interview, at: QuestionIdx) -> Self {
        let mut screen =
            Self { selected: 0, show: Show::All, filter: Input::default(), is_filtering: false, listed: Vec::new() };
        screen.list(app, interview);
        screen.selected = screen.listed.iter().position(|q| *q == at).unwrap_or(0);
        screen
    }

    fn list(&mut self, app: &App, interview: &Interview) {
        let present = self.listed.get(self.selected).copied();
        let needle = self.filter.value().trim().to_lowercase();
        let is_shown = |q: &QuestionIdx| match self.show {
            Show::All => true,
            Show::Unanswered => interview.is_open(*q),
            Show::StillMatters => interview.is_open(*q) && interview.stake(*q) >= Some(Stake::NotDecided),
        };
        let matches = |q: &QuestionIdx| {
            let question = interview.question(*q);
            let (_, stands, _) = standing(app, interview, *q);
            let note = interview.answer(*q).and_then(|answer| answer.note.as_deref()).unwrap_or_default();
            let text = format!("{} {} {} {stands} {note}", question.section, question.ask, question.id);
            text.to_lowercase().contains(&needle)
        };
        let all = (0..interview.n_questions()).map(QuestionIdx::from);
        self.listed = all.filter(is_shown).filter(matches).collect();
        let at = present.and_then(|p| self.listed.iter().position(|q| *q == p));
        self.selected = at.unwrap_or(self.selected).min(self.listed.len().saturating_sub(1));
    }

    fn act(&mut self, app: &mut App, action: Action) -> Reply {
        let Some(interview) = &app.interview else { return Reply::close() };
        let selected = self.listed.get(self.selected).copied();
        if action == Action::Row(self.selected) {
            return self.act(app, Action::Accept);
        }
        if list::step(&mut self.selected, self.listed.len(), 10, action) {
            return Reply::none();
        }
        match action {
            Action::Accept if self.is_filtering => self.is_filtering = false,
            Action::Close if self.is_filtering || !self.filter.value().is_empty() => {
                self.is_filtering = false;
                self.filter.reset();
                self.list(app, interview);
            }
            Action::Close | Action::Review => return Reply::close(),
            Action::Accept => {
                if let Some(question) = selected.filter(|q| interview.is_asked(*q)) {
                    return Reply { go: Some(Go::CloseWith(Msg::GoTo(question))), ..Reply::none() };
                }
                app.notice = selected.map(|_| Notice::fine("this question is not asked, given the other answers"));
            }
            Action::Filter => self.is_filtering = true,
            Action::Cycle => {
                self.show = match self.show {
                    Show::All => Show::Unanswered,
                    Show::Unanswered if !interview.outlooks.is_empty() => Show::StillMatters,
                    Show::Unanswered | Show::StillMatters => Show::All,
                };
                self.list(app, interview);
            }
            Action::Clear => {
                if let Some(question) = selected.filter(|q| interview.answer(*q).is_some()) {
                    let id = interview.question(question).id.clone();
                    return Reply::effect(Effect::Change(Change::Answer(id, None)));
                }
            }
            Action::Observed => return take_observed(app, selected),
            Action::Priorities => return Reply::to(super::priorities::PrioritiesScreen::new(interview, 0)),
            Action::Try => {
                if let Some(question) = selected.filter(|q| interview.is_asked(*q)) {
                    return Reply::to(super::what_if::WhatIf::question(interview, 0, question, None));
                }
            }
            Action::SaveAs => {
                let path = interview.path.display().to_string();
                return Reply::to(super::field::Field::new(super::field::Purpose::SaveAs, &path));
            }
            _ => {}
        }
        Reply::none()
    }
}

/// Takes over what was observed about a question.
fn take_observed(app: &mut App, question: Option<QuestionIdx>) -> Reply {
    let Some(interview) = &app.interview else { return Reply::none() };
    match question.and_then(|question| taken(interview, question)) {
        Some(change) => Reply::effect(Effect::Change(change)),
        None => nothing_to_take(app),
    }
}

impl Screen for ReviewScreen {
    fn context(&self) -> Context {
        if self.is_filtering { Context::Field } else { Context::Review }
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => return self.act(app, *action),
            Msg::Type(request) => {
                self.filter.handle(*request);
            }
            Msg::Paste(text) if self.is_filtering => paste(&mut self.filter, text),
            _ => return Reply::none(),
        }
        if let Some(interview) = &app.interview {
            self.list(app, interview);
        }
        Reply::none()
    }

    fn refresh(&mut self, app: &App) {
        if let Some(interview) = &app.interview {
            self.list(app, interview);
        }
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let Some(interview) = &app.interview else { return };
        let (n_answered, n_asked) = interview.progress();
        let title = Title {
            left: "All questions".to_owned(),
            about: match self.show {
                Show::All => String::new(),
                Show::Unanswered => "the unanswered ones".to_owned(),
                Show::StillMatters => "those that can still change the winner".to_owned(),
            },
            right: match n_asked - n_answered {
                0 => format!("all {n_asked} answered"),
                n => format!("{n} of {n_asked} unanswered"),
            },
        };
        let observed = if interview.proposals.is_empty() { "" } else { "observed" };
        let keys = Keys::from(self.context()).with(Action::Review, "").with(Action::Observed, observed);
        let body = page(app, frame, area, hits, &title, keys);
        let body = self.draw_filter(app, frame, body);
        if self.listed.is_empty() {
            let text = match (self.filter.value(), self.show) {
                ("", Show::StillMatters) => "No unanswered question can change the winner.",
                ("", _) => "No question is unanswered.",
                _ => "No question contains this text.",
            };
            frame.render_widget(Line::styled(text, app.theme.quiet), body);
            return;
        }
        let lines = self.lines(app, interview, body.width as usize);
        let heights: Vec<usize> = lines.iter().map(Vec::len).collect();
        let shown = list::window(&heights, self.selected, body.height as usize);
        let mut y = body.y;
        for (at, block) in lines.into_iter().enumerate().skip(shown.start).take(shown.len()) {
            let own = block.iter().position(|line| line.spans.len() > 1).unwrap_or(0);
            for (row, line) in block.into_iter().enumerate() {
                if y >= body.bottom() {
                    break;
                }
                let place = Rect { y, height: 1, ..body };
                frame.render_widget(line, place);
                if row >= own {
                    hits.add(place, Action::Row(at));
                    if row == own && at == self.selected && !self.is_filtering {
                        frame.set_cursor_position(Position::new(body.x, y));
                    }
                }
                y += 1;
            }
        }
    }
}

impl ReviewScreen {
    fn draw_filter(&self, app: &App, frame: &mut Frame, body: Rect) -> Rect {
        if (!self.is_filtering && self.filter.value().is_empty()) || body.height < 3 {
            return body;
        }
        let label = "Filter  ";
        frame.render_widget(Line::styled(label, app.theme.quiet), Rect { height: 1, ..body });
        let x = width(label) as u16;
        let field = Rect { x: body.x + x, width: body.width.saturating_sub(x).min(40), height: 1, ..body };
        if self.is_filtering {
            input_line(app, frame, field, &self.filter);
        } else {
            frame.render_widget(Line::raw(self.filter.value().to_owned()), field);
        }
        Rect { y: body.y + 2, height: body.height - 2, ..body }
    }

    /// One block per listed question; the first of a section begins with its heading.
    fn lines(&self, app: &App, interview: &Interview, columns: usize) -> Vec<Vec<Line<'static>>> {
        let mut blocks = Vec::new();
        let mut section = None;
        for (at, question) in self.listed.iter().enumerate() {
            let asked = interview.question(*question);
            let mut block = Vec::new();
            if section != Some(&asked.section) {
                if section.is_some() {
                    block.push(Line::default());
                }
                block.push(Line::styled(asked.section.clone(), app.theme.quiet));
                section = Some(&asked.section);
            }
            block.extend(question_lines(app, interview, *question, at == self.selected, columns));
            blocks.push(block);
        }
        blocks
    }
}

/// How a question stands: a mark, what was answered, and the style of that.
fn standing(app: &App, interview: &Interview, question: QuestionIdx) -> (&'static str, String, Style) {
    let state = interview.advice.questions[question.get()];
    let given = interview.answer(question);
    let is_observed = given.is_some_and(|answer| answer.source.observed.is_some());
    let answer = given.map(|answer| said(answer, interview.question(question)));
    if let Some(proposal) = interview.proposal(question).filter(|_| interview.is_open(question)) {
        let value = display_answer(&proposal.value, interview.question(question));
        let key = app.keymap.key(Context::Review, Action::Observed);
        return ("○", format!("observed: {value}; {key} takes it"), app.theme.accent);
    }
    match (state.applies, state.known) {
        (Applies::No, _) => ("–", "not asked".to_owned(), app.theme.quiet),
        (_, Known::Open) => match interview.stake(question) {
            Some(Stake::Irrelevant) => ("○", "cannot change the outcome".to_owned(), app.theme.quiet),
            Some(Stake::Winner) if interview.most_useful() == Some(question) => {
                ("○", "can change the winner most".to_owned(), app.theme.warn)
            }
            Some(Stake::Winner) => ("○", "can change the winner".to_owned(), app.theme.warn),
            _ => ("○", "unanswered".to_owned(), app.theme.warn),
        },
        (_, Known::Settled) => {
            let follows = interview.settled_by(question).map(|(_, choice)| format!("follows: {}", choice.label));
            ("●", follows.unwrap_or_default(), app.theme.quiet)
        }
        (_, Known::Follows) => {
            let follows = interview.follows(question).map(|(_, said)| format!("follows: {said}"));
            ("◐", follows.unwrap_or_default(), app.theme.quiet)
        }
        (_, Known::Unknown) => ("?", answer.unwrap_or_default(), app.theme.text),
        (_, Known::Partly) => (if is_observed { "◆" } else { "◐" }, answer.unwrap_or_default(), app.theme.text),
        (_, Known::Fully) => (if is_observed { "◆" } else { "●" }, answer.unwrap_or_default(), app.theme.text),
    }
}

/// An answer with where it comes from: observed in a source, or said on a day.
fn said(answer: &Answer, question: &Question) -> String {
    let mut text = display_answer(&answer.value, question);
    let source = &answer.source;
    match (&source.observed, &source.from, source.on) {
        (Some(_), from, on) => {
            text.push_str(" · observed");
            on.iter().for_each(|day| text.push_str(&format!(" {day}")));
            from.iter().for_each(|from| text.push_str(&format!(", {from}")));
        }
        (None, _, Some(day)) => text.push_str(&format!(" · said {day}")),
        (None, ..) => {}
    }
    source.example.iter().for_each(|example| text.push_str(&format!(" · from the example {example}")));
    text
}

/// The most lines of the selected question, which is shown in full.
const MOST_LINES: usize = 4;

fn question_lines(
    app: &App,
    interview: &Interview,
    question: QuestionIdx,
    is_selected: bool,
    columns: usize,
) -> Vec<Line<'static>> {
    let (mark, answer, style) = standing(app, interview, question);
    let room = columns.saturating_sub(6);
    let ask_columns = room * 3 / 5;
    let ask_style = if is_selected { app.theme.selected } else { app.theme.text };
    let shown = |text: &str, columns: usize| {
        if is_selected { clip(wrap(text, columns), MOST_LINES, columns) } else { vec![fit(text, columns)] }
    };
    let asks = shown(&interview.question(question).ask, ask_columns);
    let answers = shown(&answer, room - ask_columns);
    let line = |row: usize| {
        let text = |lines: &[String]| lines.get(row).cloned().unwrap_or_default();
        let (marker, mark) = if row == 0 { (if is_selected { "› " } else { "  " }, mark) } else { ("  ", " ") };
        Line::from(vec![
            Span::styled(marker, app.theme.accent),
            Span::styled(format!("{mark} "), style),
            Span::styled(pad(&text(&asks), ask_columns), ask_style),
            Span::raw("  "),
            Span::styled(text(&answers), style),
        ])
    };
    (0..asks.len().max(answers.len()).max(1)).map(line).collect()
}
