//! A rule base: one decision with its options, criteria, rules, evidence and scenarios.

use std::collections::BTreeMap;

use super::answers::Answers;
use super::capacity::{Resource, UnitCost};
use super::close_call::CloseCall;
use super::condition::Condition;
use super::day::Day;
use super::id::{
    CriterionId, CriterionIdx, DecisionId, EvidenceId, LevelId, OptionId, OptionIdx, QuestionnaireId, RuleId, RuleIdx,
    ScenarioId, TraitId,
};
use super::measure::Reading;
use super::place::{Accepted, Place};

/// Everything needed to make one decision.
#[derive(Clone, Debug, Default)]
pub struct RuleBase {
    /// What is decided.
    pub decision: Decision,
    /// The options in file order; ties are shown in this order.
    pub options: Vec<ArchOption>,
    /// The criteria in file order.
    pub criteria: Vec<Criterion>,
    /// The rules in file order, behind them those that follow from other entries.
    pub rules: Vec<Rule>,
    /// What work costs the options, in file order.
    pub unit_costs: Vec<UnitCost>,
    /// Where one option is never to stand below others.
    pub dominance: Vec<Dominance>,
    /// What criteria take their points from by steps.
    pub stepped: Vec<Resource>,
    /// The evidence its rules may cite, shared evidence included.
    pub evidence: Vec<Evidence>,
    /// The worked cases.
    pub scenarios: Vec<Scenario>,
}

impl RuleBase {
    /// The position of an option, looked up by id.
    pub fn option_idx(&self, id: &str) -> Option<OptionIdx> {
        self.options.iter().position(|o| o.id == *id).map(OptionIdx::from)
    }

    /// The position of a criterion, looked up by id.
    pub fn criterion_idx(&self, id: &str) -> Option<CriterionIdx> {
        self.criteria.iter().position(|c| c.id == *id).map(CriterionIdx::from)
    }

    /// The position of a rule, looked up by id.
    pub fn rule_idx(&self, id: &str) -> Option<RuleIdx> {
        self.rules.iter().position(|r| r.id == *id).map(RuleIdx::from)
    }

    /// An option by its present name or an earlier one. Options, criteria and rules share one table of earlier names, so one counts only
    /// where it leads to an option, and where no option has that name now.
    pub fn option_named(&self, name: &str) -> Option<OptionIdx> {
        self.option_idx(name).or_else(|| self.option_idx(self.decision.aliases.get(name)?))
    }

    /// A criterion by its present name or an earlier one.
    pub fn criterion_named(&self, name: &str) -> Option<CriterionIdx> {
        self.criterion_idx(name).or_else(|| self.criterion_idx(self.decision.aliases.get(name)?))
    }

    /// A rule by its present name or an earlier one.
    pub fn rule_named(&self, name: &str) -> Option<RuleIdx> {
        self.rule_idx(name).or_else(|| self.rule_idx(self.decision.aliases.get(name)?))
    }

    /// The present name of an option; what names none stays as it is.
    pub fn present_option<'a>(&'a self, name: &'a str) -> &'a str {
        self.option_named(name).map_or(name, |option| self.options[option.get()].id.as_str())
    }

    /// The present name of a criterion; what names none stays as it is.
    pub fn present_criterion<'a>(&'a self, name: &'a str) -> &'a str {
        self.criterion_named(name).map_or(name, |criterion| self.criteria[criterion.get()].id.as_str())
    }

    /// The present name of a rule; what names none stays as it is.
    pub fn present_rule<'a>(&'a self, name: &'a str) -> &'a str {
        self.rule_named(name).map_or(name, |rule| self.rules[rule.get()].id.as_str())
    }

    /// The rules as files have them: of those that one with levels comes to, the first.
    pub fn written_rules(&self) -> impl Iterator<Item = &Rule> {
        self.entries().map(|rule| &self.rules[rule.get()])
    }

