//! Findings about criteria: scales that are not what points can come to, and criteria that move together.

use super::descent::{Descent, Open, open_on};
use super::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::compile::CompiledDecision;
use crate::engine::diagram::{FALSE, VarIdx};
use crate::model::{Criterion, Place, RuleBase};

/// Checks every criterion of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        for criterion in 0..base.criteria.len() {
            scale(context, base, decision, criterion, findings);
        }
        together(context, base, decision, findings);
    }
}

/// The points of an option on a criterion at one end of what can come about.
struct End {
    points: i64,
    option: usize,
}

/// The least and the greatest points of any option where it is not excluded; nothing where that is too much to follow.
fn attainable(context: &Context, base: &RuleBase, decision: &CompiledDecision, criterion: usize) -> Option<(End, End)> {
    let mut ends: Option<(End, End)> = None;
    for option in 0..base.options.len() {
        let zero = zero_of(base, decision, criterion, option);
        let mut descent = Descent::new(&context.compiled.space.diagrams);
        // An option that is excluded everywhere has no range, and is found elsewhere.
        let range = descent.range(open_on(decision, criterion, option, 1), decision.excluded[option]).ok()?;
        let Some((low, high)) = range.map(|(low, high)| (low + zero, high + zero)) else { continue };
        let (least, most) = ends.get_or_insert((End { points: low, option }, End { points: high, option }));
        if low < least.points {
            *least = End { points: low, option };
        }
        if high > most.points {
            *most = End { points: high, option };
        }
    }
    ends
}

/// The points that an option starts from.
fn zero_of(base: &RuleBase, decision: &CompiledDecision, criterion: usize, option: usize) -> i64 {
    decision.start[option][criterion] + i64::from(base.criteria[criterion].scale_low)
}

fn scale(context: &Context, base: &RuleBase, decision: &CompiledDecision, criterion: usize, findings: &mut Findings) {
    let declared = &base.criteria[criterion];
    let Some((least, most)) = attainable(context, base, decision, criterion) else { return };
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
            finding = finding.note(shown(context, base, decision, criterion, &end));
        }
        finding = finding.help(format!("write `scale = [{low}, {high}]`"));
        if let Some(place) = scale_place(context, declared) {
            finding = finding.fix(&place, format!("[{low}, {high}]"));
        }
    }
    findings.report(&declared.accept, finding);
}

/// An end of what can come about, with answers that show it.
fn shown(context: &Context, base: &RuleBase, decision: &CompiledDecision, criterion: usize, end: &End) -> String {
    let mut descent = Descent::new(&context.compiled.space.diagrams);
    let open = open_on(decision, criterion, end.option, 1);
    let sum = end.points - zero_of(base, decision, criterion, end.option);
    let path = descent.witness(open, decision.excluded[end.option], sum);
    format!("`{}` gets {} points {}", base.options[end.option].id, end.points, context.example(&path))
}

/// Where the scale of a criterion stands: the first list after `scale =` behind its id.
fn scale_place(context: &Context, criterion: &Criterion) -> Option<Place> {
    let text = &context.sources.get(criterion.place.file).text;
    let from = criterion.place.span.end;
    let entry = text.get(from..)?;
    let entry = &entry[..entry.find("\n[").unwrap_or(entry.len())];
    let key = entry.match_indices("scale").find(|(at, key)| entry[at + key.len()..].trim_start().starts_with('='))?.0;
    let start = key + entry[key..].find('[')?;
    let end = start + entry[start..].find(']')? + 1;
    Some(Place { file: criterion.place.file, span: from + start..from + end })
}

/// Pairs of criteria whose points rise and fall together under all answers: they are one criterion under two names.
fn together(context: &Context, base: &RuleBase, decision: &CompiledDecision, findings: &mut Findings) {
    let swings: Vec<Option<Swing>> = (0..base.criteria.len()).map(|c| swing_of(context, base, decision, c)).collect();
    for (b, criterion) in base.criteria.iter().enumerate() {
        for (a, other) in base.criteria[..b].iter().enumerate() {
            let (Some(one), Some(two)) = (&swings[a], &swings[b]) else { continue };
            if !move_together(context, base, decision, (a, one), (b, two)) {
                continue;
            }
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
}

/// How far the rules of a criterion move the first option that they move.
struct Swing {
    option: usize,
    /// The distance between the least and the greatest sum.
    width: i64,
    /// Cells under which the greatest comes about.
    path: Vec<(VarIdx, u8)>,
}

fn swing_of(context: &Context, base: &RuleBase, decision: &CompiledDecision, criterion: usize) -> Option<Swing> {
    (0..base.options.len()).find_map(|option| {
        let mut descent = Descent::new(&context.compiled.space.diagrams);
        let open = open_on(decision, criterion, option, 1);
        let (low, high) = descent.range(open.clone(), FALSE).ok()??;
        (low < high).then(|| Swing { option, width: high - low, path: descent.witness(open, FALSE, high) })
    })
}

/// Whether, for every option, what one criterion gains is always the same share of what the other one gains.
fn move_together(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    (a, one): (usize, &Swing),
    (b, two): (usize, &Swing),
) -> bool {
    let diagrams = &context.compiled.space.diagrams;
    let difference = |option: usize| {
        let mut open = open_on(decision, a, option, two.width);
        open.extend(open_on(decision, b, option, -one.width));
        open
    };
    let at = |open: &Open, path: &[(VarIdx, u8)]| -> i64 {
        let mut point = vec![0; diagrams.n_vars()];
        path.iter().for_each(|(var, cell)| point[usize::from(*var)] = *cell);
        open.iter().filter(|(node, _)| diagrams.holds(*node, &point)).map(|(_, points)| points).sum()
    };
    one.option == two.option
        && (0..base.options.len()).all(|option| {
            let open = difference(option);
            // Where they do not, a few points usually show it.
            let here = at(&open, &[]);
            let is_constant =
                || matches!(Descent::new(diagrams).range(open.clone(), FALSE), Ok(Some((low, high))) if low == high);
            at(&open, &one.path) == here && at(&open, &two.path) == here && is_constant()
        })
}
