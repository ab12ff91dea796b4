//! The report on one decision.

use schemars::JsonSchema;
use serde::Serialize;

use super::capacity::{CapacityInfo, capacity};
use super::changes::{ConflictInfo, FlipsInfo, RelaxationInfo, SufficientInfo};
use super::evidence::EvidenceInfo;
use super::growth::GrowthInfo;
use super::hinge::HingeInfo;
use super::map::MapInfo;
use super::names::Names;
use super::reasons::{CautionInfo, ExcludedInfo, OptionAmount, Reasons, RuleInfo, StandingInfo, WhyNot};
use super::robust::{ChancesInfo, StableInfo, WeightsInfo};
use super::settled::SettledInfo;
use super::summary::Summary;
use super::weighing::{WHILE_OPEN, WeighingInfo, weighing};
use super::workload::rounded;
use crate::engine::facts::score::is_unlikely;
use crate::engine::{
    Analysis, Contribution, DecisionAdvice, DecisionMap, Fit, Outlook, RuleReading, Standing, Withholding,
};
use crate::model::{
    CloseCall, CriterionId, CriterionIdx, DecisionId, Effect, EvidenceId, Measure, OptionId, OptionIdx, OutcomeKind,
    Reading, RuleId, RuleIdx, Tenths, Withheld,
};

/// The report on one decision.
#[derive(Clone, Debug, Serialize, JsonSchema)]
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
    /// The lead up to which it is too close to call, in fit points: where that is a share of the leading option's fit, what it comes to.
    #[schemars(with = "f64")]
    pub close_call: Tenths,
    /// The same in words, as it is declared.
    pub close_call_said: String,
    /// The names of the options within that lead, the leading one first; empty where it is no close call, and where options are level.
    pub within: Vec<String>,
    /// The names of the options that share the lead; empty where one is ahead of all others.
    pub level: Vec<String>,
    /// Whether a rule or a veto hangs on what is open.
    pub hangs_on_open: bool,
    /// Whether no completion of the open answers changes the winner.
    pub proven: bool,
    /// Whether none changes the outcome either: a clear lead stays clear, and a close call stays close.
    pub outcome_proven: bool,
    /// The chance that the leading option still wins once everything is answered; absent where that was not worked out.
    pub chance_to_stay: Option<f64>,
    /// The outcome in a few words.
    pub headline: String,
    /// How sure it is, in a sentence.
    pub verdict: String,
    /// Whether the leading option is recommended: its lead is no close call, and it is at least as likely to win as not, and no less
    /// likely than any other.
    pub recommended: bool,
    /// The decision as the first page tells it.
    pub summary: Summary,
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
    /// The options that are excluded for certain, those with the same vetoes together.
    pub excluded: Vec<ExcludedInfo>,
    /// What the reader must see: the cautions that hold, and those more likely to hold than not.
    pub cautions: Vec<CautionInfo>,
    /// Why no option is named, or may yet be named.
    pub out_of_scope: Vec<OutOfScopeInfo>,
    /// The chance that there is something to decide at all.
    pub applies: f64,
    /// What that hangs on, the question that moves the chance most first; empty where it is certain.
    pub applies_hangs_on: Vec<HingeInfo>,
    /// What each option needs at peak; empty where the rule base has no unit costs.
    pub capacity: Vec<CapacityInfo>,
    /// Whether the winner is settled, with the proof or the completion that says otherwise; absent where it was not worked out.
    pub settled: Option<SettledInfo>,
    /// What would make each other option win, the fewest changes first.
    pub flips: Vec<FlipsInfo>,
    /// The given answers that already decide, where the winner is settled.
    pub sufficient: Option<SufficientInfo>,
    /// Why no option is left, where none is.
    pub conflict: Option<ConflictInfo>,
    /// For every excluded option, the least changes that would free it.
    pub relaxations: Vec<RelaxationInfo>,
    /// What wins where the two questions or traits that say the most differ; absent where several options win nowhere on it, and where it
    /// was not worked out.
    pub map: Option<MapInfo>,
    /// The rules that add to weights, those that hold first.
    pub weighing: Vec<WeighingInfo>,
    /// What is to be said of figures while it is open what weights come to; absent where it is not.
    pub weights_open: Option<String>,
    /// How the winner depends on the weights together; absent where fewer than two options are left.
    pub weights: Option<WeightsInfo>,
    /// How the open answers may come out.
    pub chances: Option<ChancesInfo>,
    /// What to measure before committing.
    pub measure: Vec<MeasureInfo>,
    /// What to do because of the rules that hold.
    pub follow_ups: Vec<String>,
    /// The evidence behind the rules that hold or may hold.
    pub evidence: Vec<EvidenceInfo>,
    /// How long it holds at the growth of answers; empty where no observations were read, or they tell none.
    pub growth: Vec<GrowthInfo>,
}

