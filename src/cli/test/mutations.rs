//! What no scenario pins, for people and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::tested::Tested;
use crate::audit::mutate::{Kind, LeftOut, Mutated, Mutation, Pin, Turned, WhyLeftOut};
use crate::audit::scenario_text::{Says, free_id, scenario_text};
use crate::audit::scenarios::{Runner, word};
use crate::audit::tune::{Edit, NumberPlaces};
use crate::audit::unpinned::{UNPINNED, told};
use crate::diagnostic::render::counted;
use crate::load::{Sources, answer_to_text, answer_to_toml};
use crate::model::{Answers, OptionIdx, OutcomeKind, RuleBase};

/// The mutations of one rule base for people: sums, then what is not pinned, rule by rule. Signs are findings unless they are accepted.
pub(super) fn text(tested: &Tested, mutated: &Mutated, sources: &Sources) -> String {
    let mut text = sums(tested, mutated);
    let mut last = None;
    for mutation in mutated.unpinned() {
        let rule = &tested.base().rules[mutation.rule.get()];
        let accepted = rule.accept.get(UNPINNED).filter(|_| mutation.kind == Kind::Sign);
        if mutation.kind == Kind::Sign && accepted.is_none() {
            continue;
        }
        if last.replace(mutation.rule) != Some(mutation.rule) {
            let _ = writeln!(
                text,
                "\n{}: `{}`",
                Tested::place_of(&rule.place, sources),
                tested.base().entry_id(mutation.rule)
            );
        }
        let _ = writeln!(text, "  {}", mutation.said);
        let _ = match accepted {
            Some(given) => writeln!(text, "    accepted: {}", given.reason),
            None => writeln!(text, "    {}", told(tested.base(), mutation.pin.as_ref())),
        };
    }
    numbers(&mut text, tested, mutated, sources);
    text
}

/// The numbers that are of no single rule, each with the other values under which every scenario passes too.
fn numbers(text: &mut String, tested: &Tested, mutated: &Mutated, sources: &Sources) {
    let base = tested.base();
    let places = NumberPlaces::new(base, sources);
    let mut free: Vec<(&Edit, Vec<String>)> = Vec::new();
    for turned in mutated.numbers.iter().filter(|turned| !turned.is_pinned) {
        let new = turned.edit.new.to_string();
        match free.last_mut().filter(|(edit, _)| edit.number == turned.edit.number) {
            Some((_, values)) => values.push(new),
            None => free.push((&turned.edit, vec![new])),
        }
    }
    if !free.is_empty() {
        let _ = writeln!(text, "\nnumbers with other values under which every scenario passes too:");
    }
    for (edit, values) in free {
        let place = Tested::place_of(&places.of(edit.number), sources);
        let _ = writeln!(text, "  {place}: {}: {}, not {}", edit.number.said(base), values.join(" or "), edit.old);
    }
}

fn sums(tested: &Tested, mutated: &Mutated) -> String {
    let mut text = format!("{}: what scenarios notice of changed rules\n", tested.base().decision.id);
    let counts = Kind::ALL.map(|kind| (kind.plural(), mutated.count(kind)));
    for (plural, (part, whole)) in counts.into_iter().chain([("other numbers", mutated.count_numbers())]) {
        if let Some(percent) = (part * 100).checked_div(whole) {
            let _ = writeln!(text, "  {plural:17} {part:4} of {whole:4}  {percent:3} %");
        }
    }
    left_out(&mut text, tested.base(), mutated);
    text
}

/// What was not tried: the changes that would be an error by name, the others by number.
fn left_out(text: &mut String, base: &RuleBase, mutated: &Mutated) {
    let n_same = mutated.left_out.iter().filter(|left| left.why == WhyLeftOut::SameMeaning).count();
    if n_same > 0 {
        let changes = counted(n_same, "change");
        let _ = writeln!(text, "  not tried: {changes} of a condition that would hold in the same cases");
    }
    for left in &mutated.left_out {
        if let WhyLeftOut::BelowZero(criterion, least) = left.why {
            let (rule, criterion) = (base.entry_id(left.rule), &base.criteria[criterion.get()].id);
            let said = &left.said;
            let _ = writeln!(text, "  not tried: `{rule}`: {said}: the weight of `{criterion}` could fall to {least}");
        }
    }
}

