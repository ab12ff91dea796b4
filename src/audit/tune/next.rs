//! The case to ask an expert next: where the numbers that satisfy every scenario disagree most about the winner.
//!
//! Numbers are drawn from those that are possible by a walk: one number after the other is set anywhere within its slack, its sign kept
//! and no larger than twice what it is. Each walk ends with a set of numbers under which every scenario passes.

use rayon::prelude::*;
use std::sync::Arc;

use super::slack::slack_of;
use super::table::Table;
use crate::audit::cases::Stand;
use crate::audit::play::outcome;
use crate::audit::points::{Point, likeliest, neighbours};
use crate::audit::scenarios::Runner;
use crate::engine::base::random::Stream;
use crate::engine::bulk::{Block, Keep, LANES, Numbers, Ready, Run};
use crate::engine::meaning::compile::{Compiled, CompiledDecision};
use crate::engine::meaning::cuts::Cuts;
use crate::engine::meaning::weights::Weights;
use crate::model::{Answers, OptionIdx, RuleIdx, Subject};

/// How many sets of numbers are drawn.
pub const N_DRAWN: usize = 15;

/// How many cases are run before the search is given up.
const MAX_TRIED: usize = 40;

/// A case that possible numbers disagree about.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// The scenario it is like.
    pub like: usize,
    /// The answers in which it differs.
    pub changed: Answers,
    /// All its answers.
    pub answers: Answers,
    /// What wins with the numbers as they are; several where these are level, none where no option is left.
    pub now: Vec<OptionIdx>,
    /// With how many of the drawn sets of numbers each option wins, the most frequent first.
    pub votes: Vec<(Option<OptionIdx>, usize)>,
}

/// The case at which the drawn numbers disagree most; nothing where they agree in all cases near the scenarios.
pub(super) fn next(table: &Table, subject: &Arc<Subject>) -> Option<Next> {
    let position = subject.rule_bases.iter().position(|other| other.decision.id == table.base.decision.id)?;
    let compiled = Compiled::new(subject, &Cuts::new());
    let passing: Vec<usize> = (0..table.cases.len()).filter(|case| table.meets(*case)).collect();
    let drawn: Vec<Vec<i32>> = (0..N_DRAWN as u64).into_par_iter().map(|seed| draw(table, &passing, seed)).collect();
    let decision = &compiled.decisions[position];
    let declared: Vec<u32> = table.base.criteria.iter().map(|criterion| criterion.weight).collect();
    let weights = Weights::new(&declared, decision);
    let ready = Ready::new(subject, &compiled, position, &weights, (Numbers::ByCell, Keep::Rules));
    let starts: Vec<Vec<u8>> = table.cases.iter().map(|case| likeliest(&case.stand, &compiled)).collect();
    let points = neighbours(&starts, &compiled, ready.reads());
    let committee = Committee::new(table, &drawn, (decision, &weights.worth));
    let of_block = |(block, points): (usize, &[Point])| {
        let mut lanes = Block::new(&compiled.space.variables);
        Point::fill(points, &starts, ready.reads(), &mut lanes);
        let mut run = Run::default();
        ready.run(&mut lanes, &mut run);
        let dissent = committee.dissent(&run).into_iter().enumerate().filter(|(_, dissent)| *dissent > 0);
        dissent.map(|(lane, dissent)| (dissent, block * LANES + lane)).collect::<Vec<_>>()
    };
    let mut told: Vec<(usize, usize)> =
        points.chunks(LANES).enumerate().collect::<Vec<_>>().into_par_iter().flat_map_iter(of_block).collect();
    told.sort_by_key(|(dissent, point)| (std::cmp::Reverse(*dissent), *point));
    let runner = Runner::for_outcomes(subject);
    // What leaves something open is judged by what is expected of it, so the case is run before it is proposed.
    let verified = told.iter().take(MAX_TRIED).filter_map(|(_, point)| {
        let point = &points[*point];
        let scenario = table.cases[point.start].scenario;
        let changed = point.changed(&starts, &compiled, subject);
        let mut answers = table.base.scenarios[scenario].answers.clone();
        answers.0.extend(changed.0.clone());
        let stand = Stand::new(runner.play(table.base, &answers));
        let votes = committee.votes(&stand)?;
        let now = stand.come(stand.scores())?.leaders().to_vec();
        Some(Next { like: scenario, changed, answers, now, votes })
    });
    let dissent = |next: &Next| N_DRAWN - next.votes.first().map_or(N_DRAWN, |(_, n)| *n);
    let best = verified.take(8).max_by_key(|next| (dissent(next), std::cmp::Reverse(next.changed.0.len())))?;
    (dissent(&best) > 0).then_some(best)
}

/// A set of numbers under which every scenario that passes still does. What may take a proof is looked at in the end: where a scenario fails
/// then, the numbers that it hangs on stay as they are.
fn draw(table: &Table, passing: &[usize], seed: u64) -> Vec<i32> {
    let (proven, summed): (Vec<usize>, Vec<usize>) =
        passing.iter().copied().partition(|case| table.may_take_proof(*case));
    let mut fixed = vec![false; table.numbers.len()];
    loop {
        let walked = walk(table, &summed, seed, &fixed);
        let failing = proven.iter().filter(|case| !walked.meets(**case));
        let touching: Vec<usize> = failing
            .flat_map(|case| (0..fixed.len()).filter(|number| table.touches(*case, *number)))
            .filter(|number| !fixed[*number])
            .collect();
        if touching.is_empty() {
            return walked.numbers.iter().map(|(_, value)| *value).collect();
        }
        touching.into_iter().for_each(|number| fixed[number] = true);
    }
}

