//! The entries of a rule base.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::capacity::{RawDominates, RawSteps, RawUnitCost};
use super::placed::{Placed, RawAccept, RawCloseCall};
use super::scenario::RawScenario;
use crate::model::{Confidence, EvidenceKind};

/// `[decision]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawDecision {
    /// Its id in answers files and records.
    pub id: Placed<String>,
    /// Its title.
    pub title: String,
    /// The question the record answers; the title when absent.
    pub ask: Option<String>,
    /// A paragraph for the reader of the record.
    pub about: Option<String>,
    /// The questionnaire it reads.
    pub questionnaire: Placed<String>,
    /// When it has to be made at all; absent: always.
    pub decide_if: Option<Placed<String>>,
    /// What is said where it has not to be made, in a sentence.
    pub nothing_to_decide: Option<Placed<String>>,
    /// Its version.
    pub version: Option<String>,
    /// The lead up to which two options are too close to call: fit points, such as 4 or 1.5, or a share of the leading option's fit, such as
    /// "10 %"; 4 points when absent.
    pub close_call: Option<Placed<RawCloseCall>>,
    /// The age in months at which evidence is reported as old.
    pub evidence_max_age_months: Option<u32>,
    /// Findings accepted for the decision as a whole: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// `[[criterion]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawCriterion {
    /// Its id in rules and in the weights of answers files.
    pub id: Placed<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it covers.
    pub about: Option<String>,
    /// Its swing weight; weights are normalised before use.
    pub weight: Placed<u32>,
    /// The points that count as 0 and as 100.
    #[schemars(with = "[i32; 2]")]
    pub scale: Placed<Vec<i32>>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// `[[option]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawOption {
    /// Its id in rules and records.
    pub id: Placed<String>,
    /// Its name on screens and in records.
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// What to do where it is chosen, in one short sentence for the first page; the name when absent.
    pub advice: Option<String>,
    /// What it costs above all, in a few words for the first page; the first of the costs when absent.
    pub price: Option<String>,
    /// When it is the right one.
    pub right_when: Option<String>,
    /// What it costs.
    #[serde(default)]
    pub costs: Vec<String>,
    /// What may go wrong, and what to do about it.
    #[serde(default)]
    pub risks: Vec<RawRisk>,
    /// What to do first.
    #[serde(default)]
    pub first_steps: Vec<String>,
    /// What to measure before committing.
    #[serde(default)]
    pub measure: Vec<RawMeasure>,
    /// Points it has before any rule fires, by criterion.
    #[serde(default)]
    pub base: BTreeMap<Placed<String>, RawBase>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// What an option starts with on a criterion.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected points, or `{ points = 1, cause = \"why, in a short sentence\" }`"
)]
pub enum RawBase {
    /// The points.
    Points(i32),
    /// The points, and why.
    Caused {
        /// The points.
        points: i32,
        /// Why, in one short sentence for the first page: said where an option leads by what it starts with.
        cause: String,
    },
}

/// A risk of an option.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRisk {
    /// What may happen.
    pub risk: String,
    /// What keeps it small.
    pub mitigation: Option<String>,
}

/// Something to measure before committing to an option.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawMeasure {
    /// What is measured.
    pub what: String,
    /// The value to reach, in words.
    pub target: Option<String>,
    /// A measure of the catalogue that tells it, such as "load.time.p95": reports say then what came out.
    pub observe: Option<Placed<String>>,
    /// The greatest number that reaches the target, in the measure's unit.
    pub at_most: Option<Placed<f64>>,
    /// The smallest number that reaches the target, in the measure's unit.
    pub at_least: Option<Placed<f64>>,
}

/// `[[rule]]`: points on a criterion, an effect on weights (`weighs`), a veto (`excludes`), a caution, or `out-of-scope`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRule {
    /// Its id.
    pub id: Placed<String>,
    /// When it fires; absent on the last rule of a group and where it counts `per-level`.
    pub when: Option<Placed<String>>,
    /// Of the rules of one group the first fires whose `when` holds, and no other.
    pub group: Option<Placed<String>>,
    /// The last rule of a group: it fires where no other of the group does.
    pub otherwise: Option<Placed<bool>>,
    /// The points, or what is added to weights, count once for each level above the lowest that this ordered question, banded number or trait reaches.
    pub per_level: Option<Placed<String>>,
    /// The criterion its points count on.
    pub criterion: Option<Placed<String>>,
    /// Points per option.
    pub points: Option<BTreeMap<Placed<String>, i32>>,
    /// What is added to the weights of criteria where it holds, by criterion.
    pub weighs: Option<BTreeMap<Placed<String>, i32>>,
    /// A veto: these options are out.
    pub excludes: Option<Vec<Placed<String>>>,
    /// A caution: a sentence the reader must see.
    pub caution: Option<String>,
    /// No option is for such a case: what to do instead, in a sentence.
    pub out_of_scope: Option<Placed<String>>,
    /// For a caution: shown only when one of these is recommended.
    pub options: Option<Vec<Placed<String>>>,
    /// Why, in a sentence.
    pub because: String,
    /// The same as plain cause, in one short sentence for the first page; `because` when absent.
    pub cause: Option<String>,
    /// Evidence cited.
    #[serde(default)]
    pub evidence: Vec<Placed<String>>,
    /// How sure its author is.
    #[serde(default)]
    pub confidence: Confidence,
    /// What to do or measure because of it.
    pub follow_up: Option<String>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// `[[evidence]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawEvidence {
    /// Its id in rules.
    pub id: Placed<String>,
    /// What sort of source it is.
    pub kind: EvidenceKind,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// The year of publication.
    pub year: Option<i32>,
    /// Where to read it.
    pub link: Option<String>,
    /// How it was found out, for a measurement of one's own.
    pub method: Option<String>,
    /// What it says, in one's own words.
    pub says: Option<String>,
    /// What it does not show.
    pub limits: Option<String>,
    /// The day somebody read or ran it.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub checked: Option<Placed<toml::value::Datetime>>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    pub accept: RawAccept,
}

/// A file of a rule base, for its schema.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "entries are deserialised one by one; this describes the whole to editors")]
pub struct RawRulesFile {
    /// The format's version: 1.
    format: u32,
    /// What is decided; in exactly one file of the folder.
    decision: Option<RawDecision>,
    /// Old ids of options, criteria and rules, and the new ones.
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    /// The criteria.
    #[serde(default)]
    criterion: Vec<RawCriterion>,
    /// The options.
    #[serde(default)]
    option: Vec<RawOption>,
    /// The rules.
    #[serde(default)]
    rule: Vec<RawRule>,
    /// What work costs the options.
    #[serde(default)]
    unit_cost: Vec<RawUnitCost>,
    /// Where one option is never to stand below others.
    #[serde(default)]
    dominates: Vec<RawDominates>,
    /// The steps by which criteria take points from that.
    #[serde(default)]
    steps: Vec<RawSteps>,
    /// The evidence.
    #[serde(default)]
    evidence: Vec<RawEvidence>,
    /// The scenarios.
    #[serde(default)]
    scenario: Vec<RawScenario>,
}
