//! Where a number stands in its file, so that an edit can name its bytes.

use toml_edit::{Document, Item, TableLike};

use super::number::Number;
use crate::audit::entry_text::with_comma;
use crate::load::Sources;
use crate::model::{Place, RuleBase};

/// Where the digits of a number stand; the entry where they cannot be told apart.
pub fn place_of(number: Number, base: &RuleBase, sources: &Sources) -> Place {
    let (entry, list, keys) = match number {
        Number::Points(rule, option) => {
            (&base.rules[rule.get()].place, "rule", vec!["points", base.options[option.get()].id.as_str()])
        }
        Number::Base(option, criterion) => {
            (&base.options[option.get()].place, "option", vec!["base", base.criteria[criterion.get()].id.as_str()])
        }
        Number::Weight(criterion) => (&base.criteria[criterion.get()].place, "criterion", vec!["weight"]),
    };
    within(entry, list, &keys, &sources.get(entry.file).text).unwrap_or_else(|| entry.clone())
}

/// What goes where points become none: their entry, and one of the commas beside it.
pub fn entry_of(number: Number, base: &RuleBase, sources: &Sources) -> Option<Place> {
    let digits = place_of(number, base, sources);
    let (text, key) = (
        &sources.get(digits.file).text,
        match number {
            Number::Points(_, option) => base.options[option.get()].id.as_str(),
            Number::Base(_, criterion) => base.criteria[criterion.get()].id.as_str(),
            Number::Weight(_) => return None,
        },
    );
    let before = text.get(..digits.span.start)?.trim_end().strip_suffix('=')?.trim_end();
    let quoted = before.strip_suffix(['"', '\'']).unwrap_or(before);
    let start = quoted.strip_suffix(key)?.len();
    let start = if quoted.len() < before.len() { start.checked_sub(1)? } else { start };
    Some(Place { file: digits.file, span: with_comma(text, start, digits.span.end) })
}

/// The value under some keys of the entry of a list whose id stands at a place.
fn within(entry: &Place, list: &str, keys: &[&str], text: &str) -> Option<Place> {
    let document = Document::parse(text).ok()?;
    let entries: Vec<&dyn TableLike> = match document.get(list)? {
        Item::ArrayOfTables(entries) => entries.iter().map(|table| table as &dyn TableLike).collect(),
        Item::Value(value) => {
            value.as_array()?.iter().filter_map(|v| Some(v.as_inline_table()? as &dyn TableLike)).collect()
        }
        _ => return None,
    };
    let is_it = |table: &&dyn TableLike| table.get("id").and_then(Item::span) == Some(entry.span.clone());
    let mut item: &Item = entries.into_iter().find(is_it)?.get(keys[0])?;
    for key in &keys[1..] {
        item = item.as_table_like()?.get(key)?;
    }
    // Points with their cause beside them.
    item = item.as_table_like().map_or(Some(item), |table| table.get("points"))?;
    Some(Place { file: entry.file, span: item.span()? })
}
