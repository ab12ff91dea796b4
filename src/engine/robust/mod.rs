//! How firm a decision is, for reports: flips, sufficient answers, conflicts, weights, chances and the decision map.
//!
//! One file per question answered, each within its budget. Knows no other decision, except `ways`: what a map crosses may let one come out
//! otherwise.

pub mod axes;
pub mod bank;
pub mod chances;
pub(crate) mod changes;
pub mod conflict;
pub mod firmness;
pub mod flips;
pub(crate) mod hitting_set;
pub mod hold;
pub(crate) mod map;
pub(crate) mod moves;
pub(crate) mod singles;
pub mod sufficient;
pub(crate) mod sums;
pub(crate) mod ways;
pub mod weights;
