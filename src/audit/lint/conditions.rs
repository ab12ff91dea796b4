//! Findings about conditions: never or always true, said twice, standing in another's shadow.

use super::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::compile::CompiledDecision;
use crate::engine::diagram::{Diagrams, FALSE, NodeId, TRUE};
use crate::model::{Effect, OptionIdx, Rule, RuleBase};

/// Checks every rule's condition, alone and against the others.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let mut diagrams = context.compiled.space.diagrams.clone();
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        for (position, rule) in base.rules.iter().enumerate() {
            if decision.too_complex.iter().any(|r| r.get() == position) {
                findings.found.push(too_complex(rule));
                continue;
            }
            constant(rule, decision.rules[position], findings);
            against_earlier(base, decision, position, &mut diagrams, findings);
        }
        everything_excluded(context, base, decision, &mut diagrams, findings);
    }
}

fn too_complex(rule: &Rule) -> Diagnostic {
    let title = format!("the condition of rule `{}` is too complex to analyse", rule.id);
    Diagnostic::new(Severity::Error, "too-complex", &rule.place, title)
        .help("split the rule by its `or`, or name a part of the condition as a trait")
}

fn constant(rule: &Rule, node: NodeId, findings: &mut Findings) {
    let finding = match node {
        FALSE => Diagnostic::new(
            Severity::Error,
            "never-true",
            &rule.place,
            format!("rule `{}` can never fire: no answers satisfy its condition", rule.id),
        )
        .help("remove the rule, or mend its condition: mind that skipped questions satisfy no comparison"),
        TRUE => Diagnostic::new(
            Severity::Warning,
            "always-true",
            &rule.place,
            format!("rule `{}` fires whatever is answered", rule.id),
        )
        .help("give the points as `base` of the options, or narrow the condition"),
        _ => return,
    };
    findings.report(&rule.accept, finding);
}

/// Compares a rule with those before it, so that every pair is reported once, at the later rule.
fn against_earlier(
    base: &RuleBase,
    decision: &CompiledDecision,
    position: usize,
    diagrams: &mut Diagrams,
    findings: &mut Findings,
) {
    let (rule, node) = (&base.rules[position], decision.rules[position]);
    for (earlier, other) in base.rules[..position].iter().zip(&decision.rules) {
        let finding = match (&earlier.effect, &rule.effect) {
            (Effect::Points { criterion: a, points: p }, Effect::Points { criterion: b, points: q }) if a == b => {
                if node != *other {
                    continue;
                }
                if p == q { Some(duplicate(rule, earlier)) } else { counted_twice(base, rule, earlier, p, q) }
            }
            (Effect::Excludes(a), Effect::Excludes(b)) => shadowed(rule, earlier, (node, *other), (a, b), diagrams),
            (Effect::Caution { text: a, .. }, Effect::Caution { text: b, .. }) if a == b && node == *other => {
                Some(duplicate(rule, earlier))
            }
            _ => None,
        };
        if let Some(finding) = finding {
            findings.report(&rule.accept, finding.also(&earlier.place, format!("`{}` stands here", earlier.id)));
        }
    }
}

fn duplicate(rule: &Rule, earlier: &Rule) -> Diagnostic {
    let title = format!("rule `{}` says what `{}` already says", rule.id, earlier.id);
    Diagnostic::new(Severity::Error, "duplicate-rule", &rule.place, title).help("remove one of the two")
}

/// Two rules with the same condition that push one option the same way on one criterion.
fn counted_twice(
    base: &RuleBase,
    rule: &Rule,
    earlier: &Rule,
    a: &[(OptionIdx, i32)],
    b: &[(OptionIdx, i32)],
) -> Option<Diagnostic> {
    let same_way = |(option, points): &&(OptionIdx, i32)| a.iter().any(|(o, p)| o == option && (p * points) > 0);
    let (option, _) = b.iter().find(same_way)?;
    let option = &base.options[option.get()].id;
    let title = format!("rules `{}` and `{}` count the same thing twice for `{option}`", earlier.id, rule.id);
    let finding = Diagnostic::new(Severity::Warning, "counted-twice", &rule.place, title);
    Some(finding.note("both fire under exactly the same answers, on the same criterion").help("merge the two rules"))
}

/// A veto that adds nothing because another one excludes the same options whenever it fires.
fn shadowed(
    rule: &Rule,
    earlier: &Rule,
    (node, other): (NodeId, NodeId),
    (a, b): (&[OptionIdx], &[OptionIdx]),
    diagrams: &mut Diagrams,
) -> Option<Diagnostic> {
    let within = |inner: &[OptionIdx], outer: &[OptionIdx]| inner.iter().all(|o| outer.contains(o));
    let (hidden, by) = if within(b, a) && implies(diagrams, node, other) {
        (rule, earlier)
    } else if within(a, b) && implies(diagrams, other, node) {
        (earlier, rule)
    } else {
        return None;
    };
    let title = format!("veto `{}` adds nothing: `{}` excludes the same options whenever it fires", hidden.id, by.id);
    let finding = Diagnostic::new(Severity::Warning, "shadowed", &rule.place, title);
    Some(finding.help(format!("remove `{}`, or say in `because` of `{}` what both mean", hidden.id, by.id)))
}

fn implies(diagrams: &mut Diagrams, a: NodeId, b: NodeId) -> bool {
    diagrams.allow_more(crate::engine::space::MAX_NODES_PER_CONDITION);
    let both = diagrams.and(a, b);
    a != FALSE && both == Ok(a)
}

/// Answers under which every option is excluded.
fn everything_excluded(
    context: &Context,
    base: &RuleBase,
    decision: &CompiledDecision,
    diagrams: &mut Diagrams,
    findings: &mut Findings,
) {
    if base.options.is_empty() {
        return;
    }
    diagrams.allow_more(crate::engine::space::MAX_NODES_PER_CONDITION);
    let all = decision.excluded.iter().try_fold(TRUE, |all, out| diagrams.and(all, *out));
    let Some(cells) = all.ok().filter(|all| *all != FALSE).and_then(|all| diagrams.witness(all)) else { return };
    let title = format!("the vetoes of `{}` can exclude every option at once", base.decision.id);
    let finding = Diagnostic::new(Severity::Warning, "contradictory-vetoes", &base.decision.place, title)
        .note(context.example(&cells))
        .help("add an option that remains, narrow a veto, or turn a veto that is no hard fact into points");
    findings.report(&base.decision.accept, finding);
}
