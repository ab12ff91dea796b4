//! The undecided rules of a situation as a network of small tables: what bounds, proofs and searches run on.
//!
//! Each open variable that some undecided rule depends on becomes a local variable; its cells are classes that no undecided rule
//! tells apart. Rules that read the same variables share a table. What is known for certain is gone into `decided`.

use rustc_hash::FxHashMap;

use crate::engine::facts::Facts;
use crate::engine::meaning::diagram::{Diagrams, NodeId, TRUE};
use crate::engine::meaning::variable::{VarIdx, cells};
use crate::engine::result::advice::RuleReading;
use crate::model::{OptionIdx, RuleIdx};

/// The most entries one table may have; a rule that needs more stays out of the tables.
pub const MAX_TABLE: usize = 4096;

/// The most numbers all tables of a network may have together.
pub const MAX_NUMBERS: usize = 1 << 18;

/// A position in a network's variables.
pub type LocalVar = u16;

/// The undecided rules of a situation as tables.
#[derive(Clone, Debug)]
pub struct Network {
    /// The options by their ids, by which ties go.
    pub by_id: Vec<OptionIdx>,
    /// The open variables that some undecided rule depends on, in the order of the space.
    pub variables: Vec<OpenVariable>,
    /// The undecided rules that do something, in file order.
    pub undecided: Vec<Undecided>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The positions of undecided rules that stand in no table because theirs would be too large.
    pub loose: Vec<usize>,
    /// The positions of undecided rules that have no diagram: nothing is known of when they hold.
    pub blind: Vec<usize>,
    /// For each option, the score from what it starts with and from the rules that hold for certain.
    pub decided: Vec<i64>,
    /// For each option, whether a rule that holds for certain excludes it.
    pub out: Vec<bool>,
    /// The undecided rules' diagrams, confined to what is possible.
    pub diagrams: Diagrams,
}

/// An open variable.
#[derive(Clone, Debug)]
pub struct OpenVariable {
    /// Its position in the space.
    pub var: VarIdx,
    /// Its possible cells, in classes that no undecided rule tells apart.
    pub classes: Vec<u64>,
    /// The chance of each class.
    pub chances: Vec<f64>,
}

/// A rule that may or may not hold.
#[derive(Clone, Debug)]
pub struct Undecided {
    /// The rule.
    pub rule: RuleIdx,
    /// Its diagram, confined to what is possible.
    pub node: NodeId,
    /// The variables it depends on, rising.
    pub scope: Vec<LocalVar>,
    /// What it does when it holds.
    pub effect: RuleEffect,
}

/// What a rule does when it holds.
#[derive(Clone, Debug, Default)]
pub struct RuleEffect {
    /// Options and what is added to their scores; none is zero.
    pub scores: Vec<(usize, i64)>,
    /// Options that are excluded.
    pub excludes: Vec<usize>,
}

/// Undecided rules over the same variables.
#[derive(Clone, Debug)]
pub struct Table {
    /// The variables, rising; the last one runs fastest.
    pub scope: Vec<LocalVar>,
    /// How many classes each of them has.
    pub dims: Vec<usize>,
    /// The positions of the rules among the undecided ones.
    pub rules: Vec<usize>,
    /// For each option what the rules add to its score, entry by entry; empty where they add nothing.
    pub scores: Vec<Vec<i64>>,
    /// For each option how many of the rules exclude it, entry by entry; empty where none does.
    pub vetoes: Vec<Vec<i64>>,
}

impl Table {
    /// How many entries the table has.
    pub fn n_entries(&self) -> usize {
        self.dims.iter().product()
    }

    /// The position of an entry, given one class per variable of the scope.
    pub fn position(&self, classes: impl IntoIterator<Item = usize>) -> usize {
        self.dims.iter().zip(classes).fold(0, |position, (dim, class)| position * dim + class)
    }
}

impl OpenVariable {
    /// Where a diagram goes on for one class.
    pub fn child(&self, diagrams: &Diagrams, node: NodeId, class: usize) -> NodeId {
        if diagrams.var(node) == self.var {
            diagrams.child(node, self.classes[class].trailing_zeros() as u8)
        } else {
            node
        }
    }
}

