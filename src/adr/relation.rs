//! What records say of each other: which one another one replaces, in every form in which people and tools write it.
//!
//! Front matter (`supersedes: 1`, `[1, 2]`, a list over lines, `superseded-by: 2`), a status (`superseded by ADR-0002`), and lines such
//! as "Supersedes [1. Title](0001-title.md)". A sentence that names no record says nothing here.

use super::folder::number_of;
use super::supersession_words::{Way, after_beginning};
use super::text::{Parsed, Spot, without_comment};

/// How another record is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// By its number.
    Number(u32),
    /// By its path, as seen from the record.
    Path(String),
}

/// What a record says of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Which way it goes.
    pub way: Way,
    /// The other one.
    pub to: Reference,
    /// The line that says so, from 1.
    pub line: usize,
}

/// Everything that a record says of others, each of them once.
pub fn relations_in(text: &str, parsed: &Parsed) -> Vec<Relation> {
    let mut found: Vec<Relation> = Vec::new();
    let mut add = |way: Way, said: &str, at: usize| {
        let line = text[..at].matches('\n').count() + 1;
        for to in references(said) {
            if !found.iter().any(|known| known.way == way && known.to == to) {
                found.push(Relation { way, to, line });
            }
        }
    };
    if let Some(front) = parsed.front_matter.clone() {
        for (way, target, at) in links_in(&text[front.clone()]) {
            add(way, &target, front.start + at);
        }
        let mut way = None;
        let mut at = front.start;
        for line in text[front].split_inclusive('\n') {
            let said = without_comment(line).trim();
            if line.starts_with([' ', '\t', '-']) {
                // An item of the list that a key began.
                way.into_iter().for_each(|way| add(way, said.trim_start_matches(['-', ' ']), at));
            } else if let Some((key, value)) = said.split_once(':') {
                way = way_of_key(key);
                way.into_iter().for_each(|way| add(way, value, at));
            }
            at += line.len();
        }
    }
    let statuses = parsed.statuses.iter().filter(|found| found.spot != Spot::Section).map(|found| &found.value);
    for range in statuses.chain(&parsed.relations) {
        // "accepted; supersedes ADR-0045" says two things.
        for said in text[range.clone()].split(';') {
            if let Some((way, rest)) = after_beginning(said) {
                add(way, rest, range.start);
            }
        }
    }
    found
}

/// The keys of front matter by which tools say a supersession, in lower case and without hyphens and underscores.
const KEYS: [(&str, Way); 6] = [
    ("supersedes", Way::Supersedes),
    ("supercedes", Way::Supersedes),
    ("replaces", Way::Supersedes),
    ("supersededby", Way::SupersededBy),
    ("supercededby", Way::SupersededBy),
    ("replacedby", Way::SupersededBy),
];

/// Which way a key or a kind of link goes, in whatever spelling: `superseded-by`, `superseded_by`, `supersededBy`.
pub(super) fn way_of_key(key: &str) -> Option<Way> {
    let plain: String = key.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    KEYS.iter().find(|(known, _)| *known == plain).map(|(_, way)| *way)
}

/// The numbers that a list of links in front matter names, of whatever kind, each with the bytes of its line.
pub(super) fn linked_numbers(front: &str) -> Vec<(u32, std::ops::Range<usize>)> {
    let (mut is_in, mut at) = (false, 0);
    let mut found = Vec::new();
    for line in front.split_inclusive('\n') {
        let said = line.trim();
        if !line.starts_with([' ', '\t', '-']) {
            is_in = said == "links:";
        } else if is_in
            && let Some(("target" | "id" | "to", value)) = said.trim_start_matches(['-', ' ']).split_once(':')
        {
            let [Reference::Number(number)] = references(value)[..] else {
                at += line.len();
                continue;
            };
            found.push((number, at..at + line.len()));
        }
        at += line.len();
    }
    found
}

/// The supersessions of a list of links: `- target: 4` and `kind: supersedes`, in either order.
fn links_in(front: &str) -> Vec<(Way, String, usize)> {
    let mut links = Vec::new();
    let (mut is_in, mut at) = (false, 0);
    let (mut target, mut kind): (Option<(String, usize)>, Option<Way>) = (None, None);
    for line in front.split_inclusive('\n') {
        let said = line.trim();
        if !line.starts_with([' ', '\t', '-']) {
            is_in = said.trim_end_matches(' ') == "links:";
            (target, kind) = (None, None);
        } else if is_in {
            if said.starts_with('-') {
                (target, kind) = (None, None);
            }
            match said.trim_start_matches(['-', ' ']).split_once(':') {
                Some(("target" | "id" | "to", value)) => target = Some((value.trim().to_owned(), at)),
                Some(("kind" | "type" | "rel", value)) => kind = way_of_key(value),
                _ => {}
            }
            if let (Some((target, at)), Some(way)) = (&target, kind) {
                links.push((way, target.clone(), *at));
                kind = None;
            }
        }
        at += line.len();
    }
    links
}

