//! Whether a decision still comes out as recorded.

use super::block;
use super::cause;
use super::finding::Spot;
use super::look::Look;
use super::observed;
use super::replays::{FromFile, Made, NoAnswers, Replays};
use super::triggers;
use crate::adr::replay::Replay;
use crate::model::{Day, OptionId, OutcomeKind};
use crate::report::DecisionReport;

/// Looks at everything about one record; gives the option that leads by now.
pub(super) fn look(found: &mut Look, replay: &Replay, replays: &mut Replays, today: Day) -> Option<String> {
    let replay = &replays.present(replay);
    let damages = replays.damages(replay);
    if !replays.knows(replay) {
        let what = format!("there is no decision `{}` over `{}` by now", replay.decision, replay.questionnaire);
        let help = "restore its rule base, or supersede the record";
        let (because, _) = cause::split(damages.into_iter().map(|(spot, said)| (said, spot)).collect());
        found.fault("rules-missing", "decision =", what, because, help);
        triggers::dates(found, replay, today);
        return None;
    }
    for (spot, said) in damages {
        let what = format!("what `{}` rests on did not load as a whole", replay.decision);
        found.fault_by("rules-damaged", spot, "rules =", what, vec![said], "`archfit check` shows what is wrong");
    }
    let (made, is_of_record) = match answers(found, replay, replays) {
        Some(made) => (made, false),
        None => (replays.made_of_record(replay).ok()?, true),
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
    let n_before = found.found.len();
    look_at_options(found, replay, &made, decision, replays);
    block::look(found, replay, &made, decision, replays);
    compare(found, replay, &made, decision, replays);
    look_at_override(found, replay, &made, decision);
    triggers::conditions(found, replay, &made);
    triggers::dates(found, replay, today);
    look_at_evidence(found, &made, decision, replays, today);
    observed::look(found, replay, &made, replays, today);
    if found.found.len() == n_before && !is_of_record {
        note_changes(found, replay, &made, decision, replays);
    }
    decision.winner.as_ref().map(ToString::to_string)
}

/// What comes of the answers file that the record names; `None` where it cannot be used, which is reported.
fn answers(found: &mut Look, replay: &Replay, replays: &mut Replays) -> Option<Made> {
    match replays.made_of_answers(replay) {
        Ok(FromFile { made, moved_to }) => {
            if let Some((first, others)) = moved_to.split_first() {
                let named = replay.answers.as_deref().unwrap_or_default();
                let what = format!("there is no `{named}`; what it said stands in `{first}`");
                let help = match others {
                    [] => "`archfit recheck --relink` writes the new path into the records",
                    _ => "several files say it; write into the records which one is meant, or remove the others",
                };
                let because = others.iter().map(|other| format!("and in `{other}`")).collect();
                found.fault_by("answers-moved", Some(Spot::file(first.clone())), "answers =", what, because, help);
            }
            // A question that the record answered itself is told by what became of it.
            for lost in made.lost.iter().filter(|lost| !replay.answered.contains_key(&lost.question)) {
                let what = format!("the answers file `{}` holds what is not used: {}", lost.spot.name, lost.what);
                found.fault_by(
                    "answers-damaged",
                    Some(lost.spot.clone()),
                    "answers =",
                    what,
                    Vec::new(),
                    &lost.way_out,
                );
            }
            Some(made)
        }
        Err(NoAnswers::Missing(why)) => {
            let help = "restore the file; until then the answers kept in the record are used";
            found.fault("answers-missing", "answers =", why, Vec::new(), help);
            None
        }
        Err(NoAnswers::Damaged(spot, what, help)) => {
            let help = if help.is_empty() { "correct the file".to_owned() } else { help };
            let what = format!("the answers file `{}` cannot be used: {what}", spot.name);
            found.fault_by("answers-damaged", Some(spot), "answers =", what, Vec::new(), &help);
            None
        }
    }
}

/// Reports options of the record that no alias leads to any more.
fn look_at_options(found: &mut Look, replay: &Replay, made: &Made, decision: &DecisionReport, replays: &Replays) {
    let mut ids = vec![("option =", &replay.option)];
    if replay.recommended != replay.option {
        ids.push(("recommended =", &replay.recommended));
    }
    for (at, id) in ids {
        let there = present(made, &replay.decision, id);
        let is_missing = made.base(decision.decision.as_str()).is_some_and(|base| base.option_idx(there).is_none());
        // What did not load is told by what is wrong with it.
        if is_missing && replays.fate(&replay.decision, "option", id).1.is_none() {
            let what =
                format!("the option `{id}` that the record names is gone, and no alias leads from it to another");
            let help = "say in `[aliases]` of the rule base what it is called by now, or supersede the record";
            let leads = decision.winner_name.as_ref().map(|winner| format!("{winner} leads by now"));
            found.fault("option-gone", at, what, leads.into_iter().collect(), help);
        }
    }
}

/// An option's name where it still exists, its id otherwise.
fn name<'a>(decision: &'a DecisionReport, id: &'a str) -> &'a str {
    decision.standings.iter().find(|s| s.option.as_str() == id).map_or(id, |s| &s.name)
}

/// The present id of an option that may have been renamed.
fn present<'a>(made: &'a Made, decision: &str, id: &'a str) -> &'a str {
    let named = made.base(decision).and_then(|base| Some(&base.options[base.option_named(id)?.get()]));
    named.map_or(id, |option| option.id.as_str())
}

/// What leads by now: of level options the one that is meant, where it is among them.
fn leader<'a>(made: &'a Made, decision: &'a DecisionReport, meant: &'a str) -> Option<&'a str> {
    let is_level = decision.level.iter().any(|level| level == name(decision, meant));
    let is_there = || made.base(decision.decision.as_str()).is_some_and(|base| base.option_idx(meant).is_some());
    if is_level && is_there() { Some(meant) } else { decision.winner.as_ref().map(OptionId::as_str) }
}

