//! A short list to pick one change from.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Reply, Screen};
use crate::model::{Answer, QuestionId};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::App;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::widget::frame::window;
use crate::tui::widget::hits::Hits;
use crate::tui::widget::list;
use crate::tui::widget::text::{fit, width};

/// The list.
pub struct Pick {
    title: &'static str,
    rows: Vec<(String, Change)>,
    selected: usize,
}

/// How sure an answer may be, in hundredths, and in words.
const SURE: [(u8, &str); 5] = [
    (100, "Certain"),
    (80, "Fairly sure"),
    (60, "More likely than not"),
    (40, "A guess"),
    (20, "Hardly more than nothing"),
];

impl Pick {
    /// How sure an answer is.
    pub fn sure(question: &QuestionId, answer: &Answer) -> Self {
        let row = |(sure, words): &(u8, &str)| {
            let label = format!("{sure:>3} %  {words}");
            (label, Change::Answer(question.clone(), Some(Answer { sure: *sure, ..answer.clone() })))
        };
        let nearest = SURE.iter().enumerate().min_by_key(|(_, (sure, _))| sure.abs_diff(answer.sure));
        Self {
            title: "How sure is this answer?",
            rows: SURE.iter().map(row).collect(),
            selected: nearest.map_or(0, |(at, _)| at),
        }
    }
}

impl Screen for Pick {
    fn context(&self) -> Context {
        Context::Pick
    }

    fn update(&mut self, _app: &mut App, msg: &Msg) -> Reply {
        let Msg::Do(action) = msg else { return Reply::none() };
        let is_second_click = *action == Action::Row(self.selected);
        if !is_second_click && list::step(&mut self.selected, self.rows.len(), 5, *action) {
            return Reply::none();
        }
        match action {
            Action::Accept | Action::Row(_) => Reply::close().and(Effect::Change(self.rows[self.selected].1.clone())),
            Action::Close => Reply::close(),
            _ => Reply::none(),
        }
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let widest = self.rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0) + 2;
        let columns = widest.max(width(self.title) + 4) as u16;
        let inside = window(app, frame, area, self.title, (columns, self.rows.len() as u16));
        for (at, (label, _)) in self.rows.iter().enumerate().take(inside.height as usize) {
            let is_selected = at == self.selected;
            let style = if is_selected { app.theme.selected } else { app.theme.text };
            let place = Rect { y: inside.y + at as u16, height: 1, ..inside };
            let marker = Span::styled(if is_selected { "› " } else { "  " }, app.theme.accent);
            let label = Span::styled(fit(label, (inside.width as usize).saturating_sub(2)), style);
            frame.render_widget(Line::from(vec![marker, label]), place);
            hits.add(place, Action::Row(at));
            if is_selected {
                frame.set_cursor_position(Position::new(place.x, place.y));
            }
        }
    }

    fn is_overlay(&self) -> bool {
        true
    }
}
