//! The condition language: text to [`Expr`], checked against a questionnaire.
//!
//! Closed and typed: a condition that passes here can be lowered to a diagram over finite cells, and so be analysed. There are no
//! calls and no comparisons between questions. Knows the model and nothing else.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod check;
mod error;
mod layout;
mod lexer;
mod mixed;
mod nearest;
mod number;
mod outline;
mod parser;
mod print;
mod renamed;
#[cfg(test)]
mod tests;

pub use error::ConditionError;
pub use layout::{Put, layout};
pub use mixed::mixes_and_or;
pub use nearest::{closest, suggested};
pub use number::parse_number;
pub use outline::{Part, Piece, Spot, Wanted, outline, spot};
pub use print::print;
pub use renamed::renamed;

use crate::model::{Expr, Questionnaire};

/// Reads a condition and resolves its names. A syntax error stands alone; errors of meaning are all reported at once.
///
/// `is na` is allowed on questions whose `ask_if` is present, so a loader that is still filling them in sets a placeholder first.
pub fn parse(text: &str, questionnaire: &Questionnaire) -> Result<Expr, Vec<ConditionError>> {
    let tree = parser::parse(text).map_err(|error| vec![error])?;
    let mut errors = Vec::new();
    let expr = check::resolve(&tree, questionnaire, &mut errors);
    if errors.is_empty() { Ok(expr) } else { Err(errors) }
}
