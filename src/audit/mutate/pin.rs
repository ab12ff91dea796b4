//! The case that would notice a change: a scenario with one other answer, found among all such cases at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::chances::with_conditions;
use super::mutation::{Change, Mutation};
use super::pin_case::Pin;
use super::weighed::moves_several;
use crate::audit::cases::{Case, Stand};
use crate::audit::play::outcome;
use crate::audit::points::{Point, likeliest, neighbours};
use crate::audit::scenarios::Runner;
use crate::engine::bulk::{Block, Keep, LANES, Numbers, Ready, Run};
use crate::engine::meaning::compile::{Compiled, CompiledDecision};
use crate::engine::meaning::cuts::{conditions, cuts_of};
use crate::engine::meaning::weights::Weights;
use crate::model::{Answers, CloseCall, OptionIdx, RuleBase, RuleIdx, Subject};

/// How many cases are run for a change before it is given up.
const MAX_TRIED: usize = 4;

/// How many cases of one block are kept for a change.
const MAX_TOLD: usize = 16;

/// Looks for each change that no scenario notices for a case that does: the scenarios themselves, where they do not expect enough, and
/// every scenario with one other answer.
pub(super) fn propose(subject: &Arc<Subject>, base: &RuleBase, cases: &[Case], mutations: &mut [Mutation]) {
    let decides_alone = |mutation: &Mutation| !moves_several(base, mutation);
    let open: Vec<usize> =
        (0..mutations.len()).filter(|at| !mutations[*at].is_pinned && decides_alone(&mutations[*at])).collect();
    let extended = with_conditions(subject, base, open.iter().map(|at| &mutations[*at]));
    let compiled = Compiled::new(&extended, &cuts_of(conditions(subject)));
    let Some(position) = extended.rule_bases.iter().position(|other| other.decision.id == base.decision.id) else {
        return;
    };
    let decision = &compiled.decisions[position];
    let declared: Vec<u32> = base.criteria.iter().map(|criterion| criterion.weight).collect();
    let weights = Weights::new(&declared, decision);
    let ready = Ready::new(&extended, &compiled, position, &weights, (Numbers::ByCell, Keep::Rules));
    let starts: Vec<Vec<u8>> = cases.iter().map(|case| likeliest(&case.stand, &compiled)).collect();
    let points = neighbours(&starts, &compiled, ready.reads());
    // In each block the lanes that tell a change apart, a winner before a mere close call.
    let of_block = |(block, points): (usize, &[Point])| {
        let mut lanes = Block::new(&compiled.space.variables);
        Point::fill(points, &starts, ready.reads(), &mut lanes);
        let mut run = Run::default();
        ready.run(&mut lanes, &mut run);
        let tell = |(nth, at): (usize, &usize)| {
            let changed = RuleIdx::from(base.rules.len() + nth);
            let told = tells(&mutations[*at], changed, &run, &weights, decision);
            told.into_iter().map(|(is_winner, lane)| (is_winner, block * LANES + lane)).collect::<Vec<_>>()
        };
        open.iter().enumerate().map(tell).collect::<Vec<_>>()
    };
    let blocks: Vec<Vec<Vec<(bool, usize)>>> =
        points.chunks(LANES).enumerate().collect::<Vec<_>>().into_par_iter().map(of_block).collect();
    let tries: Vec<Vec<usize>> = (0..open.len())
        .into_par_iter()
        .map(|nth| {
            let mut told: Vec<(bool, usize)> = blocks.iter().flat_map(|block| block[nth].iter().copied()).collect();
            told.sort_by_key(|(is_winner, point)| (!is_winner, points[*point].moved.is_some(), *point));
            told.into_iter().take(MAX_TRIED).map(|(_, point)| point).collect()
        })
        .collect();
    let runner = Runner::for_outcomes(subject);
    let play = |point: usize| {
        let point = &points[point];
        let changed = point.changed(&starts, &compiled, subject);
        let mut answers = base.scenarios[cases[point.start].scenario].answers.clone();
        answers.0.extend(changed.0.clone());
        (changed, Stand::new(runner.play(base, &answers)))
    };
    // Many changes are told apart by the same case: each is run once.
    let mut played: BTreeMap<usize, (Answers, Stand)> = BTreeMap::new();
    for round in 0..MAX_TRIED {
        let left: Vec<(usize, usize)> = (0..open.len())
            .filter(|nth| mutations[open[*nth]].pin.is_none())
            .filter_map(|nth| Some((open[nth], *tries[nth].get(round)?)))
            .collect();
        let wanted: BTreeSet<usize> = left.iter().map(|(_, point)| *point).collect();
        let new: Vec<usize> = wanted.into_iter().filter(|point| !played.contains_key(point)).collect();
        played.par_extend(new.into_par_iter().map(|point| (point, play(point))));
        let found: Vec<Option<Pin>> = left
            .par_iter()
            .map(|(at, point)| {
                let (changed, stand) = &played[point];
                verified(&mutations[*at], cases[points[*point].start].scenario, changed, stand)
            })
            .collect();
        left.into_iter().zip(found).for_each(|((at, _), pin)| mutations[at].pin = pin);
    }
}

