//! The first page: for each decision the answer, why, the price, what would change it, and how firm it is. What an interview ends on,
//! and what everything written begins with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::field::{Field, Purpose};
use super::priorities::PrioritiesScreen;
use super::report::record::Record;
use super::report::{ReportScreen, result};
use super::review::ReviewScreen;
use super::{Go, Reply, Screen};
use crate::adr::Config;
use crate::adr::slug::slug;
use crate::load::Library;
use crate::model::{DecisionId, QuestionIdx};
use crate::report::{DecisionReport, FirstPage, NothingToDecide, build_decision, what_is_open};
use crate::session::Change;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::interview::Interview;
use crate::tui::state::message::{Blank, Effect, Job, Msg};
use crate::tui::state::page::{self, PageRequest, form};
use crate::tui::state::worked::Found;
use crate::tui::widget::frame::{Keys, MARGIN, Title, page, put_lines};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::sheet::{At, GUTTER, Pen, Sheet, with_gutter};

/// The screen.
pub struct FirstScreen {
    reports: Vec<DecisionReport>,
    /// What does not go together, and what does not count.
    warnings: Vec<String>,
    at: At,
    record: Record,
    /// Whether the records are to be written as soon as it is known what they are made from.
    wants_records: bool,
}

/// The widest lines that read well.
const MOST_COLUMNS: u16 = 88;
/// The columns between the page and what the report says first of the selected decision, and how many that needs.
const BETWEEN: u16 = 4;
const LEAST_BESIDE: u16 = 84;
/// The width of lines that are copied.
const COPIED_COLUMNS: usize = 76;

impl FirstScreen {
    /// The first page of an interview.
    pub fn new(interview: &Interview, library: &Library) -> Self {
        Self {
            reports: reports(interview, None),
            warnings: interview.warnings(library),
            at: At::default(),
            record: Record::default(),
            wants_records: false,
        }
    }

    fn sheet(&self, app: &App, width: u16) -> Option<Sheet<usize>> {
        let interview = app.interview.as_ref()?;
        let theme = &app.theme;
        let mut pen = Pen::new(theme, width.min(MOST_COLUMNS));
        for warning in &self.warnings {
            pen.say(&format!("! {warning}"), theme.bad);
            pen.blank();
        }
        let page = FirstPage::new(&self.reports, Vec::new());
        for (at, summary) in page.decisions.iter().enumerate() {
            pen.stop(at, |pen| {
                pen.say(&summary.title, theme.quiet);
                pen.say(&summary.answer, theme.strong);
                let rest: Vec<&str> = summary.sentences().into_iter().skip(1).collect();
                pen.say(&rest.join(" "), theme.text);
            });
            pen.blank();
        }
        let closing = page.note.into_iter().chain([what_is_left(app, interview)]);
        pen.say(&closing.collect::<Vec<_>>().join(" "), theme.quiet);
        for idle in idle(interview) {
            pen.blank();
            pen.say(&idle, theme.quiet);
        }
        if !self.is_analysed(app) {
            pen.say("What would change it is being worked out …", theme.quiet);
        }
        Some(pen.done())
    }

    fn is_analysed(&self, app: &App) -> bool {
        self.reports.iter().all(|report| matches!(app.insight.analysis(&report.decision), Found::Here(_)))
    }

    fn shown(&self, app: &App) -> Option<(Sheet<usize>, usize)> {
        let rows = app.size.1.saturating_sub(4) as usize;
        Some((self.sheet(app, (app.size.0 + GUTTER).saturating_sub(2 * MARGIN))?, rows))
    }

    fn selected(&self) -> Option<&DecisionId> {
        self.reports.get(self.at.stop).map(|report| &report.decision)
    }

