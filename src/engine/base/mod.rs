//! What everything counts with: budgets in steps, fixed samples, whole-number rounding.
//!
//! Knows numbers and nothing of questions or options.

pub mod apportion;
pub mod multiple;
pub mod random;
pub mod steps;
