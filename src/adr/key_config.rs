//! `[keys]` in `archfit.toml`: keys by the names of what they do, with the line of each.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// The table as it is written: places, and in each what keys do there.
pub(super) type KeyTable = BTreeMap<String, BTreeMap<String, Spanned<Names>>>;

/// One key or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    One(String),
    Several(Vec<String>),
}

/// What is said about the keys of one action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// The place: `answer`.
    pub layer: String,
    /// The action: `unknown`.
    pub action: String,
    /// The names of its keys.
    pub keys: Vec<String>,
    /// The line.
    pub line: usize,
}

/// The lines of a table, in the order of the file.
pub(super) fn lines(table: &KeyTable, text: &str) -> Vec<KeyLine> {
    let line = |layer: &str, action: &str, names: &Spanned<Names>| KeyLine {
        layer: layer.to_owned(),
        action: action.to_owned(),
        keys: match names.get_ref() {
            Names::One(key) => vec![key.clone()],
            Names::Several(keys) => keys.clone(),
        },
        line: text[..names.span().start.min(text.len())].matches('\n').count() + 1,
    };
    let of_layer = |(layer, actions): (&String, &BTreeMap<String, Spanned<Names>>)| {
        actions.iter().map(|(action, names)| line(layer, action, names)).collect::<Vec<_>>()
    };
    let mut lines: Vec<KeyLine> = table.iter().flat_map(of_layer).collect();
    lines.sort_by_key(|line| line.line);
    lines
}
