//! Why a condition holds, may hold or cannot hold: the same answer for each of its parts.

use super::advice::RuleReading;
use super::diagram::NodeId;
use super::knowledge::Readings;
use super::situation::Situation;
use super::space::Space;
use crate::model::{Expr, Questionnaire};

/// A part of a condition and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The part.
    pub expr: Expr,
    /// How it stands; absent where it is too complex to say.
    pub reading: Option<RuleReading>,
    /// Its own parts; none for a single comparison.
    pub parts: Vec<Verdict>,
}

/// How a condition and all its parts stand in a situation.
pub fn verdict(situation: &Situation, expr: &Expr) -> Verdict {
    let questionnaire = &situation.subject.questionnaire;
    let mut space = situation.space().clone();
    let lowered = lower(&mut space, questionnaire, expr);
    let readings = Readings::new(&space.diagrams, &situation.knowledge);
    read(&lowered, &readings)
}

struct Lowered<'a> {
    expr: &'a Expr,
    node: Option<NodeId>,
    parts: Vec<Lowered<'a>>,
}

fn lower<'a>(space: &mut Space, questionnaire: &Questionnaire, expr: &'a Expr) -> Lowered<'a> {
    let inner: &[Expr] = match expr {
        Expr::And(parts) | Expr::Or(parts) => parts,
        Expr::Not(inner) => std::slice::from_ref(inner),
        Expr::Const(_) | Expr::Atom(_) => &[],
    };
    let parts = inner.iter().map(|part| lower(space, questionnaire, part)).collect();
    Lowered { expr, node: space.lower(expr, questionnaire).ok(), parts }
}

fn read(lowered: &Lowered, readings: &Readings) -> Verdict {
    Verdict {
        expr: lowered.expr.clone(),
        reading: lowered.node.map(|node| RuleReading::from(readings.of(node))),
        parts: lowered.parts.iter().map(|part| read(part, readings)).collect(),
    }
}
