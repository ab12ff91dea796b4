//! How far the points of several conditions can be shown to go where following all combinations is too much: by climbing from some
//! points, one answer at a time. What is reached is a witness; that nothing goes further is not claimed.

use super::descent::Open;
use crate::audit::play::Dice;
use crate::engine::meaning::diagram::{Diagrams, NodeId};
use crate::engine::meaning::variable::VarIdx;

/// From how many points it is climbed.
const N_STARTS: usize = 6;

/// A sum of points, and cells under which it comes about.
pub(super) type Reached = (i64, Vec<(VarIdx, u8)>);

/// A great sum of the points whose conditions hold, where `excluded` does not; nothing where no point is found at which it does not.
pub(super) fn climb(diagrams: &Diagrams, open: &Open, excluded: NodeId) -> Option<Reached> {
    let climber = Climber::new(diagrams, open, excluded);
    let mut dice = Dice::new();
    let n_cells = |var: usize| usize::from(diagrams.n_cells(var as VarIdx));
    let mut start = |place: usize| -> Vec<u8> {
        (0..diagrams.n_vars()).map(|var| if place == 0 { 0 } else { dice.below(n_cells(var)) as u8 }).collect()
    };
    let reached = (0..N_STARTS).filter_map(|place| climber.from(start(place)));
    let (sum, point) = reached.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
    Some((sum, climber.vars.iter().map(|var| (*var, point[usize::from(*var)])).collect()))
}

struct Climber<'a> {
    diagrams: &'a Diagrams,
    open: &'a Open,
    excluded: NodeId,
    /// The variables that something reads, rising.
    vars: Vec<VarIdx>,
    /// For each variable of the space, the conditions that read it.
    readers: Vec<Vec<usize>>,
}

impl<'a> Climber<'a> {
    fn new(diagrams: &'a Diagrams, open: &'a Open, excluded: NodeId) -> Self {
        let mut readers = vec![Vec::new(); diagrams.n_vars()];
        for (position, (node, _)) in open.iter().enumerate() {
            diagrams.scope(*node).into_iter().for_each(|var| readers[usize::from(var)].push(position));
        }
        let mut vars = diagrams.scope(excluded);
        vars.extend((0..).zip(&readers).filter(|(_, readers)| !readers.is_empty()).map(|(var, _): (VarIdx, _)| var));
        vars.sort_unstable();
        vars.dedup();
        Self { diagrams, open, excluded, vars, readers }
    }

    /// The sum of the conditions that hold among these.
    fn sum(&self, among: impl Iterator<Item = usize>, point: &[u8]) -> i64 {
        among
            .map(|at| self.open[at])
            .filter(|(node, _)| self.diagrams.holds(*node, point))
            .map(|(_, points)| points)
            .sum()
    }

    /// Climbs until no single answer gains anything.
    fn from(&self, mut point: Vec<u8>) -> Option<(i64, Vec<u8>)> {
        if self.diagrams.holds(self.excluded, &point) {
            return None;
        }
        let mut sum = self.sum(0..self.open.len(), &point);
        loop {
            let before = sum;
            for var in &self.vars {
                sum += self.step(usize::from(*var), &mut point);
            }
            if sum == before {
                return Some((sum, point));
            }
        }
    }

    /// Moves one variable to where it gains most; says how much.
    fn step(&self, var: usize, point: &mut [u8]) -> i64 {
        let here = point[var];
        let stays = self.sum(self.readers[var].iter().copied(), point);
        let mut best = (0, here);
        for cell in (0..self.diagrams.n_cells(var as VarIdx)).filter(|cell| *cell != here) {
            point[var] = cell;
            let gain = self.sum(self.readers[var].iter().copied(), point) - stays;
            if gain > best.0 && !self.diagrams.holds(self.excluded, point) {
                best = (gain, cell);
            }
        }
        point[var] = best.1;
        best.0
    }
}
