//! The entries of a text, and the names of a project, as outlines and searches list them.

use std::ops::Range;

use super::project::Loaded;
use crate::audit::names::Mention;
use crate::load::slot::{Found, Slot, Thing, slots_within};
use crate::load::{Literal, PathKind};

/// An entry of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What it is.
    pub thing: Thing,
    /// The bytes of the whole entry.
    pub whole: Range<usize>,
    /// The bytes of its name.
    pub span: Range<usize>,
}

/// A name, and what has it.
pub type Given = (String, Thing);

/// The names that are given in a text of this kind, or in some of its tables, to what has an id of its own; in answers the questions that are
/// answered.
pub fn given(text: &str, kind: PathKind) -> Vec<(Range<usize>, Given)> {
    let one = |found: Found| match found.slot {
        Slot::Refers(Thing::Subject) if kind == PathKind::Answers => Some((found.span, (found.text, Thing::Subject))),
        Slot::Names(thing) if !matches!(thing, Thing::Part | Thing::List) && !found.text.is_empty() => {
            Some((Literal::read(text, found.span.start).span(), (found.text, thing)))
        }
        _ => None,
    };
    slots_within(text, kind).into_iter().filter_map(one).collect()
}

/// The entries that have these names, in the order in which they stand.
pub fn entries(text: &str, kind: Option<PathKind>, given: Vec<(Range<usize>, Given)>) -> Vec<Entry> {
    let mut heads = table_heads(text);
    if kind == Some(PathKind::Answers) {
        // Each answer is an entry, with its line or with its table.
        let line = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
        heads.extend(given.iter().map(|(span, _)| line(span.start)));
        heads.sort_unstable();
        heads.dedup();
    }
    let entry = |(span, (name, thing))| Entry { whole: whole(text, &heads, &span), name, thing, span };
    let mut entries: Vec<Entry> = given.into_iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.span.start);
    entries
}

/// Where the entries of a file begin: its tables, without those within another one.
fn table_heads(text: &str) -> Vec<usize> {
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
    let is_head = |start: &usize| {
        let line = text[*start..].lines().next().unwrap_or_default();
        line.starts_with('[') && !line.split(']').next().unwrap_or_default().contains('.')
    };
    starts.filter(is_head).collect()
}

/// The entry around a name, without the blank lines behind it.
fn whole(text: &str, heads: &[usize], span: &Range<usize>) -> Range<usize> {
    let next = heads.partition_point(|head| *head <= span.start);
    let start = next.checked_sub(1).map_or(span.start, |at| heads[at]);
    let end = if next == 0 { span.end } else { heads.get(next).copied().unwrap_or(text.len()) };
    start..start + text[start..end].trim_end().len().max(span.end - start)
}

/// The names of a project that contain a text, whatever the case.
pub fn search<'a>(loaded: &'a Loaded, wanted: &str) -> Vec<&'a Mention> {
    let wanted = wanted.to_lowercase();
    let is_wanted = |mention: &&Mention| {
        !matches!(mention.name.thing, Thing::Part | Thing::Group) && mention.name.name.to_lowercase().contains(&wanted)
    };
    let on_disk = |mention: &&Mention| loaded.library.sources.get(mention.place.file).path.is_some();
    loaded.index().definitions().filter(is_wanted).filter(on_disk).collect()
}
