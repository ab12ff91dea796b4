//! A long page that is read and walked over: lines, some of which are stops that stand for something.
//!
//! Down goes to the next stop where that is in sight and scrolls a line where it is not, so that both every stop and every line
//! between them can be reached with the same two keys. On a wide screen two columns stand beside each other, as in a newspaper.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::hits::Hits;
use super::text::{pad, width, wrap};
use crate::tui::input::Action;
use crate::tui::theme::Theme;

/// Columns at the left for the marker of the selected stop.
pub const GUTTER: u16 = 2;

/// The lines of the first stop that have to be in sight below what stands above it.
const LEAST_SHOWN: usize = 3;

/// The columns between two columns of text.
const GAP: u16 = 4;
/// The narrowest column beside another one.
const LEAST_BESIDE: u16 = 84;

/// The width of a column of text in an area: half of it where two columns fit, and no more than reads well.
pub fn column(area: u16, most: u16) -> u16 {
    let half = area.saturating_sub(GAP) / 2;
    if half >= LEAST_BESIDE { half.min(most) } else { area.min(most) }
}

/// The area of a page whose text begins where this area does, with its marker in the margin.
pub fn with_gutter(area: Rect) -> Rect {
    Rect { x: area.x.saturating_sub(GUTTER), width: area.width + GUTTER, ..area }
}

/// A page.
#[derive(Clone, Debug)]
pub struct Sheet<T> {
    /// The lines.
    pub lines: Vec<Line<'static>>,
    /// The stops, from top to bottom.
    pub stops: Vec<Stop<T>>,
    /// The width of a column of it, with its gutter.
    pub width: u16,
}

/// Some lines of a page that stand for something.
#[derive(Clone, Debug)]
pub struct Stop<T> {
    /// The first line.
    pub first: usize,
    /// How many lines.
    pub n_lines: usize,
    /// What they stand for.
    pub target: T,
}

/// Where a person is on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The position of the selected stop.
    pub stop: usize,
    /// The first line in sight.
    pub scroll: usize,
}

impl<T> Sheet<T> {
    /// What the selected stop stands for.
    pub fn target(&self, at: At) -> Option<&T> {
        self.stops.get(at.stop).map(|stop| &stop.target)
    }

    fn n_columns(&self, area: u16) -> usize {
        if area >= 2 * self.width + GAP { 2 } else { 1 }
    }

    /// How many lines are in sight in an area of this width and height.
    pub fn rows(&self, area: u16, height: usize) -> usize {
        height * self.n_columns(area)
    }

    fn last_scroll(&self, rows: usize) -> usize {
        self.lines.len().saturating_sub(rows)
    }

    fn in_sight(&self, stop: usize, scroll: usize, rows: usize) -> bool {
        self.stops.get(stop).is_some_and(|s| scroll <= s.first && s.first + s.n_lines.min(rows) <= scroll + rows)
    }

    /// Brings the selected stop into sight, with as many of its lines as there is room for.
    pub fn reveal(&self, at: &mut At, rows: usize) {
        at.stop = at.stop.min(self.stops.len().saturating_sub(1));
        at.scroll = at.scroll.min(self.last_scroll(rows));
        let Some(stop) = self.stops.get(at.stop) else { return };
        let end = stop.first + stop.n_lines;
        if stop.first < at.scroll {
            at.scroll = stop.first;
        } else if end > at.scroll + rows {
            at.scroll = stop.first.min(end.saturating_sub(rows));
        }
        // What stands above the first stop belongs to it, and a page is begun at its top.
        if at.stop == 0 && stop.first + stop.n_lines.min(LEAST_SHOWN) <= rows {
            at.scroll = 0;
        }
    }

    /// Keeps a place on the page after the page has changed.
    pub fn keep(&self, at: &mut At, rows: usize) {
        // A page that is still being worked out has no stops yet; the place on it stays for when it has.
        if !self.stops.is_empty() {
            at.stop = at.stop.min(self.stops.len() - 1);
        }
        at.scroll = at.scroll.min(self.last_scroll(rows));
    }

    /// Moves over the page, if the action is a move.
    pub fn step(&self, at: &mut At, rows: usize, action: Action) -> bool {
        self.keep(at, rows);
        let last = self.last_scroll(rows);
        match action {
            Action::Down => self.down(at, rows),
            Action::Up => self.up(at, rows),
            Action::PageDown => {
                at.scroll = (at.scroll + rows.saturating_sub(1)).min(last);
                self.select_in_sight(at, rows);
            }
            Action::PageUp => {
                at.scroll = at.scroll.saturating_sub(rows.saturating_sub(1));
                self.select_in_sight(at, rows);
            }
            Action::First => *at = At::default(),
            Action::Last => *at = At { stop: self.stops.len().saturating_sub(1), scroll: last },
            Action::Row(stop) => at.stop = stop.min(self.stops.len().saturating_sub(1)),
            _ => return false,
        }
        true
    }

