//! What rule authors run: lints over the answer space, scenarios, coverage, and what an edit changes.

pub mod answers_template;
pub mod book;
pub mod boundaries;
pub mod change;
pub mod coverage;
pub mod layout;
pub mod lint;
mod play;
pub mod readers;
pub mod scenarios;
pub mod starter;
