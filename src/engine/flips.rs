//! The least changes of answers that make another option win.
//!
//! All single changes come from one pass, all pairs from one pass per change. Three changes need a pass only where some rule reads
//! all three; elsewhere the effects of pairs add up exactly. What is found is confirmed by scoring the changed answers.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::analysis::{Flip, Flips, MAX_CHANGES};
use super::changes::{Put, describe};
use super::diagram::cells;
use super::influence::Influence;
use super::moves::Moves;
use super::network::LocalVar;
use super::score::is_unlikely;
use super::situation::Situation;
use super::steps::Steps;
use crate::model::{OptionIdx, QuestionKind};

/// How many flips are given for one option.
const MAX_FLIPS: usize = 5;

/// How many are remembered for one option while searching.
const MAX_REMEMBERED: usize = 20_000;

/// The most numbers the table of all pairs may have; beyond, three changes are not looked at.
const MAX_PAIR_TABLE: usize = 1 << 23;

/// Scores closer than this count as level: it is what they are rounded to.
const LEVEL: f64 = 1.0 / 512.0;

/// For every option that does not win the least changes that make it win, in option order.
pub fn flips(situation: &Situation, steps: &mut Steps) -> Vec<Flips> {
    let moves = Moves::new(situation);
    let mut search = Search::new(situation, &moves);
    let is_complete = search.run(steps);
    let is_exact = moves.network.blind.is_empty();
    let targets = search.targets.clone();
    let flips = |option: usize| Flips {
        option: OptionIdx::from(option),
        found: search.describe(option),
        is_exact: is_exact && (is_complete || !search.found[option].is_empty()),
    };
    targets.into_iter().map(flips).collect()
}

