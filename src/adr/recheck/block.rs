//! What a record's block says against the rules and answers that it was made from, where these have not changed: then it was changed in the
//! record alone.

use super::cause;
use super::look::{Look, level_of};
use super::replays::{Made, Replays};
use crate::adr::replay::{Replay, declared, effect, held, own_triggers};
use crate::engine::meaning::order::{questions_behind, settled_behind};
use crate::model::RuleBase;
use crate::report::DecisionReport;

/// How far a lead may be off that was written with one digit behind the point.
const LEAD: f64 = 0.05;

/// What is wrong: the beginning of the line of the block that says it, and the words.
type Wrong = (String, String);

/// Looks at what the block says.
pub(super) fn look(found: &mut Look, replay: &Replay, made: &Made, decision: &DecisionReport, replays: &Replays) {
    if !replays.has_same_rules(replay) || replay.rules_sha256.is_none() {
        return;
    }
    let Some(base) = made.base(&replay.decision) else { return };
    let by_answers = if Replays::has_same_answers(replay, made) {
        of_answers(replay, made).or_else(|| of_outcome(replay, made, decision, base))
    } else {
        None
    };
    let wrong = [of_rules(replay, base).map(|wrong| (wrong, "rules")), by_answers.map(|wrong| (wrong, "answers"))];
    for ((at, said), by) in wrong.into_iter().flatten() {
        let why = format!("the block contradicts the {by} it was made from, which have not changed: {said}");
        let at = found.in_block(&at);
        let severity = level_of("damaged-record", found.config);
        let help = "restore the block from the history of the file, or write the record again";
        found.add("damaged-record", severity, None, at, why, Vec::new(), help);
    }
}

/// What it says of the rules alone.
fn of_rules(replay: &Replay, base: &RuleBase) -> Option<Wrong> {
    let other = |what: &str, now: Option<&String>, said: Option<&String>| {
        let say = |value: Option<&String>| value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"));
        format!("of the {what} the rules say {}, and the block {}", say(now), say(said))
    };
    let now = declared(base);
    for key in now.keys().chain(replay.declared.keys()) {
        if now.get(key) != replay.declared.get(key) {
            let at = if replay.declared.contains_key(key) { key.as_str() } else { "[archfit.declared]" };
            return Some((at.to_owned(), other(key, now.get(key), replay.declared.get(key))));
        }
    }
    for (id, said) in &replay.held {
        let now = base.rule_idx(base.present_rule(id)).map(|rule| effect(base, &base.rules[rule.get()].effect));
        if now.as_ref() != Some(said) {
            return Some((format!("{id} ="), other(&format!("rule `{id}`"), now.as_ref(), Some(said))));
        }
    }
    let is_option = |id: &String| base.option_named(id).is_some();
    let option = replay.revisit.iter().filter_map(|trigger| trigger.option.as_ref()).find(|id| !is_option(id))?;
    Some((format!("option = \"{option}\""), format!("`{option}`, for which it would be decided again, is no option")))
}

/// What it says of the answers.
fn of_answers(replay: &Replay, made: &Made) -> Option<Wrong> {
    if let Some((question, said)) = cause::answers_of_block(replay, made) {
        return Some((format!("{question} ="), said));
    }
    if let Some(said) = cause::changed_weights(replay, made).into_iter().next() {
        return Some(("[archfit.weights]".to_owned(), said));
    }
    let own: Vec<_> = own_triggers(&made.file, &replay.decision.as_str().into()).collect();
    // A day may be put off in the record.
    let n_days = |triggers: &mut dyn Iterator<Item = bool>| triggers.filter(|has_day| *has_day).count();
    let (asked, kept) = (
        n_days(&mut own.iter().map(|trigger| trigger.on.is_some())),
        n_days(&mut replay.revisit.iter().map(|trigger| trigger.on.is_some())),
    );
    let lost = own.iter().filter_map(|trigger| trigger.when.as_ref());
    let mut lost = lost.filter(|when| !replay.revisit.iter().any(|trigger| trigger.when.as_ref() == Some(*when)));
    let what = match lost.next() {
        Some(when) => format!("the condition `{when}`"),
        None if asked > kept => "a day".to_owned(),
        None => return None,
    };
    Some(("[[archfit.revisit]]".to_owned(), format!("{what} to decide again (`[[revisit]]`) is not in it")))
}

/// What it says of how the decision came out, where that hangs on nothing else.
fn of_outcome(replay: &Replay, made: &Made, decision: &DecisionReport, base: &RuleBase) -> Option<Wrong> {
    if !settled_behind(&made.subject, questions_behind(base, &made.subject.questionnaire)).is_empty() {
        return None;
    }
    let differs = |at: &str, now: String, said: String| {
        Some((format!("{at} ="), format!("the {at} is {now}, and the block says {said}")))
    };
    if replay.outcome != decision.outcome {
        let word = |outcome| serde_json::to_string(&outcome).unwrap_or_default().replace('"', "`");
        return differs("outcome", word(decision.outcome), word(replay.outcome));
    }
    if (replay.lead - decision.lead).abs() > LEAD {
        return differs("lead", format!("{:.1}", decision.lead), format!("{:.1}", replay.lead));
    }
    let now = held(decision, base);
    let is_kept = |id: &String| replay.held.keys().any(|kept| base.present_rule(kept) == id);
    let lost = now.keys().find(|id| !is_kept(id)).map(|id| (id, "holds, and is not in the block"));
    let extra = replay.held.keys().find(|id| !now.contains_key(base.present_rule(id)));
    let extra = extra.map(|id| (id, "does not hold, and is in the block"));
    let (id, what) = lost.or(extra)?;
    Some(("[archfit.held]".to_owned(), format!("the rule `{id}` {what}")))
}
