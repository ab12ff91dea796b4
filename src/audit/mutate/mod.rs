//! What no scenario pins: every rule that gives points or weighs, and every other number, changed a little in several ways, and whether a
//! scenario notices.
//!
//! A green test run says that scenarios pass, not that they would fail if a rule were wrong. Each change is tried against every
//! scenario that passes, by sums alone: a score is linear in points, and a changed condition only changes how likely one rule is to
//! hold. Where the lead hangs on a proof, or the rule weighs, the scenario is run again with the changed rule.

mod chances;
mod conditions;
mod mutation;
mod numbers;
mod pin;
mod pin_case;
#[cfg(test)]
mod tests;
mod weighed;

use std::sync::Arc;

use rayon::prelude::*;

use super::cases::{Case, cases};
use super::weight_floor::falls_below;
use crate::engine::meaning::cuts::{conditions as conditions_of, cuts_of};
use crate::engine::meaning::space::Space;
use crate::model::{CriterionIdx, Effect, Expr, OptionIdx, RuleBase, Subject};

pub use mutation::{Kind, LeftOut, Mutated, Mutation, WhyLeftOut};
pub use numbers::Turned;
pub use pin_case::Pin;

use chances::Chances;
use conditions::Changed;
use mutation::Change;

/// Changes every rule of a rule base that gives points or weighs in every way, and every other number, and looks which scenarios notice. With `propose`, looks for cases that would
/// notice what none does.
pub fn mutate(subject: &Arc<Subject>, base: &RuleBase, propose: bool) -> Mutated {
    let cases = cases(subject, base);
    let (mut mutations, left_out) = mutations(subject, base, &Kind::ALL);
    look(subject, base, &cases, &mut mutations);
    if propose {
        pin::propose(subject, base, &cases, &mut mutations);
        weighed::propose(subject, base, &cases, &mut mutations);
    }
    let numbers = numbers::turned(base, &cases);
    Mutated { mutations, left_out, numbers, n_scenarios: cases.iter().filter(|case| case.passes).count() }
}

/// For each rule whether some scenario notices when all its points, or what it adds to weights, change their sign; nothing for others.
pub fn pinned_signs(subject: &Arc<Subject>, base: &RuleBase) -> Vec<Option<bool>> {
    let mut mutations = mutations(subject, base, &[Kind::Sign]).0;
    look(subject, base, &cases(subject, base), &mut mutations);
    let mut pinned = vec![None; base.rules.len()];
    for mutation in &mutations {
        let levels = base.with_levels(mutation.rule);
        levels.into_iter().for_each(|rule| pinned[rule.get()] = Some(mutation.is_pinned));
    }
    pinned
}

fn look(subject: &Arc<Subject>, base: &RuleBase, cases: &[Case], mutations: &mut [Mutation]) {
    let passing: Vec<&Case> = cases.iter().filter(|case| case.passes).collect();
    let chances = Chances::new(subject, base, &passing, mutations);
    mutations.par_iter_mut().enumerate().for_each(|(nth, mutation)| {
        if mutation.moves_weights_or_rules(base) {
            mutation.is_pinned = mutation.is_noticed_when_run(&passing, subject, base);
            return;
        }
        let notices = |(at, case): (usize, &&Case)| {
            let chance =
                |stand: usize| chances.of(at, stand, nth).unwrap_or_else(|| mutation.chance(case.stand_at(stand)));
            mutation.is_noticed_by(case, subject, base, &chance)
        };
        mutation.is_pinned = passing.iter().enumerate().any(notices);
    });
}

/// Every change of these kinds to every rule that gives points or weighs and stands in a file, and what is not tried of them.
fn mutations(subject: &Arc<Subject>, base: &RuleBase, kinds: &[Kind]) -> (Vec<Mutation>, Vec<LeftOut>) {
    let mut space = Space::new(&subject.questionnaire, &cuts_of(conditions_of(subject)));
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    for position in base.entries() {
        let rule = &base.rules[position.get()];
        if !matches!(rule.effect, Effect::Points { .. } | Effect::Weighs(_)) {
            continue;
        }
        let mut add = |kind, (said, change): (String, Change)| {
            let mutation = Mutation { rule: position, kind, said, is_pinned: false, pin: None, change };
            match why_left_out(&mutation, base, subject, &mut space) {
                Some(why) => left_out.push(LeftOut { rule: position, kind, said: mutation.said, why }),
                None => found.push(mutation),
            }
        };
        for kind in Kind::ALL.into_iter().filter(|kind| kinds.contains(kind)) {
            match kind {
                Kind::Sign | Kind::Rule | Kind::Half => {
                    other_numbers(&rule.effect, kind).into_iter().for_each(|change| add(kind, change));
                }
                Kind::Threshold | Kind::Conjunct => {
                    let Some(when) = rule.own.as_ref().map(|own| &own.expr) else { continue };
                    let changed = if kind == Kind::Threshold {
                        conditions::moved_thresholds(when, subject)
                    } else {
                        conditions::dropped_parts(when, &subject.questionnaire)
                    };
                    changed
                        .into_iter()
                        .for_each(|changed| add(kind, (changed.said.clone(), Change::Condition(changed))));
                }
            }
        }
    }
    (found, left_out)
}

/// Why a change is not tried, if it is not.
fn why_left_out(mutation: &Mutation, base: &RuleBase, subject: &Subject, space: &mut Space) -> Option<WhyLeftOut> {
    match &mutation.change {
        Change::Points(_) => None,
        Change::Weighs(_) => {
            let mut changed = base.clone();
            mutation.apply_to(&mut changed);
            falls_below(subject, base, &changed).map(|(criterion, least)| WhyLeftOut::BelowZero(criterion, least))
        }
        Change::Condition(changed) => {
            let own = base.rules[mutation.rule.get()].own.as_ref()?;
            means_the_same(&own.expr, changed, subject, space).then_some(WhyLeftOut::SameMeaning)
        }
    }
}

/// The numbers of a rule changed, in words and as such; nothing where they stay.
fn other_numbers(effect: &Effect, kind: Kind) -> Option<(String, Change)> {
    let of = |number: i32| match kind {
        Kind::Sign => -number,
        Kind::Half if number.abs() > 1 => number / 2,
        Kind::Half => number,
        _ => 0,
    };
    let (what, is_other, change) = match effect {
        Effect::Points { points, .. } => {
            let changed: Vec<(OptionIdx, i32)> = points.iter().map(|(option, points)| (*option, of(*points))).collect();
            ("all points", changed != *points, Change::Points(changed))
        }
        Effect::Weighs(added) => {
            let changed: Vec<(CriterionIdx, i32)> = added.iter().map(|(of_it, amount)| (*of_it, of(*amount))).collect();
            ("what it adds to weights", changed != *added, Change::Weighs(changed))
        }
        _ => return None,
    };
    let said = match kind {
        Kind::Sign => format!("{what} with the other sign"),
        Kind::Half => format!("{what} halved"),
        _ => "without the rule".to_owned(),
    };
    is_other.then_some((said, change))
}

/// Whether a condition is true in the same cases as before; diagrams are equal exactly then.
fn means_the_same(when: &Expr, changed: &Changed, subject: &Subject, space: &mut Space) -> bool {
    let mut lower = |expr| space.lower(expr, &subject.questionnaire).ok();
    changed.by_unit.is_none() && matches!((lower(when), lower(&changed.expr)), (Some(a), Some(b)) if a == b)
}
