//! What a report holds: one value that text, Markdown, HTML, JSON and records are all made from.
//!
//! Its field names are the names that templates and readers of the JSON use; renaming one is a change of format.

use serde::Serialize;

use crate::model::{
    Confidence, CriterionId, DecisionId, EvidenceId, EvidenceKind, LevelId, OptionId, OutcomeKind, QuantityId,
    QuestionId, QuestionnaireId, RuleId, TraitId,
};

/// The report on one answers file.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The format of this value.
    pub format: u32,
    /// What is decided for.
    pub system: Option<String>,
    /// The questionnaire answered.
    pub questionnaire: QuestionnaireInfo,
    /// Where the answers stand.
    pub answers_file: AnswersInfo,
    /// What was answered, in file order; questions that are skipped or open are left out.
    pub answers: Vec<AnswerInfo>,
    /// The workload's traits.
    pub traits: Vec<TraitInfo>,
    /// The quantities that apply.
    pub quantities: Vec<QuantityInfo>,
    /// The questions that apply or may apply and have no definite answer.
    pub open: Vec<OpenInfo>,
    /// The decisions made.
    pub decisions: Vec<DecisionReport>,
}

/// The questionnaire answered.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionnaireInfo {
    /// Its id.
    pub id: QuestionnaireId,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
}

/// Where the answers stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AnswersInfo {
    /// The path as given; absent where the answers are in no file yet.
    pub path: Option<String>,
    /// The fingerprint of its text.
    pub sha256: Option<String>,
}

/// One answer.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerInfo {
    /// The question.
    pub question: QuestionId,
    /// Its section.
    pub section: String,
    /// The prompt.
    pub ask: String,
    /// The answer as a person would say it.
    pub said: String,
    /// The answer as a person would type it.
    pub value: String,
    /// How sure the person is, in percent.
    pub sure: u8,
    /// The note.
    pub note: Option<String>,
    /// The decision that gave the answer, where nobody did.
    pub settled_by: Option<DecisionId>,
    /// What several people said, where they did.
    pub votes: Vec<VoteInfo>,
}

/// What one of several people said.
#[derive(Clone, Debug, Serialize)]
pub struct VoteInfo {
    /// Who.
    pub name: String,
    /// What, as a person would say it.
    pub said: String,
    /// Whether it differs from the answer used.
    pub dissents: bool,
}

/// A trait of the workload.
#[derive(Clone, Debug, Serialize)]
pub struct TraitInfo {
    /// The trait.
    #[serde(rename = "trait")]
    pub id: TraitId,
    /// Its name.
    pub name: String,
    /// The level, where the answers decide it.
    pub level: Option<LevelId>,
    /// The level or levels as shown.
    pub said: String,
    /// All levels, lowest first.
    pub levels: Vec<LevelInfo>,
}

/// A level of a trait.
#[derive(Clone, Debug, Serialize)]
pub struct LevelInfo {
    /// The level.
    pub level: LevelId,
    /// Its label.
    pub label: String,
    /// How likely it is, from 0 to 1.
    pub chance: f64,
}

/// A quantity that applies.
#[derive(Clone, Debug, Serialize)]
pub struct QuantityInfo {
    /// The quantity.
    pub quantity: QuantityId,
    /// Its name.
    pub name: String,
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
    /// What is counted.
    pub unit: Option<String>,
    /// The value or range as shown.
    pub said: String,
}

/// A question without a definite answer.
#[derive(Clone, Debug, Serialize)]
pub struct OpenInfo {
    /// The question.
    pub question: QuestionId,
    /// The prompt.
    pub ask: String,
    /// `open`, `unknown` or `partly`.
    pub known: &'static str,
    /// What is known of it, where something is.
    pub said: Option<String>,
    /// The decisions whose winner it can still change, for certain.
    pub can_change: Vec<DecisionId>,
    /// Whether it is proven that it changes the winner of none of the decisions.
    pub cannot_change: bool,
}