    /// Where the rules stand that files have as such: of those that one with levels comes to, the first.
    pub fn entries(&self) -> impl Iterator<Item = RuleIdx> {
        let is_first = |at: usize| at == 0 || self.rules[at - 1].place != self.rules[at].place;
        let counts = move |at: usize| match self.rules[at].origin {
            Origin::Written => true,
            Origin::Level => is_first(at),
            Origin::DecideIf | Origin::Step => false,
        };
        (0..self.rules.len()).filter(move |at| counts(*at)).map(RuleIdx::from)
    }

    /// The rules that the entry of this one comes to: all levels of one with levels, otherwise the rule itself.
    pub fn with_levels(&self, rule: RuleIdx) -> Vec<RuleIdx> {
        let of = &self.rules[rule.get()];
        if of.origin != Origin::Level {
            return vec![rule];
        }
        // They stand one behind the other.
        let is_same = |at: &usize| self.rules[*at].origin == Origin::Level && self.rules[*at].place == of.place;
        let first = (0..rule.get()).rev().take_while(is_same).last().unwrap_or(rule.get());
        (first..self.rules.len()).take_while(is_same).map(RuleIdx::from).collect()
    }

    /// The id under which a file has a rule: without the level that is counted, and of a step that of the steps.
    pub fn entry_id(&self, rule: RuleIdx) -> &str {
        let of = &self.rules[rule.get()];
        if let (Origin::Step, Effect::Points { points, .. }) = (of.origin, &of.effect) {
            let id = of.id.as_str().trim_end_matches(|c: char| c.is_ascii_digit());
            let first = points.first().map_or("", |(option, _)| self.options[option.get()].id.as_str());
            let of_steps = id.strip_suffix('-').and_then(|id| id.strip_suffix(first)?.strip_suffix('-'));
            return of_steps.unwrap_or(of.id.as_str());
        }
        let level = of.when.text.rsplit(' ').next().unwrap_or_default();
        let of_level = of.id.as_str().strip_suffix(level).and_then(|id| id.strip_suffix('-'));
        of_level.filter(|_| of.origin == Origin::Level).unwrap_or(of.id.as_str())
    }

    /// A piece of evidence, looked up by id.
    pub fn evidence(&self, id: &str) -> Option<&Evidence> {
        self.evidence.iter().find(|e| e.id == *id)
    }
}

/// What has to be chosen.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// Its id in answers files and records.
    pub id: DecisionId,
    /// Its title.
    pub title: String,
    /// The question the record answers.
    pub ask: String,
    /// A paragraph for the reader of the record.
    pub about: Option<String>,
    /// The questionnaire it reads.
    pub questionnaire: QuestionnaireId,
    /// When it has to be made at all; absent: always.
    pub decide_if: Option<Condition>,
    /// What is said where it has not.
    pub nothing_to_decide: Option<String>,
    /// Its version, as its authors count.
    pub version: String,
    /// The lead up to which two options are too close to call.
    pub close_call: CloseCall,
    /// The age in months at which evidence is reported as old; absent: never.
    pub evidence_max_age_months: Option<u32>,
    /// Old ids of the decision itself, its options, criteria and rules that answers files and records may still use.
    pub aliases: BTreeMap<String, String>,
    /// Findings accepted for the decision as a whole.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

impl Decision {
    /// Whether this is its name, or was.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == *name || self.aliases.get(name).is_some_and(|now| self.id == *now.as_str())
    }
}

