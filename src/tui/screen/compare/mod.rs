//! Several people's answers side by side: questions as rows, people as columns; what differs, what of it decides, and what each
//! would get alone.
//!
//! Its own state is where the person is; who the people are and what hangs on their differences is kept by the program.

mod cell;
mod grid;
mod rows;
mod state;

pub use state::CompareScreen;

use std::path::Path;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::cell::Cell;
use crate::tui::input::{Action, Context};
use crate::tui::screen::field::{Field, Purpose};
use crate::tui::screen::findings::FindingsScreen;
use crate::tui::screen::reading::Reading;
use crate::tui::screen::{Reply, Screen};
use crate::tui::state::app::{App, Notice};
use crate::tui::state::compared::Compared;
use crate::tui::state::message::{BeginAt, Blank, Effect, Msg};
use crate::tui::widget::frame::{Title, page};
use crate::tui::widget::hits::Hits;
use crate::tui::widget::list;

impl CompareScreen {
    fn act(&mut self, app: &mut App, action: Action) -> Reply {
        let Some(compared) = &app.compared else { return Reply::close() };
        let last_person = compared.people.all.len() - 1;
        if action == Action::Row(self.selected) {
            return self.open(compared);
        }
        if list::step(&mut self.selected, self.rows.len(), 10, action) {
            return Reply::none();
        }
        match action {
            Action::Accept => return self.open(compared),
            Action::Left => self.person = self.person.saturating_sub(1),
            Action::Right => self.person = (self.person + 1).min(last_person),
            Action::Digit(digit) => {
                self.person = usize::from(digit).checked_sub(1).filter(|at| *at <= last_person).unwrap_or(self.person);
            }
            Action::Cycle => {
                self.show = self.show.next();
                self.list(compared);
            }
            Action::Visit => return self.visit(app),
            Action::Merge => return merge(app),
            Action::Findings => return Reply::to(FindingsScreen::default()),
            Action::Close => {
                app.compared = None;
                return Reply::close().and(Effect::FindRecent);
            }
            _ => {}
        }
        Reply::none()
    }

    /// Everything about the selected cell.
    fn open(&self, compared: &Compared) -> Reply {
        match (self.row(), compared.comparison()) {
            (Some(row), Some(comparison)) => Reply::to(Reading::new(Cell::new(compared, comparison, row, self.person))),
            _ => Reply::none(),
        }
    }

    /// To the selected question in the selected person's own interview.
    fn visit(&self, app: &mut App) -> Reply {
        let Some((compared, row)) = app.compared.as_ref().zip(self.row()) else { return Reply::none() };
        match row.question() {
            Some(question) => {
                let id = compared.people.subject.questionnaire.questions[question.get()].id.clone();
                Reply::effect(Effect::Open(compared.people.paths[self.person].clone(), BeginAt::Question(id)))
            }
            None => {
                app.notice = Some(Notice::fine("select a question to go to"));
                Reply::none()
            }
        }
    }
}

/// Asks where the merged answers go, unless there is a reason not to merge.
fn merge(app: &mut App) -> Reply {
    let Some(compared) = &app.compared else { return Reply::none() };
    let why_not = match &compared.people.broken {
        Some(path) => Some(format!(
            "{} has errors, and a merge would hide them; press {} to see them",
            path.display(),
            app.keymap.key(Context::Compare, Action::Findings)
        )),
        None if compared.people.is_one_file() => {
            let key = app.keymap.key(Context::Compare, Action::Visit);
            Some(format!("these are the votes of one file: it is merged already; {key} goes to its questions"))
        }
        None if compared.comparison().is_none() => Some("the answers are still being compared".to_owned()),
        None => None,
    };
    if let Some(why) = why_not {
        app.notice = Some(Notice::bad(why));
        return Reply::none();
    }
    let beside = compared.people.paths[0].parent().unwrap_or(Path::new("")).join("team.toml");
    Reply::to(Field::new(Purpose::Blank(Blank::Merged), &beside.display().to_string()))
}

impl Screen for CompareScreen {
    fn context(&self) -> Context {
        Context::Compare
    }

    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply {
        match msg {
            Msg::Do(action) => self.act(app, *action),
            Msg::Typed(Blank::Merged, path) => {
                let merge = app.compared.as_ref().and_then(|compared| compared.merge(path.into()));
                merge.map_or_else(Reply::none, |merge| Reply::effect(Effect::Merge(Box::new(merge))))
            }
            _ => Reply::none(),
        }
    }

    fn refresh(&mut self, app: &App) {
        if let Some(compared) = &app.compared {
            self.list(compared);
        }
    }

    fn needs(&mut self, app: &mut App) -> Vec<Effect> {
        let Some(compared) = &mut app.compared else { return Vec::new() };
        app.interview.iter().for_each(|interview| compared.follow(interview));
        compared.ask().into_iter().collect()
    }

    fn watches_files(&self) -> bool {
        true
    }

    fn is_base(&self) -> bool {
        true
    }

    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits) {
        let Some(compared) = &app.compared else { return };
        let title = Title {
            left: "Side by side".to_owned(),
            about: compared.people.subject.questionnaire.title.clone(),
            right: format!("{} people", compared.people.all.len()),
        };
        let body = page(app, frame, area, hits, &title, self.context());
        grid::draw(self, app, compared, frame, body, hits);
    }
}
