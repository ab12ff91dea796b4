//! Findings about conditions by themselves: never or always true, too complex, vetoes that leave no option.

use super::conflicts::conflicts;
use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::diagram::{FALSE, NodeId, TRUE};
use crate::model::{Origin, Rule, RuleBase, RuleIdx};

/// Checks every rule's condition.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        for (position, rule) in base.rules.iter().enumerate() {
            if decision.too_complex.iter().any(|r| r.get() == position) {
                findings.found.push(too_complex(rule));
                continue;
            }
            if rule.origin == Origin::DecideIf {
                never_made(base, decision.rules[position], findings);
            }
            if !rule.is_authored() {
                continue;
            }
            constant(context, rule, decision.rules[position], findings);
        }
        unreached_steps(base, decision, findings);
        everything_excluded(context, base, decision, findings);
    }
}

/// Steps of which not even the first is reached, whatever is answered.
fn unreached_steps(base: &RuleBase, decision: &CompiledDecision, findings: &mut Findings) {
    let is_step = |at: &usize| base.rules[*at].origin == Origin::Step;
    let steps: Vec<usize> = (0..base.rules.len()).filter(is_step).collect();
    let is_out = |at: usize| decision.rules[at] == FALSE && !decision.is_too_complex(RuleIdx::from(at));
    for own in steps.chunk_by(|a, b| base.rules[*a].place == base.rules[*b].place) {
        if own.iter().all(|at| is_out(*at)) {
            let first = &base.rules[own[0]];
            let place = &first.place;
            let title = "no option comes to the first of these steps, whatever is answered".to_owned();
            let finding = Diagnostic::new(Severity::Error, "never-true", place, title)
                .note(format!("the first is reached where `{}`", first.when.text))
                .help("write a smaller `from`, or mend the unit costs that are looked at");
            findings.report(&first.accept, finding);
        }
    }
}

fn too_complex(rule: &Rule) -> Diagnostic {
    let title = format!("the condition of rule `{}` is too complex to analyse", rule.id);
    Diagnostic::new(Severity::Error, "too-complex", &rule.place, title)
        .help("split the rule by its `or`, or name a part of the condition as a trait")
}

fn constant(context: &Context, rule: &Rule, node: NodeId, findings: &mut Findings) {
    let finding = match node {
        FALSE => Diagnostic::new(
            Severity::Error,
            "never-true",
            &rule.place,
            format!("rule `{}` can never fire: no answers satisfy its condition", rule.id),
        )
        .notes(conflicts(&rule.when.expr, context))
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

/// A decision that never has to be made, or always, although it says when; given where there is nothing to decide.
fn never_made(base: &RuleBase, idle: NodeId, findings: &mut Findings) {
    let decision = &base.decision;
    let finding = match idle {
        TRUE => Diagnostic::new(
            Severity::Error,
            "never-true",
            &decision.place,
            format!("decision `{}` never has to be made: no answers satisfy its `decide-if`", decision.id),
        )
        .help("mend the condition: mind that skipped questions satisfy no comparison"),
        FALSE => Diagnostic::new(
            Severity::Warning,
            "always-true",
            &decision.place,
            format!("decision `{}` has to be made whatever is answered, so its `decide-if` says nothing", decision.id),
        )
        .help("remove `decide-if`, or narrow it"),
        _ => return,
    };
    findings.report(&decision.accept, finding);
}

/// Answers under which every option is excluded.
fn everything_excluded(context: &Context, base: &RuleBase, decision: &CompiledDecision, findings: &mut Findings) {
    if base.options.is_empty() {
        return;
    }
    let Some(cells) = context.compiled.space.diagrams.witness(decision.none_left) else { return };
    let title = format!("the vetoes of `{}` can exclude every option at once", base.decision.id);
    let finding = Diagnostic::new(Severity::Warning, "contradictory-vetoes", &base.decision.place, title)
        .note(context.example(&cells))
        .help("add an option that remains, narrow a veto, or turn a veto that is no hard fact into points");
    let options: Vec<usize> = (0..base.options.len()).collect();
    let finding = context.with_vetoes(finding, (base, decision), &cells, &options);
    findings.report(&base.decision.accept, finding);
}
