//! What is worked out of a text table by table, and not again for a table whose text is as it was: while one is typed, all others are.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// What was found in tables, by their texts; places are counted from the beginning of the table.
#[derive(Debug)]
pub struct ByTable<T>(Mutex<FxHashMap<String, Found<T>>>);

/// What was found in one table.
type Found<T> = Arc<[(Range<usize>, T)]>;

impl<T> Default for ByTable<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> ByTable<T> {
    /// What is found in all tables of a text. Those that do not stand in it any more are forgotten.
    pub fn of(&self, text: &str, find: impl Fn(&str) -> Vec<(Range<usize>, T)>) -> Vec<(Range<usize>, T)> {
        // A text of several lines may hold what looks like the head of a table.
        if text.contains("\"\"\"") || text.contains("'''") {
            return find(text);
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *known);
        let mut all = Vec::new();
        for table in tables(text) {
            let (piece, at) = (&text[table.clone()], table.start);
            let found = match (before.remove_entry(piece), known.get(piece)) {
                (Some((piece, found)), _) => {
                    known.insert(piece, Arc::clone(&found));
                    found
                }
                (None, Some(found)) => Arc::clone(found),
                (None, None) => {
                    let found: Found<T> = find(piece).into();
                    known.insert(piece.to_owned(), Arc::clone(&found));
                    found
                }
            };
            all.extend(found.iter().map(|(span, what)| (span.start + at..span.end + at, what.clone())));
        }
        all
    }
}

/// The tables of a text, each with those below it; first what stands above all of them.
fn tables(text: &str) -> Vec<Range<usize>> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
    let is_head =
        |start: &usize| text[*start..].starts_with('[') && is_head(text[*start..].lines().next().unwrap_or_default());
    let mut heads: Vec<usize> = std::iter::once(0).chain(ends.filter(is_head)).collect();
    heads.push(text.len());
    heads.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// Whether a line is the head of a table that is below no other.
fn is_head(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim_end();
    let name = match line.strip_prefix("[[") {
        Some(rest) => rest.strip_suffix("]]"),
        None => line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')),
    };
    name.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(Range<usize>, String)> {
        let starts = text.match_indices("when").map(|(start, _)| start);
        starts.map(|start| (start..start + 4, text[start..].lines().next().unwrap_or_default().to_owned())).collect()
    }

    #[test]
    fn what_is_found_table_by_table_is_what_is_found_in_the_whole() {
        let text = "when = 0\n[[rule]]\nwhen = 1\n[rule.points]\nwhen = 2\n[[rule]] # one\nwhen = 3\nlist = [\n[1],\n]\nwhen = 4\n[[rule]]\nwhen = 1\n[rule.points]\nwhen = 2\n";
        let known = ByTable::default();
        for text in [
            text.to_owned(),
            text.replace('3', "33"),
            format!("{text}[a\nwhen = \"\"\"\n[[rule]]\nwhen\"\"\""),
            String::new(),
        ] {
            assert_eq!(known.of(&text, words), words(&text), "{text}");
        }
    }

    #[test]
    fn only_the_table_that_was_edited_is_looked_at_again() {
        let known = ByTable::default();
        let looked = std::cell::Cell::new(0);
        let look = |text: &str| {
            looked.set(looked.get() + 1);
            words(text)
        };
        known.of("[[a]]\nwhen = 1\n[[a]]\nwhen = 2\n[[a]]\nwhen = 2\n", look);
        assert_eq!(looked.take(), 2, "two texts");
        known.of("[[a]]\nwhen = 1\n[[a]]\nwhen = 3\n[[a]]\nwhen = 2\n", look);
        assert_eq!(looked.take(), 1);
    }
}
