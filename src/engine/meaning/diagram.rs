//! Multi-valued decision diagrams: conditions over variables with finitely many cells, in canonical form.
//!
//! Two conditions are the same exactly when they are the same node, so tautologies, duplicates and implications are found by
//! looking. A node is a table with one child per cell, so evaluating a condition costs one look-up per variable it reads.
//! (Srinivasan, Ham, Malik, Brayton, ICCAD 1990; the multi-valued form of Bryant's BDDs, IEEE Trans. Computers C-35, 1986.)

mod reading;
#[cfg(test)]
mod tests;

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::variable::{VarIdx, cells, full_mask};

/// A diagram, as the position of its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// Holds nowhere.
pub const FALSE: NodeId = NodeId(0);
/// Holds everywhere.
pub const TRUE: NodeId = NodeId(1);

/// The most nodes all diagrams of a space may have; a condition that would go beyond is refused.
pub const MAX_NODES: usize = 100_000;

/// The most children all nodes of a space may have together.
pub const MAX_CHILDREN: usize = 1_000_000;

/// A condition that needs more nodes or more work than is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooComplex;

#[derive(Clone, Copy, Debug)]
struct Node {
    var: VarIdx,
    first_child: u32,
}

/// All diagrams of a space, sharing their parts. Children come before their parents.
///
/// ```
/// use archfit_core::engine::meaning::diagram::{Diagrams, TRUE, TooComplex};
///
/// // Two variables, with two and with three cells.
/// let mut diagrams = Diagrams::new(vec![2, 3]);
/// let low = diagrams.atom(1, 0b001)?;
/// let high = diagrams.atom(1, 0b110)?;
/// // Equal conditions are the same node, so a tautology is seen at once.
/// assert_eq!(diagrams.or(low, high)?, TRUE);
/// assert_eq!(diagrams.not(low)?, high);
/// # Ok::<(), TooComplex>(())
/// ```
#[derive(Clone, Debug)]
pub struct Diagrams {
    n_cells: Vec<u8>,
    /// The cells of each variable that make a difference; the others follow the first of them.
    possible: Vec<u64>,
    nodes: Vec<Node>,
    children: Vec<NodeId>,
    /// An open hash table of node positions; 0 marks a free slot, for a leaf is never looked up.
    unique: Vec<u32>,
    /// The steps that joining may still take; a step looks at one child.
    steps_left: usize,
}

/// The two ways of joining diagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Join {
    And,
    Or,
}

impl Diagrams {
    /// No diagrams yet, over variables with these numbers of cells.
    pub fn new(n_cells: Vec<u8>) -> Self {
        let all = n_cells.iter().map(|n_cells| full_mask(usize::from(*n_cells))).collect();
        Self::within(n_cells, all)
    }

    /// No diagrams yet, over variables confined to their possible cells: two conditions will be the same node exactly when they
    /// agree on everything possible, and what is certain is a leaf.
    pub fn within(n_cells: Vec<u8>, possible: Vec<u64>) -> Self {
        let leaf = Node { var: VarIdx::MAX, first_child: 0 };
        let (nodes, unique) = (vec![leaf; 2], vec![0; 256]);
        Self { n_cells, possible, nodes, children: Vec::new(), unique, steps_left: usize::MAX }
    }

    /// Says how many steps joining diagrams may take from here on. Two diagrams of a thousand nodes may need a million steps for a
    /// result that is one leaf, so it is the steps that are counted, not what comes out of them.
    pub fn allow(&mut self, n_steps: usize) {
        self.steps_left = n_steps;
    }

    /// How many steps are left of those allowed.
    pub fn steps_left(&self) -> usize {
        self.steps_left
    }

    /// Takes steps from those allowed.
    pub fn spend(&mut self, n_steps: usize) -> Result<(), TooComplex> {
        let enough = self.steps_left >= n_steps;
        self.steps_left = self.steps_left.saturating_sub(n_steps);
        if enough { Ok(()) } else { Err(TooComplex) }
    }

