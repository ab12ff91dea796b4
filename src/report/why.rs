//! Why a rule fires or does not, and why an option is where it is: one thing at a time, for `archfit explain`.

use serde::Serialize;

use super::context::{DecisionReport, FlipInfo, Reason, StandingInfo, WhyNot};
use crate::condition::print;
use crate::engine::situation::Situation;
use crate::engine::{Advice, RuleReading, Verdict, verdict};
use crate::load::display_answer;
use crate::model::{Atom, Effect, Expr, QuestionIdx, Questionnaire, Rule};

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
    /// What speaks for it.
    pub good: Vec<Reason>,
    /// What speaks against it.
    pub bad: Vec<Reason>,
    /// What put it behind the option chosen; absent for that option itself.
    pub why_not: Option<WhyNot>,
    /// What would make it win.
    pub flips: Vec<FlipInfo>,
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

/// Explains all rules of a decision.
pub fn all_rules(situation: &Situation) -> Why {
    let line = |(rule, reading): (&Rule, &RuleReading)| RuleLine {
        rule: rule.id.to_string(),
        stands: stands(Some(*reading)),
        because: rule.because.clone(),
    };
    Why::Rules(situation.base().rules.iter().zip(&situation.rules).map(line).collect())
}

/// Explains one rule.
pub fn rule(situation: &Situation, advice: &Advice, rule: &Rule) -> Why {
    let verdict = verdict(situation, &rule.when.expr);
    let mut parts = Vec::new();
    part(&verdict, situation, advice, 0, &mut parts);
    Why::Rule(Box::new(WhyRule {
        rule: rule.id.to_string(),
        when: rule.when.text.clone(),
        stands: stands(verdict.reading),
        because: rule.because.clone(),
        effects: effects(situation, rule),
        parts,
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
    Some(Why::Option(Box::new(WhyOption {
        criteria: criteria.collect(),
        good: standing.good.clone(),
        bad: standing.bad.clone(),
        why_not: decision.why_not.iter().find(|w| w.option == *id).cloned(),
        flips: decision.flips.iter().filter(|f| f.option == *id).cloned().collect(),
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
        Effect::Excludes(options) => options.iter().map(|option| format!("excludes {}", name(*option))).collect(),
        Effect::Caution { text, .. } => vec![format!("a caution: {text}")],
    }
}

fn part(verdict: &Verdict, situation: &Situation, advice: &Advice, depth: usize, lines: &mut Vec<PartLine>) {
    let questionnaire = &situation.subject.questionnaire;
    let text = match &verdict.expr {
        Expr::And(_) => "all of".to_owned(),
        Expr::Or(_) => "at least one of".to_owned(),
        Expr::Not(_) => "not".to_owned(),
        Expr::Const(_) | Expr::Atom(_) => print(&verdict.expr, questionnaire),
    };
    let known = match &verdict.expr {
        Expr::Atom(atom) => Some(known(atom, situation, advice, questionnaire)),
        _ => None,
    };
    lines.push(PartLine { depth, text, stands: stands(verdict.reading), known });
    verdict.parts.iter().for_each(|inner| part(inner, situation, advice, depth + 1, lines));
}

/// What is known of what a comparison reads.
fn known(atom: &Atom, situation: &Situation, advice: &Advice, questionnaire: &Questionnaire) -> String {
    let said = |question: QuestionIdx| {
        let asked = &questionnaire.questions[question.get()];
        match situation.answers.value(asked.id.as_str()) {
            _ if advice.questions[question.get()].applies == crate::engine::Applies::No => "not asked".to_owned(),
            Some(value) => display_answer(value, asked),
            None => "unanswered".to_owned(),
        }
    };
    match atom {
        Atom::Choice { question, .. }
        | Atom::Number { question, .. }
        | Atom::Includes { question, .. }
        | Atom::IsNa { question } => said(*question),
        Atom::Trait { of, .. } => {
            let (named, reading) = (&questionnaire.traits[of.get()], &advice.traits[of.get()]);
            let possible = named.levels.iter().zip(&reading.levels).filter(|(_, chance)| **chance > 0.0);
            let labels: Vec<&str> = possible.map(|(level, _)| level.label.as_str()).collect();
            labels.join(" or ")
        }
        Atom::Quantity { of, .. } => {
            let quantity = &questionnaire.quantities[of.get()];
            let reads = quantity.over.iter().chain(&quantity.under);
            let parts = reads.map(|q| format!("{} = {}", questionnaire.questions[q.get()].id, said(*q)));
            format!("{}, where {}", quantity.formula, parts.collect::<Vec<_>>().join(", "))
        }
    }
}
