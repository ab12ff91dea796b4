//! What a checked condition is: a boolean expression whose names are resolved to positions in a questionnaire.
//!
//! Text becomes an [`Expr`] in the `condition` module; the engine lowers it to boxes. Nothing here can be ill-typed.

use super::id::{QuantityIdx, QuestionIdx, TraitIdx};

/// A condition as its author wrote it, with what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The text in the file, for people.
    pub text: String,
    /// The meaning.
    pub expr: Expr,
}

/// A boolean expression over questions, traits and quantities.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expr {
    /// Always true or always false.
    Const(bool),
    /// Plain negation: true wherever the inner expression is not, skipped questions included.
    Not(Box<Expr>),
    /// All hold; true when empty.
    And(Vec<Expr>),
    /// At least one holds; false when empty.
    Or(Vec<Expr>),
    /// One comparison.
    Atom(Atom),
}

/// One comparison. None of them but [`Atom::IsNa`] holds for a skipped question.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Atom {
    /// The question's choice is one of those whose bits are set, counted in declared order.
    Choice {
        /// A question of which one choice holds.
        question: QuestionIdx,
        /// One bit per choice.
        mask: u64,
    },
    /// The question's number lies in one of these closed intervals, rising and apart.
    Number {
        /// A number question.
        question: QuestionIdx,
        /// Closed intervals.
        intervals: Vec<Interval>,
    },
    /// This choice is among those that hold.
    Includes {
        /// A question of which several choices may hold.
        question: QuestionIdx,
        /// The choice's position.
        choice: usize,
    },
    /// The question is skipped.
    IsNa {
        /// Any question that has an `ask-if`.
        question: QuestionIdx,
    },
    /// The trait's level is one of those whose bits are set, bit 0 the lowest level.
    Trait {
        /// The trait.
        of: TraitIdx,
        /// One bit per level, lowest first.
        mask: u64,
    },
    /// The quantity lies in one of these closed intervals; no question it reads is skipped.
    Quantity {
        /// The quantity.
        of: QuantityIdx,
        /// How its value compares with the bound.
        comparison: Comparison,
        /// The bound.
        bound: i64,
    },
}

/// A closed interval of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval {
    /// The least member.
    pub low: i64,
    /// The greatest member.
    pub high: i64,
}

impl Interval {
    /// Whether the number lies inside.
    pub fn contains(self, number: i64) -> bool {
        self.low <= number && number <= self.high
    }
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Equal.
    Equal,
    /// Not equal.
    NotEqual,
    /// Less.
    Less,
    /// Less or equal.
    LessOrEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterOrEqual,
}

impl Comparison {
    /// Whether an ordering satisfies the comparison.
    pub fn accepts(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }

    /// The operator as it is written in a condition.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
