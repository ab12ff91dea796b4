//! What if: another answer or another weight, tried in place. What would follow is shown beside what follows now; only Enter
//! changes anything.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::Screen;
use super::field::{input_line, paste};
use super::question::rows::{self, Row};
use crate::engine::{Advice, Advisor, Fit, Standing};
use crate::load::{answer_to_text, parse_answer};
use crate::model::{Answer, AnswerValue, AnswersFile, ChoiceId, CriterionIdx, OptionIdx, QuestionIdx, QuestionKind};
use crate::session::Change;
use crate::tui::keymap::{Action, Context};
use crate::tui::message::{Effect, Msg};
use crate::tui::model::{App, Interview, Reply};
use crate::tui::view::Hits;
use crate::tui::widget::frame::window;
use crate::tui::widget::text::{clip, fit, pad, pad_left, width, wrap};
use crate::tui::widget::{gauge, list, standings};

/// The screen.
pub struct WhatIf {
    what: What,
    /// The position of the decision whose standings are shown.
    decision: usize,
    advisor: Advisor,
    /// What would follow; absent where what is typed is no answer.
    tried: Option<Advice>,
    /// Why it is none.
    error: Option<String>,
    /// Whether the field is selected.
    typing: bool,
}

/// What is tried.
enum What {
    /// Another answer.
    Answer(Trial),
    /// Another weight.
    Weight(CriterionIdx, u32),
}

/// Another answer to a question.
struct Trial {
    question: QuestionIdx,
    row: usize,
    /// The choices marked, for a question of several.
    marked: Vec<ChoiceId>,
    field: Input,
}

/// How much one key changes a weight.
const STEP: u32 = 1;
/// How much the other keys change it.
const BIG_STEP: u32 = 5;
/// The greatest weight that keys reach.
const MOST: u32 = 1_000;

impl WhatIf {
    /// Tries answers to a question, beginning with the one suggested or else the present one.
    pub fn question(
        interview: &Interview,
        decision: usize,
        question: QuestionIdx,
        suggested: Option<&AnswerValue>,
    ) -> Self {
        let present = interview.answer(question).map(|a| &a.value);
        let asked = interview.question(question);
        let begin = suggested.or(present);
        let typed = begin.filter(|value| rows::is_typed(asked, value)).map(answer_to_text);
        let marked = match begin {
            Some(AnswerValue::Several(ids)) => ids.clone(),
            _ => Vec::new(),
        };
        let row = begin.and_then(|value| rows::row_of(asked, value)).unwrap_or(0);
        let trial = Trial { question, row, marked, field: Input::new(typed.unwrap_or_default()) };
        Self::new(interview, decision, What::Answer(trial))
    }

    /// Tries weights of a criterion.
    pub fn weight(interview: &Interview, decision: usize, criterion: CriterionIdx) -> Option<Self> {
        let (base, _) = interview.decision(decision)?;
        let declared = &base.criteria[criterion.get()];
        let weight = interview.file.weights.get(&declared.id).copied().unwrap_or(declared.weight);
        Some(Self::new(interview, decision, What::Weight(criterion, weight)))
    }

    fn new(interview: &Interview, decision: usize, what: What) -> Self {
        let mut screen = Self { what, decision, advisor: interview.advisor(), tried: None, error: None, typing: false };
        screen.follow(interview);
        screen
    }

    /// Works out what would follow.
    fn follow(&mut self, interview: &Interview) {
        match self.change(interview) {
            Ok(change) => {
                let file = with_change(&interview.file, &change);
                self.error = None;
                self.tried = Some(self.advisor.advise(&file));
            }
            Err(why) => {
                self.error = Some(why);
                self.tried = None;
            }
        }
    }

