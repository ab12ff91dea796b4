//! The whole state: what all screens share, and the screens that are open.

use super::screen::Screen;
use super::screen::findings::FindingsScreen;
use super::screen::start::StartScreen;
use super::state::app::{App, Notice};
use super::theme::Theme;
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
        let mut app = App::new(library, theme, mouse);
        let start = StartScreen::new(&app);
        let mut screens: Vec<Box<dyn Screen>> = vec![Box::new(start)];
        let n_findings = app.library.diagnostics.len();
        if app.library.has_errors() {
            screens.push(Box::new(FindingsScreen::default()));
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
    pub fn top(&self) -> &dyn Screen {
        self.screens.last().expect("a running program shows a screen").as_ref()
    }
}
