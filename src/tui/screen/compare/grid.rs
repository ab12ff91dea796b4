//! How the comparison is drawn: as many people's columns as there is room for, the selected one among them.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::state::CompareScreen;
use crate::load::display_answer;
use crate::model::{AnswerValue, DecisionId, OutcomeKind, QuestionIdx};
use crate::team::{Alone, Comparison};
use crate::tui::input::Action;
use crate::tui::screen::compare::rows::{Group, Row, Show, What};
use crate::tui::state::app::App;
use crate::tui::state::compared::Compared;
use crate::tui::widget::frame::{from_row, put_lines};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::list;
use crate::tui::widget::text::{clip, fit, pad, width, wrap};

/// The columns before a row's text: the marker, the mark, and a blank behind each.
const INDENT: usize = 4;
/// The columns of a person, from the narrowest on, with the blanks before them.
const PERSON: (usize, usize) = (14, 36);
/// The rows of the head: what it comes to, and the names.
const HEAD: u16 = 3;
/// From this many rows on there is room for blanks between those of several lines.
const ROOMY: u16 = 26;
/// The most lines of the selected row, and of any other that people differ on.
const LINES: (usize, usize) = (6, 3);

/// How the width is shared out.
struct Columns {
    ask: usize,
    person: usize,
    shown: Range<usize>,
}

impl Columns {
    fn new(columns: usize, n_people: usize, person: usize) -> Self {
        let room = columns.saturating_sub(INDENT);
        let ask = (room * 2 / 5).clamp(18, 48);
        let room = room.saturating_sub(ask);
        let n_shown = (room / PERSON.0).clamp(1, n_people);
        Self { ask, person: (room / n_shown).min(PERSON.1), shown: list::sight(n_people, n_shown, person) }
    }

    /// The columns of a line across all of them.
    fn all(&self) -> usize {
        self.ask + self.person * self.shown.len()
    }
}

/// Draws the comparison.
pub fn draw(screen: &CompareScreen, app: &App, compared: &Compared, frame: &mut Frame, body: Rect, hits: &mut Hits) {
    let Some(comparison) = compared.comparison() else {
        frame.render_widget(Line::styled("Trying what every mix of the answers comes to …", app.theme.quiet), body);
        return;
    };
    let columns = Columns::new(body.width as usize, compared.people.all.len(), screen.person);
    let (text, style) = summary(app, comparison);
    frame.render_widget(Line::styled(fit(&text, body.width as usize), style), Rect { height: 1, ..body });
    let shown = match screen.show {
        Show::All => "",
        Show::Differs => "shown: what differs",
        Show::Decides => "shown: what decides",
    };
    let left = Rect { y: body.y + 1, width: columns.ask as u16, height: 1, ..body };
    frame.render_widget(Line::styled(shown, app.theme.quiet), left);
    names(screen, app, compared, &columns, frame, Rect { y: body.y + 1, height: 1, ..body }, hits);
    let legend = Rect { y: body.bottom() - 1, height: 1, ..body };
    let marks = "! decides  ≠ does not  = agreed  * note  A B opinions";
    frame.render_widget(Line::styled(fit(marks, body.width as usize), app.theme.quiet), legend);
    let area = Rect { y: body.y + HEAD - 1, height: body.height.saturating_sub(HEAD), ..body };
    if screen.rows.is_empty() {
        frame.render_widget(Line::styled("Nobody differs on anything that decides.", app.theme.text), area);
        return;
    }
    let is_roomy = area.height >= ROOMY;
    let drawing = Drawing { screen, app, compared, comparison, columns, is_roomy };
    let blocks: Vec<Vec<Line>> = (0..screen.rows.len()).map(|at| drawing.block(at)).collect();
    drawing.rows(frame, area, hits, blocks);
}

/// What it comes to, in one line.
fn summary(app: &App, comparison: &Comparison) -> (String, Style) {
    let n_deciding = comparison.deciding().count() + usize::from(!comparison.priorities_decide.is_empty());
    let n_differences = comparison.differences.len() + usize::from(!comparison.priorities.is_empty());
    let text = match (n_differences, n_deciding) {
        (0, _) => "They differ on nothing".to_owned(),
        (n, 0) => format!("They differ on {n}, and none of it decides"),
        (n, d) => format!("They differ on {n}, of which {d} decide{}", if d == 1 { "s" } else { "" }),
    };
    let text = format!("{text}; they agree on {}", comparison.n_agreed);
    (text, if n_deciding == 0 { app.theme.good } else { app.theme.warn })
}

