//! Answers that are observed: sources are read, and what they tell by the measures of the catalogue is turned into proposed answers.
//!
//! Knows files and their formats; knows no option and no framework: which measure answers which question is said by questionnaires. Sends
//! nothing, and lets only counts and names of declared things out.

pub mod around;
pub mod config;
mod dump;
pub mod effect;
pub mod headroom;
mod load_test;
mod log;
mod metrics;
pub mod observation;
pub mod proposal;
mod repository;
pub mod room;
pub mod say;
mod schema;
mod source;
mod sql_words;
mod sqlite;
mod tick;
mod told;
pub mod trend;

pub use around::{Around, Looked, look_around};
pub use config::{Kind, SourceConfig};
pub use observation::{Observation, Value};
pub use source::{Named, Source, observations_of, observe};
pub use told::Told;
