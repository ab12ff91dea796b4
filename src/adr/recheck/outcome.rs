//! Whether a decision still comes out as recorded.

use super::found::Found;
use super::replays::{Made, Replays};
use super::{cause, observed, triggers};
use crate::adr::replay::Replay;
use crate::model::{Day, OutcomeKind};
use crate::report::DecisionReport;

/// Looks at everything about one record; gives the option that leads by now.
pub(super) fn look(found: &mut Found, replay: &Replay, replays: &mut Replays, today: Day) -> Option<String> {
    if !replays.knows(replay) {
        let what = format!("there is no decision `{}` over `{}` by now", replay.decision, replay.questionnaire);
        let help = "restore its rule base, or supersede the record";
        found.fault("rules-missing", "decision =", what, Vec::new(), help);
        triggers::dates(found, replay, today);
        return None;
    }
    let made = match replays.made_of_answers(replay) {
        Ok(made) => made,
        Err(why) => {
            let help = "restore the file; until then the answers kept in the record are used";
            found.fault("answers-missing", "answers =", why, Vec::new(), help);
            replays.made_of_record(replay).ok()?
        }
    };
    if let Some(idle) = made.report.nothing_to_decide.iter().find(|idle| idle.decision == *replay.decision.as_str()) {
        let what = format!("there is nothing to decide by now: {}", idle.because);
        let help = "mark the record as deprecated, or mend the answers";
        found.fault("nothing-to-decide", "option =", what, vec![format!("`{}` does not hold", idle.decide_if)], help);
        triggers::dates(found, replay, today);
        return None;
    }
    let Some(decision) = made.decision(&replay.decision) else {
        let what = format!("the answers file no longer asks for the decision `{}`", replay.decision);
        found.fault("answers-missing", "answers =", what, Vec::new(), "add it to `decisions`, or supersede the record");
        return None;
    };
    let n_before = found.findings.len();
    compare(found, replay, &made, decision, replays);
    look_at_override(found, replay, &made, decision);
    triggers::conditions(found, replay, &made);
    triggers::dates(found, replay, today);
    look_at_evidence(found, &made, decision, today);
    observed::look(found, replay, &made, replays, today);
    if found.findings.len() == n_before {
        note_changes(found, replay, &made, decision, replays);
    }
    decision.winner.as_ref().map(ToString::to_string)
}

/// An option's name where it still exists, its id otherwise.
fn name<'a>(decision: &'a DecisionReport, id: &'a str) -> &'a str {
    decision.standings.iter().find(|s| s.option.as_str() == id).map_or(id, |s| &s.name)
}

/// The present id of an option that may have been renamed.
fn present<'a>(made: &'a Made, decision: &str, id: &'a str) -> &'a str {
    made.base(decision).and_then(|base| base.decision.aliases.get(id)).map_or(id, String::as_str)
}

fn compare(found: &mut Found, replay: &Replay, made: &Made, decision: &DecisionReport, replays: &mut Replays) {
    let recommended = present(made, &replay.decision, &replay.recommended);
    let help = "decide again: `archfit recheck --propose` writes the record that would supersede this one";
    match &decision.winner {
        None if decision.outcome == OutcomeKind::OutOfScope => {
            let because = decision.out_of_scope.iter().map(|rule| rule.because.clone()).collect();
            found.fault("out-of-scope", "option =", decision.verdict.clone(), because, "supersede the record by hand");
        }
        None => {
            let because = cause::exclusions(decision);
            found.fault("no-option", "option =", "every option is excluded by now".to_owned(), because, help);
        }
        Some(winner) if winner.as_str() != recommended => {
            let lead = format!("{:.1}", decision.lead);
            let now = name(decision, winner.as_str());
            let then = name(decision, recommended);
            let what = match decision.outcome {
                OutcomeKind::CloseCall => {
                    format!("{now} leads {then} by now, by {lead} points, which is too close to call")
                }
                _ => format!("{now} leads by now, {lead} points ahead; the record recommends {then}"),
            };
            let because = cause::find(replay, made, decision, replays);
            found.fault("winner-changed", "recommended =", what, because, help);
        }
        Some(_) if decision.outcome == OutcomeKind::CloseCall && replay.outcome != OutcomeKind::CloseCall => {
            let what = format!(
                "the lead is {:.1} points by now, which is too close to call; it was {:.1}",
                decision.lead, replay.lead
            );
            let because = cause::find(replay, made, decision, replays);
            found.fault("close-call", "lead =", what, because, "see what changed, and decide whether it matters");
        }
        Some(_) => {}
    }
}

