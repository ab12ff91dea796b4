//! What has to be said wherever a winner is named that may yet be excluded.

use super::filters::percent;
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
