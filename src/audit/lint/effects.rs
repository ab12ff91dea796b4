//! Findings about what rules do: points and cautions that reach nobody, or everybody alike; scenarios whose winner is too close to call.

use super::context::{Context, Findings};
use super::pairs::implies;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::meaning::compile::CompiledDecision;
use crate::engine::meaning::diagram::TRUE;
use crate::model::{Effect, OutcomeKind, RuleBase};

/// Checks the effects of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for (base, decision) in context.subject.rule_bases.iter().zip(&context.compiled.decisions) {
        points_to_excluded(context, base, decision, findings);
        same_for_all(base, findings);
        scenarios_in_close_call(context, base, findings);
    }
}

/// Rules whose points, or all of whose cautions, are for options that are excluded whenever the rule fires.
fn points_to_excluded(context: &Context, base: &RuleBase, decision: &CompiledDecision, findings: &mut Findings) {
    let diagrams = &context.compiled.space.diagrams;
    for (position, rule) in base.rules.iter().enumerate() {
        let (what, options): (_, Vec<usize>) = match &rule.effect {
            Effect::Points { points, .. } => ("points", points.iter().map(|(option, _)| option.get()).collect()),
            Effect::Caution { options, .. } if !options.is_empty() => {
                ("caution", options.iter().map(|option| option.get()).collect())
            }
            _ => continue,
        };
        if !rule.is_authored() {
            continue;
        }
        let node = decision.rules[position];
        let is_out = |option: &usize| implies(diagrams, node, decision.excluded[*option]);
        if node > TRUE && options.iter().all(is_out) {
            let reach = if what == "points" { "reach" } else { "reaches" };
            let title =
                format!("the {what} of rule `{}` {reach} nobody: its options are excluded whenever it fires", rule.id);
            let cells = diagrams.witness(node).unwrap_or_default();
            let finding = Diagnostic::new(Severity::Warning, "no-effect", &rule.place, title)
                .note(format!("it fires {}", context.example(&cells)))
                .help("remove the rule, or narrow the veto");
            let finding = context.with_vetoes(finding, (base, decision), &cells, &options);
            findings.report(&rule.accept, finding);
        } else if node > TRUE && what == "points" && base.entries().any(|entry| entry.get() == position) {
            for option in options.into_iter().filter(is_out) {
                let (id, entry) = (base.options[option].id.as_str(), base.entry_id(position.into()));
                let title =
                    format!("the points of rule `{entry}` for `{id}` reach nobody: it is excluded whenever it fires");
                let cells = diagrams.witness(node).unwrap_or_default();
                let finding = Diagnostic::new(Severity::Warning, "no-effect", &rule.place, title)
                    .about(id)
                    .note(format!("it fires {}", context.example(&cells)))
                    .help("leave it out, or narrow the veto");
                let finding = context.with_vetoes(finding, (base, decision), &cells, &[option]);
                findings.report(&rule.accept, finding);
            }
        }
    }
}

/// Rules that give every option the same points, which moves nobody.
fn same_for_all(base: &RuleBase, findings: &mut Findings) {
    for rule in &base.rules {
        let Effect::Points { points, .. } = &rule.effect else { continue };
        let all_same = points.len() == base.options.len() && points.iter().all(|(_, p)| *p == points[0].1);
        if all_same && base.options.len() > 1 {
            let title = format!("rule `{}` gives every option the same points, so it changes no outcome", rule.id);
            let finding = Diagnostic::new(Severity::Warning, "no-effect", &rule.place, title)
                .help("leave out the options it does not favour, or make it a caution");
            findings.report(&rule.accept, finding);
        }
    }
}

/// Scenarios that name one winner while the lead is too close to call.
fn scenarios_in_close_call(context: &Context, base: &RuleBase, findings: &mut Findings) {
    let names_one = |s: &crate::model::Scenario| s.expect.acceptable.len() == 1 && s.expect.outcome.is_none();
    if !base.scenarios.iter().any(names_one) {
        return;
    }
    let runner = crate::audit::scenarios::Runner::new(context.subject);
    for result in runner.run(base, names_one) {
        let scenario = &base.scenarios[result.scenario];
        let close = base.decision.close_call;
        // Of level options none is the winner, which fails the scenario as well.
        let is_level = result.lead == 0.0 && result.failures.iter().all(|failure| failure.part == "winner");
        if (result.passed() || is_level) && result.outcome == OutcomeKind::CloseCall {
            let winner =
                result.winner.map_or_else(String::new, |winner| format!(" `{}`", base.options[winner.get()].id));
            let title = format!("scenario `{}` names a winner whose lead is too close to call", scenario.id);
            let lead = if is_level {
                "its answers leave options level, so that none of them wins".to_owned()
            } else {
                format!(
                    "its answers give{winner} a lead of {:.1} fit points, and up to {close} is too close",
                    result.lead
                )
            };
            let finding = Diagnostic::new(Severity::Note, "scenario-close-call", &scenario.place, title)
                .note(lead)
                .help("expect `outcome = \"close-call\"`, list the `acceptable` options, or make the case clearer");
            findings.report(&scenario.accept, finding);
        }
    }
}
