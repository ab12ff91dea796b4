//! What was solved for the numbers of the decision whose rules are looked at: worked out in the background, and anew when its files
//! change.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::message::{Effect, Job, Msg};
use super::worked::Found;
use crate::audit::tune::{Tuned, tune_until};
use crate::model::{DecisionId, RuleBase, Subject};

/// The lane of this work.
const TUNING: &str = "tuning";

/// What was solved for the decision that was asked about last.
#[derive(Debug, Default)]
pub struct Tuning {
    /// Counts up with every question, so that late results are known as such.
    stamp: u64,
    about: Option<(Arc<Subject>, DecisionId)>,
    found: Found<Arc<Tuned>>,
}

impl Tuning {
    /// What was solved for a decision.
    pub fn of(&self, subject: &Arc<Subject>, decision: &DecisionId) -> &Found<Arc<Tuned>> {
        let is_it = |(of, id): &(Arc<Subject>, DecisionId)| Arc::ptr_eq(of, subject) && id == decision;
        if self.about.as_ref().is_some_and(is_it) { &self.found } else { &Found::NotAsked }
    }

    /// Asks for it, once; nothing is asked about a rule base without scenarios.
    pub fn ask(&mut self, subject: &Arc<Subject>, base: &RuleBase) -> Option<Effect> {
        let id = &base.decision.id;
        if base.scenarios.is_empty() || !matches!(self.of(subject, id), Found::NotAsked) {
            return None;
        }
        self.stamp += 1;
        self.about = Some((Arc::clone(subject), id.clone()));
        self.found = Found::Working;
        let (subject, id, stamp) = (Arc::clone(subject), id.clone(), self.stamp);
        let work = Box::new(move |cancel: &AtomicBool| {
            let tuned = tune_until(&subject, subject.rule_base(id.as_str())?, cancel)?;
            Some(Msg::Tuned(stamp, Arc::new(tuned)))
        });
        Some(Effect::Work(Job { lane: TUNING, work }))
    }

    /// Takes a result in, unless it is about something asked before.
    pub fn take(&mut self, stamp: u64, tuned: &Arc<Tuned>) {
        if stamp == self.stamp {
            self.found = Found::Here(Arc::clone(tuned));
        }
    }
}
