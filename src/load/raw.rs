//! The files as they are written: what serde reads and what the JSON Schemas describe. No meaning is checked here.
//!
//! Values whose place matters in findings are [`Spanned`]; the entries of a file are deserialised one by one, so that an
//! entry that cannot be read hides no other.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// Findings accepted: codes and reasons, with their places.
pub type RawAccept = BTreeMap<Spanned<String>, Spanned<String>>;

/// A whole number, also written as text: `10_000`, `"10k"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Whole(pub i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WholeVisitor;
        impl Visitor<'_> for WholeVisitor {
            type Value = Whole;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a whole number, such as 500 or \"10k\"")
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Whole, E> {
                Ok(Whole(number))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Whole, E> {
                let number = crate::condition::parse_number(text);
                number.map(Whole).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(WholeVisitor)
    }
}

impl JsonSchema for Whole {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Whole".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A whole number: 500, 10_000, \"10k\", \"1.5M\".",
            "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": "^-?[0-9][0-9_]*(\\.[0-9]+)?[kKmMgG]?$" }]
        })
    }
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
    #[schemars(with = "Vec<RawBand>")]
    pub bands: Vec<Spanned<RawBand>>,
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

/// `[[question]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawQuestion {
    /// Its id in conditions and answers files.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The section it is asked in.
    pub section: Option<String>,
    /// The prompt.
    pub ask: String,
    /// Why it is asked.
    pub why: Option<String>,
    /// How to find the answer.
    pub help: Option<String>,
    /// When it is asked; absent: always.
    #[schemars(with = "Option<String>")]
    pub ask_if: Option<Spanned<String>>,
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
    #[schemars(with = "Option<Vec<RawChoice>>")]
    pub choices: Option<Vec<Spanned<RawChoice>>>,
    /// The number asked for.
    #[schemars(with = "Option<RawInteger>")]
    pub integer: Option<Spanned<RawInteger>>,
    /// The decision whose outcome answers this question.
    #[schemars(with = "Option<String>")]
    pub settled_by: Option<Spanned<String>>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub accept: RawAccept,
}

/// `[[quantity]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawQuantity {
    /// Its id in conditions.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its name on screens.
    pub name: Option<String>,
    /// A product or quotient of at most three banded questions and constants.
    #[schemars(with = "String")]
    pub formula: Spanned<String>,
    /// What is counted.
    pub unit: Option<String>,
    /// What it means.
    pub help: Option<String>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub accept: RawAccept,
}

/// `[[trait]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawTrait {
    /// Its id in conditions.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its name on screens.
    pub name: Option<String>,
    /// What it means.
    pub help: Option<String>,
    /// The levels above the lowest, the highest first.
    #[schemars(with = "Vec<RawLevel>")]
    pub levels: Vec<Spanned<RawLevel>>,
    /// The lowest level: it holds when no other does.
    #[schemars(with = "String")]
    pub otherwise: Spanned<String>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
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
    #[schemars(with = "String")]
    pub when: Spanned<String>,
}

/// `[decision]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawDecision {
    /// Its id in answers files and records.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its title.
    pub title: String,
    /// The question the record answers; the title when absent.
    pub ask: Option<String>,
    /// A paragraph for the reader of the record.
    pub about: Option<String>,
    /// The questionnaire it reads.
    #[schemars(with = "String")]
    pub questionnaire: Spanned<String>,
    /// Its version.
    pub version: Option<String>,
    /// The lead in fit points up to which two options are too close to call; 4 when absent.
    #[schemars(with = "Option<u32>")]
    pub close_call: Option<Spanned<u32>>,
    /// The age in months at which evidence is reported as old.
    pub evidence_max_age_months: Option<u32>,
    /// Findings accepted for the decision as a whole: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub accept: RawAccept,
}

/// `[[criterion]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawCriterion {
    /// Its id in rules and in the weights of answers files.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it covers.
    pub about: Option<String>,
    /// Its swing weight; weights are normalised before use.
    #[schemars(with = "u32")]
    pub weight: Spanned<u32>,
    /// The points that count as 0 and as 100.
    #[schemars(with = "[i32; 2]")]
    pub scale: Spanned<Vec<i32>>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub accept: RawAccept,
}

/// `[[option]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawOption {
    /// Its id in rules and records.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its name on screens and in records.
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
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
    #[schemars(with = "BTreeMap<String, i32>")]
    pub base: BTreeMap<Spanned<String>, i32>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub accept: RawAccept,
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
    /// The value to reach.
    pub target: Option<String>,
}

