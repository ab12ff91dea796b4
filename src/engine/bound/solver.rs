//! Depth-first branch and bound over a [`Problem`]: proves that a value stays above zero, or finds the least value there is.

use std::sync::Arc;

use super::network::LocalVar;
use super::problem::{Factor, Origin, Problem};
use crate::engine::base::steps::Steps;
use crate::engine::meaning::variable::cells;

/// How many sweeps are made before a variable is taken case by case.
const MAX_SWEEPS: usize = 8;

/// A bound that holds for some classes of the variables.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// For each variable the classes that are left, as bits.
    pub domains: Vec<u64>,
    /// The bound's decided part.
    pub constant: i64,
    /// What is added wherever the objective's option is excluded.
    pub barrier: i64,
    /// The tables when the bound was reached.
    pub tables: Vec<LeafTable>,
    /// Undecided rules in no table, by position, with the least they add.
    pub loose: Vec<(usize, i64)>,
}

/// A table's part of a bound.
#[derive(Clone, Debug)]
pub struct LeafTable {
    /// Where it comes from.
    pub origin: Origin,
    /// Its least entry.
    pub least: i64,
    /// What was added to the entries, for each variable of the scope and each of its classes.
    pub shifts: Arc<Vec<Vec<i64>>>,
}

/// Why a value stays above zero.
#[derive(Clone, Debug)]
pub enum Tree {
    /// The least entries of all tables add up to more than zero.
    Leaf(Leaf),
    /// A variable is taken case by case, each case some of its classes, as bits.
    Cases(LocalVar, Vec<(u64, Tree)>),
}

/// Whether a value stays above zero.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It does.
    Above(Tree),
    /// It does not, at this point: one class for each variable.
    Reached(Vec<u8>),
    /// The steps ran out first.
    OutOfSteps,
}

/// What is known of the least value.
#[derive(Clone, Debug)]
pub struct Least {
    /// It is not below this.
    pub at_least: i64,
    /// It is not above this, which is the value at `point`.
    pub at_most: i64,
    /// One class per variable.
    pub point: Vec<u8>,
}

impl Least {
    /// Whether it is known exactly.
    pub fn is_exact(&self) -> bool {
        self.at_least == self.at_most
    }
}

/// Proves that the value stays above zero, or finds a point where it does not.
pub fn stays_above_zero(problem: Problem, steps: &mut Steps) -> Verdict {
    let mut search = Search { best: 1, point: None, stop_at_first: true, certify: true, is_complete: true };
    // Early in an interview nearly any descent arrives below zero, so one is made before anything is proven.
    search.try_point(&problem, &vec![0; problem.domains.len()]);
    let (_, tree) = if search.is_over() { (0, None) } else { search.descend(problem.certified(), steps) };
    match (search.point, tree) {
        (Some(point), _) => Verdict::Reached(point),
        (None, Some(tree)) if search.is_complete => Verdict::Above(tree),
        _ => Verdict::OutOfSteps,
    }
}

/// The least value, as closely as the steps allow. Parts that share no variable are made small one by one.
pub fn least(problem: &Problem, steps: &mut Steps) -> Least {
    let point = vec![0; problem.domains.len()];
    let blind = |end: fn(i64, i64) -> i64| problem.blind().iter().map(|(_, amount)| end(*amount, 0)).sum::<i64>();
    let mut all =
        Least { at_least: problem.constant + blind(i64::min), at_most: problem.constant + blind(i64::max), point };
    for part in problem.parts() {
        let read = part.variables_read();
        let found = least_of_part(part, steps);
        all.at_least += found.at_least;
        all.at_most += found.at_most;
        read.iter().for_each(|var| all.point[usize::from(*var)] = found.point[usize::from(*var)]);
    }
    all
}

fn least_of_part(problem: Problem, steps: &mut Steps) -> Least {
    let start = problem.descend_greedily(&vec![0; problem.domains.len()]);
    let best = problem.value(&start);
    let mut search = Search { best, point: Some(start), stop_at_first: false, certify: false, is_complete: true };
    let (bound, _) = search.descend(problem, steps);
    let point = search.point.unwrap_or_default();
    Least { at_least: bound.min(search.best), at_most: search.best, point }
}

struct Search {
    /// The least value found; a part of the space that cannot go below it is closed.
    best: i64,
    point: Option<Vec<u8>>,
    stop_at_first: bool,
    certify: bool,
    is_complete: bool,
}

