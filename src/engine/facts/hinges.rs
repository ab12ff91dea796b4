//! Which questions it hangs on whether a condition holds.

use std::collections::BTreeMap;

use super::knowledge::Knowledge;
use crate::engine::meaning::diagram::{Diagrams, NodeId, TRUE};
use crate::engine::meaning::space::Space;
use crate::model::QuestionIdx;

/// Below this share of what is open a question is not worth a word.
const LEAST_SHARE: f64 = 0.05;

/// The questions whose answers are open and move the chance that a condition holds, the one that moves it most first.
pub fn hinges(space: &Space, knowledge: &Knowledge, node: NodeId) -> Vec<QuestionIdx> {
    let diagrams = &space.diagrams;
    let chance = |knowledge: &Knowledge| chance(diagrams, knowledge, node, &mut BTreeMap::new());
    let expected = chance(knowledge);
    let mut moved: BTreeMap<QuestionIdx, f64> = BTreeMap::new();
    for var in diagrams.variables_of(node).into_iter().map(usize::from) {
        let possible = knowledge.possible[var];
        let cells = (0..u64::BITS).filter(|cell| possible >> cell & 1 == 1);
        if possible.count_ones() < 2 {
            continue;
        }
        let variance = cells.map(|cell| {
            let mut known = knowledge.clone();
            known.narrow(var, 1 << cell);
            knowledge.chances[var][cell as usize] * (chance(&known) - expected).powi(2)
        });
        *moved.entry(space.variables[var].question).or_default() += variance.sum::<f64>();
    }
    let all: f64 = moved.values().sum();
    let mut found: Vec<(QuestionIdx, f64)> =
        moved.into_iter().filter(|(_, moved)| *moved > LEAST_SHARE * all).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found.into_iter().map(|(question, _)| question).collect()
}

fn chance(diagrams: &Diagrams, knowledge: &Knowledge, node: NodeId, known: &mut BTreeMap<NodeId, f64>) -> f64 {
    if node <= TRUE {
        return f64::from(u8::from(node == TRUE));
    }
    if let Some(chance) = known.get(&node) {
        return *chance;
    }
    let var = usize::from(diagrams.var(node));
    let mut sum = 0.0;
    for (cell, child) in diagrams.children(node).iter().enumerate() {
        if knowledge.possible[var] >> cell & 1 == 1 {
            sum += knowledge.chances[var][cell] * chance(diagrams, knowledge, *child, known);
        }
    }
    known.insert(node, sum);
    sum
}
