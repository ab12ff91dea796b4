//! Test results for people: what failed and why, then the sums, independent scenarios apart.

use std::fmt::Write as _;

use super::tested::Tested;
use crate::audit::boundaries::{Boundary, Side};
use crate::audit::scenarios::{ScenarioResult, word};
use crate::engine::Fit;
use crate::load::{Sources, display_number};
use crate::model::OptionIdx;

pub(super) fn render(all: &[Tested], sources: &Sources) -> String {
    let mut text = String::new();
    for tested in all {
        for result in tested.results.iter().filter(|result| !result.passed()) {
            unmet(&mut text, tested, result, sources);
        }
        boundaries(&mut text, tested);
    }
    for tested in all {
        let _ = writeln!(text, "{}: {}", tested.base().decision.id, sums(tested));
    }
    for tested in all {
        if let Some(mutated) = &tested.mutated {
            let _ = write!(text, "\n{}", super::mutations::text(tested, mutated, sources));
        }
    }
    text
}

/// What did not come out as expected, be it a failure or a known miss.
fn unmet(text: &mut String, tested: &Tested, result: &ScenarioResult, sources: &Sources) {
    let scenario = tested.scenario(result);
    let source = if scenario.independent { " (independent)" } else { "" };
    let (decision, place) = (&tested.base().decision.id, tested.place(result, sources));
    let word = if result.failed() { "failed" } else { "known miss" };
    let _ = writeln!(text, "{word}: {decision} / {}{source}", scenario.id);
    let _ = writeln!(text, "  at {place}");
    if let Some(title) = &scenario.title {
        let _ = writeln!(text, "  {title}");
    }
    if let (false, Some(reason)) = (result.failed(), &scenario.miss) {
        let _ = writeln!(text, "  {reason}");
    }
    for failure in result.failures.iter().chain(&result.missed) {
        let _ = writeln!(text, "  {}", failure.part);
        let _ = writeln!(text, "    expected  {}", failure.expected);
        let _ = writeln!(text, "    got       {}", failure.got);
        for (word, reasons) in [("because", &failure.because), ("for it", &failure.for_expected)] {
            for (position, reason) in reasons.iter().enumerate() {
                let _ = writeln!(text, "    {:9} {reason}", if position == 0 { word } else { "" });
            }
        }
    }
    let _ = writeln!(text, "  fits\n    {}", standings(tested, result));
    let _ = writeln!(text, "  open it: archfit explain --scenario {}", scenario.id);
    text.push('\n');
}

/// Every option with its fit, and how far it is behind.
fn standings(tested: &Tested, result: &ScenarioResult) -> String {
    let best = result.standings.iter().find_map(|(_, fit)| *fit);
    let one = |(option, fit): &(OptionIdx, Option<Fit>)| {
        let id = tested.option(Some(*option)).unwrap_or_default();
        match (fit, best) {
            (Some(fit), Some(best)) if *fit < best => format!("`{id}` {fit} ({} behind)", Fit(best.0 - fit.0)),
            (Some(fit), _) => format!("`{id}` {fit}"),
            (None, _) => format!("`{id}` excluded"),
        }
    };
    result.standings.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn boundaries(text: &mut String, tested: &Tested) {
    for boundary in &tested.boundaries {
        let question = &tested.subject.questionnaire.questions[boundary.question.get()].id;
        let scenario = &tested.base().scenarios[boundary.scenario].id;
        let number = |side: &Side| display_number(side.number);
        let _ = writeln!(text, "{question} {} | {} in `{scenario}`", number(&boundary.below), number(&boundary.at));
        let outcome = |side: &Side| {
            let winner = tested.option(side.outcome.winner).unwrap_or("none");
            format!("{winner} ({})", word(side.outcome.kind))
        };
        if boundary.changes_outcome() {
            let _ = writeln!(text, "  {} -> {}", outcome(&boundary.below), outcome(&boundary.at));
        } else {
            let _ = writeln!(text, "  {} on both sides", outcome(&boundary.at));
        }
        let _ = writeln!(text, "  {}", changed_rules(tested, boundary));
    }
    if !tested.boundaries.is_empty() {
        text.push('\n');
    }
}

fn changed_rules(tested: &Tested, boundary: &Boundary) -> String {
    let only = |here: &Side, there: &Side, sign: &str| {
        let rules: Vec<_> = here.fired.iter().copied().filter(|rule| !there.fired.contains(rule)).collect();
        tested.rules(&rules).iter().map(|id| format!("{sign}{id}")).collect::<Vec<_>>()
    };
    let mut changed = only(&boundary.at, &boundary.below, "+");
    changed.extend(only(&boundary.below, &boundary.at, "-"));
    changed.join(" ")
}

fn sums(tested: &Tested) -> String {
    let sum = |independent: bool| {
        let results = tested.by_source(independent);
        let passed = results.iter().filter(|result| result.passed()).count();
        let misses = match results.iter().filter(|result| !result.missed.is_empty()).count() {
            0 => String::new(),
            1 => ", 1 known miss".to_owned(),
            n => format!(", {n} known misses"),
        };
        (results.len(), format!("{passed} of {} passed{misses}", results.len()))
    };
    match (sum(false), sum(true)) {
        ((_, author), (0, _)) => author,
        ((_, author), (_, independent)) => format!("{author}; independent scenarios: {independent}"),
    }
}