/// The lanes in which the outcome is another with the changed rule, and whether the winner is.
fn tells(
    mutation: &Mutation,
    changed: RuleIdx,
    run: &Run,
    weights: &Weights,
    decision: &CompiledDecision,
) -> Vec<(bool, usize)> {
    let (criterion, points) = &decision.points[mutation.rule.get()];
    let worth = weights.worth[*criterion];
    let (before, after) = (run.rule(mutation.rule), run.rule(changed));
    let lanes = match &mutation.change {
        Change::Points(_) | Change::Weighs(_) => before,
        Change::Condition(_) => before ^ after,
    };
    let most =
        points.iter().enumerate().map(|(at, (_, points))| mutation.points_at(at, *points).abs() + points.abs()).max();
    // A close call that is a share of the score moves with it.
    let moves = if matches!(decision.close_call, CloseCall::Points(_)) { 2 } else { 4 };
    let reach = moves * most.unwrap_or(0) * worth;
    let mut scores = vec![0; decision.start.len()];
    let mut told = Vec::new();
    for lane in lanes.lanes().filter(|lane| *lane < run.n_lanes) {
        // A lead that is larger than what the change can move stays.
        if run.lead(lane).is_none_or(|lead| lead - run.close_lead(lane) > reach) || !run.kind(lane).names_an_option() {
            continue;
        }
        (0..scores.len()).for_each(|option| scores[option] = run.score(option, lane));
        for (at, (option, points)) in points.iter().enumerate() {
            let (then, now) = (i64::from(after.has(lane)), i64::from(before.has(lane)));
            scores[option.get()] += (mutation.points_at(at, *points) * then - points * now) * worth;
        }
        let unit = run.units_per_point(lane).unwrap_or(weights.units_per_point);
        let close = |best: i64| decision.close_call.limit(best as f64, unit).floor() as i64;
        let then = outcome(&scores, |option| run.excluded(option).has(lane), close);
        let is_winner = run.winner(lane).map(OptionIdx::get) != then.winner;
        if is_winner || run.kind(lane) != then.kind {
            told.push((is_winner, lane));
        }
        if told.len() >= MAX_TOLD {
            break;
        }
    }
    told
}

/// The case, if running it bears out that it tells the change apart.
fn verified(mutation: &Mutation, like: usize, changed: &Answers, stand: &Stand) -> Option<Pin> {
    let (now, then) = (stand.come(stand.scores())?, stand.come(&mutation.scores(stand, mutation.chance(stand)))?);
    let (now, then) = ((now.winner, now.kind), (then.winner, then.kind));
    (now != then).then(|| Pin { like, answers: changed.clone(), now, then })
}
