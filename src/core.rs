//! The pure core of archfit: `model` is the data, `condition` the language of rules, `engine` scores and proves. Knows no file, clock, environment or
//! terminal. The library re-exports all three; this package is there because tests wait for proofs, and so it is always built optimized.

pub mod condition;
pub mod engine;
pub mod model;
