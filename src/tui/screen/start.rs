//! The first screen: begin an interview, resume one, or open an answers file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::examples::{Examples, n_examples};
use super::field::{Field, Purpose};
use super::findings::FindingsScreen;
use super::looked;
use super::{Reply, Screen};
use crate::diagnostic::render::counted;
use crate::load::shown_path;
use crate::model::{Answers, DecisionId, Subject};
use crate::session::Recent;
use crate::tui::input::{Action, Context};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::message::{Begin, BeginAt, Effect, Msg};
use crate::tui::widget::frame::{Title, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::{input_line, paste};
use crate::tui::widget::list;
use crate::tui::widget::text::{clip, fit, pad, width, wrap};

/// The screen.
pub struct StartScreen {
    selected: usize,
    name: Input,
    /// The decisions left out, by questionnaire and position.
    left_out: Vec<(usize, usize)>,
    /// The interviews marked to be compared.
    marked: Vec<PathBuf>,
    /// The rows there were when the selection was last right.
    rows: Vec<Row>,
    /// Whether the person has moved the selection.
    has_moved: bool,
}

/// What can be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    /// Look at what is here.
    Look,
    /// Begin with this questionnaire.
    Begin(usize),
    /// A decision of a questionnaire.
    Decision(usize, usize),
    /// Begin like an example for this questionnaire.
    Like(usize),
    /// The name of the system decided for.
    Name,
    /// An interview to resume.
    Resume(usize),
    /// Open a file.
    Open,
    /// Show several people's answers side by side.
    Compare,
}

fn rows(app: &App) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, subject) in app.library.subjects.iter().enumerate() {
        rows.push(Row::Begin(at));
        if subject.rule_bases.len() > 1 {
            rows.extend((0..subject.rule_bases.len()).map(|base| Row::Decision(at, base)));
        }
        if n_examples(subject) > 0 {
            rows.push(Row::Like(at));
        }
    }
    if !rows.is_empty() {
        rows.extend([Row::Name, Row::Look]);
    }
    rows.extend((0..app.recent.len()).map(Row::Resume));
    rows.extend([Row::Open, Row::Compare]);
    rows
}

impl StartScreen {
    /// The screen for what was loaded.
    pub fn new(app: &App) -> Self {
        Self {
            selected: 0,
            name: Input::default(),
            left_out: Vec::new(),
            marked: Vec::new(),
            rows: rows(app),
            has_moved: false,
        }
    }

    fn row(&self) -> Row {
        self.rows.get(self.selected).copied().unwrap_or(Row::Open)
    }

    fn is_chosen(&self, subject: usize, base: usize) -> bool {
        !self.left_out.contains(&(subject, base))
    }

    fn toggle(&mut self, subject: usize, base: usize) {
        match self.left_out.iter().position(|out| *out == (subject, base)) {
            Some(at) => {
                self.left_out.remove(at);
            }
            None => self.left_out.push((subject, base)),
        }
    }

    /// How an interview with this questionnaire begins; `None`, and why, where there is nothing to decide.
    fn begun(&self, app: &mut App, at: usize) -> Option<Begin> {
        let subject = &app.library.subjects[at];
        let chosen: Vec<DecisionId> = subject
            .rule_bases
            .iter()
            .enumerate()
            .filter(|(base, _)| self.is_chosen(at, *base))
            .map(|(_, base)| base.decision.id.clone())
            .collect();
        if chosen.is_empty() {
            let why = if subject.rule_bases.is_empty() {
                "no decision reads these questions"
            } else {
                "no decision is chosen"
            };
            app.notice = Some(Notice::bad(format!("{why}; mark one with Space")));
            return None;
        }
        let all = chosen.len() == subject.rule_bases.len();
        let name = self.name.value().trim();
        Some(Begin {
            path: app.begin_in.clone(),
            questionnaire: subject.questionnaire.id.clone(),
            decisions: if all { Vec::new() } else { chosen },
            system: (!name.is_empty()).then(|| name.to_owned()),
            answers: Answers::default(),
        })
    }

    fn begin(&self, app: &mut App, at: usize) -> Reply {
        self.begun(app, at).map_or_else(Reply::none, |begin| Reply::effect(Effect::Begin(begin)))
    }

    fn begin_like(&self, app: &mut App, at: usize) -> Reply {
        let begun = self.begun(app, at);
        begun.map_or_else(Reply::none, |begin| Reply::to(Examples::new(&app.library.subjects[at], begin)))
    }

