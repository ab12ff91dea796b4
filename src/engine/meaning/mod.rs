//! What conditions mean, said twice: as diagrams over finite variables, and read straight from the expressions.
//!
//! Knows questions, conditions and rules. Knows no answer, so nothing here depends on what is known.

pub mod compile;
pub mod cuts;
pub mod diagram;
pub mod order;
pub mod reference;
pub mod several;
pub mod space;
mod total;
pub mod variable;
pub mod weights;
pub(crate) mod witness;
