//! How far each number may go before a scenario comes out otherwise, with where the number stands.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use super::project::Loaded;
use crate::audit::tune::{NumberPlaces, Slack, slacks};
use crate::model::{DecisionId, Place};

/// The slack of the numbers of a project's own rule bases.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// For each decision with a scenario, its numbers in file order.
    pub slacks: BTreeMap<DecisionId, Vec<(Place, Slack)>>,
}

/// Finds how far numbers may go; `None` where it was cancelled.
pub fn held(loaded: &Loaded, cancel: &AtomicBool) -> Option<Held> {
    let mut held = Held::default();
    for subject in loaded.own_subjects() {
        for base in subject.rule_bases.iter().filter(|base| loaded.is_own(&base.decision.id)) {
            if base.scenarios.is_empty() || loaded.n_errors(&base.decision.id) > 0 {
                continue;
            }
            let found = slacks(&subject, base, cancel)?;
            // Where no scenario passes, that nothing holds a number says nothing of the number.
            if found.iter().any(Slack::is_pinned) {
                let places = NumberPlaces::new(base, &loaded.library.sources);
                let placed = found.into_iter().map(|slack| (places.of(slack.number), slack)).collect();
                held.slacks.insert(base.decision.id.clone(), placed);
            }
        }
    }
    Some(held)
}
