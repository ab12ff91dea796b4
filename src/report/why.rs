//! Why a rule fires or does not, and why an option is where it is: one thing at a time, for `archfit explain`.

use std::sync::Arc;

use serde::Serialize;

use super::build::Report;
use super::changes::{FlipsInfo, RelaxationInfo};
use super::condition_parts::{ConditionPart, condition_parts};
use super::decision::DecisionReport;
use super::reasons::{StandingInfo, WhyNot};
use super::robust::PairInfo;
use crate::condition::closest;
use crate::engine::situation::Situation;
use crate::engine::{Advice, Advisor, RuleReading};
use crate::model::{AnswersFile, Effect, OptionId, Rule, RuleIdx, Subject, Withheld};

/// What is explained.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Every rule of a decision, and how it stands.
    Rules(Vec<RuleLine>),
    /// One rule.
    Rule(Box<WhyRule>),
    /// One option.
    Option(Box<WhyOption>),
}

/// An explanation with the decision it belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The decision's title.
    pub decision: String,
    /// How it comes out.
    pub headline: String,
    /// What is explained.
    pub why: Why,
}

/// A rule in a list.
#[derive(Clone, Debug, Serialize)]
pub struct RuleLine {
    /// The rule.
    pub rule: String,
    /// How it stands.
    pub stands: String,
    /// Why it counts.
    pub because: String,
}

/// Why a rule fires or does not.
#[derive(Clone, Debug, Serialize)]
pub struct WhyRule {
    /// The rule.
    pub rule: String,
    /// Its condition, as its author wrote it.
    pub when: String,
    /// How it stands.
    pub stands: String,
    /// Why it counts.
    pub because: String,
    /// What it does where it holds.
    pub effects: Vec<String>,
    /// The parts of its condition, each after the one it belongs to.
    pub parts: Vec<PartLine>,
}

/// A part of a condition.
#[derive(Clone, Debug, Serialize)]
pub struct PartLine {
    /// How deep it stands in the condition.
    pub depth: usize,
    /// The part: a comparison, or how its parts are joined.
    pub text: String,
    /// How it stands.
    pub stands: String,
    /// For a comparison: what is known of what it reads.
    pub known: Option<String>,
}

/// Why an option is where it is.
#[derive(Clone, Debug, Serialize)]
pub struct WhyOption {
    /// Its standing.
    pub standing: StandingInfo,
    /// Its fit on each criterion, and how far that is ahead of the leading option there.
    pub criteria: Vec<CriterionLine>,
    /// What put it behind the option chosen; absent for that option itself.
    pub why_not: Option<WhyNot>,
    /// Its chance to win over the open answers; absent where that cannot be said.
    pub chance: Option<f64>,
    /// How it fares against the leading option over the weights; absent for that option itself and where it is excluded.
    pub weights: Option<PairInfo>,
    /// What would make it win; absent for the leading option.
    pub flips: Option<FlipsInfo>,
    /// What would free it, where it is excluded.
    pub relaxation: Option<RelaxationInfo>,
}

/// An option's fit on a criterion.
#[derive(Clone, Debug, Serialize)]
pub struct CriterionLine {
    /// The criterion's name.
    pub name: String,
    /// The option's fit there.
    pub amount: f64,
    /// How far it is ahead of the leading option there.
    pub lead: f64,
}

/// Explains every rule of the decisions of a report, or what a topic, a rule or an option, comes to in each decision that has it.
pub fn explanations(
    subject: &Arc<Subject>,
    file: &AnswersFile,
    report: &Report,
    topic: Option<&str>,
) -> Vec<Explanation> {
    let mut advisor = Advisor::new(Arc::clone(subject));
    let advice = advisor.advise(file);
    let mut found = Vec::new();
    for decision in &report.decisions {
        let Some(situation) = advisor.situation(file, decision.decision.as_str()) else { continue };
        let why = match topic {
            None => Some(all_rules(&situation)),
            Some(topic) => {
                let base = situation.base();
                let named = base.rule_named(topic).map(|idx| rule(&situation, &advice, idx));
                named.or_else(|| option(decision, base.present_option(topic)))
            }
        };
        let explanation =
            |why: Why| Explanation { decision: decision.title.clone(), headline: decision.headline.clone(), why };
        found.extend(why.map(explanation));
    }
    found.extend(report.nothing_to_decide.iter().filter_map(|idle| {
        let situation = advisor.situation(file, idle.decision.as_str())?;
        let headline = format!("Nothing to decide. {}", idle.because);
        let base = situation.base();
        let why = match topic.map(|topic| (base.rule_named(topic), base.option_named(topic))) {
            Some((Some(idx), _)) => rule(&situation, &advice, idx),
            Some((None, None)) => return None,
            // Where there is nothing to decide no option stands anywhere: the rules say why.
            None | Some((None, Some(_))) => all_rules(&situation),
        };
        Some(Explanation { decision: idle.title.clone(), headline, why })
    }));
    found
}

