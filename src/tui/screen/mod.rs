//! The screens, one file each, and what all of them have in common.

pub mod compare;
pub mod confirm;
pub mod details;
pub mod field;
pub mod findings;
pub mod help;
pub mod pick;
pub mod priorities;
pub mod question;
pub mod report;
pub mod review;
pub mod rules;
pub mod start;
pub mod what_if;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::keymap::Context;
use super::message::{Effect, Msg};
use super::model::{App, Reply};
use super::view::Hits;
use crate::model::DecisionId;

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
