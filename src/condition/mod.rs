//! The condition language: text to [`Expr`], checked against a questionnaire.
//!
//! Closed and typed: a condition that passes here can be lowered to a diagram over finite cells, and so be analysed. There are no
//! calls and no comparisons between questions. Knows the model and nothing else.

mod check;
mod lexer;
mod number;
mod parser;
mod print;
mod renamed;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use number::parse_number;
pub use print::print;
pub use renamed::renamed;

use crate::model::{Expr, Named, Questionnaire};

/// What is wrong with a condition or a formula, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    /// The bytes of the condition's text it is about.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What the word at the span would be the name of, where nothing has that name.
    pub unknown: Option<Named>,
}

impl ConditionError {
    /// An error with the way out.
    pub fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: Some(help.into()), unknown: None }
    }
}

/// Reads a condition and resolves its names. A syntax error stands alone; errors of meaning are all reported at once.
///
/// `is na` is allowed on questions whose `ask_if` is present, so a loader that is still filling them in sets a placeholder first.
pub fn parse(text: &str, questionnaire: &Questionnaire) -> Result<Expr, Vec<ConditionError>> {
    let tree = parser::parse(text).map_err(|error| vec![error])?;
    let mut errors = Vec::new();
    let expr = check::resolve(&tree, questionnaire, &mut errors);
    if errors.is_empty() { Ok(expr) } else { Err(errors) }
}

/// "did you mean" for the name nearest to a misspelt one, if any is near enough.
pub fn closest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let distance = |name: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &name.to_lowercase());
    let limit = ((word.chars().count() + 1) / 3).max(1);
    let (near, name) = names.map(|name| (distance(name), name)).min_by_key(|(near, _)| *near)?;
    (near <= limit).then(|| format!("did you mean `{name}`?"))
}

/// The name that a help line made by [`closest`] suggests.
pub fn suggested(help: &str) -> Option<&str> {
    help.strip_prefix("did you mean `")?.strip_suffix("`?")
}
