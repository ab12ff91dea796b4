//! What no scenario pins, as findings: the rules whose points could all have the other sign, and every scenario would pass as before.

use std::sync::Arc;

use super::coverage::reachable;
use super::lint::{say_answers, stale};
use super::mutate::{Kind, Mutated, Mutation, Pin};
use super::scenarios::word;
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::model::{Effect, OptionIdx, OutcomeKind, RuleBase, Subject};

/// The code of a rule whose sign is pinned by nothing. `archfit test --mutate` looks for it, `archfit check` does not.
pub const UNPINNED: &str = "unpinned";

/// A finding for each rule that can fire and whose sign no scenario pins, unless that is accepted there; and for each acceptance of it
/// where a scenario does.
pub fn unpinned(subject: &Arc<Subject>, base: &RuleBase, mutated: &Mutated, sources: &Sources) -> Vec<Diagnostic> {
    let can_fire = reachable(subject, base);
    let signs = mutated.mutations.iter().filter(|mutation| mutation.kind == Kind::Sign);
    let one = |mutation: &Mutation| {
        let rule = &base.rules[mutation.rule.get()];
        let can_fire = || base.with_levels(mutation.rule).into_iter().any(|rule| can_fire[rule.get()]);
        match (mutation.is_pinned, rule.accept.get(UNPINNED)) {
            (false, None) if can_fire() => Some(finding(base, mutation)),
            (true, Some(given)) => Some(stale(UNPINNED, given, &rule.place, sources)),
            _ => None,
        }
    };
    signs.filter_map(one).collect()
}

fn finding(base: &RuleBase, mutation: &Mutation) -> Diagnostic {
    let rule = &base.rules[mutation.rule.get()];
    let id = base.entry_id(mutation.rule);
    let title = match rule.effect {
        Effect::Weighs(_) => format!("no scenario notices when what `{id}` adds to weights has the other sign"),
        _ => format!("no scenario notices when the points of `{id}` have the other sign"),
    };
    let finding = Diagnostic::new(Severity::Warning, UNPINNED, &rule.place, title);
    let help = "add a scenario whose expected outcome hangs on it, leave the rule out, or accept it with the reason why no case can tell";
    finding.note(told(base, mutation.pin.as_ref())).help(help)
}

/// The case that would notice a change, in words.
pub fn told(base: &RuleBase, pin: Option<&Pin>) -> String {
    let Some(pin) = pin else { return "no scenario with one other answer would notice".to_owned() };
    let like = &base.scenarios[pin.like].id;
    let outcome = |(winner, kind): (Option<OptionIdx>, OutcomeKind)| match winner {
        Some(winner) => format!("`{}` ({})", base.options[winner.get()].id, word(kind)),
        None => word(kind).to_owned(),
    };
    let (now, then) = (outcome(pin.now), outcome(pin.then));
    if pin.answers.0.is_empty() {
        return format!("`{like}` comes out as {now}, then as {then}, but does not expect so much");
    }
    format!("`{like}` with {} would: {now}, then {then}", say_answers(&pin.answers))
}
