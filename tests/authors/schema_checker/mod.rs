//! Checks values against the JSON Schemas of archfit: the keywords that they use, each as Draft 4 has it. A keyword that is not known here
//! fails the test, so that nothing counts as checked that was not.

use regex::Regex;
use serde_json::Value;

/// Keywords that describe and say nothing about what is valid.
const SILENT: [&str; 8] =
    ["$schema", "title", "description", "default", "x-taplo", "definitions", "format", "examples"];

/// Keywords that are looked at, here or below.
const SPEAKING: [&str; 11] = [
    "type",
    "pattern",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "required",
    "anyOf",
    "properties",
    "additionalProperties",
    "items",
];

/// What is wrong with a value, each thing with its path.
pub fn errors(root: &Value, value: &toml::Value) -> Vec<String> {
    let mut found = Vec::new();
    check(root, root, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &toml::Value, path: &str, found: &mut Vec<String>) {
    let schema = schema.as_object().expect("a schema is a table");
    if let Some(reference) = schema.get("$ref") {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#')).expect("a place in the same schema");
        return check(root, root.pointer(pointer).expect("a definition"), value, path, found);
    }
    let mut fail = |why: String| found.push(format!("{path}: {why}"));
    for (keyword, says) in schema {
        match (keyword.as_str(), value) {
            ("type", _) if !is_of_type(says, value) => fail(format!("{value} is no {says}")),
            ("enum", _) => {
                let same = |one: &Value| match value {
                    toml::Value::String(text) => one.as_str() == Some(text),
                    toml::Value::Integer(number) => one.as_i64() == Some(*number),
                    _ => false,
                };
                if !says.as_array().expect("a list").iter().any(same) {
                    fail(format!("{value} is none of {says}"));
                }
            }
            ("pattern", toml::Value::String(text)) => {
                if !Regex::new(says.as_str().expect("a text")).expect("a pattern").is_match(text) {
                    fail(format!("{text} is not like {says}"));
                }
            }
            ("minimum", toml::Value::Integer(number)) if *number < says.as_i64().expect("a number") => {
                fail(format!("{number} is below {says}"));
            }
            ("maximum", toml::Value::Integer(number)) if *number > says.as_i64().expect("a number") => {
                fail(format!("{number} is above {says}"));
            }
            ("minItems" | "maxItems", toml::Value::Array(items)) => {
                let (n_items, limit) = (items.len() as u64, says.as_u64().expect("a number"));
                if (keyword == "minItems" && n_items < limit) || (keyword == "maxItems" && n_items > limit) {
                    fail(format!("{n_items} entries, {keyword} {limit}"));
                }
            }
            ("required", toml::Value::Table(table)) => {
                let keys = says.as_array().expect("a list").iter().filter_map(Value::as_str);
                keys.filter(|key| !table.contains_key(*key)).for_each(|key| fail(format!("{key} is missing")));
            }
            (keyword, _) if SPEAKING.contains(&keyword) => {}
            (other, _) => assert!(SILENT.contains(&other), "`{other}` is not known here"),
        }
    }
    if let Some(alternatives) = schema.get("anyOf").and_then(Value::as_array) {
        let fits = |one: &Value| {
            let mut found = Vec::new();
            check(root, one, value, path, &mut found);
            found.is_empty()
        };
        if !alternatives.iter().any(fits) {
            found.push(format!("{path}: {value} fits no alternative"));
        }
    }
    match value {
        toml::Value::Array(items) => match schema.get("items") {
            Some(Value::Array(each)) => {
                let pairs = each.iter().zip(items).enumerate();
                pairs.for_each(|(at, (of, item))| check(root, of, item, &format!("{path}/{at}"), found));
            }
            Some(of) => {
                let items = items.iter().enumerate();
                items.for_each(|(at, item)| check(root, of, item, &format!("{path}/{at}"), found));
            }
            None => {}
        },
        toml::Value::Table(table) => {
            for (key, value) in table {
                let path = format!("{path}/{key}");
                match (schema.get("properties").and_then(|all| all.get(key)), schema.get("additionalProperties")) {
                    (Some(of), _) | (None, Some(of @ Value::Object(_))) => check(root, of, value, &path, found),
                    (None, Some(Value::Bool(false))) => found.push(format!("{path}: no such key")),
                    (None, _) => {}
                }
            }
        }
        _ => {}
    }
}

fn is_of_type(says: &Value, value: &toml::Value) -> bool {
    let is = |name: &str| match value {
        // A day is a text with a form of its own.
        toml::Value::String(_) | toml::Value::Datetime(_) => name == "string",
        toml::Value::Integer(_) => name == "integer" || name == "number",
        toml::Value::Float(_) => name == "number",
        toml::Value::Boolean(_) => name == "boolean",
        toml::Value::Array(_) => name == "array",
        toml::Value::Table(_) => name == "object",
    };
    match says {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}
