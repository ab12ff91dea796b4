//! Reasons for and against options, from the parts of their fits and the vetoes that hold.

use schemars::JsonSchema;
use serde::Serialize;

use super::workload::rounded;
use crate::engine::{Contribution, DecisionAdvice, Exclusion, Fit, RuleReading, Standing};
use crate::model::{
    Confidence, CriterionId, CriterionIdx, Effect, EvidenceId, OptionId, OptionIdx, Origin, Place, Rule, RuleBase,
    RuleId, RuleIdx,
};

/// A sentence the reader must see.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CautionInfo {
    /// The rule.
    pub rule: RuleId,
    /// The sentence.
    pub text: String,
    /// Why.
    pub because: String,
    /// The chance that it holds; 1 where nothing open can change that.
    pub chance: f64,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
}

/// An option and how it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StandingInfo {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub summary: String,
    /// What to do where it is chosen, in one short sentence.
    pub advice: Option<String>,
    /// What it costs above all, in a few words.
    pub price: Option<String>,
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
    pub costs: Vec<String>,
    /// What may go wrong.
    pub risks: Vec<RiskInfo>,
    /// What to do first.
    pub first_steps: Vec<String>,
}

/// A reason for or against an option.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reason {
    /// The rule.
    pub rule: RuleId,
    /// Why, as a sentence.
    pub because: String,
    /// The same as plain cause, in one short sentence; `because` where its author gave none.
    pub cause: String,
    /// The criterion it counts on; absent for a veto.
    pub criterion: Option<String>,
    /// Its share of the fit; 0 for a veto.
    pub amount: f64,
    /// The chance that it holds, from 0 to 1.
    pub chance: f64,
    /// Whether its sentence is about this: where a rule gives several options something, it speaks of the one that gets the most.
    pub apt: bool,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
}

/// What may go wrong.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RiskInfo {
    /// What may happen.
    pub risk: String,
    /// What keeps it small.
    pub mitigation: Option<String>,
}

/// A rule that holds or may hold.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RuleInfo {
    /// The rule.
    pub rule: RuleId,
    /// Its condition.
    pub when: String,
    /// Why, as a sentence.
    pub because: String,
    /// The same as plain cause, in one short sentence; `because` where its author gave none.
    pub cause: String,
    /// The chance that it holds, from 0 to 1.
    pub chance: f64,
    /// How sure its author is.
    pub confidence: Confidence,
    /// The evidence cited.
    pub evidence: Vec<EvidenceId>,
    /// How far it moves the lead of the leading option over the next one.
    pub lead: f64,
    /// Whether it gives the leading option something: else it moves the lead by what it takes from the next one.
    pub apt: bool,
    /// What it gives to each option it names.
    pub options: Vec<RulePoints>,
}

/// An option's share.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OptionAmount {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// The share of the fit.
    pub amount: f64,
}

/// What a rule gives to an option.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RulePoints {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// The points.
    pub points: i32,
    /// Its share of the fit: the points, weighed, times the chance that the rule holds.
    pub amount: f64,
}

/// Options that are excluded for the same reasons.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExcludedInfo {
    /// The options.
    pub options: Vec<OptionId>,
    /// Their names.
    pub names: Vec<String>,
    /// The vetoes; whatever the open answers are, one of them holds.
    pub vetoes: Vec<Reason>,
}

/// Why an option is not chosen.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WhyNot {
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// Whether it is excluded.
    pub excluded: bool,
    /// How far it is behind the option chosen; negative where it is ahead.
    pub behind: f64,
    /// That in words.
    pub stands: String,
    /// On which criteria it is ahead or behind, the greatest difference first; empty where it is excluded. These add up to `behind`.
    pub criteria: Vec<CriterionLead>,
    /// What excluded it; otherwise what outweighed it, the strongest first.
    pub against: Vec<Reason>,
    /// Where it is ahead of the option chosen, the strongest first; empty where it is excluded.
    pub ahead: Vec<Reason>,
    /// When it would be the right one.
    pub right_when: Option<String>,
}

