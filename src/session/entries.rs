//! The lists of tables in an answers file, edited in place: `[[override]]` and `[[revisit]]`, also where they are written inline.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::change::only_in;
use super::values::set;
use crate::model::{DecisionId, Override, Revisit};

/// Sets or takes back the override of a decision.
pub(super) fn edit_override(document: &mut DocumentMut, is_named: &dyn Fn(&str) -> bool, chosen: Option<&Override>) {
    let is_about = |table: &dyn TableLike| text(table, "decision").is_some_and(is_named);
    match chosen {
        None => retain(document, "override", |table| !is_about(table)),
        Some(chosen) => {
            let put = |table: &mut dyn TableLike| put_override(table, chosen);
            if !change_first(document, "override", is_about, put) {
                push(document, "override", put);
            }
        }
    }
}

fn put_override(table: &mut dyn TableLike, chosen: &Override) {
    for (key, value) in
        [("decision", chosen.decision.as_str()), ("option", chosen.option.as_str()), ("because", &chosen.because)]
    {
        if text(table, key) != Some(value) {
            set(table, key, Some(value.into()));
        }
    }
}

/// Takes out the reasons that are gone and adds the new ones. What stays, and what could not be read, keeps its place.
pub(super) fn edit_revisits(
    document: &mut DocumentMut,
    before: &[Revisit],
    after: &[Revisit],
    is_named: &dyn Fn(&DecisionId, &str) -> bool,
) {
    let mut gone = only_in(before, after);
    retain(document, "revisit", |table| match gone.iter().position(|revisit| says(table, revisit, is_named)) {
        Some(at) => {
            gone.remove(at);
            false
        }
        None => true,
    });
    for revisit in only_in(after, before) {
        push(document, "revisit", |table| put_revisit(table, &revisit));
    }
}

/// Whether a table says what was read from it as this reason.
fn says(table: &dyn TableLike, revisit: &Revisit, is_named: &dyn Fn(&DecisionId, &str) -> bool) -> bool {
    let day = table.get("on").and_then(Item::as_datetime).and_then(|on| on.date).map(|date| date.to_string());
    let is_of_decision = match (text(table, "decision"), &revisit.decision) {
        (Some(name), Some(decision)) => is_named(decision, name),
        (name, decision) => name.is_none() && decision.is_none(),
    };
    is_of_decision
        && text(table, "when") == revisit.when.as_ref().map(|when| when.text.as_str())
        && text(table, "because") == revisit.because.as_deref()
        && day == revisit.on.map(|on| on.to_string())
}

fn put_revisit(table: &mut dyn TableLike, revisit: &Revisit) {
    set(table, "decision", revisit.decision.as_ref().map(|decision| decision.as_str().into()));
    let day = revisit.on.and_then(|on| on.to_string().parse::<toml_edit::Datetime>().ok());
    set(table, "on", day.map(Value::from));
    set(table, "when", revisit.when.as_ref().map(|when| when.text.as_str().into()));
    set(table, "because", revisit.because.as_deref().map(Value::from));
}

fn text<'a>(table: &'a dyn TableLike, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Item::as_str)
}

/// Changes the first entry of a list that is meant; says whether there is one.
fn change_first(
    document: &mut DocumentMut,
    key: &str,
    is_meant: impl Fn(&dyn TableLike) -> bool,
    change: impl FnOnce(&mut dyn TableLike),
) -> bool {
    let entry = match document.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => {
            tables.iter_mut().find(|table| is_meant(*table)).map(|table| table as &mut dyn TableLike)
        }
        Some(Item::Value(Value::Array(list))) => {
            let mut tables = list.iter_mut().filter_map(Value::as_inline_table_mut);
            tables.find(|table| is_meant(*table)).map(|table| table as &mut dyn TableLike)
        }
        _ => None,
    };
    entry.map(change).is_some()
}

/// Adds an entry to a list, which is made where it is missing.
fn push(document: &mut DocumentMut, key: &str, fill: impl FnOnce(&mut dyn TableLike)) {
    match document.entry(key).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new())) {
        Item::ArrayOfTables(tables) => {
            let mut table = Table::new();
            fill(&mut table);
            tables.push(table);
        }
        Item::Value(Value::Array(list)) => {
            let mut table = InlineTable::new();
            fill(&mut table);
            list.push(table);
        }
        _ => unreachable!("an answers file is checked when it is opened"),
    }
}

/// Keeps the entries of a list that are wanted. A list without entries goes.
fn retain(document: &mut DocumentMut, key: &str, mut is_wanted: impl FnMut(&dyn TableLike) -> bool) {
    let is_empty = match document.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => {
            tables.retain(|table| is_wanted(table));
            tables.is_empty()
        }
        Some(Item::Value(Value::Array(list))) => {
            list.retain(|value| value.as_inline_table().is_none_or(|table| is_wanted(table)));
            false
        }
        _ => false,
    };
    if is_empty {
        document.remove(key);
    }
}
