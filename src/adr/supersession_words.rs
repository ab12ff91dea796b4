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
const BEGINNINGS: [(&str, Way); 6] = [
    ("superseded by", Way::SupersededBy),
    ("superceded by", Way::SupersededBy),
    ("supersceded by", Way::SupersededBy),
    ("replaced by", Way::SupersededBy),
    ("supersedes", Way::Supersedes),
    ("supercedes", Way::Supersedes),
];

/// What follows the words with which a supersession begins.
pub(super) fn after_beginning(said: &str) -> Option<(Way, &str)> {
    let said = said.trim_start_matches([' ', '\t', '*', '-', '+', '_', '>']);
    BEGINNINGS.iter().find_map(|(words, way)| {
        let begins = said.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
        let rest = begins.then(|| &said[words.len()..])?;
        (!rest.starts_with(char::is_alphanumeric)).then(|| (*way, rest.trim_start_matches([':', '*', '_', ' '])))
    })
}
