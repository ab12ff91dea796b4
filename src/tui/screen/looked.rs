//! What was looked at: each source with what it told, or why it told nothing; and how the start screen offers it.

use std::sync::Arc;

use ratatui::style::Style;
use ratatui::text::Line;

use super::Reply;
use super::reading::{Reading, Text};
use crate::adr::capital;
use crate::load::display_answer;
use crate::model::{Answers, Subject};
use crate::observe::proposal::propose;
use crate::observe::{Looked, Source, say};
use crate::tui::input::{Action, Context};
use crate::tui::state::app::App;
use crate::tui::state::worked::Found;
use crate::tui::widget::text::wrap;

/// The widest lines that read well.
const MOST_COLUMNS: u16 = 98;

/// What was found, to be read.
struct Findings(Arc<Looked>);

/// The row of the start screen that offers to look, or says what came of it.
pub fn offer(app: &App) -> String {
    match app.sight.found() {
        Found::NotAsked => "look at what is here first: logs, metrics, schemas, the repository".to_owned(),
        Found::Working => "looking at what is here …  Enter stops it".to_owned(),
        Found::Here(_) => format!("{}; Enter lists them", app.sight.summary(&app.library)),
    }
}

/// What Enter on that row does.
pub fn accept(app: &mut App) -> Reply {
    match app.sight.found() {
        Found::NotAsked => look(app),
        Found::Working => Reply::effect(app.sight.stop()),
        Found::Here(looked) => Reply::to(Reading::new(Findings(Arc::clone(looked)))),
    }
}

/// Looks at what is here, anew where that was done before.
pub fn look(app: &mut App) -> Reply {
    let (project, today) = (app.project.clone(), app.today);
    Reply::effect(app.sight.look(&project, today))
}

impl Text for Findings {
    fn title(&self) -> String {
        "What is here".to_owned()
    }

    fn lines(&self, app: &App, columns: u16) -> Vec<Line<'static>> {
        let columns = columns.min(MOST_COLUMNS) as usize;
        let mut lines = Vec::new();
        let mut say = |text: &str, indent: usize, style: Style| {
            let wrapped = wrap(text, columns.saturating_sub(indent)).into_iter();
            lines.extend(wrapped.map(|line| Line::styled(format!("{}{line}", " ".repeat(indent)), style)));
        };
        say(&format!("{}.", capital(&app.sight.summary(&app.library))), 0, app.theme.strong);
        let key = app.keymap.key(Context::Question, Action::Observed);
        let text = format!("Nothing was sent anywhere. At a question, {key} takes over what was observed.");
        say(&text, 0, app.theme.quiet);
        say(" ", 0, app.theme.text);
        for subject in &app.library.subjects {
            answers(subject, app, &mut say);
        }
        for trouble in &self.0.troubles {
            say(trouble, 0, app.theme.bad);
        }
        for source in &self.0.sources {
            say(" ", 0, app.theme.text);
            tell(source, app, &mut say);
        }
        lines
    }
}

/// The questions that have an answer among what was observed.
fn answers(subject: &Subject, app: &App, say: &mut dyn FnMut(&str, usize, Style)) {
    for proposal in propose(&subject.questionnaire, app.sight.observations(), &Answers::default()) {
        let question = &subject.questionnaire.questions[proposal.question.get()];
        say(&question.ask, 0, app.theme.text);
        let said = display_answer(&proposal.value, question);
        say(&format!("{said} ({})", proposal.observation.origin()), 2, app.theme.good);
    }
}

fn tell(source: &Source, app: &App, say: &mut dyn FnMut(&str, usize, Style)) {
    let kind = source.kind.map_or_else(String::new, |kind| format!(", {}", kind.word()));
    say(&format!("{}{kind}", source.name), 0, app.theme.accent);
    match &source.told {
        Err(why) => say(&format!("says nothing: {why}"), 2, app.theme.warn),
        Ok(told) => {
            told.observations.iter().for_each(|observation| say(&say::line(observation), 2, app.theme.text));
            told.notes.iter().for_each(|note| say(note, 2, app.theme.quiet));
        }
    }
}
