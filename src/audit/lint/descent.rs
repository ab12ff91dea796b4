//! What the points of several conditions can come to together. Exact: the conditions are followed down together, by branch and
//! bound, and what is left of them is not followed twice from no better a start.

use rustc_hash::FxHashMap;

use crate::engine::meaning::compile::{CompiledDecision, PointsOfRule};
use crate::engine::meaning::diagram::{Diagrams, NodeId, TRUE};
use crate::engine::meaning::variable::VarIdx;

/// The most combinations that are followed for one sum.
const MAX_STATES: usize = 5_000;

/// The most conditions that are looked at for it, over all combinations: each combination of a thousand conditions costs as much as
/// twenty of fifty.
const MAX_WORK: usize = 500_000;

/// A floor that every sum is above.
pub(in crate::audit) const ANYTHING: i64 = i64::MIN / 2;

/// More combinations than are followed.
pub(in crate::audit) struct TooMany;

/// What is left of conditions, with their points.
pub(in crate::audit) type Open = Vec<(NodeId, i64)>;

/// A sum of points, and cells under which it comes about.
pub(in crate::audit) type Reached = (i64, Vec<(VarIdx, u8)>);

/// The greatest sum of the points whose conditions hold, where `excluded` does not, if there is one above `floor`.
pub(super) fn greatest(
    diagrams: &Diagrams,
    open: Open,
    excluded: NodeId,
    floor: i64,
) -> Result<Option<Reached>, TooMany> {
    let max_states = MAX_STATES.min(MAX_WORK / open.len().max(1));
    let mut descent = Descent { diagrams, max_states, seen: FxHashMap::default(), floor, best: None, path: Vec::new() };
    descent.follow(State::new(0, open, excluded))?;
    Ok(descent.best.map(|path| (descent.floor, path)))
}

/// The least such sum, if there is one below `ceiling`.
pub(in crate::audit) fn least(
    diagrams: &Diagrams,
    mut open: Open,
    excluded: NodeId,
    ceiling: i64,
) -> Result<Option<Reached>, TooMany> {
    open.iter_mut().for_each(|(_, points)| *points = -*points);
    let found = greatest(diagrams, open, excluded, -ceiling)?;
    Ok(found.map(|(sum, path)| (-sum, path)))
}

/// A search for the greatest sum.
struct Descent<'a> {
    diagrams: &'a Diagrams,
    /// The most combinations that are followed.
    max_states: usize,
    /// The greatest certain sum with which something was followed.
    seen: FxHashMap<(Open, NodeId), i64>,
    /// What a sum must exceed to be of interest.
    floor: i64,
    /// Where the greatest sum so far was reached.
    best: Option<Vec<(VarIdx, u8)>>,
    path: Vec<(VarIdx, u8)>,
}

impl Descent<'_> {
    fn follow(&mut self, state: State) -> Result<(), TooMany> {
        if state.left.1 == TRUE || state.bound <= self.floor {
            return Ok(());
        }
        let var = state.next_var(self.diagrams);
        if var == VarIdx::MAX {
            self.floor = state.sure;
            self.best = Some(self.path.clone());
            return Ok(());
        }
        if self.seen.get(&state.left).is_some_and(|sure| *sure >= state.sure) {
            return Ok(());
        }
        if self.seen.len() >= self.max_states {
            return Err(TooMany);
        }
        let mut next: Vec<(u8, State)> = Vec::new();
        for cell in 0..self.diagrams.n_cells(var) {
            let below = state.step(self.diagrams, var, cell);
            if below.bound > self.floor && next.iter().all(|(_, known)| *known != below) {
                next.push((cell, below));
            }
        }
        self.seen.insert(state.left, state.sure);
        // The most promising first, for what it reaches cuts the others short.
        next.sort_by_key(|(_, below)| std::cmp::Reverse(below.bound));
        for (cell, below) in next {
            self.path.push((var, cell));
            self.follow(below)?;
            self.path.pop();
        }
        Ok(())
    }
}

/// Where a descent stands.
#[derive(PartialEq, Eq)]
struct State {
    /// The sum that is certain.
    sure: i64,
    /// What the sum cannot exceed.
    bound: i64,
    /// What is open, and what is left of the condition that is out of question.
    left: (Open, NodeId),
}

impl State {
    fn new(sure: i64, open: Open, excluded: NodeId) -> Self {
        let (more, open) = settle(open);
        let sure = sure + more;
        let bound = sure + open.iter().map(|(_, points)| (*points).max(0)).sum::<i64>();
        Self { sure, bound, left: (open, excluded) }
    }

    fn next_var(&self, diagrams: &Diagrams) -> VarIdx {
        let nodes = self.left.0.iter().map(|(node, _)| *node).chain([self.left.1]);
        nodes.map(|node| diagrams.var(node)).min().unwrap_or(VarIdx::MAX)
    }

    fn step(&self, diagrams: &Diagrams, var: VarIdx, cell: u8) -> Self {
        let down = |node: NodeId| diagrams.below(node, var, cell);
        let open = self.left.0.iter().map(|(node, points)| (down(*node), *points)).collect();
        Self::new(self.sure, open, down(self.left.1))
    }
}

/// The sum of what holds for certain, and what is open, the points of equal conditions added up.
fn settle(mut open: Open) -> (i64, Open) {
    let sure = open.iter().filter(|(node, _)| *node == TRUE).map(|(_, points)| points).sum();
    open.retain(|(node, _)| *node > TRUE);
    open.sort_unstable();
    open.dedup_by(|later, earlier| {
        let is_same = later.0 == earlier.0;
        earlier.1 += if is_same { later.1 } else { 0 };
        is_same
    });
    open.retain(|(_, points)| *points != 0);
    (sure, open)
}

/// The rules that give an option points on a criterion, as conditions to follow down, their points times a factor.
pub(super) fn open_on(decision: &CompiledDecision, criterion: usize, option: usize, times: i64) -> Open {
    let rules = decision.rules.iter().zip(decision.points.iter()).filter(|(_, (on, _))| *on == criterion);
    let points_of = |(node, (_, points)): (&NodeId, &PointsOfRule)| {
        let (_, points) = points.iter().find(|(o, _)| o.get() == option)?;
        Some((*node, points * times))
    };
    rules.filter_map(points_of).collect()
}
