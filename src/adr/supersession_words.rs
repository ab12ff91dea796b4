//! The words with which a line begins that is about a supersession.

use std::sync::LazyLock;

use super::words;

/// Which way a supersession goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// This record replaces the other one.
    Supersedes,
    /// The other record replaces this one.
    SupersededBy,
}

/// Whether one of the beginnings may stand here, by its first two bytes: most lines end the question there.
pub(super) fn may_begin(said: &[u8]) -> bool {
    let [first, second, ..] = said else { return false };
    BEGINNINGS.starts.get(usize::from(*first)).is_some_and(|seconds| seconds.contains(second))
}

/// How lines begin that are about a supersession, longer beginnings first.
struct Beginnings {
    all: Vec<(String, Way)>,
    /// The second bytes that follow each first one, in either case.
    starts: Vec<Vec<u8>>,
}

static BEGINNINGS: LazyLock<Beginnings> = LazyLock::new(|| {
    let by = words::superseded_by().iter().map(|words| (words.clone(), Way::SupersededBy));
    let mut all: Vec<(String, Way)> = by.collect();
    all.extend(words::supersedes().map(|words| (words.clone(), Way::Supersedes)));
    all.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    let mut starts = vec![Vec::new(); 256];
    for (words, _) in &all {
        let capital = words.chars().next().map(|first| first.to_uppercase().chain(words.chars().skip(1)).collect());
        for spelled in [Some(words.clone()), capital, Some(words.to_uppercase())].into_iter().flatten() {
            if let [first, second, ..] = *spelled.as_bytes() {
                starts[usize::from(first)].push(second);
            }
        }
    }
    Beginnings { all, starts }
});

/// What follows the words with which a supersession begins.
pub(super) fn after_beginning(said: &str) -> Option<(Way, &str)> {
    let start = said.bytes().position(|byte| !b" \t*-+_>".contains(&byte))?;
    let said = said.get(start..).filter(|said| may_begin(said.as_bytes()))?;
    BEGINNINGS.all.iter().find_map(|(words, way)| {
        let rest = without_words(said, words)?;
        let rest = Some(rest).filter(|rest| !rest.starts_with(char::is_alphanumeric))?;
        let rest = rest.trim_start_matches([':', '：', '*', '_', ' ']);
        let names_one = || {
            rest.starts_with('[') && rest.contains("](")
                || rest.get(..3).is_some_and(|adr| adr.eq_ignore_ascii_case("adr"))
        };
        (!words::is_of_other_things(words) || names_one()).then_some((*way, rest))
    })
}

/// What follows some words in lower case, whatever case they are written in.
fn without_words<'a>(said: &'a str, words: &str) -> Option<&'a str> {
    let mut left = said.chars();
    for c in words.chars() {
        let next = left.next()?;
        if next != c && !next.to_lowercase().eq(std::iter::once(c)) {
            return None;
        }
    }
    Some(left.as_str())
}
