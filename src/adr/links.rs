//! The Markdown texts of a folder of records, and where they link to a path of the folder.

use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError};

use super::folder::{Folder, FolderError};
use super::list::read;
use super::names::is_markdown;

/// A Markdown file anywhere in the folder of records: a record, or an overview of them.
pub(super) struct Text {
    /// The path within the folder.
    pub file: String,
    /// What it says.
    pub content: String,
    /// The name of the folder of records, by which links from outside in lead.
    root: String,
}

/// How deep Markdown is looked for: as deep as records, and what a decision's own folder holds.
const MAX_DEPTH: usize = super::list::MAX_DEPTH + 1;

/// All Markdown of a folder that can be read and is no link.
pub(super) fn markdown_of(folder: &Folder) -> Result<Vec<Text>, FolderError> {
    let real = std::fs::canonicalize(&folder.path).map_err(|error| FolderError::io("read", &folder.path, error))?;
    let root = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut files = Vec::new();
    collect(folder, "", MAX_DEPTH, &mut files)?;
    let text = |file: String| {
        let text = read(&folder.path.join(&file), &real).ok()?;
        Some(Text { file, content: text, root: root.clone() })
    };
    Ok(files.into_iter().filter_map(text).collect())
}

fn collect(folder: &Folder, within: &str, depth: usize, files: &mut Vec<String>) -> Result<(), FolderError> {
    let here = Folder { path: folder.path.join(within), ..folder.clone() };
    for name in here.names()?.into_iter().filter(|name| !name.starts_with('.')) {
        let file = if within.is_empty() { name } else { format!("{within}/{name}") };
        let Ok(data) = folder.path.join(&file).symlink_metadata() else { continue };
        if data.is_dir() && depth > 1 {
            collect(folder, &file, depth - 1, files)?;
        } else if data.is_file() && is_markdown(&file) {
            files.push(file);
        }
    }
    Ok(())
}

/// Paths of the folder that texts are searched for, all of them in one pass.
pub(super) struct Targets<'a> {
    /// Place and name of each, and whether it is a folder.
    paths: Vec<(&'a str, &'a str, bool)>,
    names: AhoCorasick,
}

impl<'a> Targets<'a> {
    /// Paths within the folder, each with whether it is a folder.
    pub fn new(paths: impl Iterator<Item = (&'a str, bool)>) -> Result<Self, BuildError> {
        let parts = |(path, is_folder): (&'a str, bool)| {
            let (place, name) = path.rsplit_once('/').unwrap_or(("", path));
            (place, name, is_folder)
        };
        let paths: Vec<_> = paths.map(parts).collect();
        let names = AhoCorasick::new(paths.iter().map(|(_, name, _)| name))?;
        Ok(Self { paths, names })
    }

    /// Where a text names the last part of one of the paths, and means that path: its position and the bytes.
    pub fn in_text(&self, text: &Text) -> Vec<(usize, Range<usize>)> {
        let is_meant = |(position, at): &(usize, Range<usize>)| {
            let (place, _, is_folder) = self.paths[*position];
            let (before, after) = (&text.content[..at.start], &text.content[at.end..]);
            is_whole(after, is_folder) && text.leads_to(path_before(before), place)
        };
        let found = self.names.find_overlapping_iter(&text.content);
        found.map(|one| (one.pattern().as_usize(), one.range())).filter(is_meant).collect()
    }
}

impl Text {
    /// Whether a path up to its last part, as it stands in this text, leads to a place in the folder.
    fn leads_to(&self, path: &str, place: &str) -> bool {
        // Something else of which the name is only the end.
        if !path.is_empty() && !path.ends_with('/') {
            return false;
        }
        let parts = |path: &str| -> Vec<String> {
            path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
        };
        let (written, target) = (parts(path), [vec![self.root.clone()], parts(place)].concat());
        // From the root of the repository, or of a site.
        if written.ends_with(&target) {
            return true;
        }
        let own_place = self.file.rsplit_once('/').map_or("", |(place, _)| place);
        let mut reached = [vec![self.root.clone()], parts(own_place)].concat();
        for part in written {
            if part != ".." {
                reached.push(part);
            } else if reached.pop().is_none() {
                return false;
            }
        }
        !path.starts_with('/') && reached == target
    }
}

/// Whether a name ends here: not as the start of a longer name, nor as a folder's name in that of a file.
fn is_whole(after: &str, is_folder: bool) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || "-_".contains(c);
    let mut chars = after.chars();
    match (chars.next(), chars.next()) {
        (Some('.'), Some(next)) if is_folder => !is_name(next),
        (Some(first), _) => !is_name(first),
        (None, _) => true,
    }
}

/// The path that a text ends in: what stands before a name as a part of the same path.
fn path_before(text: &str) -> &str {
    let is_path = |c: char| c.is_alphanumeric() || "-_./~%".contains(c);
    let start = text.char_indices().rev().take_while(|(_, c)| is_path(*c)).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_told_from_a_name_that_only_looks_like_it() {
        let n_links = |file: &str, text: &str, path: &str, is_folder: bool| {
            let text = Text { file: file.to_owned(), content: text.to_owned(), root: "decisions".to_owned() };
            Targets::new([(path, is_folder)].into_iter()).unwrap().in_text(&text).len()
        };
        let file = |from: &str, text: &str| n_links(from, text, "0003-b.md", false);
        for (from, text, expected) in [
            ("0001-a.md", "[b](0003-b.md), [b](./0003-b.md#why) and `docs/decisions/0003-b.md`", 3),
            ("0001-a.md", "10003-b.md, 0003-b.mdx, x-0003-b.md, other/0003-b.md, ../0003-b.md", 0),
            ("0001-a.md", "<https://example.org/docs/decisions/0003-b.md>, <https://example.org/0003-b.md>", 1),
            ("sub/0001-a.md", "[b](../0003-b.md) but not [b](0003-b.md)", 1),
            ("sub/0001-a.md", "[b](../../decisions/0003-b.md)", 1),
            ("sub/0001-a.md", "[b](../../../0003-b.md) [b](../../../../../0003-b.md)", 0),
        ] {
            assert_eq!(file(from, text), expected, "{from}: {text}");
        }
        let folder = |from: &str, text: &str| n_links(from, text, "0003-b", true);
        assert_eq!(folder("0001-a.md", "[b](0003-b/README.md) [p](0003-b/p.png) 0003-b 0003-b."), 4);
        assert_eq!(folder("0001-a.md", "[b](0003-b.md) 0003-bc 0003-b-c"), 0);
        assert_eq!(folder("0002-x/README.md", "[b](../0003-b/) but not [b](0003-b/README.md)"), 1);
        assert_eq!(n_links("0001-a.md", "[b](sub/0003-b.md) [b](0003-b.md)", "sub/0003-b.md", false), 1);
    }
}
