//! Files to model: questionnaires, rule bases and answers files read from TOML with every finding of every file at once.
//!
//! Reading never fails as a whole: what can be used is used, and everything else is a finding with its place. Knows files and the
//! formats; knows nothing of scores, screens or the command line.

mod absent;
mod amount;
mod answer_value;
mod answers;
mod declared;
mod display;
mod document;
mod entry;
mod files;
mod fingerprint;
mod follow_ups;
mod id;
mod kept;
mod library;
mod literal;
mod locations;
mod merge_conflict;
mod project_answers;
mod questionnaire;
pub mod raw;
mod rules;
pub mod schema;
pub mod schema_for;
pub mod slot;
mod text_span;
mod watch;
mod words;

pub use absent::Absences;
pub use amount::{Stretch, other_measure, read_stretch};
pub use answer_value::{answer_from_toml, answer_to_text, answer_to_toml, not_together, parse_answer};
pub use answers::{ReadAnswers, read_answers, read_answers_text, unread_in};
pub use display::{amount_of, display_amount, display_answer, display_briefly, display_number, display_span};
pub use document::{FORMAT, day_of};
pub use files::{Files, PathKind, Unreadable, Unsaved, is_layer_file, kind_of, kind_of_text, read_text, shown_path};
pub use fingerprint::{fingerprint_of, fingerprint_of_bytes, is_fingerprint_of};
pub use id::is_id;
pub use kept::Kept;
pub use library::{Library, load, load_again, load_files, load_over};
pub use literal::Literal;
pub use locations::{Absent, Locations, PROJECT_FOLDER, has_own};
pub use merge_conflict::merge_conflict;
pub use project_answers::answers_of_project;
pub use questionnaire::{allowed, resolve_alias};
pub use rules::{MAX_POINTS, MAX_STEP_POINTS, MAX_WEIGHT, ordered};
pub use text_span::span_of_text;
pub use watch::Watch;

pub use crate::diagnostic::{Source, Sources};