    fn accept(&mut self, app: &mut App) -> Reply {
        match self.row() {
            Row::Begin(at) | Row::Decision(at, _) => self.begin(app, at),
            Row::Like(at) => self.begin_like(app, at),
            Row::Name => {
                self.select(Row::Begin(0));
                Reply::none()
            }
            Row::Resume(at) => Reply::effect(Effect::Open(app.recent[at].path.clone(), BeginAt::FirstOpen)),
            Row::Look => looked::accept(app),
            Row::Open => Reply::to(Field::new(Purpose::Open, "")),
            Row::Compare => self.compare(),
        }
    }

    /// Compares the interviews marked; asks whose where fewer than two are.
    fn compare(&self) -> Reply {
        if self.marked.len() > 1 {
            return Reply::effect(Effect::Compare(self.marked.iter().map(|path| path.clone().into()).collect()));
        }
        let marked: Vec<String> = self.marked.iter().map(|path| format!("\"{}\" ", path.display())).collect();
        Reply::to(Field::new(Purpose::Compare, &marked.concat()))
    }

    fn mark(&mut self, path: &Path) {
        match self.marked.iter().position(|marked| marked == path) {
            Some(at) => drop(self.marked.remove(at)),
            None => self.marked.push(path.to_owned()),
        }
    }

    fn select(&mut self, row: Row) {
        if let Some(at) = self.rows.iter().position(|r| *r == row) {
            self.selected = at;
        }
    }

    fn act(&mut self, app: &mut App, action: Action) -> Reply {
        if let Action::Row(row) = action
            && row == self.selected
        {
            return self
                .act(app, if matches!(self.row(), Row::Decision(..)) { Action::Toggle } else { Action::Accept });
        }
        if list::step(&mut self.selected, self.rows.len(), 5, action) {
            self.has_moved = true;
            return Reply::none();
        }
        match (action, self.row()) {
            (Action::Accept, _) => return self.accept(app),
            (Action::Toggle, Row::Decision(subject, base)) => self.toggle(subject, base),
            (Action::Toggle, Row::Resume(at)) => self.mark(&app.recent[at].path),
            (Action::Compare, _) => return self.compare(),
            (Action::Name, _) => self.select(Row::Name),
            (Action::Look, _) => {
                self.select(Row::Look);
                return looked::look(app);
            }
            (Action::Close, Row::Name) => self.select(Row::Begin(0)),
            (Action::Findings, _) => return Reply::to(FindingsScreen::default()),
            (Action::Close, _) => {
                let key = app.keymap.key(Context::Start, Action::Quit);
                app.notice = Some(Notice::fine(format!("press {key} to leave")));
            }
            _ => {}
        }
        Reply::none()
    }
}

impl Screen for StartScreen {
    fn context(&self) -> Context {
        if self.row() == Row::Name { Context::Field } else { Context::Start }
    }

    /// The one selected; the first one of the questionnaire or interview selected otherwise.
    fn decision(&self, app: &App) -> Option<DecisionId> {
        let (subject, base) = match self.row() {
            Row::Begin(at) | Row::Like(at) => (app.library.subjects.get(at)?, 0),
            Row::Decision(at, base) => (app.library.subjects.get(at)?, base),
            Row::Resume(at) => (app.library.subject(&app.recent.get(at)?.questionnaire)?, 0),
            Row::Look | Row::Name | Row::Open | Row::Compare => return None,
        };
        subject.rule_bases.get(base).map(|base| base.decision.id.clone())
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => return self.act(app, *action),
            Msg::Type(request) => {
                self.name.handle(*request);
            }
            Msg::Paste(text) if self.row() == Row::Name => paste(&mut self.name, text),
            _ => {}
        }
        Reply::none()
    }

    fn is_base(&self) -> bool {
        true
    }

    fn refresh(&mut self, app: &App) {
        let row = self.row();
        self.marked.retain(|marked| app.recent.iter().any(|recent| recent.path == *marked));
        self.rows = rows(app);
        self.selected = self.selected.min(self.rows.len() - 1);
        self.select(row);
        // What was begun is most likely what the person comes back for.
        if !self.has_moved && app.begin_in.is_none() && !app.recent.is_empty() {
            self.select(Row::Resume(0));
        }
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let title = Title {
            left: "archfit".to_owned(),
            about: "decide an architecture, and be able to defend it".to_owned(),
            right: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let body = page(app, frame, area, hits, &title, self.context());
        let blocks = self.blocks(app, body.width as usize);
        let heights: Vec<usize> = blocks.iter().map(|b| b.lines.len()).collect();
        let selected = blocks.iter().position(|b| b.row == Some(self.row())).unwrap_or(0);
        let shown = list::window(&heights, selected, body.height as usize);
        let mut y = body.y;
        for block in &blocks[shown] {
            self.draw(app, frame, body, &mut y, block, hits);
        }
    }
}

