//! Findings about criteria: scales that are not what points can come to, and criteria that move together.

use super::climb::climb;
use super::context::{Context, Findings};
use super::cut_short;
use super::descent::{ANYTHING, TooMany, greatest, least, open_on};
use super::rescale::{Written, mend};
use crate::audit::play::Dice;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::diagram::FALSE;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{Criterion, RuleBase};

/// Checks every criterion of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        let of = (base, &Written::new());
        let open = (0..base.criteria.len()).filter(|criterion| !scale(context, of, decision, *criterion, findings));
        let open: Vec<String> = open.map(|criterion| format!("`{}`", base.criteria[criterion].id)).collect();
        cut_short::report(base, "the points of some criteria leave their scale, or fall short of it", &open, findings);
        together(context, base, decision, findings);
    }
}

/// The points of an option on a criterion at one end of what can come about.
struct End {
    points: i64,
    option: usize,
    /// Cells under which they do.
    path: Vec<(VarIdx, u8)>,
}

/// The least and the greatest points of any option where it is not excluded; nothing where every option is excluded everywhere.
fn attainable(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    criterion: usize,
) -> Result<Option<(End, End)>, TooMany> {
    let diagrams = &context.compiled.space.diagrams;
    let (mut lowest, mut highest): (Option<End>, Option<End>) = (None, None);
    for option in 0..base.options.len() {
        let zero = zero_of(base, decision, criterion, option);
        let (open, excluded) = (open_on(decision, criterion, option, 1), decision.excluded[option]);
        // An option that is excluded everywhere has no range, and is found elsewhere.
        let ceiling = lowest.as_ref().map_or(-ANYTHING, |end| end.points - zero);
        let found = least(diagrams, open.clone(), excluded, ceiling)?;
        lowest = found.map(|(sum, path)| End { points: sum + zero, option, path }).or(lowest);
        let floor = highest.as_ref().map_or(ANYTHING, |end| end.points - zero);
        let found = greatest(diagrams, open, excluded, floor)?;
        highest = found.map(|(sum, path)| End { points: sum + zero, option, path }).or(highest);
    }
    Ok(lowest.zip(highest))
}

/// Points that some option is shown to get at either end, where following everything is too much. There may be more beyond.
fn reached(context: &Context, base: &RuleBase, decision: &CompiledDecision, criterion: usize) -> Option<(End, End)> {
    let diagrams = &context.compiled.space.diagrams;
    let ends = |times: i64| {
        let of = move |option: usize| {
            let open = open_on(decision, criterion, option, times);
            let (sum, path) = climb(diagrams, &open, decision.excluded[option])?;
            Some(End { points: times * sum + zero_of(base, decision, criterion, option), option, path })
        };
        (0..base.options.len()).filter_map(of)
    };
    let lowest = ends(-1).min_by_key(|end| end.points);
    lowest.zip(ends(1).max_by_key(|end| (end.points, std::cmp::Reverse(end.option))))
}

/// The points that an option starts from.
fn zero_of(base: &RuleBase, decision: &CompiledDecision, criterion: usize, option: usize) -> i64 {
    decision.start[option][criterion] + i64::from(base.criteria[criterion].scale_low)
}

/// Compares a scale with what points come to; false where neither was proven.
fn scale<'a>(
    context: &Context<'a>,
    (base, written): (&RuleBase, &Written<'a>),
    decision: &CompiledDecision,
    criterion: usize,
    findings: &mut Findings,
) -> bool {
    match attainable(context, base, decision, criterion) {
        // What a rule that never holds leaves unreached is there again once it is mended.
        Ok(Some(ends)) if has_dead_rule(base, decision, criterion) && !leaves(&base.criteria[criterion], &ends) => {}
        Ok(Some(ends)) => not_attained(context, (base, written), criterion, ends, findings),
        Ok(None) => {}
        Err(TooMany) => return left(context, base, criterion, reached(context, base, decision, criterion), findings),
    }
    true
}

