//! What made a decision come out differently: the answers that changed, or the rules.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Spot;
use super::replays::{Made, Replays};
use crate::adr::replay::{Replay, declared, held};
use crate::engine::meaning::order::{questions_behind, settled_behind};
use crate::model::{AnswersFile, DecisionId, QuestionIdx, RuleBase};
use crate::report::DecisionReport;

/// How many causes are named.
const MAX_NAMED: usize = 5;

/// One cause: in words, and where it stands in a file of the project.
pub(super) type Cause = (String, Option<Spot>);

/// Causes as words, with the place of the first that has one.
pub(super) fn split(causes: Vec<Cause>) -> (Vec<String>, Option<Spot>) {
    let spot = causes.iter().find_map(|(_, spot)| spot.clone());
    (causes.into_iter().map(|(said, _)| said).collect(), spot)
}

/// The causes of another outcome, the strongest first.
pub(super) fn find(replay: &Replay, made: &Made, decision: &DecisionReport, replays: &mut Replays) -> Vec<Cause> {
    // The recorded answers under today's rules: if they come out as recorded, the answers did it; otherwise the rules did.
    let then = replays.then(replay);
    let as_recorded = then.as_ref().filter(|then| {
        then.outcomes.of(&replay.decision).is_some_and(|(leaders, outcome)| {
            leaders.iter().any(|leader| *leader == *replay.recommended.as_str()) && outcome == replay.outcome
        })
    });
    let mut causes = match as_recorded {
        Some(then) => deciding_answers(replay, made, &then.file, decision, replays),
        None => {
            let then = replays.made_of_record(replay).ok();
            let from_record = then.as_ref().and_then(|then| then.decision(&replay.decision));
            changed_rules(replay, then.as_ref().unwrap_or(made), from_record.unwrap_or(decision), replays)
        }
    };
    causes.splice(0..0, gone_questions(replay, made, replays));
    // What the decision reads by itself is as it was: what else decides comes from other decisions.
    if causes.is_empty() && replay.rules_sha256.is_some() && replays.has_same_rules(replay) {
        causes = by_way_of_others(replay, made);
    }
    if causes.is_empty() && Replays::has_same_answers(replay, made) && replay.rules_sha256.is_some() {
        let is_same = replays.has_same_rules(replay);
        causes.extend(is_same.then(|| ("neither answers nor rules changed since: the record did".to_owned(), None)));
    }
    if causes.is_empty() {
        let spot = made.base(&replay.decision).and_then(|base| replays.spot(&base.decision.place));
        causes.push(("starting points, weights or scales of the rule base changed".to_owned(), spot));
    }
    causes.truncate(MAX_NAMED);
    causes
}

/// The decisions that settle questions for this one, with what they say to them: their rules, and the team's own choices in them, are not kept
/// in the record.
fn by_way_of_others(replay: &Replay, made: &Made) -> Vec<Cause> {
    let Some(base) = made.base(&replay.decision) else { return Vec::new() };
    let questionnaire = &made.subject.questionnaire;
    let settled = settled_behind(&made.subject, questions_behind(base, questionnaire)).into_iter();
    let is_followed = |question: &str| {
        let answer = made.report.answers.iter().find(|answer| answer.question == *question);
        answer.is_none_or(|answer| answer.settled_by.is_some())
    };
    let say = |(question, by): (QuestionIdx, DecisionId)| {
        let question = &questionnaire.questions[question.get()].id;
        let own = made.file.overrides.iter().find(|own| own.decision == by);
        is_followed(question.as_str()).then(|| match own {
            Some(own) => (
                format!(
                    "`{question}` follows `{by}`, for which the team's own choice is `{}` (`[[override]]`)",
                    own.option
                ),
                made.spot_of_override(by.as_str()),
            ),
            None => (format!("`{question}` follows what comes out for `{by}` by now"), None),
        })
    };
    settled.filter_map(say).collect()
}

