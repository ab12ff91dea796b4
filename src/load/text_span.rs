//! Where a text stands in a file, found by what it says.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The place of a text as a TOML file has it, quotes included: the first one from a byte on, or else the last one before.
pub fn span_of_text(file: &str, text: &str, from: usize) -> Option<Range<usize>> {
    let (table, _) = DeTable::parse_recoverable(file);
    let mut spans = Vec::new();
    table.get_ref().values().for_each(|value| collect(value, text, &mut spans));
    spans.into_iter().min_by_key(|span| (span.start < from, span.start.abs_diff(from)))
}

fn collect(value: &Spanned<DeValue>, text: &str, spans: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::String(found) if found == text => spans.push(value.span()),
        DeValue::Array(values) => values.iter().for_each(|value| collect(value, text, spans)),
        DeValue::Table(table) => table.values().for_each(|value| collect(value, text, spans)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_behind_its_entry_however_it_is_written() {
        let file = "a = \"x\"\n[[b]]\nid = \"one\"\nc = [ { d = 'x' } ]\n[[b]]\ne = \"\\u0078\"\n";
        let found = |from: usize| span_of_text(file, "x", from).map(|span| &file[span]);
        assert_eq!(found(0), Some("\"x\""));
        assert_eq!(found(file.find("one").expect("an id")), Some("'x'"));
        assert_eq!(found(file.rfind("[[b]]").expect("an entry")), Some("\"\\u0078\""));
        assert_eq!(found(file.len()), Some("\"\\u0078\""));
        assert_eq!(span_of_text(file, "y", 0), None);
    }
}