/// `[[rule]]`: points on a criterion, a veto (`excludes`) or a caution.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRule {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// When it fires.
    #[schemars(with = "String")]
    pub when: Spanned<String>,
    /// The criterion its points count on.
    #[schemars(with = "Option<String>")]
    pub criterion: Option<Spanned<String>>,
    /// Points per option.
    #[schemars(with = "Option<BTreeMap<String, i32>>")]
    pub points: Option<BTreeMap<Spanned<String>, i32>>,
    /// A veto: these options are out.
    #[schemars(with = "Option<Vec<String>>")]
    pub excludes: Option<Vec<Spanned<String>>>,
    /// A caution: a sentence the reader must see.
    pub caution: Option<String>,
    /// For a caution: shown only when one of these is recommended.
    #[schemars(with = "Option<Vec<String>>")]
    pub options: Option<Vec<Spanned<String>>>,
    /// Why, in a sentence.
    pub because: String,
    /// Evidence cited.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub evidence: Vec<Spanned<String>>,
    /// How sure its author is.
    #[serde(default)]
    #[schemars(with = "RawConfidence")]
    pub confidence: crate::model::Confidence,
    /// What to do or measure because of it.
    pub follow_up: Option<String>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub accept: RawAccept,
}

/// How sure the author of a rule is.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes the model's enum to editors")]
enum RawConfidence {
    /// Judgement, or a single weak source.
    Low,
    /// Some evidence, or several people's judgement.
    Medium,
    /// Measured or documented beyond reasonable doubt.
    High,
}

/// `[[evidence]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawEvidence {
    /// Its id in rules.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What sort of source it is.
    #[schemars(with = "RawEvidenceKind")]
    pub kind: crate::model::EvidenceKind,
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
    #[schemars(with = "Option<String>")]
    pub checked: Option<Spanned<toml::value::Datetime>>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub accept: RawAccept,
}

/// What sort of source a piece of evidence is.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes the model's enum to editors")]
enum RawEvidenceKind {
    /// Documentation or a standard.
    Documentation,
    /// A measurement.
    Measurement,
    /// A scientific paper.
    Paper,
    /// A public case.
    Case,
    /// An opinion.
    Opinion,
}

/// `[[scenario]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawScenario {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its title.
    pub title: Option<String>,
    /// Whether the author of the rules wrote it; independent ones are reported apart.
    #[serde(default)]
    pub source: RawSource,
    /// Who coded it.
    pub by: Option<String>,
    /// Evidence it was coded from.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub cites: Vec<Spanned<String>>,
    /// Answers by question.
    #[schemars(with = "BTreeMap<String, RawAnswerValue>")]
    pub answers: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    /// What must come out.
    #[serde(default)]
    pub expect: RawExpect,
    /// Why what is expected does not come out, where that is known and stands.
    pub miss: Option<String>,
    /// Findings accepted here: code = "reason".
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
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
    #[schemars(with = "Option<String>")]
    pub winner: Option<Spanned<String>>,
    /// Options of which one must lead.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub acceptable: Vec<Spanned<String>>,
    /// The option that must be second.
    #[schemars(with = "Option<String>")]
    pub runner_up: Option<Spanned<String>>,
    /// How it must come out.
    #[schemars(with = "Option<RawOutcome>")]
    pub outcome: Option<crate::model::OutcomeKind>,
    /// Whether it must be too close to call.
    pub close_call: Option<bool>,
    /// Options that must be excluded.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub excluded: Vec<Spanned<String>>,
    /// Options that must not be excluded.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub not_excluded: Vec<Spanned<String>>,
    /// Rules that must fire.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub fires: Vec<Spanned<String>>,
    /// Rules that must not fire.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub not_fires: Vec<Spanned<String>>,
    /// Levels that traits must have.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub levels: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Single changes, `question = answer`, each of which must change the winner.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub flips_with: Vec<Spanned<String>>,
    /// The least lead in fit points.
    #[schemars(with = "Option<f64>")]
    pub lead_at_least: Option<Spanned<f64>>,
    /// The greatest lead in fit points.
    #[schemars(with = "Option<f64>")]
    pub lead_at_most: Option<Spanned<f64>>,
}

/// How a decision comes out.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes the model's enum to editors")]
enum RawOutcome {
    /// One option leads by more than a close call.
    Recommended,
    /// The lead is too small to call.
    CloseCall,
    /// Every option is excluded.
    NoOption,
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
    /// The evidence.
    #[serde(default)]
    evidence: Vec<RawEvidence>,
    /// The scenarios.
    #[serde(default)]
    scenario: Vec<RawScenario>,
}

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
enum RawAnswerValue {
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
}

/// `[[override]]`: the team chose otherwise, and says so.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawOverride {
    /// The decision.
    #[schemars(with = "String")]
    pub decision: Spanned<String>,
    /// The option chosen.
    #[schemars(with = "String")]
    pub option: Spanned<String>,
    /// Why.
    pub because: String,
}

/// `[[revisit]]`: when to look at a decision again; a day, a condition, or both.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawRevisit {
    /// The decision; absent: all of the file.
    #[schemars(with = "Option<String>")]
    pub decision: Option<Spanned<String>>,
    /// From this day on.
    #[schemars(with = "Option<String>")]
    pub on: Option<Spanned<toml::value::Datetime>>,
    /// When the answers meet this condition.
    #[schemars(with = "Option<String>")]
    pub when: Option<Spanned<String>>,
    /// Why.
    pub because: Option<String>,
}
