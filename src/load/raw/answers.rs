//! The entries of an answers file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::placed::{Placed, Whole};

/// An answers file, for its schema.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "answers are read against their questions; this describes the whole to editors")]
pub struct RawAnswersFile {
    /// The format's version: 1.
    format: u32,
    /// The questionnaire answered.
    questionnaire: String,
    /// What is being decided for; templates may use it.
    system: Option<String>,
    /// The decisions to make; absent: all of the questionnaire.
    #[serde(default)]
    decisions: Vec<String>,
    /// Answers by question.
    #[serde(default)]
    answers: BTreeMap<String, RawAnswer>,
    /// The team's own priorities, by criterion.
    #[serde(default)]
    weights: BTreeMap<String, RawWeight>,
    /// Decisions in which the team chose otherwise.
    #[serde(default, rename = "override")]
    overrides: Vec<RawOverride>,
    /// The team's own reasons to look at decisions again.
    #[serde(default, rename = "revisit")]
    revisits: Vec<RawRevisit>,
    /// What a core and a GiB cost the team in a month.
    prices: Option<RawPrices>,
}

/// `[prices]`: what a core and a GiB cost the team in a month, in whole units of the currency.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawPrices {
    /// A core.
    pub core: Option<Placed<Whole>>,
    /// A GiB of memory.
    pub gib: Option<Placed<Whole>>,
    /// The currency, as it is to be shown.
    pub currency: Option<String>,
}

/// One answer.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes answers to editors")]
enum RawAnswer {
    /// What was said.
    Value(RawAnswerValue),
    /// What was said, with what belongs to it.
    Detailed(RawDetailedAnswer),
}

/// What was said: a choice, a band, a number, a range such as "5k..50k", several choices, or "unknown".
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes answers to editors")]
pub(super) enum RawAnswerValue {
    /// A choice, a band, a number, a range, or "unknown".
    Text(String),
    /// A number.
    Number(i64),
    /// Several choices: all of them, or for a question with one choice, one of them, not known which.
    Choices(Vec<String>),
}

/// An answer with what belongs to it.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes answers to editors")]
struct RawDetailedAnswer {
    /// What was said.
    value: Option<RawAnswerValue>,
    /// How sure the person is, from 0 (don't know) to 1.
    sure: Option<f64>,
    /// A note for the record.
    note: Option<String>,
    /// What each of several people said.
    #[serde(default)]
    votes: BTreeMap<String, RawAnswerValue>,
    /// The measure it was observed by; absent where a person gave it.
    observed: Option<String>,
    /// What was read for it.
    from: Option<String>,
    /// The day of the answer.
    #[schemars(with = "Option<String>")]
    on: Option<toml::value::Datetime>,
    /// The example it was taken from, as long as nobody confirmed it.
    example: Option<String>,
}

/// The weight of a criterion, in points.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes weights to editors")]
enum RawWeight {
    /// The weight.
    Points(u32),
    /// The weight, with what several people said.
    Detailed(RawDetailedWeight),
}

/// A weight with the votes behind it.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes weights to editors")]
struct RawDetailedWeight {
    /// The weight; absent: the declared one.
    value: Option<u32>,
    /// The weight that each of several people gave.
    #[serde(default)]
    votes: BTreeMap<String, u32>,
}

/// `[[override]]`: the team chose otherwise, and says so.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawOverride {
    /// The decision.
    pub decision: Placed<String>,
    /// The option chosen.
    pub option: Placed<String>,
    /// Why.
    pub because: String,
}

/// `[[revisit]]`: when to look at a decision again; a day, a condition, or both.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRevisit {
    /// The decision; absent: all of the file.
    pub decision: Option<Placed<String>>,
    /// From this day on.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub on: Option<Placed<toml::value::Datetime>>,
    /// When the answers meet this condition.
    pub when: Option<Placed<String>>,
    /// Why.
    pub because: Option<String>,
}
