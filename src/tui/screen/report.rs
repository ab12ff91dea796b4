//! The report on a decision, in tabs: what is recommended and why, what speaks against it, and what would change it.
//!
//! Its own state is where the person is. What it shows is made anew from the interview after every message: one value that
//! reports on paper are made from too.

mod change;
mod find;
mod map;
mod outcome;
pub mod page;
mod reasons;
pub(super) mod record;
mod risks;
mod robust;
mod rules;
mod tabs;
mod why_not;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::page::{Page, Target};
use self::tabs::{TAB_ROWS, TABS, Tab};
use super::field::{Field, Purpose};
use super::review::ReviewScreen;
use super::what_if::WhatIf;
use super::{Go, Reply, Screen};
use crate::engine::Axis;
use crate::model::{DecisionId, OptionIdx, Override};
use crate::report::{DecisionReport, build_decision};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::interview::Interview;
use crate::tui::state::message::{Blank, Effect, Msg};
use crate::tui::state::worked::{Found, Mapped};
use crate::tui::widget::frame::{Keys, MARGIN, Title, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::paste;
use crate::tui::widget::sheet::{At, GUTTER, Sheet, with_gutter};

/// The screen.
pub struct ReportScreen {
    tab: Tab,
    /// The position of the decision reported on.
    decision: usize,
    places: [At; TABS.len()],
    /// What the person has unfolded.
    unfolded: Vec<Target>,
    /// The option compared with; absent: the runner-up.
    rival: Option<OptionIdx>,
    rules: rules::Listing,
    find: find::Find,
    record: record::Record,
    /// What was asked to be written, which stays selected when the page changes around it.
    asked_for: Option<Target>,
    axes: Option<(Axis, Axis)>,
    cursor: map::Cursor,
    report: Option<DecisionReport>,
}

impl ReportScreen {
    /// The report on a decision; on the first one where none is named.
    pub fn new(app: &App, decision: Option<&DecisionId>) -> Self {
        let decisions = app.interview.iter().flat_map(|interview| &interview.advice.decisions);
        let mut screen = Self {
            tab: Tab::Outcome,
            decision: decisions.map(|d| &d.decision).position(|id| Some(id) == decision).unwrap_or(0),
            places: [At::default(); TABS.len()],
            unfolded: Vec::new(),
            rival: None,
            rules: rules::Listing::default(),
            find: find::Find::default(),
            record: record::Record::default(),
            asked_for: None,
            axes: None,
            cursor: map::Cursor::default(),
            report: None,
        };
        screen.refresh(app);
        screen
    }

    /// The report on a decision, at what would change it.
    pub fn at_changes(app: &App, decision: Option<&DecisionId>) -> Self {
        let mut screen = Self { tab: Tab::Change, ..Self::new(app, decision) };
        screen.refresh(app);
        screen
    }

    fn at(&mut self) -> &mut At {
        &mut self.places[self.tab.position()]
    }

    fn page<'a>(&'a self, app: &'a App, interview: &'a Interview, width: u16) -> Option<Page<'a>> {
        let (base, advice) = interview.decision(self.decision)?;
        let report = self.report.as_ref()?;
        let found = app.insight.analysis(&base.decision.id);
        Some(Page { app, interview, base, advice, report, found, unfolded: &self.unfolded, rival: self.rival, width })
    }

    fn sheet(&self, app: &App, width: u16) -> Option<Sheet<Target>> {
        let page = self.page(app, app.interview.as_ref()?, width)?;
        Some(match self.tab {
            Tab::Outcome => outcome::sheet(&page),
            Tab::Reasons => reasons::sheet(&page),
            Tab::Rules => rules::sheet(&page, &self.rules),
            Tab::WhyNot => why_not::sheet(&page),
            Tab::Risks => risks::sheet(&page),
            Tab::Change => change::sheet(&page),
            Tab::Robust => robust::sheet(&page),
            Tab::Map => map_sheet(&page),
            Tab::Record => record::sheet(&page, &self.record),
        })
    }

    /// The page as it is on the screen: its lines, and the rows there are for them.
    fn shown(&self, app: &App) -> Option<(Sheet<Target>, usize)> {
        let rows = app.size.1.saturating_sub(4 + TAB_ROWS) as usize;
        let width = (app.size.0 + GUTTER).saturating_sub(2 * MARGIN);
        let sheet = self.sheet(app, width)?;
        let rows = sheet.rows(width, rows);
        Some((sheet, rows))
    }

    /// The map shown, where it has been worked out.
    fn mapped<'a>(&self, app: &'a App) -> Option<&'a Mapped> {
        let decision = app.interview.as_ref().and_then(|i| self.decision_id(i))?;
        app.insight.map(&(decision, self.axes)).here()
    }

    /// What a key does on the map; whether it does anything there.
    fn act_on_map(&mut self, app: &App, action: Action) -> bool {
        let Some(Mapped { axes, map: Some(map) }) = self.mapped(app) else { return false };
        let (x, y) = (map.x.0, map.y.0);
        let next = |present: Axis, other: Axis| {
            let at = axes.iter().position(|a| *a == present).map_or(0, |at| at + 1);
            axes.iter().cycle().skip(at).take(axes.len()).copied().find(|a| *a != other && *a != present)
        };
        match action {
            Action::AxisX => self.axes = next(x, y).map(|x| (x, y)).or(self.axes),
            Action::AxisY => self.axes = next(y, x).map(|y| (x, y)).or(self.axes),
            _ => return self.cursor.step(map, action),
        }
        self.cursor = map::Cursor::default();
        true
    }

    fn act(&mut self, app: &mut App, action: Action) -> Reply {
        if self.tab == Tab::Map && self.act_on_map(app, action) {
            return Reply::none();
        }
        let Some((sheet, rows)) = self.shown(app) else { return Reply::close() };
        let before = *self.at();
        if let Action::Row(stop) = action
            && stop == before.stop
        {
            return self.act(app, Action::Accept);
        }
        if sheet.step(self.at(), rows, action) {
            self.asked_for = None;
            if self.at().stop != before.stop {
                sheet.reveal(self.at(), rows);
            }
            return Reply::none();
        }
        let target = sheet.target(before).cloned();
        self.asked_for = None;
        match action {
            Action::Digit(digit) => return self.go_to_tab(usize::from(digit).wrapping_sub(1)),
            Action::Forward => return self.go_to_tab((self.tab.position() + 1) % TABS.len()),
            Action::Back => return self.go_to_tab((self.tab.position() + TABS.len() - 1) % TABS.len()),
            Action::NextDecision => self.next_decision(app),
            Action::Rival => self.next_rival(app),
            Action::Cycle | Action::Filter if self.tab == Tab::Rules => self.rules.act(action),
            Action::Filter => self.find.begin(),
            Action::Close if self.rules.is_filtered() && self.tab == Tab::Rules => self.rules.clear(),
            Action::Close if self.find.is_active() => self.find.clear(),
            Action::Close => return Reply::close(),
            Action::Accept => return self.accept(app, target),
            Action::Toggle => target.into_iter().for_each(|target| self.toggle(target)),
            Action::Write if self.tab != Tab::Record => self.tab = Tab::Record,
            Action::Write => return self.write(app),
            Action::CopyThis if self.tab == Tab::Record => {
                let text = self.record.text().unwrap_or_default().to_owned();
                return copied(app, text);
            }
            Action::CopyThis => return copy(app, &sheet, before),
            Action::Review => return review(app),
            _ => {}
        }
        self.settle(app);
        Reply::none()
    }

    /// To the next cell of the map that says what is looked for; nothing where there is no map.
    fn find_on_map(&mut self, app: &App) -> Option<bool> {
        let Mapped { map: Some(map), .. } = self.mapped(app).filter(|_| self.tab == Tab::Map)? else { return None };
        let page = self.page(app, app.interview.as_ref()?, app.size.0)?;
        let mut cursor = self.cursor;
        let found = !self.find.is_active() || cursor.find(map, |cell| self.find.is_in(&map::words(&page, map, cell)));
        self.cursor = cursor;
        self.find.end();
        Some(found)
    }

    /// To the next line that holds what is looked for.
    fn find_next(&mut self, app: &mut App) -> Reply {
        let mut at = *self.at();
        let found = match self.find_on_map(app) {
            Some(found) => found,
            None => self.shown(app).is_none_or(|(sheet, rows)| self.find.take(&sheet, &mut at, rows)),
        };
        *self.at() = at;
        if !found {
            app.notice = Some(Notice::fine("nothing on this page contains that"));
        }
        Reply::none()
    }

    /// To a tab as it was left: the first time at its top, wherever its first stop is.
    fn go_to_tab(&mut self, position: usize) -> Reply {
        if let Some((tab, _)) = TABS.get(position) {
            self.tab = *tab;
        }
        Reply::none()
    }

    fn next_decision(&mut self, app: &mut App) {
        let n_decisions = app.interview.as_ref().map_or(0, |i| i.advice.decisions.len());
        if n_decisions < 2 {
            app.notice = Some(Notice::fine("there is one decision only"));
            return;
        }
        self.decision = (self.decision + 1) % n_decisions;
        self.places = [At::default(); TABS.len()];
        self.unfolded.clear();
        self.rival = None;
        self.axes = None;
        self.cursor = map::Cursor::default();
        self.refresh(app);
    }

    /// Compares with the next option that is not the winner.
    fn next_rival(&mut self, app: &App) {
        let Some((_, advice)) = app.interview.as_ref().and_then(|i| i.decision(self.decision)) else { return };
        let others: Vec<OptionIdx> =
            advice.standings.iter().map(|s| s.option).filter(|o| Some(*o) != advice.winner).collect();
        let present = self.rival.or(advice.runner_up);
        let at = others.iter().position(|o| Some(*o) == present).map_or(0, |at| at + 1);
        self.rival = others.get(at % others.len().max(1)).copied();
    }

    fn toggle(&mut self, target: Target) {
        match self.unfolded.iter().position(|t| *t == target) {
            Some(at) => {
                self.unfolded.remove(at);
            }
            None => self.unfolded.push(target),
        }
    }

    /// Keeps the selected stop in sight after the page has changed.
    fn settle(&mut self, app: &App) {
        if let Some((sheet, rows)) = self.shown(app) {
            sheet.reveal(self.at(), rows);
        }
    }

    fn accept(&mut self, app: &mut App, target: Option<Target>) -> Reply {
        let Some(interview) = &app.interview else { return Reply::none() };
        match target {
            Some(Target::Choose(option)) => {
                let Some((base, advice)) = interview.decision(self.decision) else { return Reply::none() };
                let own = interview.file.overrides.iter().find(|o| o.decision == base.decision.id);
                if advice.winner == Some(option) {
                    return match own {
                        Some(_) => self.choose(interview, None),
                        None => {
                            app.notice = Some(Notice::fine("this is the option recommended"));
                            Reply::none()
                        }
                    };
                }
                let id = &base.options[option.get()].id;
                let because = own.filter(|o| o.option == *id).map_or("", |o| o.because.as_str());
                Reply::to(Field::new(Purpose::Blank(Blank::Override(id.clone())), because))
            }
            Some(Target::Blank(part)) => {
                let text = self.record.part(app, &part);
                Reply::to(Field::new(Purpose::Blank(part), &text))
            }
            Some(Target::Status) => {
                self.record.next_status();
                Reply::none()
            }
            Some(Target::Profile) => {
                self.record.next_profile();
                Reply::none()
            }
            Some(Target::Supersede) => {
                self.record.next_supersede();
                Reply::none()
            }
            Some(Target::Answers) => record::keep_answers(app).map_or_else(Reply::none, Reply::effect),
            Some(Target::Write) => self.write(app),
            Some(Target::WriteAll) => {
                self.asked_for = Some(Target::WriteAll);
                Reply { effects: self.record.write_all(app), go: None }
            }
            Some(Target::Criterion(criterion)) => match WhatIf::weight(interview, self.decision, criterion) {
                Some(what_if) => Reply::to(what_if),
                None => Reply::none(),
            },
            Some(Target::Question(question, suggested)) => {
                Reply::to(WhatIf::question(interview, self.decision, question, suggested.as_ref()))
            }
            Some(target) => {
                self.toggle(target);
                self.settle(app);
                Reply::none()
            }
            None => Reply::none(),
        }
    }

    fn write(&mut self, app: &mut App) -> Reply {
        self.asked_for = Some(Target::Write);
        Reply { effects: self.record.write(app), go: None }
    }

    /// Chooses an option against the recommendation, or takes that back.
    fn choose(&self, interview: &Interview, chosen: Option<(crate::model::OptionId, String)>) -> Reply {
        let Some(decision) = self.decision_id(interview) else { return Reply::none() };
        let own = chosen.map(|(option, because)| Override { decision: decision.clone(), option, because });
        Reply::effect(Effect::Change(Change::Override(decision, own)))
    }

    fn decision_id(&self, interview: &Interview) -> Option<DecisionId> {
        interview.advice.decisions.get(self.decision).map(|d| d.decision.clone())
    }
}

