//! The outcome of many complete answers, 512 at a time: a second evaluator that knows no partial knowledge and makes no proofs.
//!
//! Each answer set is a lane, each cell of a variable a word of lanes. Conditions are worked out by and, or and not, once for all lanes
//! and once for what rules share; points are added in bit planes; the winner is found lane by lane. Everything is in exact integers and
//! comes to the same as the one-at-a-time path: `tests/engine_proofs/bulk.rs` holds that.
//!
//! Two ways in:
//!
//! - **Points of the answer space**, one cell for each variable (shares, chances, maps, lints). [`Ready::new`] makes a decision ready,
//!   [`Ready::run`] evaluates one [`Block`] of up to [`LANES`] points into a [`Run`]. [`Sample`] fills blocks with a fixed, stratified
//!   sample, or with everything where that is little enough.
//! - **Complete answers**, typed numbers, skips and decisions that settle questions for others included (scenarios, portfolios):
//!   [`Portfolio::consider`], on a [`Desk`] that is kept; few cost little. Answers that leave something open on which a decision depends are handed back, to be considered one by one.
//!
//! ```text
//! let ready = Ready::new(&subject, &compiled, position, &weights, (Numbers::ByCell, Keep::Rules));
//! let mut block = Block::new(&compiled.space.variables);
//! block.fill(points.len(), ready.reads(), |lane, var| points[lane][var]);
//! let mut run = Run::default();                      // kept from block to block
//! ready.run(&mut block, &mut run);
//! run.winner(lane); run.lead(lane); run.kind(lane); run.score(option, lane); run.excluded(option); run.rule(rule)
//! ```
//!
//! Knows what conditions mean and how points are weighed; knows no situation, proof or advice.

mod block;
mod conditions;
mod portfolio;
mod program;
mod ready;
mod run;
mod sample;
mod sums;
mod words;

pub use block::Block;
pub use conditions::Numbers;
pub use portfolio::{Desk, Portfolio, settled_by};
pub use ready::{Keep, Ready};
pub use run::Run;
pub use sample::{Everything, Sample};
pub use words::{LANES, N_WORDS, Words};