/// Sets one number after the other anywhere within its slack, but for those that are fixed.
fn walk<'a>(table: &Table<'a>, passing: &[usize], seed: u64, fixed: &[bool]) -> Table<'a> {
    let mut walked = table.clone();
    let mut stream = Stream::new(0x7a2e ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut order: Vec<usize> = (0..table.numbers.len()).collect();
    order.retain(|number| !table.numbers[*number].0.is_of_weight());
    for last in (1..order.len()).rev() {
        order.swap(last, (stream.bits() % (last as u64 + 1)) as usize);
    }
    for number in order {
        let chosen = stream.bits();
        if fixed[number] {
            continue;
        }
        let own = table.numbers[number].1;
        let (least, most) = (own.min(0).saturating_mul(2), own.max(0).saturating_mul(2));
        let slack = slack_of(&walked, passing, number, (least, most));
        let low = slack.low.map_or(least, |(low, _)| low.max(least));
        let high = slack.high.map_or(most, |(high, _)| high.min(most));
        if low <= high {
            let value = low + (chosen % (i64::from(high) - i64::from(low) + 1) as u64) as i32;
            walked.set(number, value);
        }
    }
    walked
}

/// Sets of numbers, asked for their winner.
struct Committee<'a> {
    table: &'a Table<'a>,
    drawn: &'a [Vec<i32>],
    /// What the sets add to the scores that options start with, set by set and option by option.
    start: Vec<i64>,
    /// For each rule what the sets add where it holds, each with its place among those sums.
    of_rules: Vec<(RuleIdx, Vec<(usize, i64)>)>,
}

impl<'a> Committee<'a> {
    fn new(table: &'a Table<'a>, drawn: &'a [Vec<i32>], (decision, worth): (&CompiledDecision, &[i64])) -> Self {
        let n_options = table.base.options.len();
        let mut committee = Self { table, drawn, start: vec![0; drawn.len() * n_options], of_rules: Vec::new() };
        for (at, (number, own)) in table.numbers.iter().enumerate() {
            let values = drawn.iter().enumerate().filter(|(_, values)| values[at] != *own);
            let options = number.options(table.base).into_iter();
            let counts = |option: OptionIdx| {
                number.counts(table.base, decision, option).into_iter().map(move |(rule, slot)| (option, rule, slot))
            };
            for (option, rule, slot) in options.flat_map(counts) {
                let step = |(set, values): (usize, &Vec<i32>)| {
                    (set * n_options + option.get(), i64::from(values[at] - own) * worth[slot])
                };
                let steps = values.clone().map(step);
                let Some(rule) = rule else {
                    steps.for_each(|(at, step)| committee.start[at] += step);
                    continue;
                };
                match committee.of_rules.last_mut() {
                    Some((last, known)) if *last == rule => known.extend(steps),
                    _ => committee.of_rules.push((rule, steps.collect())),
                }
            }
        }
        committee
    }

    /// How many of the sets do not agree with the most frequent winner, lane by lane.
    fn dissent(&self, run: &Run) -> Vec<usize> {
        let (n_options, n_sums) = (self.table.base.options.len(), self.start.len());
        let mut moved: Vec<i64> = self.start.repeat(run.n_lanes);
        for (rule, steps) in &self.of_rules {
            for lane in run.rule(*rule).lanes().filter(|lane| *lane < run.n_lanes) {
                let moved = &mut moved[lane * n_sums..][..n_sums];
                steps.iter().for_each(|(at, step)| moved[*at] += step);
            }
        }
        let of_lane = |lane: usize| {
            if !run.kind(lane).names_an_option() {
                return 0;
            }
            let scores: Vec<i64> = (0..n_options).map(|option| run.score(option, lane)).collect();
            let sets = moved[lane * n_sums..][..n_sums].chunks_exact(n_options);
            let winner = |set: &[i64]| {
                let scores: Vec<i64> = scores.iter().zip(set).map(|(score, moved)| score + moved).collect();
                outcome(&scores, |option| run.excluded(option).has(lane), |_| 0).winner
            };
            let winners: Vec<Option<usize>> = sets.map(winner).collect();
            let most = winners.iter().map(|one| winners.iter().filter(|other| *other == one).count()).max();
            self.drawn.len() - most.unwrap_or(0)
        };
        (0..run.n_lanes).map(of_lane).collect()
    }

    /// Who wins how often in a case; nothing where that takes a proof.
    fn votes(&self, stand: &Stand) -> Option<Vec<(Option<OptionIdx>, usize)>> {
        let mut votes: Vec<(Option<OptionIdx>, usize)> = Vec::new();
        for drawn in self.drawn {
            let mut scores = stand.scores().to_vec();
            for ((number, own), value) in self.table.numbers.iter().zip(drawn).filter(|((_, own), value)| own != *value)
            {
                self.table.each_gain(stand, *number, |option, gain| scores[option] += gain * f64::from(value - own));
            }
            let winner = stand.come(&scores)?.winner;
            match votes.iter_mut().find(|(known, _)| *known == winner) {
                Some((_, n)) => *n += 1,
                None => votes.push((winner, 1)),
            }
        }
        votes.sort_by_key(|(winner, n)| (std::cmp::Reverse(*n), *winner));
        Some(votes)
    }
}
