//! JSON Schemas of the files, made from the types they are read into, for editors that complete and check TOML.
//!
//! Taplo, which these editors use, reads Draft 4, so what later drafts added is said in the words of that one.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::raw::{RawAnswersFile, RawQuestionnaireFile, RawRulesFile};
use crate::diagnostic::catalogue::{self, Entry};

/// The pattern of what can be an id.
const ID_PATTERN: &str = "^[A-Za-z0-9_][A-Za-z0-9_-]{0,79}$";

/// The schemas, by file name.
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("questionnaire.json", schema_of::<RawQuestionnaireFile>("archfit questionnaire")),
        ("rules.json", schema_of::<RawRulesFile>("archfit rule base file")),
        ("answers.json", schema_of::<RawAnswersFile>("archfit answers file")),
    ]
}

fn schema_of<T: JsonSchema>(title: &str) -> String {
    let generator = SchemaGenerator::new(SchemaSettings::draft07());
    let mut schema = draft_4(generator.into_root_schema_for::<T>().to_value());
    schema["$schema"] = json!("http://json-schema.org/draft-04/schema#");
    schema["title"] = json!(title);
    schema["properties"]["format"]["enum"] = json!([super::FORMAT]);
    if schema["definitions"].is_object() {
        schema["definitions"]["Accepted"] = accepted();
    }
    format!("{schema:#}\n")
}

/// Findings that may be accepted, so that editors complete their codes.
fn accepted() -> Value {
    let reason = |entry: &Entry| {
        let description = format!("{} Say why that is fine here.", entry.what);
        (entry.code.clone(), json!({ "type": "string", "description": description }))
    };
    let properties: Map<String, Value> = catalogue::entries().iter().map(reason).collect();
    json!({
        "type": "object",
        "description": "Findings of `archfit check` accepted here: code = \"reason\".",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// A schema in the words of Draft 4. TOML has no null, so what may be absent just is.
fn draft_4(value: Value) -> Value {
    match value {
        Value::Object(map) => draft_4_object(map),
        Value::Array(items) => Value::Array(items.into_iter().map(draft_4).collect()),
        Value::String(text) => Value::String(text.replace("#/definitions/Raw", "#/definitions/")),
        other => other,
    }
}

fn draft_4_object(map: Map<String, Value>) -> Value {
    if let Some(alternatives) = map.get("anyOf").and_then(Value::as_array) {
        let left: Vec<&Value> = alternatives.iter().filter(|one| one["type"] != "null").collect();
        if let ([one], true) = (&left[..], left.len() < alternatives.len()) {
            let mut merged = map.clone();
            merged.remove("anyOf");
            merged.remove("default");
            return draft_4(with_description((*one).clone(), merged));
        }
    }
    let is_type = map.get("type").is_some_and(|kind| kind.is_string() || kind.is_array());
    let mut out = Map::new();
    for (key, value) in map {
        match (key.as_str(), value) {
            ("const", value) => drop(out.insert("enum".into(), json!([value]))),
            ("format", Value::String(_)) if is_type => {}
            ("default", Value::Null) => {}
            ("type", Value::Array(kinds)) => {
                let mut kinds: Vec<Value> = kinds.into_iter().filter(|kind| kind != "null").collect();
                let kind = if kinds.len() == 1 { kinds.remove(0) } else { Value::Array(kinds) };
                out.insert("type".into(), kind);
            }
            ("definitions", Value::Object(definitions)) => {
                let renamed = definitions
                    .into_iter()
                    .map(|(name, schema)| (name.strip_prefix("Raw").unwrap_or(&name).to_owned(), draft_4(schema)));
                out.insert(key, Value::Object(renamed.collect()));
            }
            ("properties", Value::Object(properties)) => {
                let properties = properties.into_iter().map(|(name, schema)| {
                    let mut schema = draft_4(schema);
                    match name.as_str() {
                        "id" => schema["pattern"] = json!(ID_PATTERN),
                        "accept" => schema = json!({ "$ref": "#/definitions/Accepted" }),
                        _ => {}
                    }
                    (name, schema)
                });
                out.insert(key, Value::Object(properties.collect()));
            }
            (_, value) => drop(out.insert(key, draft_4(value))),
        }
    }
    Value::Object(out)
}

/// What stands beside a reference is not looked at in Draft 4, so a description goes around it.
fn with_description(one: Value, beside: Map<String, Value>) -> Value {
    if beside.is_empty() {
        return one;
    }
    let mut out = beside;
    out.insert("allOf".into(), json!([one]));
    Value::Object(out)
}
