//! Outcomes, shares and intervals in a few words.

use crate::audit::scenarios::{ScenarioResult, names_of, word};
use crate::audit::tune::Slack;
use crate::diagnostic::render::counted;
use crate::model::{OutcomeKind, RuleBase};

/// How a scenario came out, in a few words.
pub fn outcome_in_words(result: &ScenarioResult, base: &RuleBase) -> String {
    let passed = match (result.failed(), result.missed.is_empty()) {
        (true, _) => "fails",
        (false, false) => "misses, as it says",
        (false, true) => "passes",
    };
    let close = if result.outcome == OutcomeKind::CloseCall { ", a close call" } else { "" };
    match (result.winner, &result.level[..]) {
        (Some(_), [_, _, ..]) => format!("{passed}: {}", names_of(base, &result.level)),
        (Some(winner), _) => format!("{passed}: `{}` leads by {}{close}", base.options[winner.get()].id, result.lead),
        (None, _) => format!("{passed}: {}", word(result.outcome)),
    }
}

/// That a decision's scenarios were not run.
pub fn not_run(n_errors: usize) -> String {
    format!("not run: {}", counted(n_errors, "error"))
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

/// How far a number may go, in a few words.
pub fn slack_in_words(slack: &Slack) -> String {
    match (slack.low_end(), slack.high) {
        (None, None) => "any".to_owned(),
        (Some(low), None) => format!("\u{2265} {low}"),
        (None, Some((high, _))) => format!("\u{2264} {high}"),
        (Some(low), Some((high, _))) => format!("{low} to {high}"),
    }
}

/// What holds a number within how far it may go.
pub fn slack_about(slack: &Slack, base: &RuleBase) -> String {
    let side = |side: Option<(i32, usize)>, where_to: &str| {
        side.map(|(bound, scenario)| {
            let taken_out = if slack.is_taken_out_at(bound) { ", which is taken out," } else { "" };
            format!("{where_to} {bound}{taken_out} `{}` comes out otherwise", base.scenarios[scenario].id)
        })
    };
    let held: Vec<String> = [side(slack.low, "below"), side(slack.high, "above")].into_iter().flatten().collect();
    let what = slack.number.said(base);
    let least = slack.least.filter(|_| slack.low.is_none());
    let least = least.map_or_else(String::new, |least| format!(" Below {least} a weight may fall to nothing."));
    match held.join(", ") {
        held if held.is_empty() => {
            format!("No scenario holds the {what}: whatever it is, each comes out as it does now.{least}")
        }
        held => format!("How far the {what} may go, all else as it is: {held}.{least}"),
    }
}
