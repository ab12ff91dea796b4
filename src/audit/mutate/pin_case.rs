//! A case that would notice a change.

use crate::model::{Answers, OptionIdx, OutcomeKind};

/// A case that tells a rule from its changed form.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// The scenario it is like.
    pub like: usize,
    /// The answers in which it differs.
    pub answers: Answers,
    /// What comes out with the rule as it is.
    pub now: (Option<OptionIdx>, OutcomeKind),
    /// What would come out with the changed one.
    pub then: (Option<OptionIdx>, OutcomeKind),
}