fn compare(found: &mut Look, replay: &Replay, made: &Made, decision: &DecisionReport, replays: &mut Replays) {
    let recommended = present(made, &replay.decision, &replay.recommended);
    let help = "decide again: `archfit recheck --propose` writes the record that would supersede this one";
    match leader(made, decision, recommended) {
        None if decision.outcome == OutcomeKind::OutOfScope => {
            let because = decision.out_of_scope.iter().map(|rule| rule.because.clone()).collect();
            found.fault("out-of-scope", "option =", decision.verdict.clone(), because, "supersede the record by hand");
        }
        None => {
            let because = cause::exclusions(decision);
            found.fault("no-option", "option =", "every option is excluded by now".to_owned(), because, help);
        }
        // That it is gone was said, with what leads in its place.
        Some(_) if made.base(&replay.decision).is_some_and(|base| base.option_idx(recommended).is_none()) => {}
        Some(winner) if winner != recommended => {
            let lead = format!("{:.1}", decision.lead);
            let now = name(decision, winner);
            let then = name(decision, recommended);
            let what = match decision.outcome {
                OutcomeKind::CloseCall => {
                    format!("{now} leads {then} by now, by {lead} points, which is too close to call")
                }
                _ => format!("{now} leads by now, {lead} points ahead; the record recommends {then}"),
            };
            let (because, spot) = cause::split(cause::find(replay, made, decision, replays));
            found.fault_by("winner-changed", spot, "recommended =", what, because, help);
        }
        Some(_) if decision.outcome == OutcomeKind::CloseCall && replay.outcome != OutcomeKind::CloseCall => {
            let what = format!(
                "the lead is {:.1} points by now, which is too close to call; it was {:.1}",
                decision.lead, replay.lead
            );
            let (because, spot) = cause::split(cause::find(replay, made, decision, replays));
            let help = "see what changed, and decide whether it matters";
            found.fault_by("close-call", spot, "lead =", what, because, help);
        }
        Some(_) => {}
    }
}

fn look_at_override(found: &mut Look, replay: &Replay, made: &Made, decision: &DecisionReport) {
    let option = present(made, &replay.decision, &replay.option);
    let was_own = replay.option != replay.recommended;
    let leads = leader(made, decision, present(made, &replay.decision, &replay.recommended));
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
        None if was_own && leads.is_some_and(|leads| leads != option) => {
            let what = format!("the answers file no longer chooses {} against the rules", name(decision, option));
            found.fault(
                "override-changed",
                "option =",
                what,
                Vec::new(),
                "supersede the record, or restore the override",
            );
        }
        _ if was_own && leads == Some(option) => {
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

fn look_at_evidence(found: &mut Look, made: &Made, decision: &DecisionReport, replays: &Replays, today: Day) {
    let Some(base) = made.base(decision.decision.as_str()) else { return };
    let Some(months) = found.config.recheck.evidence_max_age_months.or(base.decision.evidence_max_age_months) else {
        return;
    };
    for cited in &decision.evidence {
        let Some(evidence) = base.evidence(cited.evidence.as_str()) else { continue };
        let Some(day) = evidence.checked.filter(|checked| checked.is_older_than(months, today)) else { continue };
        let what = format!("`{}` was last checked on {day}, more than {months} months ago", cited.evidence);
        let help = "read or run it again, and set `checked` to that day";
        found.fault_by("old-evidence", replays.spot(&evidence.place), "rules =", what, Vec::new(), help);
    }
}

/// What changed since without changing the decision.
fn note_changes(found: &mut Look, replay: &Replay, made: &Made, decision: &DecisionReport, replays: &Replays) {
    let help = "nothing has to be done; the record still follows";
    if replay.answers_sha256.is_some() && !Replays::has_same_answers(replay, made) {
        let (because, spot) = cause::split(cause::changed_answers(replay, made));
        let what = "the answers changed since, and the decision still follows".to_owned();
        found.note("answers-changed", spot, "answers-sha256 =", what, because, help);
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
        let (mut because, spot) = cause::split(cause::changed_rules(replay, made, decision, replays));
        if because.is_empty() {
            because.push("nothing that held for this decision, nor a weight, scale or starting point".to_owned());
        }
        found.note("rules-changed", spot, "rules-sha256 =", what, because, help);
    }
}