    /// How many nodes there are, leaves included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many children all nodes have together.
    pub fn n_children(&self) -> usize {
        self.children.len()
    }

    /// Whether there are no nodes but the leaves.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() == 2
    }

    /// How many cells a variable has.
    pub fn n_cells(&self, var: VarIdx) -> u8 {
        self.n_cells[usize::from(var)]
    }

    /// How many variables there are.
    pub fn n_vars(&self) -> usize {
        self.n_cells.len()
    }

    /// The variable a node tests; `VarIdx::MAX` for the leaves.
    pub fn var(&self, node: NodeId) -> VarIdx {
        self.nodes[node.0 as usize].var
    }

    /// A node's children, one per cell of its variable; empty for the leaves.
    pub fn children(&self, node: NodeId) -> &[NodeId] {
        if node <= TRUE {
            return &[];
        }
        let Node { var, first_child } = self.nodes[node.0 as usize];
        let first = first_child as usize;
        &self.children[first..first + usize::from(self.n_cells(var))]
    }

    /// Whether a variable may be in a cell.
    pub fn is_possible(&self, var: VarIdx, cell: u8) -> bool {
        self.possible[usize::from(var)] >> cell & 1 == 1
    }

    /// The variables that a diagram reads, rising.
    pub fn variables_of(&self, root: NodeId) -> Vec<VarIdx> {
        let (mut seen, mut stack, mut vars) = (vec![false; self.len()], vec![root], Vec::new());
        while let Some(node) = stack.pop() {
            if node > TRUE && !std::mem::replace(&mut seen[node.0 as usize], true) {
                vars.push(self.var(node));
                stack.extend_from_slice(self.children(node));
            }
        }
        vars.sort_unstable();
        vars.dedup();
        vars
    }

    /// The child for one cell.
    pub fn child(&self, node: NodeId, cell: u8) -> NodeId {
        self.children[self.nodes[node.0 as usize].first_child as usize + usize::from(cell)]
    }

    /// What is left of a condition once a variable, none after those it begins with, is in a cell.
    pub fn below(&self, node: NodeId, var: VarIdx, cell: u8) -> NodeId {
        if self.var(node) == var { self.child(node, cell) } else { node }
    }

    /// The condition "the variable is in one of these cells".
    pub fn atom(&mut self, var: VarIdx, mask: u64) -> Result<NodeId, TooComplex> {
        let possible = self.possible[usize::from(var)];
        if possible & mask == 0 {
            return Ok(FALSE);
        }
        if possible & !mask == 0 {
            return Ok(TRUE);
        }
        self.spend(usize::from(self.n_cells(var)))?;
        let leaf = |cell: u8| if mask >> cell & 1 == 1 { TRUE } else { FALSE };
        let children: Vec<NodeId> = (0..self.n_cells(var)).map(leaf).collect();
        self.node(var, &children)
    }

    /// The node that tests a variable and goes on with these children.
    pub fn node(&mut self, var: VarIdx, children: &[NodeId]) -> Result<NodeId, TooComplex> {
        let possible = self.possible[usize::from(var)];
        if possible.count_ones() as usize == children.len() {
            return self.canonical(var, children);
        }
        // What is not possible follows the first possible cell, so that it makes no difference.
        let mut confined = vec![children[possible.trailing_zeros() as usize]; children.len()];
        cells(possible).for_each(|cell| confined[usize::from(cell)] = children[usize::from(cell)]);
        self.canonical(var, &confined)
    }

    fn canonical(&mut self, var: VarIdx, children: &[NodeId]) -> Result<NodeId, TooComplex> {
        if children.iter().all(|c| *c == children[0]) {
            return Ok(children[0]);
        }
        let slot = match self.find(var, children) {
            Ok(known) => return Ok(known),
            Err(slot) => slot,
        };
        if self.nodes.len() >= MAX_NODES || self.children.len() + children.len() > MAX_CHILDREN {
            return Err(TooComplex);
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node { var, first_child: self.children.len() as u32 });
        self.children.extend_from_slice(children);
        self.unique[slot] = id.0;
        if self.nodes.len() * 2 > self.unique.len() {
            self.grow();
        }
        Ok(id)
    }

    /// The node with these children, or the free slot where it belongs.
    fn find(&self, var: VarIdx, children: &[NodeId]) -> Result<NodeId, usize> {
        let last = self.unique.len() - 1;
        let mut slot = hash_of(var, children) & last;
        while self.unique[slot] != 0 {
            let known = NodeId(self.unique[slot]);
            if self.var(known) == var && self.children(known) == children {
                return Ok(known);
            }
            slot = (slot + 1) & last;
        }
        Err(slot)
    }

    fn grow(&mut self) {
        self.index(self.unique.len() * 2);
    }

    /// Takes back everything made since there were this many nodes.
    pub fn shrink_to(&mut self, n_nodes: usize) {
        if let Some(first) = self.nodes.get(n_nodes) {
            self.children.truncate(first.first_child as usize);
            self.nodes.truncate(n_nodes);
            self.index(self.unique.len());
        }
    }

    /// Makes the hash table anew, with this many slots.
    fn index(&mut self, n_slots: usize) {
        self.unique.clear();
        self.unique.resize(n_slots, 0);
        let last = self.unique.len() - 1;
        for node in 2..self.nodes.len() as u32 {
            let mut slot = hash_of(self.var(NodeId(node)), self.children(NodeId(node))) & last;
            while self.unique[slot] != 0 {
                slot = (slot + 1) & last;
            }
            self.unique[slot] = node;
        }
    }

    /// Drops every node that none of these diagrams needs and points them to where they went.
    pub fn keep_only(&mut self, roots: &mut [&mut NodeId]) {
        let mut needed = vec![false; self.nodes.len()];
        let mut stack: Vec<NodeId> = roots.iter().map(|root| **root).collect();
        while let Some(node) = stack.pop() {
            if node > TRUE && !std::mem::replace(&mut needed[node.0 as usize], true) {
                stack.extend_from_slice(self.children(node));
            }
        }
        let mut kept = Self::within(self.n_cells.clone(), self.possible.clone());
        let mut moved = vec![FALSE; self.nodes.len()];
        moved[1] = TRUE;
        for node in 2..self.nodes.len() {
            if needed[node] {
                let node_id = NodeId(node as u32);
                let children: Vec<NodeId> = self.children(node_id).iter().map(|c| moved[c.0 as usize]).collect();
                moved[node] = kept.node(self.var(node_id), &children).unwrap_or(FALSE);
            }
        }
        roots.iter_mut().for_each(|root| **root = moved[root.0 as usize]);
        *self = kept;
    }

    /// These diagrams with every variable confined to its possible cells, in canonical form: two of them are the same node
    /// exactly when they agree on everything possible, and what is certain is a leaf.
    pub fn confined(&self, roots: &[NodeId], possible: &[u64]) -> (Self, Vec<NodeId>) {
        let mut needed = vec![false; self.nodes.len()];
        let mut stack = roots.to_vec();
        while let Some(node) = stack.pop() {
            if node > TRUE && !std::mem::replace(&mut needed[node.0 as usize], true) {
                let (children, mask) = (self.children(node), possible[usize::from(self.var(node))]);
                stack.extend(cells(mask).map(|cell| children[usize::from(cell)]));
            }
        }
        let mut confined = Self::within(self.n_cells.clone(), possible.to_vec());
        let mut moved = vec![FALSE; self.nodes.len()];
        moved[1] = TRUE;
        let mut children: Vec<NodeId> = Vec::new();
        for node in 2..self.nodes.len() {
            if needed[node] {
                let id = NodeId(node as u32);
                children.clear();
                children.extend(self.children(id).iter().map(|child| moved[child.0 as usize]));
                moved[node] = confined.node(self.var(id), &children).unwrap_or(FALSE);
            }
        }
        let roots = roots.iter().map(|root| moved[root.0 as usize]).collect();
        (confined, roots)
    }

    /// Both hold.
    pub fn and(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, TooComplex> {
        self.join(Join::And, a, b, &mut FxHashMap::default())
    }

    /// At least one holds.
    pub fn or(&mut self, a: NodeId, b: NodeId) -> Result<NodeId, TooComplex> {
        self.join(Join::Or, a, b, &mut FxHashMap::default())
    }

    /// The condition does not hold.
    pub fn not(&mut self, a: NodeId) -> Result<NodeId, TooComplex> {
        self.complement(a, &mut FxHashMap::default())
    }

    /// What a condition comes to where a variable is in a cell: it no longer reads that variable.
    pub fn given(&mut self, node: NodeId, var: VarIdx, cell: u8) -> Result<NodeId, TooComplex> {
        self.cofactor(node, (var, cell), &mut FxHashMap::default())
    }

    fn cofactor(
        &mut self,
        node: NodeId,
        (var, cell): (VarIdx, u8),
        done: &mut FxHashMap<NodeId, NodeId>,
    ) -> Result<NodeId, TooComplex> {
        let own = self.var(node);
        // Variables are tested in rising order, so nothing below reads one that comes earlier.
        if own > var {
            return Ok(node);
        }
        if own == var {
            return Ok(self.child(node, cell));
        }
        if let Some(known) = done.get(&node) {
            return Ok(*known);
        }
        self.spend(usize::from(self.n_cells(own)))?;
        let children: Result<Vec<NodeId>, TooComplex> =
            (0..self.n_cells(own)).map(|below| self.cofactor(self.child(node, below), (var, cell), done)).collect();
        let result = self.node(own, &children?)?;
        done.insert(node, result);
        Ok(result)
    }

    fn complement(&mut self, a: NodeId, done: &mut FxHashMap<NodeId, NodeId>) -> Result<NodeId, TooComplex> {
        match a {
            FALSE => return Ok(TRUE),
            TRUE => return Ok(FALSE),
            _ => {}
        }
        if let Some(known) = done.get(&a) {
            return Ok(*known);
        }
        let var = self.var(a);
        self.spend(usize::from(self.n_cells(var)))?;
        let children: Result<Vec<NodeId>, TooComplex> =
            (0..self.n_cells(var)).map(|cell| self.complement(self.child(a, cell), done)).collect();
        let result = self.node(var, &children?)?;
        done.insert(a, result);
        Ok(result)
    }

    fn join(
        &mut self,
        how: Join,
        a: NodeId,
        b: NodeId,
        done: &mut FxHashMap<(NodeId, NodeId), NodeId>,
    ) -> Result<NodeId, TooComplex> {
        let (neutral, absorbing) = match how {
            Join::And => (TRUE, FALSE),
            Join::Or => (FALSE, TRUE),
        };
        if a == absorbing || b == absorbing {
            return Ok(absorbing);
        }
        if a == neutral || a == b {
            return Ok(b);
        }
        if b == neutral {
            return Ok(a);
        }
        let key = if a < b { (a, b) } else { (b, a) };
        if let Some(known) = done.get(&key) {
            return Ok(*known);
        }
        let var = self.var(a).min(self.var(b));
        self.spend(usize::from(self.n_cells(var)))?;
        let children: Result<Vec<NodeId>, TooComplex> = (0..self.n_cells(var))
            .map(|cell| {
                let (a, b) = (self.below(a, var, cell), self.below(b, var, cell));
                self.join(how, a, b, done)
            })
            .collect();
        let result = self.node(var, &children?)?;
        done.insert(key, result);
        Ok(result)
    }
}

fn hash_of(var: VarIdx, children: &[NodeId]) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write_u16(var);
    children.iter().for_each(|child| hasher.write_u32(child.0));
    hasher.finish() as usize
}
