//! The decision map: what wins over a grid of two questions or traits, with all else as answered.
//!
//! Every option has a letter, so that the map reads without colour; a small letter is a close call.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::engine::{Axis, AxisStep, DecisionMap, MapCell};
use crate::model::OptionIdx;
use crate::report::{self, change_info, letter};
use crate::tui::input::Action;
use crate::tui::screen::report::page::Page;
use crate::tui::theme::Theme;
use crate::tui::widget::list;
use crate::tui::widget::text::{clip, fit, pad, pad_left, width, wrap};

/// Where a person is on the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The column; absent: where the answers are.
    at: Option<(usize, usize)>,
}

impl Cursor {
    /// The cell, kept on the map.
    fn cell(self, map: &DecisionMap) -> (usize, usize) {
        let present = (map.present.0.unwrap_or(0), map.present.1.unwrap_or(0));
        let (x, y) = self.at.unwrap_or(present);
        (x.min(map.x.1.len().saturating_sub(1)), y.min(map.y.1.len().saturating_sub(1)))
    }

    /// Moves over the map, if the action is a move.
    pub fn step(&mut self, map: &DecisionMap, action: Action) -> bool {
        let (x, y) = self.cell(map);
        let moved = match action {
            Action::Left => (x.saturating_sub(1), y),
            Action::Right => (x + 1, y),
            // Upward means more.
            Action::Up => (x, y + 1),
            Action::Down => (x, y.saturating_sub(1)),
            Action::First => {
                self.at = None;
                return true;
            }
            _ => return false,
        };
        self.at = Some(moved);
        self.at = Some(self.cell(map));
        true
    }
}

impl Cursor {
    /// Moves to the next cell that is meant, row by row from the top; after the last one to the first. Gives whether there is one.
    pub fn find(&mut self, map: &DecisionMap, is_meant: impl Fn((usize, usize)) -> bool) -> bool {
        let (n_x, n_y) = (map.x.1.len(), map.y.1.len());
        let cells: Vec<(usize, usize)> = (0..n_y).rev().flat_map(|y| (0..n_x).map(move |x| (x, y))).collect();
        let here = self.cell(map);
        let start = cells.iter().position(|cell| *cell == here).map_or(0, |at| at + 1);
        let found = cells.iter().cycle().skip(start).take(cells.len()).find(|cell| is_meant(**cell)).copied();
        self.at = found.or(self.at);
        found.is_some()
    }
}

/// What a cell says: what wins there, and the steps where it stands.
pub fn words(page: &Page, map: &DecisionMap, (x, y): (usize, usize)) -> String {
    let winner = match &map.cells[y][x] {
        MapCell::Outcome { winner: Some(winner), .. } => page.name(*winner),
        _ => "",
    };
    let (across, upward) = (step_name(page, map.x.0, &map.x.1[x]), step_name(page, map.y.0, &map.y.1[y]));
    format!("{winner}\n{across}\n{upward}")
}

fn series(theme: &Theme, option: OptionIdx) -> Style {
    theme.series[option.get() % theme.series.len()]
}

/// An axis in words.
pub fn axis_name(page: &Page, axis: Axis) -> String {
    report::axis_name(&page.interview.subject.questionnaire, axis)
}

/// The unit of an axis of numbers, in brackets behind its name.
fn axis_unit(page: &Page, axis: Axis) -> String {
    let Axis::Question(question) = axis else { return String::new() };
    let number = page.interview.question(question).kind.number();
    number.and_then(|number| number.unit.as_deref()).map_or_else(String::new, |unit| format!(" ({unit})"))
}

/// An axis behind its arrow; where not all has room, the unit stays.
fn axis_line(page: &Page, arrow: &str, axis: Axis, columns: usize) -> String {
    let unit = axis_unit(page, axis);
    let name = fit(&format!("{arrow} {}", axis_name(page, axis)), columns.saturating_sub(width(&unit)));
    format!("{name}{unit}")
}

