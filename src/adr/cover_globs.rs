//! The globs by which a record says which files it governs, read from its text.

use super::replay;
use super::text::Parsed;

/// The files that a record covers, as globs from the project's root: from its front matter, and from what it says for machines.
pub fn covers_in(text: &str, parsed: &Parsed) -> Vec<String> {
    let mut globs = parsed.front_matter.clone().map(|front| in_front_matter(&text[front])).unwrap_or_default();
    if replay::find(text).is_some_and(|block| block.contains("\ncovers"))
        && let Some(Ok(replay)) = replay::read(text)
    {
        globs.extend(replay.covers);
    }
    globs.dedup();
    globs
}

fn in_front_matter(front: &str) -> Vec<String> {
    let mut globs = Vec::new();
    let mut is_in = false;
    let bare = |item: &str| item.trim().trim_matches(['"', '\'']).to_owned();
    for line in front.lines() {
        let item = line.trim_start().strip_prefix("- ");
        match (line.strip_prefix("covers:"), item) {
            (Some(value), _) => {
                is_in = true;
                let value = value.trim();
                let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
                globs.extend(list.split(',').map(bare).filter(|glob| !glob.is_empty()));
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
    fn covers_are_read_from_front_matter_in_both_forms() {
        for text in [
            "---\ncovers: [\"src/live/**\", docs/]\nstatus: accepted\n---\n# X\n",
            "---\nstatus: accepted\ncovers:\n  - src/live/**\n  - 'docs/'\ntags:\n  - a\n---\n# X\n",
        ] {
            assert_eq!(covers_in(text, &parse(text)), ["src/live/**", "docs/"], "{text}");
        }
    }
}
