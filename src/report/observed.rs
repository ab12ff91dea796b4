//! Answers that what was observed contradicts, or reaches beyond.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::QuestionId;

/// An answer that stands otherwise in the answers file than it was observed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ObservedInfo {
    /// The question.
    pub question: QuestionId,
    /// What it asks.
    pub ask: String,
    /// The answer that the advice counts on.
    pub answered: String,
    /// What was observed.
    pub observed: String,
    /// What it was read from, with its days.
    pub from: String,
    /// Whether both exclude each other; otherwise what was observed reaches beyond the answer.
    pub contradicts: bool,
    /// What comes out otherwise with what was observed, in sentences; empty where nothing does.
    pub then: Vec<String>,
    /// All of it in sentences.
    pub said: String,
}
