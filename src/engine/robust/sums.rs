//! What the options come to after one, two and three moves, from one starting point.
//!
//! All single moves come from one pass, all pairs from one pass per move. Three moves need a pass only where some rule reads all
//! three; elsewhere the effects of pairs add up exactly.

use rustc_hash::FxHashMap;

use super::moves::Moves;
use crate::engine::base::steps::Steps;
use crate::engine::bound::influence::Influence;
use crate::engine::bound::network::LocalVar;

/// The most numbers the table of all pairs may have; beyond, three moves are not looked at.
const MAX_PAIR_TABLE: usize = 1 << 23;

/// The numbers that a network counts, the options' scores and behind them the chances to be out, after moves from one starting point.
pub struct Sums<'a> {
    moves: &'a Moves,
    /// The chances of all classes at the starting point.
    base: Vec<Vec<f64>>,
    start: Vec<f64>,
    /// For each move what it adds.
    single: Vec<Vec<f64>>,
    /// For each pair of moves what both add.
    pairs: Vec<f64>,
}

impl<'a> Sums<'a> {
    /// The sums from a starting point, of no and of one move.
    pub fn new(moves: &'a Moves, base: Vec<Vec<f64>>) -> Self {
        let start = moves.scores(&base, &[]);
        let mut sums = Self { moves, base, start, single: Vec::new(), pairs: Vec::new() };
        let influence = moves.influence(&sums.base, &[]);
        sums.single = (0..moves.all.len()).map(|change| sums.added(&influence, &sums.start, &[], change)).collect();
        sums
    }

    /// How many steps a pass takes.
    pub fn pass(moves: &Moves) -> usize {
        moves.network.diagrams.n_children() + moves.network.diagrams.len() * moves.network.decided.len()
    }

    /// Makes the table of all pairs; false where steps or room ran out.
    pub fn add_pairs(&mut self, steps: &mut Steps) -> bool {
        let (n_moves, n_numbers) = (self.moves.all.len(), self.start.len());
        if n_moves * n_moves * n_numbers > MAX_PAIR_TABLE {
            return false;
        }
        let pass = Self::pass(self.moves);
        let n_alone = self.moves.all.iter().filter(|change| change.puts.len() > 1).count();
        self.pairs = vec![0.0; n_moves * n_moves * n_numbers];
        for first in 0..n_moves {
            if !steps.take(pass * (1 + n_alone)) {
                return false;
            }
            let influence = self.moves.influence(&self.base, &[first]);
            let there = self.of_one(first);
            for second in (0..n_moves).filter(|second| self.moves.go_together(first, *second)) {
                let added = self.added(&influence, &there, &[first], second);
                let at = (first * n_moves + second) * n_numbers;
                self.pairs[at..at + n_numbers].copy_from_slice(&sum(&self.single[first], &added));
            }
        }
        true
    }

    /// The numbers after one move.
    pub fn of_one(&self, change: usize) -> Vec<f64> {
        sum(&self.start, &self.single[change])
    }

    /// The numbers after two moves, once there are pairs.
    pub fn of_two(&self, first: usize, second: usize) -> Vec<f64> {
        sum(&self.start, self.pair(first, second))
    }

    /// The numbers after three moves, once there are pairs, where no rule reads all three.
    pub fn of_three(&self, [first, second, third]: [usize; 3], numbers: &mut [f64]) {
        let pairs = self.pair(first, second).iter().zip(self.pair(first, third)).zip(self.pair(second, third));
        let singles = self.single[first].iter().zip(&self.single[second]).zip(&self.single[third]);
        for ((number, start), (((ab, ac), bc), ((a, b), c))) in
            numbers.iter_mut().zip(&self.start).zip(pairs.zip(singles))
        {
            *number = start + ab + ac + bc - a - b - c;
        }
    }

    /// The numbers after any moves, by a pass of its own.
    pub fn of(&self, moves: &[usize]) -> Vec<f64> {
        self.moves.scores(&self.base, moves)
    }

    /// What every class would do after two moves.
    pub fn influence(&self, first: usize, second: usize) -> Influence {
        self.moves.influence(&self.base, &[first, second])
    }

    fn pair(&self, first: usize, second: usize) -> &[f64] {
        let n_numbers = self.start.len();
        &self.pairs[(first * self.moves.all.len() + second) * n_numbers..][..n_numbers]
    }

    /// What one more move adds after some moves, which the influence is about.
    pub fn added(&self, influence: &Influence, there: &[f64], before: &[usize], change: usize) -> Vec<f64> {
        if let [(var, class)] = self.moves.all[change].puts[..] {
            return influence.of(var, usize::from(class)).to_vec();
        }
        let all = [before, &[change]].concat();
        self.of(&all).iter().zip(there).map(|(after, before)| after - before).collect()
    }
}

/// For each pair of variables the variables that some rule reads together with both.
pub struct Together {
    n_variables: usize,
    thirds: FxHashMap<(LocalVar, LocalVar), Vec<bool>>,
}

impl Together {
    /// The rules of a network that read three variables and more.
    pub fn new(moves: &Moves) -> Self {
        let n_variables = moves.network.variables.len();
        let mut thirds: FxHashMap<(LocalVar, LocalVar), Vec<bool>> = FxHashMap::default();
        for rule in moves.network.undecided.iter().filter(|rule| rule.scope.len() > 2 && !rule.effect.scores.is_empty())
        {
            for a in &rule.scope {
                for b in &rule.scope {
                    let known = thirds.entry((*a, *b)).or_insert_with(|| vec![false; n_variables]);
                    rule.scope.iter().for_each(|var| known[usize::from(*var)] = true);
                }
            }
        }
        Self { n_variables, thirds }
    }

    /// For each variable whether some rule reads it together with what two moves put.
    pub fn thirds(&self, moves: &Moves, first: usize, second: usize) -> Vec<bool> {
        let mut thirds = vec![false; self.n_variables];
        for (a, _) in &moves.all[first].puts {
            for (b, _) in &moves.all[second].puts {
                if let Some(known) = self.thirds.get(&(*a, *b)) {
                    thirds.iter_mut().zip(known).for_each(|(third, known)| *third |= known);
                }
            }
        }
        thirds
    }
}

/// Two rows of numbers added up.
pub fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}
