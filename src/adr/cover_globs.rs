//! The lists by which a record says which files it governs, and by which words it is found, read from its text.

use serde::Deserialize;

use super::replay;
use super::text::{Parsed, without_comment};

/// The lists that a block for machines may hold.
#[derive(Default, Deserialize)]
struct Lists {
    #[serde(default)]
    covers: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

/// The lists of a block, read up to its first inner table: all of it is many times as long. A list that cannot be read is none.
fn lists_of(block: &str) -> Lists {
    #[derive(Deserialize)]
    struct Block {
        archfit: Lists,
    }
    let header = block.match_indices("[archfit]").find(|(at, _)| block[..*at].ends_with('\n') || *at == 0);
    let inner = header.and_then(|(at, _)| Some(at + block[at..].find("\n[")?));
    let own = block[..inner.unwrap_or(block.len())].replace("\r\n", "\n");
    toml::from_str::<Block>(own.trim_end_matches('\r')).map(|block| block.archfit).unwrap_or_default()
}

/// The files that a record covers, as globs: from its front matter, and from what it says for machines.
pub fn covers_in(text: &str, parsed: &Parsed, block: Option<&str>) -> Vec<String> {
    let mut globs =
        parsed.front_matter.clone().map(|front| in_front_matter(&text[front], "covers:")).unwrap_or_default();
    if let Some(block) = block.filter(|block| holds(block, "\ncovers")) {
        globs.extend(lists_of(block).covers);
    }
    globs.dedup();
    globs
}

/// The words by which a record is found: from its front matter, the list before its first section, or what it says for machines.
pub fn tags_in(text: &str, parsed: &Parsed, block: Option<&str>) -> Vec<String> {
    let front = parsed.front_matter.clone().map(|front| in_front_matter(&text[front], "tags:")).unwrap_or_default();
    if !front.is_empty() {
        return front;
    }
    let body = parsed.front_matter.as_ref().map_or(0, |front| front.end);
    let head = text[body..].lines().take_while(|line| !line.starts_with("## ")).take(MAX_HEAD);
    let labelled = head.filter_map(|line| {
        let (label, value) = line.trim_start_matches(['*', '-', ' ', '_']).split_once(':')?;
        let is_label = label.trim_end_matches('*').eq_ignore_ascii_case("tags");
        is_label.then(|| items(value.trim_start_matches(['*', '_', ' '])).collect::<Vec<_>>())
    });
    let labelled: Vec<String> = labelled.flatten().collect();
    match block.filter(|block| labelled.is_empty() && holds(block, "\ntags")) {
        Some(block) => lists_of(block).tags,
        None => labelled,
    }
}

fn holds(block: &str, what: &str) -> bool {
    memchr::memmem::find(block.as_bytes(), what.as_bytes()).is_some()
}

/// How many lines of a head are looked through.
const MAX_HEAD: usize = 60;

/// The items of a list in one line.
fn items(value: &str) -> impl Iterator<Item = String> + '_ {
    let value = value.trim();
    let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    split_at_commas(list).into_iter().map(bare).filter(|item| !item.is_empty())
}

/// The parts of a list between its own commas: those within quotes and brackets belong to an item, such as `src/{a,b}/**`.
fn split_at_commas(list: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for at in depths(list).filter(|(_, c, depth)| *c == ',' && *depth == 0).map(|(at, ..)| at) {
        parts.push(&list[start..at]);
        start = at + 1;
    }
    parts.push(&list[start..]);
    parts
}

/// Whether every bracket of a list that was opened is closed as well.
fn is_closed(list: &str) -> bool {
    depths(list).last().is_none_or(|(.., depth)| depth == 0)
}

