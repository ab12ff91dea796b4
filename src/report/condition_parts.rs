//! Why a condition holds or does not: every comparison with what the answers say of it now.

use crate::condition::print;
use crate::engine::facts::knowledge::Readings;
use crate::engine::situation::Situation;
use crate::engine::{Advice, Applies, QuantityReading, RuleReading};
use crate::load::{answer_to_text, display_number};
use crate::model::{Atom, Expr, Questionnaire};

/// A part of a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionPart {
    /// How deep it stands inside others.
    pub depth: usize,
    /// The comparison as a file would write it, or what joins those below it.
    pub text: String,
    /// How it stands; absent where it is too complex to say.
    pub reading: Option<RuleReading>,
    /// What the answers say now, for a comparison.
    pub now: Option<String>,
}

/// Every comparison of a condition; what joins all of it by `and` needs no line of its own.
pub fn condition_parts(situation: &Situation, advice: &Advice, condition: &Expr) -> Vec<ConditionPart> {
    let mut nodes = Vec::new();
    flatten(condition, 0, true, &mut nodes);
    let questionnaire = &situation.subject.questionnaire;
    let mut space = situation.space().clone();
    let lowered: Vec<_> = nodes.iter().map(|(_, expr)| space.lower(expr, questionnaire)).collect();
    let readings = Readings::new(&space.diagrams, &situation.knowledge);
    let part = |((depth, expr), node): ((usize, &Expr), Result<_, _>)| ConditionPart {
        depth,
        text: text(questionnaire, expr),
        reading: node.ok().map(|node| readings.of(node).into()),
        now: compared(expr).map(|atom| now(situation, advice, atom)),
    };
    nodes.into_iter().zip(lowered).map(part).collect()
}

/// The parts of a condition that get a line, from the outside in.
fn flatten<'a>(expr: &'a Expr, depth: usize, is_top: bool, nodes: &mut Vec<(usize, &'a Expr)>) {
    match expr {
        Expr::And(parts) if is_top => parts.iter().for_each(|part| flatten(part, depth, false, nodes)),
        Expr::And(parts) | Expr::Or(parts) => {
            nodes.push((depth, expr));
            parts.iter().for_each(|part| flatten(part, depth + 1, false, nodes));
        }
        Expr::Not(inner) if !matches!(**inner, Expr::Atom(_)) => {
            nodes.push((depth, expr));
            flatten(inner, depth + 1, false, nodes);
        }
        Expr::Not(_) | Expr::Atom(_) | Expr::Const(_) => nodes.push((depth, expr)),
    }
}

fn text(questionnaire: &Questionnaire, expr: &Expr) -> String {
    match expr {
        Expr::And(_) => "all of these:".to_owned(),
        Expr::Or(_) => "one of these:".to_owned(),
        Expr::Not(inner) if !matches!(**inner, Expr::Atom(_)) => "not:".to_owned(),
        Expr::Not(_) | Expr::Atom(_) | Expr::Const(_) => print(expr, questionnaire),
    }
}

/// The comparison that a line is about.
fn compared(expr: &Expr) -> Option<&Atom> {
    match expr {
        Expr::Atom(atom) => Some(atom),
        Expr::Not(inner) => match &**inner {
            Expr::Atom(atom) => Some(atom),
            _ => None,
        },
        _ => None,
    }
}

/// What the answers say now about what is compared.
fn now(situation: &Situation, advice: &Advice, atom: &Atom) -> String {
    let questionnaire = &situation.subject.questionnaire;
    match atom {
        Atom::Choice { question, .. }
        | Atom::Number { question, .. }
        | Atom::Includes { question, .. }
        | Atom::IsNa { question } => {
            if advice.questions[question.get()].applies == Applies::No {
                return "not asked".to_owned();
            }
            let id = questionnaire.questions[question.get()].id.as_str();
            situation.answers.value(id).map_or_else(|| "open".to_owned(), answer_to_text)
        }
        Atom::Trait { of, .. } => {
            let levels = &questionnaire.traits[of.get()].levels;
            let reading = &advice.traits[of.get()].levels;
            let possible: Vec<&str> =
                levels.iter().zip(reading).filter(|(_, chance)| **chance > 0.0).map(|(l, _)| l.id.as_str()).collect();
            if possible.len() == levels.len() { "open".to_owned() } else { possible.join(" or ") }
        }
        Atom::Quantity { of, .. } => match advice.quantities[of.get()] {
            QuantityReading::NotApplicable => "not asked".to_owned(),
            QuantityReading::Between { low, high } => {
                let number = |value: f64| display_number(value.round() as i64);
                let (low, high) = (number(low), number(high));
                if low == high { low } else { format!("{low} to {high}") }
            }
        },
    }
}