/// The questions that the record answers and that are not asked any more under any name.
fn gone_questions(replay: &Replay, made: &Made, replays: &Replays) -> Vec<Cause> {
    let questionnaire = &made.subject.questionnaire;
    let is_gone = |id: &str| questionnaire.question(questionnaire.aliases.get(id).map_or(id, String::as_str)).is_none();
    let gone = replay.answered.iter().filter(|(id, _)| is_gone(id));
    let say = |(id, value): (&String, &String)| {
        let what = format!("the question `{id}`, answered with `{value}`,");
        match replays.fate(&replay.decision, "question", id) {
            (fate, Some(spot)) => (format!("{what} {fate}"), Some(spot)),
            (fate, None) => (format!("{what} {fate}, and no alias leads from it to another"), made.spot_of_answer(id)),
        }
    };
    gone.map(say).collect()
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

fn answer_changes<'a>(replay: &'a Replay, made: &'a Made) -> Vec<Changed> {
    let now = |id: &str| made.report.answers.iter().find(|a| a.question == *id && a.settled_by.is_none());
    // A name that has an alias is the same under another: that is no change of an answer.
    let aliases = &made.subject.questionnaire.aliases;
    let present = |id: &'a str| aliases.get(id).map_or(id, String::as_str);
    let present_choice = |id: &str, choice: &'a str| {
        aliases.get(&format!("{id}.{choice}")).and_then(|now| now.split_once('.')).map_or(choice, |(_, now)| now)
    };
    let mut changes: Vec<Changed> = Vec::new();
    for (recorded, then) in &replay.answered {
        let id = present(recorded);
        let then = present_choice(id, then);
        let now_said = now(id).map(|a| a.value.clone());
        let now_sure = now(id).map_or(100, |a| a.sure);
        let then_sure = replay.sure.get(recorded).copied().unwrap_or(100);
        let said =
            |value: String, sure: u8| if now_sure == then_sure { value } else { format!("{value}, {sure} % sure") };
        if now_said.as_deref() != Some(then) || now_sure != then_sure {
            let now = now_said.map(|value| said(value, now_sure));
            let is_skipped = now.is_none() && made.file.answers.get(id).is_some();
            changes.push(Changed { id: id.to_owned(), then: Some(said(then.to_owned(), then_sure)), now, is_skipped });
        }
    }
    let is_known = |id: &str| replay.answered.keys().any(|recorded| present(recorded) == id);
    let is_new = |a: &&crate::report::AnswerInfo| a.settled_by.is_none() && !is_known(a.question.as_str());
    changes.extend(made.report.answers.iter().filter(is_new).map(|a| Changed {
        id: a.question.to_string(),
        then: None,
        now: Some(a.value.clone()),
        is_skipped: false,
    }));
    changes
}

/// The first answer that a record's block says otherwise than the answers it was made from.
pub(super) fn answers_of_block(replay: &Replay, made: &Made) -> Option<(String, String)> {
    answer_changes(replay, made).first().map(|change| (change.id.clone(), change.say()))
}

/// The answers that changed, and own weights that did.
pub(super) fn changed_answers(replay: &Replay, made: &Made) -> Vec<Cause> {
    let changes = answer_changes(replay, made);
    let mut said: Vec<Cause> = changes.iter().map(|change| (change.say(), made.spot_of_answer(&change.id))).collect();
    said.extend(changed_weights(replay, made).into_iter().map(|said| (said, None)));
    said
}

/// Own weights that changed, in words.
pub(super) fn changed_weights(replay: &Replay, made: &Made) -> Vec<String> {
    let now = |id: &str| made.file.weights.get(id).copied();
    let say = |weight: Option<u32>| weight.map_or_else(|| "the declared one".to_owned(), |w| w.to_string());
    let then: BTreeMap<&str, u32> = replay.weights.iter().map(|(id, then)| (present_weight(made, id), *then)).collect();
    let gone = then.iter().filter(|(id, then)| now(id) != Some(**then));
    let mut said: Vec<String> =
        gone.map(|(id, then)| format!("the weight of `{id}` was {then} and is {}", say(now(id)))).collect();
    let new = made.file.weights.iter().filter(|(id, _)| !then.contains_key(id.as_str()));
    said.extend(new.map(|(id, weight)| format!("the weight of `{id}` was the declared one and is {weight}")));
    said
}

/// The present name of a criterion that a record gives a weight.
fn present_weight<'a>(made: &'a Made, name: &'a str) -> &'a str {
    let present =
        made.subject.rule_bases.iter().find_map(|base| Some(&base.criteria[base.criterion_named(name)?.get()]));
    present.map_or(name, |criterion| criterion.id.as_str())
}

/// The changed answers each of which alone, taken back, gives another winner; all of them where none does.
fn deciding_answers(
    replay: &Replay,
    made: &Made,
    then: &AnswersFile,
    decision: &DecisionReport,
    replays: &mut Replays,
) -> Vec<Cause> {
    let mut deciding = Vec::new();
    for change in answer_changes(replay, made) {
        let answer = then.answers.get(&change.id);
        let outcome = replays.with_one_as_it_was(made, &change.id, answer, &replay.decision);
        let leaders = outcome.map_or(&[][..], |(leaders, _)| leaders);
        if !leaders.is_empty() && !decision.winner.as_ref().is_some_and(|winner| leaders.contains(winner)) {
            let spot = made.spot_of_answer(&change.id);
            deciding.push((format!("{}, which alone decides", change.say()), spot));
        }
    }
    if deciding.is_empty() { changed_answers(replay, made) } else { deciding }
}