impl Network {
    /// The network of a facts.
    pub fn new(facts: &Facts) -> Self {
        let mut network = Self::without_tables(facts);
        network.arrange();
        network
    }

    /// The open variables and undecided rules of a situation alone.
    pub fn without_tables(facts: &Facts) -> Self {
        Self::with_chances_of(facts, &[])
    }

    /// The open variables and undecided rules of a situation; behind the options' scores stand, as scores of their own, whether
    /// each of some options is excluded.
    pub fn with_chances_of(facts: &Facts, options: &[usize]) -> Self {
        let mut network = Self {
            by_id: facts.decision().by_id.options.clone(),
            variables: Vec::new(),
            undecided: Vec::new(),
            tables: Vec::new(),
            loose: Vec::new(),
            blind: Vec::new(),
            decided: facts.decision().start_scores(&facts.weights),
            out: vec![false; facts.scores.len()],
            diagrams: Diagrams::new(Vec::new()),
        };
        let undecided = network.sort_out(facts, options);
        let scopes = network.open(facts, &undecided);
        let rules = undecided.into_iter().zip(scopes).map(|((rule, node, effect), scope)| {
            let scope =
                scope.into_iter().map(|var| network.local(var).expect("what a rule depends on is open")).collect();
            Undecided { rule, node, scope, effect }
        });
        network.undecided = rules.collect();
        let is_blind = |rule: &usize| facts.decision().is_too_complex(network.undecided[*rule].rule);
        network.blind = (0..network.undecided.len()).filter(is_blind).collect();
        network
    }

    /// How many numbers stand in all tables together.
    pub fn n_numbers(&self) -> usize {
        self.tables.iter().flat_map(|table| table.scores.iter().chain(&table.vetoes)).map(Vec::len).sum()
    }

    /// The local position of a variable, if something undecided depends on it.
    pub fn local(&self, var: VarIdx) -> Option<LocalVar> {
        self.variables.binary_search_by_key(&var, |open| open.var).ok().map(|local| local as LocalVar)
    }

    /// The chance of each class of each variable.
    pub fn chances(&self) -> Vec<Vec<f64>> {
        self.variables.iter().map(|variable| variable.chances.clone()).collect()
    }

    /// Whether an undecided rule holds, given one class per variable.
    pub fn holds(&self, rule: &Undecided, class: impl Fn(LocalVar) -> usize) -> bool {
        self.below(rule.node, &rule.scope, class) == TRUE
    }

    /// What is left of a diagram with each of some variables, rising, in a class.
    pub fn below(&self, mut node: NodeId, scope: &[LocalVar], class: impl Fn(LocalVar) -> usize) -> NodeId {
        for var in scope {
            if node <= TRUE {
                break;
            }
            node = self.variables[usize::from(*var)].child(&self.diagrams, node, class(*var));
        }
        node
    }

    /// Counts the rules that hold for certain and confines the diagrams of those that may hold.
    fn sort_out(&mut self, facts: &Facts, options: &[usize]) -> Vec<(RuleIdx, NodeId, RuleEffect)> {
        let mut undecided = Vec::new();
        for (position, reading) in facts.rules.iter().enumerate() {
            let effect = effect_of(facts, position);
            match reading {
                RuleReading::CannotHold => {}
                RuleReading::Holds => {
                    effect.scores.iter().for_each(|(option, worth)| self.decided[*option] += worth);
                    effect.excludes.iter().for_each(|option| self.out[*option] = true);
                }
                RuleReading::Perhaps(_) if effect.scores.is_empty() && effect.excludes.is_empty() => {}
                RuleReading::Perhaps(_) => undecided.push((RuleIdx::from(position), effect)),
            }
        }
        let decision = facts.decision();
        let mut roots: Vec<NodeId> = undecided.iter().map(|(rule, _)| decision.rules[rule.get()]).collect();
        for option in options {
            let place = self.decided.len();
            let reading = facts.readings.of(decision.excluded[*option]);
            self.decided.push(i64::from(!reading.can_fail));
            let has_diagram = |veto: &&RuleIdx| !decision.is_too_complex(**veto);
            if let (true, true, Some(veto)) =
                (reading.can_hold, reading.can_fail, decision.vetoes[*option].iter().find(has_diagram))
            {
                roots.push(decision.excluded[*option]);
                undecided.push((*veto, RuleEffect { scores: vec![(place, 1)], excludes: Vec::new() }));
            }
        }
        let (diagrams, roots) = facts.space().diagrams.confined(&roots, &facts.knowledge.possible);
        self.diagrams = diagrams;
        undecided.into_iter().zip(roots).map(|((rule, effect), node)| (rule, node, effect)).collect()
    }