fn step_name(page: &Page, axis: Axis, step: &AxisStep) -> String {
    report::step_name(&page.interview.subject.questionnaire, axis, step)
}

/// The columns of a cell, from the narrowest on.
const CELL: (usize, usize) = (3, 22);
/// From this many columns on, a cell has its step's name below it.
const NAMED: usize = 7;
/// The columns of the step names at the left, at most.
const NAMES: usize = 44;
/// The lines of the step names below, at most.
const NAME_LINES: usize = 2;

/// The fewest rows of cells.
const LEAST_ROWS: usize = 3;

/// Draws the map, the legend and what the cell under the cursor says.
pub fn draw(page: &Page, frame: &mut Frame, area: Rect, map: &DecisionMap, cursor: Cursor) {
    let theme = &page.app.theme;
    let cell = cursor.cell(map);
    let (columns, height) = (area.width as usize, area.height as usize);
    let below = reading(page, map, cell, columns);
    let legend = legend(page, map, columns);
    // The axes, a line of names, and what stands below; blanks only where there is room for them too.
    let fixed = 3 + below.len() + legend.len();
    let blank = usize::from(height >= fixed + 2 + LEAST_ROWS);
    let room = height.saturating_sub(fixed + 2 * blank);
    let rows = room.max(LEAST_ROWS).min(map.y.1.len());
    let put = |frame: &mut Frame, row: usize, line: Line<'static>| {
        if row < height {
            frame.render_widget(line, Rect { y: area.y + row as u16, height: 1, ..area });
        }
    };
    put(frame, 0, Line::styled(axis_line(page, "↑", map.y.0, columns), theme.quiet));
    let names: Vec<String> = map.y.1.iter().map(|step| step_name(page, map.y.0, step)).collect();
    let name_columns = names.iter().map(|n| width(n)).max().unwrap_or(0).min(NAMES).min(columns * 2 / 5);
    let left = name_columns + 2;
    let n_x = map.x.1.len().max(1);
    let cell_columns = (columns.saturating_sub(left) / n_x).clamp(CELL.0, CELL.1);
    let shown_x = list::sight(n_x, (columns.saturating_sub(left) / cell_columns).max(1), cell.0);
    let shown_y = list::sight(map.y.1.len(), rows, cell.1);
    for (row, y) in shown_y.clone().rev().enumerate() {
        let name_style = if y == cell.1 { theme.text } else { theme.quiet };
        let name = pad_left(&fit(&names[y], name_columns), name_columns);
        let more = match (row, y) {
            (0, y) if y + 1 < map.y.1.len() => "↑ ",
            (_, y) if y == shown_y.start && y > 0 => "↓ ",
            _ => "  ",
        };
        let mut spans = vec![Span::styled(name, name_style), Span::styled(more, theme.quiet)];
        spans.extend(shown_x.clone().map(|x| cell_span(theme, map, (x, y), cell, cell_columns)));
        put(frame, row + 1, Line::from(spans));
        if y == cell.1 {
            let x = left + (cell.0 - shown_x.start) * cell_columns + cell_columns / 2;
            frame.set_cursor_position(Position::new(area.x + x as u16, area.y + row as u16 + 1));
        }
    }
    let n_lines = NAME_LINES.min(1 + room.saturating_sub(rows));
    let steps = column_names(page, map, &shown_x, cell, &Place { left, cell_columns, columns, n_lines });
    let across_at = rows + 1 + steps.len();
    steps.into_iter().enumerate().for_each(|(at, line)| put(frame, rows + 1 + at, line));
    let more = if shown_x.len() < n_x { format!(" ({} of {n_x} columns)", shown_x.len()) } else { String::new() };
    let across = axis_line(page, "→", map.x.0, columns.saturating_sub(width(&more))) + &more;
    // Below its columns where it fits, and from the left where it does not.
    let indent = left.min(columns.saturating_sub(width(&across)));
    put(frame, across_at, Line::styled(fit(&format!("{}{across}", " ".repeat(indent)), columns), theme.quiet));
    let gap = || (0..blank).map(|_| Line::default());
    let lines = gap().chain(below).chain(gap()).chain(legend);
    lines.enumerate().for_each(|(at, line)| put(frame, across_at + 1 + at, line));
}