/// Whether a rule with points on a criterion never holds, which is a finding of its own.
fn has_dead_rule(base: &RuleBase, decision: &CompiledDecision, criterion: usize) -> bool {
    let is_dead = |rule: usize| decision.rules[rule] == FALSE && !decision.is_too_complex(rule.into());
    let gives = |rule: usize| decision.points[rule].0 == criterion && !decision.points[rule].1.is_empty();
    (0..base.rules.len()).any(|rule| gives(rule) && is_dead(rule))
}

/// Whether points leave a criterion's scale.
fn leaves(criterion: &Criterion, (least, most): &(End, End)) -> bool {
    least.points < i64::from(criterion.scale_low) || most.points > i64::from(criterion.scale_high)
}

/// Reports a scale that points are shown to leave; false where they are not.
fn left(
    context: &Context,
    base: &RuleBase,
    criterion: usize,
    ends: Option<(End, End)>,
    findings: &mut Findings,
) -> bool {
    let declared = &base.criteria[criterion];
    let (low, high) = (i64::from(declared.scale_low), i64::from(declared.scale_high));
    let Some((least, most)) = ends.filter(|(least, most)| least.points < low || most.points > high) else {
        return false;
    };
    let (from, to) = (least.points.min(low), most.points.max(high));
    let title = format!(
        "the scale of criterion `{}` is [{low}, {high}], and its points go from {} to {}, if not further",
        declared.id, least.points, most.points
    );
    let mut finding = Diagnostic::new(Severity::Warning, "scale", &declared.place, title);
    for end in [least, most].into_iter().filter(|end| end.points < low || end.points > high) {
        finding = finding.note(shown(context, base, &end));
    }
    let finding = finding.help(format!("make the scale at least `[{from}, {to}]`, or give fewer points"));
    findings.report(&declared.accept, finding);
    true
}

/// Reports a scale that is not what points come to.
fn not_attained<'a>(
    context: &Context<'a>,
    (base, written): (&RuleBase, &Written<'a>),
    criterion: usize,
    (least, most): (End, End),
    findings: &mut Findings,
) {
    let declared = &base.criteria[criterion];
    let (low, high) = (least.points, most.points);
    if (low, high) == (i64::from(declared.scale_low), i64::from(declared.scale_high)) {
        return;
    }
    let title = if low == high {
        format!("no option ever gets anything but {low} points on criterion `{}`", declared.id)
    } else {
        format!(
            "the scale of criterion `{}` is [{}, {}], and its points go from {low} to {high}",
            declared.id, declared.scale_low, declared.scale_high
        )
    };
    let mut finding = Diagnostic::new(Severity::Warning, "scale", &declared.place, title);
    if low == high {
        finding = finding.help("remove the criterion, or write rules that count on it");
    } else {
        for end in [least, most] {
            finding = finding.note(shown(context, base, &end));
        }
        finding = mend(context, (base, written), criterion, (low, high), finding);
    }
    findings.report(&declared.accept, finding);
}

/// An end of what can come about, with answers that show it.
fn shown(context: &Context, base: &RuleBase, end: &End) -> String {
    format!("`{}` gets {} points {}", base.options[end.option].id, end.points, context.example(&end.path))
}

/// Pairs of criteria whose points rise and fall together under all answers: they are one criterion under two names.
fn together(context: &Context, base: &RuleBase, decision: &CompiledDecision, findings: &mut Findings) {
    let drawn = Drawn::new(context, base, decision);
    let mut open = Vec::new();
    for (b, criterion) in base.criteria.iter().enumerate() {
        for (a, other) in base.criteria[..b].iter().enumerate() {
            if !drawn.may_move_together(a, b) {
                continue;
            }
            let swing = |criterion: usize| swing_of(context, base, decision, criterion);
            let known = swing(a).and_then(|one| Ok(one.zip(swing(b)?)));
            let together = known.and_then(|known| {
                let Some((one, two)) = known else { return Ok(None) };
                let together = move_together(context, base, decision, (a, &one), (b, &two))?;
                Ok(together.then_some((one, two)))
            });
            let Ok(together) = together else {
                open.push(format!("`{}` and `{}`", other.id, criterion.id));
                continue;
            };
            let Some((one, two)) = together else { continue };
            let title = format!("criteria `{}` and `{}` always move together", other.id, criterion.id);
            let step = format!(
                "a step of {} on `{}` is always one of {} on `{}`",
                one.width, other.id, two.width, criterion.id
            );
            let example =
                format!("the step is seen in `{}` {}", base.options[one.option].id, context.example(&one.path));
            let finding = Diagnostic::new(Severity::Warning, "criteria-together", &criterion.place, title)
                .also(&other.place, format!("`{}` stands here", other.id))
                .note(step)
                .note(example)
                .help("merge them, and add their weights");
            findings.report(&criterion.accept, finding);
        }
    }
    cut_short::report(base, "some criteria always move together", &open, findings);
}

