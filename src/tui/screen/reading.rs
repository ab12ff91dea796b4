//! A text to be read: scrolled, and closed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Reply;
use crate::tui::input::Action;
use crate::tui::state::message::Msg;
use crate::tui::widget::frame::put_lines;

/// What a message does to a text that is read: scroll, or close.
pub fn scrolled(scroll: &mut usize, n_lines: usize, rows: usize, msg: &Msg) -> Reply {
    let last = n_lines.saturating_sub(rows);
    let Msg::Do(action) = msg else { return Reply::none() };
    *scroll = match action {
        Action::Up => scroll.saturating_sub(1),
        Action::Down => *scroll + 1,
        Action::PageUp => scroll.saturating_sub(rows),
        Action::PageDown => *scroll + rows,
        Action::First => 0,
        Action::Last => last,
        Action::Close | Action::Accept => return Reply::close(),
        _ => *scroll,
    }
    .min(last);
    Reply::none()
}

/// Draws the lines of a text from a line on.
pub fn draw_scrolled(frame: &mut Frame, area: Rect, lines: Vec<Line<'static>>, scroll: usize) {
    put_lines(frame, area, lines.into_iter().skip(scroll));
    frame.set_cursor_position(area.as_position());
}