/// What the team goes for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
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

/// A criterion with what counts on it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
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
    /// What of that is due to the points the two start from, before any rule.
    pub start_lead: f64,
    /// Why the leading option starts with its points here, where the rule base says so.
    pub start_cause: Option<String>,
    /// The rules that count here, those that move the lead most first.
    pub rules: Vec<RuleInfo>,
}

/// One part of an option's fit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
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

/// A reason to name no option.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OutOfScopeInfo {
    /// The rule.
    pub rule: RuleId,
    /// What to do instead.
    pub text: String,
    /// Why.
    pub because: String,
    /// The chance that it holds; 1 where nothing open can change that.
    pub chance: f64,
    /// What it hangs on whether it holds, the question that moves the chance most first; empty where it holds for certain.
    pub hangs_on: Vec<HingeInfo>,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
}

/// What to measure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeasureInfo {
    /// What is measured.
    pub what: String,
    /// The value to reach.
    pub target: Option<String>,
    /// Where it can be read.
    #[serde(skip)]
    pub reading: Option<Reading>,
    /// What came out, where it was observed.
    pub seen: Option<SeenInfo>,
}

/// What came out where something was measured.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SeenInfo {
    /// The measure of the catalogue.
    pub measure: String,
    /// What was read, with its unit.
    pub value: String,
    /// Where it was read, and of which days it tells.
    pub from: String,
    /// Whether it reaches the target; absent where the target is only in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<bool>,
    /// All of it in a sentence.
    pub said: String,
}

impl DecisionReport {
    /// Takes in how long it holds at the growth of an answer: the first page tells of the one that changes it first.
    pub fn grow(&mut self, growth: GrowthInfo) {
        self.growth.push(growth);
        self.growth.sort_by_key(|growth| growth.days);
        self.summary.growth = self.growth.first().filter(|_| self.winner.is_some()).map(|first| first.brief.clone());
    }
}

/// Writes the report on one decision.
pub(super) struct Writer<'a> {
    /// What it is about.
    pub names: Names<'a>,
    /// How it stands.
    pub advice: &'a DecisionAdvice,
    /// What is open, where it was worked out.
    pub outlook: Option<&'a Outlook>,
    /// How firm it is, where it was worked out.
    pub analysis: Option<&'a Analysis>,
    /// What wins where, where it was worked out.
    pub map: Option<&'a DecisionMap>,
}

