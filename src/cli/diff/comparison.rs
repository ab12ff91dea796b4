//! What an edit changed, in all decisions that two libraries share.

use crate::audit::change::{CaseChange, EntryChange, LostAnswers, LostId, SpaceChange};

/// What changed in one decision.
pub(super) struct Changed {
    pub(super) decision: String,
    pub(super) title: String,
    /// The edited decisions whose outcomes answer questions that it reads.
    pub(super) settled_by: Vec<String>,
    pub(super) entries: Vec<EntryChange>,
    pub(super) lost_answers: Vec<LostAnswers>,
    pub(super) scenarios: Vec<CaseChange>,
    pub(super) answers: Vec<CaseChange>,
    pub(super) space: SpaceChange,
}

impl Changed {
    pub(super) fn n_other_outcomes(&self) -> usize {
        self.scenarios.iter().chain(&self.answers).filter(|case| case.changes_outcome()).count()
    }

    /// Whether anything comes out otherwise, if only a fit.
    pub(super) fn comes_to_another(&self) -> bool {
        let moves = self.scenarios.iter().chain(&self.answers).any(CaseChange::changes_anything);
        moves || self.space.other_winner > 0.0 || self.space.other_outcome > 0.0
    }
}

/// What changed in all that two libraries share.
pub(super) struct Comparison {
    pub(super) decisions: Vec<Changed>,
    pub(super) added: Vec<String>,
    pub(super) removed: Vec<String>,
    pub(super) lost: Vec<LostId>,
    /// How many errors the version before and the one now have.
    pub(super) n_errors: (usize, usize),
    /// How many decisions of the versions' own say the same on both sides.
    pub(super) n_same: usize,
}
