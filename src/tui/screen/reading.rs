//! A text to be read: scrolled, and closed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Reply, Screen};
use crate::tui::input::{Action, Context};
use crate::tui::state::app::App;
use crate::tui::state::message::Msg;
use crate::tui::widget::frame::{MARGIN, Title, page, put_lines};
use crate::tui::widget::hits::Hits;

/// What there is to read.
pub trait Text {
    /// What it is about.
    fn title(&self) -> String;

    /// Its lines, as wide as this.
    fn lines(&self, app: &App, columns: u16) -> Vec<Line<'static>>;
}

/// The rows around a text: the title, the keys, and a rule beside each.
const ROWS_AROUND: u16 = 4;

/// A text on a screen of its own.
pub struct Reading<T> {
    text: T,
    /// The line that stands first.
    scroll: usize,
}

impl<T: Text> Reading<T> {
    /// From its beginning.
    pub fn new(text: T) -> Self {
        Self { text, scroll: 0 }
    }
}

impl<T: Text> Screen for Reading<T> {
    fn context(&self) -> Context {
        Context::Reading
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        let Msg::Do(action) = msg else { return Reply::none() };
        let (columns, rows) = (app.size.0.saturating_sub(2 * MARGIN), app.size.1.saturating_sub(ROWS_AROUND) as usize);
        let last = self.text.lines(app, columns).len().saturating_sub(rows);
        let scroll = match action {
            Action::Up => self.scroll.saturating_sub(1),
            Action::Down => self.scroll + 1,
            Action::PageUp => self.scroll.saturating_sub(rows),
            Action::PageDown => self.scroll + rows,
            Action::First => 0,
            Action::Last => last,
            Action::Close | Action::Accept => return Reply::close(),
            _ => self.scroll,
        };
        self.scroll = scroll.min(last);
        Reply::none()
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let title = Title { left: self.text.title(), ..Title::default() };
        let body = page(app, frame, area, hits, &title, self.context());
        put_lines(frame, body, self.text.lines(app, body.width).into_iter().skip(self.scroll));
        frame.set_cursor_position(body.as_position());
    }
}
