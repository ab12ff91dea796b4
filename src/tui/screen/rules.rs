//! All rules of a decision: which fire, which may fire, which cannot, and why; with the way to each of them in the editor.
//!
//! Follows the files: where one changes, the rules are read anew, and what the edit changed is said. Without an interview the
//! rules are shown as they are.

mod news;
mod numbers;
mod show;

use std::path::PathBuf;
use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::Input;

use self::numbers::{say_repairs, write_slack};
use self::show::Show;
use super::findings::FindingsScreen;
use super::{Reply, Screen};
use crate::audit::tune::Tuned;
use crate::diagnostic::Severity;
use crate::diagnostic::render::counted;
use crate::engine::RuleReading;
use crate::engine::situation::Situation;
use crate::model::{DecisionId, Effect as RuleEffect, RuleBase, RuleId, RuleIdx, Subject};
use crate::report::condition_parts;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::message::{Effect, Msg};
use crate::tui::state::worked::Found;
use crate::tui::widget::frame::{MARGIN, Title, from_row, page, put_lines};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::{input_line, paste};
use crate::tui::widget::rule_entry::{Rules, details, entry};
use crate::tui::widget::sheet::{At, GUTTER, Pen, Sheet, column, with_gutter};

/// The most columns that a line of text takes.
const MAX_COLUMNS: u16 = 104;

/// The screen.
pub struct RulesScreen {
    /// The position among all decisions.
    decision: usize,
    at: At,
    /// The rows of the list when it was last looked at.
    rows: usize,
    unfolded: Vec<RuleId>,
    filter: Input,
    is_typing: bool,
    show: Show,
    /// The rules last seen, to say what an edit changed.
    seen: Vec<Arc<Subject>>,
    /// What the last edit changed, per decision.
    news: Vec<(DecisionId, Vec<String>)>,
}

/// What a page is made from.
struct Shown<'a> {
    base: &'a RuleBase,
    rules: Rules<'a>,
    situation: Option<Arc<Situation>>,
    tuned: &'a Found<Arc<Tuned>>,
}

impl RulesScreen {
    /// The rules of a decision; of the first one where none is named.
    pub fn new(app: &App, decision: Option<&DecisionId>) -> Self {
        let is_it = |(subject, base): &(Arc<Subject>, usize)| Some(&subject.rule_bases[*base].decision.id) == decision;
        Self {
            decision: Self::decisions(app).iter().position(is_it).unwrap_or(0),
            at: At::default(),
            rows: 0,
            unfolded: Vec::new(),
            filter: Input::default(),
            is_typing: false,
            show: Show::All,
            seen: subjects(app),
            news: Vec::new(),
        }
    }

    fn decisions(app: &App) -> Vec<(Arc<Subject>, usize)> {
        let all = subjects(app);
        all.iter().flat_map(|s| (0..s.rule_bases.len()).map(|base| (Arc::clone(s), base))).collect()
    }

    fn sheet(&self, app: &App, width: u16) -> Option<Sheet<RuleIdx>> {
        let decisions = Self::decisions(app);
        let (subject, position) = decisions.get(self.decision)?;
        let base = &subject.rule_bases[*position];
        let interview = app.interview.as_ref().filter(|i| Arc::ptr_eq(&i.subject, subject));
        let advice = interview.and_then(|i| i.advice.decision(base.decision.id.as_str()));
        let situation = interview.and_then(|i| i.advisor().situation(&i.file, base.decision.id.as_str()));
        let tuned = app.tuning.of(subject, &base.decision.id);
        let shown = Shown { base, rules: Rules { base, advice }, situation, tuned };
        Some(self.write(app, &shown, width))
    }

