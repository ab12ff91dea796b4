//! Findings about what rules add to weights: a weight that falls below zero, and answers under which no criterion weighs anything.

use super::context::{Context, Findings};
use super::cut_short;
use super::descent::{ANYTHING, Open, TooMany, least};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::diagram::{FALSE, TRUE};
use crate::model::RuleBase;

/// Checks the weights of every rule base whose rules add to them.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
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