    fn act(&mut self, app: &mut App, action: Action) -> Reply {
        let Some((sheet, rows)) = self.shown(app) else { return Reply::close() };
        if let Action::Row(stop) = action
            && stop == self.at.stop
        {
            return self.act(app, Action::Accept);
        }
        if sheet.step(&mut self.at, rows, action) {
            return Reply::none();
        }
        let Some(interview) = &app.interview else { return Reply::close() };
        match action {
            Action::Accept => Reply::to(ReportScreen::new(app, self.selected())),
            Action::Try => Reply::to(ReportScreen::at_changes(app, self.selected())),
            Action::Review => Reply::to(ReviewScreen::new(app, interview, QuestionIdx(0))),
            Action::Priorities => Reply::to(PrioritiesScreen::new(interview, self.at.stop)),
            Action::Forward => Reply { go: Some(Go::CloseWith(Msg::GoOn)), ..Reply::default() },
            Action::Write => self.write_records(app),
            Action::Page => Reply::to(Field::new(Purpose::Blank(Blank::Page), &page_path(interview))),
            Action::CopyThis => self.copy(app),
            Action::Close => Reply::close(),
            _ => Reply::none(),
        }
    }

    fn write_records(&mut self, app: &mut App) -> Reply {
        self.wants_records = app.insight.material().here().is_none();
        if let Some(Err(why)) = app.insight.material().here() {
            app.notice = Some(Notice::bad(why.clone()));
            return Reply::none();
        }
        if self.wants_records {
            app.notice = Some(Notice::fine("the records are being written …"));
            return Reply::none();
        }
        Reply { effects: self.record.write_all(app), go: None }
    }

    fn copy(&self, app: &mut App) -> Reply {
        app.notice = Some(Notice::fine("sent to the terminal, for its clipboard"));
        let page = FirstPage::new(&self.reports, self.warnings.clone()).text(COPIED_COLUMNS);
        let idle = app.interview.as_ref().map(idle).unwrap_or_default();
        Reply::effect(Effect::Copy(std::iter::once(page).chain(idle).collect::<Vec<_>>().join("\n\n")))
    }
}

/// The reports on all decisions, with what was worked out about them.
fn reports(interview: &Interview, app: Option<&App>) -> Vec<DecisionReport> {
    let made = interview.advice.decisions.iter();
    let report = |advice: &crate::engine::DecisionAdvice| {
        let found = app.and_then(|app| app.insight.analysis(&advice.decision).here());
        let analysis = found.and_then(Option::as_deref);
        let outlook = interview.outlook(advice);
        let mut report = build_decision(&interview.subject, advice, outlook, &interview.file, analysis)?;
        let rooms = app.into_iter().flat_map(|app| app.insight.rooms(&advice.decision));
        rooms.for_each(|room| report.grow(room.growth(interview.question(room.question))));
        Some(report)
    };
    made.filter_map(report).collect()
}

/// What has not to be decided, and why.
fn idle(interview: &Interview) -> Vec<String> {
    interview.nothing_to_decide().filter_map(NothingToDecide::new).map(|idle| idle.sentence()).collect()
}

/// How many questions are open, whether they matter, and how to go on with them.
fn what_is_left(app: &App, interview: &Interview) -> String {
    let (n_answered, n_asked) = interview.progress();
    let (n_open, n_matter) = (n_asked - n_answered, interview.n_that_matter());
    let on = app.keymap.key(Context::First, Action::Forward);
    let (open, hardly) =
        (what_is_open(n_open, n_matter), if interview.is_enough() { ", but hardly by a clear lead" } else { "" });
    match (n_open, n_matter) {
        (0, _) => format!("{open}."),
        (_, 0) => format!("{open}; {on} asks what is left all the same."),
        _ => format!("{open}{hardly}; {on} goes on asking."),
    }
}

/// Where the page goes unless the person says otherwise.
fn page_path(interview: &Interview) -> String {
    format!("{}.html", slug(interview.file.system.as_deref().unwrap_or(interview.file.questionnaire.as_str())))
}

/// To the question that an undo or a redo is about.
fn follow(app: &App, moved: Option<&Change>) -> Reply {
    let questionnaire = app.interview.as_ref().map(|interview| &interview.subject.questionnaire);
    let question = moved.and_then(Change::question).zip(questionnaire);
    let question = question.and_then(|(id, questionnaire)| questionnaire.question_idx(id.as_str()));
    Reply { go: question.map(|question| Go::CloseWith(Msg::GoTo(question))), ..Reply::default() }
}