/// The rules that are new, gone or changed, those that move the present lead most first; then what the rule base declares otherwise.
pub(super) fn changed_rules(replay: &Replay, made: &Made, decision: &DecisionReport, replays: &Replays) -> Vec<Cause> {
    let Some(base) = made.base(&replay.decision) else { return Vec::new() };
    let now = held(decision, base);
    let then: BTreeMap<String, String> = replay
        .held
        .iter()
        .map(|(id, effect)| (base.present_rule(id).to_owned(), with_present_names(effect, base)))
        .collect();
    let spot = |id: &str| base.rule_idx(id).and_then(|rule| replays.spot(&base.rules[rule.get()].place));
    let mut said: Vec<(i64, Cause)> = Vec::new();
    for (id, effect) in &now {
        let what = match then.get(id) {
            None => format!("the rule `{id}` holds by now ({effect})"),
            Some(then) if !says_the_same(then, effect) => {
                format!("the rule `{id}` changed from `{then}` to `{effect}`")
            }
            Some(_) => continue,
        };
        said.push((lead_of(decision, id), (what, spot(id))));
    }
    for (id, effect) in then.iter().filter(|(id, _)| !now.contains_key(*id)) {
        let (word, spot) = match base.rule_idx(id) {
            Some(_) => ("no longer holds", spot(id)),
            None => replays.fate(&replay.decision, "rule", id),
        };
        said.push((0, (format!("the rule `{id}` {word} ({effect})"), spot)));
    }
    said.sort_by_key(|(moves, _)| -moves.abs());
    let mut said: Vec<Cause> = said.into_iter().map(|(_, cause)| cause).collect();
    said.extend(changed_declarations(replay, base, replays));
    said
}

/// Weights, scales, starting points and options that are other than when the record was written, as far as it holds them.
fn changed_declarations(replay: &Replay, base: &RuleBase, replays: &Replays) -> Vec<Cause> {
    if replay.declared.is_empty() {
        return Vec::new();
    }
    let key = |what: &String| match what.split_once(' ') {
        Some(("criterion", id)) => format!("criterion {}", base.present_criterion(id)),
        Some(("option", id)) => format!("option {}", base.present_option(id)),
        _ => what.clone(),
    };
    let then = replay.declared.iter().map(|(what, value)| (key(what), with_present_names(value, base)));
    let (then, now) = (then.collect::<BTreeMap<String, String>>(), declared(base));
    let spot = || replays.spot(&base.decision.place);
    let mut said = Vec::new();
    for (what, value) in &now {
        match then.get(what) {
            None => said.push((format!("the {what} is new ({value})"), spot())),
            Some(before) if !says_the_same(before, value) => {
                said.push((format!("the {what} changed from `{before}` to `{value}`"), spot()));
            }
            Some(_) => {}
        }
    }
    let gone = then.iter().filter(|(what, _)| !now.contains_key(*what));
    said.extend(gone.map(|(what, value)| {
        let (fate, at) = match what.split_once(' ') {
            Some((kind, id)) => replays.fate(base.decision.id.as_str(), kind, id),
            None => ("is gone", None),
        };
        (format!("the {what} {fate} ({value})"), at.or_else(spot))
    }));
    said
}

/// Whether two effects, or two starts, are the same but for the order in which options or criteria are named.
fn says_the_same(one: &str, other: &str) -> bool {
    let parts = |said: &str| {
        let (head, list) = ["weighs ", "excludes ", "starts with "]
            .iter()
            .find_map(|head| Some((*head, said.strip_prefix(head)?)))
            .or_else(|| said.split_once(": "))
            .map_or((said.to_owned(), ""), |(head, list)| (head.to_owned(), list));
        (head, list.split(", ").map(str::to_owned).collect::<BTreeSet<String>>())
    };
    parts(one) == parts(other)
}

/// What a record holds of an effect or a start, with the present names of what was renamed: of criteria, or of options.
fn with_present_names(said: &str, base: &RuleBase) -> String {
    let of_criteria = ["weighs ", "starts with "].iter().any(|start| said.starts_with(start));
    let words = said.split_inclusive([' ', ',', ':']).map(|word| {
        let bare = word.trim_end_matches([' ', ',', ':']);
        let is_criterion = of_criteria || word[bare.len()..].starts_with(':');
        let new = if is_criterion { base.present_criterion(bare) } else { base.present_option(bare) };
        format!("{new}{}", &word[bare.len()..])
    });
    words.collect()
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