/// What is said of a topic that is neither a rule nor an option.
pub fn unknown_topic(topic: &str, subject: &Subject) -> String {
    let bases = &subject.rule_bases;
    let rules = bases.iter().flat_map(|base| base.rules.iter().map(|r| r.id.as_str()));
    let names = rules.chain(bases.iter().flat_map(|base| base.options.iter().map(|o| o.id.as_str())));
    let help = closest(topic, names).map_or_else(String::new, |help| format!("; {help}"));
    format!("unknown rule or option `{topic}`{help}")
}

/// Explains all rules of a decision, those that hold first and those that cannot last.
pub fn all_rules(situation: &Situation) -> Why {
    let line = |(rule, reading): (&Rule, &RuleReading)| RuleLine {
        rule: rule.id.to_string(),
        stands: stands(Some(*reading)),
        because: rule.because.clone(),
    };
    let mut rules: Vec<(&Rule, &RuleReading)> = situation.base().rules.iter().zip(&situation.rules).collect();
    rules.sort_by(|(_, a), (_, b)| b.chance().total_cmp(&a.chance()));
    Why::Rules(rules.into_iter().map(line).collect())
}

/// Explains one rule.
pub fn rule(situation: &Situation, advice: &Advice, idx: RuleIdx) -> Why {
    let (rule, reading) = (&situation.base().rules[idx.get()], situation.rules.get(idx.get()).copied());
    let line = |part: ConditionPart| PartLine {
        depth: part.depth,
        text: part.text,
        stands: stands(part.reading),
        known: part.now,
    };
    Why::Rule(Box::new(WhyRule {
        rule: rule.id.to_string(),
        when: rule.when.text.clone(),
        stands: stands(reading),
        because: rule.because.clone(),
        effects: effects(situation, rule),
        parts: condition_parts(situation, advice, &rule.when.expr).into_iter().map(line).collect(),
    }))
}

/// Explains one option; `None` where the report does not have it.
pub fn option(decision: &DecisionReport, id: &str) -> Option<Why> {
    let standing = decision.standings.iter().find(|s| s.option == *id)?.clone();
    let criteria = decision.criteria.iter().map(|criterion| {
        let of = |option: &str| criterion.options.iter().find(|o| o.option == *option).map_or(0.0, |o| o.amount);
        let leader = decision.winner.as_ref().map_or(0.0, |winner| of(winner.as_str()));
        CriterionLine { name: criterion.name.clone(), amount: of(id), lead: of(id) - leader }
    });
    let is_it = |option: &OptionId| *option == *id;
    let wins = decision.chances.iter().flat_map(|chances| &chances.wins);
    let pairs = decision.weights.iter().flat_map(|weights| &weights.pairs);
    Some(Why::Option(Box::new(WhyOption {
        criteria: criteria.collect(),
        why_not: decision.why_not.iter().find(|w| is_it(&w.option)).cloned(),
        chance: wins.into_iter().find(|win| is_it(&win.option)).map(|win| win.chance),
        weights: pairs.into_iter().find(|pair| is_it(&pair.option)).cloned(),
        flips: decision.flips.iter().find(|flips| is_it(&flips.option)).cloned(),
        relaxation: decision.relaxations.iter().find(|relaxation| is_it(&relaxation.option)).cloned(),
        standing,
    })))
}

/// How a condition stands, in words.
fn stands(reading: Option<RuleReading>) -> String {
    match reading {
        Some(RuleReading::Holds) => "holds".to_owned(),
        Some(RuleReading::Perhaps(chance)) => format!("may hold, with a chance of {:.0} %", chance * 100.0),
        Some(RuleReading::CannotHold) => "does not hold".to_owned(),
        None => "is too complex to say".to_owned(),
    }
}

fn effects(situation: &Situation, rule: &Rule) -> Vec<String> {
    let base = situation.base();
    let name = |option: crate::model::OptionIdx| base.options[option.get()].name.as_str();
    match &rule.effect {
        Effect::Points { criterion, points } => {
            let criterion = &base.criteria[criterion.get()].name;
            points.iter().map(|(option, points)| format!("{points:+} on {criterion} for {}", name(*option))).collect()
        }
        Effect::Weighs(added) => {
            let name = |on: &crate::model::CriterionIdx| &base.criteria[on.get()].name;
            let weighings = situation.decision().weighings.iter().zip(&situation.weights.parts[base.criteria.len()..]);
            let is_aside = |on: &crate::model::CriterionIdx| {
                let mut own = weighings.clone().filter(|(by, _)| base.rules[by.rule.get()].id == rule.id);
                own.any(|(by, part)| by.criterion == *on && *part == 0)
            };
            let one = |(on, amount): &(crate::model::CriterionIdx, i32)| {
                let aside = if is_aside(on) { ", which is set by hand, so that this does not count" } else { "" };
                format!("{amount:+} to the weight of {}{aside}", name(on))
            };
            added.iter().map(one).collect()
        }
        Effect::Excludes(options) => options.iter().map(|option| format!("excludes {}", name(*option))).collect(),
        Effect::Caution { text, .. } => vec![format!("a caution: {text}")],
        Effect::Withholds { why: Withheld::NothingToDecide, .. } => vec!["leaves nothing to decide".to_owned()],
        Effect::Withholds { why: Withheld::OutOfScope, text, .. } => vec![format!("out of scope: {text}")],
    }
}
