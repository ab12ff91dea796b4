//! Scores at single points of a network, with what each single change of a variable does to them.

use std::ops::Range;

use super::network::{LocalVar, Network, RuleEffect, Table};
use crate::engine::meaning::diagram::TRUE;

/// A point of a network: one class per variable, with what every option comes to there.
#[derive(Clone, Debug)]
pub struct Standpoint<'a> {
    network: &'a Network,
    /// For each variable the tables and loose rules that read it.
    readers: &'a Readers,
    /// One class per variable.
    pub classes: Vec<u8>,
    /// Every option's score.
    pub scores: Vec<i64>,
    /// How many vetoes hold against each option.
    pub vetoes: Vec<i64>,
}

/// For each variable the positions of the tables, and of the undecided rules in none, that read it.
#[derive(Clone, Debug, Default)]
pub struct Readers {
    tables: Vec<Vec<usize>>,
    loose: Vec<Vec<usize>>,
}

impl Readers {
    /// The readers of every variable of a network.
    pub fn new(network: &Network) -> Self {
        let mut readers = Self {
            tables: vec![Vec::new(); network.variables.len()],
            loose: vec![Vec::new(); network.variables.len()],
        };
        for (position, table) in network.tables.iter().enumerate() {
            table.scope.iter().for_each(|var| readers.tables[usize::from(*var)].push(position));
        }
        for rule in &network.loose {
            network.undecided[*rule].scope.iter().for_each(|var| readers.loose[usize::from(*var)].push(*rule));
        }
        readers
    }

    /// The tables that read a variable.
    pub fn tables(&self, var: LocalVar) -> &[usize] {
        &self.tables[usize::from(var)]
    }

    /// The undecided rules in no table that read a variable.
    pub fn loose(&self, var: LocalVar) -> &[usize] {
        &self.loose[usize::from(var)]
    }

    /// About how many steps it takes to find out what one change of a variable does.
    pub fn work(&self, network: &Network, var: LocalVar) -> usize {
        let loose = self.loose(var).iter().map(|rule| 1 + network.undecided[*rule].scope.len());
        2 * (self.tables(var).len() + loose.sum::<usize>())
    }

    /// The variables that some undecided rule reads together with this one, in order.
    pub fn partners(&self, network: &Network, var: LocalVar) -> Vec<LocalVar> {
        let tables = self.tables(var).iter().flat_map(|table| &network.tables[*table].scope);
        let loose = self.loose(var).iter().flat_map(|rule| &network.undecided[*rule].scope);
        let mut partners: Vec<LocalVar> = tables.chain(loose).copied().filter(|other| *other != var).collect();
        partners.sort_unstable();
        partners.dedup();
        partners
    }
}

impl<'a> Standpoint<'a> {
    /// A point from which changes are looked at, without what the options come to there.
    pub fn for_changes(network: &'a Network, readers: &'a Readers, classes: Vec<u8>) -> Self {
        let scores = network.decided.clone();
        let vetoes = network.out.iter().map(|out| i64::from(*out)).collect();
        Self { network, readers, classes, scores, vetoes }
    }

    /// About how many steps it takes to find out what the options come to at a point.
    pub fn work(network: &Network) -> usize {
        let loose = network.loose.iter().map(|rule| 1 + network.undecided[*rule].scope.len());
        network.tables.len() + loose.sum::<usize>()
    }

    /// What the options come to at a point.
    pub fn new(network: &'a Network, readers: &'a Readers, classes: Vec<u8>) -> Self {
        let mut point = Self::for_changes(network, readers, classes);
        let mut change = Change::none(network);
        (0..network.tables.len()).for_each(|table| point.add_table(table, &mut change));
        network.loose.iter().for_each(|rule| point.add_loose(*rule, &mut change));
        point.apply(&change);
        point
    }

    /// What changes where one variable is in each of some classes, one behind the other.
    pub fn changes(&self, var: LocalVar, to: Range<u8>, changes: &mut Vec<Change>) {
        changes.resize_with(to.len(), || Change::none(self.network));
        for change in changes.iter_mut() {
            change.scores.fill(0);
            change.vetoes.fill(0);
        }
        self.readers.tables(var).iter().for_each(|table| self.change_table(*table, var, to.clone(), changes));
        self.readers.loose(var).iter().for_each(|rule| self.change_loose(*rule, var, to.clone(), changes));
    }

    fn change_table(&self, table: usize, var: LocalVar, to: Range<u8>, changes: &mut [Change]) {
        let table = &self.network.tables[table];
        let here = table.position(table.scope.iter().map(|var| self.class(*var)));
        let level = table.scope.partition_point(|other| *other < var);
        let stride: usize = table.dims[level + 1..].iter().product();
        let first = here - self.class(var) * stride;
        for (class, change) in to.zip(changes) {
            let there = first + usize::from(class) * stride;
            for (column, sum) in table.columns(change) {
                *sum += column[there] - column[here];
            }
        }
    }

