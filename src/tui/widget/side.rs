//! The standings beside a question, and what the answers come to: as much of it as there is room for.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::frame::rule;
use super::standings::{self, headline};
use super::text::{clip, fit, pad, width, wrap};
use super::traits::{quantity_lines, trait_lines};
use crate::engine::DecisionAdvice;
use crate::model::{OutcomeKind, RuleBase};
use crate::report::settled_whatever;
use crate::tui::state::app::App;
use crate::tui::state::interview::Interview;

/// From this width on the standings stand beside what they follow from.
const BESIDE: u16 = 78;
/// The rows of the strip below it otherwise, a rule included.
const STRIP: u16 = 5;

/// Draws the standings at the side of a body, or below it where the terminal is narrow; gives what is left of the body.
pub fn beside(app: &App, frame: &mut Frame, area: Rect, body: Rect, interview: &Interview, decision: usize) -> Rect {
    if app.hides_standings {
        return body;
    }
    if area.width >= BESIDE {
        let panel = (body.width * 9 / 20).clamp(33, 64);
        let left = Rect { width: body.width - panel - 3, ..body };
        for y in body.y..body.bottom() {
            let place = Rect { x: left.right() + 1, y, width: 1, height: 1 };
            frame.render_widget(Span::styled("│", app.theme.quiet), place);
        }
        draw(app, frame, Rect { x: left.right() + 3, width: panel, ..body }, interview, decision);
        return left;
    }
    let upper = Rect { height: body.height.saturating_sub(STRIP), ..body };
    rule(app, frame, Rect { x: area.x, y: upper.bottom(), width: area.width, height: 1 });
    draw_strip(app, frame, Rect { y: upper.bottom() + 1, height: STRIP - 1, ..body }, interview, decision);
    upper
}

/// Draws the panel; `decision` is the position of the decision shown in full.
fn draw(app: &App, frame: &mut Frame, area: Rect, interview: &Interview, decision: usize) {
    let Some((base, advice)) = interview.decision(decision) else { return };
    let columns = area.width as usize;
    let mut panel = Panel { frame, area, y: area.y };
    title_lines(app, interview, base, decision, columns).into_iter().for_each(|line| panel.line(line));
    let (text, style) = state(app, interview, base, advice);
    clip(wrap(&text, columns), 3, columns).into_iter().for_each(|l| panel.line(Line::styled(l, style)));
    let place = panel.rest();
    panel.y += standings::draw(&app.theme, panel.frame, place, interview, base, advice);
    let rows = panel.rest().height as usize;
    panel.block(other_lines(app, interview, decision, columns, rows));
    let traits = trait_lines(&app.theme, interview, columns);
    let quantities = quantity_lines(&app.theme, interview, columns);
    let fits = traits.len() + quantities.len() + 2 <= panel.rest().height as usize;
    for lines in [traits, quantities] {
        // Where not all has room, what nothing is known of yet makes way.
        panel.block(lines.into_iter().filter(|l| fits || l.is_known).map(|l| l.line).collect());
    }
}

/// The decision shown, and that there are others.
fn title_lines(
    app: &App,
    interview: &Interview,
    base: &RuleBase,
    decision: usize,
    columns: usize,
) -> Vec<Line<'static>> {
    let n_decisions = interview.advice.decisions.len();
    let others = if n_decisions > 1 { format!(" {} of {n_decisions}", decision + 1) } else { String::new() };
    let room = columns.saturating_sub(width(&others));
    let line = |(at, title): (usize, String)| {
        let others = if at == 0 { others.clone() } else { String::new() };
        Line::from(vec![Span::styled(pad(&title, room), app.theme.strong), Span::styled(others, app.theme.quiet)])
    };
    clip(wrap(&base.decision.title, room), 2, room).into_iter().enumerate().map(line).collect()
}

/// A column that fills up from the top.
struct Panel<'a, 'b> {
    frame: &'a mut Frame<'b>,
    area: Rect,
    y: u16,
}

impl Panel<'_, '_> {
    fn rest(&self) -> Rect {
        Rect { y: self.y, height: self.area.bottom().saturating_sub(self.y), ..self.area }
    }

    fn line(&mut self, line: Line) {
        if self.y < self.area.bottom() {
            let place = Rect { y: self.y, height: 1, ..self.area };
            self.frame.render_widget(line, place);
            self.y += 1;
        }
    }

    /// A blank line and these, where at least two of them have room.
    fn block(&mut self, lines: Vec<Line>) {
        if !lines.is_empty() && self.rest().height as usize > lines.len().min(2) {
            self.y += 1;
            lines.into_iter().for_each(|line| self.line(line));
        }
    }
}

