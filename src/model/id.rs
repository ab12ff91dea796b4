//! Names that files give to things, one type per kind so that they cannot be mixed up, and the indices the engine uses.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares one string newtype per kind of id.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as it stands in the file.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl From<&str> for $name { fn from(id: &str) -> Self { Self(id.to_owned()) } }
        impl From<String> for $name { fn from(id: String) -> Self { Self(id) } }
        impl AsRef<str> for $name { fn as_ref(&self) -> &str { &self.0 } }
        impl Borrow<str> for $name { fn borrow(&self) -> &str { &self.0 } }
        impl PartialEq<str> for $name { fn eq(&self, other: &str) -> bool { self.0 == other } }
        impl PartialEq<&str> for $name { fn eq(&self, other: &&str) -> bool { self.0 == *other } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(&self.0) }
        }
    )+};
}

ids! {
    /// Names a questionnaire.
    QuestionnaireId;
    /// Names a question of a questionnaire.
    QuestionId;
    /// Names a choice of a question.
    ChoiceId;
    /// Names a band of a number question.
    BandId;
    /// Names a quantity.
    QuantityId;
    /// Names a trait.
    TraitId;
    /// Names a level of a trait.
    LevelId;
    /// Names a decision, and so its rule base.
    DecisionId;
    /// Names an option of a decision.
    OptionId;
    /// Names a criterion of a decision.
    CriterionId;
    /// Names a rule.
    RuleId;
    /// Names a piece of evidence.
    EvidenceId;
    /// Names a scenario.
    ScenarioId;
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A questionnaire.
    Questionnaire,
    /// What a condition compares: a question, a trait or a quantity.
    Subject,
    /// A question.
    Question,
    /// A trait.
    Trait,
    /// A decision.
    Decision,
    /// A criterion.
    Criterion,
    /// An option.
    Option,
    /// A rule.
    Rule,
    /// A piece of evidence.
    Evidence,
}

impl Named {
    /// The words for it, as messages write them.
    pub fn words(self) -> &'static str {
        match self {
            Self::Questionnaire => "questionnaire",
            Self::Subject => "question, trait or quantity",
            Self::Question => "question",
            Self::Trait => "trait",
            Self::Decision => "decision",
            Self::Criterion => "criterion",
            Self::Option => "option",
            Self::Rule => "rule",
            Self::Evidence => "evidence",
        }
    }
}

/// Declares one index newtype per kind of list position.
macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as a `usize`, for indexing.
            pub fn get(self) -> usize { self.0 as usize }
        }
        impl From<usize> for $name { fn from(position: usize) -> Self { Self(position as u32) } }
    )+};
}

indices! {
    /// Position of a question in its questionnaire.
    QuestionIdx;
    /// Position of a quantity in its questionnaire.
    QuantityIdx;
    /// Position of a trait in its questionnaire.
    TraitIdx;
    /// Position of an option in its rule base.
    OptionIdx;
    /// Position of a criterion in its rule base.
    CriterionIdx;
    /// Position of a rule in its rule base.
    RuleIdx;
}
