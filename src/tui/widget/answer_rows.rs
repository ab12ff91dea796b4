//! The rows of a question: what can be selected, what each of them answers, which of them an answer stands at, and how they are drawn.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::frame::{from_row, put_lines};
use super::hits::Hits;
use super::input_line::input_line;
use super::list;
use super::text::{clip, width, wrap};
use crate::load::display_amount;
use crate::model::{AnswerValue, ChoiceId, Question, QuestionKind};
use crate::tui::input::Action;
use crate::tui::state::app::App;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A choice, by position.
    Choice(usize),
    /// A band, by position.
    Band(usize),
    /// A suggested number.
    Suggestion(i64),
    /// A number or a range to be typed.
    Typed,
    /// None of several choices.
    NoneOfThem,
    /// Don't know.
    Unknown,
}

/// The rows, in the order shown.
pub fn rows(question: &Question) -> Vec<Row> {
    let mut rows: Vec<Row> = match &question.kind {
        QuestionKind::Choice { choices, .. } => (0..choices.len()).map(Row::Choice).collect(),
        QuestionKind::Several { choices, .. } => {
            let none = question.kind.takes_none().then_some(Row::NoneOfThem);
            (0..choices.len()).map(Row::Choice).chain(none).collect()
        }
        QuestionKind::Number(spec) if spec.bands.is_empty() => {
            spec.suggest.iter().map(|n| Row::Suggestion(*n)).chain([Row::Typed]).collect()
        }
        QuestionKind::Number(spec) => (0..spec.bands.len()).map(Row::Band).chain([Row::Typed]).collect(),
    };
    rows.push(Row::Unknown);
    rows
}

/// The row in which a number is typed.
pub fn typed_row(question: &Question) -> Option<usize> {
    rows(question).iter().position(|row| *row == Row::Typed)
}

/// The choice a row stands for.
pub fn choice_id(question: &Question, row: Row) -> Option<ChoiceId> {
    match row {
        Row::Choice(at) => question.kind.choices().get(at).map(|c| c.id.clone()),
        _ => None,
    }
}

/// What a row answers by itself; nothing for the field.
pub fn value_of(question: &Question, row: Row) -> Option<AnswerValue> {
    Some(match row {
        Row::Choice(_) => {
            let id = choice_id(question, row)?;
            let several = matches!(question.kind, QuestionKind::Several { .. });
            if several { AnswerValue::Several(vec![id]) } else { AnswerValue::OneOf(vec![id]) }
        }
        Row::Band(at) => AnswerValue::Band(question.kind.number()?.bands.get(at)?.id.clone()),
        Row::Suggestion(number) => AnswerValue::Number(number),
        Row::NoneOfThem => AnswerValue::Several(Vec::new()),
        Row::Unknown => AnswerValue::Unknown,
        Row::Typed => return None,
    })
}

/// Whether an answer includes a row.
pub fn holds(question: &Question, row: Row, answer: &AnswerValue) -> bool {
    match (row, answer) {
        (Row::Choice(_), AnswerValue::OneOf(ids) | AnswerValue::Several(ids)) => {
            choice_id(question, row).is_some_and(|id| ids.contains(&id))
        }
        (Row::Typed, value) => is_typed(question, value),
        (row, value) => value_of(question, row).as_ref() == Some(value),
    }
}

/// Whether an answer is one that was typed: a number or range that no other row stands for.
pub fn is_typed(question: &Question, answer: &AnswerValue) -> bool {
    match answer {
        AnswerValue::Number(number) => !rows(question).contains(&Row::Suggestion(*number)),
        AnswerValue::Range(..) => true,
        _ => false,
    }
}

/// The row an answer stands at.
pub fn row_of(question: &Question, answer: &AnswerValue) -> Option<usize> {
    rows(question).iter().position(|row| holds(question, *row, answer))
}

/// The text of a row.
pub fn label(question: &Question, row: Row) -> String {
    let unit = question.kind.number().and_then(|s| s.unit.as_deref());
    match row {
        Row::Choice(at) => question.kind.choices()[at].label.clone(),
        Row::Band(at) => question.kind.number().map_or(String::new(), |s| s.bands[at].label.clone()),
        Row::Suggestion(number) => display_amount(number, unit),
        Row::Typed => "a number or range:".to_owned(),
        Row::NoneOfThem => "None of these".to_owned(),
        Row::Unknown => "Don't know".to_owned(),
    }
}

/// The columns before a row's text: the marker, the mark, and the blanks between.
const INDENT: usize = 4;
/// The columns of the field at most.
const FIELD: u16 = 24;

