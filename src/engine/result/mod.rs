//! What leaves the engine: plain values for screens, reports and records.
//!
//! Owns their shape and how a figure is written. Knows nothing of how any of them is found.

pub mod advice;
pub mod analysis;
pub mod proof;
