//! A line being typed: how it is drawn, and how a pasted text goes into it.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use tui_input::{Input, InputRequest};

use crate::tui::state::app::App;

/// Puts a pasted text in, as one line: where a line ends, a blank stands between the words.
pub fn paste(input: &mut Input, text: &str) {
    let lines = text.split(['\r', '\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    let lines: Vec<&str> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
    let line = lines.join(" ").replace('\t', " ");
    for c in line.chars().filter(|c| !c.is_control()) {
        input.handle(InputRequest::InsertChar(c));
    }
}

/// Draws an input, scrolled so that its cursor is seen, and puts the real cursor there.
pub fn input_line(app: &App, frame: &mut Frame, area: Rect, input: &Input) {
    if area.is_empty() {
        return;
    }
    let scroll = input.visual_scroll(area.width.saturating_sub(1) as usize);
    let mut skipped = 0;
    let shown: String = input
        .value()
        .chars()
        .skip_while(|c| {
            let skip = skipped < scroll;
            skipped += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
            skip
        })
        .collect();
    frame.render_widget(Line::styled("_".repeat(area.width as usize), app.theme.quiet), area);
    frame.render_widget(Line::styled(shown, app.theme.text), area);
    let x = area.x + (input.visual_cursor().saturating_sub(scroll) as u16).min(area.width - 1);
    frame.set_cursor_position(Position::new(x, area.y));
}

/// Draws an input with its label over the first line of a page, while it is typed.
pub fn field_over_page(app: &App, frame: &mut Frame, page: Rect, label: &str, input: &Input) {
    if page.height == 0 {
        return;
    }
    let line = Rect { height: 1, ..page };
    frame.render_widget(Line::raw(" ".repeat(page.width as usize)), line);
    frame.render_widget(Line::styled(label, app.theme.quiet), line);
    let x = label.len() as u16;
    let field = Rect { x: page.x + x, width: page.width.saturating_sub(x).min(40), ..line };
    input_line(app, frame, field, input);
}