    /// Finds the variables that undecided rules depend on, with their classes; gives every rule's own.
    fn open(&mut self, facts: &Facts, undecided: &[(RuleIdx, NodeId, RuleEffect)]) -> Vec<Vec<VarIdx>> {
        let knowledge = &facts.knowledge;
        for (var, classes) in classes(&self.diagrams, &knowledge.possible).into_iter().enumerate() {
            if classes.len() > 1 {
                let chance = |mask: &u64| cells(*mask).map(|cell| knowledge.chances[var][usize::from(cell)]).sum();
                let chances = classes.iter().map(chance).collect();
                self.variables.push(OpenVariable { var: var as VarIdx, classes, chances });
            }
        }
        let mut seen = vec![usize::MAX; self.diagrams.len()];
        let scope = |(position, (_, node, _)): (usize, &(RuleIdx, NodeId, RuleEffect))| {
            scope_of(&self.diagrams, *node, position, &mut seen)
        };
        undecided.iter().enumerate().map(scope).collect()
    }

    /// Gives every rule a table: one with all its variables if there is one, else a new one if it is not too large.
    fn arrange(&mut self) {
        let mut order: Vec<usize> = (0..self.undecided.len()).filter(|rule| !self.blind.contains(rule)).collect();
        order.sort_by_key(|rule| std::cmp::Reverse(self.undecided[*rule].scope.len()));
        let mut n_numbers = 0;
        let mut homes: FxHashMap<Vec<LocalVar>, usize> = FxHashMap::default();
        for position in order {
            let Undecided { scope, effect, .. } = &self.undecided[position];
            let home = homes.get(scope).copied().or_else(|| self.home_of(scope));
            let n_entries = home.map_or_else(|| self.size_of(scope), |home| self.tables[home].n_entries());
            let more = n_entries.saturating_mul(effect.scores.len() + effect.excludes.len());
            if n_entries > MAX_TABLE || n_numbers + more > MAX_NUMBERS {
                self.loose.push(position);
                continue;
            }
            n_numbers += more;
            let scope = scope.clone();
            let home = home.unwrap_or_else(|| self.add_table(scope.clone()));
            homes.insert(scope, home);
            self.add_rule(home, position);
        }
        self.loose.sort_unstable();
        self.tables.iter_mut().for_each(|table| table.rules.sort_unstable());
    }

    /// The smallest table over at least these variables.
    fn home_of(&self, scope: &[LocalVar]) -> Option<usize> {
        let covers = |table: &Table| scope.iter().all(|var| table.scope.contains(var));
        let fitting = self.tables.iter().enumerate().filter(|(_, table)| covers(table));
        fitting.min_by_key(|(_, table)| table.n_entries()).map(|(position, _)| position)
    }

    fn size_of(&self, scope: &[LocalVar]) -> usize {
        let sizes = scope.iter().map(|var| self.variables[usize::from(*var)].classes.len());
        sizes.fold(1, usize::saturating_mul)
    }

    fn add_table(&mut self, scope: Vec<LocalVar>) -> usize {
        let dims = scope.iter().map(|var| self.variables[usize::from(*var)].classes.len()).collect();
        let empty = vec![Vec::new(); self.decided.len()];
        self.tables.push(Table { scope, dims, rules: Vec::new(), scores: empty.clone(), vetoes: empty });
        self.tables.len() - 1
    }

