//! The whole state: what all screens share, and the screens that are open.

use super::input::{Action, Context};
use super::screen::Screen;
use super::screen::findings::FindingsScreen;
use super::screen::start::StartScreen;
use super::state::app::{App, Notice};
use super::theme::Theme;
use crate::diagnostic::render::counted;
use crate::load::Library;

/// The whole state.
pub struct Model {
    /// What all screens share.
    pub app: App,
    /// The open screens; the last one is on top and gets the keys.
    pub screens: Vec<Box<dyn Screen>>,
}

impl Model {
    /// The model at the start: the start screen, and on top the findings where nothing can be decided without mending them.
    pub fn new(library: Library, theme: Theme, mouse: bool) -> Self {
        let app = App::new(library, theme, mouse);
        let start = StartScreen::new(&app);
        let mut screens: Vec<Box<dyn Screen>> = vec![Box::new(start)];
        if app.library.has_errors() {
            screens.push(Box::new(FindingsScreen::default()));
        }
        let mut model = Self { app, screens };
        model.name_findings();
        model
    }

    /// Says how to read what was found about files, where nothing is broken.
    pub fn name_findings(&mut self) {
        let n_findings = self.app.library.diagnostics.len();
        if n_findings > 0 && !self.app.library.has_errors() {
            let (found, key) = (counted(n_findings, "finding"), self.app.keymap.key(Context::Start, Action::Findings));
            self.app.notice = Some(Notice::fine(format!("{found} about your files: press {key} to read them")));
        }
    }

    /// The model while the files are read.
    pub fn reading(theme: Theme, mouse: bool) -> Self {
        let mut model = Self::new(Library::default(), theme, mouse);
        model.app.is_reading = true;
        model
    }

    /// The screen on top.
    pub fn top(&self) -> &dyn Screen {
        self.screens.last().expect("a running program shows a screen").as_ref()
    }
}
