//! What was solved, for programs: every interval, and edits by the bytes they replace.

use serde_json::{Value, json};

use super::solved::{Files, Solved};
use super::text;
use crate::audit::tune::{Conflict, Edit, N_DRAWN, Next, Number, Repair, Slack};
use crate::load::{Sources, answer_to_toml};
use crate::model::OptionIdx;

pub(super) fn of(solved: &Solved, sources: &Sources) -> Value {
    let (tuned, files) = (&solved.tuned, &Files::of(solved, sources));
    let ids =
        |scenarios: &[usize]| -> Vec<String> { scenarios.iter().map(|at| solved.scenario(*at).to_owned()).collect() };
    json!({
        "decision": solved.base().decision.id.as_str(),
        "passing": tuned.n_passing,
        "failing": ids(&tuned.failing),
        "beyond-numbers": ids(&tuned.beyond),
        "repairs": tuned.repairs.iter().map(|repair| self::repair(solved, repair, files)).collect::<Vec<_>>(),
        "repairs-found": tuned.n_found,
        "cut-short": tuned.is_cut_short,
        "shares-exact": tuned.is_exact,
        "conflicts": tuned.conflicts.iter().map(|conflict| self::conflict(solved, conflict)).collect::<Vec<_>>(),
        "in-no-conflict": ids(&tuned.in_no_conflict),
        "slack": tuned.slack.iter().map(|slack| self::slack(solved, slack, files)).collect::<Vec<_>>(),
        "next": tuned.next.as_ref().map(|next| self::next(solved, next)),
    })
}

fn repair(solved: &Solved, repair: &Repair, files: &Files) -> Value {
    let edits: Vec<Value> = repair.edits.iter().map(|edit| self::edit(solved, edit, files)).collect();
    json!({ "edits": edits, "other-winner": repair.share })
}

fn number(solved: &Solved, number: Number, files: &Files) -> Value {
    let base = solved.base();
    let option = |option: OptionIdx| base.options[option.get()].id.as_str();
    let criterion = base.criteria[number.criterion(base).get()].id.as_str();
    let place = files.line_of(number);
    match number {
        Number::Points(rule, of) => {
            let rule = base.entry_id(rule);
            json!({ "kind": "points", "rule": rule, "option": option(of), "criterion": criterion, "place": place })
        }
        Number::Steps(steps) => {
            json!({ "kind": "steps", "steps": base.entry_id(steps), "criterion": criterion, "place": place })
        }
        Number::Base(of, _) => json!({ "kind": "base", "option": option(of), "criterion": criterion, "place": place }),
        Number::Weight(_) => json!({ "kind": "weight", "criterion": criterion, "place": place }),
        Number::Weighs(rule, _) => {
            let rule = base.entry_id(rule);
            json!({ "kind": "weighs", "rule": rule, "criterion": criterion, "place": place })
        }
    }
}

/// An edit as text: the bytes from `start` up to `end` of the file become `text`. Points of zero say nothing, so their entry goes.
fn edit(solved: &Solved, edit: &Edit, files: &Files) -> Value {
    let place = files.numbers.of(edit.number);
    let source = files.sources.get(place.file);
    let mut value = number(solved, edit.number, files);
    value["old"] = edit.old.into();
    value["new"] = edit.new.into();
    let is_digits =
        source.text.get(place.span.clone()).is_some_and(|text| text.replace('_', "").parse() == Ok(edit.old));
    let is_gone = edit.new == 0 && !matches!(edit.number, Number::Weight(_));
    let replaced = if is_gone {
        files.numbers.entry_of(edit.number).map(|place| (place, String::new()))
    } else {
        Some((place, edit.new.to_string()))
    };
    if let Some((place, text)) = replaced.filter(|_| is_digits) {
        value["file"] = source.name.as_str().into();
        value["start"] = place.span.start.into();
        value["end"] = place.span.end.into();
        value["text"] = text.into();
    }
    value
}

fn slack(solved: &Solved, slack: &Slack, files: &Files) -> Value {
    let mut value = number(solved, slack.number, files);
    let side = |side: Option<(i32, usize)>| {
        side.map(|(bound, by)| {
            let is_out = slack.is_taken_out_at(bound);
            json!({ "value": bound, "taken-out": is_out, "scenario": solved.scenario(by) })
        })
    };
    value["value"] = slack.value.into();
    value["low"] = side(slack.low).into();
    value["least"] = slack.least.into();
    value["high"] = side(slack.high).into();
    value["pinned"] = slack.is_pinned().into();
    value["sign-pinned"] = slack.is_sign_pinned().into();
    value
}

fn conflict(solved: &Solved, conflict: &Conflict) -> Value {
    let option = |option: OptionIdx| solved.base().options[option.get()].id.as_str();
    let parts = conflict.parts.iter().map(|part| {
        json!({
            "scenario": solved.scenario(part.scenario),
            "ahead": option(part.ahead),
            "behind": option(part.behind),
            "times": part.times,
        })
    });
    let scenarios: Vec<&str> = conflict.scenarios().into_iter().map(|at| solved.scenario(at)).collect();
    json!({ "scenarios": scenarios, "sum": parts.collect::<Vec<_>>() })
}

fn next(solved: &Solved, next: &Next) -> Value {
    let option = |option: Option<OptionIdx>| option.map(|o| solved.base().options[o.get()].id.as_str());
    let value = |value| serde_json::from_str(&answer_to_toml(value).to_string()).unwrap_or(Value::Null);
    let changed: serde_json::Map<String, Value> =
        next.changed.0.iter().map(|(id, answer)| (id.to_string(), value(&answer.value))).collect();
    let now: Vec<&str> = next.now.iter().filter_map(|leader| option(Some(*leader))).collect();
    let votes = next.votes.iter().map(|(winner, n)| json!({ "winner": option(*winner), "sets": n }));
    json!({
        "like": solved.scenario(next.like),
        "answers": changed,
        "now": now,
        "drawn": N_DRAWN,
        "votes": votes.collect::<Vec<_>>(),
        "scenario": text::ready(solved, next),
    })
}
