//! The search for a completion of the open answers under which an option does not win alone.

use super::network::{LocalVar, Network, Undecided};
use super::problem::{Objective, Problem};
use super::solver::{Tree, Verdict, stays_above_zero};
use crate::engine::base::steps::{Budget, Steps};
use crate::engine::facts::Facts;
use crate::engine::meaning::variable::VarIdx;
use crate::engine::result::advice::Exclusion;
use crate::model::OptionIdx;

/// What the search for a completion that unsettles the winner came to.
#[derive(Clone, Debug)]
pub enum SearchResult {
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

/// Whether an option is proven to win within the live budget.
pub fn is_settled(facts: &Facts, network: &Network, option: OptionIdx) -> bool {
    matches!(find_live(facts, network, option), SearchResult::Proven(_))
}

/// Looks for a completion under which this option does not win alone, within the live budget.
pub fn find_live(facts: &Facts, network: &Network, option: OptionIdx) -> SearchResult {
    let steps = Budget::LIVE.steps.saturating_mul(facts.scores.len() as u64);
    find_for(facts, network, option, &mut Steps::new(Budget { steps }))
}

/// Looks for a completion under which this option does not win alone.
pub fn find_for(facts: &Facts, network: &Network, winner: OptionIdx, steps: &mut Steps) -> SearchResult {
    if facts.exclusions[winner.get()] != Exclusion::No {
        return excluding_cells(facts, network, winner);
    }
    let mut proofs = Vec::new();
    let mut is_decided = true;
    for rival in facts.by_fit.iter().copied().filter(|option| *option != winner) {
        if facts.exclusions[rival.get()].is_certain() {
            proofs.push((rival, None));
            continue;
        }
        let problem = Problem::new(network, &Objective::lead(winner.get(), rival.get()));
        let read = problem.variables_read();
        match stays_above_zero(problem, steps) {
            Verdict::Above(tree) => proofs.push((rival, Some(tree))),
            Verdict::Reached(point) => {
                let classes = read.into_iter().map(|var| (var, point[usize::from(var)]));
                return SearchResult::Reaches(rival, classes.collect());
            }
            Verdict::OutOfSteps => is_decided = false,
        }
    }
    proofs.sort_by_key(|(rival, _)| *rival);
    if is_decided { SearchResult::Proven(proofs) } else { SearchResult::NotDecided }
}

fn excluding_cells(facts: &Facts, network: &Network, winner: OptionIdx) -> SearchResult {
    let veto = |rule: &&Undecided| rule.effect.excludes.contains(&winner.get());
    let Some(rule) = network.undecided.iter().find(veto) else { return SearchResult::NotDecided };
    let Some(mut witness) = network.diagrams.witness(rule.node) else { return SearchResult::NotDecided };
    for (var, cell) in &mut witness {
        // In confined diagrams what is not possible follows the first possible cell.
        let possible = facts.knowledge.possible[usize::from(*var)];
        *cell = if possible >> *cell & 1 == 1 { *cell } else { possible.trailing_zeros() as u8 };
    }
    SearchResult::Excludes(witness)
}
