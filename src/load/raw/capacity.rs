//! Unit costs, and the steps by which criteria take points from what they come to.

use schemars::JsonSchema;
use serde::Deserialize;

use super::placed::{Placed, RawAccept, Whole};
use crate::model::Resource;

/// `[[unit-cost]]`: what one unit of work costs some options.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawUnitCost {
    /// Its id.
    pub id: Placed<String>,
    /// The options that it costs this.
    pub options: Vec<Placed<String>>,
    /// What is spent: `cores` (costs in microseconds of CPU for each unit a second) or `memory` (costs in KiB for each unit).
    pub resource: Resource,
    /// Which part of the work it belongs to, such as `requests` or `deliveries`: steps may look at a part only.
    pub part: Option<String>,
    /// The quantity that says how many units of work there are at peak; absent: one.
    pub per: Option<Placed<String>>,
    /// The cost of one unit, as a range.
    pub cost: Placed<RawCost>,
    /// When there is such work; absent: always.
    pub when: Option<Placed<String>>,
    /// What is counted, in a few words.
    pub what: String,
    /// Evidence cited.
    #[serde(default)]
    pub evidence: Vec<Placed<String>>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// A cost as a range.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawCost {
    /// The least that was seen or is to be expected.
    pub low: Whole,
    /// What is expected.
    pub expected: Whole,
    /// The most.
    pub high: Whole,
}

/// `[[dominates]]`: where one option is never to stand below others on a criterion; `archfit check` proves it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawDominates {
    /// The criterion.
    pub criterion: Placed<String>,
    /// The option that never stands below.
    pub above: Placed<String>,
    /// The options that never stand above it.
    pub below: Vec<Placed<String>>,
    /// Where this is so; absent: always.
    pub when: Option<Placed<String>>,
    /// Why, in a sentence.
    pub because: String,
}

/// `[[steps]]`: points for every step that what an option needs rises by.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawSteps {
    /// Its id; the rules made of it are named after it.
    pub id: Placed<String>,
    /// The criterion the points count on.
    pub criterion: Placed<String>,
    /// What is looked at.
    pub resource: Resource,
    /// The parts of the work that count; absent: all.
    #[serde(default)]
    pub parts: Vec<Placed<String>>,
    /// Where the first step is, in cores or MiB.
    pub from: Placed<Whole>,
    /// By how much each further step is above the one before.
    pub factor: Placed<i64>,
    /// How many steps there are.
    pub most: Placed<i64>,
    /// The points of each step.
    pub points: Placed<i32>,
    /// Why, in a sentence.
    pub because: String,
}
