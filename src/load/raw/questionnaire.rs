//! The entries of a questionnaire.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::placed::{Placed, RawAccept, Whole};
use crate::model::Tells;

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
    /// Where several may hold: how many at least have to; 1, or absent for none.
    pub at_least: Option<Placed<i64>>,
    /// What may be chosen: a list, or the name of one that stands under `[choices]`.
    pub choices: Option<Placed<RawChoices>>,
    /// The number asked for.
    pub integer: Option<Placed<RawInteger>>,
    /// Why some answers are likelier than others: a source, a count, or a judgement that says it is one.
    pub likely_because: Option<String>,
    /// Other odds where answers that are known speak for them; the first whose condition holds for certain counts.
    #[serde(default)]
    pub likely_when: Vec<Placed<RawLikelyWhen>>,
    /// The decision whose outcome answers this question.
    pub settled_by: Option<Placed<String>>,
    /// How long an answer may stand before it is old: "90 days", "6 weeks", "6 months", "2 years".
    pub holds_for: Option<Placed<String>>,
    /// Where the answer can be seen.
    #[serde(default)]
    pub observe: Vec<Placed<RawObserve>>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// `[[question.likely-when]]`: how likely the answers are where a condition holds and this one is open.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawLikelyWhen {
    /// Where these odds count: a condition over other questions.
    pub when: Placed<String>,
    /// A weight for choices or bands, from 1; where several may hold, of a hundred in how many the choice does, 1 to 99. Those not named
    /// stay as likely as they are.
    pub likely: BTreeMap<Placed<String>, Placed<u32>>,
    /// Why: a source, a count, or a judgement that says it is one.
    pub because: String,
}

/// `[[question.observe]]`: a measure that answers the question.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawObserve {
    /// A measure of the catalogue, such as "http.rate.busiest-minute".
    pub measure: Placed<String>,
    /// Which name speaks for which choice, or for one of several; `*` in a name stands for anything.
    pub answers: Option<BTreeMap<Placed<String>, RawSpokenFor>>,
    /// Which choice a number, or a number of names, speaks for: the first band that it lies below.
    pub bands: Option<Vec<Placed<RawObservedBand>>>,
    /// Whether a number is the answer, or the answer is at most or at least this.
    #[serde(default)]
    pub tells: Tells,
    /// Names that do not count; `*` stands for anything.
    #[serde(default)]
    pub leave_out: Vec<String>,
    /// What the observation does not say about this question.
    pub care: Option<String>,
}

/// What a name speaks for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawSpokenFor {
    /// A choice.
    One(String),
    /// One of these choices.
    OneOf(Vec<String>),
}

/// A band of observed numbers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawObservedBand {
    /// The first number above the band; absent on the last band.
    pub below: Option<Whole>,
    /// The choice it speaks for.
    pub answer: String,
}

/// What may be chosen.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub enum RawChoices {
    /// The name of a list under `[choices]`.
    Shared(String),
    /// The choices.
    Listed(Vec<Placed<RawChoice>>),
}

impl<'de> Deserialize<'de> for RawChoices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrList)
    }
}

/// Reads the name of a list, or a list.
struct NameOrList;

impl<'de> Visitor<'de> for NameOrList {
    type Value = RawChoices;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a list of choices, or the name of one that stands under `[choices]`")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<RawChoices, E> {
        Ok(RawChoices::Shared(name.to_owned()))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<RawChoices, A::Error> {
        let mut choices = Vec::new();
        while let Some(choice) = list.next_element()? {
            choices.push(choice);
        }
        Ok(RawChoices::Listed(choices))
    }
}

/// One choice of a question.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawChoice {
    /// Its id.
    pub id: String,
    /// The text shown; the id when absent.
    pub label: Option<String>,
    /// The same in a word or two, for sentences that name it, as on the first page; the label when absent.
    pub short: Option<String>,
    /// More about it.
    pub help: Option<String>,
    /// Where to read more about it.
    pub link: Option<String>,
    /// What to do about it: told where it is the answer; of several that may hold, where it is left out.
    pub improve: Option<String>,
    /// Where several may hold: it holds only by itself, as "none of these" does.
    #[serde(default)]
    pub exclusive: bool,
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
    /// A product or quotient of at most three banded questions and constants; or a sum of questions with ordered choices (their level,
    /// counted from 0) and with several (the number that hold).
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
    /// Lists of choices that several questions share, by name.
    #[serde(default)]
    choices: BTreeMap<String, Vec<RawChoice>>,
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
