//! Whether the winner is settled, said so that it can be checked: a certificate, or the fewest answers that unsettle it.
//!
//! Turns what the search found into questions and rules. Checks nothing of it: `check` does.

pub(crate) mod certificate;
pub(crate) mod counterexample;
pub mod outcome;
pub mod settled;
