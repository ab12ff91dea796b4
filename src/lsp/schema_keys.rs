//! Keys, and the words that are values, as the schemas of the files say them.

use std::sync::OnceLock;

use serde_json::Value;

use crate::load::PathKind;
use crate::load::schema::schemas;

/// The keys of the table below some keys, each with what it means.
pub fn keys(kind: PathKind, path: &[&str]) -> Vec<(String, String)> {
    let Some(table) = at(kind, path) else { return Vec::new() };
    let properties = table["properties"].as_object().into_iter().flatten();
    properties.map(|(key, of)| (key.clone(), description(of))).collect()
}

/// The tables of a file: the name, what it means, and whether there may be several.
pub fn tables(kind: PathKind) -> Vec<(String, String, bool)> {
    let Some(root) = at(kind, &[]) else { return Vec::new() };
    let properties = root["properties"].as_object().into_iter().flatten();
    let tables = properties.filter(|(_, of)| of["type"] == "array" || of["type"] == "object");
    let tables = tables.filter(|(_, of)| of["type"] == "object" || of["items"]["type"] != "string");
    tables.map(|(name, of)| (name.clone(), description(of), of["type"] == "array")).collect()
}

/// The words that may stand behind some keys, each with what it means.
pub fn values(kind: PathKind, path: &[&str]) -> Vec<(String, String)> {
    let Some(value) = at(kind, path) else { return Vec::new() };
    let words = value["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let meaning = |position: usize| value["x-taplo"]["docs"]["enumValues"][position].as_str().unwrap_or_default();
    words.enumerate().map(|(position, word)| (word.to_owned(), meaning(position).to_owned())).collect()
}

/// What a key means.
pub fn meaning(kind: PathKind, path: &[String]) -> Option<String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (key, above) = path.split_last()?;
    let said = description(at(kind, above)?["properties"].get(*key)?);
    (!said.is_empty()).then_some(said)
}

fn description(of: &Value) -> String {
    of["description"].as_str().unwrap_or_default().to_owned()
}

/// What the schema says of what stands below some keys; for a list, of its entries.
fn at(kind: PathKind, path: &[&str]) -> Option<&'static Value> {
    let name = match kind {
        PathKind::Questionnaire => "questionnaire.json",
        PathKind::RulesFile => "rules.json",
        PathKind::Answers => "answers.json",
        _ => return None,
    };
    let (_, root) = all().iter().find(|(file, _)| *file == name)?;
    let resolved = |value: &'static Value| -> Option<&'static Value> {
        match value["$ref"].as_str() {
            Some(reference) => root["definitions"].get(reference.rsplit('/').next()?),
            None => Some(value),
        }
    };
    let entry = |value: &'static Value| -> Option<&'static Value> {
        let value = resolved(value)?;
        // Of what may be a word or a list, the entries of the list have keys.
        let alternatives = value["anyOf"].as_array().into_iter().flatten();
        let value = alternatives.clone().find(|one| one["type"] == "array").unwrap_or(value);
        resolved(if value["type"] == "array" { &value["items"] } else { value })
    };
    let below = |table: &'static Value, key: &str| {
        let any = || table.get("additionalProperties").filter(|any| any.is_object());
        table["properties"].get(key).or_else(any)
    };
    path.iter().try_fold(root, |table, key| entry(below(table, key)?))
}

fn all() -> &'static [(&'static str, Value)] {
    static ALL: OnceLock<Vec<(&'static str, Value)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let parsed = |(name, text): (&'static str, String)| (name, serde_json::from_str(&text).unwrap_or(Value::Null));
        schemas().into_iter().map(parsed).collect()
    })
}