    /// What Enter would change.
    fn change(&self, interview: &Interview) -> Result<Change, String> {
        match &self.what {
            What::Weight(criterion, weight) => {
                let (base, _) = interview.decision(self.decision).ok_or("this decision is not made")?;
                Ok(Change::Weight(base.criteria[criterion.get()].id.clone(), Some(*weight)))
            }
            What::Answer(trial) => {
                let question = interview.question(trial.question);
                let row = trial.selected(interview);
                let several = matches!(question.kind, QuestionKind::Several { .. });
                let value = match row {
                    Row::Typed if trial.field.value().trim().is_empty() => {
                        return Err("type a number, or a range such as 5k..50k".to_owned());
                    }
                    Row::Typed => parse_answer(trial.field.value(), question)?,
                    Row::Choice(_) if several => AnswerValue::Several(trial.marked.clone()),
                    row => rows::value_of(question, row).ok_or("this row is no answer")?,
                };
                let mut answer =
                    interview.answer(trial.question).cloned().unwrap_or_else(|| Answer::plain(value.clone()));
                if answer.value != value {
                    (answer.value, answer.sure) = (value, 100);
                }
                Ok(Change::Answer(question.id.clone(), Some(answer)))
            }
        }
    }

    fn act(&mut self, interview: &Interview, action: Action) -> Reply {
        match action {
            Action::Close => return Reply::close(),
            Action::Accept => {
                return match self.change(interview) {
                    Ok(change) => Reply::close().and(Effect::Change(change)),
                    Err(why) => {
                        self.error = Some(why);
                        Reply::none()
                    }
                };
            }
            Action::NextDecision => {
                self.decision = (self.decision + 1) % interview.advice.decisions.len().max(1);
            }
            action => self.what.act(interview, action),
        }
        self.follow(interview);
        Reply::none()
    }
}

impl What {
    fn act(&mut self, interview: &Interview, action: Action) {
        match self {
            Self::Weight(_, weight) => {
                *weight = match action {
                    Action::Right => weight.saturating_add(STEP),
                    Action::Left => weight.saturating_sub(STEP),
                    Action::Up => weight.saturating_add(BIG_STEP),
                    Action::Down => weight.saturating_sub(BIG_STEP),
                    _ => *weight,
                }
                .min(MOST);
            }
            Self::Answer(trial) => {
                let n_rows = trial.rows(interview).len();
                if !list::step(&mut trial.row, n_rows, 4, action) && action == Action::Toggle {
                    trial.toggle(interview);
                }
            }
        }
    }
}

impl Trial {
    fn rows(&self, interview: &Interview) -> Vec<Row> {
        rows::rows(interview.question(self.question))
    }

    fn selected(&self, interview: &Interview) -> Row {
        self.rows(interview).get(self.row).copied().unwrap_or(Row::Unknown)
    }

    fn toggle(&mut self, interview: &Interview) {
        let question = interview.question(self.question);
        let QuestionKind::Several { choices } = &question.kind else { return };
        let Some(id) = rows::choice_id(question, self.selected(interview)) else { return };
        match self.marked.iter().position(|m| *m == id) {
            Some(at) => {
                self.marked.remove(at);
            }
            None => self.marked.push(id),
        }
        self.marked.sort_by_key(|id| choices.iter().position(|c| c.id == *id));
    }
}

/// The answers with one change.
fn with_change(file: &AnswersFile, change: &Change) -> AnswersFile {
    let mut file = file.clone();
    match change.clone() {
        Change::Answer(question, Some(answer)) => drop(file.answers.0.insert(question, answer)),
        Change::Weight(criterion, Some(weight)) => drop(file.weights.insert(criterion, weight)),
        _ => {}
    }
    file
}

impl Screen for WhatIf {
    fn context(&self) -> Context {
        if self.typing { Context::Number } else { Context::Try }
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        let Some(interview) = &app.interview else { return Reply::close() };
        match (msg, &mut self.what) {
            (Msg::Do(action), _) => return self.act(interview, *action),
            (Msg::Type(request), What::Answer(trial)) => {
                trial.field.handle(*request);
            }
            (Msg::Paste(text), What::Answer(trial)) => paste(&mut trial.field, text),
            _ => return Reply::none(),
        }
        self.follow(interview);
        Reply::none()
    }

