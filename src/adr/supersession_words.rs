//! The words with which a line begins that is about a supersession.

/// Which way a supersession goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// This record replaces the other one.
    Supersedes,
    /// The other record replaces this one.
    SupersededBy,
}

/// How a line begins that is about a supersession; some tools misspell it.
const BEGINNINGS: [(&str, Way); 7] = [
    ("superseded by", Way::SupersededBy),
    ("superceded by", Way::SupersededBy),
    ("supersceded by", Way::SupersededBy),
    ("replaced by", Way::SupersededBy),
    ("supersedes", Way::Supersedes),
    ("supercedes", Way::Supersedes),
    (REPLACES, Way::Supersedes),
];

/// A word that begins sentences about other things as well: what follows has to name a record.
const REPLACES: &str = "replaces";

/// Whether one of the beginnings may stand here, by its first two letters: most lines end the question there.
pub(super) fn may_begin(said: &[u8]) -> bool {
    matches!(said, [b's' | b'S', b'u' | b'U', ..] | [b'r' | b'R', b'e' | b'E', ..])
}

/// What follows the words with which a supersession begins.
pub(super) fn after_beginning(said: &str) -> Option<(Way, &str)> {
    let start = said.bytes().position(|byte| !b" \t*-+_>".contains(&byte))?;
    let said = said.get(start..).filter(|said| may_begin(said.as_bytes()))?;
    BEGINNINGS.iter().find_map(|(words, way)| {
        let begins = said.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
        let rest = begins.then(|| &said[words.len()..])?;
        let rest = Some(rest).filter(|rest| !rest.starts_with(char::is_alphanumeric))?;
        let rest = rest.trim_start_matches([':', '*', '_', ' ']);
        let names_one = || {
            rest.starts_with('[') && rest.contains("](")
                || rest.get(..3).is_some_and(|adr| adr.eq_ignore_ascii_case("adr"))
        };
        (*words != REPLACES || names_one()).then_some((*way, rest))
    })
}
