//! Custom lenses (JSON, schema 2021-11-01): pillars of questions, each with choices that may hold together and risk rules of which the
//! first that is met says how great the risk is. A lens becomes a questionnaire, whose traits are the risks, and a rule base that says
//! where to begin.

mod condition;
mod defects;
mod names;
mod read;
#[cfg(test)]
mod tests;
mod toml;

pub use self::toml::{Files, Written, files};
pub use names::Names;
pub use read::{Defect, Lens, read};
