//! Scores, explanations and proofs over a loaded subject. Cannot fail, and knows no file, clock, environment or terminal.
//!
//! Rooms with one-way doors, in reading order; each one's head says what it owns and what it must not know, and
//! docs/architecture.md draws the doors:
//!
//! - `base`, `result`: what is counted with, and the plain values that leave the engine.
//! - `meaning`: conditions as diagrams, and as read.
//! - `facts`: what the answers say of one decision.
//! - `bulk`: the outcome of many complete answers, 512 at a time.
//! - `bound`: tables of undecided rules, and the least sum of them.
//! - `situation`: the facts with who wins.
//! - `proof`, `check`: whether the winner is settled, and the second opinion on that.
//! - `outlook`, `robust`: what is still open, and how firm the decision is.
//! - `follow`: what a decision says to the questions of others.
//! - `considered`, `agree`, `advisor`: every decision of one answers file, whether they go together; the front door.
//! - `carried_out`: what changes of answers come to through all of them.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod advisor;
mod agree;
pub mod base;
pub mod bound;
pub mod bulk;
mod carried_out;
pub mod check;
pub mod considered;
pub mod facts;
mod follow;
pub mod meaning;
pub mod outlook;
pub mod proof;
pub mod result;
pub mod robust;
pub mod situation;

pub use advisor::Advisor;
pub use base::steps::Budget;
pub use check::flaw::Flaw;
pub use facts::score::InPlay;
pub use result::advice::{
    Advice, Applies, Clash, Contribution, DecisionAdvice, Disagreement, Exclusion, Fit, Followed, Known,
    QuantityReading, QuestionState, RuleReading, Standing, TraitReading, Withholding,
};
pub use result::analysis::{
    Analysis, Axis, AxisStep, Chances, Change, Conflict, DecisionMap, ExactRange, Flip, Flips, Investigation, MapCell,
    Method, Outlook, PairShares, RankShares, Relaxation, Span, Stability, Stake, Sufficient, Usefulness,
    WeightAnalysis,
};
pub use result::proof::{Bound, Certificate, Counterexample, Proof, RivalProof, Said, Settled, Shift, Term};
