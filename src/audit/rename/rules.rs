//! What is renamed in the files of a rule base: entries, points, vetoes, conditions and scenarios.

use toml_edit::TableLike;

use super::alias;
use super::answers::rename_answers;
use super::edits::{Walked, entries, exactly, table, word_replaced};
use super::questionnaire::{after, answers_of};
use super::wish::{Renaming, What};
use crate::condition::renamed;
use crate::model::Subject;

/// Which parts of `expect` name options, and which name rules.
const OPTIONS: [&str; 5] = ["winner", "acceptable", "runner-up", "excluded", "not-excluded"];
const RULES: [&str; 2] = ["fires", "not-fires"];

/// `home` says that the alias belongs into this file.
pub(super) fn edits(walked: &mut Walked, subject: &Subject, renaming: &Renaming, home: bool) {
    let Some(document) = walked.document() else { return };
    let document: &dyn TableLike = document.as_table();
    let (old, new) = (renaming.old.as_str(), renaming.new.as_str());
    match renaming.what {
        What::Question | What::Choice => of_questions(walked, document, subject, renaming),
        What::Option => options(walked, document, old, new),
        What::Criterion => criteria(walked, document, old, new),
        What::Rule => {
            for rule in entries(document, "rule") {
                walked.string(rule.get("id"), exactly(old, new));
            }
            expectations(walked, document, &RULES, old, new);
        }
        What::Decision => {
            if let Some(decision) = table(document, "decision") {
                walked.string(decision.get("id"), exactly(old, new));
            }
        }
    }
    if home && renaming.what != What::Decision {
        alias::write(walked, document, old, new, &exactly(old, new));
    }
}

fn options(walked: &mut Walked, document: &dyn TableLike, old: &str, new: &str) {
    for option in entries(document, "option") {
        walked.string(option.get("id"), exactly(old, new));
    }
    for rule in entries(document, "rule") {
        walked.key(table(rule, "points"), old, new);
        for list in ["excludes", "options"] {
            walked.string(rule.get(list), exactly(old, new));
        }
    }
    for cost in entries(document, "unit-cost") {
        walked.string(cost.get("options"), exactly(old, new));
    }
    for declared in entries(document, "dominates") {
        for key in ["above", "below"] {
            walked.string(declared.get(key), exactly(old, new));
        }
    }
    expectations(walked, document, &OPTIONS, old, new);
}

fn criteria(walked: &mut Walked, document: &dyn TableLike, old: &str, new: &str) {
    for criterion in entries(document, "criterion") {
        walked.string(criterion.get("id"), exactly(old, new));
    }
    for option in entries(document, "option") {
        walked.key(table(option, "base"), old, new);
    }
    for list in ["rule", "steps", "dominates"] {
        for entry in entries(document, list) {
            walked.string(entry.get("criterion"), exactly(old, new));
        }
    }
}

fn expectations(walked: &mut Walked, document: &dyn TableLike, parts: &[&str], old: &str, new: &str) {
    for scenario in entries(document, "scenario") {
        let Some(expect) = table(scenario, "expect") else { continue };
        parts.iter().for_each(|part| walked.string(expect.get(part), exactly(old, new)));
    }
}

/// Conditions, and the answers and changed answers of scenarios.
fn of_questions(walked: &mut Walked, document: &dyn TableLike, subject: &Subject, renaming: &Renaming) {
    let Some(after) = after(&subject.questionnaire, renaming) else { return };
    let condition = |text: &str| Some(renamed(text, &after));
    if let Some(decision) = table(document, "decision") {
        walked.string(decision.get("decide-if"), condition);
    }
    for list in ["rule", "unit-cost", "dominates"] {
        for entry in entries(document, list) {
            walked.string(entry.get("when"), condition);
        }
    }
    for scenario in entries(document, "scenario") {
        rename_answers(walked, answers_of(scenario), renaming);
        if let Some(expect) = table(scenario, "expect") {
            walked.string(expect.get("flips-with"), |flip| changed_answer(flip, renaming));
        }
    }
}

/// `question = answer` with the question or the choice renamed.
fn changed_answer(flip: &str, renaming: &Renaming) -> Option<String> {
    let (name, value) = flip.split_once('=')?;
    let (old, new) = (renaming.old.as_str(), renaming.new.as_str());
    match renaming.what {
        What::Question if name.trim() == old => Some(format!("{}={value}", name.replacen(old, new, 1))),
        What::Choice => {
            let (question, choice) = old.split_once('.')?;
            let is_part = |c: char| !(c.is_alphanumeric() || c == '-' || c == '_');
            let has = name.trim() == question && value.split(is_part).any(|word| word == choice);
            has.then(|| format!("{name}={}", word_replaced(value, choice, new)))
        }
        _ => None,
    }
}