    /// A rule is followed down to the variable once, and most go no further: they are decided before, or do not read it here.
    fn change_loose(&self, rule: usize, var: LocalVar, to: Range<u8>, changes: &mut [Change]) {
        let (network, rule) = (self.network, &self.network.undecided[rule]);
        let level = rule.scope.partition_point(|other| *other < var);
        let node = network.below(rule.node, &rule.scope[..level], |var| self.class(var));
        let variable = &network.variables[usize::from(var)];
        if node <= TRUE || network.diagrams.var(node) != variable.var {
            return;
        }
        let child = |class: usize| variable.child(&network.diagrams, node, class);
        let holds = |node| network.below(node, &rule.scope[level + 1..], |var| self.class(var)) == TRUE;
        let here = child(self.class(var));
        let holds_here = holds(here);
        for (class, change) in to.zip(changes) {
            let there = child(usize::from(class));
            if there != here && holds(there) != holds_here {
                rule.effect.add_to(change, if holds_here { -1 } else { 1 });
            }
        }
    }

    fn class(&self, var: LocalVar) -> usize {
        usize::from(self.classes[usize::from(var)])
    }

    /// Moves to another class of a variable, by a change found before.
    pub fn go(&mut self, var: LocalVar, class: u8, change: &Change) {
        self.classes[usize::from(var)] = class;
        self.apply(change);
    }

    fn apply(&mut self, change: &Change) {
        self.scores.iter_mut().zip(&change.scores).for_each(|(score, change)| *score += change);
        self.vetoes.iter_mut().zip(&change.vetoes).for_each(|(vetoes, change)| *vetoes += change);
    }

    fn add_table(&self, table: usize, change: &mut Change) {
        let table = &self.network.tables[table];
        let entry = table.position(table.scope.iter().map(|var| self.class(*var)));
        table.columns(change).for_each(|(column, sum)| *sum += column[entry]);
    }

    fn add_loose(&self, rule: usize, change: &mut Change) {
        let rule = &self.network.undecided[rule];
        if self.network.holds(rule, |var| self.class(var)) {
            rule.effect.add_to(change, 1);
        }
    }
}

impl Table {
    /// The columns of the table in which something stands, each with what it adds to.
    fn columns<'a>(&'a self, change: &'a mut Change) -> impl Iterator<Item = (&'a Vec<i64>, &'a mut i64)> {
        let columns = self.scores.iter().zip(&mut change.scores).chain(self.vetoes.iter().zip(&mut change.vetoes));
        columns.filter(|(column, _)| !column.is_empty())
    }
}

impl RuleEffect {
    /// Adds what the rule does, so many times.
    fn add_to(&self, change: &mut Change, times: i64) {
        self.scores.iter().for_each(|(option, worth)| change.scores[*option] += times * worth);
        self.excludes.iter().for_each(|option| change.vetoes[*option] += times);
    }
}

/// What one step does to every option.
#[derive(Clone, Debug)]
pub struct Change {
    /// What is added to every option's score.
    pub scores: Vec<i64>,
    /// What is added to the number of vetoes against every option.
    pub vetoes: Vec<i64>,
}

impl Change {
    /// No change of any option.
    pub fn none(network: &Network) -> Self {
        Self { scores: vec![0; network.decided.len()], vetoes: vec![0; network.decided.len()] }
    }
}

/// The options that nothing excludes at a point and that have the same score as its winner, which is among them.
pub fn level_with(point: &Standpoint, winner: usize) -> impl Iterator<Item = usize> {
    let is_level = move |option: &usize| point.vetoes[*option] == 0 && point.scores[*option] == point.scores[winner];
    (0..point.scores.len()).filter(is_level)
}

/// The option that wins with these scores and vetoes, after a change; ties go by ids. With it, its lead over the next.
pub fn winner(point: &Standpoint, change: &Change) -> (Option<usize>, i64) {
    let (mut best, mut next): (Option<(usize, i64)>, Option<i64>) = (None, None);
    for option in point.network.by_id.iter().map(|option| option.get()) {
        if point.vetoes[option] + change.vetoes[option] > 0 {
            continue;
        }
        let score = point.scores[option] + change.scores[option];
        match best {
            Some((_, highest)) if score <= highest => next = Some(next.map_or(score, |n| n.max(score))),
            _ => {
                next = best.map(|(_, score)| score);
                best = Some((option, score));
            }
        }
    }
    let lead = best.zip(next).map_or(i64::MAX, |((_, score), next)| score - next);
    (best.map(|(option, _)| option), lead)
}
