//! Decision records: what goes into one, how it is written into a folder, and how folders of them are kept true.
//!
//! Knows reports, files and the habits of other tools; knows no command line and no screen. The day is passed in.

pub mod absent;
pub mod base;
pub mod config;
mod cover_globs;
pub mod covers;
mod draft;
pub mod edit;
mod essence;
mod file_text;
pub mod folder;
pub mod folders;
mod foreign;
pub mod governing;
mod here;
pub mod index;
pub mod journal;
mod key_config;
mod links;
pub mod list;
mod markup;
pub mod matching;
pub mod moved_markers;
mod names;
mod naming;
mod no_markers;
pub mod numbers;
pub mod prepare;
mod profile;
pub mod recheck;
pub mod relation;
pub mod renumber;
pub mod replay;
pub mod search;
pub mod seniority;
pub mod slug;
pub mod status;
pub mod supersession;
mod supersession_words;
pub mod text;
mod unseen;
mod words;
mod write;

pub use config::Config;
pub use draft::{Draft, Link, PROPOSED, capital};
pub use folder::{Folder, FolderError};
pub use here::look_at_what_is_here;
pub use key_config::KeyLine;
pub use names::is_record_name;
pub use naming::next_number;
pub use prepare::{Asked, Drafts, Manner};
pub use profile::Profile;
pub use replay::{Replay, Trigger};
pub use slug::{clean_title, file_name, slug};
pub use write::{WriteError, link_to, number, texts, write, write_superseding};
