//! The language server: what an editor may ask about questionnaires, rule bases and answers files, and what it is told by itself.
//!
//! Knowledge is apart from protocol: `toml_spot`, `known` and the files named after what is asked (`complete`, `hover`, ...) are
//! functions of texts, a loaded project and a byte; they know no protocol. `text`, `uri` and `convert` turn bytes into positions and
//! back, `wire`, `lsp-server` and `lsp-types` carry them (synchronous and small: a loop that can be read, and no runtime), `project` loads
//! with unsaved texts, `worker` looks deeper on threads of its own, and `server`, `answer` and `tell` speak.

mod actions;
mod answer;
mod by_table;
mod capabilities;
mod colours;
mod complete;
mod convert;
mod documents;
mod edit_changes;
mod editor;
mod hints;
mod hover;
mod kind;
mod known;
mod names;
mod navigate;
mod newest;
mod params;
mod project;
mod rename;
mod schema_keys;
mod server;
mod slack;
mod state;
mod symbols;
mod tell;
mod text;
mod toml_spot;
mod uri;
mod wire;
mod words;
mod worker;

pub use complete::{Proposal, Sort, complete};
pub use edit_changes::what_changes;
pub use hover::{NotYet, hover};
pub use known::Known;
pub use navigate::{definitions, references};
pub use project::{Loaded, Played, load_project, locations_of, play};
pub use server::{serve, serve_on};
pub use text::{Encoding, Text};
