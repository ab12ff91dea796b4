//! What a diagram says: where it holds, of which variables, and all its points as boxes. Nothing here makes a node.

use super::{Diagrams, FALSE, Node, NodeId, TRUE, VarIdx, cells};

impl Diagrams {
    /// Whether the condition holds at a point, given one cell per variable.
    pub fn holds(&self, mut node: NodeId, point: &[u8]) -> bool {
        while node > TRUE {
            let Node { var, first_child } = self.nodes[node.0 as usize];
            node = self.children[first_child as usize + usize::from(point[usize::from(var)])];
        }
        node == TRUE
    }

    /// Whether a diagram comes to a leaf somewhere in the cells that are possible.
    pub fn reaches(&self, root: NodeId, leaf: NodeId, possible: &[u64]) -> bool {
        let (mut seen, mut stack) = (rustc_hash::FxHashSet::default(), vec![root]);
        while let Some(node) = stack.pop() {
            if node == leaf {
                return true;
            }
            if node > TRUE && seen.insert(node) {
                let children = self.children(node);
                stack.extend(cells(possible[usize::from(self.var(node))]).map(|cell| children[usize::from(cell)]));
            }
        }
        false
    }

    /// The variables a diagram reads, rising.
    pub fn scope(&self, node: NodeId) -> Vec<VarIdx> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![node];
        let mut vars = std::collections::BTreeSet::new();
        while let Some(node) = stack.pop() {
            if node > TRUE && seen.insert(node) {
                vars.insert(self.var(node));
                stack.extend_from_slice(self.children(node));
            }
        }
        vars.into_iter().collect()
    }

    /// Cells for which the condition holds, whatever the variables not named are; `None` where it holds nowhere.
    pub fn witness(&self, mut node: NodeId) -> Option<Vec<(VarIdx, u8)>> {
        let mut path = Vec::new();
        while node > TRUE {
            // Only the leaf itself is false everywhere, so any other child leads on to a point where the condition holds.
            let cell = self.children(node).iter().position(|child| *child != FALSE)? as u8;
            path.push((self.var(node), cell));
            node = self.child(node, cell);
        }
        (node == TRUE).then_some(path)
    }

    /// Disjoint boxes that together are the condition: each a list of variables with the cells allowed. `None` beyond `limit`.
    pub fn boxes(&self, node: NodeId, limit: usize) -> Option<Vec<Vec<(VarIdx, u64)>>> {
        let mut found = Vec::new();
        self.paths(node, &mut Vec::new(), &mut found, limit).then_some(found)
    }

    fn paths(
        &self,
        node: NodeId,
        path: &mut Vec<(VarIdx, u64)>,
        found: &mut Vec<Vec<(VarIdx, u64)>>,
        limit: usize,
    ) -> bool {
        if node == FALSE {
            return true;
        }
        if node == TRUE {
            found.push(path.clone());
            return found.len() <= limit;
        }
        let mut groups: Vec<(NodeId, u64)> = Vec::new();
        for (cell, child) in self.children(node).iter().enumerate() {
            match groups.iter_mut().find(|(known, _)| known == child) {
                Some((_, mask)) => *mask |= 1 << cell,
                None => groups.push((*child, 1 << cell)),
            }
        }
        groups.into_iter().all(|(child, mask)| {
            path.push((self.var(node), mask));
            let fine = self.paths(child, path, found, limit);
            path.pop();
            fine
        })
    }
}