/// The mutations of one rule base as JSON.
pub(super) fn to_json(tested: &Tested, mutated: &Mutated, sources: &Sources) -> Value {
    let counts = Kind::ALL.map(|kind| (kind.word(), mutated.count(kind)));
    let sums: Vec<Value> = counts
        .into_iter()
        .chain([("number", mutated.count_numbers())])
        .map(|(kind, (pinned, of))| json!({ "kind": kind, "pinned": pinned, "of": of }))
        .collect();
    let places = NumberPlaces::new(tested.base(), sources);
    let runner = Runner::for_outcomes(&tested.subject);
    let turned = |turned: &Turned| {
        let Edit { number, old, new } = turned.edit;
        json!({
            "number": number.said(tested.base()),
            "place": Tested::place_of(&places.of(number), sources),
            "old": old,
            "new": new,
            "pinned": turned.is_pinned,
        })
    };
    let one = |mutation: &Mutation| {
        let rule = &tested.base().rules[mutation.rule.get()];
        json!({
            "rule": tested.base().entry_id(mutation.rule),
            "place": Tested::place_of(&rule.place, sources),
            "kind": mutation.kind.word(),
            "change": mutation.said,
            "pinned": mutation.is_pinned,
            "pin": mutation.pin.as_ref().map(|pin| pin_to_json(tested, pin, &runner)),
        })
    };
    let left = |left: &LeftOut| {
        let base = tested.base();
        let why = match left.why {
            WhyLeftOut::BelowZero(criterion, least) => {
                json!({ "weight-below-zero": base.criteria[criterion.get()].id.as_str(), "least": least })
            }
            WhyLeftOut::SameMeaning => json!("same-meaning"),
        };
        json!({
            "rule": base.entry_id(left.rule),
            "place": Tested::place_of(&base.rules[left.rule.get()].place, sources),
            "kind": left.kind.word(),
            "change": left.said,
            "why": why,
        })
    };
    json!({
        "scenarios": mutated.n_scenarios,
        "sums": sums,
        "mutations": mutated.mutations.iter().map(one).collect::<Vec<_>>(),
        "left-out": mutated.left_out.iter().map(left).collect::<Vec<_>>(),
        "numbers": mutated.numbers.iter().map(turned).collect::<Vec<_>>(),
    })
}

fn pin_to_json(tested: &Tested, pin: &Pin, runner: &Runner) -> Value {
    let outcome = |(winner, kind): (Option<OptionIdx>, OutcomeKind)| json!({ "winner": tested.option(winner), "outcome": word(kind) });
    let changed = |answers: &Answers| -> serde_json::Map<String, Value> {
        let value = |value| serde_json::from_str(&answer_to_toml(value).to_string()).unwrap_or(Value::Null);
        answers.0.iter().map(|(id, answer)| (id.to_string(), value(&answer.value))).collect()
    };
    json!({
        "like": tested.base().scenarios[pin.like].id.as_str(),
        "answers": changed(&pin.answers),
        "now": outcome(pin.now),
        "then": outcome(pin.then),
        "scenario": ready(tested, pin, runner),
    })
}

/// The case as a scenario that expects what comes out now.
fn ready(tested: &Tested, pin: &Pin, runner: &Runner) -> String {
    let (base, like) = (tested.base(), &tested.base().scenarios[pin.like]);
    let mut answers = like.answers.clone();
    answers.0.extend(pin.answers.0.clone());
    let words = pin.answers.0.iter().map(|(id, answer)| format!(" {id} {}", answer_to_text(&answer.value)));
    let is_about_winner = pin.now.0 != pin.then.0;
    // Options are level in close calls only.
    let leaders = match pin.now {
        (_, OutcomeKind::CloseCall) => runner.play(base, &answers).situation.leaders(),
        (winner, _) => winner.into_iter().collect(),
    };
    let says = Says {
        id: free_id(&format!("{}{}", like.id, words.collect::<String>()), base),
        title: None,
        leaders,
        outcome: (!is_about_winner).then_some(pin.now.1),
    };
    scenario_text(&says, &answers, base, &tested.subject.questionnaire)
}
