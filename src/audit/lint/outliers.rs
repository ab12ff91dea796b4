//! Findings about numbers that are far from all others beside them: points on a criterion, what a rule adds to a weight, and what a point
//! is worth. No number is wrong by being large; one that is several times any other was perhaps typed with a digit too many.

use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Accepted, CriterionIdx, Effect, Place, RuleBase};

/// How many times as much as every other one is far.
const FAR: i64 = 5;

/// How many times as much a point may be worth on one criterion as on every other: weights follow scales, so these lie closer together.
const FAR_IN_WORTH: u128 = 4;

/// How many others there have to be for one to be far from them.
const N_OTHERS: usize = 4;

/// Checks the numbers of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for base in &context.subject.rule_bases {
        for criterion in (0..base.criteria.len()).map(CriterionIdx::from) {
            let id = &base.criteria[criterion.get()].id;
            far(&points(base, criterion), &|much| format!("{much} points on `{id}`"), findings);
        }
        far(&added_to_weights(base), &|much| format!("{much} to a weight"), findings);
        worth(base, findings);
    }
}

/// The numbers of one entry on one criterion, without signs.
struct Given<'a> {
    /// What gives them, in words.
    what: String,
    least: i64,
    most: i64,
    /// Where it can be accepted; points of steps stand there to be compared with.
    entry: Option<(&'a Accepted, &'a Place)>,
}

impl<'a> Given<'a> {
    fn new(what: String, numbers: impl Iterator<Item = i32>, entry: Option<(&'a Accepted, &'a Place)>) -> Option<Self> {
        let sizes: Vec<i64> = numbers.filter(|number| *number != 0).map(|number| i64::from(number).abs()).collect();
        Some(Self { what, least: *sizes.iter().min()?, most: *sizes.iter().max()?, entry })
    }
}

/// What gives points on a criterion.
fn points(base: &RuleBase, criterion: CriterionIdx) -> Vec<Given<'_>> {
    let mut seen: Vec<&Place> = Vec::new();
    let of_rules = base.rules.iter().filter_map(|rule| {
        let Effect::Points { criterion: on, points } = &rule.effect else { return None };
        // What one entry comes to for each level or step is written once.
        if *on != criterion || seen.last().is_some_and(|last| **last == rule.place) {
            return None;
        }
        seen.push(&rule.place);
        let entry = rule.is_authored().then_some((&rule.accept, &rule.place));
        Given::new(format!("rule `{}` gives", rule.id), points.iter().map(|(_, points)| *points), entry)
    });
    let mut given: Vec<Given> = of_rules.collect();
    given.extend(base.options.iter().filter_map(|option| {
        let own = option.base.iter().filter(|start| start.criterion == criterion).map(|start| start.points);
        Given::new(format!("option `{}` starts with", option.id), own, Some((&option.accept, &option.place)))
    }));
    given
}

/// What adds to weights, or takes off them.
fn added_to_weights(base: &RuleBase) -> Vec<Given<'_>> {
    let of_rules = base.written_rules().filter_map(|rule| {
        let Effect::Weighs(added) = &rule.effect else { return None };
        let entry = Some((&rule.accept, &rule.place));
        Given::new(format!("rule `{}` adds", rule.id), added.iter().map(|(_, amount)| *amount), entry)
    });
    of_rules.collect()
}

/// Reports what is several times, or a small part of, all that stands beside it.
fn far(all: &[Given], say: &dyn Fn(i64) -> String, findings: &mut Findings) {
    for (position, one) in all.iter().enumerate() {
        let others = || all.iter().enumerate().filter(|(other, _)| *other != position).map(|(_, other)| other);
        let (Some((accept, place)), true) = (one.entry, all.len() > N_OTHERS) else { continue };
        let (Some(most), Some(least)) = (others().map(|of| of.most).max(), others().map(|of| of.least).min()) else {
            continue;
        };
        let (much, beside) = if one.most >= FAR * most {
            (one.most, format!("no other number there is above {most}"))
        } else if one.least * FAR <= least {
            (one.least, format!("no other number there is below {least}"))
        } else {
            continue;
        };
        let title = format!("{} {}, far from all others", one.what, say(much));
        let finding = Diagnostic::new(Severity::Note, "outlier", place, title)
            .note(beside)
            .help("write the number that was meant, or accept this with the reason why it counts so much or so little");
        findings.report_in(place, accept, finding);
    }
}

/// Reports a criterion on which a point is worth several times, or a small part of, what it is on all others.
fn worth(base: &RuleBase, findings: &mut Findings) {
    let weighed: Vec<_> = base.criteria.iter().filter(|of| of.weight > 0 && of.swing() > 0).collect();
    if weighed.len() < 3 {
        return;
    }
    // Whether a point on the first is worth at least so many times what it is on the second.
    let is_above = |a: &crate::model::Criterion, b: &crate::model::Criterion| {
        u128::from(a.weight) * b.swing() as u128 >= FAR_IN_WORTH * u128::from(b.weight) * a.swing() as u128
    };
    for one in &weighed {
        let others = || weighed.iter().filter(|other| other.id != one.id);
        let how = if others().all(|other| is_above(one, other)) {
            "more"
        } else if others().all(|other| is_above(other, one)) {
            "less"
        } else {
            continue;
        };
        let title =
            format!("a point on `{}` counts at least {FAR_IN_WORTH} times {how} than on any other criterion", one.id);
        let finding = Diagnostic::new(Severity::Note, "outlier", &one.place, title)
            .note(format!(
                "its weight is {}, and its scale goes from {} to {}",
                one.weight, one.scale_low, one.scale_high
            ))
            .help("write the weight or the scale that was meant, or accept this with a reason");
        findings.report(&one.accept, finding);
    }
}