/// The report on one decision.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionReport {
    /// The decision.
    pub decision: DecisionId,
    /// Its title.
    pub title: String,
    /// The question decided.
    pub ask: String,
    /// A paragraph about it.
    pub about: Option<String>,
    /// The version of its rule base.
    pub version: String,
    /// The fingerprint of its rule base and questionnaire.
    pub rules_sha256: Option<String>,
    /// How it comes out.
    pub outcome: OutcomeKind,
    /// The option that leads.
    pub winner: Option<OptionId>,
    /// The leading option's name.
    pub winner_name: Option<String>,
    /// The option behind it.
    pub runner_up: Option<OptionId>,
    /// Its name.
    pub runner_up_name: Option<String>,
    /// The lead, in fit points.
    pub lead: f64,
    /// The lead up to which it is too close to call.
    pub close_call: u32,
    /// Whether no completion of the open answers changes the winner.
    pub proven: bool,
    /// The outcome in a few words.
    pub headline: String,
    /// How sure it is, in a sentence.
    pub verdict: String,
    /// What the team goes for: the leading option, or the one it chose otherwise.
    pub chosen: Option<Chosen>,
    /// Every option's standing, best first, excluded ones last.
    pub standings: Vec<StandingInfo>,
    /// The criteria, with what counts on each.
    pub criteria: Vec<CriterionInfo>,
    /// Every part of every option's fit; the parts of an option add up exactly to its fit.
    pub contributions: Vec<ContributionInfo>,
    /// Why not the options that are not chosen.
    pub why_not: Vec<WhyNot>,
    /// What the reader must see.
    pub cautions: Vec<CautionInfo>,
    /// What would make another option win.
    pub flips: Vec<FlipInfo>,
    /// The given answers that already decide.
    pub sufficient: Vec<QuestionId>,
    /// The answers that cannot be met together, where no option is left.
    pub conflict: Vec<ConflictInfo>,
    /// What to measure before committing.
    pub measure: Vec<MeasureInfo>,
    /// What to do because of the rules that hold.
    pub follow_ups: Vec<String>,
    /// The evidence behind the rules that hold or may hold.
    pub evidence: Vec<EvidenceInfo>,
}

/// What the team goes for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chosen {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// Present where the team chose otherwise than recommended.
    #[serde(rename = "override")]
    pub override_: Option<OverrideInfo>,
}

/// A choice against the recommendation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OverrideInfo {
    /// Why.
    pub because: String,
    /// The fit points given up against the leading option.
    pub cost: f64,
    /// Whether it is still another option than the leading one.
    pub needed: bool,
    /// Whether a veto holds against the option chosen.
    pub excluded: bool,
}

/// An option and how it stands.
#[derive(Clone, Debug, Serialize)]
pub struct StandingInfo {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub summary: String,
    /// When it is the right one.
    pub right_when: Option<String>,
    /// Its fit.
    pub fit: f64,
    /// The least fit the open answers allow.
    pub low: f64,
    /// The greatest fit the open answers allow.
    pub high: f64,
    /// Whether a veto holds against it for certain.
    pub excluded: bool,
    /// Whether a veto may hold against it, depending on open answers.
    pub may_be_excluded: bool,
    /// The reasons of those vetoes.
    pub because: Vec<String>,
    /// What speaks for it, the strongest first.
    pub good: Vec<Reason>,
    /// What speaks against it, the strongest first.
    pub bad: Vec<Reason>,
    /// What it costs.
    pub costs: Vec<Sentence>,
    /// What may go wrong.
    pub risks: Vec<RiskInfo>,
    /// What to do first.
    pub first_steps: Vec<String>,
}

/// A reason for or against an option.
#[derive(Clone, Debug, Serialize)]
pub struct Reason {
    /// The rule.
    pub rule: RuleId,
    /// Why, as a sentence.
    pub because: String,
    /// The same without final stop, fit to follow the word "because".
    pub clause: String,
    /// The criterion it counts on; absent for a veto.
    pub criterion: Option<String>,
    /// Its share of the fit; 0 for a veto.
    pub amount: f64,
    /// The chance that it holds, from 0 to 1.
    pub chance: f64,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
}

/// A sentence, also as it follows the word "because".
#[derive(Clone, Debug, Serialize)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// Without final stop, with a small first letter unless it is a name's.
    pub clause: String,
}

/// What may go wrong.
#[derive(Clone, Debug, Serialize)]
pub struct RiskInfo {
    /// What may happen.
    pub risk: Sentence,
    /// What keeps it small.
    pub mitigation: Option<Sentence>,
}

