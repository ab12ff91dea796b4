//! Findings about cliffs: a number that moves from one cell into the next, turns a clear winner into another clear one, and moves the lead
//! by more than any single criterion can come to. Shown by a witness; what is looked at are points drawn from the answer space, so silence is no proof.

use std::collections::BTreeMap;

use super::context::{Context, Findings};
use crate::audit::play::{At, Dice, Play};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::variable::{Cells, VarIdx};
use crate::model::{OutcomeKind, QuestionIdx, RuleBase};

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
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        let play = Play::new(context.compiled, decision, base);
        // What the weightiest criterion can come to, from one end of its scale to the other: no single reason explains more.
        let share = |(slot, worth): (usize, &i64)| worth.abs() * decision.swings[decision.criterion_at(slot)];
        let limit = play.weights.worth.iter().enumerate().map(share).max().unwrap_or(i64::MAX);
        let mut worst: BTreeMap<QuestionIdx, (VarIdx, Cliff)> = BTreeMap::new();
        let mut dice = Dice::new();
        for _ in 0..N_POINTS {
            let n_cells = |var: usize| usize::from(play.diagrams.n_cells(var as VarIdx));
            let point = (0..play.diagrams.n_vars()).map(|var| dice.below(n_cells(var)) as u8).collect();
            look(context, &play, &play.at(point), limit, &mut worst);
        }
        for (question, (var, cliff)) in worst {
            let per_point = play.weights.unit(play.at(cliff.at.clone()).weights as f64);
            report(context, base, question, (var, &cliff, per_point), findings);
        }
    }
}

/// Steps each number up by one cell, and keeps the step that moves the lead the most.
fn look(context: &Context, play: &Play, at: &At, limit: i64, worst: &mut BTreeMap<QuestionIdx, (VarIdx, Cliff)>) {
    let before = play.outcome(at);
    let Some(winner) = before.winner.filter(|_| before.kind == OutcomeKind::Recommended) else { return };
    for (var, variable) in context.compiled.space.variables.iter().enumerate() {
        let cell = at.point[var];
        if !matches!(variable.cells, Cells::Numbers(_)) || play.readers[var].is_empty() {
            continue;
        }
        if cell + 1 >= play.diagrams.n_cells(var as VarIdx) {
            continue;
        }
        let mut next = at.clone();
        play.set(&mut next, var, cell + 1);
        let after = play.outcome(&next);
        let Some(other) = after.winner.filter(|other| after.kind == OutcomeKind::Recommended && *other != winner)
        else {
            continue;
        };
        let ahead = |at: &At| at.scores[winner] - at.scores[other];
        let moved = ahead(at) - ahead(&next);
        let known = worst.get(&variable.question).map_or(limit, |(_, known)| known.moved);
        if moved > known {
            let cliff = Cliff { moved, cell, at: at.point.clone(), winners: [winner, other] };
            worst.insert(variable.question, (var as VarIdx, cliff));
        }
    }
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
