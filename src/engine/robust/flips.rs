//! The least changes of answers that make another option win.
//!
//! By fit, the sums after up to three changes tell which option leads. Where the one that leads may be excluded, another that cannot be
//! leads instead if it is proven to win (see [`Situation::ranking`]). Most changes leave a completion at which that other one
//! does not win, which the sums at that completion show; only what is left is proven. What is found is confirmed by scoring the
//! changed answers.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::changes::{Put, describe, nearest};
use super::moves::{Moves, Out};
use super::sums::{Sums, Together, sum};
use crate::engine::base::steps::Steps;
use crate::engine::bound::network::LocalVar;
use crate::engine::bound::search::{SearchResult, find_live};
use crate::engine::facts::score::is_unlikely;
use crate::engine::meaning::variable::VarIdx;
use crate::engine::result::advice::Fit;
use crate::engine::result::analysis::{Flip, Flips, MAX_CHANGES};
use crate::engine::situation::Situation;
use crate::model::{OptionIdx, QuestionKind};

/// How many flips are given for one option.
pub(crate) const MAX_FLIPS: usize = 5;

/// How many are remembered for one option while searching.
const MAX_REMEMBERED: usize = 20_000;

/// Scores closer than this count as level: it is what they are rounded to.
const LEVEL: f64 = 1.0 / 512.0;

/// About how many steps it takes to prove a winner after some moves.
const PROOF: usize = 2_000;

/// For every option that does not win the least changes that make it win, in option order.
pub fn flips(situation: &Situation, steps: &mut Steps) -> Vec<Flips> {
    let moves = Moves::new(situation);
    let mut search = Search::new(situation, &moves);
    let is_complete = search.run(steps);
    let is_exact = moves.network.blind.is_empty();
    let flips = |option: usize| {
        let found = search.describe(option);
        // What was found and could not be confirmed may have kept more changes from being looked at.
        let is_known = if search.found[option].is_empty() { is_complete } else { !found.is_empty() };
        Flips { option: OptionIdx::from(option), found, is_exact: is_exact && is_known }
    };
    search.targets.iter().copied().map(flips).collect()
}