struct Search<'a> {
    situation: &'a Situation,
    moves: &'a Moves,
    n_options: usize,
    /// How many numbers the network counts: the options' scores and the chances that stand behind them.
    n_numbers: usize,
    /// The options that do not win now.
    targets: Vec<usize>,
    /// For each option the sets of moves that make it win, all with the same number of moves.
    found: Vec<BTreeSet<Vec<usize>>>,
    start: Vec<f64>,
    /// For each move what it adds to the expected scores.
    single: Vec<Vec<f64>>,
    is_out: FxHashMap<(usize, Vec<usize>), bool>,
    /// Room to work in: the options not yet passed over.
    left: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(situation: &'a Situation, moves: &'a Moves) -> Self {
        let n_options = situation.scores.len();
        let winner = situation.winner().map(OptionIdx::get);
        let start = moves.scores(&[]);
        let influence = moves.influence(&[]);
        let single = (0..moves.all.len()).map(|change| added(moves, &influence, &start, &[], change)).collect();
        Self {
            situation,
            moves,
            n_options,
            n_numbers: start.len(),
            targets: (0..n_options).filter(|option| Some(*option) != winner).collect(),
            found: vec![BTreeSet::new(); n_options],
            start,
            single,
            is_out: FxHashMap::default(),
            left: vec![true; n_options],
        }
    }

    /// Looks at one change, two and three, until every option has a flip; false where steps or room ran out.
    fn run(&mut self, steps: &mut Steps) -> bool {
        self.look_at_singles();
        if self.is_done() || MAX_CHANGES < 2 {
            return true;
        }
        let Some(pairs) = self.look_at_pairs(steps) else { return false };
        self.is_done() || self.look_at_triples(&pairs, steps)
    }

    fn is_done(&self) -> bool {
        self.targets.iter().all(|option| !self.found[*option].is_empty())
    }

    fn look_at_singles(&mut self) {
        let resolved = vec![false; self.n_options];
        for change in 0..self.moves.all.len() {
            let scores: Vec<f64> = sum(&self.start, &self.single[change]);
            self.note(&scores, &[change], &resolved);
        }
    }

    /// Notes which option wins with these scores after these moves, unless it has a flip with fewer moves.
    fn note(&mut self, scores: &[f64], moves: &[usize], resolved: &[bool]) {
        let winner = self.winner(scores, moves, false).or_else(|| self.winner(scores, moves, true));
        let Some(winner) = winner else { return };
        let found = &mut self.found[winner];
        if !resolved[winner] && self.targets.contains(&winner) && found.len() < MAX_REMEMBERED {
            found.insert(moves.to_vec());
        }
    }

    /// The best option after some moves among those not excluded, of those likely excluded or of the others.
    fn winner(&mut self, scores: &[f64], moves: &[usize], unlikely: bool) -> Option<usize> {
        let (scores, chances) = scores.split_at(self.n_options);
        self.left.fill(!unlikely);
        for (option, chance) in self.moves.may_be_out.iter().zip(chances) {
            self.left[*option] = is_unlikely(*chance) == unlikely;
        }
        while let Some(best) = best_of(scores, &self.left) {
            if !self.moves.is_out(best, moves, &mut self.is_out) {
                return Some(best);
            }
            self.left[best] = false;
        }
        None
    }

    fn resolved(&self) -> Vec<bool> {
        self.found.iter().map(|found| !found.is_empty()).collect()
    }

    /// Looks at all pairs; gives what each adds to the expected scores. `None` where steps or room ran out.
    fn look_at_pairs(&mut self, steps: &mut Steps) -> Option<Vec<f64>> {
        let n_moves = self.moves.all.len();
        let resolved = self.resolved();
        if n_moves * n_moves * self.n_numbers > MAX_PAIR_TABLE {
            return None;
        }
        let mut pairs = vec![0.0; n_moves * n_moves * self.n_numbers];
        for first in 0..n_moves {
            if !steps.take(self.moves.network.diagrams.len() * self.n_options) {
                return None;
            }
            let influence = self.moves.influence(&[first]);
            let there = sum(&self.start, &self.single[first]);
            for second in (0..n_moves).filter(|second| *second != first) {
                if !self.moves.go_together(first, second) {
                    continue;
                }
                let added = added(self.moves, &influence, &there, &[first], second);
                if first < second {
                    self.note(&sum(&there, &added), &[first, second], &resolved);
                }
                let at = (first * n_moves + second) * self.n_numbers;
                pairs[at..at + self.n_numbers].copy_from_slice(&sum(&self.single[first], &added));
            }
        }
        Some(pairs)
    }

    fn look_at_triples(&mut self, pairs: &[f64], steps: &mut Steps) -> bool {
        let n_moves = self.moves.all.len();
        let resolved = self.resolved();
        let together = Together::new(self.moves);
        let n_numbers = self.n_numbers;
        let pair = |a: usize, b: usize| &pairs[(a * n_moves + b) * n_numbers..][..n_numbers];
        let (start, single, moves) = (self.start.clone(), self.single.clone(), self.moves);
        let mut scores = vec![0.0; n_numbers];
        for first in 0..n_moves {
            for second in (first + 1..n_moves).filter(|second| moves.go_together(first, *second)) {
                if !steps.take((n_moves - second) * self.n_options) {
                    return false;
                }
                let thirds = together.thirds(moves, first, second);
                let mut influence = None;
                let there = sum(&start, pair(first, second));
                for third in second + 1..n_moves {
                    if !moves.go_together(first, third) || !moves.go_together(second, third) {
                        continue;
                    }
                    if moves.all[third].puts.iter().any(|(var, _)| thirds[usize::from(*var)]) {
                        let influence = influence.get_or_insert_with(|| moves.influence(&[first, second]));
                        let added = added(moves, influence, &there, &[first, second], third);
                        scores.copy_from_slice(&sum(&there, &added));
                    } else {
                        for (option, score) in scores.iter_mut().enumerate() {
                            let pairs = pair(first, third)[option] + pair(second, third)[option];
                            let singles = single[first][option] + single[second][option] + single[third][option];
                            *score = there[option] + pairs - singles;
                        }
                    }
                    self.note(&scores, &[first, second, third], &resolved);
                }
            }
        }
        true
    }

    /// The flips of an option that move the answers the least, each with everything that would serve as well.
    fn describe(&self, option: usize) -> Vec<Flip> {
        let found = &self.found[option];
        let cost = |moves: &&Vec<usize>| moves.iter().map(|change| self.moves.all[*change].cost).sum::<u32>();
        let mut order: Vec<&Vec<usize>> = found.iter().collect();
        order.sort_by_key(cost);
        let mut shown: Vec<Vec<(LocalVar, u64)>> = Vec::new();
        let mut flips = Vec::new();
        for moves in order {
            if flips.len() == MAX_FLIPS {
                break;
            }
            if shown.iter().any(|puts| self.is_among(moves, puts)) {
                continue;
            }
            if let Some(lead) = self.confirm(option, moves) {
                let serving = self.with_neighbours(moves, found);
                let changes = describe(self.situation, &self.puts(moves, &serving));
                flips.push(Flip { changes, lead: self.situation.fit(lead) });
                shown.push(serving);
            }
        }
        flips
    }

    /// Moves as puts, given for each of them the classes that serve.
    fn puts(&self, moves: &[usize], serving: &[(LocalVar, u64)]) -> Vec<Put> {
        let variables = &self.moves.network.variables;
        let all_of = |var: LocalVar, classes: u64| {
            cells(classes).fold(0, |mask, class| mask | variables[usize::from(var)].classes[usize::from(class)])
        };
        let chosen = moves.iter().flat_map(|change| &self.moves.all[*change].puts);
        let put = |((var, class), (_, serve)): (&(LocalVar, u8), &(LocalVar, u64))| Put {
            var: variables[usize::from(*var)].var,
            into: all_of(*var, 1 << class),
            serve: all_of(*var, *serve),
        };
        chosen.zip(serving).map(put).collect()
    }

    /// The lead of the option after some moves, where it is really ahead.
    fn confirm(&self, option: usize, moves: &[usize]) -> Option<f64> {
        let mut knowledge = (*self.situation.knowledge).clone();
        self.moves.puts(moves).iter().for_each(|(var, cells)| knowledge.narrow(usize::from(*var), *cells));
        let there = self.situation.under(knowledge);
        (there.winner()?.get() == option).then(|| there.lead().unwrap_or(0.0))
    }

    /// The classes that moves put variables in, along an order with the neighbouring ones that serve as well.
    fn with_neighbours(&self, moves: &[usize], found: &BTreeSet<Vec<usize>>) -> Vec<(LocalVar, u64)> {
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
                let n_classes = self.moves.network.variables[usize::from(*var)].classes.len() as u8;
                let mut run = 1_u64 << class;
                if self.is_ordered(*var) {
                    (0..*class).rev().take_while(|class| serves(*class)).for_each(|class| run |= 1 << class);
                    (class + 1..n_classes).take_while(|class| serves(*class)).for_each(|class| run |= 1 << class);
                }
                puts.push((*var, run));
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

    /// Whether moves put the same variables in classes that were shown already.
    fn is_among(&self, moves: &[usize], shown: &[(LocalVar, u64)]) -> bool {
        let puts: Vec<(LocalVar, u8)> = moves.iter().flat_map(|change| self.moves.all[*change].puts.clone()).collect();
        let covers =
            |(var, classes): &(LocalVar, u64)| puts.iter().any(|(v, class)| v == var && classes >> class & 1 == 1);
        puts.len() == shown.len() && shown.iter().all(covers)
    }
}

