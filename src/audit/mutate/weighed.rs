//! The case that would notice a change of a rule that weighs, that is weighed, or that counts for each level: whole rule bases are compared,
//! for no single sum says what such a change comes to.

use std::sync::Arc;

use rayon::prelude::*;

use super::chances::with_conditions;
use super::mutation::Mutation;
use super::pin_case::Pin;
use crate::audit::cases::Case;
use crate::audit::points::{Point, likeliest, neighbours};
use crate::audit::scenarios::Runner;
use crate::engine::bulk::{Block, Keep, LANES, Numbers, Ready, Run};
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::{conditions, cuts_of};
use crate::engine::meaning::weights::Weights;
use crate::model::{RuleBase, Subject};

/// How many cases are run for a change before it is given up.
const MAX_TRIED: usize = 4;

/// Looks for each such change that no scenario notices for a case that does: the scenarios themselves, and each with one other answer.
pub(super) fn propose(subject: &Arc<Subject>, base: &RuleBase, cases: &[Case], mutations: &mut [Mutation]) {
    let is_open = |mutation: &Mutation| !mutation.is_pinned && moves_several(base, mutation);
    if !mutations.iter().any(is_open) {
        return;
    }
    // All are compared over the cells that the conditions and all changed ones need.
    let extended = with_conditions(subject, base, mutations.iter().filter(|mutation| is_open(mutation)));
    let mut cuts = cuts_of(conditions(subject));
    cuts_of(conditions(&extended)).into_iter().for_each(|(of, starts)| cuts.entry(of).or_default().extend(starts));
    let Some((compiled, ready)) = prepared(subject, base, &cuts) else { return };
    let starts: Vec<Vec<u8>> = cases.iter().map(|case| likeliest(&case.stand, &compiled)).collect();
    let everything: Vec<usize> = (0..compiled.space.variables.len()).collect();
    let points = neighbours(&starts, &compiled, &everything);
    let before = outcomes(&ready, &compiled, &points, &starts, &everything);
    let runner = Runner::for_outcomes(subject);
    mutations.par_iter_mut().filter(|mutation| is_open(mutation)).for_each(|mutation| {
        let changed = mutation.applied(subject, base);
        let Some(changed_base) = changed.rule_base(base.decision.id.as_str()) else { return };
        let Some((other, ready)) = prepared(&changed, changed_base, &cuts) else { return };
        if other.space.variables != compiled.space.variables {
            return;
        }
        let after = outcomes(&ready, &other, &points, &starts, &everything);
        let mut told: Vec<usize> = (0..points.len()).filter(|point| before[*point] != after[*point]).collect();
        told.sort_by_key(|point| (before[*point].0 == after[*point].0, points[*point].moved.is_some(), *point));
        let changed_runner = Runner::for_outcomes(&changed);
        mutation.pin = told.into_iter().take(MAX_TRIED).find_map(|point| {
            let point = &points[point];
            let like = cases[point.start].scenario;
            let said = point.changed(&starts, &compiled, subject);
            let mut answers = base.scenarios[like].answers.clone();
            answers.0.extend(said.0.clone());
            let now = runner.play(base, &answers).outcome();
            let then = changed_runner.play(changed_base, &answers).outcome();
            let (now, then) = ((now.winner, now.kind), (then.winner, then.kind));
            (now != then).then_some(Pin { like, answers: said, now, then })
        });
    });
}

/// Whether a change moves more than the points of its own rule at one weight.
pub(super) fn moves_several(base: &RuleBase, mutation: &Mutation) -> bool {
    let rule = mutation.rule;
    mutation.moves_weights_or_rules(base)
        || base.products().iter().any(|product| product.by == rule || product.of == Some(rule))
}

/// A rule base compiled over these cells, ready for many answers.
fn prepared(
    subject: &Arc<Subject>,
    base: &RuleBase,
    cuts: &crate::engine::meaning::cuts::Cuts,
) -> Option<(Compiled, Ready)> {
    let position = subject.rule_bases.iter().position(|other| other.decision.id == base.decision.id)?;
    let compiled = Compiled::new(subject, cuts);
    let declared: Vec<u32> = base.criteria.iter().map(|criterion| criterion.weight).collect();
    let weights = Weights::new(&declared, &compiled.decisions[position]);
    let ready = Ready::new(subject, &compiled, position, &weights, (Numbers::ByCell, Keep::Outcomes));
    Some((compiled, ready))
}

/// What comes out at each point: who wins, and how clearly.
fn outcomes(
    ready: &Ready,
    compiled: &Compiled,
    points: &[Point],
    starts: &[Vec<u8>],
    reads: &[usize],
) -> Vec<(Option<crate::model::OptionIdx>, crate::model::OutcomeKind)> {
    let (mut lanes, mut run) = (Block::new(&compiled.space.variables), Run::default());
    let mut found = Vec::with_capacity(points.len());
    for points in points.chunks(LANES) {
        Point::fill(points, starts, reads, &mut lanes);
        ready.run(&mut lanes, &mut run);
        found.extend((0..points.len()).map(|lane| (run.winner(lane), run.kind(lane))));
    }
    found
}