    fn down(&self, at: &mut At, rows: usize) {
        let is_in_sight = self.in_sight(at.stop, at.scroll, rows);
        let next = at.stop + 1;
        if is_in_sight && self.in_sight(next, at.scroll, rows) {
            at.stop = next;
            return;
        }
        if at.scroll < self.last_scroll(rows) {
            at.scroll += 1;
        }
        let first = self.stops.iter().position(|s| s.first >= at.scroll);
        match first.filter(|first| !self.in_sight(at.stop, at.scroll, rows) && self.in_sight(*first, at.scroll, rows)) {
            Some(first) => at.stop = first.max(at.stop),
            None if self.in_sight(next, at.scroll, rows) => at.stop = next,
            None => {}
        }
    }

    fn up(&self, at: &mut At, rows: usize) {
        let before = at.stop.checked_sub(1);
        if let Some(before) = before.filter(|before| self.in_sight(*before, at.scroll, rows)) {
            at.stop = before;
            return;
        }
        at.scroll = at.scroll.saturating_sub(1);
        if let Some(before) = before.filter(|before| self.in_sight(*before, at.scroll, rows)) {
            at.stop = before;
        }
    }

    fn select_in_sight(&self, at: &mut At, rows: usize) {
        if !self.in_sight(at.stop, at.scroll, rows)
            && let Some(stop) = (0..self.stops.len()).find(|s| self.in_sight(*s, at.scroll, rows))
        {
            at.stop = stop;
        }
    }

    /// Draws what is in sight; the real cursor stands on the selected stop.
    pub fn draw(&self, theme: &Theme, frame: &mut Frame, area: Rect, at: At, hits: &mut Hits) {
        frame.set_cursor_position(area.as_position());
        let height = area.height as usize;
        for column in 0..self.n_columns(area.width) {
            let x = area.x + column as u16 * (self.width + GAP);
            let width = if self.n_columns(area.width) == 1 { area.width } else { self.width };
            let first = at.scroll + column * height;
            self.draw_column(theme, frame, Rect { x, width, ..area }, (first, at.stop), hits, column == 0);
        }
        let corner = |y: u16| Rect { x: area.right().saturating_sub(1), y, width: 1, height: 1 };
        if at.scroll > 0 {
            frame.render_widget(Span::styled("↑", theme.quiet), corner(area.y));
        }
        if at.scroll + self.rows(area.width, height) < self.lines.len() {
            frame.render_widget(Span::styled("↓", theme.quiet), corner(area.bottom() - 1));
        }
    }

    /// Draws one column, from its first line on.
    fn draw_column(
        &self,
        theme: &Theme,
        frame: &mut Frame,
        area: Rect,
        (scroll, selected): (usize, usize),
        hits: &mut Hits,
        is_first: bool,
    ) {
        let rows = area.height as usize;
        let text = Rect { x: area.x + GUTTER, width: area.width.saturating_sub(GUTTER), ..area };
        for (row, line) in self.lines.iter().skip(scroll).take(rows).enumerate() {
            frame.render_widget(line, Rect { y: area.y + row as u16, height: 1, ..text });
        }
        for (position, stop) in self.stops.iter().enumerate() {
            let (first, end) = (stop.first.max(scroll), (stop.first + stop.n_lines).min(scroll + rows));
            if first >= end {
                continue;
            }
            let y = area.y + (first - scroll) as u16;
            hits.add(Rect { y, height: (end - first) as u16, ..area }, Action::Row(position));
            // What began in the column before has its marker there.
            let is_begun = stop.first < scroll && !is_first;
            if position == selected && !is_begun {
                frame.render_widget(Span::styled("›", theme.accent), Rect { y, width: 1, height: 1, ..area });
                frame.set_cursor_position(Position::new(area.x, y));
            }
        }
    }
}

/// Writes a page from top to bottom.
pub struct Pen<'a, T> {
    /// The styles.
    pub theme: &'a Theme,
    /// The columns there are for text.
    pub columns: usize,
    sheet: Sheet<T>,
}

impl<'a, T> Pen<'a, T> {
    /// An empty page, for an area of this width.
    pub fn new(theme: &'a Theme, width: u16) -> Self {
        // One column at the right is left to the arrows.
        let columns = width.saturating_sub(GUTTER + 1) as usize;
        Self { theme, columns, sheet: Sheet { lines: Vec::new(), stops: Vec::new(), width } }
    }

    /// The page written.
    pub fn done(self) -> Sheet<T> {
        self.sheet
    }