    fn refresh(&mut self, app: &App) {
        self.typing = app.interview.as_ref().is_some_and(|interview| self.typed_label(interview).is_some());
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let Some(interview) = &app.interview else { return };
        draw(self, app, interview, frame, area, hits);
    }

    fn is_overlay(&self) -> bool {
        true
    }
}

/// The columns before a row's text.
const INDENT: u16 = 4;
/// From this width on the standings stand beside what is tried.
const BESIDE: u16 = 66;
/// The columns of the window at most.
const MOST_COLUMNS: u16 = 92;

fn draw(screen: &WhatIf, app: &App, interview: &Interview, frame: &mut Frame, area: Rect, hits: &mut Hits) {
    let columns = area.width.saturating_sub(6).min(MOST_COLUMNS);
    let beside = columns >= BESIDE;
    let left_columns = if beside { (columns - 3) * 2 / 5 } else { columns };
    let right_columns = if beside { columns - 3 - left_columns } else { columns };
    let head = head_lines(screen, app, interview, columns as usize);
    let tried = tried_lines(screen, app, interview, left_columns as usize);
    // Beside what is tried there is room for names in full.
    let after = after_lines(screen, app, interview, right_columns as usize, if beside { 2 } else { 1 });
    let n_tried: usize = tried.iter().map(Vec::len).sum();
    let below = if beside { n_tried.max(after.len()) } else { n_tried + 1 + after.len() };
    let inside = window(app, frame, area, "What if", (columns, (head.len() + 1 + below + 2) as u16));
    let put = |frame: &mut Frame, area: Rect, lines: Vec<Line<'static>>| {
        for (row, line) in lines.into_iter().take(area.height as usize).enumerate() {
            frame.render_widget(line, Rect { y: area.y + row as u16, height: 1, ..area });
        }
    };
    let top = (head.len() as u16 + 1).min(inside.height);
    put(frame, inside, head);
    let body = Rect { y: inside.y + top, height: inside.height.saturating_sub(top + 2), ..inside };
    let after_rows = (after.len() as u16).min(body.height / 2);
    let (left, right) = if beside {
        let right = Rect { x: body.x + left_columns + 3, width: right_columns.min(body.width), ..body };
        (Rect { width: left_columns.min(body.width), ..body }, right)
    } else {
        let right = Rect { y: body.bottom() - after_rows, height: after_rows, ..body };
        (Rect { height: body.height.saturating_sub(after_rows + 1), ..body }, right)
    };
    put(frame, right, after);
    draw_tried(screen, app, interview, frame, left, tried, hits);
    let keys = Rect { y: inside.bottom().saturating_sub(1), height: 1.min(inside.height), ..inside };
    frame.render_widget(footer(screen, app), keys);
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

impl WhatIf {
    /// The columns of the label before the field, where that is selected.
    fn typed_label(&self, interview: &Interview) -> Option<u16> {
        match &self.what {
            What::Answer(trial) if trial.selected(interview) == Row::Typed => {
                Some(width(&rows::label(interview.question(trial.question), Row::Typed)) as u16)
            }
            _ => None,
        }
    }

    /// What would follow for the decision shown.
    fn after(&self) -> Option<&crate::engine::DecisionAdvice> {
        self.tried.as_ref()?.decisions.get(self.decision)
    }
}

/// The rows that may be tried, or the weight.
fn tried_lines(screen: &WhatIf, app: &App, interview: &Interview, columns: usize) -> Vec<Vec<Line<'static>>> {
    match &screen.what {
        What::Answer(trial) => {
            (0..trial.rows(interview).len()).map(|at| row(trial, app, interview, at, columns)).collect()
        }
        What::Weight(criterion, weight) => vec![weight_lines(screen, app, interview, *criterion, *weight, columns)],
    }
}

