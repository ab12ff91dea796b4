//! Scenarios: answers, and what must come of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::answers::RawAnswerValue;
use super::placed::{Placed, RawAccept};
use crate::model::OutcomeKind;

/// `[[scenario]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawScenario {
    /// Its id.
    pub id: Placed<String>,
    /// Its title.
    pub title: Option<String>,
    /// Whether an interview may begin like it: it is a whole product, and its title says so by itself.
    #[serde(default)]
    pub example: bool,
    /// Whether the author of the rules wrote it; independent ones are reported apart.
    #[serde(default)]
    pub source: RawSource,
    /// Who coded it.
    pub by: Option<String>,
    /// Evidence it was coded from.
    #[serde(default)]
    pub cites: Vec<Placed<String>>,
    /// Answers by question.
    #[schemars(with = "BTreeMap<String, RawAnswerValue>")]
    pub answers: BTreeMap<Placed<String>, Placed<toml::Value>>,
    /// What must come out.
    #[serde(default)]
    pub expect: RawExpect,
    /// Why what is expected does not come out, where that is known and stands.
    pub miss: Option<String>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// Who wrote a scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawSource {
    /// The author of the rules.
    #[default]
    Author,
    /// Somebody else.
    Independent,
}

/// What a scenario must come to.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawExpect {
    /// The option that must lead.
    pub winner: Option<Placed<String>>,
    /// Options of which one must lead.
    #[serde(default)]
    pub acceptable: Vec<Placed<String>>,
    /// The option that must be second.
    pub runner_up: Option<Placed<String>>,
    /// How it must come out.
    pub outcome: Option<OutcomeKind>,
    /// Whether there must be something to decide.
    pub applies: Option<bool>,
    /// Whether it must be too close to call.
    pub close_call: Option<bool>,
    /// Options that must be excluded.
    #[serde(default)]
    pub excluded: Vec<Placed<String>>,
    /// Options that must not be excluded.
    #[serde(default)]
    pub not_excluded: Vec<Placed<String>>,
    /// Rules that must fire.
    #[serde(default)]
    pub fires: Vec<Placed<String>>,
    /// Rules that must not fire.
    #[serde(default)]
    pub not_fires: Vec<Placed<String>>,
    /// Levels that traits must have.
    #[serde(default)]
    pub levels: BTreeMap<Placed<String>, Placed<String>>,
    /// Single changes, `question = answer`, each of which must change the winner.
    #[serde(default)]
    pub flips_with: Vec<Placed<String>>,
    /// The least lead in fit points.
    pub lead_at_least: Option<Placed<f64>>,
    /// The greatest lead in fit points.
    pub lead_at_most: Option<Placed<f64>>,
}
