//! The worked cases of a questionnaire: an interview may begin with the answers of one.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{Reply, Screen};
use crate::audit::example::{answers_like, title};
use crate::diagnostic::render::counted;
use crate::model::{RuleBase, Scenario, Subject};
use crate::tui::input::{Action, Context};
use crate::tui::state::app::App;
use crate::tui::state::message::{Begin, Effect, Msg};
use crate::tui::widget::frame::{Title, from_row, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::input_line::{input_line, paste};
use crate::tui::widget::list;
use crate::tui::widget::text::{fit, width};

/// The list.
pub struct Examples {
    subject: Arc<Subject>,
    /// How the interview begins, but for the answers.
    begin: Begin,
    filter: Input,
    selected: usize,
}

/// How many examples there are.
pub fn n_examples(subject: &Subject) -> usize {
    offered(subject).len()
}

/// All of them: the scenarios that are called something.
fn all(subject: &Subject) -> impl Iterator<Item = (&RuleBase, &Scenario)> {
    let of = |base| move |scenario| (base, scenario);
    let scenarios = subject.rule_bases.iter().flat_map(move |base| base.scenarios.iter().map(of(base)));
    scenarios.filter(|(_, scenario)| scenario.title.is_some())
}

/// Those that are meant for beginning; all of them where none is marked so.
fn offered(subject: &Subject) -> Vec<(&RuleBase, &Scenario)> {
    let marked: Vec<_> = all(subject).filter(|(_, scenario)| scenario.example).collect();
    if marked.is_empty() { all(subject).collect() } else { marked }
}

/// The rows of the filter, a blank one included.
const FILTER_ROWS: u16 = 2;
/// The rows that `PageUp` and `PageDown` move by.
const PAGE: usize = 10;

impl Examples {
    /// The examples for a questionnaire, and how the interview begins otherwise.
    pub fn new(subject: &Arc<Subject>, begin: Begin) -> Self {
        Self { subject: Arc::clone(subject), begin, filter: Input::default(), selected: 0 }
    }

    /// Those that are offered; once something is typed all in which each word of it stands, those offered first.
    fn shown(&self) -> Vec<(&RuleBase, &Scenario)> {
        let typed = self.filter.value().to_lowercase();
        if typed.trim().is_empty() {
            return offered(&self.subject);
        }
        let is_shown = |(base, scenario): &(&RuleBase, &Scenario)| {
            let text = format!("{} {} {}", title(scenario), scenario.id, base.decision.title).to_lowercase();
            typed.split_whitespace().all(|word| text.contains(word))
        };
        let mut shown: Vec<_> = all(&self.subject).filter(is_shown).collect();
        shown.sort_by_key(|(_, scenario)| !scenario.example);
        shown
    }

    fn act(&mut self, action: Action) -> Reply {
        let n_rows = self.shown().len();
        let is_second_click = action == Action::Row(self.selected);
        if !is_second_click && list::step(&mut self.selected, n_rows, PAGE, action) {
            return Reply::none();
        }
        match action {
            Action::Accept | Action::Row(_) => self.shown().get(self.selected).map_or_else(Reply::none, |found| {
                let (base, scenario) = *found;
                let answers = answers_like(&self.subject, base, scenario);
                Reply::close().and(Effect::Begin(Begin { answers, ..self.begin.clone() }))
            }),
            Action::Close if !self.filter.value().is_empty() => {
                self.filter.reset();
                self.selected = 0;
                Reply::none()
            }
            Action::Close => Reply::close(),
            _ => Reply::none(),
        }
    }
}

impl Screen for Examples {
    fn context(&self) -> Context {
        Context::Examples
    }

    fn update(&mut self, _app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => return self.act(*action),
            Msg::Type(request) => {
                self.filter.handle(*request);
            }
            Msg::Paste(text) => paste(&mut self.filter, text),
            _ => return Reply::none(),
        }
        self.selected = 0;
        Reply::none()
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let shown = self.shown();
        let title_line = Title {
            left: "Begin like".to_owned(),
            about: "its answers are marked until you confirm or change them".to_owned(),
            right: counted(shown.len(), "example"),
        };
        let body = page(app, frame, area, hits, &title_line, self.context());
        let label = "Type to search all: ";
        frame.render_widget(Line::styled(label, app.theme.quiet), Rect { height: 1, ..body });
        let below = from_row(body, body.y + FILTER_ROWS);
        if shown.is_empty() {
            frame.render_widget(Line::styled("No example is called so.", app.theme.quiet), below);
        }
        let heights = vec![1; shown.len()];
        let room = (below.width as usize).saturating_sub(2);
        for (y, at) in (below.y..).zip(list::window(&heights, self.selected, below.height as usize)) {
            let (base, scenario) = shown[at];
            let is_selected = at == self.selected;
            let style = if is_selected { app.theme.selected } else { app.theme.text };
            let place = Rect { y, height: 1, ..below };
            let name = fit(&title(scenario), room);
            let of = format!("  {}", base.decision.title);
            let of = if width(&name) + width(&of) <= room { of } else { String::new() };
            let marker = Span::styled(if is_selected { "› " } else { "  " }, app.theme.accent);
            let spans = vec![marker, Span::styled(name, style), Span::styled(of, app.theme.quiet)];
            frame.render_widget(Line::from(spans), place);
            hits.add(place, Action::Row(at));
        }
        let x = width(label) as u16;
        let field = Rect { x: body.x + x, width: body.width.saturating_sub(x).min(40), height: 1, ..body };
        input_line(app, frame, field, &self.filter);
    }
}