/// Who decides in the project, as it is configured.
fn deciders(app: &App) -> Option<String> {
    let deciders = Config::find(&app.project).ok()?.adr.deciders;
    (!deciders.is_empty()).then(|| deciders.join(", "))
}

/// Writes the page in the background.
pub fn write_page(app: &mut App, path: &Path) -> Reply {
    let Some(interview) = &app.interview else { return Reply::none() };
    if let Err(why) = form(path) {
        app.notice = Some(Notice::bad(why));
        return Reply::none();
    }
    let path = app.project.join(path);
    let request = PageRequest {
        advisor: interview.advisor(),
        file: interview.file.clone(),
        observations: Arc::clone(interview.observations()),
        answers: interview.path.clone(),
        library: app.library.clone(),
        today: app.today,
        author: deciders(app),
        is_ours: app.pages.contains(&path),
        path,
    };
    app.notice = Some(Notice::fine("the page is being written …"));
    let work =
        Box::new(move |cancel: &std::sync::atomic::AtomicBool| page::write(request, cancel).map(Msg::PageWritten));
    Reply::effect(Effect::Work(Job { lane: "page", work }))
}

impl Screen for FirstScreen {
    fn context(&self) -> Context {
        Context::First
    }

    fn decision(&self, _app: &App) -> Option<DecisionId> {
        self.selected().cloned()
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => self.act(app, *action),
            Msg::Typed(Blank::Page, text) => write_page(app, &PathBuf::from(text.trim())),
            Msg::Written(result) => {
                self.record.written(app, result);
                Reply::none()
            }
            Msg::Changed(changed) => follow(app, changed.moved.as_ref()),
            Msg::GoTo(question) => Reply { go: Some(Go::CloseWith(Msg::GoTo(*question))), ..Reply::default() },
            _ => Reply::none(),
        }
    }

    fn refresh(&mut self, app: &App) {
        let Some(interview) = &app.interview else { return };
        self.reports = reports(interview, Some(app));
        self.warnings = interview.warnings(&app.library);
        if let Some((sheet, rows)) = self.shown(app) {
            sheet.keep(&mut self.at, rows);
        }
    }

    fn needs(&mut self, app: &mut App) -> Vec<Effect> {
        let Some(interview) = &app.interview else { return Vec::new() };
        let mut effects: Vec<Effect> = app.insight.follow(interview).into_iter().collect();
        // One analysis at a time: asking for another one would cancel it.
        let ids: Vec<&DecisionId> = self.reports.iter().map(|report| &report.decision).collect();
        let is_working = ids.iter().any(|id| matches!(app.insight.analysis(id), Found::Working));
        let next = ids.iter().find(|id| matches!(app.insight.analysis(id), Found::NotAsked)).filter(|_| !is_working);
        effects.extend(next.and_then(|id| app.insight.ask_analysis(interview, id)));
        effects.extend(app.insight.ask_rooms(interview));
        effects.extend(app.ask_material());
        if self.wants_records && app.insight.material().here().is_some() {
            effects.extend(self.write_records(app).effects);
        }
        effects
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let Some(interview) = &app.interview else { return };
        let (n_answered, n_asked) = interview.progress();
        let title = Title {
            left: interview.file.system.clone().unwrap_or_else(|| "Unnamed system".to_owned()),
            about: "the first page".to_owned(),
            right: format!("{n_answered} of {n_asked} answered"),
        };
        let keys = Keys::from(self.context());
        let keys = if n_answered == n_asked { keys.with(Action::Forward, "") } else { keys };
        let body = with_gutter(page(app, frame, area, hits, &title, keys));
        let Some(sheet) = self.sheet(app, body.width) else { return };
        let beside = body.width.saturating_sub(sheet.width + BETWEEN);
        if beside < LEAST_BESIDE {
            return sheet.draw(&app.theme, frame, body, self.at, hits);
        }
        sheet.draw(&app.theme, frame, Rect { width: sheet.width, ..body }, self.at, hits);
        let beside = Rect { x: body.right() - beside, width: beside, ..body };
        let report = self.reports.get(self.at.stop);
        if let Some(result) = report.and_then(|report| result(app, interview, report, beside.width)) {
            put_lines(frame, beside, result.lines);
        }
    }
}
