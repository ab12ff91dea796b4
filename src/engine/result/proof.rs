//! Whether a winner is settled, as a value: with a certificate that people can read and the checker verifies, or with the answers
//! that unsettle it.

use super::advice::Fit;
use crate::model::{Answers, OptionIdx, QuestionIdx, RuleIdx, Withheld};

/// Whether the winner is settled.
#[derive(Clone, Debug)]
pub enum Settled {
    /// No completion of the open answers excludes the winner or lets another option reach it.
    Proven(Certificate),
    /// These answers to open questions do.
    Open(Counterexample),
    /// Neither was found within the budget.
    NotDecided,
    /// Every option is excluded for certain.
    NoOption,
}

impl Settled {
    /// Whether it is proven.
    pub fn is_proven(&self) -> bool {
        matches!(self, Self::Proven(_))
    }
}

/// Answers to open questions under which the present winner does not win alone, whatever is certain now: none can be left out.
///
/// The other open answers count as they are expected. Where a lead is expected to be zero or less, some completion makes it so.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterexample {
    /// The answers.
    pub answers: Answers,
    /// The same in cells, for the checker.
    pub cells: Vec<Said>,
    /// What would be ahead or level with the present winner, and could not be excluded; absent: no option would be left.
    pub winner: Option<OptionIdx>,
    /// By how much it would be ahead, by expectation; zero for a tie or where the present winner would be excluded.
    pub lead: Fit,
    /// Whether the present winner would be excluded.
    pub excludes_winner: bool,
    /// Why no option would be named, where that is not because all are excluded one by one.
    pub withheld: Option<Withheld>,
}

/// An answer to a question, as a cell of one of its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The question.
    pub question: QuestionIdx,
    /// For a question with several choices: which of them.
    pub choice: Option<usize>,
    /// The cell.
    pub cell: u8,
}

/// A proof that the winner is settled, for people and for the independent checker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The winner. None of the vetoes against it can hold.
    pub winner: OptionIdx,
    /// Why each other option cannot reach it, in option order.
    pub rivals: Vec<RivalProof>,
}

/// Why one option cannot reach the winner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RivalProof {
    /// The other option.
    pub rival: OptionIdx,
    /// The winner's present lead over it; over open answers, the expected one.
    pub ahead: Fit,
    /// The proof.
    pub proof: Proof,
}

/// A proof that a lead stays above zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The rival is excluded for certain.
    Excluded,
    /// The least values of all terms add up to more than zero.
    Bound(Bound),
    /// A question is taken case by case.
    Cases {
        /// The question; for one with several choices, together with `choice`.
        question: QuestionIdx,
        /// The choice that is either among those that hold or not.
        choice: Option<usize>,
        /// The cells allowed in each case, as bits, with the proof of the case. Together they are all possible cells.
        cases: Vec<(u64, Proof)>,
    },
}

/// A lower bound of a lead as a sum of terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The lead; over open answers, the expected one. Inside a case, the one expected in this case.
    pub ahead: Fit,
    /// What the open answers together can take off it at most. This is less than `ahead`, unless vetoes against the rival have to
    /// do the rest.
    pub can_move: Fit,
    /// The lead from the points options start with and the rules that hold for certain, in score units.
    pub decided: i64,
    /// What a veto against the rival adds to its term, in score units: where one holds, the rival need not be beaten.
    pub barrier: i64,
    /// The terms; each undecided rule that treats the two options differently stands in one of them.
    pub terms: Vec<Term>,
}

/// Some undecided rules that read the same questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The rules.
    pub rules: Vec<RuleIdx>,
    /// The open questions they depend on.
    pub questions: Vec<QuestionIdx>,
    /// The least the term can come to, in score units, shifts included.
    pub least: i64,
    /// How much of [`Bound::can_move`] is due to it.
    pub moves: Fit,
    /// Amounts moved between terms that share a question, so that they need not assume the worst answer each for itself. For every
    /// answer the shifts of all terms add up to zero.
    pub shifts: Vec<Shift>,
}

/// An amount added to a term wherever a question has one of some answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The question.
    pub question: QuestionIdx,
    /// For a question with several choices: which of them.
    pub choice: Option<usize>,
    /// The cells, as bits.
    pub cells: u64,
    /// How much, in score units.
    pub amount: i64,
}