impl ReportScreen {
    /// The keys in force, with what Enter does to what is selected.
    fn keys(&self, app: &App) -> Keys {
        let target = self.shown(app).and_then(|(sheet, _)| sheet.target(self.places[self.tab.position()]).cloned());
        let does = target.as_ref().map_or("", |target| target.accepting(self.winner(app)));
        let unfolds_too = matches!(target, Some(Target::Criterion(_))) && self.tab == Tab::Reasons;
        let keys = Keys::from(self.context()).with(Action::Accept, does);
        let keys = keys.with(Action::Toggle, if unfolds_too { "unfold" } else { "" });
        match self.tab {
            Tab::Rules => keys.with(Action::Filter, "filter").with(Action::Cycle, "show"),
            Tab::Record => keys.with(Action::CopyThis, "copy"),
            _ => keys,
        }
    }

    fn winner(&self, app: &App) -> Option<OptionIdx> {
        app.interview.as_ref()?.decision(self.decision)?.1.winner
    }
}

/// What the first tab says of a decision, to stand beside something else.
pub(super) fn result(app: &App, interview: &Interview, report: &DecisionReport, width: u16) -> Option<Sheet<Target>> {
    let decision = interview.advice.decisions.iter().position(|made| made.decision == report.decision)?;
    let (base, advice) = interview.decision(decision)?;
    let found = app.insight.analysis(&base.decision.id);
    Some(outcome::sheet(&Page { app, interview, base, advice, report, found, unfolded: &[], rival: None, width }))
}

