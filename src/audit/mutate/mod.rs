//! What no scenario pins: every point rule changed a little in several ways, and whether a scenario notices.
//!
//! A green test run says that scenarios pass, not that they would fail if a rule were wrong. Each change is tried against every
//! scenario that passes, by sums alone: a score is linear in points, and a changed condition only changes how likely one rule is to
//! hold. Where the lead hangs on a proof, the scenario is run again with the changed rule.

mod chances;
mod conditions;
mod mutation;
mod pin;
mod pin_case;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rayon::prelude::*;

use super::cases::{Case, cases};
use crate::engine::meaning::cuts::{conditions as conditions_of, cuts_of};
use crate::engine::meaning::space::Space;
use crate::model::{Condition, Effect, OptionIdx, RuleBase, RuleIdx, Subject};

pub use mutation::{Kind, Mutated, Mutation};
pub use pin_case::Pin;

use chances::Chances;
use conditions::Changed;
use mutation::Change;

/// Changes every point rule of a rule base in every way, and looks which scenarios notice. With `propose`, looks for cases that would
/// notice what none does.
pub fn mutate(subject: &Arc<Subject>, base: &RuleBase, propose: bool) -> Mutated {
    let cases = cases(subject, base);
    let mut mutations = mutations(subject, base, &Kind::ALL);
    look(subject, base, &cases, &mut mutations);
    if propose {
        pin::propose(subject, base, &cases, &mut mutations);
    }
    Mutated { mutations, n_scenarios: cases.iter().filter(|case| case.passes).count() }
}

/// For each rule whether some scenario notices when all its points change their sign; nothing for rules without points.
pub fn pinned_signs(subject: &Arc<Subject>, base: &RuleBase) -> Vec<Option<bool>> {
    let mut mutations = mutations(subject, base, &[Kind::Sign]);
    look(subject, base, &cases(subject, base), &mut mutations);
    let mut pinned = vec![None; base.rules.len()];
    mutations.iter().for_each(|mutation| pinned[mutation.rule.get()] = Some(mutation.is_pinned));
    pinned
}

fn look(subject: &Arc<Subject>, base: &RuleBase, cases: &[Case], mutations: &mut [Mutation]) {
    let passing: Vec<&Case> = cases.iter().filter(|case| case.passes).collect();
    let chances = Chances::new(subject, base, &passing, mutations);
    mutations.par_iter_mut().enumerate().for_each(|(nth, mutation)| {
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
        let Effect::Points { points, .. } = &rule.effect else { continue };
        let mut add = |kind, said: &str, change| {
            let rule = RuleIdx::from(position);
            found.push(Mutation { rule, kind, said: said.to_owned(), is_pinned: false, pin: None, change });
        };
        for kind in Kind::ALL.into_iter().filter(|kind| kinds.contains(kind)) {
            match kind {
                Kind::Sign => add(kind, "all points with the other sign", Change::Points(times(points, |p| -p))),
                Kind::Rule => add(kind, "without the rule", Change::Points(times(points, |_| 0))),
                Kind::Half => {
                    let halved = times(points, |points| if points.abs() > 1 { points / 2 } else { points });
                    if halved != *points {
                        add(kind, "all points halved", Change::Points(halved));
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

/// Whether a condition is true in the same cases as before; diagrams are equal exactly then.
fn means_the_same(when: &Condition, changed: &Changed, subject: &Subject, space: &mut Space) -> bool {
    let mut lower = |expr| space.lower(expr, &subject.questionnaire).ok();
    changed.by_unit.is_none() && matches!((lower(&when.expr), lower(&changed.expr)), (Some(a), Some(b)) if a == b)
}

fn times(points: &[(OptionIdx, i32)], of: impl Fn(i32) -> i32) -> Vec<(OptionIdx, i32)> {
    points.iter().map(|(option, points)| (*option, of(*points))).collect()
}
