//! Scores, explanations and proofs over a loaded subject. Cannot fail, and knows no file, clock, environment or terminal.
//!
//! In reading order: `diagram` (conditions as decision diagrams), `space` (questions as finite variables), `compile` (rules as
//! diagrams and integers), `knowledge` (what answers say), `score`, `explain`, `range`, and `advisor`, the front door.

pub mod advice;
pub mod advisor;
pub mod analysis;
pub mod apportion;
pub mod compile;
pub mod diagram;
mod explain;
pub mod knowledge;
pub mod order;
pub mod range;
mod score;
pub mod space;
mod witness;

pub use advice::{
    Advice, Applies, Contribution, DecisionAdvice, Exclusion, Fit, Known, QuantityReading, QuestionState, RuleReading,
    Standing, TraitReading,
};
pub use advisor::Advisor;
pub use analysis::{
    Analysis, Axis, AxisStep, Bound, Budget, Certificate, Chances, Change, Conflict, Counterexample, DecisionMap, Flip,
    Flips, Investigation, MapCell, Method, Outlook, PairShares, Proof, RankShares, Relaxation, RivalProof, Settled,
    Span, Stability, Stake, Sufficient, Term, Transfer, Usefulness, WeightAnalysis,
};
