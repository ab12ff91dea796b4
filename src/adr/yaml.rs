//! Front matter as far as records are named in it: keys with their lines, and the objects that their values hold, in whatever layout YAML allows.

use std::ops::Range;

use super::text::without_comment;

/// A key of front matter with its value.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry<'a> {
    /// The key, without quotes.
    pub key: &'a str,
    /// The lines of its value without comments, each with the bytes of the whole line.
    pub lines: Vec<(&'a str, Range<usize>)>,
}

/// An object: its keys with their values, and the bytes of the lines that these stand in.
#[derive(Clone, Debug, Default)]
pub(super) struct Object<'a>(Vec<(&'a str, &'a str, Range<usize>)>);

/// The keys of front matter.
pub(super) fn entries(front: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut at = 0;
    for line in front.split_inclusive('\n') {
        let whole = at..at + line.len();
        at = whole.end;
        let said = without_comment(line).trim();
        if said.is_empty() {
            continue;
        }
        // A list may stand as far out as its key, and so may what closes one in brackets.
        if line.starts_with([' ', '\t', '-', ']', '}']) {
            entries.iter_mut().last().into_iter().for_each(|entry| entry.lines.push((said, whole.clone())));
        } else if let Some((key, value)) = said.split_once(':') {
            entries.push(Entry { key: unquoted(key), lines: vec![(value.trim(), whole)] });
        }
    }
    entries
}

impl<'a> Entry<'a> {
    /// The objects that the value holds.
    pub fn objects(&self) -> Vec<Object<'a>> {
        let mut objects = vec![Object::default()];
        for (line, at) in &self.lines {
            let item = line.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' '));
            if item.is_some() {
                objects.push(Object::default());
            }
            let mut rest = item.unwrap_or(line);
            while !rest.is_empty() {
                let end = rest.find(['{', '}', '[', ']', ',']).unwrap_or(rest.len());
                if let (Some((key, value)), Some(object)) = (rest[..end].split_once(':'), objects.last_mut()) {
                    object.0.push((unquoted(key), unquoted(value), at.clone()));
                }
                if rest[end..].starts_with(['{', '}']) {
                    objects.push(Object::default());
                }
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
        objects.retain(|object| !object.0.is_empty());
        objects
    }
}

impl<'a> Object<'a> {
    /// The value of the first of some keys that it has.
    pub fn get(&self, keys: &[&str]) -> Option<(&'a str, &Range<usize>)> {
        self.0.iter().find(|(key, ..)| keys.contains(key)).map(|(_, value, at)| (*value, at))
    }
}

fn unquoted(word: &str) -> &str {
    word.trim().trim_matches(['"', '\'']).trim()
}