/// A few lines that belong together; those of a row can be selected.
struct Block {
    row: Option<Row>,
    lines: Vec<Line<'static>>,
}

/// What is going to happen, for somebody who has no interview yet.
const INTRO: &str = "Answer what you can; \"don't know\" counts too. You see which option fits best, and when no answer can \
                     change that any more. Then come the reasons, and a record to keep.";
/// The seconds that a question takes, roughly.
const SECONDS: usize = 40;

/// How much there is to answer at most: what another decision settles may be asked too, where that is a close call.
fn effort(n_questions: usize) -> String {
    let n_minutes = (n_questions * SECONDS).div_ceil(60);
    format!("at most {}, about {}", counted(n_questions, "question"), counted(n_minutes, "minute"))
}

/// The columns before a row's text.
const INDENT: usize = 2;
/// The widest lines that read well.
const MOST_COLUMNS: usize = 98;
/// The columns before the name that is typed.
const NAME: u16 = 12;

impl StartScreen {
    fn blocks(&self, app: &App, columns: usize) -> Vec<Block> {
        let heading = |text: &str| Block {
            row: None,
            lines: vec![Line::default(), Line::styled(text.to_owned(), app.theme.quiet)],
        };
        let begin = app.begin_in.as_ref().map_or("Begin".to_owned(), |path| format!("Begin in {}", path.display()));
        let mut blocks = Vec::new();
        if app.recent.is_empty() {
            let intro = wrap(INTRO, columns.min(MOST_COLUMNS)).into_iter().map(Line::raw);
            blocks.push(Block { row: None, lines: std::iter::once(Line::default()).chain(intro).collect() });
        }
        blocks.push(heading(&fit(&begin, columns)));
        if app.is_reading {
            blocks.push(Block {
                row: None,
                lines: vec![Line::styled("  reading questionnaires and rules …", app.theme.quiet)],
            });
            return blocks;
        }
        if app.library.subjects.is_empty() {
            let lines =
                wrap("There is no questionnaire to begin with. Press ! to see what is wrong with the files.", columns);
            blocks.push(Block { row: None, lines: lines.into_iter().map(Line::raw).collect() });
        }
        for row in &self.rows {
            match row {
                Row::Resume(0) => blocks.push(heading("Resume")),
                Row::Open => blocks.push(heading("Open")),
                _ => {}
            }
            blocks.push(Block { row: Some(*row), lines: self.lines(app, *row, columns) });
        }
        blocks
    }

