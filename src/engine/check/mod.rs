//! The second opinion: certificates and counterexamples checked from the expressions alone.
//!
//! Is handed the premises and the claim. Must know no diagram, table, search or proof, so that none of them can vouch for itself.

pub mod checker;
pub mod flaw;
pub mod premises;
mod reads;
mod weighing;
