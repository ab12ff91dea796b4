//! A sum of tables to be made as small as possible: the lead of one option over another, or the score of one.
//!
//! The sum of the tables' least entries is a bound. Sweeps move amounts between tables that share a variable, which changes no
//! sum and never lowers the bound: min-sum diffusion in integers (Werner, IEEE TPAMI 29, 2007), a sibling of MPLP (Globerson &
//! Jaakkola, NIPS 2007). Every state is a sound bound, and the amounts moved are what a certificate shows.

use std::sync::Arc;

use super::diagram::{NodeId, TRUE};
use super::network::{LocalVar, MAX_TABLE, Network, RuleEffect, Undecided};
use super::steps::Steps;

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
    /// For each variable the positions of its classes that are left.
    pub domains: Vec<Vec<u8>>,
    /// The tables.
    pub factors: Vec<Factor>,
    /// For each variable the factors that read it, with its position in their scope.
    readers: Arc<Vec<Vec<(usize, usize)>>>,
    /// Positions of undecided rules in no table, with what they add.
    loose: Vec<(usize, i64)>,
    /// Positions of undecided rules of which nothing is known, with what they add.
    blind: Vec<(usize, i64)>,
}

/// One table.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Where it comes from.
    pub origin: Origin,
    /// The variables, the last one running fastest.
    pub scope: Arc<[LocalVar]>,
    /// The entries, over the classes left.
    pub entries: Arc<Vec<i64>>,
    /// What was added to the entries, for each variable of the scope and each of its classes.
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

