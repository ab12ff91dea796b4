//! The screens, one file each, and what all of them have in common.

pub mod compare;
pub mod confirm;
pub mod details;
pub mod examples;
pub mod field;
pub mod findings;
pub mod first;
pub mod help;
pub mod looked;
pub mod observing;
pub mod pick;
pub mod priorities;
pub mod question;
pub mod reading;
pub mod report;
pub mod review;
pub mod rules;
pub mod start;
pub mod what_if;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::model::DecisionId;
use crate::tui::input::Context;
use crate::tui::state::app::App;
use crate::tui::state::message::{Effect, Msg};
use crate::tui::widget::hits::Hits;

/// A screen: its own state, what a message does to it, and how it is drawn.
pub trait Screen {
    /// Which keys are in force.
    fn context(&self) -> Context;

    /// Takes a message in. The screen may change itself and a notice; all else is for the reply to ask for.
    fn update(&mut self, app: &mut App, msg: &Msg) -> Reply;

    /// Draws the screen and says what clicks stand for.
    fn view(&self, app: &App, frame: &mut Frame, area: Rect, hits: &mut Hits);

    /// Makes the screen's own state fit what is shared, after that changed: a selected row that is not there any more.
    fn refresh(&mut self, _app: &App) {}

    /// The decision that is looked at, which what is opened from here is about first.
    fn decision(&self, _app: &App) -> Option<DecisionId> {
        None
    }

    /// Whether the files that were read are looked at now and then, and read anew when they change.
    fn watches_files(&self) -> bool {
        false
    }

    /// The work that has to be done in the background for what the screen shows; asked after every message.
    fn needs(&mut self, _app: &mut App) -> Vec<Effect> {
        Vec::new()
    }

    /// Whether the screen below is to be seen around this one.
    fn is_overlay(&self) -> bool {
        false
    }

    /// Whether an interview that is opened lies over this screen, so that closing it comes back here.
    fn is_base(&self) -> bool {
        false
    }

    /// Whether quitting from here means it: the person has been told what would be lost.
    fn is_last_word(&self) -> bool {
        false
    }
}

/// What a screen answers to a message: what the world shall do, and where to go.
#[derive(Default)]
pub struct Reply {
    /// What the world shall do.
    pub effects: Vec<Effect>,
    /// Where to go.
    pub go: Option<Go>,
}

/// Where to go from a screen.
pub enum Go {
    /// Open a screen on top; closing it comes back here.
    To(Box<dyn Screen>),
    /// Put a screen in the place of this one.
    Instead(Box<dyn Screen>),
    /// Close this screen.
    Close,
    /// Close this screen and tell the one below.
    CloseWith(Msg),
}

impl Reply {
    /// Nothing to do.
    pub fn none() -> Self {
        Self::default()
    }

    /// One thing for the world to do.
    pub fn effect(effect: Effect) -> Self {
        Self { effects: vec![effect], go: None }
    }

    /// To another screen.
    pub fn to(screen: impl Screen + 'static) -> Self {
        Self { effects: Vec::new(), go: Some(Go::To(Box::new(screen))) }
    }

    /// Close this screen.
    pub fn close() -> Self {
        Self { effects: Vec::new(), go: Some(Go::Close) }
    }

    /// With one more thing for the world to do.
    #[must_use]
    pub fn and(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }
}
