//! Answers that change no outcome: two answers to one question that rules tell apart, and under which, whatever else is answered,
//! the same comes out.
//!
//! Points drawn from the space show most pairs to matter; the others are searched exhaustively, and reported only where that
//! proves that there is no difference.

use super::context::{Context, Findings};
use super::questions::cell_name;
use super::search::{Branch, Found, WORK_FOR_ALL, can_differ};
use crate::audit::play::{At, Play};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::diagram::{Diagrams, NodeId, TRUE};
use crate::engine::meaning::variable::{Cells, VarIdx};
use crate::model::{Effect, QuestionKind, RuleBase};

/// Two answers, as cells of a variable.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    var: usize,
    cells: (u8, u8),
    /// Whether a rule tells them apart.
    is_read: bool,
    /// Whether they make a difference, or may as far as is known.
    decides: bool,
}

/// The answers to compare: neighbours where answers rise, and any two where they do not.
pub(super) fn pairs(context: &Context) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (var, variable) in context.compiled.space.variables.iter().enumerate() {
        let kind = &context.subject.questionnaire.questions[variable.question.get()].kind;
        let rises = !matches!(kind, QuestionKind::Choice { ordered: false, .. });
        // Whether one of several choices holds is a question of its own, and is judged as that.
        let n_cells = if matches!(variable.cells, Cells::Includes(_) | Cells::StandsIn(_)) {
            0
        } else {
            variable.cells.len() as u8
        };
        for second in 1..n_cells {
            let first = if rises { second - 1 } else { 0 };
            let new = |first| Pair { var, cells: (first, second), is_read: false, decides: false };
            pairs.extend((first..second).map(new));
        }
    }
    pairs
}

/// Finds out which pairs make a difference in one decision, beginning at points at which its outcome hangs by little; the places of
/// those of which it was not found out.
pub(super) fn look(base: &RuleBase, play: &Play, near: &[At], pairs: &mut [Pair]) -> Vec<(usize, (u8, u8))> {
    for pair in pairs.iter_mut().filter(|pair| !pair.decides) {
        let var = pair.var as VarIdx;
        let apart = |rule: &usize| tells_apart(play.diagrams, play.decision.rules[*rule], var, pair.cells);
        let mut readers = play.readers[pair.var].iter().filter(|rule| apart(rule)).peekable();
        pair.is_read |= readers.peek().is_some();
        // A sentence that is shown or not is a difference of its own.
        pair.decides =
            readers.any(|rule| matches!(base.rules.get(*rule).map(|r| &r.effect), Some(Effect::Caution { .. })));
    }
    let mut open: Vec<&mut Pair> = pairs.iter_mut().filter(|pair| pair.is_read && !pair.decides).collect();
    for at in near {
        let mut at = at.clone();
        for pair in &mut open {
            let here = at.point[pair.var];
            play.set(&mut at, pair.var, pair.cells.0);
            let outcome = play.outcome(&at);
            play.set(&mut at, pair.var, pair.cells.1);
            pair.decides = play.outcome(&at) != outcome;
            play.set(&mut at, pair.var, here);
        }
        open.retain(|pair| !pair.decides);
    }
    let mut left = WORK_FOR_ALL;
    let mut undecided = Vec::new();
    for pair in open {
        let branches = [pair.cells.0, pair.cells.1].map(|cell| Branch::fixed(play, pair.var as VarIdx, cell));
        let found = can_differ(play, &branches, &mut left);
        pair.decides = found != Found::No;
        if found == Found::Unknown {
            undecided.push((pair.var, pair.cells));
        }
    }
    undecided
}

/// Two answers to one question, as a finding names them.
pub(super) fn said(context: &Context, (var, cells): (usize, (u8, u8))) -> String {
    let question = context.compiled.space.variables[var].question;
    let question = &context.subject.questionnaire.questions[question.get()];
    let name = |cell: u8| cell_name(context, var, usize::from(cell));
    format!("`{}` or `{}` in `{}`", name(cells.0), name(cells.1), question.id)
}

fn tells_apart(diagrams: &Diagrams, node: NodeId, var: VarIdx, cells: (u8, u8)) -> bool {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        // Variables are tested in order, so nothing below reads one that comes earlier.
        if node <= TRUE || diagrams.var(node) > var || !seen.insert(node) {
            continue;
        }
        if diagrams.var(node) == var {
            if diagrams.child(node, cells.0) != diagrams.child(node, cells.1) {
                return true;
            }
        } else {
            stack.extend_from_slice(diagrams.children(node));
        }
    }
    false
}

/// Reports the pairs that make no difference, but for questions that make none at all.
pub(super) fn report(context: &Context, pairs: &[Pair], decides: impl Fn(usize) -> bool, findings: &mut Findings) {
    let mut last = None;
    for pair in pairs.iter().filter(|pair| pair.is_read && !pair.decides && decides(pair.var)) {
        // Of an answer that comes to the same as several others, one is enough.
        if last.replace((pair.var, pair.cells.1)) == Some((pair.var, pair.cells.1)) {
            continue;
        }
        let question = context.compiled.space.variables[pair.var].question;
        let question = &context.subject.questionnaire.questions[question.get()];
        let name = |cell: u8| cell_name(context, pair.var, usize::from(cell));
        let (first, second) = (name(pair.cells.0), name(pair.cells.1));
        let title =
            format!("in question `{}`, whether `{first}` or `{second}` is answered can change no outcome", question.id);
        let finding = Diagnostic::new(Severity::Note, "never-decisive", &question.place, title)
            .note("with the declared weights every winner, and every close call, is the same for both, whatever else is answered")
            .help("merge the two, give the rules that tell them apart more points, or accept this with a reason");
        findings.report(&question.accept, finding);
    }
}
