//! What records say of each other: which one another one replaces, in every form in which people and tools write it.
//!
//! Front matter (`supersedes: 1`, `[1, 2]`, a list over lines, `superseded-by: 2`), a status (`superseded by ADR-0002`), and lines such
//! as "Supersedes [1. Title](0001-title.md)". A sentence that names no record says nothing here.

use super::folder::number_of;
use super::supersession_words::{Way, after_beginning};
use super::text::{Parsed, Spot, later_clauses};
use super::yaml::{Object, entries};

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
        for entry in entries(&text[front.clone()]) {
            let objects =
                if is_links(entry.key) || way_of_key(entry.key).is_some() { entry.objects() } else { Vec::new() };
            let Some(way) = way_of_key(entry.key) else {
                for object in objects {
                    let way = object.get(&OF_KIND).and_then(|(kind, _)| way_of_key(kind));
                    way.zip(object.get(&OF_TARGET))
                        .into_iter()
                        .for_each(|(way, (to, at))| add(way, to, front.start + at.start));
                }
                continue;
            };
            let targets: Vec<_> = objects.iter().filter_map(|object| object.get(&OF_TARGET)).collect();
            for (to, at) in &targets {
                add(way, to, front.start + at.start);
            }
            for (said, at) in entry.lines.iter().filter(|_| targets.is_empty()) {
                add(way, said.trim_start_matches(['-', ' ']), front.start + at.start);
            }
        }
    }
    let statuses = parsed.statuses.iter().filter(|found| found.spot != Spot::Section).map(|found| &found.value);
    for range in statuses.clone().chain(&parsed.relations) {
        if let Some((way, rest)) = after_beginning(&text[range.clone()]) {
            add(way, rest, range.start);
        }
    }
    // "accepted; supersedes ADR-0045" says two things.
    for range in statuses.chain(parsed.told.iter().map(|told| &told.state.value)) {
        let clauses = later_clauses(&text[range.clone()]);
        clauses.filter_map(after_beginning).for_each(|(way, rest)| add(way, rest, range.start));
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

/// By which keys an object names a record, and by which how it is linked.
const OF_TARGET: [&str; 5] = ["target", "id", "to", "number", "adr"];
const OF_KIND: [&str; 4] = ["kind", "type", "rel", "relation"];

/// Whether a key of front matter lists links to other records.
fn is_links(key: &str) -> bool {
    key == "links"
}

/// The numbers that the links in front matter name, of whatever kind, each with the bytes of its line.
pub(super) fn linked_numbers(front: &str) -> Vec<(u32, std::ops::Range<usize>)> {
    let objects = entries(front).into_iter().filter(|entry| is_links(entry.key)).flat_map(|entry| entry.objects());
    let number = |object: Object| {
        let (to, at) = object.get(&OF_TARGET)?;
        match references(to)[..] {
            [Reference::Number(number)] => Some((number, at.clone())),
            _ => None,
        }
    };
    objects.filter_map(number).collect()
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
            ("---\nlinks: [{target: 9, kind: SupersededBy}]\n---\n", vec![(SupersededBy, Number(9), 2)]),
            ("---\nlinks:\n  - {kind: SupersededBy, target: 9}\n---\n", vec![(SupersededBy, Number(9), 3)]),
            (
                "---\nlinks:\n\n  - target: 9 # the later one\n\n    kind: \"SupersededBy\" # remark\n---\n",
                vec![(SupersededBy, Number(9), 4)],
            ),
            ("---\n\"links\":\n- \"target\": 9\n  'kind': supersedes\n---\n", vec![(Supersedes, Number(9), 3)]),
            (
                "---\nlinks: [\n  {target: 8, kind: amends},\n  {target: 9,\n   kind: supersedes}]\n---\n",
                vec![(Supersedes, Number(9), 4)],
            ),
            ("---\nsuperseded-by: {id: 9}\n---\n", vec![(SupersededBy, Number(9), 2)]),
            (
                "---\nsupersededBy: [{target: 9}, {target: 0010-y.md}]\n---\n",
                vec![(SupersededBy, Number(9), 2), (SupersededBy, path("0010-y.md"), 2)],
            ),
            ("---\nsuperseded-by:\n  - id: 9\n    why: \"2 were too many\"\n---\n", vec![(SupersededBy, Number(9), 3)]),
            (
                "# 2. X\n\n## Status\n\nAccepted\n\nReplaces [1. Y](0001-y.md)\n",
                vec![(Supersedes, path("0001-y.md"), 7)],
            ),
            ("# 2. X\n\nReplaces: ADR-0004\n", vec![(Supersedes, Number(4), 3)]),
            ("---\nstatus: accepted; supersedes ADR-0045\n---\n# X\n", vec![(Supersedes, Number(45), 2)]),
            ("# X\n\n## Status\n\nAccepted; supersedes ADR-0001\n", vec![(Supersedes, Number(1), 5)]),
            ("# X\n\n## Status\n\nAccepted (supersedes [1. Y](0001-y.md))\n", vec![(Supersedes, path("0001-y.md"), 5)]),
            (
                "# X\n\n## Status\n\n- Accepted. Supersedes 1 and 2.\n",
                vec![(Supersedes, Number(1), 5), (Supersedes, Number(2), 5)],
            ),
            ("# X\n\n## Status\n\nErsetzt durch ADR-0009\n", vec![(SupersededBy, Number(9), 5)]),
            ("# X\n\n## Statut\n\nREMPLACÉ PAR [9. Y](0009-y.md)\n", vec![(SupersededBy, path("0009-y.md"), 5)]),
            ("# X\n\n## Статус\n\nЗаменено на ADR-0009\n", vec![(SupersededBy, Number(9), 5)]),
            ("# X\n\n* Status: Akzeptiert; ersetzt ADR-0001\n", vec![(Supersedes, Number(1), 3)]),
            ("# X\n\n* Status: Accepted - replaces ADR-0001\n", vec![(Supersedes, Number(1), 3)]),
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
            "# X\n\n## Context\n\nSuperseded by [1](0001-y.md) was proposed and turned down.\n",
            "# X\n\n## Context\n\n* Supersedes ADR-0002, said the draft that we did not follow.\n",
            "# X\n\nWe talked.\n\nSuperseded by [1](0001-y.md) was proposed and turned down.\n",
            "# X\n\nErsetzt 3 Server durch einen.\n",
            "# X\n\nReplaces 3 servers by one.\n\nReplaces [the old way] of 7 steps.\n",
            "---\nlinks: [{target: 9, kind: amends}]\n---\n",
            "---\nsupersedes: null\nsuperseded-by:\n---\n# X\n",
            "---\nstatus: superseded\n---\n# X\n",
            "# X\n\n## Status\n\nSuperseded by [theirs](https://example.org/0002.md)\n",
            "# X\n\n```\nSupersedes [1. Y](0001-y.md)\n```\n<!-- Supersedes [1. Y](0001-y.md) -->\n",
        ] {
            assert_eq!(said(text), [], "{text}");
        }
    }
}