impl Search {
    /// A bound for everything the problem leaves possible, with the proof where it is no better than the best found.
    fn descend(&mut self, mut problem: Problem, steps: &mut Steps) -> (i64, Option<Tree>) {
        let bound = self.tighten(&mut problem, steps);
        if bound >= self.best {
            return (bound, self.certify.then(|| Tree::Leaf(leaf(&problem))));
        }
        if !steps.take(4 * problem.size()) {
            self.is_complete = false;
            return (bound, None);
        }
        let outlooks: Vec<Vec<i64>> = (0..problem.domains.len()).map(|var| problem.outlook(var)).collect();
        self.try_point(&problem, &most_promising(&problem, &outlooks));
        if bound >= self.best || self.is_over() {
            return (bound, None);
        }
        let Some(var) = branching_variable(&problem, &outlooks) else {
            // Every variable has its class; what is left open are rules of which nothing is known.
            self.is_complete = false;
            return (bound, None);
        };
        self.take_cases(&problem, var, &outlooks[var], bound, steps)
    }

    fn is_over(&self) -> bool {
        self.stop_at_first && self.point.is_some()
    }

    fn tighten(&self, problem: &mut Problem, steps: &mut Steps) -> i64 {
        let mut bound = problem.bound();
        for _ in 0..MAX_SWEEPS {
            if bound >= self.best {
                break;
            }
            let goes_on = problem.sweep(steps);
            let better = problem.bound();
            let is_worth_it = better - bound > (self.best - better) / 64;
            bound = better;
            if !goes_on || !is_worth_it {
                break;
            }
        }
        bound
    }

    fn try_point(&mut self, problem: &Problem, start: &[u8]) {
        let point = problem.descend_greedily(start);
        let value = problem.value(&point);
        if value < self.best {
            self.best = value;
            self.point = Some(point);
        }
    }

    /// Takes a variable case by case: the classes that the bound already closes together, the others one by one.
    fn take_cases(
        &mut self,
        problem: &Problem,
        var: usize,
        outlook: &[i64],
        bound: i64,
        steps: &mut Steps,
    ) -> (i64, Option<Tree>) {
        let least = outlook.iter().copied().min().unwrap_or(0);
        let (closed, mut open): (Vec<usize>, Vec<usize>) =
            (0..outlook.len()).partition(|class| bound - least + outlook[*class] >= self.best);
        open.sort_by_key(|class| outlook[*class]);
        let mut lowest = i64::MAX;
        let mut cases = Vec::new();
        let classes: Vec<u8> = cells(problem.domains[var]).collect();
        let bit = |place: usize| 1 << classes[place];
        let together = closed.into_iter().fold(0, |mask, place| mask | bit(place));
        for group in open.into_iter().map(bit).chain([together]).filter(|group| *group != 0) {
            // Once cancelled, no case is begun; the bound over all cases holds for each of them.
            if !steps.goes_on(0) {
                self.is_complete = false;
                return (lowest.min(bound), None);
            }
            let (bound, tree) = self.descend(problem.confined(var, group), steps);
            lowest = lowest.min(bound);
            if self.is_over() {
                return (lowest, None);
            }
            cases.extend(tree.map(|tree| (group, tree)));
        }
        (lowest, self.certify.then_some(Tree::Cases(var as LocalVar, cases)))
    }
}

/// For each variable the class whose tables have the least entries.
fn most_promising(problem: &Problem, outlooks: &[Vec<i64>]) -> Vec<u8> {
    let best = |(domain, outlook): (&u64, &Vec<i64>)| {
        let best = (0..outlook.len()).min_by_key(|class| outlook[*class]).unwrap_or(0);
        cells(*domain).nth(best).unwrap_or(0)
    };
    problem.domains.iter().zip(outlooks).map(best).collect()
}

/// The open variable whose classes differ most, so that few of them stay open; where loose rules are left, one of theirs.
fn branching_variable(problem: &Problem, outlooks: &[Vec<i64>]) -> Option<usize> {
    let loose = problem.loose().iter().flat_map(|(rule, _)| problem.scope(*rule)).map(|var| usize::from(*var));
    let widest =
        loose.filter(|var| problem.is_open(*var)).max_by_key(|var| (problem.n_classes(*var), usize::MAX - var));
    widest.or_else(|| {
        let gap = |var: &usize| {
            let least = outlooks[*var].iter().copied().min().unwrap_or(0);
            outlooks[*var].iter().map(|value| value - least).fold(0_i64, i64::saturating_add)
        };
        (0..problem.domains.len()).filter(|var| problem.is_open(*var)).max_by_key(|var| (gap(var), usize::MAX - var))
    })
}

fn leaf(problem: &Problem) -> Leaf {
    Leaf {
        domains: problem.domains.clone(),
        constant: problem.constant,
        barrier: problem.barrier,
        tables: problem.factors.iter().map(leaf_table).collect(),
        loose: problem.loose().iter().chain(problem.blind()).map(|(rule, amount)| (*rule, (*amount).min(0))).collect(),
    }
}

fn leaf_table(factor: &Factor) -> LeafTable {
    LeafTable { origin: factor.origin, least: factor.least(), shifts: Arc::clone(&factor.shifts) }
}
