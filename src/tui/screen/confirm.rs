//! One question to be answered by yes or no, asked only where something would be lost.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Reply, Screen};
use crate::tui::input::{Action, Context};
use crate::tui::state::app::App;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::widget::frame::window;
use crate::tui::widget::hits::Hits;
use crate::tui::widget::text::{clip, wrap};

/// The question.
pub struct Confirm {
    title: &'static str,
    text: &'static str,
}

impl Confirm {
    /// Asks whether to leave although the last answers are not on disk.
    pub fn quit_unsaved() -> Self {
        Self {
            title: "Leave without saving?",
            text: "The last answers could not be written to the answers file. Leaving now loses them. Press n and then w to \
                   write them to another file.",
        }
    }
}

impl Screen for Confirm {
    fn context(&self) -> Context {
        Context::Confirm
    }

    fn update(&mut self, _app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(Action::Yes) => Reply::effect(Effect::Quit),
            Msg::Do(Action::No | Action::Close) => Reply::close(),
            _ => Reply::none(),
        }
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let columns = 52.min(area.width.saturating_sub(8));
        let mut lines = wrap(self.text, columns as usize);
        let inside = window(app, frame, area, self.title, (columns, lines.len() as u16 + 3));
        lines = clip(lines, inside.height.saturating_sub(2) as usize, columns as usize);
        let n_lines = lines.len() as u16;
        for (row, line) in lines.into_iter().enumerate() {
            frame.render_widget(Line::raw(line), Rect { y: inside.y + row as u16, height: 1, ..inside });
        }
        let answers = Rect { y: inside.y + n_lines + 1, height: 1, ..inside }.intersection(inside);
        let key = |name| Span::styled(name, app.theme.key);
        let line = Line::from(vec![key("y"), Span::raw(" leave   "), key("n"), Span::raw(" stay")]);
        frame.render_widget(line, answers);
        hits.add(Rect { width: 7.min(answers.width), ..answers }, Action::Yes);
        hits.add(Rect { x: answers.x + 10, width: 6, ..answers }.intersection(answers), Action::No);
        frame.set_cursor_position(answers.as_position());
    }

    fn is_overlay(&self) -> bool {
        true
    }

    fn is_last_word(&self) -> bool {
        true
    }
}