fn row(trial: &Trial, app: &App, interview: &Interview, at: usize, columns: usize) -> Vec<Line<'static>> {
    let question = interview.question(trial.question);
    let row = trial.rows(interview)[at];
    let present = interview.answer(trial.question).map(|a| &a.value);
    let is_selected = at == trial.row;
    let is_present = present.is_some_and(|value| rows::holds(question, row, value));
    let several = matches!(question.kind, QuestionKind::Several { .. }) && matches!(row, Row::Choice(_));
    let is_marked = rows::choice_id(question, row).is_some_and(|id| trial.marked.contains(&id));
    let mark = match (several, several && is_marked || !several && is_present) {
        (true, true) => "■ ",
        (true, false) => "□ ",
        (false, true) => "● ",
        (false, false) => "○ ",
    };
    let style = if is_selected { app.theme.selected } else { app.theme.text };
    // The field itself is drawn over the selected row.
    let typed = if row == Row::Typed && !is_selected { trial.field.value() } else { "" };
    let now = if is_present && !(row == Row::Typed && is_selected) { " (now)" } else { "" };
    let text = format!("{} {typed}{now}", rows::label(question, row));
    let line = |(at, text): (usize, String)| {
        let marker = if is_selected && at == 0 { "› " } else { "  " };
        let mark = if at == 0 { mark } else { "  " };
        Line::from(vec![Span::styled(marker, app.theme.accent), Span::styled(mark, style), Span::styled(text, style)])
    };
    clip(wrap(&text, columns.saturating_sub(INDENT as usize)), 2, columns.saturating_sub(INDENT as usize))
        .into_iter()
        .enumerate()
        .map(line)
        .collect()
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

fn draw_tried(
    screen: &WhatIf,
    app: &App,
    interview: &Interview,
    frame: &mut Frame,
    area: Rect,
    blocks: Vec<Vec<Line<'static>>>,
    hits: &mut Hits,
) {
    let heights: Vec<usize> = blocks.iter().map(Vec::len).collect();
    let selected = match &screen.what {
        What::Answer(trial) => trial.row,
        What::Weight(..) => 0,
    };
    let shown = list::window(&heights, selected, area.height as usize);
    let mut y = area.y;
    for (at, block) in blocks.into_iter().enumerate().skip(shown.start).take(shown.len()) {
        let top = y;
        for line in block {
            if y < area.bottom() {
                frame.render_widget(line, Rect { y, height: 1, ..area });
                y += 1;
            }
        }
        let place = Rect { y: top, height: y - top, ..area };
        if place.is_empty() {
            continue;
        }
        if matches!(screen.what, What::Answer(_)) {
            hits.add(place, Action::Row(at));
        }
        if at == selected {
            frame.set_cursor_position(Position::new(area.x, top));
            if let Some(label) = screen.typed_label(interview) {
                let x = area.x + INDENT + label + 1;
                let field = Rect { x, y: top, width: area.right().saturating_sub(x).min(24), height: 1 };
                if let What::Answer(trial) = &screen.what {
                    input_line(app, frame, field, &trial.field);
                }
            }
        }
    }
}

/// The keys, which lie over those of the screen below.
fn footer(screen: &WhatIf, app: &App) -> Line<'static> {
    let keys: &[(&str, &str)] = match screen.what {
        What::Answer(_) => &[("Enter", "keep"), ("Esc", "put back"), ("↑ ↓", "try another")],
        What::Weight(..) => &[("Enter", "keep"), ("Esc", "put back"), ("← →", "less, more")],
    };
    let spans = keys.iter().flat_map(|(key, what)| {
        [Span::styled(*key, app.theme.key), Span::styled(format!(" {what}   "), app.theme.quiet)]
    });
    Line::from(spans.collect::<Vec<_>>())
}