    fn add_rule(&mut self, home: usize, position: usize) {
        let mut holds = Vec::new();
        self.entries_where(self.undecided[position].node, &self.tables[home], 0, 0, &mut holds);
        let (rule, table) = (&self.undecided[position], &mut self.tables[home]);
        table.rules.push(position);
        let n_entries = table.n_entries();
        for (option, worth) in &rule.effect.scores {
            add_at(&mut table.scores[*option], n_entries, &holds, *worth);
        }
        for option in &rule.effect.excludes {
            add_at(&mut table.vetoes[*option], n_entries, &holds, 1);
        }
    }

    /// The stretches of a table's entries where a diagram holds.
    fn entries_where(
        &self,
        node: NodeId,
        table: &Table,
        level: usize,
        first: usize,
        holds: &mut Vec<std::ops::Range<usize>>,
    ) {
        let stride: usize = table.dims[level..].iter().product();
        if node <= TRUE {
            if node == TRUE {
                holds.push(first..first + stride);
            }
            return;
        }
        let variable = &self.variables[usize::from(table.scope[level])];
        let stride = stride / table.dims[level];
        for class in 0..variable.classes.len() {
            let below = variable.child(&self.diagrams, node, class);
            self.entries_where(below, table, level + 1, first + class * stride, holds);
        }
    }
}

fn add_at(column: &mut Vec<i64>, n_entries: usize, ranges: &[std::ops::Range<usize>], amount: i64) {
    column.resize(n_entries, 0);
    ranges.iter().for_each(|range| column[range.clone()].iter_mut().for_each(|entry| *entry += amount));
}

/// What a rule does under a situation's weights.
pub fn effect_of(facts: &Facts, rule: usize) -> RuleEffect {
    let (criterion, points) = &facts.decision().points[rule];
    let worth = facts.weights.worth.get(*criterion).copied().unwrap_or(0);
    let scores = points.iter().map(|(option, points)| (option.get(), points * worth)).filter(|(_, worth)| *worth != 0);
    let excluded = facts.base().rules.get(rule).map_or(&[][..], |rule| rule.effect.excluded());
    RuleEffect { scores: scores.collect(), excludes: excluded.iter().map(|option| option.get()).collect() }
}

/// For each variable its possible cells, in classes that no diagram tells apart.
pub fn classes(diagrams: &Diagrams, possible: &[u64]) -> Vec<Vec<u64>> {
    let mut classes: Vec<Vec<u64>> = possible.iter().map(|mask| vec![*mask]).collect();
    for node in (2..diagrams.len()).map(|node| NodeId(node as u32)) {
        let known = &mut classes[usize::from(diagrams.var(node))];
        if known.len() < possible[usize::from(diagrams.var(node))].count_ones() as usize {
            *known = split(known, diagrams.children(node));
        }
    }
    classes.iter_mut().for_each(|classes| classes.sort_unstable_by_key(|mask| mask.trailing_zeros()));
    classes
}

/// Classes split further, so that all cells of a class have the same child.
fn split(classes: &[u64], children: &[NodeId]) -> Vec<u64> {
    let mut finer: Vec<u64> = Vec::with_capacity(classes.len() + 1);
    for class in classes {
        let start = finer.len();
        for cell in cells(*class) {
            let child = children[usize::from(cell)];
            let same = |mask: &&mut u64| children[mask.trailing_zeros() as usize] == child;
            match finer[start..].iter_mut().find(same) {
                Some(mask) => *mask |= 1 << cell,
                None => finer.push(1 << cell),
            }
        }
    }
    finer
}

/// The variables a diagram reads, rising. `seen` marks the nodes seen in this `round`.
fn scope_of(diagrams: &Diagrams, root: NodeId, round: usize, seen: &mut [usize]) -> Vec<VarIdx> {
    let mut scope = Vec::new();
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        if node > TRUE && std::mem::replace(&mut seen[node.0 as usize], round) != round {
            scope.push(diagrams.var(node));
            stack.extend_from_slice(diagrams.children(node));
        }
    }
    scope.sort_unstable();
    scope.dedup();
    scope
}
