//! The window of a what-if: what is tried, what leads now and then, and how every option's fit would move.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::state::{Trial, What, WhatIf};
use crate::engine::{Fit, Standing};
use crate::model::{CriterionIdx, OptionIdx, QuestionKind};
use crate::tui::state::app::App;
use crate::tui::state::interview::Interview;
use crate::tui::widget::answer_rows::{self, Drawn, Look, Row};
use crate::tui::widget::frame::{put_lines, window};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::text::{clip, fit, pad, pad_left, wrap};
use crate::tui::widget::{gauge, standings};

/// From this width on the standings stand beside what is tried.
const BESIDE: u16 = 66;
/// The columns of the window at most.
const MOST_COLUMNS: u16 = 92;

/// Draws the window.
pub fn draw(screen: &WhatIf, app: &App, interview: &Interview, frame: &mut Frame, area: Rect, hits: &mut Hits) {
    let columns = area.width.saturating_sub(6).min(MOST_COLUMNS);
    let beside = columns >= BESIDE;
    let left_columns = if beside { (columns - 3) * 2 / 5 } else { columns };
    let right_columns = if beside { columns - 3 - left_columns } else { columns };
    let head = head_lines(screen, app, interview, columns as usize);
    let tried = Tried::new(screen, app, interview, left_columns as usize);
    // Beside what is tried there is room for names in full.
    let after = after_lines(screen, app, interview, right_columns as usize, if beside { 2 } else { 1 });
    let n_tried = tried.n_lines();
    let below = if beside { n_tried.max(after.len()) } else { n_tried + 1 + after.len() };
    let inside = window(app, frame, area, "What if", (columns, (head.len() + 1 + below) as u16));
    let top = (head.len() as u16 + 1).min(inside.height);
    put_lines(frame, inside, head);
    let body = Rect { y: inside.y + top, height: inside.height.saturating_sub(top), ..inside };
    let after_rows = (after.len() as u16).min(body.height / 2);
    let (left, right) = if beside {
        let right = Rect { x: body.x + left_columns + 3, width: right_columns.min(body.width), ..body };
        (Rect { width: left_columns.min(body.width), ..body }, right)
    } else {
        let right = Rect { y: body.bottom() - after_rows, height: after_rows, ..body };
        (Rect { height: body.height.saturating_sub(after_rows + 1), ..body }, right)
    };
    put_lines(frame, right, after);
    tried.draw(app, frame, left, hits);
}

/// What is asked, and what follows from it.
fn head_lines(screen: &WhatIf, app: &App, interview: &Interview, columns: usize) -> Vec<Line<'static>> {
    let theme = &app.theme;
    let what = match &screen.what {
        What::Answer(trial) => interview.question(trial.question).ask.clone(),
        What::Weight(criterion, _) => match interview.decision(screen.decision) {
            Some((base, _)) => format!("How much does \"{}\" weigh?", base.criteria[criterion.get()].name),
            None => String::new(),
        },
    };
    let mut lines: Vec<Line> =
        clip(wrap(&what, columns), 2, columns).into_iter().map(|l| Line::styled(l, theme.strong)).collect();
    lines.push(Line::default());
    let Some((base, now)) = interview.decision(screen.decision) else { return lines };
    let say = |name: &'static str, text: String, style: Style| {
        Line::from(vec![Span::styled(pad(name, 6), theme.quiet), Span::styled(fit(&text, columns - 6), style)])
    };
    lines.push(say("Now", standings::headline(base, now), theme.text));
    lines.push(match (screen.after(), &screen.error) {
        (Some(then), _) => {
            let style = if then.winner == now.winner { theme.text } else { theme.warn };
            say("Then", standings::headline(base, then), style)
        }
        (None, Some(why)) => say("", why.clone(), theme.bad),
        (None, None) => Line::default(),
    });
    lines
}

