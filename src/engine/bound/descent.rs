//! Points of a problem: what it comes to there, and greedy descents to better ones.

use super::network::LocalVar;
use super::problem::Problem;
use crate::engine::meaning::variable::cells;

impl Problem<'_> {
    /// A value not below the one at a point, given as one class per variable, each of them left in its domain. It is the value
    /// itself unless there are rules of which nothing is known.
    pub fn value(&self, point: &[u8]) -> i64 {
        let tables = self.factors.iter().map(|factor| {
            let position = |at: usize, var: &LocalVar| {
                let domain = self.domains[usize::from(*var)];
                at * domain.count_ones() as usize + place_of(domain, point[usize::from(*var)])
            };
            factor.entries[factor.scope.iter().fold(0, position)]
        });
        let class = |var: LocalVar| usize::from(point[usize::from(var)]);
        let holds = |rule: &usize| self.network().holds(&self.network().undecided[*rule], class);
        let loose = self.loose().iter().map(|(rule, amount)| if holds(rule) { *amount } else { 0 });
        let blind = self.blind().iter().map(|(_, amount)| (*amount).max(0));
        self.constant + tables.sum::<i64>() + loose.sum::<i64>() + blind.sum::<i64>()
    }

    /// A point that no change of a single variable makes better, found from a start; rules in no table are not looked at.
    pub fn descend_greedily(&self, start: &[u8]) -> Vec<u8> {
        let mut at: Vec<usize> =
            self.domains.iter().zip(start).map(|(domain, class)| place_of(*domain, *class)).collect();
        let mut values = Vec::new();
        let mut goes_on = true;
        while goes_on {
            goes_on = false;
            for var in (0..at.len()).filter(|var| self.domains[*var].count_ones() > 1) {
                self.values_around(&at, var, &mut values);
                let best = (0..values.len()).min_by_key(|class| values[*class]).unwrap_or(0);
                if values[best] < values[at[var]] {
                    at[var] = best;
                    goes_on = true;
                }
            }
        }
        let class = |(domain, place): (&u64, usize)| cells(*domain).nth(place).unwrap_or(0);
        self.domains.iter().zip(at).map(class).collect()
    }

    /// The sum of the tables that read a variable, for each of its classes, at a point given by places in the domains.
    fn values_around(&self, at: &[usize], var: usize, values: &mut Vec<i64>) {
        values.clear();
        values.resize(self.n_classes(var), 0);
        for (factor, place) in self.incidence.of(var) {
            let factor = &self.factors[*factor as usize];
            let (mut first, mut stride) = (0, 1);
            for (position, other) in factor.scope.iter().enumerate() {
                let n_classes = self.n_classes(usize::from(*other));
                first = first * n_classes + if position == usize::from(*place) { 0 } else { at[usize::from(*other)] };
                stride = if position > usize::from(*place) { stride * n_classes } else { 1 };
            }
            values.iter_mut().enumerate().for_each(|(class, value)| *value += factor.entries[first + class * stride]);
        }
    }
}

/// How many classes of a domain come before this one.
fn place_of(domain: u64, class: u8) -> usize {
    (domain & ((1 << class) - 1)).count_ones() as usize
}
