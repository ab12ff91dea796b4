//! Scores at single points of a network, with what each single change of a variable does to them.

use super::network::{LocalVar, Network};

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
        (0..network.tables.len()).for_each(|table| point.add_table(table, &point.classes, 1, &mut change));
        network.loose.iter().for_each(|rule| point.add_loose(*rule, &point.classes, 1, &mut change));
        point.apply(&change);
        point
    }

    /// What changes where one variable is in another class.
    pub fn change(&mut self, var: LocalVar, class: u8, change: &mut Change) {
        change.scores.fill(0);
        change.vetoes.fill(0);
        let position = usize::from(var);
        let mut add = |point: &Self, times: i64| {
            point.readers.tables(var).iter().for_each(|table| point.add_table(*table, &point.classes, times, change));
            point.readers.loose(var).iter().for_each(|rule| point.add_loose(*rule, &point.classes, times, change));
        };
        add(self, -1);
        let before = std::mem::replace(&mut self.classes[position], class);
        add(self, 1);
        self.classes[position] = before;
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

    fn add_table(&self, table: usize, classes: &[u8], times: i64, change: &mut Change) {
        let table = &self.network.tables[table];
        let entry = table.position(table.scope.iter().map(|var| usize::from(classes[usize::from(*var)])));
        let columns = table.scores.iter().zip(&mut change.scores).chain(table.vetoes.iter().zip(&mut change.vetoes));
        columns.filter(|(column, _)| !column.is_empty()).for_each(|(column, sum)| *sum += times * column[entry]);
    }

    fn add_loose(&self, rule: usize, classes: &[u8], times: i64, change: &mut Change) {
        let rule = &self.network.undecided[rule];
        if self.network.holds(rule, |var| usize::from(classes[usize::from(var)])) {
            rule.effect.scores.iter().for_each(|(option, worth)| change.scores[*option] += times * worth);
            rule.effect.excludes.iter().for_each(|option| change.vetoes[*option] += times);
        }
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

/// The option that wins with these scores and vetoes, after a change; ties go to the first. With it, its lead over the next.
pub fn winner(point: &Standpoint, change: &Change) -> (Option<usize>, i64) {
    let (mut best, mut next): (Option<(usize, i64)>, Option<i64>) = (None, None);
    for option in 0..point.scores.len() {
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