struct Search<'a> {
    situation: &'a Situation,
    moves: &'a Moves,
    n_options: usize,
    /// The options that do not win now.
    targets: Vec<usize>,
    /// For each option the sets of moves that make it win, all with the same number of moves.
    found: Vec<BTreeSet<Vec<usize>>>,
    /// The options that win with fewer moves than are looked at.
    resolved: Vec<bool>,
    out: FxHashMap<(usize, Vec<usize>), Out>,
    /// Room to work in: the options not yet passed over.
    left: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(situation: &'a Situation, moves: &'a Moves) -> Self {
        let n_options = situation.scores.len();
        let winner = situation.winner().map(OptionIdx::get);
        Self {
            situation,
            moves,
            n_options,
            targets: (0..n_options).filter(|option| Some(*option) != winner).collect(),
            found: vec![BTreeSet::new(); n_options],
            resolved: vec![false; n_options],
            out: FxHashMap::default(),
            left: vec![true; n_options],
        }
    }

    /// Looks at one change, two and three, until every option has a flip; false where steps or room ran out.
    fn run(&mut self, steps: &mut Steps) -> bool {
        let n_alone = self.moves.all.iter().filter(|change| change.puts.len() > 1).count();
        if !steps.take(2 * Sums::pass(self.moves) * (2 + n_alone)) {
            return false;
        }
        let mut expected = Sums::new(self.moves, self.moves.base.clone());
        let mut doubt = (!self.moves.may_be_out.is_empty()).then(|| Sums::new(self.moves, self.doubt()));
        if !self.look_at_singles(&expected, doubt.as_ref(), steps) {
            return false;
        }
        if self.is_done() || MAX_CHANGES < 2 {
            return true;
        }
        if !expected.add_pairs(steps) || !doubt.as_mut().is_none_or(|doubt| doubt.add_pairs(steps)) {
            return false;
        }
        self.look_at_pairs(&expected, doubt.as_ref(), steps)
            && (self.is_done() || self.look_at_triples(&expected, doubt.as_ref(), steps))
    }

    /// A completion at which the best option that cannot be excluded does not win, where one is known; else the likeliest.
    fn doubt(&self) -> Vec<Vec<f64>> {
        let is_safe = |option: &&OptionIdx| self.moves.is_safe(option.get());
        let safe =
            self.situation.by_fit.iter().find(is_safe).filter(|option| self.situation.winner() != Some(**option));
        let point = match safe.map(|option| find_live(self.situation, self.situation.network(), *option)) {
            Some(SearchResult::Reaches(_, point)) => point,
            _ => Vec::new(),
        };
        let variables = &self.situation.network().variables;
        let cell = |(var, class): (LocalVar, u8)| {
            let variable = &variables[usize::from(var)];
            (variable.var, variable.classes[usize::from(class)].trailing_zeros() as u8)
        };
        let cells: Vec<(VarIdx, u8)> = point.into_iter().map(cell).collect();
        self.moves.completion(&cells)
    }

    fn is_done(&self) -> bool {
        self.targets.iter().all(|option| !self.found[*option].is_empty())
    }

    fn look_at_singles(&mut self, expected: &Sums, doubt: Option<&Sums>, steps: &mut Steps) -> bool {
        (0..self.moves.all.len()).all(|change| {
            let there = || doubt.map(|doubt| doubt.of_one(change));
            self.note(&expected.of_one(change), &[change], there, steps)
        })
    }

    fn look_at_pairs(&mut self, expected: &Sums, doubt: Option<&Sums>, steps: &mut Steps) -> bool {
        self.resolve();
        let n_moves = self.moves.all.len();
        for first in 0..n_moves {
            for second in (first + 1..n_moves).filter(|second| self.moves.go_together(first, *second)) {
                let there = || doubt.map(|doubt| doubt.of_two(first, second));
                if !self.note(&expected.of_two(first, second), &[first, second], there, steps) {
                    return false;
                }
            }
        }
        true
    }

    fn look_at_triples(&mut self, expected: &Sums, doubt: Option<&Sums>, steps: &mut Steps) -> bool {
        self.resolve();
        let moves = self.moves;
        let n_moves = moves.all.len();
        let together = Together::new(moves);
        let mut scores = moves.scores(&moves.base, &[]);
        for first in 0..n_moves {
            for second in (first + 1..n_moves).filter(|second| moves.go_together(first, *second)) {
                if !steps.take((n_moves - second) * self.n_options) {
                    return false;
                }
                let thirds = together.thirds(moves, first, second);
                let mut influence = None;
                let before = expected.of_two(first, second);
                for third in second + 1..n_moves {
                    if !moves.go_together(first, third) || !moves.go_together(second, third) {
                        continue;
                    }
                    let all = [first, second, third];
                    let is_read = moves.all[third].puts.iter().any(|(var, _)| thirds[usize::from(*var)]);
                    if is_read {
                        let is_alone = influence.is_none() || moves.all[third].puts.len() > 1;
                        if is_alone && !steps.take(Sums::pass(moves)) {
                            return false;
                        }
                        let influence = influence.get_or_insert_with(|| expected.influence(first, second));
                        let added = expected.added(influence, &before, &[first, second], third);
                        scores.copy_from_slice(&sum(&before, &added));
                    } else {
                        expected.of_three(all, &mut scores);
                    }
                    let there = || doubt.map(|doubt| doubt_of_three(doubt, all, is_read));
                    if !self.note(&scores, &all, there, steps) {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Notes which option wins with these scores after these moves, unless it has a flip with fewer moves; false where steps ran out.
    ///
    /// `doubt` gives the scores after the same moves at a completion.
    fn note(
        &mut self,
        scores: &[f64],
        moves: &[usize],
        doubt: impl FnOnce() -> Option<Vec<f64>>,
        steps: &mut Steps,
    ) -> bool {
        let leader = self.leader(scores, moves, false).or_else(|| self.leader(scores, moves, true));
        let Some(mut winner) = leader else { return true };
        if self.may_lead_by_proof(winner, moves, doubt) {
            // Proving it makes the tables of the changed answers.
            if !steps.take(4 * self.situation.work() + PROOF) {
                return false;
            }
            winner = self.under(moves).winner().map_or(winner, OptionIdx::get);
        }
        if self.is_wanted(winner) && self.found[winner].len() < MAX_REMEMBERED {
            self.found[winner].insert(moves.to_vec());
        }
        true
    }

    fn is_wanted(&self, option: usize) -> bool {
        !self.resolved[option] && self.targets.contains(&option)
    }

    /// Whether another option may be proven to win instead of the one that leads by fit, where that is worth knowing. That can only be
    /// the one that wins at any completion, so at the one that is looked at.
    fn may_lead_by_proof(&mut self, leader: usize, moves: &[usize], doubt: impl FnOnce() -> Option<Vec<f64>>) -> bool {
        let may_be_out = &self.moves.may_be_out;
        let Some(there) = may_be_out.contains(&leader).then(doubt).flatten() else { return false };
        let (scores, out) = there.split_at(self.n_options);
        self.left.fill(true);
        may_be_out.iter().zip(out).for_each(|(option, out)| self.left[*option] = !is_unlikely(*out));
        let Some(rival) = best_of(scores, &self.left).filter(|rival| *rival != leader) else { return false };
        (self.is_wanted(leader) || self.is_wanted(rival))
            && self.moves.out(leader, moves, &mut self.out) != Out::No
            && self.moves.out(rival, moves, &mut self.out) == Out::No
    }

    /// The option that leads after some moves by fit, of those likely excluded or of the others.
    fn leader(&mut self, scores: &[f64], moves: &[usize], unlikely: bool) -> Option<usize> {
        let (scores, chances) = scores.split_at(self.n_options);
        self.left.fill(!unlikely);
        for (option, chance) in self.moves.may_be_out.iter().zip(chances) {
            self.left[*option] = is_unlikely(*chance) == unlikely;
        }
        while let Some(best) = best_of(scores, &self.left) {
            if self.moves.out(best, moves, &mut self.out) != Out::Certain {
                return Some(best);
            }
            self.left[best] = false;
        }
        None
    }

    /// From here on, options that have a flip are passed over.
    fn resolve(&mut self) {
        self.resolved = self.found.iter().map(|found| !found.is_empty()).collect();
    }

    /// The flips of an option that move the answers the least, each with everything that would serve as well.
    fn describe(&self, option: usize) -> Vec<Flip> {
        let found = &self.found[option];
        let cost = |moves: &&Vec<usize>| moves.iter().map(|change| self.moves.all[*change].cost).sum::<u32>();
        let mut order: Vec<&Vec<usize>> = found.iter().collect();
        order.sort_by_key(cost);
        let mut shown: Vec<Vec<Put>> = Vec::new();
        let mut flips = Vec::new();
        for moves in order {
            if flips.len() == MAX_FLIPS {
                break;
            }
            if shown.iter().any(|puts| self.is_among(moves, puts)) {
                continue;
            }
            if let Some(lead) = self.confirm(option, moves) {
                let puts = self.puts(moves, found);
                flips.push(Flip { changes: describe(self.situation, &puts), lead });
                shown.push(puts);
            }
        }
        flips
    }

    /// The lead of the option after some moves, where it is really ahead.
    fn confirm(&self, option: usize, moves: &[usize]) -> Option<Fit> {
        let there = self.under(moves);
        (there.winner()?.get() == option).then(|| there.fit(there.lead().unwrap_or(0.0)))
    }

    /// The situation after some moves.
    fn under(&self, moves: &[usize]) -> Situation {
        let mut knowledge = (*self.situation.knowledge).clone();
        self.moves.puts(moves).iter().for_each(|(var, cells)| knowledge.narrow(usize::from(*var), *cells));
        self.situation.under(knowledge)
    }

    /// Moves as puts: the cells of a class, and along an order those around that serve as well. They may belong to other classes, and
    /// cells of one class need not stand side by side.
    fn puts(&self, moves: &[usize], found: &BTreeSet<Vec<usize>>) -> Vec<Put> {
        let mut puts = Vec::new();
        for (place, change) in moves.iter().enumerate() {
            let change = &self.moves.all[*change];
            let serves = |class: u8| {
                let same = |other: &usize| self.moves.all[*other].puts == [(change.puts[0].0, class)];
                let mut others = moves.to_vec();
                (0..self.moves.all.len()).filter(same).any(|other| {
                    others[place] = other;
                    others.sort_unstable();
                    found.contains(&others)
                })
            };
            for (var, class) in &change.puts {
                let variable = &self.moves.network.variables[usize::from(*var)];
                let Put { into, .. } = self.put((*var, *class));
                let others = (0..variable.classes.len() as u8).filter(|_| self.is_ordered(*var));
                let serving = others.filter(|class| serves(*class));
                let all = serving.fold(into, |mask, class| mask | variable.classes[usize::from(class)]);
                let to = nearest(self.situation, &self.put((*var, *class)));
                puts.push(Put { var: variable.var, into, serve: run_around(to, all) });
            }
        }
        puts
    }

    fn is_ordered(&self, var: LocalVar) -> bool {
        let var = self.moves.network.variables[usize::from(var)].var;
        let question = self.situation.space().variables[usize::from(var)].question;
        match &self.situation.subject.questionnaire.questions[question.get()].kind {
            QuestionKind::Choice { ordered, .. } => *ordered,
            QuestionKind::Several { .. } => false,
            QuestionKind::Number(_) => true,
        }
    }

    /// Whether moves put the same variables in cells that were shown already.
    fn is_among(&self, moves: &[usize], shown: &[Put]) -> bool {
        let puts: Vec<Put> =
            moves.iter().flat_map(|change| self.moves.all[*change].puts.clone()).map(|put| self.put(put)).collect();
        let covers = |put: &Put| {
            let is_there = |to: u8| put.serve >> to & 1 == 1;
            puts.iter().any(|other| other.var == put.var && is_there(nearest(self.situation, other)))
        };
        puts.len() == shown.len() && shown.iter().all(covers)
    }

    fn put(&self, (var, class): (LocalVar, u8)) -> Put {
        let variable = &self.moves.network.variables[usize::from(var)];
        Put::into(variable.var, variable.classes[usize::from(class)])
    }
}

/// The cells side by side with one, itself among them, of those in a mask.
fn run_around(cell: u8, mask: u64) -> u64 {
    let below = (0..=cell).rev().take_while(|cell| mask >> cell & 1 == 1);
    let above = (cell..64).take_while(|cell| mask >> cell & 1 == 1);
    below.chain(above).fold(0, |run, cell| run | 1 << cell)
}

/// The scores after three moves at a completion.
fn doubt_of_three(doubt: &Sums, all: [usize; 3], is_read: bool) -> Vec<f64> {
    if is_read {
        return doubt.of(&all);
    }
    let mut scores = doubt.of_one(all[0]);
    doubt.of_three(all, &mut scores);
    scores
}

/// The option with the highest score among those left; of level ones the first.
fn best_of(scores: &[f64], left: &[bool]) -> Option<usize> {
    let options = (0..scores.len()).filter(|option| left[*option]);
    options.reduce(|best, option| if scores[option] > scores[best] + LEVEL { option } else { best })
}
