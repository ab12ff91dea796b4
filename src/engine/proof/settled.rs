//! Whether the winner is settled: no completion of the open answers excludes it or lets another option reach it.

use super::certificate;
use super::counterexample::counterexample;
use crate::engine::base::steps::{Budget, Steps};
use crate::engine::bound::network::{LocalVar, OpenVariable};
use crate::engine::bound::search::{SearchResult, find_for};
use crate::engine::meaning::variable::{VarIdx, cells};
use crate::engine::result::proof::Settled;
use crate::engine::situation::Situation;

/// Looks for a completion that unsettles the winner, with the budget for each rival.
pub fn find(situation: &Situation, budget: Budget) -> SearchResult {
    let Some(winner) = situation.winner() else { return SearchResult::NoOption };
    let steps = budget.steps.saturating_mul(situation.scores.len() as u64);
    find_for(situation, situation.network(), winner, &mut Steps::new(Budget { steps }))
}

/// What is said of a finding: with a certificate that can be checked, or with the completion itself.
pub fn report(situation: &Situation, finding: &SearchResult) -> Settled {
    let Some(winner) = situation.winner() else { return Settled::NoOption };
    match finding {
        SearchResult::NoOption => Settled::NoOption,
        SearchResult::NotDecided => Settled::NotDecided,
        SearchResult::Proven(proofs) => Settled::Proven(certificate::write(situation, winner, proofs)),
        SearchResult::Excludes(cells) => Settled::Open(counterexample(situation, winner, None, cells)),
        SearchResult::Reaches(rival, point) => {
            let variables = &situation.network().variables;
            let cell = |(var, class): &(LocalVar, u8)| {
                let variable = &variables[usize::from(*var)];
                (variable.var, likeliest_cell(situation, variable, *class))
            };
            let completion: Vec<(VarIdx, u8)> = point.iter().map(cell).collect();
            Settled::Open(counterexample(situation, winner, Some(*rival), &completion))
        }
    }
}

fn likeliest_cell(situation: &Situation, variable: &OpenVariable, class: u8) -> u8 {
    let chance = |cell: u8| situation.knowledge.chances[usize::from(variable.var)][usize::from(cell)];
    let likelier = |a: u8, b: u8| if chance(b) > chance(a) { b } else { a };
    cells(variable.classes[usize::from(class)]).reduce(likelier).unwrap_or(0)
}