    fn write(&self, app: &App, shown: &Shown, width: u16) -> Sheet<RuleIdx> {
        let mut pen = Pen::new(&app.theme, column(width, MAX_COLUMNS));
        let theme = pen.theme;
        let all = (0..shown.base.rules.len()).map(RuleIdx::from);
        let listed: Vec<RuleIdx> = all.filter(|rule| self.is_listed(&shown.rules, *rule)).collect();
        let (_, words) = Show::ALL[self.show.position()];
        let filter = match self.filter.value().trim() {
            "" => String::new(),
            text => format!(" with \"{text}\""),
        };
        pen.say(&format!("{} of {} {words}{filter}", listed.len(), shown.base.rules.len()), theme.strong);
        if shown.rules.advice.is_some() {
            let legend = [("● fires   ", theme.good), ("◐ may fire   ", theme.warn), ("○ cannot fire", theme.quiet)];
            pen.line(Line::from(legend.map(|(text, style)| Span::styled(text, style)).to_vec()));
            shown.rules.lead_note().iter().for_each(|note| pen.say(note, theme.quiet));
        } else {
            pen.say("Whether a rule fires is shown once questions are answered.", theme.quiet);
        }
        pen.blank();
        if listed.is_empty() {
            let filter = if self.filter.value().is_empty() { "" } else { ", Esc takes the filter away" };
            pen.say(&format!("There is none: f shows others{filter}."), theme.text);
        }
        for rule in listed {
            pen.stop(rule, |pen| {
                entry(&shown.rules, pen, rule);
                if self.unfolded.contains(&shown.base.rules[rule.get()].id) {
                    write_why(app, shown, pen, rule);
                    details(&shown.rules, pen, rule);
                    write_slack(shown.base, shown.tuned, pen, rule);
                    write_place(app, shown, pen, rule);
                }
            });
        }
        pen.done()
    }

    /// What stands above the list and does not scroll with it, so that it is in sight after an edit wherever the list is: errors of
    /// the files, what the last edit changed, and what makes failing scenarios pass; at most half the rows.
    fn pinned(&self, app: &App, width: u16, rows: usize) -> Vec<Line<'static>> {
        let mut pen: Pen<()> = Pen::new(&app.theme, width.min(MAX_COLUMNS));
        let theme = pen.theme;
        let n_errors = app.library.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        if n_errors > 0 {
            let n_errors = counted(n_errors, "error");
            pen.say(
                &format!("The files have {n_errors}; these are the last good rules. ! shows what is wrong."),
                theme.bad,
            );
        }
        if let Some(news) = self.news_here(app) {
            pen.line(Line::from(vec![
                Span::styled("What the last edit changed", theme.strong),
                Span::styled("  Esc hides it", theme.quiet),
            ]));
            news.iter().for_each(|text| pen.point(text, theme.text));
        }
        if let Some((subject, base)) = Self::decisions(app).get(self.decision) {
            let base = &subject.rule_bases[*base];
            if let Found::Here(tuned) = app.tuning.of(subject, &base.decision.id) {
                say_repairs(app, base, tuned, &mut pen);
            }
        }
        let mut lines = pen.done().lines;
        let room = (rows / 2).max(1);
        if lines.len() > room {
            let n_more = lines.len() + 1 - room;
            lines.truncate(room - 1);
            lines.push(Line::styled(format!("… and {}", counted(n_more, "more line")), app.theme.quiet));
        }
        if !lines.is_empty() && lines.len() < rows {
            lines.push(Line::default());
        }
        lines
    }

    fn news_here(&self, app: &App) -> Option<&Vec<String>> {
        let decisions = Self::decisions(app);
        let (subject, base) = decisions.get(self.decision)?;
        let id = &subject.rule_bases[*base].decision.id;
        self.news.iter().find(|(of, _)| of == id).map(|(_, news)| news)
    }

    fn is_listed(&self, rules: &Rules, rule: RuleIdx) -> bool {
        let reading = rules.reading(rule);
        let shown = match self.show {
            Show::All => true,
            Show::Firing => reading == Some(RuleReading::Holds),
            Show::Perhaps => matches!(reading, Some(RuleReading::Perhaps(_))),
            Show::Cannot => reading == Some(RuleReading::CannotHold),
            Show::WithoutPoints => !matches!(rules.base.rules[rule.get()].effect, RuleEffect::Points { .. }),
        };
        shown && rules.text(rule).contains(&self.filter.value().trim().to_lowercase())
    }

    fn shown(&self, app: &App) -> Option<(Sheet<RuleIdx>, usize)> {
        let width = (app.size.0 + GUTTER).saturating_sub(2 * MARGIN);
        let rows = app.size.1.saturating_sub(4) as usize;
        let n_pinned = self.pinned(app, width, rows).len();
        let sheet = self.sheet(app, width)?;
        let rows = sheet.rows(width, rows - n_pinned.min(rows));
        Some((sheet, rows))
    }

    fn act(&mut self, app: &mut App, action: Action) -> Reply {
        let Some((sheet, rows)) = self.shown(app) else { return Reply::close() };
        let before = self.at;
        if self.is_typing {
            match action {
                Action::Close => self.clear_filter(),
                Action::Accept => self.is_typing = false,
                _ => {}
            }
            return Reply::none();
        }
        if action == Action::Row(before.stop) {
            return self.act(app, Action::Toggle);
        }
        if sheet.step(&mut self.at, rows, action) {
            if self.at.stop != before.stop {
                sheet.reveal(&mut self.at, rows);
            }
            return Reply::none();
        }
        let selected = sheet.target(before).copied();
        match action {
            Action::Close if self.news_here(app).is_some() => self.news.clear(),
            Action::Close if !self.filter.value().is_empty() => self.clear_filter(),
            Action::Close => return Reply::close(),
            Action::Filter => self.is_typing = true,
            Action::Cycle => {
                self.show = Show::ALL[(self.show.position() + 1) % Show::ALL.len()].0;
                self.at = At::default();
            }
            Action::NextDecision => {
                self.decision = (self.decision + 1) % Self::decisions(app).len().max(1);
                self.at = At::default();
            }
            Action::Toggle => self.toggle(app, selected),
            Action::Editor => return edit(app, self.place(app, selected)),
            Action::CopyThis => return copy(app, &sheet, before),
            Action::Findings => return Reply::to(FindingsScreen::default()),
            _ => {}
        }
        if let Some((sheet, rows)) = self.shown(app) {
            sheet.reveal(&mut self.at, rows);
        }
        Reply::none()
    }

    fn clear_filter(&mut self) {
        self.filter.reset();
        self.is_typing = false;
    }

    fn toggle(&mut self, app: &App, rule: Option<RuleIdx>) {
        let decisions = Self::decisions(app);
        let Some((rule, (subject, base))) = rule.zip(decisions.get(self.decision)) else { return };
        let id = &subject.rule_bases[*base].rules[rule.get()].id;
        match self.unfolded.iter().position(|unfolded| unfolded == id) {
            Some(at) => drop(self.unfolded.remove(at)),
            None => self.unfolded.push(id.clone()),
        }
    }

    /// The file and line of a rule; no file for a built-in one.
    fn place(&self, app: &App, rule: Option<RuleIdx>) -> Option<(Option<PathBuf>, usize)> {
        let decisions = Self::decisions(app);
        let (subject, base) = decisions.get(self.decision)?;
        let place = &subject.rule_bases[*base].rules[rule?.get()].place;
        let source = app.library.sources.0.get(place.file.0 as usize)?;
        Some((source.path.clone(), source.position(place.span.start).line))
    }
}

