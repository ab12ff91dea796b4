//! The entries of a questionnaire.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::placed::{Placed, RawAccept, Whole};

/// `[[question]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawQuestion {
    /// Its id in conditions and answers files.
    pub id: Placed<String>,
    /// The section it is asked in.
    pub section: Option<String>,
    /// The prompt.
    pub ask: String,
    /// What it asks about, in a few words that go on a sentence: "requests per second".
    pub name: Option<String>,
    /// Why it is asked.
    pub why: Option<String>,
    /// How to find the answer.
    pub help: Option<String>,
    /// When it is asked; absent: always.
    pub ask_if: Option<Placed<String>>,
    /// A fact nobody would change: never proposed as a flip.
    #[serde(default)]
    pub fixed: bool,
    /// The choices rise in the order in which they stand.
    #[serde(default)]
    pub ordered: bool,
    /// More than one choice may hold.
    #[serde(default)]
    pub several: bool,
    /// What may be chosen.
    pub choices: Option<Vec<Placed<RawChoice>>>,
    /// The number asked for.
    pub integer: Option<Placed<RawInteger>>,
    /// The decision whose outcome answers this question.
    pub settled_by: Option<Placed<String>>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// One choice of a question.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawChoice {
    /// Its id.
    pub id: String,
    /// The text shown; the id when absent.
    pub label: Option<String>,
    /// More about it.
    pub help: Option<String>,
    /// Prior weight while the answer is unknown; 1 when absent.
    pub likely: Option<u32>,
    /// For a question settled by a decision: the options that lead to this choice.
    #[serde(default)]
    pub options: Vec<String>,
}

/// `[question.integer]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawInteger {
    /// The least number accepted.
    pub min: Whole,
    /// The greatest number accepted.
    pub max: Whole,
    /// What is counted.
    pub unit: Option<String>,
    /// Numbers offered where there are no bands.
    #[serde(default)]
    pub suggest: Vec<Whole>,
    /// Bands from `min` to `max`, rising and without gaps.
    #[serde(default)]
    pub bands: Vec<Placed<RawBand>>,
}

/// One band of a number question.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawBand {
    /// Its id.
    pub id: String,
    /// The text shown; the id when absent.
    pub label: Option<String>,
    /// The first number above the band; absent on the last band.
    pub below: Option<Whole>,
    /// The number it stands for in quantities.
    pub reading: Whole,
    /// Prior weight while the answer is unknown; 1 when absent.
    pub likely: Option<u32>,
}

/// `[[quantity]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawQuantity {
    /// Its id in conditions.
    pub id: Placed<String>,
    /// Its name on screens.
    pub name: Option<String>,
    /// A product or quotient of at most three banded questions and constants.
    pub formula: Placed<String>,
    /// What is counted.
    pub unit: Option<String>,
    /// What it means.
    pub help: Option<String>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// `[[trait]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTrait {
    /// Its id in conditions.
    pub id: Placed<String>,
    /// Its name on screens.
    pub name: Option<String>,
    /// What it means.
    pub help: Option<String>,
    /// The levels above the lowest, the highest first.
    pub levels: Vec<Placed<RawLevel>>,
    /// The lowest level: it holds when no other does.
    pub otherwise: Placed<String>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// One level of a trait.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawLevel {
    /// Its id in conditions.
    pub id: String,
    /// The text shown; the id when absent.
    pub label: Option<String>,
    /// When it holds.
    pub when: Placed<String>,
}

/// A questionnaire file, for its schema.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "entries are deserialised one by one; this describes the whole to editors")]
pub struct RawQuestionnaireFile {
    /// The format's version: 1.
    format: u32,
    /// Its id, named by rule bases and answers files.
    id: String,
    /// Its title.
    title: String,
    /// What it is about.
    about: Option<String>,
    /// Its version.
    version: Option<String>,
    /// Old names that answers files may still use, and the new ones.
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    /// The questions.
    #[serde(default)]
    question: Vec<RawQuestion>,
    /// The quantities.
    #[serde(default)]
    quantity: Vec<RawQuantity>,
    /// The traits.
    #[serde(default, rename = "trait")]
    traits: Vec<RawTrait>,
}
