//! The lists by which a record says which files it governs, and by which words it is found, read from its text.

use serde::Deserialize;

use super::replay;
use super::text::Parsed;

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
    list.split(',').map(bare).filter(|item| !item.is_empty())
}

fn bare(item: &str) -> String {
    item.trim().trim_matches(['"', '\'']).to_owned()
}

/// The globs of a text that was not read yet.
pub(super) fn covers_of(text: &str) -> Vec<String> {
    covers_in(text, &super::text::parse(text), replay::find(text))
}

fn in_front_matter(front: &str, key: &str) -> Vec<String> {
    let mut globs = Vec::new();
    let mut is_in = false;
    for line in front.lines() {
        let item = line.trim_start().strip_prefix("- ");
        match (line.strip_prefix(key), item) {
            (Some(value), _) => {
                is_in = true;
                globs.extend(items(value));
            }
            (None, Some(item)) if is_in => globs.push(bare(item)),
            (None, _) => is_in = is_in && line.trim().is_empty(),
        }
    }
    globs
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
        ] {
            assert_eq!(covers_in(text, &parse(text), None), ["src/live/**", "docs/"], "{text}");
        }
    }
}
