//! An answers file edited in place: a text and a change give the new text. Comments, unknown keys, order and line ends stay.

use std::collections::BTreeMap;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::change::Change;
use super::entries::{edit_override, edit_revisits};
use super::values::set;
use crate::load::answer_to_toml;
use crate::model::{Answer, AnswersFile, CriterionId, DecisionId, QuestionId, Subject};

/// Whether a text can be edited: it is TOML, and what changes go into are tables.
pub fn is_editable(text: &str) -> bool {
    let Ok(document) = text.parse::<DocumentMut>() else { return false };
    let is_table = |key| document.get(key).is_none_or(Item::is_table_like);
    let is_list = |key| document.get(key).is_none_or(|item| item.is_array_of_tables() || item.is_array());
    is_table("answers") && is_table("weights") && is_list("override") && is_list("revisit")
}

/// The text with a change made. The text must be editable.
pub fn edited(text: &str, change: &Change, before: &AnswersFile, subject: &Subject) -> String {
    let mut document: DocumentMut = text.parse().expect("an answers file is checked when it is opened");
    match change {
        Change::Answer(question, answer) => edit_answer(&mut document, question, answer.as_ref(), before, subject),
        Change::Weight(criterion, weight) => edit_weight(&mut document, criterion, *weight, subject),
        Change::Weights(weights) => {
            let dropped = before.weights.keys().filter(|id| !weights.iter().any(|(kept, _)| kept == *id));
            dropped.for_each(|criterion| edit_weight(&mut document, criterion, None, subject));
            weights
                .iter()
                .for_each(|(criterion, weight)| edit_weight(&mut document, criterion, Some(*weight), subject));
        }
        Change::WeightVotes(criterion, votes) => edit_weight_votes(&mut document, criterion, votes, before, subject),
        Change::System(system) => set(document.as_table_mut(), "system", system.as_deref().map(Value::from)),
        Change::Decisions(decisions) => {
            let list: Array = decisions.iter().map(DecisionId::as_str).collect();
            set(document.as_table_mut(), "decisions", (!decisions.is_empty()).then_some(Value::Array(list)));
        }
        Change::Override(decision, chosen) => {
            edit_override(&mut document, &is_about(decision, subject), chosen.as_ref());
        }
        Change::Revisits(revisits) => {
            let is_about = |decision: &DecisionId, name: &str| is_about(decision, subject)(name);
            edit_revisits(&mut document, &before.revisits, revisits, &is_about);
        }
    }
    with_line_ends_of(text, document.to_string())
}

/// Whether a name is that of a decision, or was.
fn is_about<'s>(decision: &'s DecisionId, subject: &'s Subject) -> impl Fn(&str) -> bool + 's {
    let base = subject.rule_base(decision.as_str());
    move |name| *decision == *name || base.is_some_and(|base| base.decision.is_called(name))
}

/// TOML is written with plain line ends; a file that had the other kind keeps it.
fn with_line_ends_of(before: &str, after: String) -> String {
    if before.contains("\r\n") { after.replace("\r\n", "\n").replace('\n', "\r\n") } else { after }
}

/// A table of the top level, made where it is missing.
fn section<'a>(document: &'a mut DocumentMut, key: &str) -> &'a mut dyn TableLike {
    let item = document.entry(key).or_insert_with(|| Item::Table(Table::new()));
    item.as_table_like_mut().expect("an answers file is checked when it is opened")
}

/// Removes a table of the top level that has become empty, unless somebody wrote a comment above it.
fn drop_if_empty(document: &mut DocumentMut, key: &str) {
    let commented = |table: &Table| table.decor().prefix().and_then(|p| p.as_str()).is_some_and(|p| p.contains('#'));
    if document
        .get(key)
        .is_some_and(|i| i.as_table_like().is_some_and(TableLike::is_empty) && !i.as_table().is_some_and(commented))
    {
        document.remove(key);
    }
}