/// One of the alternatives.
#[derive(Clone, Debug, Default)]
pub struct ArchOption {
    /// Its id in rules and records.
    pub id: OptionId,
    /// Its name on screens and in records.
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// What to do where it is chosen, in one short sentence for the first page.
    pub advice: Option<String>,
    /// What it costs above all, in a few words for the first page.
    pub price: Option<String>,
    /// When it is the right one.
    pub right_when: Option<String>,
    /// What it costs.
    pub costs: Vec<String>,
    /// What may go wrong, and what to do about it.
    pub risks: Vec<Risk>,
    /// What to do first once it is chosen.
    pub first_steps: Vec<String>,
    /// What to measure before committing.
    pub measure: Vec<Measure>,
    /// Points it has before any rule fires.
    pub base: Vec<Start>,
    /// Findings accepted at this option.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

/// What an option starts with on a criterion.
#[derive(Clone, Debug)]
pub struct Start {
    /// The criterion.
    pub criterion: CriterionIdx,
    /// The points.
    pub points: i32,
    /// Why, in one short sentence for the first page.
    pub cause: Option<String>,
}

/// Something that may go wrong with an option.
#[derive(Clone, Debug)]
pub struct Risk {
    /// What may happen.
    pub risk: String,
    /// What keeps it small.
    pub mitigation: Option<String>,
}

/// Something to measure before committing to an option.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What is measured.
    pub what: String,
    /// The value to reach.
    pub target: Option<String>,
    /// Where it can be read, so that a report can say what came out.
    pub reading: Option<Reading>,
}

/// What options are judged by.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Its id in rules and in the weights of answers files.
    pub id: CriterionId,
    /// Its name.
    pub name: String,
    /// What it covers.
    pub about: Option<String>,
    /// Its declared swing weight; weights are normalised before use.
    pub weight: u32,
    /// The points that count as 0.
    pub scale_low: i32,
    /// The points that count as 100; above `scale_low`.
    pub scale_high: i32,
    /// Findings accepted at this criterion.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

/// That an option never stands below others on a criterion.
#[derive(Clone, Debug)]
pub struct Dominance {
    /// The criterion.
    pub criterion: CriterionIdx,
    /// The option that never stands below.
    pub above: OptionIdx,
    /// The options that never stand above it.
    pub below: Vec<OptionIdx>,
    /// Where this is so; absent: always.
    pub when: Option<Condition>,
    /// Why.
    pub because: String,
    /// Where it stands.
    pub place: Place,
}

impl Criterion {
    /// The distance between the points that count as 0 and as 100.
    pub fn swing(&self) -> i64 {
        i64::from(self.scale_high) - i64::from(self.scale_low)
    }
}

/// A condition and what follows from it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// When it fires.
    pub when: Condition,
    /// What its author wrote of that; absent where nothing was, as in a rule that fires otherwise. In a group, and for each level, `when` says
    /// more.
    pub own: Option<Condition>,
    /// The group that it stands in, within its file.
    pub group: Option<String>,
    /// What follows.
    pub effect: Effect,
    /// Why, in a sentence.
    pub because: String,
    /// The same as plain cause, in one short sentence for the first page.
    pub cause: Option<String>,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
    /// How sure its author is.
    pub confidence: Confidence,
    /// What to do or measure because it fired.
    pub follow_up: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Findings accepted at this rule.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

impl Rule {
    /// Whether a file has it as a rule or as a part of one, so that its author answers for when it fires.
    pub fn is_authored(&self) -> bool {
        matches!(self.origin, Origin::Written | Origin::Level)
    }

    /// Whether it stands in a file as a rule, rather than following from another entry.
    pub fn is_written(&self) -> bool {
        self.origin == Origin::Written
    }
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A file has it as a rule.
    #[default]
    Written,
    /// It is what the decision's `decide-if` comes to.
    DecideIf,
    /// It is a step of what unit costs come to.
    Step,
    /// It is one level of a rule whose points count for each.
    Level,
}

/// What follows when a rule fires.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Points per option on one criterion.
    Points {
        /// The criterion.
        criterion: CriterionIdx,
        /// Options and their points; none is zero.
        points: Vec<(OptionIdx, i32)>,
    },
    /// What is added to the weights of criteria; none is zero.
    Weighs(Vec<(CriterionIdx, i32)>),
    /// A veto: these options are out.
    Excludes(Vec<OptionIdx>),
    /// A sentence the reader must see.
    Caution {
        /// The sentence.
        text: String,
        /// Shown only where one of these is recommended; empty: always.
        options: Vec<OptionIdx>,
    },
    /// No option is to be named: for the proofs a veto against all of them.
    Withholds {
        /// What comes out instead.
        why: Withheld,
        /// What the reader is told.
        text: String,
        /// Every option.
        options: Vec<OptionIdx>,
    },
}

