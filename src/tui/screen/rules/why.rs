//! Why a rule fires or does not: every comparison of its condition with what the answers say of it now.

use crate::engine::QuantityReading;
use crate::engine::knowledge::Readings;
use crate::engine::situation::Situation;
use crate::load::{answer_to_text, display_number};
use crate::model::{Atom, Expr, Interval, QuestionIdx, QuestionKind, Questionnaire};
use crate::tui::model::Interview;

/// One line of the explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How deep it stands inside others.
    pub depth: usize,
    /// The comparison as a file would write it, or what joins those below it.
    pub text: String,
    /// Whether it holds.
    pub state: State,
    /// What the answers say now, for a comparison.
    pub now: Option<String>,
}

/// Whether a part of a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Whatever the open answers are.
    Holds,
    /// For some of them.
    Perhaps,
    /// For none of them.
    Fails,
}

/// Every comparison of a condition; what joins all of it by `and` needs no line of its own.
pub fn explain(interview: &Interview, situation: &Situation, condition: &Expr) -> Vec<Part> {
    let mut nodes = Vec::new();
    flatten(condition, 0, true, &mut nodes);
    let questionnaire = &situation.subject.questionnaire;
    let mut space = situation.compiled.space.clone();
    let lowered: Vec<_> = nodes.iter().map(|(_, expr)| space.lower(expr, questionnaire)).collect();
    let readings = Readings::new(&space.diagrams, &situation.knowledge);
    let state = |node| {
        let reading = readings.of(node);
        match (reading.can_hold, reading.can_fail) {
            (true, false) => State::Holds,
            (true, true) => State::Perhaps,
            (false, _) => State::Fails,
        }
    };
    let part = |((depth, expr), node): ((usize, &Expr), Result<_, _>)| Part {
        depth,
        text: text(questionnaire, expr),
        state: node.map_or(State::Perhaps, state),
        now: now(interview, situation, expr),
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
        Expr::Const(true) => "always".to_owned(),
        Expr::Const(false) => "never".to_owned(),
        Expr::And(_) => "all of these:".to_owned(),
        Expr::Or(_) => "one of these:".to_owned(),
        Expr::Not(inner) => match &**inner {
            Expr::Atom(atom) => format!("not ({})", comparison(questionnaire, atom)),
            _ => "not:".to_owned(),
        },
        Expr::Atom(atom) => comparison(questionnaire, atom),
    }
}

/// A comparison as a file would write it.
fn comparison(questionnaire: &Questionnaire, atom: &Atom) -> String {
    let id = |question: &QuestionIdx| questionnaire.questions[question.get()].id.as_str();
    match atom {
        Atom::Choice { question, mask } => {
            let QuestionKind::Choice { choices, ordered } = &questionnaire.questions[question.get()].kind else {
                return String::new();
            };
            let names: Vec<&str> = choices.iter().map(|c| c.id.as_str()).collect();
            among(id(question), &names, *mask, *ordered)
        }
        Atom::Trait { of, mask } => {
            let of = &questionnaire.traits[of.get()];
            let names: Vec<&str> = of.levels.iter().map(|l| l.id.as_str()).collect();
            among(of.id.as_str(), &names, *mask, true)
        }
        Atom::Includes { question, choice } => {
            let choices = questionnaire.questions[question.get()].kind.choices();
            format!("{} includes {}", id(question), choices[*choice].id)
        }
        Atom::IsNa { question } => format!("{} is na", id(question)),
        Atom::Number { question, intervals } => {
            let spec = questionnaire.questions[question.get()].kind.number();
            let (min, max) = spec.map_or((i64::MIN, i64::MAX), |s| (s.min, s.max));
            let parts: Vec<String> = intervals.iter().map(|i| within(id(question), *i, min, max)).collect();
            if parts.is_empty() { "never".to_owned() } else { parts.join(" or ") }
        }
        Atom::Quantity { of, comparison, bound } => {
            format!("{} {} {}", questionnaire.quantities[of.get()].id, comparison.symbol(), display_number(*bound))
        }
    }
}

/// One of some names: `==`, `!=`, `>=`, `<=` where that says it, a list otherwise.
fn among(id: &str, names: &[&str], mask: u64, ordered: bool) -> String {
    let inside: Vec<usize> = (0..names.len()).filter(|at| mask >> at & 1 == 1).collect();
    let outside: Vec<usize> = (0..names.len()).filter(|at| mask >> at & 1 == 0).collect();
    let is_run = inside.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    match (inside.as_slice(), outside.as_slice()) {
        ([only], _) => format!("{id} == {}", names[*only]),
        (_, [only]) if !ordered => format!("{id} != {}", names[*only]),
        ([first, .., last], _) if ordered && is_run && last + 1 == names.len() => format!("{id} >= {}", names[*first]),
        ([first, .., last], _) if ordered && is_run && *first == 0 => format!("{id} <= {}", names[*last]),
        _ => {
            let list: Vec<&str> = inside.iter().map(|at| names[*at]).collect();
            format!("{id} in [{}]", list.join(", "))
        }
    }
}

fn within(id: &str, interval: Interval, min: i64, max: i64) -> String {
    let (low, high) = (display_number(interval.low), display_number(interval.high));
    match (interval.low <= min, interval.high >= max) {
        (true, true) => format!("{id} is asked"),
        (true, false) => format!("{id} <= {high}"),
        (false, true) => format!("{id} >= {low}"),
        _ if interval.low == interval.high => format!("{id} == {low}"),
        _ => format!("{id} between {low} and {high}"),
    }
}

/// What the answers say now about what is compared.
fn now(interview: &Interview, situation: &Situation, expr: &Expr) -> Option<String> {
    let atom = match expr {
        Expr::Atom(atom) => atom,
        Expr::Not(inner) => match &**inner {
            Expr::Atom(atom) => atom,
            _ => return None,
        },
        _ => return None,
    };
    let questionnaire = &situation.subject.questionnaire;
    Some(match atom {
        Atom::Choice { question, .. }
        | Atom::Number { question, .. }
        | Atom::Includes { question, .. }
        | Atom::IsNa { question } => {
            if !interview.is_asked(*question) {
                return Some("not asked".to_owned());
            }
            let id = questionnaire.questions[question.get()].id.as_str();
            situation.answers.value(id).map_or_else(|| "open".to_owned(), answer_to_text)
        }
        Atom::Trait { of, .. } => {
            let levels = &questionnaire.traits[of.get()].levels;
            let reading = &interview.advice.traits[of.get()].levels;
            let possible: Vec<&str> =
                levels.iter().zip(reading).filter(|(_, chance)| **chance > 0.0).map(|(l, _)| l.id.as_str()).collect();
            if possible.len() == levels.len() { "open".to_owned() } else { possible.join(" or ") }
        }
        Atom::Quantity { of, .. } => match interview.advice.quantities[of.get()] {
            QuantityReading::NotApplicable => "not asked".to_owned(),
            QuantityReading::Between { low, high } => {
                let number = |value: f64| display_number(value.round() as i64);
                let (low, high) = (number(low), number(high));
                if low == high { low } else { format!("{low} to {high}") }
            }
        },
    })
}
