//! A sum of tables to be made as small as possible: the lead of one option over another, or the score of one.
//!
//! The sum of the tables' least entries is a bound of the sum. `diffusion` makes it tighter, `solver` exact.

use std::sync::Arc;

use super::network::{LocalVar, MAX_TABLE, Network, RuleEffect, Undecided};
use crate::engine::meaning::diagram::{NodeId, TRUE};
use crate::engine::meaning::variable::{cells, full_mask};

/// A linear function of the scores, with a penalty wherever one option is excluded.
#[derive(Clone, Debug)]
pub struct Objective {
    /// Options and how often their score counts.
    pub scores: Vec<(usize, i64)>,
    /// The option whose exclusion makes the value too great to matter.
    pub unless_excluded: Option<usize>,
}

impl Objective {
    /// The lead of one option over another, wherever the other is not excluded.
    pub fn lead(of: usize, over: usize) -> Self {
        Self { scores: vec![(of, 1), (over, -1)], unless_excluded: Some(over) }
    }

    /// The score of one option, so many times.
    pub fn score(of: usize, times: i64) -> Self {
        Self { scores: vec![(of, times)], unless_excluded: None }
    }

    /// What a rule adds to the function when it holds.
    pub fn effect_of(&self, rule: &RuleEffect, barrier: i64) -> i64 {
        let of = |option: usize| rule.scores.iter().filter(|(o, _)| *o == option).map(|(_, worth)| worth).sum::<i64>();
        let points: i64 = self.scores.iter().map(|(option, times)| times * of(*option)).sum();
        let excludes = self.unless_excluded.is_some_and(|option| rule.excludes.contains(&option));
        points + if excludes { barrier } else { 0 }
    }
}

/// Tables over the open variables whose sum is to be made small.
#[derive(Clone, Debug)]
pub struct Problem<'a> {
    network: &'a Network,
    /// The part that is decided.
    pub constant: i64,
    /// What is added wherever the objective's option is excluded.
    pub barrier: i64,
    /// For each variable the classes that are left, as bits.
    pub domains: Vec<u64>,
    /// The tables.
    pub factors: Vec<Factor<'a>>,
    /// Which factors read which variable.
    pub(super) incidence: Arc<Incidence>,
    /// Positions of undecided rules in no table, with what they add.
    loose: Vec<(usize, i64)>,
    /// Positions of undecided rules of which nothing is known, with what they add.
    blind: Vec<(usize, i64)>,
}

/// One table.
#[derive(Clone, Debug)]
pub struct Factor<'a> {
    /// Where it comes from.
    pub origin: Origin,
    /// The variables, the last one running fastest.
    pub scope: &'a [LocalVar],
    /// The entries, over the classes left.
    pub entries: Arc<Vec<i64>>,
    /// What was added to the entries, for each variable of the scope and each of its classes; empty where nobody asks.
    pub shifts: Arc<Vec<Vec<i64>>>,
}

/// What a factor was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A table of the network, by position.
    Table(usize),
    /// A rule that stands in no table, by its position among the undecided ones.
    Loose(usize),
}

impl Factor<'_> {
    /// The least entry.
    pub fn least(&self) -> i64 {
        self.entries.iter().copied().min().unwrap_or(0)
    }
}

/// For each variable the factors that read it, with its place in their scope.
#[derive(Clone, Debug, Default)]
pub struct Incidence {
    first: Vec<u32>,
    list: Vec<(u32, u8)>,
}

impl Incidence {
    fn new(n_variables: usize, factors: &[Factor]) -> Self {
        let mut first = vec![0; n_variables + 1];
        factors.iter().flat_map(|factor| factor.scope).for_each(|var| first[usize::from(*var) + 1] += 1);
        (0..n_variables).for_each(|var| first[var + 1] += first[var]);
        let mut next = first.clone();
        let mut list = vec![(0, 0); first[n_variables] as usize];
        for (position, factor) in factors.iter().enumerate() {
            for (place, var) in factor.scope.iter().enumerate() {
                list[next[usize::from(*var)] as usize] = (position as u32, place as u8);
                next[usize::from(*var)] += 1;
            }
        }
        Self { first, list }
    }

