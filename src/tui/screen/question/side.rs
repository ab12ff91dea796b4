//! The standings beside a question, and what the answers come to: as much of it as there is room for.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::engine::DecisionAdvice;
use crate::engine::analysis::{Outlook, Settled};
use crate::model::{OutcomeKind, RuleBase};
use crate::tui::model::{App, Interview};
use crate::tui::widget::frame::rule;
use crate::tui::widget::standings::{self, headline};
use crate::tui::widget::text::{clip, fit, wrap};
use crate::tui::widget::traits::{quantity_lines, trait_lines};

/// From this width on the standings stand beside what they follow from.
const BESIDE: u16 = 78;
/// The rows of the strip below it otherwise, a rule included.
const STRIP: u16 = 5;

/// Draws the standings at the side of a body, or below it where the terminal is narrow; gives what is left of the body.
pub fn beside(app: &App, frame: &mut Frame, area: Rect, body: Rect, interview: &Interview, decision: usize) -> Rect {
    if area.width >= BESIDE {
        let panel = (body.width * 2 / 5).clamp(33, 64);
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
    panel.line(Line::styled(fit(&base.decision.title, columns), app.theme.strong));
    let (text, style) = state(app, interview, base, advice);
    clip(wrap(&text, columns), 2, columns).into_iter().for_each(|l| panel.line(Line::styled(l, style)));
    let place = panel.rest();
    panel.y += standings::draw(&app.theme, panel.frame, place, interview, base, advice);
    panel.block(other_lines(app, interview, decision, columns));
    panel.block(trait_lines(&app.theme, interview, columns));
    panel.block(quantity_lines(&app.theme, interview, columns));
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
    if n_answered == 0 && !is_proven(advice, interview.outlook(advice)) {
        return ("nothing answered yet".to_owned(), app.theme.quiet);
    }
    let head = headline(base, advice);
    if is_proven(advice, interview.outlook(advice)) {
        let left = interview.outlook(advice).map_or(n_open, |o| o.n_questions_left);
        return match left {
            0 => (head, app.theme.good),
            1 => (format!("settled: {head}; the question left cannot change that"), app.theme.good),
            n => (format!("settled: {head}; the {n} questions left cannot change that"), app.theme.good),
        };
    }
    match advice.outcome {
        OutcomeKind::NoOption => (head, app.theme.bad),
        OutcomeKind::CloseCall => (head, app.theme.warn),
        OutcomeKind::Recommended => (head, app.theme.text),
    }
}

/// Whether the winner is settled, by the outlook where there is one.
pub fn is_proven(advice: &DecisionAdvice, outlook: Option<&Outlook>) -> bool {
    match outlook.map(|o| &o.settled) {
        Some(Settled::Proven(_)) => true,
        Some(Settled::Open(_) | Settled::NoOption) => false,
        Some(Settled::NotDecided) | None => advice.proven,
    }
}

/// One line per other decision.
fn other_lines(app: &App, interview: &Interview, decision: usize, columns: usize) -> Vec<Line<'static>> {
    let others = (0..interview.advice.decisions.len()).filter(|other| *other != decision);
    let lines = others.filter_map(|other| {
        let (base, advice) = interview.decision(other)?;
        let title = format!("{}: ", base.decision.title);
        let room = columns.saturating_sub(crate::tui::widget::text::width(&title));
        let (text, style) = state(app, interview, base, advice);
        Some(Line::from(vec![Span::styled(title, app.theme.quiet), Span::styled(fit(&text, room), style)]))
    });
    lines.collect()
}

/// The strip below a question where there is no room beside it: how the decision stands, and the first options.
fn draw_strip(app: &App, frame: &mut Frame, area: Rect, interview: &Interview, decision: usize) {
    let Some((base, advice)) = interview.decision(decision) else { return };
    let mut panel = Panel { frame, area, y: area.y };
    let (text, style) = state(app, interview, base, advice);
    let columns = area.width as usize;
    panel.line(Line::from(vec![
        Span::styled(format!("{}: ", base.decision.title), app.theme.strong),
        Span::styled(fit(&text, columns.saturating_sub(base.decision.title.chars().count() + 2)), style),
    ]));
    let place = panel.rest();
    standings::draw(&app.theme, panel.frame, place, interview, base, advice);
}
