//! Where numbers stand in their files, so that an edit can name their bytes, and an editor can show something beside them.

use super::number::Number;
use crate::audit::entry_text::with_comma;
use crate::audit::entry_values::EntryValues;
use crate::load::Sources;
use crate::model::{Place, RuleBase};

/// The numbers of a rule base in its files, each read once.
pub struct NumberPlaces<'a> {
    base: &'a RuleBase,
    sources: &'a Sources,
    values: EntryValues<'a>,
}

impl<'a> NumberPlaces<'a> {
    /// Reads the files.
    pub fn new(base: &'a RuleBase, sources: &'a Sources) -> Self {
        Self { base, sources, values: EntryValues::new(base, sources) }
    }

    /// Where the digits of a number stand; the entry where they cannot be told apart.
    pub fn of(&self, number: Number) -> Place {
        let (entry, keys) = self.keys(number);
        self.values.of(entry, &keys).unwrap_or_else(|| entry.clone())
    }

    /// What goes where points become none: their entry, and one of the commas beside it.
    pub fn entry_of(&self, number: Number) -> Option<Place> {
        let (entry, keys) = self.keys(number);
        let key = keys.get(1)?;
        let digits = self.values.of(entry, &keys)?;
        let text = &self.sources.get(digits.file).text;
        let before = text.get(..digits.span.start)?.trim_end().strip_suffix('=')?.trim_end();
        let quoted = before.strip_suffix(['"', '\'']).unwrap_or(before);
        let start = quoted.strip_suffix(key)?.len();
        let start = if quoted.len() < before.len() { start.checked_sub(1)? } else { start };
        Some(Place { file: digits.file, span: with_comma(text, start, digits.span.end) })
    }

    /// The entry of a number, and the keys that lead to it there.
    fn keys(&self, number: Number) -> (&'a Place, Vec<&'a str>) {
        let base = self.base;
        let keys = match number {
            Number::Points(_, option) => vec!["points", base.options[option.get()].id.as_str()],
            Number::Base(_, criterion) => vec!["base", base.criteria[criterion.get()].id.as_str()],
            Number::Steps(_) => vec!["points"],
            Number::Weight(_) => vec!["weight"],
            Number::Weighs(_, criterion) => vec!["weighs", base.criteria[criterion.get()].id.as_str()],
        };
        (number.entry(base), keys)
    }
}
