//! Whether the winner is settled: no completion of the open answers excludes it or lets another option reach it.

use super::advice::Exclusion;
use super::analysis::{Budget, Settled};
use super::certificate;
use super::counterexample::counterexample;
use super::diagram::{VarIdx, cells};
use super::network::{LocalVar, OpenVariable};
use super::problem::{Objective, Problem};
use super::situation::Situation;
use super::solver::{Tree, Verdict, stays_above_zero};
use super::steps::Steps;
use crate::model::OptionIdx;

/// What the search for a completion that unsettles the winner came to.
#[derive(Clone, Debug)]
pub enum Finding {
    /// Every option is excluded for certain.
    NoOption,
    /// No completion does. For each option but the winner, in option order, why it cannot reach it; absent where it is excluded.
    Proven(Vec<(OptionIdx, Option<Tree>)>),
    /// A veto against the winner holds in these cells.
    Excludes(Vec<(VarIdx, u8)>),
    /// This option reaches the winner in these classes of the network's variables.
    Reaches(OptionIdx, Vec<(LocalVar, u8)>),
    /// The budget ran out.
    NotDecided,
}

/// Looks for a completion that unsettles the winner, with the budget for each rival.
pub fn find(situation: &Situation, budget: Budget) -> Finding {
    let Some(winner) = situation.winner() else { return Finding::NoOption };
    let steps = budget.steps.saturating_mul(situation.scores.len() as u64);
    find_for(situation, winner, &mut Steps::new(Budget { steps }))
}

/// Whether an option is proven to win within the live budget.
pub fn is_settled(situation: &Situation, option: OptionIdx) -> bool {
    matches!(find_live(situation, option), Finding::Proven(_))
}

/// Looks for a completion under which this option does not win alone, within the live budget.
pub fn find_live(situation: &Situation, option: OptionIdx) -> Finding {
    let steps = Budget::LIVE.steps.saturating_mul(situation.scores.len() as u64);
    find_for(situation, option, &mut Steps::new(Budget { steps }))
}

/// Looks for a completion under which this option does not win alone.
pub fn find_for(situation: &Situation, winner: OptionIdx, steps: &mut Steps) -> Finding {
    if situation.exclusions[winner.get()] != Exclusion::No {
        return excluding_cells(situation, winner);
    }
    let mut proofs = Vec::new();
    let mut is_decided = true;
    for rival in situation.by_fit.iter().copied().filter(|option| *option != winner) {
        if situation.exclusions[rival.get()].is_certain() {
            proofs.push((rival, None));
            continue;
        }
        let problem = Problem::new(situation.network(), &Objective::lead(winner.get(), rival.get()));
        let read = problem.variables_read();
        match stays_above_zero(problem, steps) {
            Verdict::Above(tree) => proofs.push((rival, Some(tree))),
            Verdict::Reached(point) => {
                let classes = read.into_iter().map(|var| (var, point[usize::from(var)]));
                return Finding::Reaches(rival, classes.collect());
            }
            Verdict::OutOfSteps => is_decided = false,
        }
    }
    proofs.sort_by_key(|(rival, _)| *rival);
    if is_decided { Finding::Proven(proofs) } else { Finding::NotDecided }
}

fn excluding_cells(situation: &Situation, winner: OptionIdx) -> Finding {
    let veto = |rule: &&super::network::Undecided| rule.effect.excludes.contains(&winner.get());
    let network = situation.network();
    let Some(rule) = network.undecided.iter().find(veto) else { return Finding::NotDecided };
    let Some(mut witness) = network.diagrams.witness(rule.node) else { return Finding::NotDecided };
    for (var, cell) in &mut witness {
        // In confined diagrams what is not possible follows the first possible cell.
        let possible = situation.knowledge.possible[usize::from(*var)];
        *cell = if possible >> *cell & 1 == 1 { *cell } else { possible.trailing_zeros() as u8 };
    }
    Finding::Excludes(witness)
}

/// What is said of a finding: with a certificate that can be checked, or with the completion itself.
pub fn report(situation: &Situation, finding: &Finding) -> Settled {
    let Some(winner) = situation.winner() else { return Settled::NoOption };
    match finding {
        Finding::NoOption => Settled::NoOption,
        Finding::NotDecided => Settled::NotDecided,
        Finding::Proven(proofs) => Settled::Proven(certificate::write(situation, winner, proofs)),
        Finding::Excludes(cells) => Settled::Open(counterexample(situation, winner, None, cells)),
        Finding::Reaches(rival, point) => {
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
