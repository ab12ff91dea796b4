//! Findings about cliffs: a number that moves from one cell into the next, turns a clear winner into another clear one, and moves the lead
//! by more than any single criterion can come to. Shown by a witness; what is looked at are points drawn from the answer space, so silence is no proof.

use std::collections::BTreeMap;

use super::context::{Context, Findings};
use crate::audit::play::{Dice, Play};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::bulk::{Block, Keep, LANES, Numbers, Ready, Run};
use crate::engine::meaning::variable::{Cells, VarIdx};
use crate::model::{QuestionIdx, RuleBase};

/// How many points are drawn.
const N_POINTS: usize = 400;

/// A cliff: what moves, from which cell, by how much, and where it was seen.
struct Cliff {
    moved: i64,
    cell: u8,
    at: Vec<u8>,
    winners: [usize; 2],
}

/// Looks for cliffs in every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (position, (base, decision)) in context.subject.rule_bases.iter().zip(&context.compiled.decisions).enumerate() {
        let play = Play::new(context.compiled, decision, base);
        let variables = &context.compiled.space.variables;
        let is_stepped =
            |var: &usize| matches!(variables[*var].cells, Cells::Numbers(_)) && !play.readers[*var].is_empty();
        let stepped: Vec<usize> = (0..variables.len()).filter(is_stepped).collect();
        if stepped.is_empty() {
            continue;
        }
        // What the weightiest criterion can come to, from one end of its scale to the other: no single reason explains more.
        let share = |(slot, worth): (usize, &i64)| worth.abs() * decision.swings[decision.criterion_at(slot)];
        let limit = play.weights.worth.iter().enumerate().map(share).max().unwrap_or(i64::MAX);
        let mut dice = Dice::new();
        let n_cells = |var: usize| usize::from(play.diagrams.n_cells(var as VarIdx));
        let point = |_| (0..play.diagrams.n_vars()).map(|var| dice.below(n_cells(var)) as u8).collect();
        let points: Vec<Vec<u8>> = (0..N_POINTS).map(point).collect();
        let by_cell = (Numbers::ByCell, Keep::Outcomes);
        let ready = Ready::new(context.subject, context.compiled, position, &play.weights, by_cell);
        let worst = cliffs(context, &ready, &points, (&stepped, limit));
        for (question, (var, cliff)) in worst {
            let per_point = play.weights.unit(play.at(cliff.at.clone()).weights as f64);
            report(context, base, question, (var, &cliff, per_point), findings);
        }
    }
}

/// A clear winner, and the score of each option.
type Clear = (usize, Vec<i64>);

/// The clear winners at points, each with one variable stepped up by a cell where one is given.
fn clear_winners(
    context: &Context,
    ready: &Ready,
    points: &[Vec<u8>],
    at: &[(usize, Option<usize>)],
) -> Vec<Option<Clear>> {
    let (mut block, mut run) = (Block::new(&context.compiled.space.variables), Run::default());
    let mut found = Vec::with_capacity(at.len());
    for at in at.chunks(LANES) {
        block.fill(at.len(), ready.reads(), |lane, var| {
            let (point, stepped) = at[lane];
            points[point][var] + u8::from(stepped == Some(var))
        });
        ready.run(&mut block, &mut run);
        let of_lane = |lane: usize| {
            let winner = run.winner(lane).filter(|_| run.is_clear(lane))?;
            Some((winner.get(), (0..ready.n_options()).map(|option| run.score(option, lane)).collect()))
        };
        found.extend((0..at.len()).map(of_lane));
    }
    found
}

/// Steps each number up by one cell, at every point, and keeps for each question the step that moves the lead the most.
fn cliffs(
    context: &Context,
    ready: &Ready,
    points: &[Vec<u8>],
    (stepped, limit): (&[usize], i64),
) -> BTreeMap<QuestionIdx, (VarIdx, Cliff)> {
    let variables = &context.compiled.space.variables;
    let here: Vec<(usize, Option<usize>)> = (0..points.len()).map(|point| (point, None)).collect();
    let before = clear_winners(context, ready, points, &here);
    let may_step = |point: usize, var: usize| usize::from(points[point][var]) + 1 < variables[var].cells.len();
    let clear = (0..points.len()).filter(|point| before[*point].is_some());
    let moves: Vec<(usize, Option<usize>)> = clear
        .flat_map(|point| stepped.iter().filter(move |var| may_step(point, **var)).map(move |var| (point, Some(*var))))
        .collect();
    let after = clear_winners(context, ready, points, &moves);
    let mut worst: BTreeMap<QuestionIdx, (VarIdx, Cliff)> = BTreeMap::new();
    for ((point, var), after) in moves.into_iter().zip(after) {
        let (Some(var), Some((winner, scores)), Some((other, moved_scores))) = (var, &before[point], after) else {
            continue;
        };
        let (winner, question) = (*winner, variables[var].question);
        let ahead = |scores: &[i64]| scores[winner] - scores[other];
        let moved = ahead(scores) - ahead(&moved_scores);
        let known = worst.get(&question).map_or(limit, |(_, known)| known.moved);
        if other != winner && moved > known {
            let at = points[point].clone();
            let cliff = Cliff { moved, cell: at[var], at, winners: [winner, other] };
            worst.insert(question, (var as VarIdx, cliff));
        }
    }
    worst
}

fn report(
    context: &Context,
    base: &RuleBase,
    question: QuestionIdx,
    (var, cliff, per_point): (VarIdx, &Cliff, f64),
    findings: &mut Findings,
) {
    let question = &context.subject.questionnaire.questions[question.get()];
    let [winner, other] = cliff.winners.map(|option| &base.options[option].id);
    let moved = cliff.moved as f64 / per_point;
    let title = format!(
        "in decision `{}`, one step of `{}` moves the lead by {moved:.1} fit points, more than any criterion counts, from `{winner}` clearly ahead to `{other}`",
        base.decision.id, question.id
    );
    let mut next = cliff.at.clone();
    next[usize::from(var)] = cliff.cell + 1;
    let step = [&cliff.at, &next].map(|point| context.say(&[(var, point[usize::from(var)])]));
    let finding = Diagnostic::new(Severity::Note, "cliff", &question.place, title)
        .note(format!("from {} to {}", step[0], step[1]))
        .help("charge by what it comes to, in steps, instead of by one threshold; or pin the step by a scenario and accept it with the reason");
    findings.report(&question.accept, finding);
}
