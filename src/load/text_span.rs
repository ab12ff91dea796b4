//! Where a text stands in a file, found by what it says.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The place of a text as a TOML file has it, quotes included: the first one from a byte on, or else the last one before.
pub fn span_of_text(file: &str, text: &str, from: usize) -> Option<Range<usize>> {
    in_entry(file, text, from).or_else(|| {
        let (table, _) = DeTable::parse_recoverable(file);
        let mut spans = Vec::new();
        table.get_ref().values().for_each(|value| collect(value, text, &mut spans));
        spans.into_iter().min_by_key(|span| (span.start < from, span.start.abs_diff(from)))
    })
}

/// The same within the entry that a byte stands in: most texts are found there, and long files are not read for each. Nothing where the
/// text does not follow there, or where what looks like the entry is no TOML by itself, as inside of a text of several lines.
fn in_entry(file: &str, text: &str, from: usize) -> Option<Range<usize>> {
    let starts = |rest: &str| rest.starts_with('[') && !rest.split(']').next().unwrap_or_default().contains('.');
    let start = file.get(..from)?.rfind("\n[").map_or(0, |at| at + 1);
    let after = &file[from..];
    let mut ends = memchr::memchr_iter(b'\n', after.as_bytes()).map(|at| at + 1);
    let end = ends.find(|at| starts(&after[*at..])).map(|at| from + at);
    let window = &file[start..end.unwrap_or(file.len())];
    let (table, errors) = DeTable::parse_recoverable(window);
    let mut spans = Vec::new();
    table.get_ref().values().for_each(|value| collect(value, text, &mut spans));
    let found = spans.into_iter().map(|span| span.start + start..span.end + start).filter(|span| span.start >= from);
    found.min_by_key(|span| span.start).filter(|_| errors.is_empty())
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

    #[test]
    fn looking_into_one_entry_finds_what_reading_the_whole_file_finds() {
        let file = "a = \"x\"\n[[b]]\nid = \"one\"\ntext = \"\"\"\n[[b]]\nid = \"x\"\n\"\"\"\n[[b.c]]\nd = 'x'\n[b.d]\ne = \"y\"\n[[b]]\nid = \"x\"\nf = \"y\"\n";
        let whole = |text: &str, from: usize| {
            let (table, _) = DeTable::parse_recoverable(file);
            let mut spans = Vec::new();
            table.get_ref().values().for_each(|value| collect(value, text, &mut spans));
            spans.into_iter().min_by_key(|span| (span.start < from, span.start.abs_diff(from)))
        };
        for text in ["x", "y", "one", "z", "[[b]]\nid = \"x\"\n"] {
            for from in 0..=file.len() + 1 {
                assert_eq!(span_of_text(file, text, from), whole(text, from), "{text:?} from {from}");
            }
        }
    }
}
