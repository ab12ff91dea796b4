//! The table of tools: what each is called, what it takes, and what runs it.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::desk::Desk;
use super::{decide, propose, records};
use crate::condition::closest;

/// What runs a tool: its answer, or what went wrong with the way out.
type Run = Box<dyn Fn(&mut Desk, JsonObject) -> Result<Value, String> + Send + Sync>;

/// One tool.
pub(super) struct Entry {
    /// What clients are told.
    pub tool: Tool,
    /// What runs it.
    pub run: Run,
}

/// All tools. Where nothing may be written, every one of them only reads.
pub(super) fn all(may_write: bool) -> Vec<Entry> {
    let propose = if may_write { propose::WRITING } else { propose::READING };
    vec![
        entry("governs", "Decisions for files", records::GOVERNS, true, records::governs),
        entry("search", "Search decisions", records::SEARCH, true, records::search),
        entry("show", "Show a record", records::SHOW, true, records::show),
        entry("decide", "Decide from answers", decide::DECIDE, true, decide::decide),
        entry("ask_next", "What to ask next", decide::ASK_NEXT, true, decide::ask_next),
        entry("explain", "Explain a rule or an option", decide::EXPLAIN, true, decide::explain),
        entry("why_not", "Why not this option", decide::WHY_NOT, true, decide::why_not),
        entry("what_would_flip", "What would change the decision", decide::FLIP, true, decide::what_would_flip),
        entry("recheck", "Do recorded decisions still follow", records::RECHECK, true, records::recheck),
        entry("propose_record", "Propose a record", propose, !may_write, propose::propose),
    ]
}

fn entry<Asked, Answer>(
    name: &'static str,
    title: &str,
    description: &'static str,
    only_reads: bool,
    run: impl Fn(&mut Desk, Asked) -> Result<Answer, String> + Send + Sync + 'static,
) -> Entry
where
    Asked: DeserializeOwned + JsonSchema + 'static,
    Answer: Serialize + JsonSchema + 'static,
{
    let hints = ToolAnnotations::with_title(title).read_only(only_reads).destructive(false).open_world(false);
    let tool = Tool::new(name, description, Arc::new(JsonObject::new()))
        .with_title(title)
        .with_input_schema::<Asked>()
        .with_output_schema::<Answer>()
        .with_annotations(hints.idempotent(only_reads));
    let tool = without_formats(tool);
    let run = move |desk: &mut Desk, arguments: JsonObject| {
        let asked = serde_json::from_value(Value::Object(arguments)).map_err(|error| error.to_string())?;
        serde_json::to_value(run(desk, asked)?).map_err(|error| error.to_string())
    };
    Entry { tool, run: Box::new(run) }
}

/// The tool with schemas that name no format of numbers: those of Rust are unknown to validators, which say so on every start.
fn without_formats(mut tool: Tool) -> Tool {
    tool.input_schema = plain(&tool.input_schema);
    tool.output_schema = tool.output_schema.as_deref().map(plain);
    tool
}

fn plain(schema: &JsonObject) -> Arc<JsonObject> {
    let mut schema = schema.clone();
    schema.values_mut().for_each(drop_formats);
    Arc::new(schema)
}

fn drop_formats(value: &mut Value) {
    match value {
        Value::Object(table) => {
            table.retain(|key, value| key != "format" || !value.is_string());
            table.values_mut().for_each(drop_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_formats),
        _ => {}
    }
}

/// The arguments as the tool takes them. Those that it does not take are refused: they would be passed over in silence otherwise. Some
/// clients write everything as text, and numbers of records as numbers; that is meant well.
pub(super) fn fitting(tool: &Tool, arguments: JsonObject) -> Result<JsonObject, String> {
    let none = JsonObject::new();
    let known = tool.input_schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let mut fitted = JsonObject::new();
    for (name, value) in arguments {
        let Some(schema) = known.get(&name) else {
            let names = || known.keys().map(String::as_str);
            let all = || format!("it takes {}", names().collect::<Vec<_>>().join(", "));
            let help = closest(&name, names()).unwrap_or_else(all);
            return Err(format!("`{}` takes no argument `{name}`; {help}", tool.name));
        };
        let types = types_of(schema);
        let value = fit(value, &types).map_err(|value| {
            let wanted: Vec<&str> = types.iter().filter(|kind| **kind != "null").map(|kind| in_words(kind)).collect();
            format!("`{name}` takes {}, and got {value}", wanted.join(" or "))
        })?;
        let least = schema.get("minimum").and_then(Value::as_f64);
        if let Some(least) = least.filter(|least| value.as_f64().is_some_and(|value| value < *least)) {
            return Err(format!("`{name}` takes a whole number from {least} on, and got {value}"));
        }
        fitted.insert(name, value);
    }
    Ok(fitted)
}

/// The types that a schema allows; none where it does not name them.
fn types_of(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A value of one of these types; as it was where it is none.
fn fit(value: Value, types: &[&str]) -> Result<Value, Value> {
    let is_one = |value: &Value| {
        types.iter().any(|kind| match *kind {
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => value.is_null(),
        })
    };
    if types.is_empty() || is_one(&value) {
        return Ok(value);
    }
    match &value {
        Value::String(text) => serde_json::from_str(text).ok().filter(is_one).ok_or(value),
        Value::Number(number) if types.contains(&"string") => Ok(Value::String(number.to_string())),
        _ => Err(value),
    }
}

fn in_words(kind: &str) -> &str {
    match kind {
        "integer" => "a whole number",
        "string" => "a text",
        "boolean" => "true or false",
        "array" => "a list",
        other => other,
    }
}