fn look_at_override(found: &mut Found, replay: &Replay, made: &Made, decision: &DecisionReport) {
    let option = present(made, &replay.decision, &replay.option);
    let was_own = replay.option != replay.recommended;
    let own = made.file.overrides.iter().find(|o| o.decision == *replay.decision.as_str());
    match own {
        Some(own) if own.option != *option => {
            let what = format!("the answers file chooses {} by now", name(decision, own.option.as_str()));
            found.fault(
                "override-changed",
                "option =",
                what,
                Vec::new(),
                "supersede the record, or take the override back",
            );
        }
        None if was_own && decision.winner.as_ref().is_some_and(|w| w.as_str() != option) => {
            let what = format!("the answers file no longer chooses {} against the rules", name(decision, option));
            found.fault(
                "override-changed",
                "option =",
                what,
                Vec::new(),
                "supersede the record, or restore the override",
            );
        }
        _ if was_own && decision.winner.as_ref().is_some_and(|w| w.as_str() == option) => {
            let what = format!(
                "{} is the recommended option by now, so the override is no longer needed",
                name(decision, option)
            );
            found.fault(
                "override-idle",
                "option =",
                what,
                Vec::new(),
                "take the override out of the answers file and write the record again",
            );
        }
        _ => {}
    }
}

fn look_at_evidence(found: &mut Found, made: &Made, decision: &DecisionReport, today: Day) {
    let Some(base) = made.base(decision.decision.as_str()) else { return };
    let Some(months) = found.config.recheck.evidence_max_age_months.or(base.decision.evidence_max_age_months) else {
        return;
    };
    let is_old = |id: &crate::model::EvidenceId| {
        let checked = base.evidence(id.as_str()).and_then(|evidence| evidence.checked);
        checked.filter(|checked| checked.is_older_than(months, today))
    };
    let old: Vec<String> = decision
        .evidence
        .iter()
        .filter_map(|e| is_old(&e.evidence).map(|day| format!("`{}` was last checked on {day}", e.evidence)))
        .collect();
    if !old.is_empty() {
        let what = format!("{} behind it was checked more than {months} months ago", counted(old.len()));
        let help = "read or run it again, and set `checked` to that day";
        found.fault("old-evidence", "rules =", what, old, help);
    }
}

fn counted(n: usize) -> String {
    if n == 1 { "1 piece of evidence".to_owned() } else { format!("{n} pieces of evidence") }
}

/// What changed since without changing the decision.
fn note_changes(found: &mut Found, replay: &Replay, made: &Made, decision: &DecisionReport, replays: &Replays) {
    let help = "nothing has to be done; the record still follows";
    let answers = &made.report.answers_file.sha256;
    if replay.answers_sha256.is_some() && replay.answers_sha256 != *answers {
        let because = cause::changed_answers(replay, made);
        let what = "the answers changed since, and the decision still follows".to_owned();
        found.note("answers-changed", "answers-sha256 =", what, because, help);
    }
    if !replays.has_same_rules(replay) {
        let what = if replay.rules == decision.version {
            "the rules changed since, and the decision still follows".to_owned()
        } else {
            format!(
                "the rules changed since ({} to {}), and the decision still follows",
                replay.rules, decision.version
            )
        };
        let because = cause::changed_rules(replay, made, decision);
        found.note("rules-changed", "rules-sha256 =", what, because, help);
    }
}
