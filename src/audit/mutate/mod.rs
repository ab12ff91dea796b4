//! What no scenario pins: every rule that gives points or weighs changed a little in several ways, and whether a scenario notices.
//!
//! A green test run says that scenarios pass, not that they would fail if a rule were wrong. Each change is tried against every
//! scenario that passes, by sums alone: a score is linear in points, and a changed condition only changes how likely one rule is to
//! hold. Where the lead hangs on a proof, or the rule weighs, the scenario is run again with the changed rule.

mod chances;
mod conditions;
mod mutation;
mod pin;
mod pin_case;
#[cfg(test)]
mod tests;
mod weighed;

use std::sync::Arc;

use rayon::prelude::*;

use super::cases::{Case, cases};
use crate::engine::meaning::cuts::{conditions as conditions_of, cuts_of};
use crate::engine::meaning::space::Space;
use crate::model::{Condition, CriterionIdx, Effect, OptionIdx, RuleBase, RuleIdx, Subject};

pub use mutation::{Kind, Mutated, Mutation};
pub use pin_case::Pin;

use chances::Chances;
use conditions::Changed;
use mutation::Change;

/// Changes every rule of a rule base that gives points or weighs in every way, and looks which scenarios notice. With `propose`, looks for cases that would
/// notice what none does.
pub fn mutate(subject: &Arc<Subject>, base: &RuleBase, propose: bool) -> Mutated {
    let cases = cases(subject, base);
    let mut mutations = mutations(subject, base, &Kind::ALL);
    look(subject, base, &cases, &mut mutations);
    if propose {
        pin::propose(subject, base, &cases, &mut mutations);
        weighed::propose(subject, base, &cases, &mut mutations);
    }
    Mutated { mutations, n_scenarios: cases.iter().filter(|case| case.passes).count() }
}

/// For each rule whether some scenario notices when all its points, or what it adds to weights, change their sign; nothing for others.
pub fn pinned_signs(subject: &Arc<Subject>, base: &RuleBase) -> Vec<Option<bool>> {
    let mut mutations = mutations(subject, base, &[Kind::Sign]);
    look(subject, base, &cases(subject, base), &mut mutations);
    let mut pinned = vec![None; base.rules.len()];
    mutations.iter().for_each(|mutation| pinned[mutation.rule.get()] = Some(mutation.is_pinned));
    pinned
}

fn look(subject: &Arc<Subject>, base: &RuleBase, cases: &[Case], mutations: &mut [Mutation]) {
    let passing: Vec<&Case> = cases.iter().filter(|case| case.passes).collect();
    let weighs = |mutation: &Mutation| matches!(base.rules[mutation.rule.get()].effect, Effect::Weighs(_));
    let chances = Chances::new(subject, base, &passing, mutations);
    mutations.par_iter_mut().enumerate().for_each(|(nth, mutation)| {
        if weighs(mutation) {
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

/// Every change of these kinds to every rule that gives points and stands in a file. What means the same as before is left out.
fn mutations(subject: &Arc<Subject>, base: &RuleBase, kinds: &[Kind]) -> Vec<Mutation> {
    let mut space = Space::new(&subject.questionnaire, &cuts_of(conditions_of(subject)));
    let mut found = Vec::new();
    for (position, rule) in base.rules.iter().enumerate().filter(|(_, rule)| rule.is_written()) {
        if !matches!(rule.effect, Effect::Points { .. } | Effect::Weighs(_)) {
            continue;
        }
        let mut add = |kind, said: &str, change| {
            let rule = RuleIdx::from(position);
            found.push(Mutation { rule, kind, said: said.to_owned(), is_pinned: false, pin: None, change });
        };
        for kind in Kind::ALL.into_iter().filter(|kind| kinds.contains(kind)) {
            match kind {
                Kind::Sign | Kind::Rule | Kind::Half => {
                    if let Some((said, change)) = other_numbers(base, &rule.effect, kind) {
                        add(kind, said, change);
                    }
                }
                Kind::Threshold | Kind::Conjunct => {
                    let changed = if kind == Kind::Threshold {
                        conditions::moved_thresholds(&rule.when.expr, subject)
                    } else {
                        conditions::dropped_parts(&rule.when.expr, &subject.questionnaire)
                    };
                    for changed in
                        changed.into_iter().filter(|changed| !means_the_same(&rule.when, changed, subject, &mut space))
                    {
                        add(kind, &changed.said.clone(), Change::Condition(changed));
                    }
                }
            }
        }
    }
    found
}

/// The numbers of a rule changed, in words and as such; nothing where they stay, or where a weight would fall below zero, which is an
/// error of its own.
fn other_numbers(base: &RuleBase, effect: &Effect, kind: Kind) -> Option<(&'static str, Change)> {
    let of = |number: i32| match kind {
        Kind::Sign => -number,
        Kind::Half if number.abs() > 1 => number / 2,
        Kind::Half => number,
        _ => 0,
    };
    match effect {
        Effect::Points { points, .. } => {
            let changed: Vec<(OptionIdx, i32)> = points.iter().map(|(option, points)| (*option, of(*points))).collect();
            let said = match kind {
                Kind::Sign => "all points with the other sign",
                Kind::Half => "all points halved",
                _ => "without the rule",
            };
            (changed != *points).then_some((said, Change::Points(changed)))
        }
        Effect::Weighs(added) => {
            let changed: Vec<(CriterionIdx, i32)> = added.iter().map(|(of_it, amount)| (*of_it, of(*amount))).collect();
            let stays = |(criterion, amount): &(CriterionIdx, i32)| {
                let taken = base.weighings().into_iter().filter(|by| by.criterion == *criterion);
                let taken: i64 = taken.map(|by| i64::from(by.amount.min(0))).sum();
                taken + i64::from(*amount) + i64::from(base.criteria[criterion.get()].weight) >= 0
            };
            let said = match kind {
                Kind::Sign => "what it adds to weights with the other sign",
                Kind::Half => "what it adds to weights halved",
                _ => "without the rule",
            };
            (changed != *added && changed.iter().all(stays)).then_some((said, Change::Weighs(changed)))
        }
        _ => None,
    }
}

/// Whether a condition is true in the same cases as before; diagrams are equal exactly then.
fn means_the_same(when: &Condition, changed: &Changed, subject: &Subject, space: &mut Space) -> bool {
    let mut lower = |expr| space.lower(expr, &subject.questionnaire).ok();
    changed.by_unit.is_none() && matches!((lower(&when.expr), lower(&changed.expr)), (Some(a), Some(b)) if a == b)
}
