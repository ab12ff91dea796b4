//! Edits of one file while its tables are walked, and what may be written where.

use std::ops::Range;
use std::path::Path;

use toml_edit::{Document, Item, TableLike, Value};

use super::wish::TextEdit;

/// The edits of all files.
#[derive(Default)]
pub(super) struct Edits(Vec<TextEdit>);

/// A text with its tables; what is to be changed in it is collected.
pub(super) struct Walked<'t> {
    pub(super) text: &'t str,
    edits: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// Walks a file; one that is no TOML is left alone, and said to be broken elsewhere.
    pub(super) fn file(&mut self, path: &Path, text: &str, walk: impl FnOnce(&mut Walked)) {
        let mut walked = Walked { text, edits: Vec::new() };
        walk(&mut walked);
        let edit = |(span, text)| TextEdit { path: path.to_owned(), span, text };
        self.0.extend(walked.edits.into_iter().map(edit));
    }

    /// All edits, by file and place.
    pub(super) fn finish(mut self) -> Vec<TextEdit> {
        self.0.sort_by(|a, b| a.path.cmp(&b.path).then(a.span.start.cmp(&b.span.start)));
        self.0.dedup();
        self.0
    }
}

impl Walked<'_> {
    /// The file's tables.
    pub(super) fn document(&self) -> Option<Document<String>> {
        Document::parse(self.text.to_owned()).ok()
    }

    /// Replaces bytes.
    pub(super) fn replace(&mut self, span: Range<usize>, text: String) {
        self.edits.push((span, text));
    }

    /// Changes what a string says, in the quotes that it has.
    pub(super) fn string(&mut self, item: Option<&Item>, change: impl Fn(&str) -> Option<String>) {
        if let Some(value) = item.and_then(Item::as_value) {
            self.value(value, &change);
        }
    }

    /// The same for a value, and for each of a list.
    pub(super) fn value(&mut self, value: &Value, change: &impl Fn(&str) -> Option<String>) {
        match value {
            Value::String(text) => {
                let Some(span) = text.span() else { return };
                let (said, written) = (text.value().as_str(), self.text.get(span.clone()).unwrap_or_default());
                if let Some(new) = change(said).filter(|new| new != said) {
                    let quoted = if written.contains(said) {
                        written.replacen(said, &new, 1)
                    } else {
                        toml_edit::Value::from(new).to_string()
                    };
                    self.replace(span, quoted);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.value(value, change)),
            _ => {}
        }
    }

    /// Renames a key of a table.
    pub(super) fn key(&mut self, table: Option<&dyn TableLike>, old: &str, new: &str) {
        if let Some(span) = table.and_then(|table| table.get_key_value(old)).and_then(|(key, _)| key.span()) {
            let is_quoted = self.text.get(span.clone()).is_some_and(|text| text.starts_with(['"', '\'']));
            self.replace(span, if is_quoted { format!("\"{new}\"") } else { new.to_owned() });
        }
    }
}

/// The entries of `[[list]]`, or of `list = [{…}]`.
pub(super) fn entries<'d>(table: &'d dyn TableLike, list: &str) -> Vec<&'d dyn TableLike> {
    match table.get(list) {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Some(Item::Value(Value::Array(values))) => {
            values.iter().filter_map(|value| Some(value.as_inline_table()? as &dyn TableLike)).collect()
        }
        _ => Vec::new(),
    }
}

/// A table in a table.
pub(super) fn table<'d>(of: &'d dyn TableLike, key: &str) -> Option<&'d dyn TableLike> {
    of.get(key)?.as_table_like()
}

/// Another name for exactly this one.
pub(super) fn exactly<'n>(old: &'n str, new: &'n str) -> impl Fn(&str) -> Option<String> + 'n {
    move |said| (said == old).then(|| new.to_owned())
}

/// A text with a name replaced where it stands as a whole word.
pub(super) fn word_replaced(text: &str, old: &str, new: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !is_part(c)).unwrap_or(from.len()));
        replaced.push_str(before);
        replaced.push_str(if word == old { new } else { word });
        rest = after;
    }
    replaced + rest
}