/// The records that a text begins by naming: its links, or else numbers and file names up to the first other word.
fn references(said: &str) -> Vec<Reference> {
    let is_address = |path: &&str| path.contains("://") || path.starts_with('#');
    let paths: Vec<&str> = said.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()).collect();
    if !paths.is_empty() {
        let path = |path: &str| Reference::Path(path.split('#').next().unwrap_or_default().to_owned());
        return paths.into_iter().filter(|path| !is_address(path)).map(path).collect();
    }
    let words = said.split([',', '[', ']', '"', '\'', '<', '>', ' ', '\t']).filter(|word| !word.is_empty());
    let words = words.filter(|word| !matches!(word.to_lowercase().as_str(), "and" | "adr" | "adrs" | "&"));
    words.map_while(reference).collect()
}

fn reference(word: &str) -> Option<Reference> {
    let word = word.trim_end_matches(['.', ';', ':', ')', '*', '_']).trim_start_matches(['#', '*', '_', '(']);
    let bare = word.get(..4).filter(|start| start.eq_ignore_ascii_case("adr-")).map_or(word, |_| &word[4..]);
    if bare.to_lowercase().ends_with(".md") {
        return Some(Reference::Path(word.to_owned()));
    }
    number_of(bare).map(Reference::Number)
}

#[cfg(test)]
mod tests {
    use super::super::text::parse;
    use super::*;

    fn said(text: &str) -> Vec<(Way, Reference, usize)> {
        let relations = relations_in(text, &parse(text));
        relations.into_iter().map(|relation| (relation.way, relation.to, relation.line)).collect()
    }

    #[test]
    fn every_form_of_a_supersession_is_read() {
        use Reference::{Number, Path};
        use Way::{SupersededBy, Supersedes};
        let path = |path: &str| Path(path.to_owned());
        let cases = [
            ("---\nsupersedes: 1\n---\n# X\n", vec![(Supersedes, Number(1), 2)]),
            ("---\nsupersedes: [1, ADR-0002]\n---\n", vec![(Supersedes, Number(1), 2), (Supersedes, Number(2), 2)]),
            (
                "---\r\nsupersedes:\r\n  - 0003\r\n- \"0004-y.md\"\r\ndate: 2024-01-02\r\n---\r\n",
                vec![(Supersedes, Number(3), 3), (Supersedes, path("0004-y.md"), 4)],
            ),
            ("---\nstatus: superseded by ADR-0002\nsuperseded-by: 2\n---\n# X\n", vec![(SupersededBy, Number(2), 3)]),
            (
                "# 2. X\n\n## Status\n\nAccepted\n\nSupersedes [1. Y](0001-y.md)\n\nSupercedes [3. Z](0003-z.md#why)\n",
                vec![(Supersedes, path("0001-y.md"), 7), (Supersedes, path("0003-z.md"), 9)],
            ),
            ("# 1. X\n\n## Status\n\nSuperceded by [2. Y](0002-y.md)\n", vec![(SupersededBy, path("0002-y.md"), 5)]),
            ("# X\n\n* Status: superseded by [y](y.md)\n", vec![(SupersededBy, path("y.md"), 3)]),
            (
                "# X\n\n## Status\n\nSuperseded by ADR 7 and 0008.\n",
                vec![(SupersededBy, Number(7), 5), (SupersededBy, Number(8), 5)],
            ),
            ("---\nsupersededBy: 2\n---\n", vec![(SupersededBy, Number(2), 2)]),
            (
                "---\nlinks:\n  - target: 4\n    kind: supersedes\n  - kind: superseded-by\n    target: 9\n  - target: 3\n    kind: amends\n---\n",
                vec![(Supersedes, Number(4), 3), (SupersededBy, Number(9), 6)],
            ),
            ("---\nstatus: accepted; supersedes ADR-0045\n---\n# X\n", vec![(Supersedes, Number(45), 2)]),
            ("# X\n\n## More\n\n* Supersedes [1. Y](0001-y.md)\n", vec![(Supersedes, path("0001-y.md"), 5)]),
        ];
        for (text, expected) in cases {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn what_names_no_record_of_the_folder_says_nothing() {
        for text in [
            "# X\n\n## Status\n\nSuperseded by a newer platform, see 3 below\n",
            "# X\n\nSupersedes everything said before.\n",
            "---\nsupersedes: null\nsuperseded-by:\n---\n# X\n",
            "---\nstatus: superseded\n---\n# X\n",
            "# X\n\n## Status\n\nSuperseded by [theirs](https://example.org/0002.md)\n",
            "# X\n\n```\nSupersedes [1. Y](0001-y.md)\n```\n<!-- Supersedes [1. Y](0001-y.md) -->\n",
        ] {
            assert_eq!(said(text), [], "{text}");
        }
    }
}