    /// One line as it is.
    pub fn line(&mut self, line: impl Into<Line<'static>>) {
        self.sheet.lines.push(line.into());
    }

    /// A blank line, unless there is one or nothing is written yet.
    pub fn blank(&mut self) {
        if self.sheet.lines.last().is_some_and(|line| line.width() > 0) {
            self.sheet.lines.push(Line::default());
        }
    }

    /// A heading, with a blank line before it.
    pub fn heading(&mut self, text: &str) {
        self.blank();
        self.say(text, self.theme.strong);
    }

    /// A paragraph.
    pub fn say(&mut self, text: &str, style: Style) {
        for line in wrap(text, self.columns) {
            self.line(Line::styled(line, style));
        }
    }

    /// A paragraph behind a mark or a word that stands out to the left.
    pub fn hang(&mut self, mark: Span<'static>, indent: usize, text: &str, style: Style) {
        let mut mark = Some(mark);
        let lines = wrap(text, self.columns.saturating_sub(indent));
        for line in if lines.is_empty() { vec![String::new()] } else { lines } {
            let head = match mark.take() {
                Some(mark) => {
                    let missing = indent.saturating_sub(width(&mark.content));
                    vec![mark, Span::raw(" ".repeat(missing))]
                }
                None => vec![Span::raw(" ".repeat(indent))],
            };
            self.line(Line::from([head, vec![Span::styled(line, style)]].concat()));
        }
    }

    /// A point of a list.
    pub fn point(&mut self, text: &str, style: Style) {
        self.hang(Span::styled("•", self.theme.quiet), 2, text, style);
    }

    /// A word at the left and what belongs to it beside it.
    pub fn field(&mut self, name: &str, columns: usize, text: &str, style: Style) {
        self.hang(Span::styled(pad(name, columns), self.theme.quiet), columns + 2, text, style);
    }

    /// Writes something that stands for something.
    pub fn stop(&mut self, target: T, write: impl FnOnce(&mut Self)) {
        let first = self.sheet.lines.len();
        write(self);
        let n_lines = self.sheet.lines.len() - first;
        if n_lines > 0 {
            self.sheet.stops.push(Stop { first, n_lines, target });
        }
    }

    /// How many stops there are so far.
    pub fn n_stops(&self) -> usize {
        self.sheet.stops.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(lines: &[Option<u32>]) -> Sheet<u32> {
        let mut pen = Pen::new(&Theme::PLAIN, 20);
        for line in lines {
            match line {
                Some(target) => pen.stop(*target, |pen| pen.line("stop")),
                None => pen.line("text"),
            }
        }
        pen.done()
    }

    #[test]
    fn going_down_sees_every_line_and_every_stop() {
        let n = None;
        let pages: [&[Option<u32>]; 5] = [
            &[n, Some(1), n, n, n, n, n, n, Some(2), n, n, n],
            &[n, n, n, n, n, n, n, n],
            &[Some(1), Some(2), Some(3), Some(4), Some(5), Some(6)],
            &[n, n, n, n, n, n, Some(1), n, n],
            &[],
        ];
        for page in pages {
            let sheet = sheet(page);
            for rows in 1..6 {
                let (mut at, mut seen, mut reached) = (At::default(), vec![false; page.len()], Vec::new());
                for _ in 0..40 {
                    (at.scroll..(at.scroll + rows).min(page.len())).for_each(|line| seen[line] = true);
                    reached.extend(sheet.target(at).copied());
                    sheet.step(&mut at, rows, Action::Down);
                }
                assert!(seen.iter().all(|s| *s), "{page:?} in {rows}");
                page.iter().flatten().for_each(|stop| assert!(reached.contains(stop), "{page:?} {stop} in {rows}"));
                for _ in 0..40 {
                    sheet.step(&mut at, rows, Action::Up);
                }
                assert_eq!(at, At::default(), "{page:?} in {rows}");
            }
        }
    }

    #[test]
    fn a_long_first_stop_leaves_what_stands_above_it_in_sight() {
        let mut pen = Pen::new(&Theme::PLAIN, 20);
        pen.line("heading");
        pen.stop(1, |pen| (0..9).for_each(|_| pen.line("stop")));
        let mut at = At { stop: 0, scroll: 4 };
        pen.done().reveal(&mut at, 5);
        assert_eq!(at, At::default());
    }

    #[test]
    fn a_revealed_stop_is_in_sight() {
        let sheet = sheet(&[None, Some(1), None, None, Some(2), None, Some(3)]);
        for stop in 0..3 {
            for scroll in 0..7 {
                let mut at = At { stop, scroll };
                sheet.reveal(&mut at, 2);
                assert!(sheet.in_sight(at.stop, at.scroll, 2), "{stop} from {scroll}");
            }
        }
    }
}
