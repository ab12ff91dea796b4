//! Outcomes and shares in a few words.

use crate::audit::scenarios::{ScenarioResult, word};
use crate::model::{OutcomeKind, RuleBase};

/// How a scenario came out, in a few words.
pub fn outcome_in_words(result: &ScenarioResult, base: &RuleBase) -> String {
    let passed = match (result.failed(), result.missed.is_empty()) {
        (true, _) => "fails",
        (false, false) => "misses, as it says",
        (false, true) => "passes",
    };
    let close = if result.outcome == OutcomeKind::CloseCall { ", a close call" } else { "" };
    match result.winner {
        Some(winner) => format!("{passed}: `{}` leads by {}{close}", base.options[winner.get()].id, result.lead),
        None => format!("{passed}: {}", word(result.outcome)),
    }
}

/// A share as it is shown: never 0 or 100 per cent where it is not.
pub fn share_in_words(share: f64) -> String {
    match share * 100.0 {
        0.0 => "none".to_owned(),
        per_cent if per_cent < 0.1 => "less than 0.1 %".to_owned(),
        per_cent if per_cent >= 100.0 => "all".to_owned(),
        per_cent if per_cent > 99.9 => "more than 99.9 %".to_owned(),
        per_cent => format!("{per_cent:.1} %"),
    }
}
