//! Conditions changed by one small step: a threshold moved to its neighbour, a part left out.

use std::collections::BTreeSet;

use crate::audit::condition_parts::each_part;
use crate::condition::print;
use crate::engine::meaning::cuts::{conditions, each_atom};
use crate::engine::meaning::variable::full_mask;
use crate::model::{Atom, Expr, Interval, NumberSpec, QuantityIdx, QuestionIdx, QuestionKind, Questionnaire, Subject};

/// A changed condition.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    /// The condition as it reads then.
    pub(super) expr: Expr,
    /// What was done to it, as a person would say it.
    pub(super) said: String,
    /// The question whose threshold moved by one unit, inside a cell: only an answer that is a number tells the difference.
    pub(super) by_unit: Option<QuestionIdx>,
}

/// The condition with one of its thresholds moved by one: to the next level, choice, edge of a band or number.
pub(super) fn moved_thresholds(expr: &Expr, subject: &Subject) -> Vec<Changed> {
    let questionnaire = &subject.questionnaire;
    let mut found = Vec::new();
    each_part(expr, &mut |part, rebuild| {
        let Expr::Atom(atom) = part else { return };
        for (moved, by_unit) in neighbours(atom, subject) {
            let (from, to) = (print(part, questionnaire), print(&Expr::Atom(moved.clone()), questionnaire));
            let said = format!("`{from}` moved to `{to}`");
            found.push(Changed { expr: rebuild(Expr::Atom(moved)), said, by_unit });
        }
    });
    found
}

/// The condition with one of the parts left out that have to hold together.
pub(super) fn dropped_parts(expr: &Expr, questionnaire: &Questionnaire) -> Vec<Changed> {
    let mut found = Vec::new();
    each_part(expr, &mut |part, rebuild| {
        let Expr::And(parts) = part else { return };
        for (at, dropped) in parts.iter().enumerate() {
            let mut left = parts.clone();
            left.remove(at);
            let left = if left.len() == 1 { left.remove(0) } else { Expr::And(left) };
            let said = format!("without `{}`", print(dropped, questionnaire));
            found.push(Changed { expr: rebuild(left), said, by_unit: None });
        }
    });
    found
}

/// A comparison with its threshold one step lower and one step higher, where it has one.
fn neighbours(atom: &Atom, subject: &Subject) -> Vec<(Atom, Option<QuestionIdx>)> {
    let questionnaire = &subject.questionnaire;
    match atom {
        Atom::Trait { of, mask } => {
            let n_levels = questionnaire.traits[of.get()].levels.len();
            moved_masks(*mask, n_levels).map(|mask| (Atom::Trait { of: *of, mask }, None)).collect()
        }
        Atom::Choice { question, mask } => match &questionnaire.questions[question.get()].kind {
            QuestionKind::Choice { choices, ordered: true } => moved_masks(*mask, choices.len())
                .map(|mask| (Atom::Choice { question: *question, mask }, None))
                .collect(),
            _ => Vec::new(),
        },
        Atom::Number { question, intervals } => match questionnaire.questions[question.get()].kind.number() {
            Some(spec) => moved_intervals(*question, intervals, spec),
            None => Vec::new(),
        },
        Atom::Quantity { of, comparison, bound } => {
            let moved = |bound| (Atom::Quantity { of: *of, comparison: *comparison, bound }, None);
            neighbouring_bounds(*of, *bound, subject).into_iter().map(moved).collect()
        }
        Atom::Includes { .. } | Atom::IsNa { .. } => Vec::new(),
    }
}

/// Levels from one on, or up to one, from the next or up to the next. A single level in the middle has two edges; moving either is
/// moving what is meant, so it is left alone.
fn moved_masks(mask: u64, n: usize) -> impl Iterator<Item = u64> {
    let all = full_mask(n);
    let n_inside = mask.count_ones() as usize;
    let is_upper = mask & all == all & !full_mask(n - n_inside.min(n));
    let is_lower = mask & all == full_mask(n_inside);
    let of = move |count: usize| if is_upper { all & !full_mask(n - count) } else { full_mask(count) };
    let counts = [n_inside.wrapping_sub(1), n_inside + 1].into_iter();
    let has_edge = is_upper != is_lower;
    counts.filter(move |count| has_edge && (1..n).contains(count)).map(of)
}

fn moved_intervals(
    question: QuestionIdx,
    intervals: &[Interval],
    spec: &NumberSpec,
) -> Vec<(Atom, Option<QuestionIdx>)> {
    let starts: BTreeSet<i64> = spec.bands.iter().map(|band| band.from).collect();
    let mut found = Vec::new();
    let mut add = |at: usize, moved: Interval, is_edge: bool| {
        let mut intervals = intervals.to_vec();
        intervals[at] = moved;
        let is_apart = intervals.windows(2).all(|pair| pair[0].high < pair[1].low);
        let is_inside = spec.min <= moved.low && moved.low <= moved.high && moved.high <= spec.max;
        let is_all = moved.low == spec.min && moved.high == spec.max;
        if is_apart && is_inside && !is_all {
            found.push((Atom::Number { question, intervals }, (!is_edge).then_some(question)));
        }
    };
    for (at, interval) in intervals.iter().enumerate() {
        if interval.low > spec.min && interval.low < interval.high {
            for (start, is_edge) in steps(interval.low, &starts) {
                add(at, Interval { low: start, ..*interval }, is_edge);
            }
        }
        if interval.high < spec.max && interval.low < interval.high {
            for (start, is_edge) in steps(interval.high + 1, &starts) {
                add(at, Interval { high: start - 1, ..*interval }, is_edge);
            }
        }
    }
    found
}

/// The first number of the next band below and above, if it is an edge of bands that moves; otherwise one less and one more.
fn steps(start: i64, starts: &BTreeSet<i64>) -> Vec<(i64, bool)> {
    if !starts.contains(&start) {
        return vec![(start - 1, false), (start + 1, false)];
    }
    let (below, above) = (starts.range(..start).next_back(), starts.range(start + 1..).next());
    below.into_iter().chain(above).map(|start| (*start, true)).collect()
}

/// The next bounds below and above that some condition compares a quantity with; one less and one more where there are none.
fn neighbouring_bounds(of: QuantityIdx, bound: i64, subject: &Subject) -> [i64; 2] {
    let mut bounds = BTreeSet::new();
    for condition in conditions(subject) {
        each_atom(condition, &mut |atom| {
            if let Atom::Quantity { of: other, bound, .. } = atom
                && *other == of
            {
                bounds.insert(*bound);
            }
        });
    }
    let below = bounds.range(..bound).next_back().copied().unwrap_or(bound - 1);
    [below, bounds.range(bound + 1..).next().copied().unwrap_or(bound + 1)]
}