/// What may be tried, as it is drawn.
enum Tried<'a> {
    /// The rows of a question.
    Rows(&'a Trial, Drawn),
    /// A weight.
    Weight(Vec<Line<'static>>),
}

impl<'a> Tried<'a> {
    fn new(screen: &'a WhatIf, app: &App, interview: &Interview, columns: usize) -> Self {
        match &screen.what {
            What::Answer(trial) => {
                let question = interview.question(trial.question);
                let look = |at, row| look(trial, interview, at, row);
                Self::Rows(trial, Drawn::new(app, question, trial.row, columns, look))
            }
            What::Weight(criterion, weight) => {
                Self::Weight(weight_lines(screen, app, interview, *criterion, *weight, columns))
            }
        }
    }

    fn n_lines(&self) -> usize {
        match self {
            Self::Rows(_, rows) => rows.n_lines(),
            Self::Weight(lines) => lines.len(),
        }
    }

    fn draw(self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        match self {
            Self::Rows(trial, rows) => {
                rows.draw(app, frame, area, hits, &trial.field);
            }
            Self::Weight(lines) => {
                put_lines(frame, area, lines);
                frame.set_cursor_position(area.as_position());
            }
        }
    }
}

/// How a row looks while something is tried.
fn look(trial: &Trial, interview: &Interview, at: usize, row: Row) -> Look {
    let question = interview.question(trial.question);
    let present = interview.answer(trial.question).map(|a| &a.value);
    let is_selected = at == trial.row;
    let is_present = present.is_some_and(|value| answer_rows::holds(question, row, value));
    let several = matches!(question.kind, QuestionKind::Several { .. }) && matches!(row, Row::Choice(_));
    let is_marked = answer_rows::choice_id(question, row).is_some_and(|id| trial.marked.contains(&id));
    let holds = if several { is_marked } else { is_present };
    let mark = match (several, holds) {
        (true, true) => "■",
        (true, false) => "□",
        (false, true) => "●",
        (false, false) => "○",
    };
    // The field itself is drawn over the selected row.
    let typed = if row == Row::Typed && !is_selected { trial.field.value() } else { "" };
    let now = if is_present && !(row == Row::Typed && is_selected) { " (now)" } else { "" };
    Look { mark, holds, text: format!("{} {typed}{now}", answer_rows::label(question, row)), most: 2 }
}

fn weight_lines(
    screen: &WhatIf,
    app: &App,
    interview: &Interview,
    criterion: CriterionIdx,
    weight: u32,
    columns: usize,
) -> Vec<Line<'static>> {
    let Some((base, now)) = interview.decision(screen.decision) else { return Vec::new() };
    let declared = &base.criteria[criterion.get()];
    let own = interview.file.weights.get(&declared.id).copied().unwrap_or(declared.weight);
    let share = |weights: &[u32]| f64::from(weights.get(criterion.get()).copied().unwrap_or_default()) / 10_000.0;
    let (before, after) = (share(&now.weights), screen.after().map_or(0.0, |a| share(&a.weights)));
    let line = |name: &'static str, weight: u32, share: f64, style: Style| {
        let mut spans =
            vec![Span::styled(pad(name, 6), app.theme.quiet), Span::styled(pad_left(&weight.to_string(), 4), style)];
        spans.push(Span::styled(format!("  {:>4.1} %  ", share * 100.0), app.theme.quiet));
        spans.extend(gauge::share(&app.theme, columns.saturating_sub(20), share, style));
        Line::from(spans)
    };
    let mut lines = vec![line("Now", own, before, app.theme.text), line("Then", weight, after, app.theme.accent)];
    lines.push(Line::styled("      ← less   → more", app.theme.quiet));
    lines.push(Line::default());
    let about = declared.about.iter().flat_map(|about| clip(wrap(about, columns), 3, columns));
    lines.extend(about.map(|l| Line::styled(l, app.theme.quiet)));
    lines
}

/// Every option's fit now and then.
fn after_lines(screen: &WhatIf, app: &App, interview: &Interview, columns: usize, most: usize) -> Vec<Line<'static>> {
    let Some((base, now)) = interview.decision(screen.decision) else { return Vec::new() };
    let standings = screen.after().unwrap_or(now).standings.iter();
    let name_columns = columns.saturating_sub(5 + 3 + 5 + 7);
    let of = |option: OptionIdx| now.standings.iter().find(|s| s.option == option);
    let lines = |then: &Standing| {
        let before = of(then.option);
        let leads = screen.after().is_some_and(|a| a.winner == Some(then.option));
        let style = if leads { app.theme.accent } else { app.theme.text };
        let words = |standing: Option<&Standing>| match standing {
            Some(s) if s.excluded.is_certain() => "out".to_owned(),
            Some(s) => s.fit.to_string(),
            None => String::new(),
        };
        let moved = before.filter(|b| !b.excluded.is_certain() && !then.excluded.is_certain());
        let moved = moved.map_or(0, |b| then.fit.0 - b.fit.0);
        let (moved, moved_style) = match moved {
            0 => (String::new(), app.theme.quiet),
            1.. => (format!(" ▲{}", Fit(moved)), app.theme.good),
            _ => (format!(" ▼{}", Fit(-moved)), app.theme.bad),
        };
        let name = &base.options[then.option.get()].name;
        let mut names = clip(wrap(name, name_columns), most, name_columns).into_iter();
        let first = Line::from(vec![
            Span::styled(pad(&names.next().unwrap_or_default(), name_columns), style),
            Span::styled(pad_left(&words(before), 5), app.theme.quiet),
            Span::styled(" → ", app.theme.quiet),
            Span::styled(pad_left(&words(Some(then)), 5), style),
            Span::styled(moved, moved_style),
        ]);
        let rest: Vec<Line> = names.map(|rest| Line::styled(rest, style)).collect();
        std::iter::once(first).chain(rest)
    };
    standings.flat_map(lines).collect()
}