    fn lines(&self, app: &App, row: Row, columns: usize) -> Vec<Line<'static>> {
        let is_selected = row == self.row();
        let style = if is_selected { app.theme.selected } else { app.theme.text };
        let marker = Span::styled(if is_selected { "› " } else { "  " }, app.theme.accent);
        let room = columns.saturating_sub(INDENT);
        let subjects = &app.library.subjects;
        match row {
            Row::Begin(at) => {
                let questionnaire = &subjects[at].questionnaire;
                let strong = if is_selected { app.theme.selected } else { app.theme.strong };
                let effort = effort(questionnaire.questions.len());
                let title = fit(&questionnaire.title, room.saturating_sub(width(&effort) + 2));
                let title = Line::from(vec![
                    marker,
                    Span::styled(title, strong),
                    Span::styled(format!("  {effort}"), app.theme.quiet),
                ]);
                let room = room.min(MOST_COLUMNS);
                let about = clip(wrap(questionnaire.about.as_deref().unwrap_or_default(), room), 2, room);
                let about = about.into_iter().map(|l| Line::styled(format!("  {l}"), app.theme.quiet));
                std::iter::once(title).chain(about).collect()
            }
            Row::Decision(at, base) => {
                let chosen = if self.is_chosen(at, base) { "[x] " } else { "[ ] " };
                let (head, below) = decision_words(&subjects[at], base, room.saturating_sub(chosen.len()), is_selected);
                let mut spans = vec![marker, Span::styled(chosen, style), Span::styled(head.0, style)];
                spans.push(Span::styled(head.1, app.theme.quiet));
                let below = below.into_iter().map(|l| Line::styled(format!("      {l}"), app.theme.quiet));
                std::iter::once(Line::from(spans)).chain(below).collect()
            }
            Row::Like(at) => {
                let n = n_examples(&subjects[at]);
                let text = format!("like an example: {}, to confirm or change …", counted(n, "worked case"));
                vec![Line::from(vec![marker, Span::styled(fit(&text, room), style)])]
            }
            Row::Name => {
                let label = pad("System", NAME as usize - INDENT);
                vec![Line::from(vec![marker, Span::styled(label, style), Span::raw(self.name.value().to_owned())])]
            }
            Row::Resume(at) => {
                let recent = &app.recent[at];
                let marker = if self.marked.contains(&recent.path) { "■ " } else { marker.content.as_ref() };
                let marker = Span::styled(marker.to_owned(), app.theme.accent);
                vec![resume_line(app, recent, marker, style, room)]
            }
            Row::Look => vec![Line::from(vec![marker, Span::styled(fit(&looked::offer(app), room), style)])],
            Row::Open => vec![Line::from(vec![marker, Span::styled("an answers file …", style)])],
            Row::Compare => {
                let text = match self.marked.len() {
                    0 | 1 => "several people's answers side by side …".to_owned(),
                    n => format!("the {n} marked, side by side"),
                };
                vec![Line::from(vec![marker, Span::styled(text, style)])]
            }
        }
    }

    fn draw(&self, app: &App, frame: &mut Frame, body: Rect, y: &mut u16, block: &Block, hits: &mut Hits) {
        let top = *y;
        for line in &block.lines {
            if *y < body.bottom() {
                frame.render_widget(line.clone(), Rect { y: *y, height: 1, ..body });
                *y += 1;
            }
        }
        let Some(row) = block.row else { return };
        let place = Rect { y: top, height: *y - top, ..body };
        if let Some(at) = self.rows.iter().position(|r| *r == row) {
            hits.add(place, Action::Row(at));
        }
        if row == self.row() {
            frame.set_cursor_position(Position::new(body.x, top));
        }
        if row == Row::Name && place.height > 0 {
            let field = Rect { x: place.x + NAME, width: (place.width.saturating_sub(NAME)).min(40), ..place };
            if row == self.row() {
                input_line(app, frame, field, &self.name);
            } else if self.name.value().is_empty() {
                let key = app.keymap.key(Context::Start, Action::Name);
                let text = format!("what is decided for: press {key} to name it");
                frame.render_widget(Line::styled(text, app.theme.quiet), field);
            }
        }
    }
}

/// A decision's title with what it asks beside it, where there is room for that of every decision; below the selected one otherwise.
fn decision_words(subject: &Subject, base: usize, room: usize, is_selected: bool) -> ((String, String), Vec<String>) {
    let decisions = || subject.rule_bases.iter().map(|base| &base.decision);
    let longest = decisions().map(|d| width(&d.title)).max().unwrap_or(0);
    let decision = &subject.rule_bases[base].decision;
    if decisions().all(|d| longest + 2 + width(&d.ask) <= room) {
        return ((pad(&decision.title, longest), format!("  {}", decision.ask)), Vec::new());
    }
    let below = if is_selected { wrap(&decision.ask, room) } else { Vec::new() };
    ((fit(&decision.title, room), String::new()), below)
}

/// One interview that may be resumed.
fn resume_line(
    app: &App,
    recent: &Recent,
    marker: Span<'static>,
    style: ratatui::style::Style,
    room: usize,
) -> Line<'static> {
    let title = app.library.subject(&recent.questionnaire).map(|s| s.questionnaire.title.clone());
    let title = title.unwrap_or_else(|| recent.questionnaire.clone());
    let name = recent.system.clone().unwrap_or_else(|| stem(&recent.path));
    let name_columns = (room * 2 / 5).min(32);
    let age = app.now.duration_since(recent.modified).map(age).unwrap_or_default();
    let what = if recent.is_here { shown_path(&recent.path) } else { title };
    let rest = format!("{what} · {} · {age}", counted(recent.n_answers, "answer"));
    Line::from(vec![
        marker,
        Span::styled(pad(&fit(&name, name_columns), name_columns), style),
        Span::styled(format!("  {}", fit(&rest, room.saturating_sub(name_columns + 2))), app.theme.quiet),
    ])
}

/// A file's name without its ending, for an interview that nobody named.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// How long ago, in words.
fn age(since: Duration) -> String {
    let minutes = since.as_secs() / 60;
    let some = |n: u64, unit: &str| format!("{} ago", counted(n as usize, unit));
    match minutes {
        0 => "just now".to_owned(),
        1..60 => some(minutes, "minute"),
        60..1_440 => some(minutes / 60, "hour"),
        _ => some(minutes / 1_440, "day"),
    }
}
