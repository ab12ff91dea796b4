//! What rule authors run: lints over the answer space, scenarios, coverage, and what an edit changes.

pub mod answers_template;
pub mod book;
pub mod boundaries;
pub(crate) mod cases;
pub mod change;
mod condition_parts;
pub mod coverage;
mod doubts;
mod entry_text;
mod entry_values;
pub mod example;
mod fewest;
pub mod layout;
pub mod lint;
pub mod mutate;
pub mod names;
pub mod own_weights;
mod play;
mod points;
pub mod readers;
pub mod rename;
pub mod scenario_text;
pub mod scenarios;
pub mod starter;
pub mod tune;
pub mod unpinned;
mod weight_floor;
