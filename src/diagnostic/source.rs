//! The texts that findings point into.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::harmless::harmless_line;
use crate::model::{FileId, Place};

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path shown to people; for an embedded file the path under the package's root.
    pub name: String,
    /// The path on disk; absent for an embedded file.
    pub path: Option<PathBuf>,
    /// The text.
    pub text: String,
}

/// A place as people count: lines and characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Source {
    /// Where a byte stands; one that lies beyond the end, or inside a character, counts as the nearest before.
    pub fn position(&self, offset: usize) -> Position {
        let before = &self.text[..floor_boundary(&self.text, offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The stretch of the text that a span names, cut to what is there.
    pub fn excerpt(&self, span: &std::ops::Range<usize>) -> &str {
        let (start, end) = (floor_boundary(&self.text, span.start), floor_boundary(&self.text, span.end));
        &self.text[start..end.max(start)]
    }
}

/// The nearest character boundary at or before an offset.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// All files read so far; a [`FileId`] is a position in it.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// The file behind an id.
    pub fn get(&self, file: FileId) -> &Source {
        &self.0[file.0 as usize]
    }

    /// Keeps a file and gives it an id.
    pub fn add(&mut self, mut source: Source) -> FileId {
        if let Cow::Owned(name) = harmless_line(&source.name) {
            source.name = name;
        }
        self.0.push(source);
        FileId(self.0.len() as u32 - 1)
    }

    /// Where a place starts and ends.
    pub fn span(&self, place: &Place) -> (Position, Position) {
        let source = self.get(place.file);
        (source.position(place.span.start), source.position(place.span.end))
    }
}

/// Files with the starts of their lines, each found once: for many places in the same files.
pub(super) struct Indexed<'a> {
    sources: &'a Sources,
    /// For each file that was asked about, the byte at which each line starts.
    starts: Vec<OnceLock<Vec<usize>>>,
}

impl<'a> Indexed<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, starts: vec![OnceLock::new(); sources.0.len()] }
    }

    pub(super) fn get(&self, file: FileId) -> &'a Source {
        self.sources.get(file)
    }

    /// Where a place starts and ends, as [`Sources::span`] says it.
    pub(super) fn span(&self, place: &Place) -> (Position, Position) {
        (self.position(place.file, place.span.start), self.position(place.file, place.span.end))
    }

    pub(super) fn position(&self, file: FileId, offset: usize) -> Position {
        let text = &self.get(file).text;
        let starts = self.starts[file.0 as usize].get_or_init(|| {
            let after = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
            std::iter::once(0).chain(after).collect()
        });
        let at = floor_boundary(text, offset);
        let line = starts.partition_point(|start| *start <= at);
        Position { line, column: text[starts[line - 1]..at].chars().count() + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_never_fall_outside() {
        let source = Source { name: "a".into(), path: None, text: "é = 1\nname = \"ü\"\n".into() };
        let at = |offset| {
            let Position { line, column } = source.position(offset);
            (line, column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(1), (1, 1), "inside a character");
        assert_eq!(at(3), (1, 3));
        assert_eq!(at(7), (2, 1));
        assert_eq!(at(999), (3, 1));
        let sources = Sources(vec![source.clone()]);
        let indexed = Indexed::new(&sources);
        for offset in 0..99 {
            assert_eq!(indexed.position(FileId(0), offset), source.position(offset), "{offset}");
        }
        assert_eq!(source.excerpt(&(7..11)), "name");
        assert_eq!(source.excerpt(&(99..120)), "");
    }
}
