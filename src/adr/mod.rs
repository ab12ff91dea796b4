//! Decision records: what goes into one, how it is written into a folder, and how folders of them are kept true.
//!
//! Knows reports, files and the habits of other tools; knows no command line and no screen. The day is passed in.

mod draft;
pub mod files;
pub mod folder;
mod profile;
pub mod replay;
mod slug;
mod write;

pub use draft::{Draft, Link, PROPOSED, capital};
pub use folder::{Folder, FolderError};
pub use profile::Profile;
pub use replay::{Replay, Trigger};
pub use slug::{clean_title, file_name, slug};
pub use write::{WriteError, number, write};
