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

/// Refuses arguments that the tool does not take: they would be passed over in silence otherwise.
pub(super) fn known_arguments(tool: &Tool, arguments: &JsonObject) -> Result<(), String> {
    let known = tool.input_schema.get("properties").and_then(Value::as_object);
    let known: Vec<&str> = known.into_iter().flat_map(|known| known.keys().map(String::as_str)).collect();
    let Some(unknown) = arguments.keys().find(|name| !known.contains(&name.as_str())) else { return Ok(()) };
    let help = closest(unknown, known.iter().copied()).unwrap_or_else(|| format!("it takes {}", known.join(", ")));
    Err(format!("`{}` takes no argument `{unknown}`; {help}", tool.name))
}
