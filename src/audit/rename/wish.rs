//! A wish to rename something, the edits that fulfil it, and why it may be refused.

use std::ops::Range;
use std::path::PathBuf;

use crate::model::DecisionId;

/// What is renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A question, with its conditions and answers.
    Question,
    /// A choice of a question; named `question.choice`.
    Choice,
    /// An option of a decision.
    Option,
    /// A criterion of a decision.
    Criterion,
    /// A rule.
    Rule,
    /// A decision.
    Decision,
}

/// A wish to rename something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renaming {
    /// What it is.
    pub what: What,
    /// Its present name; a choice as `question.choice`.
    pub old: String,
    /// The name that it is to have; of a choice without the question.
    pub new: String,
    /// The decision it belongs to, where several have something of that name.
    pub decision: Option<DecisionId>,
}

/// A text with its name: a file that is edited beside those of the library, such as an answers file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where it is kept.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// A stretch of bytes of a file replaced by a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The file.
    pub path: PathBuf,
    /// The bytes.
    pub span: Range<usize>,
    /// What takes their place.
    pub text: String,
}

/// Why something cannot be renamed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// Nothing has the name.
    #[error("there is no {what} `{name}`{help}")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// Its name.
        name: String,
        /// Where to look, or what was meant.
        help: String,
    },
    /// Several decisions have something of that name.
    #[error("{what} `{name}` stands in several decisions ({decisions}); say which with `--decision`")]
    Several {
        /// What was looked for.
        what: &'static str,
        /// Its name.
        name: String,
        /// The decisions.
        decisions: String,
    },
    /// It is part of the program.
    #[error("`{name}` is built in and cannot be changed here; copy its files into `archfit/` first")]
    BuiltIn {
        /// Its name.
        name: String,
    },
    /// The new name cannot be one.
    #[error("`{name}` cannot be an id: lower-case letters, digits and hyphens, beginning with a letter")]
    NoId {
        /// The name.
        name: String,
    },
    /// The new name is taken.
    #[error("`{name}` is taken already{help}")]
    Taken {
        /// The name.
        name: String,
        /// By what, where that is not plain.
        help: String,
    },
}

impl What {
    /// How it is called in messages.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Choice => "choice",
            Self::Option => "option",
            Self::Criterion => "criterion",
            Self::Rule => "rule",
            Self::Decision => "decision",
        }
    }
}
