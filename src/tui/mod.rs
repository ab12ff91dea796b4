//! The full-screen interview. `Key -> Msg -> update(&mut Model) -> Vec<Effect> -> view(&Model)`.
//!
//! `update` never draws and touches no file; `view` never changes state; everything that touches the world is in `world`:
//! effects, the terminal's state (`guard`) and what only Unix can do (`unix`). Keys are rows of one table in `input`; styles have
//! names in `theme`; what is known and what happens is `state`; what several screens draw is in `widget`.
//!
//! # Adding a screen
//!
//! 1. A file under `screen/` with a struct that holds the screen's own state (a selected row, a tab) and implements
//!    [`screen::Screen`]: `context`, `update`, `view`, and `refresh` where the state must follow changed answers. What follows
//!    from answers is not state: read it from [`App::interview`] when drawing.
//! 2. A [`input::Context`] for it with its layers, and its keys as rows of [`input::KEYMAP`]. Footer, help and `docs/keys.md`
//!    follow from them.
//! 3. Somewhere to open it from: a screen whose `update` answers `Reply::to(YourScreen::new(…))`. `Esc` closes a screen by
//!    answering `Reply::close()`.
//! 4. What it needs from the world is an [`Effect`]: files, the editor, the clipboard. Work longer than a frame is
//!    `Effect::Work(Job)`, which ends in a [`Msg`]; add a variant for its result and let `update` keep it.
//! 5. Draw with `widget::frame::page` (title, body, footer), which gives the area of the body. A row that can be clicked is
//!    added to `hits` with the action it stands for; the real cursor is put on the selected row.
//! 6. Snapshots at 60x18, 80x24 and 120x40, and a place in the grid of sizes that must not panic (`tests/screens/tui_screens.rs`).

pub mod input;
pub mod model;
pub mod screen;
pub mod state;
pub mod theme;
pub mod update;
pub mod view;
pub mod widget;
pub mod world;

pub use model::Model;
pub use screen::{Go, Reply};
pub use state::app::{App, Notice};
pub use state::interview::Interview;
pub use state::message::{Effect, Msg};
pub use update::update;
pub use view::view;
pub use widget::hits::Hits;
pub use world::{Finish, Start, run};