/// What is read: the subject of the interview, or everything.
fn subjects(app: &App) -> Vec<Arc<Subject>> {
    match &app.interview {
        Some(interview) => vec![Arc::clone(&interview.subject)],
        None => app.library.subjects.clone(),
    }
}

fn edit(app: &mut App, place: Option<(Option<PathBuf>, usize)>) -> Reply {
    match place {
        Some((Some(path), line)) => Reply::effect(Effect::Edit { path, line }),
        Some((None, _)) => {
            let text = "this rule is built in; put its rule base under archfit/rules to change it";
            app.notice = Some(Notice::fine(text));
            Reply::none()
        }
        None => Reply::none(),
    }
}

fn copy(app: &mut App, sheet: &Sheet<RuleIdx>, at: At) -> Reply {
    let Some(stop) = sheet.stops.get(at.stop) else { return Reply::none() };
    let lines = &sheet.lines[stop.first..stop.first + stop.n_lines];
    let text: Vec<String> = lines.iter().map(|line| line.to_string().trim_end().to_owned()).collect();
    app.notice = Some(Notice::fine("sent to the terminal, for its clipboard"));
    Reply::effect(Effect::Copy(text.join("\n")))
}

/// Every comparison of the condition with what the answers say.
fn write_why(app: &App, shown: &Shown, pen: &mut Pen<RuleIdx>, rule: RuleIdx) {
    let (Some(interview), Some(situation)) = (&app.interview, &shown.situation) else { return };
    let theme = pen.theme;
    for part in condition_parts(situation, &interview.advice, &shown.base.rules[rule.get()].when.expr) {
        let fails = part.reading == Some(RuleReading::CannotHold);
        let (mark, style) = match part.reading {
            Some(RuleReading::Holds) => ("✓", theme.good),
            Some(RuleReading::Perhaps(_)) | None => ("?", theme.warn),
            Some(RuleReading::CannotHold) => ("✗", theme.bad),
        };
        let now = part.now.map_or_else(String::new, |now| format!(", and it is {now}"));
        let now = if fails { now.replace(", and", ", but") } else { now };
        let indent = 2 + 2 * part.depth;
        pen.hang(
            Span::styled(format!("{}{mark}", " ".repeat(indent)), style),
            indent + 2,
            &format!("{}{now}", part.text),
            if fails { theme.text } else { theme.quiet },
        );
    }
}