impl Writer<'_> {
    /// The report.
    pub fn decision(&self, rules_sha256: Option<String>) -> DecisionReport {
        let (base, advice, names) = (self.names.base, self.advice, self.names);
        let reasons = Reasons { base, advice };
        let (winner, winner_name) = advice.winner.map(|option| names.option(option)).unzip();
        let (runner_up, runner_up_name) = advice.runner_up.map(|option| names.option(option)).unzip();
        let chosen = self.chosen();
        let chosen_idx = chosen.as_ref().and_then(|c| base.option_idx(c.option.as_str()));
        let cautions = self.cautions(chosen_idx);
        let weights = self.analysis.and_then(|a| a.weights.as_ref());
        let weighing = weighing(names, advice);
        let is_open = weighing.iter().any(|info| info.chance < 1.0 && info.criteria.iter().any(|of| !of.set_by_hand));
        let best = advice.winner.map_or(0.0, |winner| advice.standing(winner).fit.points());
        let close_call = base.decision.close_call.in_points(best);
        let mut report = DecisionReport {
            decision: base.decision.id.clone(),
            title: base.decision.title.clone(),
            ask: base.decision.ask.clone(),
            about: base.decision.about.clone(),
            version: base.decision.version.clone(),
            rules_sha256,
            outcome: advice.outcome,
            winner,
            winner_name,
            runner_up,
            runner_up_name,
            lead: advice.lead.points(),
            close_call,
            close_call_said: match base.decision.close_call {
                CloseCall::Points(points) => points.to_string(),
                share @ CloseCall::ShareOfFit(_) => format!("{share}, here {close_call}"),
            },
            within: self.within(base.decision.close_call.in_points(best)),
            level: advice.level.iter().map(|option| names.option(*option).1).collect(),
            hangs_on_open: advice.rules.iter().any(|rule| matches!(rule, RuleReading::Perhaps(_))),
            proven: self.is_proven(),
            outcome_proven: advice.outcome_proven,
            chance_to_stay: self.chance_to_stay(),
            headline: String::new(),
            verdict: String::new(),
            recommended: false,
            summary: Summary::default(),
            standings: advice.standings.iter().map(|s| reasons.standing(s)).collect(),
            criteria: self.criteria(&reasons),
            contributions: self.contributions(),
            why_not: reasons.why_not(chosen_idx),
            excluded: reasons.excluded(),
            settled: self.outlook.map(|outlook| names.settled(outlook, advice)),
            flips: self.analysis.map(|a| names.flips(a)).unwrap_or_default(),
            sufficient: self.analysis.and_then(|a| a.sufficient.as_ref()).map(|s| names.sufficient(s)),
            conflict: self.analysis.and_then(|a| a.conflict.as_ref()).map(|c| names.conflict(c)),
            relaxations: self.analysis.map(|a| names.relaxations(a)).unwrap_or_default(),
            map: self.map.and_then(|map| names.map(map)),
            weights_open: is_open.then(|| WHILE_OPEN.to_owned()),
            weighing,
            weights: weights.map(|w| names.weights(&w.rivals, w.ranks.as_ref())),
            chances: self.analysis.and_then(|a| a.chances.as_ref()).map(|c| names.chances(c)),
            measure: chosen_idx.map(|o| measures(&base.options[o.get()].measure)).unwrap_or_default(),
            follow_ups: chosen_idx.map(|option| self.follow_ups(option)).unwrap_or_default(),
            evidence: reasons.evidence(&cautions, chosen_idx),
            growth: Vec::new(),
            out_of_scope: self.out_of_scope(),
            applies: rounded(advice.applies),
            applies_hangs_on: self.applies_hangs_on(),
            capacity: capacity(base, advice, &names.file.prices),
            cautions,
            chosen,
        };
        self.say(&mut report);
        report
    }

    /// The options within the close call, the leading one first; none where it is no close call, and where they are level.
    fn within(&self, close_call: Tenths) -> Vec<String> {
        let advice = self.advice;
        let is_close = advice.outcome == OutcomeKind::CloseCall && advice.level.is_empty();
        let Some(winner) = advice.winner.filter(|_| is_close) else { return Vec::new() };
        let best = advice.standing(winner).fit.0;
        let is_near = |standing: &&Standing| {
            let is_left = !standing.excluded.is_certain() && !is_unlikely(standing.out_chance);
            is_left && best - standing.fit.0 <= i64::from(close_call.0)
        };
        // Rounded, the next one may be further behind than it is.
        let is_next = |standing: &&Standing| [Some(winner), advice.runner_up].contains(&Some(standing.option));
        let near = advice.standings.iter().filter(|standing| is_next(standing) || is_near(standing));
        near.map(|standing| self.names.option(standing.option).1).collect()
    }

    fn chosen(&self) -> Option<Chosen> {
        let own = self.names.file.overrides.iter().find(|o| o.decision == self.names.base.decision.id);
        let own_idx = own.and_then(|o| self.names.base.option_idx(o.option.as_str()));
        let option = own_idx.or(self.advice.winner)?;
        let override_ = own.filter(|_| own_idx.is_some()).map(|own| {
            let fit = |o: OptionIdx| self.advice.standing(o).fit.0;
            let cost = self.advice.winner.map_or(0, |w| fit(w) - fit(option));
            OverrideInfo {
                because: own.because.clone(),
                cost: Fit(cost).points(),
                needed: self.advice.winner != Some(option),
                excluded: self.advice.standing(option).excluded.is_certain(),
            }
        });
        let chosen = &self.names.base.options[option.get()];
        Some(Chosen { option: chosen.id.clone(), name: chosen.name.clone(), override_ })
    }

    fn criteria(&self, reasons: &Reasons) -> Vec<CriterionInfo> {
        let info = |(position, criterion): (usize, &crate::model::Criterion)| {
            let idx = CriterionIdx::from(position);
            let amount = |option: OptionIdx| self.advice.on_criterion(option, idx);
            let of = |idx: OptionIdx| {
                let (option, name) = self.names.option(idx);
                OptionAmount { option, name, amount: amount(idx).points() }
            };
            let is_start = |part: &&Contribution| part.criterion == idx && part.rule.is_none();
            let start = |option: OptionIdx| -> i64 {
                self.advice.contributions_of(option).filter(is_start).map(|part| part.amount.0).sum()
            };
            let leads = self.advice.winner.zip(self.advice.runner_up);
            CriterionInfo {
                criterion: criterion.id.clone(),
                name: criterion.name.clone(),
                about: criterion.about.clone(),
                weight: f64::from(self.advice.weights.get(position).copied().unwrap_or_default()) / 100.0,
                own_weight: self.names.file.weights.contains_key(&criterion.id),
                stable: self.stable(idx),
                options: self.advice.standings.iter().map(|s| of(s.option)).collect(),
                lead: leads.map_or(0.0, |(a, b)| Fit(amount(a).0 - amount(b).0).points()),
                start_lead: leads.map_or(0.0, |(a, b)| Fit(start(a) - start(b)).points()),
                start_cause: self.advice.winner.and_then(|winner| self.names.start_cause(winner, idx)),
                rules: reasons.rules_on(idx),
            }
        };
        self.names.base.criteria.iter().enumerate().map(info).collect()
    }

    fn stable(&self, criterion: CriterionIdx) -> Option<StableInfo> {
        let weights = self.analysis?.weights.as_ref()?;
        weights.criteria.iter().find(|s| s.criterion == criterion).map(|stability| self.names.stable(stability))
    }

    fn contributions(&self) -> Vec<ContributionInfo> {
        let info = |part: &Contribution| ContributionInfo {
            option: self.names.base.options[part.option.get()].id.clone(),
            criterion: self.names.base.criteria[part.criterion.get()].id.clone(),
            rule: part.rule.map(|rule| self.names.base.rules[rule.get()].id.clone()),
            points: part.points,
            amount: part.amount.points(),
        };
        self.advice.contributions.iter().map(info).collect()
    }

    /// The cautions that hold or are likely to, for what the team goes for: where it chose otherwise, those of its own option are shown.
    fn cautions(&self, chosen: Option<OptionIdx>) -> Vec<CautionInfo> {
        let info = |(position, rule): (usize, &crate::model::Rule)| match &rule.effect {
            Effect::Caution { text, options } if self.advice.rules[position].is_likely() => {
                let shown = self.advice.cautions.contains(&RuleIdx::from(position))
                    || chosen.is_some_and(|o| options.is_empty() || options.contains(&o));
                shown.then(|| CautionInfo {
                    rule: rule.id.clone(),
                    text: text.clone(),
                    because: rule.because.clone(),
                    chance: rounded(self.advice.rules[position].chance()),
                    evidence: rule.evidence.clone(),
                })
            }
            _ => None,
        };
        self.names.base.rules.iter().enumerate().filter_map(info).collect()
    }

    fn out_of_scope(&self) -> Vec<OutOfScopeInfo> {
        let info = |withheld: &Withholding| {
            let rule = &self.names.base.rules[withheld.rule.get()];
            let Effect::Withholds { why: Withheld::OutOfScope, text, .. } = &rule.effect else { return None };
            Some(OutOfScopeInfo {
                rule: rule.id.clone(),
                text: text.clone(),
                because: rule.because.clone(),
                chance: rounded(withheld.chance),
                hangs_on: self.names.hinges(&withheld.hinges),
                evidence: rule.evidence.clone(),
            })
        };
        self.advice.withheld.iter().filter_map(info).collect()
    }

    fn applies_hangs_on(&self) -> Vec<HingeInfo> {
        let rules = &self.names.base.rules;
        let is_idle = |of: &&Withholding| rules[of.rule.get()].effect.withheld() == Some(Withheld::NothingToDecide);
        self.advice.withheld.iter().find(is_idle).map(|of| self.names.hinges(&of.hinges)).unwrap_or_default()
    }

    /// What the rules that hold ask for, as far as they concern the option chosen: the rest would be work for another architecture.
    fn follow_ups(&self, chosen: OptionIdx) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (rule, reading) in self.names.base.rules.iter().zip(&self.advice.rules) {
            let counts = *reading == RuleReading::Holds && concerns(&rule.effect, chosen);
            if let Some(text) = rule.follow_up.as_ref().filter(|text| counts && !found.contains(text)) {
                found.push(text.clone());
            }
        }
        found
    }
}

fn measures(measures: &[Measure]) -> Vec<MeasureInfo> {
    measures
        .iter()
        .map(|m| MeasureInfo { what: m.what.clone(), target: m.target.clone(), reading: m.reading, seen: None })
        .collect()
}

/// Whether what follows from a rule is about an option.
fn concerns(effect: &Effect, option: OptionIdx) -> bool {
    match effect {
        Effect::Points { points, .. } => points.iter().any(|(given, _)| *given == option),
        Effect::Excludes(options) | Effect::Withholds { options, .. } => options.contains(&option),
        Effect::Caution { options, .. } => options.is_empty() || options.contains(&option),
        Effect::Weighs(_) => true,
    }
}
