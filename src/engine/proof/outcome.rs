//! Whether the outcome is settled, and not only the winner: no completion of the open answers makes a close call of a clear lead, or a clear
//! lead of a close call.

use crate::engine::base::steps::{Budget, Steps};
use crate::engine::bound::problem::{Objective, Problem};
use crate::engine::bound::solver::{Verdict, stays_above_zero};
use crate::engine::result::advice::{Exclusion, RuleReading};
use crate::engine::situation::Situation;
use crate::model::{CloseCall, OptionIdx, OutcomeKind, RuleIdx};

/// How many rivals are tried that may stay within the close call.
const MAX_NEAR: usize = 3;

/// Whether no completion makes another outcome. The winner is settled; `false` too where that was not found out.
pub fn is_settled(situation: &Situation) -> bool {
    let Some(winner) = situation.winner() else { return true };
    let mut others = situation.by_fit.iter().copied().filter(|option| *option != winner);
    match situation.outcome() {
        OutcomeKind::CloseCall => others.take(MAX_NEAR).any(|rival| stays_close(situation, winner, rival)),
        _ => !others.any(|option| may_come_out(situation, option.get())),
    }
}

/// Whether the winner never leads a rival by more than what is too close to call.
fn stays_close(situation: &Situation, winner: OptionIdx, rival: OptionIdx) -> bool {
    if situation.exclusions[rival.get()] != Exclusion::No {
        return false;
    }
    let (narrowest, _) = units_between(situation);
    let (objective, limit) = match situation.decision().close_call {
        CloseCall::Points(_) => {
            let limit = situation.decision().close_call.limit(0.0, narrowest).floor() as i64;
            (Objective::lead(rival.get(), winner.get()), limit)
        }
        CloseCall::ShareOfFit(tenths) => {
            let scores = vec![(rival.get(), 1_000), (winner.get(), i64::from(tenths.0) - 1_000)];
            (Objective { scores, unless_excluded: Some(winner.get()) }, 0)
        }
    };
    // A lead is as far below zero as the winner is ahead.
    stays_above(situation, &objective, -limit - 1)
}

/// The least and the greatest number of score units that one fit point may be.
fn units_between(situation: &Situation) -> (f64, f64) {
    let may =
        |rule: usize| (situation.rules[rule] != RuleReading::CannotHold, situation.rules[rule] != RuleReading::Holds);
    situation.weights.units_between(situation.decision(), may)
}

/// Whether no completion brings a function of scores down to this.
fn stays_above(situation: &Situation, objective: &Objective, least: i64) -> bool {
    let mut problem = Problem::new(situation.network(), objective);
    problem.constant -= least;
    matches!(stays_above_zero(problem, &mut Steps::new(Budget::LIVE)), Verdict::Above(_))
}

/// Whether an option may come within the close call of the best.
pub fn may_come_out(situation: &Situation, option: usize) -> bool {
    if situation.exclusions[option].is_certain() {
        return false;
    }
    if situation.winner() == Some(OptionIdx::from(option)) {
        return true;
    }
    let effect = |veto: &RuleIdx| &situation.base().rules[veto.get()].effect;
    // Where no option is named nothing is followed, so what withholds them all speaks against none.
    let is_safe =
        |rival: usize| situation.exclusions[rival].vetoes().iter().all(|veto| effect(veto).withheld().is_some());
    // While it is open whether rules weigh, the widest close call counts: no option is left out that may come within it.
    let (_, widest) = units_between(situation);
    let mut rivals =
        situation.by_fit.iter().map(|rival| rival.get()).filter(|rival| *rival != option && is_safe(*rival));
    !rivals.any(|rival| {
        let lead = Objective::lead(rival, option);
        match situation.decision().close_call {
            CloseCall::Points(_) => {
                stays_above(situation, &lead, situation.decision().close_call.limit(0.0, widest).floor() as i64)
            }
            // A lead of more than a share of the own score, and of more than nothing where that is below zero.
            CloseCall::ShareOfFit(tenths) => {
                let times = 1_000 - i64::from(tenths.0);
                let scores = vec![(rival, times), (option, -1_000)];
                let share = Objective { scores, unless_excluded: Some(option) };
                stays_above(situation, &lead, 0) && stays_above(situation, &share, 0)
            }
        }
    })
}
