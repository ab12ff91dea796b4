//! What has to be said wherever a winner is named that may yet be excluded.

use crate::engine::{DecisionAdvice, Exclusion};
use crate::model::RuleBase;

/// That the winner may yet be excluded, how likely that is and why, in a sentence; `None` where no veto against it can hold.
pub fn caveat(base: &RuleBase, advice: &DecisionAdvice) -> Option<String> {
    let standing = advice.standing(advice.winner?);
    let Exclusion::Possible(vetoes) = &standing.excluded else { return None };
    let name = &base.options[standing.option.get()].name;
    let because: Vec<&str> = vetoes.iter().map(|veto| base.rules[veto.get()].because.as_str()).collect();
    Some(format!(
        "{name} may yet be excluded, with a chance of {}: {}",
        percent(standing.out_chance),
        because.join(" ")
    ))
}

/// A chance that is neither 0 nor 1, in whole percents.
fn percent(chance: f64) -> String {
    match (chance * 100.0).round() {
        ..1.0 => "under 1 %".to_owned(),
        100.0.. => "over 99 %".to_owned(),
        whole => format!("{whole} %"),
    }
}
