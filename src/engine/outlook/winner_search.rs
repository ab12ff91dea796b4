//! Whether the answer to one question can change the winner: a search for a completion where it does.
//!
//! A part of the space is closed where one option surely wins whatever the answer, or where the answer makes no difference between
//! the options that can win.

use crate::engine::base::steps::Steps;
use crate::engine::bound::network::{LocalVar, Network, Table};
use crate::engine::bound::problem::{Objective, Problem};
use crate::engine::bound::standpoint::{Change, Readers, Standpoint, winner};
use crate::engine::result::advice::Exclusion;
use crate::engine::situation::Situation;

/// The search for one variable.
pub struct WinnerSearch<'a> {
    situation: &'a Situation,
    network: &'a Network,
    readers: &'a Readers,
    var: LocalVar,
    contenders: &'a [usize],
    /// The other variables, those first that share a rule with `var`.
    order: Vec<LocalVar>,
    n_partners: usize,
}

/// For each class of the variable and each ordered pair of contenders the lead of the first over the second.
type Leads<'a> = Vec<Vec<Problem<'a>>>;

impl<'a> WinnerSearch<'a> {
    /// A search for completions where the variable decides between the contenders.
    pub fn new(situation: &'a Situation, readers: &'a Readers, var: LocalVar, contenders: &'a [usize]) -> Self {
        let network = situation.network();
        let mut order = readers.partners(network, var);
        let n_partners = order.len();
        let mut others: Vec<LocalVar> = (0..network.variables.len() as LocalVar).collect();
        others.retain(|other| *other != var && !order.contains(other));
        others.sort_by_key(|other| std::cmp::Reverse(readers.tables(*other).len()));
        order.extend(others);
        Self { situation, network, readers, var, contenders, order, n_partners }
    }

    /// Whether there is such a completion; `None` where the steps ran out.
    pub fn run(&self, steps: &mut Steps) -> Option<bool> {
        if !self.network.blind.is_empty() {
            return None;
        }
        let pairs: Vec<(usize, usize)> = self.pairs().collect();
        let n_classes = self.network.variables[usize::from(self.var)].classes.len();
        let size: usize = self.network.tables.iter().map(Table::n_entries).sum();
        if !steps.take(pairs.len() * n_classes * size) {
            return None;
        }
        let leads = |class: usize| -> Vec<Problem<'a>> {
            let confined = |(a, b): &(usize, usize)| {
                Problem::new(self.network, &Objective::lead(*a, *b)).confined(usize::from(self.var), 1 << class)
            };
            pairs.iter().map(confined).collect()
        };
        let leads: Leads = (0..n_classes).map(leads).collect();
        self.descend(&leads, 0, &mut vec![0; self.network.variables.len()], steps)
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let all = self.contenders.iter();
        all.flat_map(|a| self.contenders.iter().filter(move |b| *b != a).map(move |b| (*a, *b)))
    }

    fn descend(&self, leads: &Leads<'a>, depth: usize, classes: &mut Vec<u8>, steps: &mut Steps) -> Option<bool> {
        // Copying a table costs about as much as reading a few entries.
        let work = leads.iter().flatten().map(|problem| problem.size() + 8 * problem.factors.len()).sum::<usize>();
        let changes = usize::from(self.n_classes()) * self.readers.work(self.network, self.var);
        let is_alone = depth >= self.n_partners;
        if !steps.take(work + 1 + if is_alone { changes } else { 0 }) {
            return None;
        }
        if self.is_settled(leads) || (is_alone && !self.makes_a_difference(classes)) {
            return Some(false);
        }
        let Some(var) = self.order.get(depth) else {
            return steps.take(Standpoint::work(self.network) + changes).then(|| self.decides(classes));
        };
        for class in 0..self.network.variables[usize::from(*var)].classes.len() {
            classes[usize::from(*var)] = class as u8;
            let confined = |problem: &Problem<'a>| problem.confined(usize::from(*var), 1 << class);
            let below: Leads = leads.iter().map(|by_pair| by_pair.iter().map(confined).collect()).collect();
            match self.descend(&below, depth + 1, classes, steps) {
                Some(false) => {}
                decided => return decided,
            }
        }
        Some(false)
    }

    /// Whether one contender that cannot be excluded is ahead of all others whatever the variable is.
    fn is_settled(&self, leads: &Leads) -> bool {
        let cannot_be_out = |option: usize| self.situation.exclusions[option] == Exclusion::No;
        let wins = |option: usize| {
            let mut pairs = self.pairs().enumerate().filter(|(_, (a, _))| *a == option);
            pairs.all(|(pair, (_, b))| leads.iter().all(|by_pair| by_pair[pair].bound() >= i64::from(option > b)))
        };
        self.contenders.iter().any(|option| cannot_be_out(*option) && wins(*option))
    }

    /// Whether the variable moves the contenders against each other, or the vetoes against them, where its partners are decided.
    fn makes_a_difference(&self, classes: &[u8]) -> bool {
        let point = Standpoint::for_changes(self.network, self.readers, classes.to_vec());
        let mut changes = Vec::new();
        point.changes(self.var, 1..self.n_classes(), &mut changes);
        changes.iter().any(|change| {
            let first = self.contenders[0];
            let moves = |option: &usize| change.scores[*option] != change.scores[first] || change.vetoes[*option] != 0;
            self.contenders.iter().any(moves)
        })
    }

    /// Whether the winner depends on the variable where all others are decided.
    fn decides(&self, classes: &[u8]) -> bool {
        let point = Standpoint::new(self.network, self.readers, classes.to_vec());
        let (first, _) = winner(&point, &Change::none(self.network));
        let mut changes = Vec::new();
        point.changes(self.var, 1..self.n_classes(), &mut changes);
        changes.iter().any(|change| winner(&point, change).0 != first)
    }

    fn n_classes(&self) -> u8 {
        self.network.variables[usize::from(self.var)].classes.len() as u8
    }
}
