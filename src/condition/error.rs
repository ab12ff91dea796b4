//! What is wrong with a condition, and the way out.

use std::ops::Range;

use crate::model::Named;

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
