//! What the points of several conditions can come to together. Exact: the conditions are followed down together, each combination
//! of what is left of them once.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::compile::CompiledDecision;
use crate::engine::diagram::{Diagrams, NodeId, TRUE, VarIdx};

/// The most combinations that are followed for one question.
pub(super) const MAX_STATES: usize = 20_000;

/// More combinations than are followed.
pub(super) struct TooMany;

/// What is left of conditions, with their points.
pub(super) type Open = Vec<(NodeId, i64)>;

/// Follows conditions down together.
pub(super) struct Descent<'a> {
    diagrams: &'a Diagrams,
    seen: FxHashMap<(Open, NodeId), Option<(i64, i64)>>,
}

/// Where a descent stands: the sum that is certain, what is open, and what is left of the condition that is out of question.
struct State {
    sure: i64,
    open: Open,
    excluded: NodeId,
}

impl<'a> Descent<'a> {
    pub(super) fn new(diagrams: &'a Diagrams) -> Self {
        Self { diagrams, seen: FxHashMap::default() }
    }

    /// The least and the greatest sum of the points whose conditions hold, where `excluded` does not; nothing where it always does.
    pub(super) fn range(&mut self, open: Open, excluded: NodeId) -> Result<Option<(i64, i64)>, TooMany> {
        let state = State::new(open, excluded);
        if excluded == TRUE {
            return Ok(None);
        }
        let var = state.next_var(self.diagrams);
        if var == VarIdx::MAX {
            return Ok(Some((state.sure, state.sure)));
        }
        let (sure, key) = (state.sure, (state.open, excluded));
        if let Some(known) = self.seen.get(&key) {
            return Ok(known.map(|(low, high)| (low + sure, high + sure)));
        }
        if self.seen.len() >= MAX_STATES {
            return Err(TooMany);
        }
        let mut range: Option<(i64, i64)> = None;
        let mut done = FxHashSet::default();
        for cell in 0..self.diagrams.n_cells(var) {
            let next = step(self.diagrams, &key, var, cell);
            if !done.insert(next.clone()) {
                continue;
            }
            if let Some((low, high)) = self.range(next.0, next.1)? {
                range = Some(range.map_or((low, high), |(least, most)| (least.min(low), most.max(high))));
            }
        }
        self.seen.insert(key, range);
        Ok(range.map(|(low, high)| (low + sure, high + sure)))
    }

    /// Cells under which the sum is the least or the greatest one of its range.
    pub(super) fn witness(&mut self, open: Open, excluded: NodeId, sum: i64) -> Vec<(VarIdx, u8)> {
        let mut path = Vec::new();
        let mut state = State::new(open, excluded);
        let mut left = sum - state.sure;
        loop {
            let var = state.next_var(self.diagrams);
            if var == VarIdx::MAX {
                return path;
            }
            let key = (state.open, state.excluded);
            let reaches = |descent: &mut Self, cell: u8| {
                let (open, excluded) = step(descent.diagrams, &key, var, cell);
                let range = descent.range(open, excluded).ok().flatten();
                range.is_some_and(|(low, high)| low == left || high == left)
            };
            let Some(cell) = (0..self.diagrams.n_cells(var)).find(|cell| reaches(self, *cell)) else { return path };
            path.push((var, cell));
            let (open, excluded) = step(self.diagrams, &key, var, cell);
            state = State::new(open, excluded);
            left -= state.sure;
        }
    }
}

impl State {
    fn new(open: Open, excluded: NodeId) -> Self {
        let (sure, open) = settle(open);
        Self { sure, open, excluded }
    }

    fn next_var(&self, diagrams: &Diagrams) -> VarIdx {
        let nodes = self.open.iter().map(|(node, _)| *node).chain([self.excluded]);
        nodes.map(|node| diagrams.var(node)).min().unwrap_or(VarIdx::MAX)
    }
}

fn step(diagrams: &Diagrams, (open, excluded): &(Open, NodeId), var: VarIdx, cell: u8) -> (Open, NodeId) {
    let down = |node: NodeId| below(diagrams, node, var, cell);
    (open.iter().map(|(node, points)| (down(*node), *points)).collect(), down(*excluded))
}

/// What is left of a condition once a variable is in a cell.
pub(super) fn below(diagrams: &Diagrams, node: NodeId, var: VarIdx, cell: u8) -> NodeId {
    if diagrams.var(node) == var { diagrams.child(node, cell) } else { node }
}

/// The sum of what holds for certain, and what is open, the points of equal conditions added up.
fn settle(mut open: Open) -> (i64, Open) {
    let sure = open.iter().filter(|(node, _)| *node == TRUE).map(|(_, points)| points).sum();
    open.retain(|(node, _)| *node > TRUE);
    open.sort_unstable();
    let mut merged: Open = Vec::new();
    for (node, points) in open {
        match merged.last_mut() {
            Some((last, sum)) if *last == node => *sum += points,
            _ => merged.push((node, points)),
        }
    }
    (sure, merged)
}

/// The rules that give an option points on a criterion, with the points.
pub(super) fn rules_on(decision: &CompiledDecision, criterion: usize, option: usize) -> Vec<(usize, i64)> {
    let given = (0..decision.points.len()).filter(|rule| decision.points[*rule].0 == criterion);
    let points_of = |rule: usize| {
        let (_, points) = decision.points[rule].1.iter().find(|(o, _)| o.get() == option)?;
        Some((rule, *points))
    };
    given.filter_map(points_of).collect()
}

/// The same rules, as conditions to follow down, their points times a factor.
pub(super) fn open_on(decision: &CompiledDecision, criterion: usize, option: usize, times: i64) -> Open {
    let rules = rules_on(decision, criterion, option).into_iter();
    rules.map(|(rule, points)| (decision.rules[rule], points * times)).collect()
}
