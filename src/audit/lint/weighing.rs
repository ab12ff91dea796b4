//! Findings about what rules add to weights: a weight that falls below zero, and answers under which no criterion weighs anything.

use super::context::{Context, Findings};
use super::cut_short;
use super::descent::{ANYTHING, Open, TooMany, least};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::diagram::{FALSE, TRUE};
use crate::model::{CriterionIdx, Effect, RuleBase, RuleIdx};

/// Checks the weights of every rule base whose rules add to them.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        says_nothing(base, findings);
        undone(base, decision, findings);
        let mut open = Vec::new();
        for criterion in 0..base.criteria.len() {
            if below_zero(context, base, decision, criterion, findings).is_err() {
                open.push(format!("`{}`", base.criteria[criterion].id));
            }
        }
        cut_short::report(base, "the weights of some criteria fall below zero", &open, findings);
        if nothing_weighs(context, base, decision, findings).is_err() {
            let all = [format!("`{}`", base.decision.id)];
            cut_short::report(base, "there are answers under which no criterion weighs anything", &all, findings);
        }
    }
}

/// The rules that weigh, each with what it adds.
fn weighing(base: &RuleBase) -> impl Iterator<Item = (RuleIdx, &[(CriterionIdx, i32)])> {
    base.entries().filter_map(|rule| match &base.rules[rule.get()].effect {
        Effect::Weighs(added) => Some((rule, &added[..])),
        _ => None,
    })
}

/// Reports the only rule that weighs where it adds to all weights in proportion: then no share changes.
fn says_nothing(base: &RuleBase, findings: &mut Findings) {
    let mut all = weighing(base);
    let (Some((rule, added)), None) = (all.next(), all.next()) else { return };
    let amounts = (0..base.criteria.len()).map(|at| {
        let own = added.iter().find(|(criterion, _)| criterion.get() == at);
        (own.map_or(0, |(_, amount)| i64::from(*amount)), i64::from(base.criteria[at].weight))
    });
    let amounts: Vec<(i64, i64)> = amounts.collect();
    let is_alike = |(a, weight): &(i64, i64)| amounts.iter().all(|(b, other)| a * other == b * weight);
    if amounts.iter().all(is_alike) {
        let rule = &base.rules[rule.get()];
        let title = format!("rule `{}` adds to all weights in the same proportion, so no share changes", rule.id);
        let finding = Diagnostic::new(Severity::Warning, "never-decisive", &rule.place, title)
            .help("add to those criteria only that matter more there");
        findings.report(&rule.accept, finding);
    }
}

/// Reports a rule that takes off what another one adds where both hold, which is always together.
fn undone(base: &RuleBase, decision: &CompiledDecision, findings: &mut Findings) {
    let all: Vec<(RuleIdx, &[(CriterionIdx, i32)])> = weighing(base).collect();
    for (at, (later, taken)) in all.iter().enumerate() {
        let is_same = |(earlier, _): &&(RuleIdx, &[(CriterionIdx, i32)])| {
            let known = |rule: &RuleIdx| !decision.is_too_complex(*rule);
            known(earlier) && known(later) && decision.rules[earlier.get()] == decision.rules[later.get()]
        };
        let undoes = |added: &[(CriterionIdx, i32)]| {
            added.len() == taken.len() && added.iter().zip(*taken).all(|(a, b)| a.0 == b.0 && a.1 == -b.1)
        };
        let earlier = all[..at].iter().find(|other| is_same(other) && undoes(other.1));
        if let Some((earlier, _)) = earlier {
            let (earlier, later) = (&base.rules[earlier.get()], &base.rules[later.get()]);
            let title = format!("rule `{}` takes back what `{}` adds to weights", later.id, earlier.id);
            let finding = Diagnostic::new(Severity::Warning, "never-decisive", &later.place, title)
                .also(&earlier.place, "both hold for the same answers")
                .help("remove both, or say where they differ");
            findings.report(&later.accept, finding);
        }
    }
}

/// What some rules add to weights, by the diagrams of when they do; nothing where one of them has none.
fn added(decision: &CompiledDecision, counts: impl Fn(usize) -> bool) -> Result<Open, TooMany> {
    let counting = decision.weighings.iter().filter(|weighing| counts(weighing.criterion.get()));
    let of = |weighing: &crate::model::Weighing| {
        let is_known = !decision.is_too_complex(weighing.rule);
        is_known.then(|| (decision.rules[weighing.rule.get()], i64::from(weighing.amount))).ok_or(TooMany)
    };
    counting.map(of).filter(|found| !matches!(found, Ok((FALSE, _)))).collect()
}

fn below_zero(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    criterion: usize,
    findings: &mut Findings,
) -> Result<(), TooMany> {
    let open = added(decision, |on| on == criterion)?;
    let declared = &base.criteria[criterion];
    let weight = i64::from(declared.weight);
    if open.iter().map(|(_, amount)| amount.min(&0)).sum::<i64>() + weight >= 0 {
        return Ok(());
    }
    let (certain, open): (Open, Open) = open.into_iter().partition(|(node, _)| *node == TRUE);
    let certain = weight + certain.iter().map(|(_, amount)| amount).sum::<i64>();
    let (sum, path) = least(&context.compiled.space.diagrams, open, FALSE, ANYTHING.abs())?.unwrap_or_default();
    if certain + sum >= 0 {
        return Ok(());
    }
    let title = format!("the weight of criterion `{}` falls to {}", declared.id, certain + sum);
    let finding = Diagnostic::new(Severity::Error, "weight-below-zero", &declared.place, title)
        .note(format!("it is declared as {weight}, and rules add to it {}", context.example(&path)))
        .help("declare a greater weight, take off less, or put the rules that take off into a `group`, of which one fires");
    findings.report(&declared.accept, finding);
    Ok(())
}

/// Whether all weights together can come to nothing, where rules take so much off.
fn nothing_weighs(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    findings: &mut Findings,
) -> Result<(), TooMany> {
    let open = added(decision, |_| true)?;
    let weight: i64 = base.criteria.iter().map(|criterion| i64::from(criterion.weight)).sum();
    if open.is_empty() || open.iter().map(|(_, amount)| amount.min(&0)).sum::<i64>() + weight > 0 {
        return Ok(());
    }
    let (certain, open): (Open, Open) = open.into_iter().partition(|(node, _)| *node == TRUE);
    let certain = weight + certain.iter().map(|(_, amount)| amount).sum::<i64>();
    let (sum, path) = least(&context.compiled.space.diagrams, open, FALSE, ANYTHING.abs())?.unwrap_or_default();
    if certain + sum > 0 {
        return Ok(());
    }
    let title = format!("no criterion of decision `{}` weighs anything under some answers", base.decision.id);
    let finding = Diagnostic::new(Severity::Error, "weight-below-zero", &base.decision.place, title)
        .note(format!("what is declared and what rules add comes to {} {}", certain + sum, context.example(&path)))
        .help("declare a weight above 0 for some criterion, or let a rule add to one where no other does");
    findings.report(&base.decision.accept, finding);
    Ok(())
}