fn write_place(app: &App, shown: &Shown, pen: &mut Pen<RuleIdx>, rule: RuleIdx) {
    let place = &shown.base.rules[rule.get()].place;
    let Some(source) = app.library.sources.0.get(place.file.0 as usize) else { return };
    let built_in = if source.path.is_none() { " (built in)" } else { "" };
    let text = format!("{}:{}{built_in}", source.name, source.position(place.span.start).line);
    pen.hang(Span::styled("  Stands in", pen.theme.quiet), 15, &text, pen.theme.quiet);
    pen.blank();
}

impl Screen for RulesScreen {
    fn context(&self) -> Context {
        if self.is_typing { Context::Field } else { Context::Rules }
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => return self.act(app, *action),
            Msg::Type(request) => {
                self.filter.handle(*request);
                self.at = At::default();
            }
            Msg::Paste(text) if self.is_typing => paste(&mut self.filter, text),
            _ => {}
        }
        Reply::none()
    }

    fn refresh(&mut self, app: &App) {
        let present = subjects(app);
        let is_same = |a: &Arc<Subject>, b: &Arc<Subject>| Arc::ptr_eq(a, b);
        let changed = present.len() != self.seen.len() || !present.iter().zip(&self.seen).all(|(a, b)| is_same(a, b));
        if changed {
            self.news = news::all(app, &self.seen, &present);
            self.seen = present;
        }
        self.decision = self.decision.min(Self::decisions(app).len().saturating_sub(1));
        if let Some((sheet, rows)) = self.shown(app) {
            // What comes to stand above the list takes rows from it, and not the selected rule out of sight.
            if std::mem::replace(&mut self.rows, rows) > rows {
                sheet.reveal(&mut self.at, rows);
            }
            sheet.keep(&mut self.at, rows);
        }
    }

    fn watches_files(&self) -> bool {
        true
    }

    fn needs(&mut self, app: &mut App) -> Vec<Effect> {
        let decisions = Self::decisions(app);
        let Some((subject, base)) = decisions.get(self.decision) else { return Vec::new() };
        app.tuning.ask(subject, &subject.rule_bases[*base]).into_iter().collect()
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let decisions = Self::decisions(app);
        let about = decisions.get(self.decision).map(|(s, base)| s.rule_bases[*base].decision.title.clone());
        let title = Title {
            left: "Rules".to_owned(),
            about: about.unwrap_or_default(),
            right: format!("decision {} of {}", self.decision + 1, decisions.len()),
        };
        let body = page(app, frame, area, hits, &title, self.context());
        let pinned = self.pinned(app, with_gutter(body).width, body.height as usize);
        let n_pinned = put_lines(frame, body, pinned);
        let body = from_row(body, body.y + n_pinned);
        match self.sheet(app, with_gutter(body).width) {
            Some(sheet) => sheet.draw(&app.theme, frame, with_gutter(body), self.at, hits),
            None => frame.render_widget(Line::styled("There are no rules.", app.theme.quiet), body),
        }
        if self.is_typing && body.height > 0 {
            frame.render_widget(Line::raw(" ".repeat(body.width as usize)), Rect { height: 1, ..body });
            frame.render_widget(Line::styled("Filter  ", app.theme.quiet), Rect { height: 1, ..body });
            let field = Rect { x: body.x + 8, width: body.width.saturating_sub(8).min(40), height: 1, ..body };
            input_line(app, frame, field, &self.filter);
        }
    }
}