/// The list of questions, at the first one without an answer.
fn review(app: &App) -> Reply {
    let Some(interview) = &app.interview else { return Reply::none() };
    let first = interview.asked().find(|q| interview.is_open(*q));
    Reply::to(ReviewScreen::new(app, interview, first.unwrap_or(crate::model::QuestionIdx(0))))
}

/// What stands in the map's place while there is none.
fn map_sheet(page: &Page) -> Sheet<Target> {
    let mut pen = page.pen();
    let key = (page.base.decision.id.clone(), None);
    match page.app.insight.map(&key) {
        Found::Here(_) => pen.say("There are not two questions or traits that move this decision.", pen.theme.text),
        Found::Working | Found::NotAsked => pen.say("Being worked out …", pen.theme.quiet),
    }
    pen.done()
}

/// Copies the selected stop; the whole page where there is none.
fn copy(app: &mut App, sheet: &Sheet<Target>, at: At) -> Reply {
    let lines = match sheet.stops.get(at.stop) {
        Some(stop) => &sheet.lines[stop.first..stop.first + stop.n_lines],
        None => &sheet.lines[..],
    };
    let text: Vec<String> = lines.iter().map(|line| line.to_string().trim_end().to_owned()).collect();
    copied(app, text.join("\n"))
}

fn copied(app: &mut App, text: String) -> Reply {
    app.notice = Some(Notice::fine("sent to the terminal, for its clipboard"));
    Reply::effect(Effect::Copy(text))
}

