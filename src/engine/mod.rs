//! Scores, explanations and proofs over a loaded subject. Cannot fail, and knows no file, clock, environment or terminal.

pub mod advice;
pub mod advisor;

pub use advice::{
    Advice, Applies, Contribution, DecisionAdvice, Exclusion, Fit, Known, QuantityReading, QuestionState, RuleReading,
    Standing, TraitReading,
};
pub use advisor::Advisor;