/// How a row looks.
pub struct Look {
    /// What stands before its text.
    pub mark: &'static str,
    /// Whether the answer includes it.
    pub holds: bool,
    /// Its text.
    pub text: String,
    /// The most lines of it.
    pub most: usize,
}

impl Look {
    fn lines(&self, app: &App, is_selected: bool, columns: usize) -> Vec<Line<'static>> {
        let style = if is_selected { app.theme.selected } else { app.theme.text };
        let mark = Span::styled(format!("{} ", self.mark), if self.holds { app.theme.good } else { style });
        let marker = Span::styled(if is_selected { "› " } else { "  " }, app.theme.accent);
        let columns = columns.saturating_sub(INDENT);
        let line = |(at, text): (usize, String)| match at {
            0 => Line::from(vec![marker.clone(), mark.clone(), Span::styled(text, style)]),
            _ => Line::from(vec![Span::raw(" ".repeat(INDENT)), Span::styled(text, style)]),
        };
        clip(wrap(&self.text, columns), self.most, columns).into_iter().enumerate().map(line).collect()
    }
}

/// Rows as they are drawn.
pub struct Drawn {
    lines: Vec<Vec<Line<'static>>>,
    selected: usize,
    /// Where the field is, if its row is the selected one.
    field_at: Option<usize>,
}

impl Drawn {
    /// All rows of a question, with one selected.
    pub fn new(
        app: &App,
        question: &Question,
        selected: usize,
        columns: usize,
        look: impl Fn(usize, Row) -> Look,
    ) -> Self {
        let rows = rows(question);
        let lines = |(at, row): (usize, &Row)| look(at, *row).lines(app, at == selected, columns);
        let has_field = rows.get(selected) == Some(&Row::Typed);
        let field_at = has_field.then(|| INDENT + width(&label(question, Row::Typed)) + 1);
        Self { lines: rows.iter().enumerate().map(lines).collect(), selected, field_at }
    }

    /// The lines of all rows.
    pub fn n_lines(&self) -> usize {
        self.lines.iter().map(Vec::len).sum()
    }

    /// The lines of the selected row.
    pub fn n_selected(&self) -> usize {
        self.lines.get(self.selected).map_or(1, Vec::len)
    }

    /// Draws the rows that fit, with arrows where there are more; gives the row below the last one drawn.
    pub fn draw(self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits, field: &Input) -> u16 {
        let heights: Vec<usize> = self.lines.iter().map(Vec::len).collect();
        let shown = list::window(&heights, self.selected, area.height as usize);
        let mut y = area.y;
        for (at, lines) in self.lines.into_iter().enumerate().skip(shown.start).take(shown.len()) {
            let top = y;
            y += put_lines(frame, from_row(area, y), lines);
            let place = Rect { y: top, height: y - top, ..area };
            if place.is_empty() {
                continue;
            }
            hits.add(place, Action::Row(at));
            if at == self.selected {
                frame.set_cursor_position(Position::new(area.x + 2, top));
                if let Some(x) = self.field_at.map(|x| area.x + x as u16) {
                    let width = area.right().saturating_sub(x).min(FIELD);
                    input_line(app, frame, Rect { x, y: top, width, height: 1 }, field);
                }
            }
        }
        for (arrow, y) in arrows(&shown, heights.len(), area.y..y) {
            let corner = Rect { x: area.right().saturating_sub(1), y, width: 1, height: 1 }.intersection(area);
            frame.render_widget(Span::styled(arrow, app.theme.quiet), corner);
        }
        y
    }
}

/// Which arrows say that there are more rows than those shown, and on which line.
fn arrows(shown: &Range<usize>, n_rows: usize, lines: Range<u16>) -> Vec<(&'static str, u16)> {
    let last = lines.end.saturating_sub(1);
    match (shown.start > 0, shown.end < n_rows) {
        (true, true) if last <= lines.start => vec![("↕", lines.start)],
        (above, below) => {
            let above = above.then_some(("↑", lines.start));
            above.into_iter().chain(below.then_some(("↓", last))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_point_to_where_there_are_more_rows() {
        assert_eq!(arrows(&(0..4), 4, 5..9), []);
        assert_eq!(arrows(&(0..3), 4, 5..8), [("↓", 7)]);
        assert_eq!(arrows(&(1..4), 4, 5..8), [("↑", 5)]);
        assert_eq!(arrows(&(1..3), 4, 5..7), [("↑", 5), ("↓", 6)]);
        assert_eq!(arrows(&(1..2), 4, 5..7), [("↑", 5), ("↓", 6)], "one row of two lines");
        assert_eq!(arrows(&(1..2), 4, 5..6), [("↕", 5)], "one line for both");
    }
}
