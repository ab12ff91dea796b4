//! What a written status means.

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
        let plain: String = written.chars().filter(|c| !"*_`~[]{}".contains(*c)).collect();
        if written.contains('|') || written.contains('{') || plain.trim().is_empty() {
            return None;
        }
        let word: String =
            plain.trim_start_matches(|c: char| !c.is_alphabetic()).chars().take_while(|c| c.is_alphabetic()).collect();
        Some(match word.to_lowercase().as_str() {
            "" => return None,
            "proposed" | "proposal" | "draft" | "pending" | "review" | "open" => Self::Proposed,
            "accepted" | "approved" | "adopted" | "decided" | "implemented" => Self::Accepted,
            "rejected" | "declined" => Self::Rejected,
            "deprecated" | "obsolete" | "retired" => Self::Deprecated,
            "superseded" | "superceded" | "supersceded" | "replaced" => Self::Superseded,
            _ => Self::Other,
        })
    }
}
