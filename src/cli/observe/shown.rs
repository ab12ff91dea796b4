//! Everything that `archfit observe` shows.

use crate::model::{AnswersFile, Subject};
use crate::observe::effect::Effect;
use crate::observe::headroom::Headroom;
use crate::observe::proposal::Proposal;
use crate::observe::{Observation, Source};

/// Everything that is shown.
pub(super) struct Shown<'a> {
    pub(super) sources: &'a [Source],
    pub(super) observations: &'a [Observation],
    pub(super) subject: Option<&'a Subject>,
    pub(super) file: &'a AnswersFile,
    pub(super) proposals: &'a [Proposal],
    pub(super) effects: Vec<Effect>,
    /// How long decisions hold at the growth observed: the question, the decision's title and id, and how long.
    pub(super) headroom: Vec<Room>,
    /// How many questions are open before and after.
    pub(super) n_open: (usize, usize),
    pub(super) written: Option<usize>,
    /// Effects of single proposals, in their order.
    pub(super) single: Vec<Vec<Effect>>,
}

/// How long one decision holds at the growth of one answer.
pub(super) struct Room {
    pub(super) question: String,
    pub(super) decision: String,
    pub(super) title: String,
    /// The option that leads then, by name.
    pub(super) then: Option<String>,
    pub(super) headroom: Headroom,
}

impl<'a> Shown<'a> {
    /// Where no questionnaire observes.
    pub(super) fn without_subject(
        sources: &'a [Source],
        observations: &'a [Observation],
        file: &'a AnswersFile,
    ) -> Self {
        let (effects, single) = (Vec::new(), Vec::new());
        Self {
            sources,
            observations,
            subject: None,
            file,
            proposals: &[],
            effects,
            headroom: Vec::new(),
            n_open: (0, 0),
            written: None,
            single,
        }
    }
}
