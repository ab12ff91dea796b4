//! Where numbers stand in their files, so that an edit can name their bytes, and an editor can show something beside them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use toml::de::{DeTable, DeValue};

use super::number::Number;
use crate::audit::entry_text::with_comma;
use crate::load::Sources;
use crate::model::{FileId, Place, RuleBase};

/// The numbers of a rule base in its files, each read once.
pub struct NumberPlaces<'a> {
    base: &'a RuleBase,
    sources: &'a Sources,
    /// The entries that hold numbers, by their file and the byte at which their id begins.
    entries: FxHashMap<(FileId, usize), DeTable<'a>>,
}

impl<'a> NumberPlaces<'a> {
    /// Reads the files.
    pub fn new(base: &'a RuleBase, sources: &'a Sources) -> Self {
        let rules = base.rules.iter().map(|rule| &rule.place);
        let options = base.options.iter().map(|option| &option.place);
        let criteria = base.criteria.iter().map(|criterion| &criterion.place);
        let files: BTreeSet<FileId> = rules.chain(options).chain(criteria).map(|place| place.file).collect();
        let mut entries = FxHashMap::default();
        for file in files {
            let mut table = DeTable::parse_recoverable(&sources.get(file).text).0.into_inner();
            for list in ["rule", "option", "criterion"] {
                let Some(DeValue::Array(found)) = table.remove(list).map(toml::Spanned::into_inner) else { continue };
                for entry in found {
                    let DeValue::Table(entry) = entry.into_inner() else { continue };
                    if let Some(id) = entry.get("id") {
                        entries.insert((file, id.span().start), entry);
                    }
                }
            }
        }
        Self { base, sources, entries }
    }

    /// Where the digits of a number stand; the entry where they cannot be told apart.
    pub fn of(&self, number: Number) -> Place {
        let (entry, keys) = self.keys(number);
        self.within(entry, &keys).unwrap_or_else(|| entry.clone())
    }

    /// What goes where points become none: their entry, and one of the commas beside it.
    pub fn entry_of(&self, number: Number) -> Option<Place> {
        let (entry, keys) = self.keys(number);
        let key = keys.get(1)?;
        let digits = self.within(entry, &keys)?;
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
            Number::Weight(_) => vec!["weight"],
        };
        (number.entry(base), keys)
    }

    fn within(&self, entry: &Place, keys: &[&str]) -> Option<Place> {
        let mut table = self.entries.get(&(entry.file, entry.span.start))?;
        let (last, above) = keys.split_last()?;
        for key in above {
            let DeValue::Table(below) = table.get(*key)?.get_ref() else { return None };
            table = below;
        }
        let value = table.get(*last)?;
        // Points may have their cause beside them.
        let digits = if let DeValue::Table(beside) = value.get_ref() { beside.get("points")? } else { value };
        Some(Place { file: entry.file, span: digits.span() })
    }
}