/// The name under which something stands in a table: perhaps an old one.
fn written_name(table: &dyn TableLike, name: &str, present: impl Fn(&str) -> Option<String>) -> String {
    if table.contains_key(name) {
        return name.to_owned();
    }
    let old = table.iter().map(|(key, _)| key.to_owned()).find(|key| present(key).is_some_and(|new| new == name));
    old.unwrap_or_else(|| name.to_owned())
}

fn edit_answer(
    document: &mut DocumentMut,
    question: &QuestionId,
    answer: Option<&Answer>,
    before: &AnswersFile,
    subject: &Subject,
) {
    let answers = section(document, "answers");
    let renamed = |old: &str| subject.questionnaire.aliases.get(old).cloned();
    let key = written_name(answers, question.as_str(), renamed);
    match answer {
        Some(answer) => put_answer(answers, &key, before.answers.get(question.as_str()), answer),
        None => drop(answers.remove(&key)),
    }
    drop_if_empty(document, "answers");
}

fn put_answer(answers: &mut dyn TableLike, key: &str, old: Option<&Answer>, new: &Answer) {
    if let Some(details) = answers.get_mut(key).and_then(Item::as_table_like_mut) {
        put_details(details, old, new);
    } else if is_plain(new) {
        if old.is_none_or(|old| old.value != new.value) {
            set(answers, key, Some(answer_to_toml(&new.value)));
        }
        return;
    } else {
        // The value as it is written now, perhaps as "5k", becomes the first entry of the table.
        let kept = answers.get(key).and_then(Item::as_value).cloned().filter(|_| old.is_some());
        let mut details = InlineTable::new();
        if let Some(mut value) = kept {
            value.decor_mut().clear();
            details.insert("value", value);
        }
        put_details(&mut details, old, new);
        set(answers, key, Some(Value::InlineTable(details)));
    }
    tidy(answers, key, new);
}

fn is_plain(answer: &Answer) -> bool {
    answer.sure == 100 && answer.note.is_none() && answer.votes.is_empty() && answer.source.is_empty()
}

/// Writes an answer into its table. What it says already, and what could not be read, stays as it is.
fn put_details(details: &mut dyn TableLike, old: Option<&Answer>, new: &Answer) {
    if old.is_none_or(|old| old.value != new.value) {
        set(details, "value", Some(answer_to_toml(&new.value)));
    }
    if old.is_none_or(|old| old.sure != new.sure) {
        set(details, "sure", (new.sure != 100).then(|| (f64::from(new.sure) / 100.0).into()));
    }
    if old.is_none_or(|old| old.note != new.note) {
        set(details, "note", new.note.as_deref().map(Value::from));
    }
    put_votes(details, old, new);
    if old.is_none_or(|old| old.source != new.source) {
        let source = &new.source;
        set(details, "observed", source.observed.as_deref().map(Value::from));
        set(details, "from", source.from.as_deref().map(Value::from));
        set(details, "example", source.example.as_deref().map(Value::from));
        set(
            details,
            "on",
            source.on.and_then(|day| day.to_string().parse::<toml_edit::Datetime>().ok()).map(Value::from),
        );
    }
}

fn put_votes(details: &mut dyn TableLike, old: Option<&Answer>, new: &Answer) {
    let none = BTreeMap::new();
    write_votes(details, old.map_or(&none, |old| &old.votes), &new.votes, answer_to_toml);
}

