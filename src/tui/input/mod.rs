//! The one table of keys. Dispatch, footer, help screen and `docs/keys.md` all read it, so they cannot disagree.
//!
//! A [`Context`] is where the person is; it looks a key up in a few [`Layer`]s of the table. Knows no screen and no state.

mod action;
mod context;
mod key;
mod keymap;
mod layer;
mod page;
mod table;

pub use action::Action;
pub use context::Context;
pub use key::Key;
pub use keymap::{KeyError, KeySetting, Keymap};
pub use layer::{Binding, Layer};
pub use page::markdown;
pub use table::KEYMAP;
