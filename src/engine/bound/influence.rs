//! How each open answer would move the expected scores, for all answers at once.
//!
//! A condition's chance is linear in the chances of each single variable. One pass up the diagrams gives every node's chance; one
//! pass down gives how much each node weighs in every option's score; together they give the expected scores given any one answer.

use super::network::{LocalVar, Network};
use crate::engine::meaning::diagram::{NodeId, TRUE};

/// By how much the expected scores change where a variable is in a class.
#[derive(Clone, Debug)]
pub struct Influence {
    n_options: usize,
    /// For each variable where its classes start.
    first: Vec<usize>,
    /// For each variable, class and option the change of the expected score.
    changes: Vec<f64>,
}

impl Influence {
    /// The influence of every open variable of a network, where each variable has these chances to be in its classes.
    pub fn new(network: &Network, chances: &[Vec<f64>]) -> Self {
        let n_options = network.decided.len();
        let mut first = Vec::with_capacity(network.variables.len());
        let mut n_classes = 0;
        for variable in &network.variables {
            first.push(n_classes);
            n_classes += variable.classes.len();
        }
        let mut influence = Self { n_options, first, changes: vec![0.0; n_classes * n_options] };
        influence.pass_down(network, chances, &holding(network, chances));
        influence
    }

    /// The change of every option's expected score where a variable is in a class.
    pub fn of(&self, var: LocalVar, class: usize) -> &[f64] {
        let start = (self.first[usize::from(var)] + class) * self.n_options;
        &self.changes[start..start + self.n_options]
    }

    fn pass_down(&mut self, network: &Network, chances: &[Vec<f64>], holding: &[f64]) {
        let n_options = self.n_options;
        let mut weights = vec![0.0; network.diagrams.len() * n_options];
        for rule in &network.undecided {
            let start = rule.node.0 as usize * n_options;
            rule.effect.scores.iter().for_each(|(option, worth)| weights[start + option] += *worth as f64);
        }
        for node in (2..network.diagrams.len()).rev() {
            let id = NodeId(node as u32);
            let (above, at) = weights.split_at_mut(node * n_options);
            let weight = &at[..n_options];
            let Some(local) = network.local(network.diagrams.var(id)).filter(|_| weight.iter().any(|w| *w != 0.0))
            else {
                continue;
            };
            let variable = &network.variables[usize::from(local)];
            for (class, chance) in chances[usize::from(local)].iter().enumerate() {
                let child = variable.child(&network.diagrams, id, class);
                let change = holding[child.0 as usize] - holding[node];
                let start = (self.first[usize::from(local)] + class) * n_options;
                let sums = &mut self.changes[start..start + n_options];
                sums.iter_mut().zip(weight).for_each(|(sum, weight)| *sum += weight * change);
                if child > TRUE {
                    let below = &mut above[child.0 as usize * n_options..][..n_options];
                    below.iter_mut().zip(weight).for_each(|(sum, weight)| *sum += weight * chance);
                }
            }
        }
    }
}

/// The expected scores, where each variable has these chances to be in its classes.
pub fn expected(network: &Network, chances: &[Vec<f64>]) -> Vec<f64> {
    let holding = holding(network, chances);
    let mut scores: Vec<f64> = network.decided.iter().map(|score| *score as f64).collect();
    for rule in &network.undecided {
        let chance = holding[rule.node.0 as usize];
        rule.effect.scores.iter().for_each(|(option, worth)| scores[*option] += chance * *worth as f64);
    }
    scores
}

/// The chance that each diagram of a network holds.
fn holding(network: &Network, chances: &[Vec<f64>]) -> Vec<f64> {
    let mut known = vec![0.0, 1.0];
    for node in 2..network.diagrams.len() {
        let id = NodeId(node as u32);
        let local = network.local(network.diagrams.var(id)).map_or(0, usize::from);
        let variable = &network.variables[local];
        let below = |class: usize| known[variable.child(&network.diagrams, id, class).0 as usize];
        let chance = chances[local].iter().enumerate().map(|(class, chance)| chance * below(class)).sum();
        known.push(chance);
    }
    known
}
