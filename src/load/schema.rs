//! JSON Schemas of the files, made from the types they are read into, for editors that complete and check TOML.
//!
//! Taplo, which these editors use, reads Draft 4, so what later drafts added is said in the words of that one.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::document::FORMAT;
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
    let mut definitions = schema.get_mut("definitions").map_or(Value::Null, Value::take);
    if let Some(definitions) = definitions.as_object_mut() {
        definitions.insert("Accepted".into(), accepted());
    }
    let mut schema = described(schema, &definitions);
    schema["$schema"] = json!("http://json-schema.org/draft-04/schema#");
    schema["title"] = json!(title);
    schema["properties"]["format"]["enum"] = json!([FORMAT]);
    schema["definitions"] = for_hovering(described(definitions.clone(), &definitions));
    only_used(&mut schema);
    format!("{schema:#}\n")
}

/// Findings that may be accepted, so that editors complete their codes.
fn accepted() -> Value {
    let reason = |entry: &Entry| {
        let description = format!("{} Say why that is fine here.", entry.what);
        let of = json!({
            "type": "array",
            "items": { "type": ["string", "array"], "items": { "type": "string" } },
            "description": "The names that the finding may be about besides that of its entry, or a list of such names for each of several findings: what comes up for others is seen again."
        });
        let because = json!({ "type": "string", "description": "Why that is fine here." });
        let schema = json!({
            "type": ["string", "object"],
            "description": description,
            "properties": { "of": of, "because": because },
            "required": ["because"],
            "additionalProperties": false,
        });
        (entry.code.clone(), schema)
    };
    let properties: Map<String, Value> =
        catalogue::entries().iter().filter(|entry| entry.can_be_accepted()).map(reason).collect();
    json!({
        "type": "object",
        "description": "Findings of `archfit check` accepted here: code = \"reason\", or code = { of = [names], because = \"reason\" }.",
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
    if let Some(one) = words_of(&map).or_else(|| types_of(&map)) {
        return one;
    }
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
            ("format", Value::String(format)) if is_type && format != "date" => {}
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

/// What stands beside a reference is not looked at in Draft 4, so a description goes around it for now.
fn with_description(one: Value, beside: Map<String, Value>) -> Value {
    if beside.is_empty() {
        return one;
    }
    let mut out = beside;
    out.insert("allOf".into(), json!([one]));
    Value::Object(out)
}

/// A choice of words, each with its meaning, as one list: as alternatives of one word each, editors propose them once for each word.
fn words_of(map: &Map<String, Value>) -> Option<Value> {
    let words = map.get("oneOf")?.as_array()?;
    let each: Option<Vec<(&Value, &Value)>> =
        words.iter().map(|one| one.get("const").zip(one.get("description"))).collect();
    let (words, meanings): (Vec<_>, Vec<_>) = each?.into_iter().unzip();
    let mut out = map.clone();
    out.remove("oneOf");
    out.insert("type".into(), json!("string"));
    out.insert("enum".into(), json!(words));
    out.insert("x-taplo".into(), json!({ "docs": { "enumValues": meanings } }));
    Some(Value::Object(out))
}

/// Alternatives that only differ in their type, as one: editors would show the description of each, and most have none.
fn types_of(map: &Map<String, Value>) -> Option<Value> {
    let plain = |one: &Value| one.get("type").is_some_and(|kind| kind == "integer" || kind == "string");
    let alternatives = map.get("anyOf")?.as_array()?;
    if !alternatives.iter().all(|one| plain(one) && one.get("description").is_none()) {
        return None;
    }
    let mut out = map.clone();
    out.remove("anyOf");
    // What is asked of a text is not asked of a number, and the other way round.
    out.extend(
        alternatives.iter().filter_map(Value::as_object).flatten().map(|(key, value)| (key.clone(), value.clone())),
    );
    out.insert("type".into(), alternatives.iter().map(|one| one["type"].clone()).collect());
    Some(Value::Object(out))
}

/// Puts what a description goes around in its place, because editors show the description of the inner one only.
fn described(value: Value, definitions: &Value) -> Value {
    match value {
        Value::Object(mut map) => {
            let inner = map.get("allOf").and_then(|all| all.as_array()).filter(|all| all.len() == 1);
            let inner = inner.map(|all| definition(&all[0], definitions).unwrap_or(&all[0]).clone());
            if let Some(Value::Object(inner)) = inner {
                map.remove("allOf");
                map = inner.into_iter().chain(map).collect();
            }
            Value::Object(map.into_iter().map(|(key, value)| (key, described(value, definitions))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| described(item, definitions)).collect()),
        other => other,
    }
}

fn definition<'a>(reference: &Value, definitions: &'a Value) -> Option<&'a Value> {
    definitions.get(reference["$ref"].as_str()?.strip_prefix("#/definitions/")?)
}

/// In a list of tables Taplo looks for what a key means one step too deep, at the `items` of the table. For a table that word says
/// nothing about what is valid, so it leads back to the table, and the key is found.
fn for_hovering(mut definitions: Value) -> Value {
    for (name, schema) in definitions.as_object_mut().into_iter().flatten() {
        if schema["type"] == "object" && name != "Accepted" {
            schema["items"] = json!({ "$ref": format!("#/definitions/{name}") });
        }
    }
    definitions
}

/// Takes away the definitions that nothing points at any more.
fn only_used(schema: &mut Value) {
    loop {
        let text = schema.to_string();
        let Some(definitions) = schema["definitions"].as_object_mut() else { return };
        let n_before = definitions.len();
        // A table points at itself, which is no use.
        let n_own = |of: &Value, name: &str| of.to_string().matches(&reference_to(name)).count();
        definitions.retain(|name, of| text.matches(&reference_to(name)).count() > n_own(of, name));
        if definitions.len() == n_before {
            return;
        }
    }
}

fn reference_to(name: &str) -> String {
    format!("\"#/definitions/{name}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(name: &str) -> Value {
        let (_, text) = schemas().into_iter().find(|(file, _)| *file == name).expect("a schema");
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn a_key_says_what_it_means_where_it_stands_and_not_what_its_type_means() {
        let rules = schema("rules.json");
        assert_eq!(
            rules["properties"]["decision"]["description"],
            "What is decided; in exactly one file of the folder."
        );
        let confidence = &rules["definitions"]["Rule"]["properties"]["confidence"];
        assert_eq!(confidence["description"], "How sure its author is.");
        assert_eq!(confidence["enum"], json!(["low", "medium", "high"]));
        assert_eq!(confidence["x-taplo"]["docs"]["enumValues"].as_array().map(Vec::len), Some(3));
        assert!(!rules.to_string().contains("allOf"));
    }

    #[test]
    fn a_number_may_be_written_as_text_without_alternatives_to_choose_from() {
        let band = &schema("questionnaire.json")["definitions"]["Band"]["properties"]["reading"];
        assert_eq!(band["type"], json!(["integer", "string"]));
        assert!(band["pattern"].is_string());
    }

    #[test]
    fn every_table_of_a_list_leads_back_to_itself_so_that_taplo_finds_its_keys() {
        for (name, lists) in [("rules.json", ["rule", "option"]), ("questionnaire.json", ["question", "trait"])] {
            let schema = schema(name);
            for list in lists {
                let reference = &schema["properties"][list]["items"];
                let table = definition(reference, &schema["definitions"]).expect("a table");
                assert_eq!(table["items"], *reference, "{list}");
            }
        }
    }

    #[test]
    fn only_findings_that_can_be_accepted_are_proposed() {
        let accepted = &schema("rules.json")["definitions"]["Accepted"]["properties"];
        assert!(accepted["not-monotone"].is_object() && accepted["never-true"].is_object());
        assert!(accepted["syntax"].is_null() && accepted["stale-accept"].is_null());
    }
}