/// Where the columns of the map stand, and the lines there are for their names.
struct Place {
    left: usize,
    cell_columns: usize,
    columns: usize,
    n_lines: usize,
}

/// The names below the columns; of columns too narrow for that, the one under the cursor.
fn column_names(
    page: &Page,
    map: &DecisionMap,
    shown: &Range<usize>,
    cell: (usize, usize),
    place: &Place,
) -> Vec<Line<'static>> {
    let theme = &page.app.theme;
    let name = |x: usize| step_name(page, map.x.0, &map.x.1[x]);
    let Place { left, cell_columns, columns, n_lines } = *place;
    if cell_columns < NAMED {
        let name = fit(&name(cell.0), columns);
        let middle = left + (cell.0 - shown.start) * cell_columns + cell_columns / 2;
        let indent = middle.saturating_sub(width(&name) / 2).min(columns - width(&name));
        return vec![Line::styled(format!("{}{name}", " ".repeat(indent)), theme.text)];
    }
    let steps: Vec<Vec<String>> =
        shown.clone().map(|x| clip(wrap(&name(x), cell_columns - 1), n_lines, cell_columns - 1)).collect();
    let line = |at: usize| {
        let mut spans = vec![Span::raw(" ".repeat(left))];
        for (x, step) in shown.clone().zip(&steps) {
            let style = if x == cell.0 { theme.text } else { theme.quiet };
            let name = step.get(at).map_or("", String::as_str);
            let indent = cell_columns.saturating_sub(width(name)) / 2;
            spans.push(Span::styled(pad(&format!("{}{name}", " ".repeat(indent)), cell_columns), style));
        }
        Line::from(spans)
    };
    (0..steps.iter().map(Vec::len).max().unwrap_or(0)).map(line).collect()
}

fn cell_span(
    theme: &Theme,
    map: &DecisionMap,
    at: (usize, usize),
    cursor: (usize, usize),
    columns: usize,
) -> Span<'static> {
    let (text, style) = match &map.cells[at.1][at.0] {
        MapCell::Impossible => (" ".to_owned(), theme.quiet),
        MapCell::NothingToDecide => ("–".to_owned(), theme.quiet),
        MapCell::Outcome { winner: None, depends, .. } => (format!("×{}", star(*depends)), theme.bad),
        MapCell::Outcome { level, depends, .. } if !level.is_empty() => (format!("={}", star(*depends)), theme.warn),
        MapCell::Outcome { winner: Some(winner), is_close, depends, .. } => {
            (format!("{}{}", letter(winner.get(), *is_close), star(*depends)), series(theme, *winner))
        }
    };
    let is_present = (Some(at.0), Some(at.1)) == map.present;
    let text = match (at == cursor, is_present) {
        (true, true) => format!("»{text}«"),
        (true, false) => format!("›{text}‹"),
        (false, true) => format!("[{text}]"),
        (false, false) => text,
    };
    let left = columns.saturating_sub(width(&text)) / 2;
    let style = if at == cursor { style.add_modifier(Modifier::BOLD) } else { style };
    Span::styled(pad(&format!("{}{text}", " ".repeat(left)), columns), style)
}

/// The mark behind a cell whose winner depends on the answers that lead there.
fn star(depends: bool) -> &'static str {
    if depends { "*" } else { "" }
}

