//! How likely the answers to open questions are where other answers speak for some of them.

use std::collections::BTreeSet;

use crate::engine::meaning::diagram::{FALSE, NodeId};
use crate::engine::meaning::space::Space;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{LikelyWhen, Question, QuestionKind, Questionnaire};

/// The most answers that somebody is not sure of which the odds of one question are worked out with, the surest first: every further one
/// doubles the work.
const MAX_UNSURE: usize = 6;

/// An answer that may be wrong: how sure it is, and what it says of variables.
#[derive(Clone, Debug)]
pub struct Unsure {
    /// The chance that it is right.
    pub sure: f64,
    /// The cells of each variable of the question that it allows.
    pub said: Vec<(usize, u64)>,
}

/// For each question: the weights of its choices or bands, and where several may hold the chance of each, where known answers speak for
/// other odds than its own. The first of them counts whose condition holds for certain in the cells that are possible. Answers that may be
/// wrong count for their chance: the odds are those with and without each, mixed.
pub fn leanings(
    space: &Space,
    questionnaire: &Questionnaire,
    possible: &[u64],
    unsure: &[Unsure],
) -> Vec<Option<Vec<f64>>> {
    let of = |(question, nodes): (&Question, &Vec<NodeId>)| {
        let reads: BTreeSet<VarIdx> = nodes.iter().flat_map(|node| space.diagrams.scope(*node)).collect();
        let is_read = |unsure: &&Unsure| unsure.said.iter().any(|(var, _)| reads.contains(&(*var as VarIdx)));
        let mut unsure: Vec<&Unsure> = unsure.iter().filter(is_read).collect();
        unsure.sort_by(|a, b| b.sure.total_cmp(&a.sure));
        unsure.truncate(MAX_UNSURE);
        let (mut leans, mut mixed) = (false, Vec::new());
        for right in 0..1_u32 << unsure.len() {
            let (mut chance, mut possible) = (1.0, possible.to_vec());
            for (at, answer) in unsure.iter().enumerate() {
                let is_right = right >> at & 1 == 1;
                chance *= if is_right { answer.sure } else { 1.0 - answer.sure };
                answer.said.iter().filter(|_| is_right).for_each(|(var, cells)| possible[*var] = *cells);
            }
            let mut each = question.likely_when.iter().zip(nodes);
            let first = each.find(|(_, node)| !space.diagrams.reaches(**node, FALSE, &possible)).map(|(of, _)| of);
            leans |= first.is_some();
            let odds = stated(&question.kind, first);
            mixed.resize(odds.len(), 0.0);
            mixed.iter_mut().zip(odds).for_each(|(mixed, odds)| *mixed += chance * odds);
        }
        leans.then_some(mixed)
    };
    let each = questionnaire.questions.iter().zip(&space.likely_when);
    each.map(|(question, nodes)| if nodes.is_empty() { None } else { of((question, nodes)) }).collect()
}

/// The odds as one entry states them, or as the question does; what an entry does not name is as likely as without it. Weights come to
/// what those of the question do.
fn stated(kind: &QuestionKind, of: Option<&LikelyWhen>) -> Vec<f64> {
    let own: Vec<f64> = match kind {
        QuestionKind::Choice { choices, .. } => choices.iter().map(|choice| f64::from(choice.likely)).collect(),
        QuestionKind::Several { choices, .. } => return chances(choices.len(), of),
        QuestionKind::Number(spec) => spec.bands.iter().map(|band| f64::from(band.likely)).collect(),
    };
    let Some(of) = of else { return own };
    let weights: Vec<f64> = of.likely.iter().zip(&own).map(|(likely, own)| likely.map_or(*own, f64::from)).collect();
    let scale = own.iter().sum::<f64>() / weights.iter().sum::<f64>();
    weights.into_iter().map(|weight| weight * scale).collect()
}

/// Of several that may hold: the chance of each.
fn chances(n_choices: usize, of: Option<&LikelyWhen>) -> Vec<f64> {
    let stated = |choice: usize| of.and_then(|of| of.likely.get(choice).copied().flatten());
    (0..n_choices).map(|choice| stated(choice).map_or(0.5, |of_hundred| f64::from(of_hundred) / 100.0)).collect()
}
