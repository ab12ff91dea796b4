//! What rule authors run: lints over the answer space, scenarios, coverage, and what an edit changes.

pub mod boundaries;
pub mod coverage;
pub mod lint;
pub mod scenarios;
pub mod starter;