/// What the cell under the cursor says.
fn reading(page: &Page, map: &DecisionMap, (x, y): (usize, usize), columns: usize) -> Vec<Line<'static>> {
    let theme = &page.app.theme;
    let place = format!("{}; {}", step_name(page, map.x.0, &map.x.1[x]), step_name(page, map.y.0, &map.y.1[y]));
    let mut lines = vec![Line::from(vec![
        Span::styled("› ", theme.accent),
        Span::styled(fit(&place, columns.saturating_sub(2)), theme.text),
    ])];
    if map.cells[y][x] == MapCell::NothingToDecide {
        lines.push(Line::styled(fit("  nothing is to be decided", columns), theme.strong));
        return lines;
    }
    let MapCell::Outcome { winner, lead, level, is_close, depends, changes, .. } = &map.cells[y][x] else {
        let questionnaire = &page.interview.subject.questionnaire;
        let is_by_reading = [map.x.0, map.y.0].iter().any(|axis| report::counts_by_reading(questionnaire, *axis));
        let said = if is_by_reading {
            "  No answers put both there by the readings of bands; a number typed may."
        } else {
            "  No answers put both there."
        };
        lines.push(Line::styled(fit(said, columns), theme.quiet));
        return lines;
    };
    let said = match (winner, is_close) {
        (None, _) => "no option is left".to_owned(),
        _ if !level.is_empty() => {
            let names: Vec<&str> = level.iter().map(|option| page.name(*option)).collect();
            format!("{} are level", report::listed(&names))
        }
        (Some(winner), true) => format!("{}, ahead by {lead}: too close to call", page.name(*winner)),
        (Some(winner), false) => format!("{} leads by {lead}", page.name(*winner)),
    };
    lines.push(Line::styled(fit(&format!("  {said}"), columns), theme.strong));
    let info = |change: &crate::engine::Change| {
        let info = change_info(&page.interview.subject.questionnaire, change);
        format!("{} {}", info.ask, info.to)
    };
    let changes: Vec<String> = changes.iter().map(info).collect();
    let text = match changes.len() {
        0 if (Some(x), Some(y)) == map.present => "  This is where your answers are.".to_owned(),
        0 => "  No answer would have to change.".to_owned(),
        _ => format!("  if {}", changes.join("; ")),
    };
    let text = if *depends { format!("{text}; other answers that lead there may let another win") } else { text };
    lines.extend(
        clip(wrap(&text, columns), 2, columns).into_iter().map(|l| Line::styled(format!("  {l}"), theme.quiet)),
    );
    lines
}

/// What the marks that stand on the map mean.
fn marks(map: &DecisionMap) -> String {
    let has = |is_it: fn(&MapCell) -> bool| map.cells.iter().flatten().any(is_it);
    let all = [
        ("small: close call", has(|c| matches!(c, MapCell::Outcome { level, is_close: true, .. } if level.is_empty()))),
        ("=: level", has(|c| matches!(c, MapCell::Outcome { level, .. } if !level.is_empty()))),
        ("*: depends", has(|c| matches!(c, MapCell::Outcome { depends: true, .. }))),
        ("–: nothing to decide", has(|c| *c == MapCell::NothingToDecide)),
        ("×: none left", has(|c| matches!(c, MapCell::Outcome { winner: None, .. }))),
        ("[ ] » «: your answers", true),
    ];
    all.iter().filter(|(_, has)| *has).map(|(mark, _)| *mark).collect::<Vec<_>>().join("   ")
}

/// The letters on the map, and the marks.
fn legend(page: &Page, map: &DecisionMap, columns: usize) -> Vec<Line<'static>> {
    let theme = &page.app.theme;
    let mut lines = Vec::new();
    let mut spans: Vec<Span> = Vec::new();
    let mut used = 0;
    for option in map.winners() {
        let name = format!(" {}   ", page.name(option));
        if used > 0 && used + 3 + width(&name) > columns {
            lines.push(Line::from(std::mem::take(&mut spans)));
            used = 0;
        }
        used += 3 + width(&name);
        spans.push(Span::styled(format!(" {} ", letter(option.get(), false)), series(theme, option)));
        spans.push(Span::styled(name, theme.text));
    }
    lines.push(Line::from(spans));
    lines.push(Line::styled(fit(&marks(map), columns), theme.quiet));
    lines
}
