//! Where the program meets the world: the start, the event loop, and everything an effect asks for.
//!
//! Only what is here reads or writes anything. Knows what happens, and nothing of how a screen is drawn.

mod clipboard;
mod editor;
mod effects;
mod event_loop;
pub mod guard;
mod jobs;
mod run;
mod settle;
#[cfg(unix)]
mod unix;

pub use effects::World;
pub use event_loop::translate;
pub use run::{Finish, Start, run};
pub use settle::settle;
