//! How likely the answers to open questions are where other answers speak for some of them.

use crate::engine::meaning::diagram::NodeId;
use crate::engine::meaning::space::Space;
use crate::model::{LikelyWhen, Question, QuestionKind, Questionnaire};

/// For each question: the weights of its choices or bands, and where several may hold the chance of each, where known answers speak for
/// other odds than its own. The first of them counts whose condition holds for certain, as `is_certain` says of its diagram.
pub fn leanings(
    space: &Space,
    questionnaire: &Questionnaire,
    mut is_certain: impl FnMut(NodeId) -> bool,
) -> Vec<Option<Vec<f64>>> {
    let of = |(question, nodes): (&Question, &Vec<NodeId>)| {
        let mut each = question.likely_when.iter().zip(nodes);
        let first = each.find(|(_, node)| is_certain(**node));
        first.map(|(of, _)| stated(&question.kind, of))
    };
    questionnaire.questions.iter().zip(&space.likely_when).map(of).collect()
}

/// The odds as one entry states them; what it does not name is as likely as without it.
fn stated(kind: &QuestionKind, of: &LikelyWhen) -> Vec<f64> {
    let weights: Vec<f64> = match kind {
        QuestionKind::Choice { choices, .. } => choices.iter().map(|choice| f64::from(choice.likely)).collect(),
        QuestionKind::Several { choices, .. } => return chances(choices.len(), of),
        QuestionKind::Number(spec) => spec.bands.iter().map(|band| f64::from(band.likely)).collect(),
    };
    of.likely.iter().zip(weights).map(|(likely, weight)| likely.map_or(weight, f64::from)).collect()
}

/// Of several that may hold: the chance of each.
fn chances(n_choices: usize, of: &LikelyWhen) -> Vec<f64> {
    let stated = of.likely.iter().map(|likely| likely.map_or(0.5, |of_hundred| f64::from(of_hundred) / 100.0));
    stated.take(n_choices).collect()
}