/// A criterion with what counts on it.
#[derive(Clone, Debug, Serialize)]
pub struct CriterionInfo {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its name.
    pub name: String,
    /// What it covers.
    pub about: Option<String>,
    /// Its weight, in percent.
    pub weight: f64,
    /// Whether the team set the weight.
    pub own_weight: bool,
    /// The weight range, in percent, over which the leading option stays ahead; absent where it was not computed.
    pub stable: Option<StableInfo>,
    /// Every option's fit on this criterion, in the order of the standings.
    pub options: Vec<OptionAmount>,
    /// How far the leading option is ahead of the next one here; negative where it is behind.
    pub lead: f64,
    /// The rules that count here, those that move the lead most first.
    pub rules: Vec<RuleInfo>,
}

/// How far a weight may move by itself.
#[derive(Clone, Debug, Serialize)]
pub struct StableInfo {
    /// The least weight, in percent.
    pub low: f64,
    /// The name of what wins below it.
    pub below: Option<String>,
    /// The greatest weight, in percent.
    pub high: f64,
    /// The name of what wins above it.
    pub above: Option<String>,
}

/// An option's share.
#[derive(Clone, Debug, Serialize)]
pub struct OptionAmount {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// The points, where a single rule gives them.
    pub points: i32,
    /// The share of the fit.
    pub amount: f64,
}

/// A rule that holds or may hold.
#[derive(Clone, Debug, Serialize)]
pub struct RuleInfo {
    /// The rule.
    pub rule: RuleId,
    /// Its condition.
    pub when: String,
    /// Why, as a sentence.
    pub because: String,
    /// The same, fit to follow the word "because".
    pub clause: String,
    /// The chance that it holds, from 0 to 1.
    pub chance: f64,
    /// How sure its author is.
    pub confidence: Confidence,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
    /// How far it moves the lead of the leading option over the next one.
    pub lead: f64,
    /// What it gives to each option it names.
    pub options: Vec<OptionAmount>,
}

/// One part of an option's fit.
#[derive(Clone, Debug, Serialize)]
pub struct ContributionInfo {
    /// The option.
    pub option: OptionId,
    /// The criterion it counts on.
    pub criterion: CriterionId,
    /// The rule; absent for the points the option starts from.
    pub rule: Option<RuleId>,
    /// The rule's points.
    pub points: i32,
    /// Its share of the fit.
    pub amount: f64,
}

/// Why an option is not chosen.
#[derive(Clone, Debug, Serialize)]
pub struct WhyNot {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// Whether it is excluded.
    pub excluded: bool,
    /// How far it is behind the option chosen; negative where it is ahead.
    pub behind: f64,
    /// What excluded or outweighed it, the strongest first.
    pub against: Vec<Reason>,
    /// Where it is ahead of the option chosen, the strongest first.
    pub ahead: Vec<Reason>,
    /// When it would be the right one.
    pub right_when: Option<String>,
}

/// A sentence the reader must see.
#[derive(Clone, Debug, Serialize)]
pub struct CautionInfo {
    /// The rule.
    pub rule: RuleId,
    /// The sentence.
    pub text: String,
    /// Why.
    pub because: String,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
}

/// Changes that make another option win.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlipInfo {
    /// The option that would win.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// The changes as a sentence without final stop.
    pub said: String,
    /// The changes as a condition over answers.
    pub when: String,
    /// The changes one by one.
    pub changes: Vec<ChangeInfo>,
    /// The lead it would have.
    pub lead: f64,
}

/// One changed answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeInfo {
    /// The question.
    pub question: QuestionId,
    /// The prompt.
    pub ask: String,
    /// The present answer, as a person would say it.
    pub from: Option<String>,
    /// The answer that works, as a person would say it.
    pub to: String,
    /// The answers that work, as a condition.
    pub when: String,
}

/// One of the answers that cannot be met together.
#[derive(Clone, Debug, Serialize)]
pub struct ConflictInfo {
    /// The question.
    pub question: QuestionId,
    /// The prompt.
    pub ask: String,
    /// The answer.
    pub said: String,
}

/// What to measure.
#[derive(Clone, Debug, Serialize)]
pub struct MeasureInfo {
    /// What is measured.
    pub what: String,
    /// The value to reach.
    pub target: Option<String>,
}

/// A piece of evidence.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceInfo {
    /// The evidence.
    pub evidence: EvidenceId,
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
    /// How it was found out.
    pub method: Option<String>,
    /// What it says.
    pub says: Option<String>,
    /// What it does not show.
    pub limits: Option<String>,
    /// The day somebody read or ran it.
    pub checked: Option<String>,
    /// The rules that cite it.
    pub rules: Vec<RuleId>,
}
