//! The full-screen interview. `Key -> Msg -> update(&mut Model) -> Vec<Effect> -> view(&Model)`.
//!
//! `update` never draws and touches no file; `view` never changes state; everything that touches the world is in `runtime`
//! (effects), `guard` (the terminal's state) and `unix` (what only Unix can do). Keys are rows of one table in `keymap`; styles
//! have names in `theme`.
//!
//! # Adding a screen
//!
//! 1. A file under `screen/` with a struct that holds the screen's own state (a selected row, a tab) and implements
//!    [`screen::Screen`]: `context`, `update`, `view`, and `refresh` where the state must follow changed answers. What follows
//!    from answers is not state: read it from [`App::interview`] when drawing.
//! 2. A [`keymap::Context`] for it with its layers, and its keys as rows of [`keymap::KEYMAP`]. Footer, help and `docs/keys.md`
//!    follow from them.
//! 3. Somewhere to open it from: a screen whose `update` answers `Reply::to(YourScreen::new(…))`. `Esc` closes a screen by
//!    answering `Reply::close()`.
//! 4. What it needs from the world is an [`Effect`]: files, the editor, the clipboard. Work longer than a frame is
//!    `Effect::Work(Job)`, which ends in a [`Msg`]; add a variant for its result and let `update` keep it.
//! 5. Draw with `widget::frame::page` (title, body, footer), which gives the area of the body. A row that can be clicked is
//!    added to `hits` with the action it stands for; the real cursor is put on the selected row.
//! 6. Snapshots at 60x18, 80x24 and 120x40, and a place in the grid of sizes that must not panic (`tests/tui_screens.rs`).

pub mod compared;
pub mod guard;
pub mod insight;
pub mod keymap;
pub mod message;
pub mod model;
pub mod record;
pub mod runtime;
pub mod screen;
pub mod theme;
#[cfg(unix)]
mod unix;
pub mod update;
pub mod view;
pub mod widget;

use std::path::PathBuf;
use std::sync::Arc;

pub use message::{Effect, Msg};
pub use model::{App, Go, Interview, Model, Notice, Reply};
pub use runtime::run;
pub use update::update;
pub use view::{Hits, view};

use crate::load::{Library, Locations};
use crate::model::Day;
use crate::team::Comparison;
use theme::Theme;

/// How the program starts.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The answers file to open, or to begin where there is none.
    pub answers: Option<PathBuf>,
    /// Where questionnaires and rule bases were read from, to read them anew.
    pub locations: Locations,
    /// The project decided for, where records go.
    pub project: PathBuf,
    /// The day records are dated.
    pub today: Option<Day>,
    /// The questionnaire to begin with, where no file says which.
    pub questionnaire: Option<String>,
    /// Whether the terminal shall report the mouse.
    pub mouse: bool,
    /// The files of the people whose answers to show side by side, perhaps with their names.
    pub people: Vec<String>,
}

/// How the interview ended, to be said on the main screen.
pub struct Finish {
    /// The interview, if one was begun.
    pub interview: Option<Interview>,
    /// The comparison of several people's answers, if there was one.
    pub comparison: Option<Arc<Comparison>>,
}

impl Model {
    /// The model at the start: the start screen, and on top the findings where nothing can be decided without mending them.
    pub fn new(library: Library, theme: Theme, mouse: bool) -> Self {
        let mut app = App::new(library, theme, mouse);
        let start = screen::start::StartScreen::new(&app);
        let mut screens: Vec<Box<dyn screen::Screen>> = vec![Box::new(start)];
        let n_findings = app.library.diagnostics.len();
        if app.library.has_errors() {
            screens.push(Box::new(screen::findings::FindingsScreen::default()));
        } else if n_findings > 0 {
            app.notice = Some(Notice::fine(format!("{n_findings} findings about your files: press ! to read them")));
        }
        Self { app, screens }
    }

    /// The model while the files are read.
    pub fn reading(theme: Theme, mouse: bool) -> Self {
        let mut model = Self::new(Library::default(), theme, mouse);
        model.app.is_reading = true;
        model
    }

    /// The screen on top.
    pub fn top(&self) -> &dyn screen::Screen {
        self.screens.last().expect("a running program shows a screen").as_ref()
    }
}