    /// The factors that read a variable.
    pub fn of(&self, var: usize) -> &[(u32, u8)] {
        &self.list[self.first[var] as usize..self.first[var + 1] as usize]
    }
}

impl<'a> Problem<'a> {
    /// The problem of making the objective as small as possible over everything possible.
    pub fn new(network: &'a Network, objective: &Objective) -> Self {
        let decided = |(option, times): &(usize, i64)| times * network.decided[*option];
        let mut problem = Self {
            network,
            constant: objective.scores.iter().map(decided).sum(),
            barrier: 0,
            domains: network.variables.iter().map(|variable| full_mask(variable.classes.len())).collect(),
            factors: Vec::new(),
            incidence: Arc::default(),
            loose: Vec::new(),
            blind: Vec::new(),
        };
        for position in 0..network.tables.len() {
            problem.factors.extend(factor_of(network, position, &objective.scores));
        }
        let swings = problem.factors.iter().map(|f| f.entries.iter().map(|e| e.abs()).max().unwrap_or(0));
        let effect = |rule: &usize, barrier| objective.effect_of(&network.undecided[*rule].effect, barrier);
        let others = network.loose.iter().chain(&network.blind).map(|rule| effect(rule, 0).abs());
        let barrier = 1 + problem.constant.abs() + swings.sum::<i64>() + others.sum::<i64>();
        problem.barrier = barrier;
        if let Some(option) = objective.unless_excluded {
            problem.raise_where_excluded(option);
        }
        let with_effect = |rules: &[usize]| -> Vec<(usize, i64)> {
            rules.iter().map(|rule| (*rule, effect(rule, barrier))).filter(|(_, amount)| *amount != 0).collect()
        };
        problem.loose = with_effect(&network.loose);
        problem.blind = with_effect(&network.blind);
        problem.incidence = Arc::new(Incidence::new(problem.domains.len(), &problem.factors));
        problem
    }

    fn raise_where_excluded(&mut self, option: usize) {
        for (position, table) in self.network.tables.iter().enumerate() {
            let vetoes = &table.vetoes[option];
            if vetoes.is_empty() {
                continue;
            }
            let origin = Origin::Table(position);
            let known = self.factors.iter().position(|factor| factor.origin == origin).unwrap_or_else(|| {
                self.factors.push(new_factor(self.network, position, vec![0; vetoes.len()]));
                self.factors.len() - 1
            });
            let entries = Arc::make_mut(&mut self.factors[known].entries);
            entries.iter_mut().zip(vetoes).for_each(|(entry, vetoes)| *entry += self.barrier * vetoes);
        }
    }

    /// The same problem, keeping account of every amount moved between tables.
    #[must_use]
    pub fn certified(mut self) -> Self {
        for factor in &mut self.factors {
            factor.shifts = Arc::new(no_shifts(self.network, factor.scope));
        }
        self
    }

    /// The problem in parts that share no variable, each without the constant and without what nothing is known of.
    pub fn parts(&self) -> Vec<Self> {
        let mut part_of: Vec<usize> = (0..self.domains.len()).collect();
        let loose = self.loose.iter().map(|(rule, _)| self.scope(*rule));
        for scope in self.factors.iter().map(|factor| factor.scope).chain(loose) {
            let joined = |var: &LocalVar| root(&part_of, usize::from(*var));
            let Some(least) = scope.iter().map(joined).min() else { continue };
            scope.iter().map(joined).collect::<Vec<_>>().into_iter().for_each(|part| part_of[part] = least);
        }
        let parts = (0..part_of.len()).filter(|var| part_of[*var] == *var);
        parts.filter_map(|part| self.part(|var| root(&part_of, usize::from(*var)) == part)).collect()
    }