/// The people's names above their columns, with an arrow where there are more of them.
fn names(
    screen: &CompareScreen,
    app: &App,
    compared: &Compared,
    columns: &Columns,
    frame: &mut Frame,
    area: Rect,
    hits: &mut Hits,
) {
    let people = &compared.people.all;
    for (at, person) in columns.shown.clone().enumerate() {
        let x = area.x + (INDENT + columns.ask + at * columns.person) as u16;
        let before = if at == 0 && columns.shown.start > 0 { "‹ " } else { "  " };
        let after = if person + 1 == columns.shown.end && columns.shown.end < people.len() { " ›" } else { "" };
        let name = fit(&people[person].name, columns.person.saturating_sub(2 + width(after)));
        let style = if person == screen.person { app.theme.selected } else { app.theme.strong };
        let line = Line::from(vec![
            Span::styled(before, app.theme.quiet),
            Span::styled(name, style),
            Span::styled(after, app.theme.quiet),
        ]);
        let place = Rect { x, width: columns.person as u16, ..area }.intersection(area);
        frame.render_widget(line, place);
        if let Ok(digit) = u8::try_from(person + 1) {
            hits.add(place, Action::Digit(digit));
        }
    }
}

/// What the rows are drawn from.
struct Drawing<'a> {
    screen: &'a CompareScreen,
    app: &'a App,
    compared: &'a Compared,
    comparison: &'a Comparison,
    columns: Columns,
    /// Whether there is room for blanks between rows.
    is_roomy: bool,
}

impl Drawing<'_> {
    fn rows(&self, frame: &mut Frame, area: Rect, hits: &mut Hits, blocks: Vec<Vec<Line<'static>>>) {
        let heights: Vec<usize> = blocks.iter().map(Vec::len).collect();
        let shown = list::window(&heights, self.screen.selected, area.height as usize);
        let mut y = area.y;
        for (at, block) in blocks.into_iter().enumerate().skip(shown.start).take(shown.len()) {
            let top = y + self.n_above(at) as u16;
            y += put_lines(frame, from_row(area, y), block);
            if top >= y {
                continue;
            }
            hits.add(Rect { y: top, height: y - top, ..area }, Action::Row(at));
            if at == self.screen.selected {
                let column = self.screen.person.saturating_sub(self.columns.shown.start);
                let x = area.x + (INDENT + self.columns.ask + column * self.columns.person + 2) as u16;
                frame.set_cursor_position(Position::new(x.min(area.right() - 1), top));
            }
        }
    }

    /// The lines above a row's own: the heading, where it is the first of its group; a blank, where there is room.
    fn n_above(&self, at: usize) -> usize {
        let group = |at: usize| self.screen.rows[at].group;
        match at.checked_sub(1) {
            None => 1,
            Some(before) if group(before) != group(at) => 2,
            Some(_) => usize::from(self.is_roomy && group(at).is_of_several_lines()),
        }
    }

    fn block(&self, at: usize) -> Vec<Line<'static>> {
        let row = &self.screen.rows[at];
        let theme = &self.app.theme;
        let is_selected = at == self.screen.selected;
        let heading = row.group.heading(self.comparison.is_exact);
        let mut lines = vec![Line::default(); self.n_above(at)];
        let is_first = at.checked_sub(1).is_none_or(|before| self.screen.rows[before].group != row.group);
        if let Some(line) = lines.last_mut().filter(|_| is_first) {
            *line = Line::styled(heading, if row.group.decides() { theme.warn } else { theme.quiet });
        }
        let most = match (is_selected, row.group) {
            (true, _) => LINES.0,
            (false, Group::Agreed | Group::OneOpinion) => 1,
            (false, _) => LINES.1,
        };
        let ask_style = if is_selected { theme.selected } else { theme.text };
        let ask = styled(&self.ask(row), self.columns.ask.saturating_sub(1), most, ask_style);
        let cells: Vec<Vec<Span>> =
            self.columns.shown.clone().map(|person| self.cell(row, person, is_selected, most)).collect();
        let n_lines = cells.iter().map(Vec::len).chain([ask.len()]).max().unwrap_or(1);
        let mark_style = if row.group.decides() { theme.warn } else { theme.quiet };
        for line in 0..n_lines {
            let marker = if line == 0 && is_selected { "› " } else { "  " };
            let mark = if line == 0 { row.group.mark() } else { " " };
            let mut spans = vec![Span::styled(marker, theme.accent), Span::styled(format!("{mark} "), mark_style)];
            spans.push(padded(ask.get(line), self.columns.ask));
            spans.extend(cells.iter().map(|cell| padded(cell.get(line), self.columns.person)));
            lines.push(Line::from(spans));
        }
        if let Some((text, style)) = self.below(row) {
            let below = styled(&text, self.columns.all(), most, style).into_iter();
            lines.extend(below.map(|text| Line::from(vec![Span::raw(" ".repeat(INDENT)), text])));
        }
        lines
    }

    /// What a row is about.
    fn ask(&self, row: &Row) -> String {
        match row.what {
            What::Decision(at) => self.comparison.decisions[at].title.clone(),
            What::Priority(at) => self.comparison.priorities[at].name.clone(),
            What::Difference(_, question) | What::Question(question) => {
                self.compared.people.subject.questionnaire.questions[question.get()].ask.clone()
            }
        }
    }

    /// What is said below that: what hangs on it.
    fn below(&self, row: &Row) -> Option<(String, Style)> {
        let theme = &self.app.theme;
        if let What::Decision(at) = row.what {
            let decision = &self.comparison.decisions[at];
            let none = if decision.may_be_none { " or nothing" } else { "" };
            return Some(match decision.possible.as_slice() {
                [] => ("whoever is right: nothing is left".to_owned(), theme.bad),
                [only] if !decision.may_be_none => (format!("whoever is right: {only}"), theme.good),
                level if decision.is_agreed => (format!("whoever is right: {}", level.join(" = ")), theme.warn),
                some => (format!("depends on who is right: {}{none}", some.join(" or ")), theme.warn),
            });
        }
        // Priorities decide as a whole, which their heading says.
        let decides = if matches!(row.what, What::Priority(_)) { &[] } else { row.decides(self.comparison) };
        (!decides.is_empty()).then(|| (format!("decides {}", titles(self.comparison, decides)), theme.warn))
    }

    fn cell(&self, row: &Row, person: usize, is_selected: bool, most: usize) -> Vec<Span<'static>> {
        let (text, style) = self.said(row, person);
        let is_here = is_selected && person == self.screen.person;
        let style = if is_here { self.app.theme.selected } else { style };
        let columns = self.columns.person.saturating_sub(2);
        let spans = styled(&text, columns, most, style).into_iter();
        spans.map(|span| Span::styled(format!("  {}", span.content), span.style)).collect()
    }

    /// What a person says, in a cell's words.
    fn said(&self, row: &Row, person: usize) -> (String, Style) {
        let theme = &self.app.theme;
        match row.what {
            What::Decision(at) => self.comparison.decisions[at].alone.get(person).map_or_else(
                || ("–".to_owned(), theme.quiet),
                |alone| {
                    let style = if alone.winner.is_none() { theme.bad } else { theme.text };
                    (outcome(alone), style)
                },
            ),
            What::Priority(at) => (self.comparison.priorities[at].weights[person].to_string(), theme.text),
            What::Difference(at, question) => {
                let name = &self.compared.people.all[person].name;
                let opinions = &self.comparison.differences[at].opinions;
                let letter = opinions.iter().position(|opinion| opinion.people.contains(name)).map(letter);
                self.answer(question, person, letter)
            }
            What::Question(question) => self.answer(question, person, None),
        }
    }

    fn answer(&self, question: QuestionIdx, person: usize, letter: Option<char>) -> (String, Style) {
        let theme = &self.app.theme;
        let question = &self.compared.people.subject.questionnaire.questions[question.get()];
        let Some(answer) = self.compared.people.all[person].file.answers.get(question.id.as_str()) else {
            return ("–".to_owned(), theme.quiet);
        };
        let letter = letter.map_or_else(String::new, |letter| format!("{letter} "));
        let sure = if answer.sure < 100 { format!(" ({} % sure)", answer.sure) } else { String::new() };
        let note = if answer.note.is_some() { " *" } else { "" };
        let style = if answer.value == AnswerValue::Unknown { theme.quiet } else { theme.text };
        (format!("{letter}{}{sure}{note}", display_answer(&answer.value, question)), style)
    }
}

