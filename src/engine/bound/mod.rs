//! What the open answers can still do: undecided rules as tables, the least sum of tables, and the search for a point below it.
//!
//! Knows the facts of one decision. Knows neither who wins it nor how a proof is put into words.

pub(crate) mod descent;
pub(crate) mod diffusion;
pub mod influence;
pub mod network;
pub mod problem;
pub mod search;
pub mod solver;
pub(crate) mod standpoint;
