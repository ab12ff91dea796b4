//! The case to ask an expert next: where the numbers that satisfy every scenario disagree most about the winner.
//!
//! Numbers are drawn from those that are possible by a walk: one number after the other is set anywhere within its slack, its sign kept
//! and no larger than twice what it is. Each walk ends with a set of numbers under which every scenario passes.

use rayon::prelude::*;
use std::sync::Arc;

use super::number::Number;
use super::slack::slack_of;
use super::table::Table;
use crate::audit::cases::Stand;
use crate::audit::play::outcome;
use crate::audit::points::{Point, likeliest, neighbours};
use crate::audit::scenarios::Runner;
use crate::engine::base::random::Stream;
use crate::engine::bulk::{Block, Keep, LANES, Numbers, Ready, Run};
use crate::engine::meaning::compile::{Compiled, Weights};
use crate::engine::meaning::cuts::Cuts;
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
    /// What wins with the numbers as they are.
    pub now: Option<OptionIdx>,
    /// With how many of the drawn sets of numbers each option wins, the most frequent first.
    pub votes: Vec<(Option<OptionIdx>, usize)>,
}

/// The case at which the drawn numbers disagree most; nothing where they agree in all cases near the scenarios.
pub(super) fn next(table: &Table, subject: &Arc<Subject>) -> Option<Next> {
    let position = subject.rule_bases.iter().position(|other| other.decision.id == table.base.decision.id)?;
    let compiled = Compiled::new(subject, &Cuts::new());
    let drawn: Vec<Vec<i32>> = (0..N_DRAWN as u64).into_par_iter().map(|seed| draw(table, seed)).collect();
    let decision = &compiled.decisions[position];
    let declared: Vec<u32> = table.base.criteria.iter().map(|criterion| criterion.weight).collect();
    let weights = Weights::new(&declared, decision);
    let ready = Ready::new(subject, &compiled, position, &weights, (Numbers::ByCell, Keep::Rules));
    let starts: Vec<Vec<u8>> = table.cases.iter().map(|case| likeliest(&case.stand, &compiled)).collect();
    let points = neighbours(&starts, &compiled, ready.reads());
    let committee = Committee { table, drawn: &drawn, worth: &weights.worth, close: 0 };
    let of_block = |(block, points): (usize, &[Point])| {
        let mut lanes = Block::new(&compiled.space.variables);
        Point::fill(points, &starts, ready.reads(), &mut lanes);
        let mut run = Run::default();
        ready.run(&mut lanes, &mut run);
        let one = |lane: usize| (committee.dissent(&run, lane), block * LANES + lane);
        (0..run.n_lanes).map(one).filter(|(dissent, _)| *dissent > 0).collect::<Vec<_>>()
    };
    let mut told: Vec<(usize, usize)> =
        points.chunks(LANES).enumerate().collect::<Vec<_>>().into_par_iter().flat_map_iter(of_block).collect();
    told.sort_by_key(|(dissent, point)| (std::cmp::Reverse(*dissent), *point));
    let runner = Runner::new(subject);
    // What leaves something open is judged by what is expected of it, so the case is run before it is proposed.
    let verified = told.iter().take(MAX_TRIED).filter_map(|(_, point)| {
        let point = &points[*point];
        let scenario = table.cases[point.start].scenario;
        let changed = point.changed(&starts, &compiled, subject);
        let mut answers = table.base.scenarios[scenario].answers.clone();
        answers.0.extend(changed.0.clone());
        let stand = Stand::new(runner.play(table.base, &answers));
        let votes = committee.votes(&stand)?;
        let now = stand.come(stand.scores())?.winner;
        Some(Next { like: scenario, changed, answers, now, votes })
    });
    let dissent = |next: &Next| N_DRAWN - next.votes.first().map_or(N_DRAWN, |(_, n)| *n);
    let best = verified.take(8).max_by_key(|next| (dissent(next), std::cmp::Reverse(next.changed.0.len())))?;
    (dissent(&best) > 0).then_some(best)
}

/// A set of numbers under which every scenario that passes still does.
fn draw(table: &Table, seed: u64) -> Vec<i32> {
    let mut walked = table.clone();
    let passing: Vec<usize> = (0..table.cases.len()).filter(|case| table.meets(*case) == Some(true)).collect();
    let mut stream = Stream::new(0x7a2e ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut order: Vec<usize> = (0..table.numbers.len()).collect();
    order.retain(|number| !matches!(table.numbers[*number].0, Number::Weight(_)));
    for last in (1..order.len()).rev() {
        order.swap(last, (stream.bits() % (last as u64 + 1)) as usize);
    }
    for number in order {
        let slack = slack_of(&walked, &passing, number);
        let own = table.numbers[number].1;
        let (least, most) = (own.min(0).saturating_mul(2), own.max(0).saturating_mul(2));
        let low = slack.low.map_or(least, |(low, _)| low.max(least));
        let high = slack.high.map_or(most, |(high, _)| high.min(most));
        if low <= high {
            let value = low + (stream.bits() % (i64::from(high) - i64::from(low) + 1) as u64) as i32;
            walked.set(number, value);
        }
    }
    walked.numbers.iter().map(|(_, value)| *value).collect()
}

/// Sets of numbers, asked for their winner.
struct Committee<'a> {
    table: &'a Table<'a>,
    drawn: &'a [Vec<i32>],
    worth: &'a [i64],
    close: i64,
}

impl Committee<'_> {
    /// How many of the sets do not agree with the most frequent winner at a point.
    fn dissent(&self, run: &Run, lane: usize) -> usize {
        if !run.kind(lane).names_an_option() {
            return 0;
        }
        let n_options = self.table.base.options.len();
        let scores: Vec<i64> = (0..n_options).map(|option| run.score(option, lane)).collect();
        let holds = |rule: RuleIdx| f64::from(u8::from(run.rule(rule).has(lane)));
        let winner = |drawn: &Vec<i32>| {
            let moved = self.moved(&scores, drawn, holds);
            outcome(&moved, |option| run.excluded(option).has(lane), self.close).winner
        };
        let winners: Vec<Option<usize>> = self.drawn.iter().map(winner).collect();
        let most = winners.iter().map(|one| winners.iter().filter(|other| *other == one).count()).max();
        self.drawn.len() - most.unwrap_or(0)
    }

    fn moved(&self, scores: &[i64], drawn: &[i32], holds: impl Fn(RuleIdx) -> f64) -> Vec<i64> {
        let mut moved = scores.to_vec();
        for ((number, own), value) in self.table.numbers.iter().zip(drawn).filter(|((_, own), value)| own != *value) {
            let step = i64::from(value - own) * self.worth[number.criterion(self.table.base).get()];
            match number {
                Number::Points(rule, option) if holds(*rule) > 0.0 => moved[option.get()] += step,
                Number::Base(option, _) => moved[option.get()] += step,
                Number::Points(..) | Number::Weight(_) => {}
            }
        }
        moved
    }

    /// Who wins how often in a case; nothing where that takes a proof.
    fn votes(&self, stand: &Stand) -> Option<Vec<(Option<OptionIdx>, usize)>> {
        let mut votes: Vec<(Option<OptionIdx>, usize)> = Vec::new();
        for drawn in self.drawn {
            let mut scores = stand.scores().to_vec();
            for ((number, own), value) in self.table.numbers.iter().zip(drawn).filter(|((_, own), value)| own != *value)
            {
                if let Some((option, gain)) = self.table.gain(stand, *number) {
                    scores[option] += gain * f64::from(value - own);
                }
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