/// For each pair of variables the variables that some rule reads together with both.
struct Together {
    n_variables: usize,
    thirds: FxHashMap<(LocalVar, LocalVar), Vec<bool>>,
}

impl Together {
    fn new(moves: &Moves) -> Self {
        let n_variables = moves.network.variables.len();
        let mut thirds: FxHashMap<(LocalVar, LocalVar), Vec<bool>> = FxHashMap::default();
        for rule in moves.network.undecided.iter().filter(|rule| rule.scope.len() > 2 && !rule.effect.scores.is_empty())
        {
            for a in &rule.scope {
                for b in &rule.scope {
                    let known = thirds.entry((*a, *b)).or_insert_with(|| vec![false; n_variables]);
                    rule.scope.iter().for_each(|var| known[usize::from(*var)] = true);
                }
            }
        }
        Self { n_variables, thirds }
    }

    fn thirds(&self, moves: &Moves, first: usize, second: usize) -> Vec<bool> {
        let mut thirds = vec![false; self.n_variables];
        for (a, _) in &moves.all[first].puts {
            for (b, _) in &moves.all[second].puts {
                if let Some(known) = self.thirds.get(&(*a, *b)) {
                    thirds.iter_mut().zip(known).for_each(|(third, known)| *third |= known);
                }
            }
        }
        thirds
    }
}

/// What one more move adds to the expected scores after some moves, which the influence is about.
fn added(moves: &Moves, influence: &Influence, there: &[f64], before: &[usize], change: usize) -> Vec<f64> {
    if let [(var, class)] = moves.all[change].puts[..] {
        return influence.of(var, usize::from(class)).to_vec();
    }
    let all = [before, &[change]].concat();
    moves.scores(&all).iter().zip(there).map(|(after, before)| after - before).collect()
}

fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

/// The option with the highest score among those left; of level ones the first.
fn best_of(scores: &[f64], left: &[bool]) -> Option<usize> {
    let options = (0..scores.len()).filter(|option| left[*option]);
    options.reduce(|best, option| if scores[option] > scores[best] + LEVEL { option } else { best })
}
