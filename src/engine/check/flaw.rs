//! What can be wrong with a certificate or a counterexample.

use crate::model::{OptionIdx, QuestionIdx, RuleIdx};

/// What is wrong with a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It speaks of an option, rule, question or term that is not there.
    #[error("it names something that does not exist")]
    Unknown,
    /// Some option but the winner has no proof, or more than one.
    #[error("it does not prove every other option behind exactly once")]
    Rivals,
    /// A veto against the winner can hold.
    #[error("rule {} can exclude the winner", .0.get())]
    WinnerCanBeExcluded(RuleIdx),
    /// An option said to be excluded can be left.
    #[error("option {} is not excluded for certain", .0.get())]
    RivalCanBeLeft(OptionIdx),
    /// An option said to overtake the winner can be excluded.
    #[error("option {} can be excluded", .0.get())]
    RivalCanBeExcluded(OptionIdx),
    /// An answer said to unsettle the winner is not possible.
    #[error("the answer to question {} is not possible", .0.get())]
    Impossible(QuestionIdx),
    /// The winner stays ahead of the option said to overtake it.
    #[error("the winner stays ahead by {0}")]
    StaysAhead(i64),
    /// A rule that is undecided and counts is in no term, or a rule is in several.
    #[error("rule {} is not counted exactly once", .0.get())]
    RuleNotCounted(RuleIdx),
    /// The decided part is not what it says.
    #[error("the decided part is {found}, not {said}")]
    Decided {
        /// What the certificate says.
        said: i64,
        /// What it is.
        found: i64,
    },
    /// A term can come to less than it says.
    #[error("term {term} can come to {found}, less than {said}")]
    Term {
        /// The term's position.
        term: usize,
        /// What the certificate says.
        said: i64,
        /// What it can come to.
        found: i64,
    },
    /// A figure shown beside the proof does not follow from it.
    #[error("a figure says {said} tenths of a fit point where it is about {found}")]
    Shown {
        /// What the certificate says.
        said: i64,
        /// What it is.
        found: i64,
    },
    /// Shifts add something for some answer.
    #[error("shifts add {0} for an answer instead of nothing")]
    Shifts(i64),
    /// Cases leave out an answer.
    #[error("cases leave out an answer")]
    Cases,
    /// A bound is not above zero.
    #[error("a bound comes to {0}, which is not above zero")]
    NotAbove(i64),
    /// Checking it takes more work than is allowed.
    #[error("it is too large to check")]
    TooLarge,
}
