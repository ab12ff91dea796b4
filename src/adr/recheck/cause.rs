//! What made a decision come out differently: the answers that changed, or the rules.

use super::replays::{Made, Replays};
use crate::adr::replay::{Replay, held};
use crate::model::{AnswersFile, OptionId};
use crate::report::DecisionReport;

/// How many causes are named.
const MAX_NAMED: usize = 5;

/// The causes of another outcome, the strongest first.
pub(super) fn find(replay: &Replay, made: &Made, decision: &DecisionReport, replays: &mut Replays) -> Vec<String> {
    // The recorded answers under today's rules: if they come out as recorded, the answers did it; otherwise the rules did.
    let then = replays.then(replay);
    let recorded = Some((Some(replay.recommended.as_str()), replay.outcome));
    let as_recorded = then.as_ref().filter(|then| {
        let outcome = then.outcomes.of(&replay.decision);
        outcome.map(|(winner, outcome)| (winner.map(OptionId::as_str), outcome)) == recorded
    });
    let mut causes = match as_recorded {
        Some(then) => deciding_answers(replay, made, &then.file, decision, replays),
        None => {
            let then = replays.made_of_record(replay).ok();
            let from_record = then.as_ref().and_then(|then| then.decision(&replay.decision));
            changed_rules(replay, then.as_ref().unwrap_or(made), from_record.unwrap_or(decision))
        }
    };
    if causes.is_empty() {
        causes.push("starting points, weights or scales of the rule base changed".to_owned());
    }
    causes.truncate(MAX_NAMED);
    causes
}

/// One changed answer.
struct Changed {
    id: String,
    then: Option<String>,
    now: Option<String>,
    /// The file still answers it, and the other answers skip it.
    is_skipped: bool,
}

impl Changed {
    fn say(&self) -> String {
        let value = |value: &Option<String>| value.as_ref().map_or_else(|| "open".to_owned(), |v| format!("`{v}`"));
        if self.is_skipped {
            return format!("`{}`, answered with {}, is no longer asked", self.id, value(&self.then));
        }
        format!("the answer to `{}` was {} and is {}", self.id, value(&self.then), value(&self.now))
    }
}

fn answer_changes(replay: &Replay, made: &Made) -> Vec<Changed> {
    let now = |id: &str| made.report.answers.iter().find(|a| a.question == *id && a.settled_by.is_none());
    let mut changes: Vec<Changed> = Vec::new();
    for (id, then) in &replay.answered {
        let now_said = now(id).map(|a| a.value.clone());
        let now_sure = now(id).map_or(100, |a| a.sure);
        let then_sure = replay.sure.get(id).copied().unwrap_or(100);
        let said =
            |value: String, sure: u8| if now_sure == then_sure { value } else { format!("{value}, {sure} % sure") };
        if now_said.as_ref() != Some(then) || now_sure != then_sure {
            let now = now_said.map(|value| said(value, now_sure));
            let is_skipped = now.is_none() && made.file.answers.get(id).is_some();
            changes.push(Changed { id: id.clone(), then: Some(said(then.clone(), then_sure)), now, is_skipped });
        }
    }
    let is_new =
        |a: &&crate::report::AnswerInfo| a.settled_by.is_none() && !replay.answered.contains_key(a.question.as_str());
    changes.extend(made.report.answers.iter().filter(is_new).map(|a| Changed {
        id: a.question.to_string(),
        then: None,
        now: Some(a.value.clone()),
        is_skipped: false,
    }));
    changes
}

/// The answers that changed, and own weights that did.
pub(super) fn changed_answers(replay: &Replay, made: &Made) -> Vec<String> {
    let mut said: Vec<String> = answer_changes(replay, made).iter().map(Changed::say).collect();
    said.extend(changed_weights(replay, made));
    said
}

fn changed_weights(replay: &Replay, made: &Made) -> Vec<String> {
    let now = |id: &str| made.file.weights.get(id).copied();
    let say = |weight: Option<u32>| weight.map_or_else(|| "the declared one".to_owned(), |w| w.to_string());
    let gone = replay.weights.iter().filter(|(id, then)| now(id) != Some(**then));
    let mut said: Vec<String> =
        gone.map(|(id, then)| format!("the weight of `{id}` was {then} and is {}", say(now(id)))).collect();
    let new = made.file.weights.iter().filter(|(id, _)| !replay.weights.contains_key(id.as_str()));
    said.extend(new.map(|(id, weight)| format!("the weight of `{id}` was the declared one and is {weight}")));
    said
}

/// The changed answers each of which alone, taken back, gives another winner; all of them where none does.
fn deciding_answers(
    replay: &Replay,
    made: &Made,
    then: &AnswersFile,
    decision: &DecisionReport,
    replays: &mut Replays,
) -> Vec<String> {
    let mut deciding = Vec::new();
    for change in answer_changes(replay, made) {
        let answer = then.answers.get(&change.id);
        let outcome = replays.with_one_as_it_was(made, &change.id, answer, &replay.decision);
        let winner = outcome.and_then(|(winner, _)| winner);
        if winner.is_some() && winner != decision.winner.as_ref() {
            deciding.push(format!("{}, which alone decides", change.say()));
        }
    }
    if deciding.is_empty() { changed_answers(replay, made) } else { deciding }
}

/// The rules that are new, gone or changed, those that move the present lead most first.
pub(super) fn changed_rules(replay: &Replay, made: &Made, decision: &DecisionReport) -> Vec<String> {
    let Some(base) = made.base(&replay.decision) else { return Vec::new() };
    let now = held(decision, base);
    let mut said: Vec<(i64, String)> = Vec::new();
    for (id, effect) in &now {
        let moves = lead_of(decision, id);
        match replay.held.get(id) {
            None => said.push((moves, format!("the rule `{id}` holds by now ({effect})"))),
            Some(then) if then != effect => {
                said.push((moves, format!("the rule `{id}` changed from `{then}` to `{effect}`")));
            }
            Some(_) => {}
        }
    }
    for (id, then) in replay.held.iter().filter(|(id, _)| !now.contains_key(*id)) {
        let present = base.decision.aliases.get(id).map_or(id.as_str(), String::as_str);
        if now.contains_key(present) {
            continue;
        }
        let word = if base.rule_idx(present).is_some() { "no longer holds" } else { "is gone" };
        said.push((0, format!("the rule `{id}` {word} ({then})")));
    }
    said.sort_by_key(|(moves, _)| -moves.abs());
    said.into_iter().map(|(_, text)| text).collect()
}

/// How far a rule moves the lead, in tenths; vetoes move it most.
fn lead_of(decision: &DecisionReport, id: &str) -> i64 {
    let rules = decision.criteria.iter().flat_map(|c| &c.rules);
    let counting = rules.filter(|r| r.rule.as_str() == id).map(|r| (r.lead * 10.0).round() as i64).next();
    counting.unwrap_or(i64::MAX / 2)
}

/// The vetoes that leave no option.
pub(super) fn exclusions(decision: &DecisionReport) -> Vec<String> {
    let say = |standing: &crate::report::StandingInfo| {
        let vetoes: Vec<String> =
            standing.bad.iter().filter(|r| r.criterion.is_none()).map(|r| format!("`{}`", r.rule)).collect();
        format!("{} is excluded by {}", standing.name, vetoes.join(", "))
    };
    decision.standings.iter().map(say).collect()
}