    fn part(&self, belongs: impl Fn(&LocalVar) -> bool) -> Option<Self> {
        let is_mine = |scope: &[LocalVar]| scope.first().is_some_and(&belongs);
        let factors: Vec<Factor> = self.factors.iter().filter(|factor| is_mine(factor.scope)).cloned().collect();
        let loose: Vec<(usize, i64)> =
            self.loose.iter().filter(|(rule, _)| is_mine(self.scope(*rule))).copied().collect();
        (!factors.is_empty() || !loose.is_empty()).then(|| Self {
            network: self.network,
            constant: 0,
            barrier: self.barrier,
            domains: self.domains.clone(),
            incidence: Arc::new(Incidence::new(self.domains.len(), &factors)),
            factors,
            loose,
            blind: Vec::new(),
        })
    }

    /// The network it was made from.
    pub fn network(&self) -> &'a Network {
        self.network
    }

    /// A value that the sum is never below.
    pub fn bound(&self) -> i64 {
        let open = self.loose.iter().chain(&self.blind).map(|(_, amount)| (*amount).min(0));
        self.constant + self.factors.iter().map(Factor::least).sum::<i64>() + open.sum::<i64>()
    }

    /// Positions of undecided rules in no table, with what they add.
    pub fn loose(&self) -> &[(usize, i64)] {
        &self.loose
    }

    /// Positions of undecided rules of which nothing is known, with what they add.
    pub fn blind(&self) -> &[(usize, i64)] {
        &self.blind
    }

    /// The variables an undecided rule depends on.
    pub fn scope(&self, rule: usize) -> &'a [LocalVar] {
        &self.network.undecided[rule].scope
    }

    /// How many entries all tables have.
    pub fn size(&self) -> usize {
        self.factors.iter().map(|factor| factor.entries.len()).sum()
    }

    /// How many classes of a variable are left.
    pub fn n_classes(&self, var: usize) -> usize {
        self.domains[var].count_ones() as usize
    }

    /// How entries lie for one variable of a factor: outer count, classes, inner count.
    pub(super) fn layout(&self, factor: usize, place: usize) -> (usize, usize, usize) {
        let scope = self.factors[factor].scope;
        let n_classes = |var: &LocalVar| self.n_classes(usize::from(*var));
        let outer = scope[..place].iter().map(n_classes).product();
        (outer, n_classes(&scope[place]), scope[place + 1..].iter().map(n_classes).product())
    }

    /// Lowers each number to the least entry of a factor for one class of one of its variables.
    pub(super) fn lower_to_least(&self, factor: usize, place: usize, least: &mut [i64]) {
        let (outer, n_classes, inner) = self.layout(factor, place);
        let entries = &self.factors[factor].entries[..outer * n_classes * inner];
        if inner == 1 {
            for block in entries.chunks_exact(n_classes) {
                least.iter_mut().zip(block).for_each(|(least, entry)| *least = (*least).min(*entry));
            }
            return;
        }
        for block in entries.chunks_exact(n_classes * inner) {
            for (least, row) in least.iter_mut().zip(block.chunks_exact(inner)) {
                *least = row.iter().copied().fold(*least, i64::min);
            }
        }
    }

    /// For each class left of a variable, the sum of the least entries of the tables that read it.
    pub fn outlook(&self, var: usize) -> Vec<i64> {
        let mut sum = vec![0; self.n_classes(var)];
        let mut least = Vec::new();
        for (factor, place) in self.incidence.of(var) {
            least.clear();
            least.resize(sum.len(), i64::MAX);
            self.lower_to_least(*factor as usize, usize::from(*place), &mut least);
            sum.iter_mut().zip(&least).for_each(|(sum, least)| *sum += least);
        }
        sum
    }

    /// Whether a variable can still make a difference.
    pub fn is_open(&self, var: usize) -> bool {
        let local = var as LocalVar;
        self.n_classes(var) > 1
            && (!self.incidence.of(var).is_empty()
                || self.loose.iter().any(|(rule, _)| self.scope(*rule).contains(&local)))
    }

    /// The same problem with a variable confined to some of the classes it has left, given as bits.
    #[must_use]
    pub fn confined(&self, var: usize, kept: u64) -> Self {
        let mut confined = self.clone();
        let is_kept: Vec<bool> = cells(self.domains[var]).map(|class| kept >> class & 1 == 1).collect();
        for (factor, place) in self.incidence.of(var) {
            let factor = *factor as usize;
            let (outer, n_classes, inner) = self.layout(factor, usize::from(*place));
            let rows = self.factors[factor].entries.chunks_exact(inner);
            let mut left = Vec::with_capacity(outer * inner * kept.count_ones() as usize);
            for (row, entries) in rows.enumerate() {
                if is_kept[row % n_classes] {
                    left.extend_from_slice(entries);
                }
            }
            confined.factors[factor].entries = Arc::new(left);
        }
        confined.domains[var] &= kept;
        confined.settle_loose(var as LocalVar);
        confined
    }

    /// Tabulates the loose rules that have become small enough.
    fn settle_loose(&mut self, changed: LocalVar) {
        let size = |rule: usize| {
            let dims = self.scope(rule).iter().map(|var| self.n_classes(usize::from(*var)));
            dims.fold(1, usize::saturating_mul)
        };
        let is_due = |(rule, _): &(usize, i64)| self.scope(*rule).contains(&changed) && size(*rule) <= MAX_TABLE;
        let (due, loose): (Vec<_>, Vec<_>) = self.loose.iter().copied().partition(is_due);
        if due.is_empty() {
            return;
        }
        let factors: Vec<Factor> = due.into_iter().map(|(rule, amount)| self.tabulate(rule, amount)).collect();
        self.factors.extend(factors);
        self.loose = loose;
        self.incidence = Arc::new(Incidence::new(self.domains.len(), &self.factors));
    }

    fn tabulate(&self, rule: usize, amount: i64) -> Factor<'a> {
        let Undecided { scope, node, .. } = &self.network.undecided[rule];
        let mut entries = Vec::new();
        self.entries_of(*node, scope, amount, &mut entries);
        let shifts = Arc::new(no_shifts(self.network, scope));
        Factor { origin: Origin::Loose(rule), scope, entries: Arc::new(entries), shifts }
    }

    fn entries_of(&self, node: NodeId, scope: &[LocalVar], amount: i64, entries: &mut Vec<i64>) {
        let Some((var, rest)) = scope.split_first() else {
            entries.push(if node == TRUE { amount } else { 0 });
            return;
        };
        let variable = &self.network.variables[usize::from(*var)];
        for class in cells(self.domains[usize::from(*var)]) {
            self.entries_of(variable.child(&self.network.diagrams, node, usize::from(class)), rest, amount, entries);
        }
    }

    /// The variables that the value depends on.
    pub fn variables_read(&self) -> Vec<LocalVar> {
        let loose = self.loose.iter().flat_map(|(rule, _)| self.scope(*rule)).copied();
        let mut read: Vec<LocalVar> = self.factors.iter().flat_map(|f| f.scope.iter().copied()).chain(loose).collect();
        read.sort_unstable();
        read.dedup();
        read
    }
}

fn factor_of<'a>(network: &'a Network, position: usize, scores: &[(usize, i64)]) -> Option<Factor<'a>> {
    let table = &network.tables[position];
    let mut entries: Vec<i64> = Vec::new();
    for (option, times) in scores {
        let column = &table.scores[*option];
        if !column.is_empty() {
            entries.resize(column.len(), 0);
            entries.iter_mut().zip(column).for_each(|(entry, score)| *entry += times * score);
        }
    }
    entries.iter().any(|entry| *entry != 0).then(|| new_factor(network, position, entries))
}

fn new_factor(network: &Network, position: usize, entries: Vec<i64>) -> Factor<'_> {
    let scope = &network.tables[position].scope;
    Factor { origin: Origin::Table(position), scope, entries: Arc::new(entries), shifts: Arc::default() }
}

fn no_shifts(network: &Network, scope: &[LocalVar]) -> Vec<Vec<i64>> {
    scope.iter().map(|var| vec![0; network.variables[usize::from(*var)].classes.len()]).collect()
}

/// The part that a variable belongs to, each part named by its first variable.
fn root(part_of: &[usize], mut var: usize) -> usize {
    while part_of[var] != var {
        var = part_of[var];
    }
    var
}
