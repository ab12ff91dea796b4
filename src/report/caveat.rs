//! What has to be said wherever a winner is named that may yet be excluded.

use super::filters::percent;
use crate::engine::{DecisionAdvice, Exclusion, Withholding};
use crate::model::{Effect, OutcomeKind, RuleBase, Withheld};

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

/// Why no option is named, in sentences.
pub fn withheld_texts(base: &RuleBase, advice: &DecisionAdvice) -> String {
    let text = |withheld: &Withholding| match &base.rules[withheld.rule.get()].effect {
        Effect::Withholds { text, .. } => Some(text.clone()),
        _ => None,
    };
    advice.withheld.iter().filter_map(text).collect::<Vec<_>>().join(" ")
}

/// That the decision may not have to be made, or that none of its options may be for such a case, each with its chance; `None` where
/// neither can be.
pub fn doubts(base: &RuleBase, advice: &DecisionAdvice) -> Option<String> {
    if !advice.outcome.names_an_option() && advice.outcome != OutcomeKind::NoOption {
        return None;
    }
    let doubt = |withheld: &Withholding| match &base.rules[withheld.rule.get()].effect {
        Effect::Withholds { why: Withheld::NothingToDecide, .. } => Some(format!(
            "Open answers may yet leave nothing to decide here, with a chance of {}; what is said counts where there is.",
            percent(1.0 - advice.applies)
        )),
        Effect::Withholds { why: Withheld::OutOfScope, text, .. } => {
            Some(format!("The case may yet be out of scope, with a chance of {}: {text}", percent(withheld.chance)))
        }
        _ => None,
    };
    let doubts: Vec<String> = advice.withheld.iter().filter_map(doubt).collect();
    (!doubts.is_empty()).then(|| doubts.join(" "))
}
