//! Finding a text on a page of the report: the lines that hold it stand out, and each time it is taken the next of them comes into sight.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;
use tui_input::{Input, InputRequest};

use crate::tui::state::app::App;
use crate::tui::widget::input_line::{field_over_page, paste};
use crate::tui::widget::sheet::{At, Sheet};

/// What is looked for.
#[derive(Default)]
pub struct Find {
    text: Input,
    is_typing: bool,
    /// The line found last.
    line: Option<usize>,
}

impl Find {
    /// Whether it is being typed.
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// Whether something is looked for.
    pub fn is_active(&self) -> bool {
        !self.text.value().trim().is_empty()
    }

    /// Begins to type, with what was looked for last.
    pub fn begin(&mut self) {
        self.is_typing = true;
    }

    /// Looks for nothing any more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes a key in.
    pub fn typed(&mut self, request: InputRequest) {
        self.text.handle(request);
        self.line = None;
    }

    /// Takes a pasted text in.
    pub fn pasted(&mut self, text: &str) {
        paste(&mut self.text, text);
        self.line = None;
    }

    /// Takes what is typed: the next line that holds it comes into sight, after the last the first. Gives whether there is one.
    pub fn take<T>(&mut self, sheet: &Sheet<T>, at: &mut At, rows: usize) -> bool {
        self.is_typing = false;
        if !self.is_active() {
            return true;
        }
        let found: Vec<usize> = (0..sheet.lines.len()).filter(|line| self.holds(&sheet.lines[*line])).collect();
        let next = self.line.and_then(|last| found.iter().find(|line| **line > last)).or(found.first());
        let Some(line) = next.copied() else { return false };
        self.line = Some(line);
        if let Some(stop) = sheet.stops.iter().position(|stop| stop.first <= line && line < stop.first + stop.n_lines) {
            at.stop = stop;
        }
        at.scroll = line.saturating_sub(rows / 3).min(sheet.lines.len().saturating_sub(rows));
        true
    }

    /// Ends the typing where what is found is no line of a page.
    pub fn end(&mut self) {
        self.is_typing = false;
    }

    /// Whether a text holds what is looked for.
    pub fn is_in(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.text.value().trim().to_lowercase())
    }

    fn holds(&self, line: &Line) -> bool {
        self.is_in(&line.to_string())
    }

    /// Lets the lines that hold the text stand out.
    pub fn mark<T>(&self, sheet: &mut Sheet<T>) {
        if !self.is_active() {
            return;
        }
        for line in &mut sheet.lines {
            if self.holds(line) {
                line.spans.iter_mut().for_each(|span| span.style = span.style.add_modifier(Modifier::UNDERLINED));
            }
        }
    }

    /// Draws what is typed, over the first line of the page.
    pub fn draw(&self, app: &App, frame: &mut Frame, area: Rect) {
        if self.is_typing {
            field_over_page(app, frame, area, "  Find  ", &self.text);
        }
    }
}
