//! Scores, explanations and proofs over a loaded subject. Cannot fail, and knows no file, clock, environment or terminal.
//!
//! In reading order:
//!
//! - What conditions mean: `diagram` (conditions as decision diagrams), `space` and `cuts` (questions as finite variables), `order`,
//!   `compile` (rules as diagrams and integers).
//! - What answers say: `knowledge`, `situation` (one decision under some knowledge), `score`, `apportion`, `explain`, `profile`,
//!   `considered` (every decision of one answers file), `follow` (what one says to the questions of
//!   others).
//! - Bounds and proofs: `network` (undecided rules as tables), `problem` (their sum), `descent` (its points), `diffusion` (tighter
//!   bounds), `solver` (branch and bound), `range`, `settled`, `certificate`, `counterexample`; `checker`, `flaw` and
//!   `reference` check certificates and counterexamples by other means.
//! - The outlook, live: `points`, `stakes`, `winner_search`, `influence`, `usefulness`, `outlook`.
//! - The analysis, for reports: `sufficient`, `hitting_set`, `moves`, `sums`, `flips`, `changes`, `conflict`, `weights`, `bank`, `chances`,
//!   `map`, `axes`, `firmness`.
//! - `advisor`, the front door; `advice` and `analysis`, what it says; `steps` and `random`, budgets and fixed samples.

pub mod advice;
pub mod advisor;
pub mod analysis;
pub mod apportion;
pub mod axes;
pub mod bank;
mod certificate;
pub mod chances;
mod changes;
pub mod checker;
pub mod compile;
pub mod conflict;
pub mod considered;
mod counterexample;
pub mod cuts;
mod descent;
pub mod diagram;
mod diffusion;
mod explain;
pub mod firmness;
mod flaw;
pub mod flips;
pub mod follow;
mod hitting_set;
pub mod influence;
pub mod knowledge;
mod map;
mod moves;
pub mod network;
pub mod order;
mod outlook;
mod points;
pub mod problem;
mod profile;
mod random;
pub mod range;
pub mod reference;
mod score;
pub mod settled;
pub mod situation;
pub mod solver;
pub mod space;
pub mod stakes;
pub mod steps;
pub mod sufficient;
mod sums;
mod usefulness;
pub mod weights;
mod winner_search;
mod witness;

pub use advice::{
    Advice, Applies, Contribution, DecisionAdvice, Exclusion, Fit, Known, QuantityReading, QuestionState, RuleReading,
    Standing, TraitReading,
};
pub use advisor::Advisor;
pub use analysis::{
    Analysis, Axis, AxisStep, Bound, Budget, Certificate, Chances, Change, Conflict, Counterexample, DecisionMap,
    ExactRange, Flip, Flips, Investigation, MapCell, Method, Outlook, PairShares, Proof, RankShares, Relaxation,
    RivalProof, Said, Settled, Shift, Span, Stability, Stake, Sufficient, Term, Usefulness, WeightAnalysis,
};
pub use flaw::Flaw;
pub use follow::Followed;
pub use score::InPlay;
