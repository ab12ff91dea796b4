//! What a written status means.

use super::words;

/// What a status says, as far as it is plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusKind {
    /// Not decided yet: proposed, draft, pending, in review.
    Proposed,
    /// In force.
    Accepted,
    /// Turned down.
    Rejected,
    /// No longer in force, without a successor.
    Deprecated,
    /// Replaced by another record.
    Superseded,
    /// Something else that a person wrote.
    Other,
}

impl StatusKind {
    /// What a written status means; `None` where it is a template's list of possibilities or nothing at all.
    pub fn of(written: &str) -> Option<Self> {
        let written = without_braces(written.trim());
        let plain: String = written.chars().filter(|c| !"*_`~[]".contains(*c)).collect();
        if written.contains(['|', '{', '}']) || plain.trim().is_empty() {
            return None;
        }
        let bare = plain.trim_start_matches(|c: char| !c.is_alphabetic());
        let word: String = bare.chars().take_while(|c| c.is_alphabetic()).collect();
        let kind = words::status(&word);
        // Possibilities that a template lists: "proposed / accepted / rejected".
        let n_known = bare.split(['/', ',']).filter(|part| words::status(part.trim()).is_some()).count();
        if word.is_empty() || n_known > 1 {
            return None;
        }
        Some(kind.unwrap_or(Self::Other))
    }
}

/// One word that a template's braces were left around.
fn without_braces(written: &str) -> &str {
    let inner = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim);
    inner.filter(|inner| words::status(inner).is_some()).unwrap_or(written)
}