impl Screen for ReportScreen {
    fn context(&self) -> Context {
        match self.tab {
            Tab::Rules if self.rules.is_typing() => Context::Field,
            _ if self.find.is_typing() => Context::Field,
            Tab::Map => Context::Map,
            _ => Context::Report,
        }
    }

    fn decision(&self, app: &App) -> Option<DecisionId> {
        self.decision_id(app.interview.as_ref()?)
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action @ (Action::Accept | Action::Close)) if self.rules.is_typing() => {
                self.rules.act(*action);
                self.settle(app);
                Reply::none()
            }
            Msg::Do(Action::Accept) if self.find.is_typing() => self.find_next(app),
            Msg::Do(Action::Close) if self.find.is_typing() => {
                self.find.clear();
                Reply::none()
            }
            Msg::Type(request) if self.find.is_typing() => {
                self.find.typed(*request);
                Reply::none()
            }
            Msg::Paste(text) if self.find.is_typing() => {
                self.find.pasted(text);
                Reply::none()
            }
            Msg::Do(action) => self.act(app, *action),
            Msg::Type(request) => {
                self.rules.filter.handle(*request);
                *self.at() = At::default();
                Reply::none()
            }
            Msg::Paste(text) if self.rules.is_typing() => {
                paste(&mut self.rules.filter, text);
                Reply::none()
            }
            Msg::Typed(Blank::Override(option), because) => {
                let Some(interview) = &app.interview else { return Reply::none() };
                let because = because.trim();
                self.choose(interview, (!because.is_empty()).then(|| (option.clone(), because.to_owned())))
            }
            Msg::Typed(part, text) => {
                if let Some(decision) = app.interview.as_ref().and_then(|i| self.decision_id(i)) {
                    self.record.typed(app, &decision, part, text.trim());
                }
                Reply::none()
            }
            Msg::Written(result) => {
                self.record.written(app, result);
                Reply::none()
            }
            Msg::GoTo(question) => Reply { go: Some(Go::CloseWith(Msg::GoTo(*question))), ..Reply::default() },
            _ => Reply::none(),
        }
    }

    fn refresh(&mut self, app: &App) {
        let Some(interview) = &app.interview else { return };
        self.decision = self.decision.min(interview.advice.decisions.len().saturating_sub(1));
        let Some((_, advice)) = interview.decision(self.decision) else { return };
        if self.rival == advice.winner {
            self.rival = None;
        }
        let analysis = app.insight.analysis(&advice.decision).here().and_then(Option::as_deref);
        let outlook = interview.outlook(advice);
        self.report = build_decision(&interview.subject, advice, outlook, &interview.file, analysis);
        if self.tab == Tab::Record {
            let decision = advice.decision.clone();
            self.record.follow(app, &decision);
        }
        if let Some((sheet, rows)) = self.shown(app) {
            if self.tab == Tab::Record
                && let Some(stop) = sheet.stops.iter().position(|stop| Some(&stop.target) == self.asked_for.as_ref())
            {
                self.at().stop = stop;
            }
            sheet.keep(self.at(), rows);
        }
    }

    fn needs(&mut self, app: &mut App) -> Vec<Effect> {
        let Some(interview) = &app.interview else { return Vec::new() };
        let stop = app.insight.follow(interview);
        // The analysis is begun with the report, so that it is there when its tabs are.
        let analysis = self.decision_id(interview).and_then(|id| app.insight.ask_analysis(interview, &id));
        let rooms = app.insight.ask_rooms(interview);
        let key = self.decision_id(interview).filter(|_| self.tab == Tab::Map).map(|id| (id, self.axes));
        let map = key.and_then(|key| app.insight.ask_map(interview, &key));
        let material = if self.tab == Tab::Record { app.ask_material() } else { None };
        stop.into_iter().chain(analysis).chain(rooms).chain(map).chain(material).collect()
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let Some(interview) = &app.interview else { return };
        let n_decisions = interview.advice.decisions.len();
        let title = Title {
            left: interview.file.system.clone().unwrap_or_else(|| "Unnamed system".to_owned()),
            about: self.report.as_ref().map_or(String::new(), |r| r.title.clone()),
            right: if n_decisions > 1 {
                format!("decision {} of {n_decisions}", self.decision + 1)
            } else {
                String::new()
            },
        };
        let body = page(app, frame, area, hits, &title, self.keys(app));
        tabs::draw(app, frame, Rect { height: TAB_ROWS, ..body }, area, self.tab, hits);
        let body = Rect { y: body.y + TAB_ROWS, height: body.height.saturating_sub(TAB_ROWS), ..body };
        if self.tab == Tab::Map
            && let Some(Mapped { map: Some(map), .. }) = self.mapped(app)
            && let Some(page) = self.page(app, interview, body.width)
        {
            map::draw(&page, frame, body, map, self.cursor);
            self.find.draw(app, frame, body);
            return;
        }
        let body = with_gutter(body);
        if let Some(mut sheet) = self.sheet(app, body.width) {
            self.find.mark(&mut sheet);
            sheet.draw(&app.theme, frame, body, self.places[self.tab.position()], hits);
        }
        if self.tab == Tab::Rules {
            self.rules.draw_field(app, frame, body);
        }
        self.find.draw(app, frame, body);
    }
}
