//! The files as they are written: what serde reads and what the JSON Schemas describe. No meaning is checked here.
//!
//! A field is one line with its comment: the name is the key, the type says what may be written and whether it may be absent, and the
//! comment is what editors show. A value whose place findings name is [`Placed`]. Beside it stands only what the type cannot say. The
//! readers in `questionnaire`, `rules` and `answers` take the fields over into the model and check what they mean.
//!
//! The entries of a file are deserialised one by one, so that an entry that cannot be read hides no other.

mod answers;
mod capacity;
mod placed;
mod questionnaire;
mod rules;
mod scenario;

pub use answers::{RawAnswersFile, RawOverride, RawPrices, RawRevisit};
pub use capacity::{RawCost, RawDominates, RawSteps, RawUnitCost};
pub use placed::{Placed, RawAccept, RawAcceptance, RawCloseCall, Whole};
pub use questionnaire::{
    RawBand, RawChoice, RawChoices, RawInteger, RawLevel, RawLikelyWhen, RawObserve, RawObservedBand, RawQuantity,
    RawQuestion, RawQuestionnaireFile, RawSpokenFor, RawTrait,
};
pub use rules::{
    RawBase, RawCriterion, RawDecision, RawEvidence, RawMeasure, RawOption, RawRisk, RawRule, RawRulesFile,
};
pub use scenario::{RawExpect, RawScenario, RawSource};