/// How a decision stands, in a sentence, and in which style.
pub fn state(app: &App, interview: &Interview, base: &RuleBase, advice: &DecisionAdvice) -> (String, Style) {
    let (n_answered, n_asked) = interview.progress();
    let n_open = n_asked - n_answered;
    if n_answered == 0 && !interview.is_proven(advice) {
        return ("nothing answered yet".to_owned(), app.theme.quiet);
    }
    let head = headline(base, advice);
    if interview.is_proven(advice) && !interview.is_outcome_proven(advice) {
        return (format!("first in any case: {head}"), app.theme.good);
    }
    if interview.is_proven(advice) {
        let n_open = interview.outlook(advice).map_or(n_open, |o| o.n_questions_open);
        return match settled_whatever(n_open, "that") {
            Some(rest) => (format!("settled: {head}; {rest}"), app.theme.good),
            None => (head, app.theme.good),
        };
    }
    match advice.outcome {
        OutcomeKind::NoOption | OutcomeKind::OutOfScope => (head, app.theme.bad),
        OutcomeKind::NothingToDecide => (head, app.theme.quiet),
        OutcomeKind::CloseCall => (head, app.theme.warn),
        OutcomeKind::Recommended => (format!("{head} so far"), app.theme.text),
    }
}

/// The same where the options are listed right below it.
fn brief(interview: &Interview, base: &RuleBase, advice: &DecisionAdvice) -> String {
    if interview.progress().0 == 0 && !interview.is_proven(advice) {
        return "nothing answered yet".to_owned();
    }
    let stands = match advice.outcome {
        OutcomeKind::NoOption | OutcomeKind::OutOfScope | OutcomeKind::NothingToDecide => {
            return headline(base, advice);
        }
        OutcomeKind::CloseCall if !advice.level.is_empty() => "level".to_owned(),
        OutcomeKind::CloseCall => "too close to call".to_owned(),
        OutcomeKind::Recommended if interview.is_proven(advice) => format!("ahead by {}", advice.lead),
        OutcomeKind::Recommended => format!("ahead by {} so far", advice.lead),
    };
    match (interview.is_outcome_proven(advice), interview.is_proven(advice)) {
        (true, _) => format!("settled, {stands}"),
        (false, true) => format!("first in any case, {stands}"),
        (false, false) => stands,
    }
}

/// Every other decision: its title and what leads, which stands below the title where both do not fit beside each other.
fn other_lines(app: &App, interview: &Interview, decision: usize, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let others: Vec<(&str, (String, Style))> = (0..interview.advice.decisions.len())
        .filter(|other| *other != decision)
        .filter_map(|other| interview.decision(other))
        .map(|(base, advice)| (base.decision.title.as_str(), leader(app, interview, base, advice)))
        .chain(
            interview
                .nothing_to_decide()
                .map(|base| (base.decision.title.as_str(), ("nothing to decide".to_owned(), app.theme.quiet))),
        )
        .collect();
    let title_columns = others.iter().map(|(title, _)| width(title)).max().unwrap_or(0);
    let text_columns = others.iter().map(|(_, (text, _))| width(text)).max().unwrap_or(0);
    if title_columns + 2 + text_columns > columns && others.len() * 2 < rows {
        let lines = |(title, (text, style)): &(&str, (String, Style))| {
            [
                Line::styled(fit(title, columns), app.theme.quiet),
                Line::styled(format!("  {}", fit(text, columns.saturating_sub(2))), *style),
            ]
        };
        return others.iter().flat_map(lines).collect();
    }
    let title_columns = title_columns.min(columns.saturating_sub(2 + text_columns).max(columns / 2));
    let line = |(title, (text, style)): &(&str, (String, Style))| {
        Line::from(vec![
            Span::styled(pad(title, title_columns), app.theme.quiet),
            Span::raw("  "),
            Span::styled(fit(text, columns.saturating_sub(title_columns + 2)), *style),
        ])
    };
    others.iter().map(line).collect()
}

/// What leads, in as few words as can be.
fn leader(app: &App, interview: &Interview, base: &RuleBase, advice: &DecisionAdvice) -> (String, Style) {
    let Some(winner) = advice.winner else { return (headline(base, advice), app.theme.bad) };
    let name = &base.options[winner.get()].name;
    match advice.outcome {
        _ if interview.progress().0 == 0 => ("open".to_owned(), app.theme.quiet),
        _ if interview.is_proven(advice) => (format!("✓ {name}"), app.theme.good),
        OutcomeKind::CloseCall if !advice.level.is_empty() => {
            (format!("{} are level", advice.level.len()), app.theme.warn)
        }
        OutcomeKind::CloseCall => (format!("≈ {name}"), app.theme.warn),
        _ => (format!("so far {name}"), app.theme.text),
    }
}

/// The strip below a question where there is no room beside it: how the decision stands, and the first options.
fn draw_strip(app: &App, frame: &mut Frame, area: Rect, interview: &Interview, decision: usize) {
    let Some((base, advice)) = interview.decision(decision) else { return };
    let mut panel = Panel { frame, area, y: area.y };
    let columns = area.width as usize;
    let title = &base.decision.title;
    let (full, style) = state(app, interview, base, advice);
    // The options stand below: where they cannot be named here as well, how they stand is said without them.
    let text = if width(title) + 2 + width(&full) <= columns { full } else { brief(interview, base, advice) };
    let title = fit(title, columns.saturating_sub(width(&text) + 2));
    let room = columns.saturating_sub(width(&title) + 2);
    panel.line(Line::from(vec![
        Span::styled(title, app.theme.strong),
        Span::raw("  "),
        Span::styled(fit(&text, room), style),
    ]));
    let place = panel.rest();
    standings::draw(&app.theme, panel.frame, place, interview, base, advice);
}