/// The letter of an opinion.
pub fn letter(at: usize) -> char {
    char::from(b'A' + (at % 26) as u8)
}

/// The titles of decisions.
pub fn titles(comparison: &Comparison, decisions: &[DecisionId]) -> String {
    let made = comparison.decisions.iter().filter(|decision| decisions.contains(&decision.decision));
    made.map(|decision| decision.title.as_str()).collect::<Vec<_>>().join(", ")
}

/// What a person would get alone.
fn outcome(alone: &Alone) -> String {
    match (&alone.winner, &alone.runner_up) {
        _ if !alone.level.is_empty() => alone.level.join(" = "),
        (None, _) => "nothing is left".to_owned(),
        (Some(winner), None) => format!("{winner}, alone"),
        (Some(winner), Some(second)) if alone.outcome == OutcomeKind::CloseCall => format!("{winner} ≈ {second}"),
        (Some(winner), Some(_)) => format!("{winner} by {:.1}", alone.lead),
    }
}

fn styled(text: &str, columns: usize, most: usize, style: Style) -> Vec<Span<'static>> {
    clip(wrap(text, columns), most, columns).into_iter().map(|line| Span::styled(line, style)).collect()
}

fn padded(span: Option<&Span<'static>>, columns: usize) -> Span<'static> {
    let (text, style) = span.map_or(("", Style::new()), |span| (span.content.as_ref(), span.style));
    Span::styled(pad(text, columns), style)
}