/// How many points are drawn from the space.
const N_POINTS: usize = 32;

/// For each criterion, what every option gains on it at points drawn from the space, over the first of them.
struct Drawn(Vec<Vec<i64>>);

impl Drawn {
    fn new(context: &Context, base: &RuleBase, decision: &CompiledDecision) -> Self {
        let diagrams = &context.compiled.space.diagrams;
        let mut dice = Dice::new();
        let n_options = base.options.len();
        let mut sums = vec![vec![0; n_options * N_POINTS]; base.criteria.len()];
        for drawn in 0..N_POINTS {
            let cells =
                (0..diagrams.n_vars()).map(|var| dice.below(usize::from(diagrams.n_cells(var as VarIdx))) as u8);
            let point: Vec<u8> = cells.collect();
            for (node, (criterion, points)) in decision.rules.iter().zip(decision.points.iter()).take(base.rules.len())
            {
                if diagrams.holds(*node, &point) {
                    let sums = &mut sums[*criterion];
                    points.iter().for_each(|(option, points)| sums[drawn * n_options + option.get()] += points);
                }
            }
        }
        sums.iter_mut().for_each(|sums| (0..sums.len()).rev().for_each(|at| sums[at] -= sums[at % n_options]));
        Self(sums)
    }

    /// Whether all the points leave it possible that what one criterion gains is always the same share of what the other one gains.
    fn may_move_together(&self, a: usize, b: usize) -> bool {
        let steps = || self.0[a].iter().zip(&self.0[b]);
        steps()
            .find(|(one, two)| (**one, **two) != (0, 0))
            .is_none_or(|(p, q)| p.signum() == q.signum() && steps().all(|(one, two)| one * q == two * p))
    }
}

/// How far the rules of a criterion move the first option that they move.
struct Swing {
    option: usize,
    /// The distance between the least and the greatest sum.
    width: i64,
    /// Cells under which the greatest comes about.
    path: Vec<(VarIdx, u8)>,
}

fn swing_of(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    criterion: usize,
) -> Result<Option<Swing>, TooMany> {
    let diagrams = &context.compiled.space.diagrams;
    for option in 0..base.options.len() {
        let open = open_on(decision, criterion, option, 1);
        let Some((low, _)) = least(diagrams, open.clone(), FALSE, -ANYTHING)? else { continue };
        if let Some((high, path)) = greatest(diagrams, open, FALSE, low)? {
            return Ok(Some(Swing { option, width: high - low, path }));
        }
    }
    Ok(None)
}

/// Whether, for every option, what one criterion gains is always the same share of what the other one gains.
fn move_together(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    (a, one): (usize, &Swing),
    (b, two): (usize, &Swing),
) -> Result<bool, TooMany> {
    let diagrams = &context.compiled.space.diagrams;
    let is_constant = |option: usize| -> Result<bool, TooMany> {
        let mut open = open_on(decision, a, option, two.width);
        open.extend(open_on(decision, b, option, -one.width));
        let here = open.iter().filter(|(node, _)| diagrams.holds(*node, &vec![0; diagrams.n_vars()]));
        let here = here.map(|(_, points)| points).sum();
        Ok(greatest(diagrams, open.clone(), FALSE, here)?.is_none() && least(diagrams, open, FALSE, here)?.is_none())
    };
    if one.option != two.option {
        return Ok(false);
    }
    // One option that is proven not to be constant decides it, whatever was too much to follow for others.
    let mut too_many = false;
    for option in 0..base.options.len() {
        match is_constant(option) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(TooMany) => too_many = true,
        }
    }
    if too_many { Err(TooMany) } else { Ok(true) }
}
