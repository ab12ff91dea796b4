//! A comparison as lines of text.

use std::fmt::Write as _;

use super::compare::{Comparison, DecisionComparison, Difference};
use super::leading::{Alone, enumerated, say};
use crate::diagnostic::render::counted;
use crate::model::{DecisionId, OutcomeKind};

/// A comparison for people.
pub fn text(comparison: &Comparison) -> String {
    let mut text = String::new();
    let n_differences = comparison.differences.len();
    let people = enumerated(&comparison.people.iter().map(String::as_str).collect::<Vec<_>>());
    let agreed = counted(comparison.n_agreed, "question");
    let _ = writeln!(text, "{people} agree on {agreed} and differ on {}", counted(n_differences, "question"));
    for unread in &comparison.unread {
        let _ = writeln!(text, "! not read in the file of {}, line {}: {}", unread.name, unread.line, unread.said);
    }
    let (deciding, others): (Vec<&Difference>, Vec<&Difference>) =
        comparison.differences.iter().partition(|difference| !difference.decides.is_empty());
    differences("Differences that decide", &deciding, &mut text);
    let nothing = if comparison.is_exact {
        "Differences that decide nothing"
    } else {
        "Differences that decide nothing in the mixes tried"
    };
    differences(nothing, &others, &mut text);
    priorities(comparison, &mut text);
    for decision in &comparison.decisions {
        decided(decision, &mut text);
    }
    if !comparison.is_exact {
        text.push_str("\nThere are too many differences to try every mix of answers: a sample was tried.\n");
    }
    text
}

fn differences(title: &str, differences: &[&Difference], text: &mut String) {
    if differences.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    for difference in differences {
        let _ = writeln!(text, "  {}  {}{}", difference.question, difference.ask, decides(&difference.decides));
        for opinion in &difference.opinions {
            let _ = writeln!(text, "    {}: {}", opinion.people.join(", "), opinion.said);
        }
    }
}

fn decides(decisions: &[DecisionId]) -> String {
    if decisions.is_empty() {
        return String::new();
    }
    let names: Vec<String> = decisions.iter().map(|decision| format!("`{decision}`")).collect();
    format!("\n    decides {}", names.join(", "))
}

fn priorities(comparison: &Comparison, text: &mut String) {
    if comparison.priorities.is_empty() {
        return;
    }
    let what = if comparison.priorities_decide.is_empty() { ", which decide nothing" } else { "" };
    let _ = writeln!(text, "\nDifferent priorities{what}{}", decides(&comparison.priorities_decide));
    for priority in &comparison.priorities {
        let pairs = comparison.people.iter().zip(&priority.weights);
        let weights: Vec<String> = pairs.map(|(name, weight)| format!("{name} {weight}")).collect();
        let _ = writeln!(text, "  {}: {}", priority.name, weights.join(", "));
    }
}

fn decided(decision: &DecisionComparison, text: &mut String) {
    let _ = writeln!(text, "\n{}", decision.title);
    let none = if decision.may_be_none { ", or no option is left" } else { "" };
    let _ = match decision.possible.as_slice() {
        [] => writeln!(text, "  whoever is right: no option is left"),
        [only] if !decision.may_be_none => writeln!(text, "  whoever is right: {only}"),
        level if decision.is_agreed => {
            let level: Vec<&str> = level.iter().map(String::as_str).collect();
            writeln!(text, "  whoever is right: {}, which are level", enumerated(&level))
        }
        some => writeln!(text, "  depending on who is right: {}{none}", some.join(", or ")),
    };
    for alone in &decision.alone {
        let _ = writeln!(text, "  {} alone: {}", alone.name, outcome(alone));
    }
    if decision.leading.len() > 1 {
        let _ = writeln!(text, "  {}", say(&decision.leading));
    }
    if let Some(together) = decision.together.as_ref().filter(|_| decision.leading.len() > 1) {
        let _ = writeln!(text, "  all merged: {}", outcome(together));
    }
    if decision.against_most {
        text.push_str("  MIND: all answers merged lead to another option than most people's own answers do\n");
    }
    if !decision.always_out.is_empty() {
        let _ = writeln!(text, "  out in any case: {}", decision.always_out.join(", "));
    }
}

fn outcome(alone: &Alone) -> String {
    match (&alone.winner, &alone.runner_up) {
        _ if !alone.level.is_empty() => format!("{} are level", enumerated(&alone.leaders())),
        (None, _) => "no option is left".to_owned(),
        (Some(winner), None) => format!("{winner}, the only option left"),
        (Some(winner), Some(second)) if alone.outcome == OutcomeKind::CloseCall => {
            format!("{winner}, {:.1} ahead of {second}: too close to call", alone.lead)
        }
        (Some(winner), Some(second)) => format!("{winner}, {:.1} ahead of {second}", alone.lead),
    }
}
