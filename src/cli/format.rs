//! What the commands write besides text: one JSON object, its form numbered.

use serde::Serialize;

/// What the result of most commands may be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum TextOrJson {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// An object for programs, with the number of the form it has before its own fields.
#[derive(Serialize)]
struct Numbered<'a, T> {
    format: u32,
    #[serde(flatten)]
    parts: &'a T,
}

/// One JSON object with a line break at its end; `parts` serialises as an object.
pub fn json<T: Serialize>(parts: &T) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&Numbered { format: 1, parts })? + "\n")
}