impl Factor {
    /// The least entry.
    pub fn least(&self) -> i64 {
        self.entries.iter().copied().min().unwrap_or(0)
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
            domains: network.variables.iter().map(|v| (0..v.classes.len() as u8).collect()).collect(),
            factors: Vec::new(),
            readers: Arc::default(),
            loose: Vec::new(),
            blind: Vec::new(),
        };
        for position in 0..network.tables.len() {
            problem.factors.extend(problem.factor_of(position, &objective.scores));
        }
        let swings = problem.factors.iter().map(|f| f.entries.iter().map(|e| e.abs()).max().unwrap_or(0));
        let effect = |rule: &usize, barrier| objective.effect_of(&network.undecided[*rule].effect, barrier);
        let loose = network.loose.iter().chain(&network.blind).map(|rule| effect(rule, 0).abs());
        problem.barrier = 1 + problem.constant.abs() + swings.sum::<i64>() + loose.sum::<i64>();
        if let Some(option) = objective.unless_excluded {
            problem.raise_where_excluded(option);
        }
        let barrier = problem.barrier;
        problem.loose = network.loose.iter().map(|rule| (*rule, effect(rule, barrier))).collect();
        problem.loose.retain(|(_, amount)| *amount != 0);
        problem.blind = network.blind.iter().map(|rule| (*rule, effect(rule, barrier))).collect();
        problem.blind.retain(|(_, amount)| *amount != 0);
        problem.index();
        problem
    }

    fn factor_of(&self, position: usize, scores: &[(usize, i64)]) -> Option<Factor> {
        let table = &self.network.tables[position];
        let mut entries = Vec::new();
        for (option, times) in scores {
            let column = &table.scores[*option];
            if !column.is_empty() {
                entries.resize(column.len(), 0);
                entries.iter_mut().zip(column).for_each(|(entry, score)| *entry += times * score);
            }
        }
        entries.iter().any(|entry| *entry != 0).then(|| self.new_factor(position, entries))
    }

    fn new_factor(&self, position: usize, entries: Vec<i64>) -> Factor {
        let table = &self.network.tables[position];
        let shifts = table.dims.iter().map(|dim| vec![0; *dim]).collect();
        let (scope, entries) = (table.scope.as_slice().into(), Arc::new(entries));
        Factor { origin: Origin::Table(position), scope, entries, shifts: Arc::new(shifts) }
    }

    fn raise_where_excluded(&mut self, option: usize) {
        for (position, table) in self.network.tables.iter().enumerate() {
            let vetoes = &table.vetoes[option];
            if vetoes.is_empty() {
                continue;
            }
            let origin = Origin::Table(position);
            let known = self.factors.iter().position(|factor| factor.origin == origin).unwrap_or_else(|| {
                self.factors.push(self.new_factor(position, vec![0; vetoes.len()]));
                self.factors.len() - 1
            });
            let entries = Arc::make_mut(&mut self.factors[known].entries);
            entries.iter_mut().zip(vetoes).for_each(|(entry, vetoes)| *entry += self.barrier * vetoes);
        }
    }

    fn index(&mut self) {
        let mut readers = vec![Vec::new(); self.domains.len()];
        for (position, factor) in self.factors.iter().enumerate() {
            for (place, var) in factor.scope.iter().enumerate() {
                readers[usize::from(*var)].push((position, place));
            }
        }
        self.readers = Arc::new(readers);
    }

    /// The problem in parts that share no variable, each without the constant.
    pub fn parts(&self) -> Vec<Self> {
        let mut part_of: Vec<usize> = (0..self.domains.len()).collect();
        let scopes = self.factors.iter().map(|factor| &*factor.scope);
        for scope in scopes.chain(self.loose.iter().map(|(rule, _)| self.scope(*rule))) {
            let joined: Vec<usize> = scope.iter().map(|var| part_of[usize::from(*var)]).collect();
            if let Some(least) = joined.iter().copied().min() {
                part_of.iter_mut().filter(|part| joined.contains(part)).for_each(|part| *part = least);
            }
        }
        let mut parts: Vec<usize> = part_of.clone();
        parts.sort_unstable();
        parts.dedup();
        parts.into_iter().filter_map(|part| self.part(|var| part_of[usize::from(var)] == part)).collect()
    }

    fn part(&self, belongs: impl Fn(LocalVar) -> bool) -> Option<Self> {
        let mut part = Self { constant: 0, blind: Vec::new(), ..self.clone() };
        part.factors.retain(|factor| factor.scope.first().is_some_and(|var| belongs(*var)));
        part.loose.retain(|(rule, _)| self.scope(*rule).first().is_some_and(|var| belongs(*var)));
        part.index();
        (!part.factors.is_empty() || !part.loose.is_empty()).then_some(part)
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

    /// Positions of undecided rules of which nothing is known, with what they add.
    pub fn blind(&self) -> &[(usize, i64)] {
        &self.blind
    }

    /// Positions of undecided rules in no table, with what they add.
    pub fn loose(&self) -> &[(usize, i64)] {
        &self.loose
    }

    /// How many entries all tables have.
    pub fn size(&self) -> usize {
        self.factors.iter().map(|factor| factor.entries.len()).sum()
    }

    /// One sweep over all variables, forth and back. False where the steps ran out.
    pub fn sweep(&mut self, steps: &mut Steps) -> bool {
        let n_vars = self.domains.len();
        (0..n_vars).chain((0..n_vars).rev()).all(|var| self.balance(var, steps))
    }

    /// Moves amounts between the tables that read a variable until each has the same least entry for each of its classes.
    fn balance(&mut self, var: usize, steps: &mut Steps) -> bool {
        let readers = Arc::clone(&self.readers);
        let (readers, n_classes) = (&readers[var], self.domains[var].len());
        if readers.len() < 2 || n_classes < 2 {
            return true;
        }
        let least: Vec<Vec<i64>> = readers.iter().map(|(f, place)| self.least_by_class(*f, *place)).collect();
        let n_readers = readers.len() as i64;
        let sum: Vec<i64> = (0..n_classes).map(|class| least.iter().map(|l| l[class]).sum()).collect();
        for (reader, ((factor, place), least)) in readers.iter().zip(&least).enumerate() {
            // Rounding each share down after adding its turn keeps the sum and the order of the shares.
            let share = |class: usize| (sum[class] + reader as i64).div_euclid(n_readers);
            let moves: Vec<i64> = (0..n_classes).map(|class| share(class) - least[class]).collect();
            self.shift(*factor, *place, &moves);
        }
        let work: usize = readers.iter().map(|(factor, _)| self.factors[*factor].entries.len()).sum();
        steps.take(2 * work)
    }

    /// How entries lie for one variable of a factor: outer count, classes, inner count.
    fn layout(&self, factor: usize, place: usize) -> (usize, usize, usize) {
        let scope = &self.factors[factor].scope;
        let dim = |var: &LocalVar| self.domains[usize::from(*var)].len();
        (scope[..place].iter().map(dim).product(), dim(&scope[place]), scope[place + 1..].iter().map(dim).product())
    }

    /// The least entry of a factor for each class of one of its variables.
    pub fn least_by_class(&self, factor: usize, place: usize) -> Vec<i64> {
        let (outer, n_classes, inner) = self.layout(factor, place);
        let entries = &self.factors[factor].entries;
        let mut least = vec![i64::MAX; n_classes];
        for block in 0..outer {
            for (class, least) in least.iter_mut().enumerate() {
                let first = (block * n_classes + class) * inner;
                *least = entries[first..first + inner].iter().copied().fold(*least, i64::min);
            }
        }
        least
    }

    fn shift(&mut self, factor: usize, place: usize, moves: &[i64]) {
        let (outer, n_classes, inner) = self.layout(factor, place);
        let target = &mut self.factors[factor];
        let entries = Arc::make_mut(&mut target.entries);
        for block in 0..outer {
            for (class, amount) in moves.iter().enumerate() {
                let first = (block * n_classes + class) * inner;
                entries[first..first + inner].iter_mut().for_each(|entry| *entry += amount);
            }
        }
        let shifts = &mut Arc::make_mut(&mut target.shifts)[place];
        for (class, amount) in self.domains[usize::from(target.scope[place])].iter().zip(moves) {
            shifts[usize::from(*class)] += amount;
        }
    }

    /// For each class left of a variable, the sum of the least entries of the tables that read it.
    pub fn outlook(&self, var: usize) -> Vec<i64> {
        let mut sum = vec![0; self.domains[var].len()];
        for (factor, place) in &self.readers[var] {
            for (sum, least) in sum.iter_mut().zip(self.least_by_class(*factor, *place)) {
                *sum += least;
            }
        }
        sum
    }

    /// Whether a variable can still make a difference.
    pub fn is_open(&self, var: usize) -> bool {
        let var_idx = var as LocalVar;
        self.domains[var].len() > 1
            && (!self.readers[var].is_empty()
                || self.loose.iter().any(|(rule, _)| self.scope(*rule).contains(&var_idx)))
    }

    /// The same problem with a variable confined to some of its classes, given as positions in its domain.
    #[must_use]
    pub fn confined(&self, var: usize, kept: &[usize]) -> Self {
        let mut confined = self.clone();
        for (factor, place) in &self.readers[var] {
            let (outer, n_classes, inner) = self.layout(*factor, *place);
            let entries = &self.factors[*factor].entries;
            let mut left = Vec::with_capacity(outer * kept.len() * inner);
            for block in 0..outer {
                for class in kept {
                    let first = (block * n_classes + class) * inner;
                    left.extend_from_slice(&entries[first..first + inner]);
                }
            }
            confined.factors[*factor].entries = Arc::new(left);
        }
        confined.domains[var] = kept.iter().map(|class| self.domains[var][*class]).collect();
        confined.settle_loose(var as LocalVar);
        confined
    }

    /// The variables an undecided rule depends on.
    pub fn scope(&self, rule: usize) -> &'a [LocalVar] {
        &self.network.undecided[rule].scope
    }

    /// Tabulates the loose rules that have become small enough.
    fn settle_loose(&mut self, changed: LocalVar) {
        let size = |rule: usize| {
            let dims = self.scope(rule).iter().map(|var| self.domains[usize::from(*var)].len());
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
        self.index();
    }

    fn tabulate(&self, rule: usize, amount: i64) -> Factor {
        let Undecided { scope, node, .. } = &self.network.undecided[rule];
        let mut entries = Vec::new();
        self.entries_of(*node, scope, amount, &mut entries);
        let shifts = scope.iter().map(|v| vec![0; self.network.variables[usize::from(*v)].classes.len()]).collect();
        let (origin, scope) = (Origin::Loose(rule), scope.as_slice().into());
        Factor { origin, scope, entries: Arc::new(entries), shifts: Arc::new(shifts) }
    }

    fn entries_of(&self, node: NodeId, scope: &[LocalVar], amount: i64, entries: &mut Vec<i64>) {
        let Some((var, rest)) = scope.split_first() else {
            entries.push(if node == TRUE { amount } else { 0 });
            return;
        };
        let variable = &self.network.variables[usize::from(*var)];
        for class in &self.domains[usize::from(*var)] {
            self.entries_of(variable.child(&self.network.diagrams, node, usize::from(*class)), rest, amount, entries);
        }
    }

    /// A value not below the one at a point, given as one class per variable, each of them left in its domain. It is the value
    /// itself unless there are rules of which nothing is known.
    pub fn value(&self, point: &[u8]) -> i64 {
        let tables = self.factors.iter().map(|factor| {
            let position = |at: usize, var: &LocalVar| {
                let domain = &self.domains[usize::from(*var)];
                at * domain.len() + place_of(domain, point[usize::from(*var)])
            };
            factor.entries[factor.scope.iter().fold(0, position)]
        });
        let class = |var: LocalVar| usize::from(point[usize::from(var)]);
        let holds = |rule: &usize| self.network.holds(&self.network.undecided[*rule], class);
        let loose = self.loose.iter().map(|(rule, amount)| if holds(rule) { *amount } else { 0 });
        let blind = self.blind.iter().map(|(_, amount)| (*amount).max(0));
        self.constant + tables.sum::<i64>() + loose.sum::<i64>() + blind.sum::<i64>()
    }

    /// A point that no change of a single variable makes better, found from a start; rules in no table are not looked at.
    pub fn descend_greedily(&self, start: &[u8]) -> Vec<u8> {
        let mut at: Vec<usize> =
            self.domains.iter().zip(start).map(|(domain, class)| place_of(domain, *class)).collect();
        let mut goes_on = true;
        while goes_on {
            goes_on = false;
            for var in (0..at.len()).filter(|var| self.domains[*var].len() > 1) {
                let values = self.values_around(&at, var);
                let best = (0..values.len()).min_by_key(|class| values[*class]).unwrap_or(0);
                if values[best] < values[at[var]] {
                    at[var] = best;
                    goes_on = true;
                }
            }
        }
        self.domains.iter().zip(at).map(|(domain, place)| domain[place]).collect()
    }

    /// The sum of the tables that read a variable, for each of its classes, at a point given by places in the domains.
    fn values_around(&self, at: &[usize], var: usize) -> Vec<i64> {
        let mut values = vec![0; self.domains[var].len()];
        for (factor, place) in &self.readers[var] {
            let factor = &self.factors[*factor];
            let (mut first, mut stride) = (0, 1);
            for (position, other) in factor.scope.iter().enumerate() {
                let dim = self.domains[usize::from(*other)].len();
                first = first * dim + if position == *place { 0 } else { at[usize::from(*other)] };
                stride = if position > *place { stride * dim } else { 1 };
            }
            values.iter_mut().enumerate().for_each(|(class, value)| *value += factor.entries[first + class * stride]);
        }
        values
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

/// The place of a class in a domain; the first one where the class is not in it.
fn place_of(domain: &[u8], class: u8) -> usize {
    domain.iter().position(|known| *known == class).unwrap_or(0)
}
