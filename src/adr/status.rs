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