/// The characters outside quotes, each with how many brackets are open behind it.
fn depths(list: &str) -> impl Iterator<Item = (usize, char, usize)> + '_ {
    let (mut depth, mut quote, mut before) = (0_usize, None, ' ');
    list.char_indices().filter_map(move |(at, c)| {
        let may_open = before.is_whitespace() || "[,".contains(before);
        before = c;
        match quote {
            Some(open) => quote = (c != open).then_some(open),
            None if may_open && (c == '"' || c == '\'') => quote = Some(c),
            None => {
                depth = match c {
                    '{' | '[' => depth + 1,
                    '}' | ']' => depth.saturating_sub(1),
                    _ => depth,
                };
                return Some((at, c, depth));
            }
        }
        None
    })
}

fn bare(item: &str) -> String {
    item.trim().trim_matches(['"', '\'']).to_owned()
}

/// The globs of a text that was not read yet.
pub(super) fn covers_of(text: &str) -> Vec<String> {
    covers_in(text, &super::text::parse(text), replay::find(text))
}

/// The items of a key of front matter: in one line, in brackets over several, or one a line.
fn in_front_matter(front: &str, key: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = front.lines().map(|line| without_comment(line).trim_end()).peekable();
    while let Some(line) = lines.next() {
        let Some(value) = line.strip_prefix(key) else { continue };
        let mut value = value.trim().to_owned();
        while value.starts_with('[') && !is_closed(&value) {
            let Some(more) = lines.next() else { break };
            value = format!("{value} {}", more.trim());
        }
        found.extend(items(&value));
        let is_below = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with("- ");
        while let Some(line) = lines.next_if(is_below) {
            found.extend(line.trim_start().strip_prefix("- ").map(bare));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::text::parse;
    use super::*;

    #[test]
    fn tags_are_read_wherever_tools_write_them() {
        for text in [
            "---\ntags: [live, \"data store\"]\n---\n# X\n",
            "---\ntags:\n  - live\n  - data store\n---\n# X\n",
            "---\ntags: # by which it is found\n  - live # all of it\n  # the second one\n  - \"data store\" # too\n---\n# X\n",
            "---\ntags: [live, data store] # both\n---\n# X\n",
            "---\ntags: [ # both\n  live, # all of it\n\n  'data store',\n]\nstatus: x\n---\n# X\n",
            "# X\n\n- Status: accepted\n- Tags: live, data store\n\n## Context\n\nTags: none\n",
            "# X\n\n* **Tags:** live, data store\n",
        ] {
            assert_eq!(tags_in(text, &parse(text), None), ["live", "data store"], "{text}");
        }
        let prose = "# X\n\n## Context\n\nTags: none\n";
        assert!(tags_in(prose, &parse(prose), None).is_empty());
    }

    #[test]
    fn covers_are_read_from_front_matter_in_both_forms() {
        for text in [
            "---\ncovers: [\"src/live/**\", docs/]\nstatus: accepted\n---\n# X\n",
            "---\nstatus: accepted\ncovers:\n  - src/live/**\n  - 'docs/'\ntags:\n  - a\n---\n# X\n",
            "---\ncovers:\n  - src/live/**   # the entry point\n  - docs/\t# all\n---\n# X\n",
            "---\ncovers: [\n  \"src/live/**\",\n  \"docs/\"\n]\ntags: [a]\n---\n# X\n",
        ] {
            assert_eq!(covers_in(text, &parse(text), None), ["src/live/**", "docs/"], "{text}");
        }
        for (text, expected) in [
            ("---\ncovers: [\"a # b/**\", src/{a,b}/**, 'c, d']\n---\n", &["a # b/**", "src/{a,b}/**", "c, d"][..]),
            ("---\ncovers: [src/[ab]/**, c#/**]\ntags:\n  - x\n---\n", &["src/[ab]/**", "c#/**"]),
            ("---\ncovers: [\n  src/[ab],\n  src/c/**]\n---\n", &["src/[ab]", "src/c/**"]),
        ] {
            assert_eq!(covers_in(text, &parse(text), None), expected, "{text}");
        }
    }
}