/// Writes votes into a table of details; those that are as they were stay as they are written.
fn write_votes<T: PartialEq>(
    details: &mut dyn TableLike,
    old: &BTreeMap<String, T>,
    new: &BTreeMap<String, T>,
    to_toml: impl Fn(&T) -> Value,
) {
    if !details.get("votes").is_some_and(Item::is_table_like) {
        if new.is_empty() {
            return;
        }
        details.insert("votes", Item::Value(Value::InlineTable(InlineTable::new())));
    }
    let Some(votes) = details.get_mut("votes").and_then(Item::as_table_like_mut) else { return };
    for (name, vote) in new {
        if !votes.contains_key(name) || old.get(name) != Some(vote) {
            set(votes, name, Some(to_toml(vote)));
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        votes.remove(name);
    }
    if votes.is_empty() {
        details.remove("votes");
    } else {
        tidy_inline(details, "votes");
    }
}

/// Writes an answer's inline table evenly, and as a mere value where it says nothing else.
fn tidy(answers: &mut dyn TableLike, key: &str, answer: &Answer) {
    if is_plain(answer) {
        unwrap_value(answers, key);
    }
    tidy_inline(answers, key);
}

/// Writes an inline table that holds a value and nothing else as that value.
fn unwrap_value(table: &mut dyn TableLike, key: &str) {
    let Some(Item::Value(Value::InlineTable(details))) = table.get(key) else { return };
    if details.len() == 1
        && let Some(mut value) = details.get("value").cloned()
    {
        value.decor_mut().clear();
        set(table, key, Some(value));
    }
}

/// Spaces an inline table evenly, where it stands on one line; one over several lines was laid out by a person.
fn tidy_inline(table: &mut dyn TableLike, key: &str) {
    if let Some(Item::Value(Value::InlineTable(table))) = table.get_mut(key)
        && !table.to_string().contains('\n')
    {
        table.fmt();
    }
}

fn edit_weight(document: &mut DocumentMut, criterion: &CriterionId, weight: Option<u32>, subject: &Subject) {
    let weights = section(document, "weights");
    let key = weight_key(weights, criterion, subject);
    let put = |table: &mut dyn TableLike, key: &str| {
        let written = table.get(key).and_then(Item::as_integer);
        if written.is_none() || written != weight.map(i64::from) {
            set(table, key, weight.map(|weight| i64::from(weight).into()));
        }
    };
    match weights.get_mut(&key).and_then(Item::as_table_like_mut) {
        Some(details) => {
            put(details, "value");
            tidy_weight(document, criterion, subject);
        }
        None => put(weights, &key),
    }
    drop_if_empty(document, "weights");
}

/// The name under which the weight of a criterion stands.
fn weight_key(weights: &dyn TableLike, criterion: &CriterionId, subject: &Subject) -> String {
    let leads_here = |old: &str| {
        let mut named =
            subject.rule_bases.iter().filter_map(|base| Some(&base.criteria[base.criterion_named(old)?.get()]));
        // A name that several criteria go by cannot take the weight of one of them.
        let first = named.next()?;
        named.all(|other| other.id == first.id).then(|| first.id.to_string())
    };
    written_name(weights, criterion.as_str(), leads_here)
}

fn edit_weight_votes(
    document: &mut DocumentMut,
    criterion: &CriterionId,
    votes: &BTreeMap<String, u32>,
    before: &AnswersFile,
    subject: &Subject,
) {
    let weights = section(document, "weights");
    let key = weight_key(weights, criterion, subject);
    if !weights.get(&key).is_some_and(Item::is_table_like) {
        let mut details = InlineTable::new();
        if let Some(mut value) = weights.get(&key).and_then(Item::as_value).cloned() {
            value.decor_mut().clear();
            details.insert("value", value);
        }
        set(weights, &key, Some(Value::InlineTable(details)));
    }
    if let Some(details) = weights.get_mut(&key).and_then(Item::as_table_like_mut) {
        let old = before.weight_votes.get(criterion).cloned().unwrap_or_default();
        write_votes(details, &old, votes, |weight| i64::from(*weight).into());
    }
    tidy_weight(document, criterion, subject);
    drop_if_empty(document, "weights");
}

/// Writes the details of a weight evenly, as a mere value where they say nothing else, and not at all where they say nothing.
fn tidy_weight(document: &mut DocumentMut, criterion: &CriterionId, subject: &Subject) {
    let weights = section(document, "weights");
    let key = weight_key(weights, criterion, subject);
    if weights.get(&key).and_then(Item::as_table_like).is_some_and(TableLike::is_empty) {
        weights.remove(&key);
    }
    unwrap_value(weights, &key);
    tidy_inline(weights, &key);
}
