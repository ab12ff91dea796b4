//! Whether weights stay above zero when what rules add to them is another: what `tune` proposes and what `test --mutate` tries may not bring
//! one below.

use super::lint::descent::{ANYTHING, Open, TooMany, least};
use crate::engine::meaning::cuts::{conditions, cuts_of};
use crate::engine::meaning::diagram::{FALSE, TRUE};
use crate::engine::meaning::space::Space;
use crate::model::{CriterionIdx, RuleBase, Subject, Weighing};

/// The first weight that falls below zero under some answers in a changed rule base and does not in the one there is, with what it falls to.
pub(super) fn falls_below(subject: &Subject, base: &RuleBase, changed: &RuleBase) -> Option<(CriterionIdx, i32)> {
    // Most take off less than there is, whatever holds together.
    let is_doubtful = |criterion: &CriterionIdx| without(changed, *criterion, taken_off(changed, *criterion)) < 0;
    let doubtful: Vec<CriterionIdx> = (0..base.criteria.len()).map(CriterionIdx::from).filter(is_doubtful).collect();
    if doubtful.is_empty() {
        return None;
    }
    let mut space = Space::new(&subject.questionnaire, &cuts_of(conditions(subject)));
    let mut lowest = |base: &RuleBase, criterion: CriterionIdx| {
        let most = most_taken_off(subject, &mut space, base, criterion);
        without(base, criterion, most.unwrap_or_else(|TooMany| taken_off(base, criterion)))
    };
    doubtful.into_iter().find_map(|criterion| {
        let falls_to = lowest(changed, criterion);
        (falls_to < 0 && lowest(base, criterion) >= 0).then_some((criterion, falls_to))
    })
}

/// How much rules take off the weight of a criterion where all of them hold.
pub(super) fn taken_off(base: &RuleBase, criterion: CriterionIdx) -> i32 {
    let of = base.weighings().into_iter().filter(|by| by.criterion == criterion);
    of.fold(0, |sum: i32, by| sum.saturating_sub(by.amount.min(0)))
}

/// The most that rules take off together under some answers.
fn most_taken_off(
    subject: &Subject,
    space: &mut Space,
    base: &RuleBase,
    criterion: CriterionIdx,
) -> Result<i32, TooMany> {
    let of = base.weighings().into_iter().filter(|by| by.criterion == criterion);
    let one = |by: Weighing| {
        let when = &base.rules[by.rule.get()].when.expr;
        space.lower(when, &subject.questionnaire).map(|node| (node, i64::from(by.amount))).map_err(|_| TooMany)
    };
    let open: Open = of.map(one).collect::<Result<_, _>>()?;
    let (certain, open): (Open, Open) =
        open.into_iter().filter(|(node, _)| *node != FALSE).partition(|(node, _)| *node == TRUE);
    let certain: i64 = certain.iter().map(|(_, amount)| amount).sum();
    let least = least(&space.diagrams, open, FALSE, ANYTHING.abs())?.map_or(0, |(sum, _)| sum);
    Ok(i32::try_from(-(certain + least).min(0)).unwrap_or(i32::MAX))
}

fn without(base: &RuleBase, criterion: CriterionIdx, taken_off: i32) -> i32 {
    i32::try_from(base.criteria[criterion.get()].weight).unwrap_or(i32::MAX).saturating_sub(taken_off)
}
