//! Where the values of entries stand in their files, so that an edit can name their bytes.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Sources;
use crate::model::{FileId, Place, RuleBase};

/// The rules, steps, options and criteria of a rule base as they stand in its files, each read once.
pub(super) struct EntryValues<'a> {
    /// By their file and the byte at which their id begins.
    entries: FxHashMap<(FileId, usize), DeTable<'a>>,
}

impl<'a> EntryValues<'a> {
    /// Reads the files.
    pub(super) fn new(base: &RuleBase, sources: &'a Sources) -> Self {
        let rules = base.rules.iter().map(|rule| &rule.place);
        let options = base.options.iter().map(|option| &option.place);
        let criteria = base.criteria.iter().map(|criterion| &criterion.place);
        let files: BTreeSet<FileId> = rules.chain(options).chain(criteria).map(|place| place.file).collect();
        let mut entries = FxHashMap::default();
        for file in files {
            let mut table = DeTable::parse_recoverable(&sources.get(file).text).0.into_inner();
            for list in ["rule", "steps", "option", "criterion"] {
                let Some(DeValue::Array(found)) = table.remove(list).map(toml::Spanned::into_inner) else { continue };
                for entry in found {
                    let DeValue::Table(entry) = entry.into_inner() else { continue };
                    if let Some(id) = entry.get("id") {
                        entries.insert((file, id.span().start), entry);
                    }
                }
            }
        }
        Self { entries }
    }

    /// Where the value stands that some keys of an entry lead to; that of its `points` where it is a table with such a key.
    pub(super) fn of(&self, entry: &Place, keys: &[&str]) -> Option<Place> {
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
