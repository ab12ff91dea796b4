//! What grows: by when an answer that several observations show to grow reaches the number at which another option leads.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::QuestionId;

/// How long a decision holds at the growth of one answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GrowthInfo {
    /// The question whose answer grows.
    pub question: QuestionId,
    /// What it asks.
    pub ask: String,
    /// The number at which another option leads.
    pub flip: i64,
    /// The name of the option that leads from there on; absent where none is left.
    pub then: Option<String>,
    /// Over how many days the growth was observed.
    pub observed_days: i64,
    /// In how many days after the last observation the number is reached.
    pub days: i64,
    /// In how many at the soonest.
    pub soonest: i64,
    /// In how many at the latest; absent where growth may be none.
    pub latest: Option<i64>,
    /// The same in a sentence, behind what the question asks.
    pub said: String,
    /// The same by the short name of the question, as the first page has it.
    pub brief: String,
}