impl Effect {
    /// The options that are out where the rule holds.
    pub fn excluded(&self) -> &[OptionIdx] {
        match self {
            Self::Excludes(options) | Self::Withholds { options, .. } => options,
            Self::Points { .. } | Self::Weighs(_) | Self::Caution { .. } => &[],
        }
    }

    /// What comes out instead of an option where the rule holds.
    pub fn withheld(&self) -> Option<Withheld> {
        match self {
            Self::Withholds { why, .. } => Some(*why),
            _ => None,
        }
    }
}

/// Why no option is named although some are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Withheld {
    /// The decision has not to be made.
    NothingToDecide,
    /// None of the options is for such a case.
    OutOfScope,
}

/// How sure the author of a rule is.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Judgement, or a single weak source.
    Low,
    /// Some evidence, or several people's judgement.
    #[default]
    Medium,
    /// Measured or documented beyond reasonable doubt.
    High,
}

/// A citable fact.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its id in rules.
    pub id: EvidenceId,
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
    /// What it says, in the author's words.
    pub says: Option<String>,
    /// What it does not show.
    pub limits: Option<String>,
    /// The day somebody read or ran it.
    pub checked: Option<Day>,
    /// Findings accepted at this evidence.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

/// What sort of source a piece of evidence is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
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

/// A worked case: answers and the outcome they must give.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// Its title.
    pub title: Option<String>,
    /// Whether an interview may begin like it.
    pub example: bool,
    /// Whether somebody other than the author of the rules wrote it.
    pub independent: bool,
    /// Who coded it.
    pub by: Option<String>,
    /// Evidence it was coded from.
    pub cites: Vec<EvidenceId>,
    /// The answers.
    pub answers: Answers,
    /// What must come out.
    pub expect: Expectation,
    /// Why it does not come out as expected, where that is known and stands.
    pub miss: Option<String>,
    /// Findings accepted at this scenario.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

/// What a scenario must come to; an absent part is not looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectation {
    /// The options of which one must lead; empty: not looked at.
    pub acceptable: Vec<OptionIdx>,
    /// The option that must be second.
    pub runner_up: Option<OptionIdx>,
    /// The outcome.
    pub outcome: Option<OutcomeKind>,
    /// Whether there must be something to decide.
    pub applies: Option<bool>,
    /// Options that must be excluded.
    pub excluded: Vec<OptionIdx>,
    /// Options that must not be excluded.
    pub not_excluded: Vec<OptionIdx>,
    /// Rules that must fire.
    pub fires: Vec<RuleIdx>,
    /// Rules that must not fire.
    pub not_fires: Vec<RuleIdx>,
    /// Levels that traits must have.
    pub levels: Vec<(TraitId, LevelId)>,
    /// Single changed answers, each of which must change the winner.
    pub flips_with: Vec<(super::id::QuestionId, super::answers::AnswerValue)>,
    /// The least lead in fit points.
    pub lead_at_least: Option<f64>,
    /// The greatest lead in fit points.
    pub lead_at_most: Option<f64>,
}

impl Expectation {
    /// Whether nothing is looked at.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How a decision came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// One option leads by more than a close call.
    Recommended,
    /// The lead is too small to call.
    CloseCall,
    /// Every option is excluded.
    NoOption,
    /// The decision has not to be made under these answers.
    NothingToDecide,
    /// None of the options is for such a case.
    OutOfScope,
}

impl OutcomeKind {
    /// Whether an option is named.
    pub fn names_an_option(self) -> bool {
        matches!(self, Self::Recommended | Self::CloseCall)
    }
}

impl From<Withheld> for OutcomeKind {
    fn from(why: Withheld) -> Self {
        match why {
            Withheld::NothingToDecide => Self::NothingToDecide,
            Withheld::OutOfScope => Self::OutOfScope,
        }
    }
}