/// How an option stands beside the one chosen, in words.
fn stands(is_excluded: bool, behind: Fit, is_level: bool) -> String {
    match behind.0 {
        _ if is_excluded => "excluded".to_owned(),
        _ if is_level => "level".to_owned(),
        0 => "under 0.1 points apart".to_owned(),
        1.. => format!("{behind} points behind"),
        _ => format!("{} points ahead", Fit(-behind.0)),
    }
}

/// How far an option is ahead on a criterion; negative where it is behind.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CriterionLead {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its name.
    pub name: String,
    /// The difference, in fit points.
    pub lead: f64,
}

/// What speaks for and against the options of one decision.
pub(super) struct Reasons<'a> {
    /// The rule base.
    pub base: &'a RuleBase,
    /// The advice.
    pub advice: &'a DecisionAdvice,
}

impl Reasons<'_> {
    /// An option and how it stands.
    pub fn standing(&self, standing: &Standing) -> StandingInfo {
        let option = &self.base.options[standing.option.get()];
        let vetoes = standing.excluded.vetoes();
        let parts = self.by_rule(standing.option, None);
        StandingInfo {
            option: option.id.clone(),
            name: option.name.clone(),
            summary: option.summary.clone(),
            advice: option.advice.clone(),
            price: option.price.clone(),
            right_when: option.right_when.clone(),
            fit: standing.fit.points(),
            low: standing.low.points(),
            high: standing.high.points(),
            excluded: standing.excluded.is_certain(),
            may_be_excluded: matches!(standing.excluded, Exclusion::Possible(_)),
            because: vetoes.iter().map(|rule| self.base.rules[rule.get()].because.clone()).collect(),
            good: self.sorted(&parts, 1, |rule| self.gets_most(rule, standing.option)),
            bad: vetoes
                .iter()
                .map(|veto| self.reason(*veto, 0, true))
                .chain(self.sorted(&parts, -1, |rule| self.loses_most(rule, standing.option)))
                .collect(),
            costs: option.costs.clone(),
            risks: option.risks.iter().map(risk).collect(),
            first_steps: option.first_steps.clone(),
        }
    }

    /// Why not each option but the one chosen.
    pub fn why_not(&self, chosen: Option<OptionIdx>) -> Vec<WhyNot> {
        let others = self.advice.standings.iter().filter(|s| Some(s.option) != chosen);
        others.map(|standing| self.why_not_one(standing, chosen)).collect()
    }

    fn why_not_one(&self, standing: &Standing, chosen: Option<OptionIdx>) -> WhyNot {
        let option = &self.base.options[standing.option.get()];
        let behind = chosen.map_or(0, |chosen| self.advice.standing(chosen).fit.0 - standing.fit.0);
        let is_level =
            self.advice.level.contains(&standing.option) && chosen.is_some_and(|c| self.advice.level.contains(&c));
        let info = WhyNot {
            option: option.id.clone(),
            name: option.name.clone(),
            excluded: standing.excluded.is_certain(),
            behind: Fit(behind).points(),
            stands: stands(standing.excluded.is_certain(), Fit(behind), is_level),
            criteria: Vec::new(),
            against: Vec::new(),
            ahead: Vec::new(),
            right_when: option.right_when.clone(),
        };
        // What is excluded does not compete, so its points are no reasons.
        if info.excluded {
            let vetoes = standing.excluded.vetoes();
            return WhyNot { against: vetoes.iter().map(|veto| self.reason(*veto, 0, true)).collect(), ..info };
        }
        let differences = self.by_rule(standing.option, chosen);
        WhyNot {
            criteria: chosen.map(|chosen| self.leads(standing.option, chosen)).unwrap_or_default(),
            against: self.sorted(&differences, -1, |rule| {
                self.loses_most(rule, standing.option) || chosen.is_some_and(|chosen| self.gets_most(rule, chosen))
            }),
            ahead: self.sorted(&differences, 1, |rule| self.gets_most(rule, standing.option)),
            ..info
        }
    }

    /// On which criteria an option is ahead of another one or behind it, the greatest difference first.
    fn leads(&self, option: OptionIdx, other: OptionIdx) -> Vec<CriterionLead> {
        let lead = |position: usize| {
            let on = |option| self.advice.on_criterion(option, CriterionIdx::from(position)).0;
            on(option) - on(other)
        };
        let mut leads: Vec<(usize, i64)> = (0..self.base.criteria.len()).map(|c| (c, lead(c))).collect();
        leads.retain(|(_, lead)| *lead != 0);
        leads.sort_by_key(|(_, lead)| -lead.abs());
        let info = |(position, lead): (usize, i64)| {
            let criterion = &self.base.criteria[position];
            let (id, name) = (criterion.id.clone(), criterion.name.clone());
            CriterionLead { criterion: id, name, lead: Fit(lead).points() }
        };
        leads.into_iter().map(info).collect()
    }

    /// The options that are excluded for certain, those with the same vetoes together.
    pub fn excluded(&self) -> Vec<ExcludedInfo> {
        let mut groups: Vec<(&[RuleIdx], ExcludedInfo)> = Vec::new();
        for standing in self.advice.standings.iter().filter(|s| s.excluded.is_certain()) {
            let vetoes = standing.excluded.vetoes();
            let option = &self.base.options[standing.option.get()];
            let known = groups.iter_mut().position(|(others, _)| *others == vetoes);
            let group = known.unwrap_or_else(|| {
                let vetoes_info = vetoes.iter().map(|veto| self.reason(*veto, 0, true)).collect();
                groups.push((vetoes, ExcludedInfo { options: Vec::new(), names: Vec::new(), vetoes: vetoes_info }));
                groups.len() - 1
            });
            groups[group].1.options.push(option.id.clone());
            groups[group].1.names.push(option.name.clone());
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// Per rule, an option's share, less that of another option where one is given.
    fn by_rule(&self, option: OptionIdx, less: Option<OptionIdx>) -> Vec<i64> {
        let mut amounts = vec![0; self.base.rules.len()];
        for part in &self.advice.contributions {
            let sign = i64::from(part.option == option) - i64::from(Some(part.option) == less);
            if let Some(rule) = part.rule.filter(|_| sign != 0) {
                amounts[rule.get()] += sign * part.amount.0;
            }
        }
        amounts
    }

    /// The rules whose amount has this sign, the strongest first.
    fn sorted(&self, amounts: &[i64], sign: i64, is_apt: impl Fn(RuleIdx) -> bool) -> Vec<Reason> {
        let mut rules: Vec<usize> = (0..amounts.len()).filter(|rule| amounts[*rule].signum() == sign).collect();
        rules.sort_by_key(|rule| -amounts[*rule].abs());
        let reason = |rule: usize| self.reason(RuleIdx::from(rule), amounts[rule], is_apt(RuleIdx::from(rule)));
        rules.into_iter().map(reason).collect()
    }

    /// Whether no option that is left gets more from a rule.
    fn gets_most(&self, rule: RuleIdx, option: OptionIdx) -> bool {
        self.left().all(|other| self.given(rule, other) <= self.given(rule, option))
    }

    /// Whether a rule takes from an option, and from no other that is left more.
    fn loses_most(&self, rule: RuleIdx, option: OptionIdx) -> bool {
        let own = self.given(rule, option);
        own < 0 && self.left().all(|other| self.given(rule, other) >= own)
    }

    fn left(&self) -> impl Iterator<Item = OptionIdx> {
        self.advice.standings.iter().filter(|standing| !standing.excluded.is_certain()).map(|standing| standing.option)
    }

    fn given(&self, rule: RuleIdx, option: OptionIdx) -> i32 {
        let points = match &self.base.rules[rule.get()].effect {
            Effect::Points { points, .. } => points.as_slice(),
            _ => &[],
        };
        points.iter().filter(|(to, _)| *to == option).map(|(_, points)| points).sum()
    }

    fn reason(&self, idx: RuleIdx, amount: i64, apt: bool) -> Reason {
        let rule = &self.base.rules[idx.get()];
        let criterion = match &rule.effect {
            Effect::Points { criterion, .. } => Some(self.base.criteria[criterion.get()].name.clone()),
            _ => None,
        };
        Reason {
            rule: rule.id.clone(),
            because: rule.because.clone(),
            cause: rule.cause.as_ref().unwrap_or(&rule.because).clone(),
            criterion,
            amount: Fit(amount).points(),
            chance: chance(self.advice.rules[idx.get()]),
            apt,
            evidence: rule.evidence.clone(),
        }
    }

    /// The rules that count on a criterion, those that move the lead most first.
    pub fn rules_on(&self, criterion: CriterionIdx) -> Vec<RuleInfo> {
        let counts = |rule: &&RuleIdx| match &self.base.rules[rule.get()].effect {
            Effect::Points { criterion: on, .. } => {
                *on == criterion && self.advice.rules[rule.get()] != RuleReading::CannotHold
            }
            _ => false,
        };
        let all: Vec<RuleIdx> = (0..self.base.rules.len()).map(RuleIdx::from).collect();
        let mut found: Vec<(i64, RuleInfo)> = Vec::new();
        // Where the first of several steps of the same options stands; those after it are told with it.
        let mut steps: Vec<(&Place, usize)> = Vec::new();
        for idx in all.iter().filter(counts) {
            let (lead, info) = self.rule_info(*idx);
            let rule = &self.base.rules[idx.get()];
            let is_step = matches!(rule.origin, Origin::Step | Origin::Level) && info.chance >= 1.0;
            let first = steps.iter().find(|(place, at)| **place == rule.place && found[*at].1.is_of_same(&info));
            match first.filter(|_| is_step) {
                Some((_, at)) => {
                    let (total, told) = &mut found[*at];
                    *total += lead;
                    told.climb(info, *total);
                }
                None => {
                    steps.extend(is_step.then_some((&rule.place, found.len())));
                    found.push((lead, info));
                }
            }
        }
        found.sort_by_key(|(lead, _)| -lead.abs());
        let winner = self.advice.winner.map(|winner| &self.base.options[winner.get()].id);
        let told = found.into_iter().map(|(_, mut info)| {
            // Of steps that are told together, what they come to in all counts.
            info.apt = winner.is_some_and(|winner| info.options.iter().any(|of| of.option == *winner && of.points > 0));
            info
        });
        told.collect()
    }

    fn rule_info(&self, idx: RuleIdx) -> (i64, RuleInfo) {
        let rule: &Rule = &self.base.rules[idx.get()];
        let parts: Vec<&Contribution> = self.advice.contributions.iter().filter(|p| p.rule == Some(idx)).collect();
        let of = |option: Option<OptionIdx>| -> i64 {
            parts.iter().filter(|p| Some(p.option) == option).map(|p| p.amount.0).sum()
        };
        let lead = of(self.advice.winner) - of(self.advice.runner_up);
        let amount = |part: &&Contribution| RulePoints {
            option: self.base.options[part.option.get()].id.clone(),
            name: self.base.options[part.option.get()].name.clone(),
            points: part.points,
            amount: part.amount.points(),
        };
        let info = RuleInfo {
            rule: rule.id.clone(),
            when: rule.when.text.clone(),
            because: rule.because.clone(),
            cause: rule.cause.as_ref().unwrap_or(&rule.because).clone(),
            chance: chance(self.advice.rules[idx.get()]),
            confidence: rule.confidence,
            evidence: rule.evidence.clone(),
            lead: Fit(lead).points(),
            apt: true,
            options: parts.iter().map(amount).collect(),
        };
        (lead, info)
    }
}

impl RuleInfo {
    /// Whether both give something to the same options.
    fn is_of_same(&self, other: &Self) -> bool {
        self.options.iter().map(|o| &o.option).eq(other.options.iter().map(|o| &o.option))
    }

    /// Takes in the next step: what is told is the higher one, what counts is both.
    fn climb(&mut self, higher: Self, lead: i64) {
        for (sum, part) in self.options.iter_mut().zip(&higher.options) {
            sum.points += part.points;
            sum.amount = ((sum.amount + part.amount) * 10.0).round() / 10.0;
        }
        let options = std::mem::take(&mut self.options);
        *self = Self { lead: Fit(lead).points(), options, ..higher };
    }
}

fn risk(risk: &crate::model::Risk) -> RiskInfo {
    RiskInfo { risk: risk.risk.clone(), mitigation: risk.mitigation.clone() }
}

fn chance(reading: RuleReading) -> f64 {
    rounded(reading.chance())
}
