//! Answers with what they came to, as they are kept between calls.

use std::path::PathBuf;

use super::rulings::Whose;
use crate::load::ReadAnswers;
use crate::report::Report;

/// How much is made of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Everything.
    Whole,
    /// Everything but maps.
    Advice,
    /// What hangs on open questions.
    Questions,
}

/// By what answers are the same: how much is made of them, whose rules decide, their file, and their text.
pub(super) type Key = (Part, Whose, Option<String>, String);

/// Answers with what follows from them.
pub(super) struct Decided {
    /// The answers.
    pub read: ReadAnswers,
    /// What follows.
    pub report: Report,
    /// What does not fit, and was left out.
    pub warnings: Vec<String>,
    /// The answers file, where there is one.
    pub path: Option<PathBuf>,
    /// Whose rules decided.
    pub whose: Whose,
}
