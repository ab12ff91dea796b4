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
pub(in crate::cli) struct Room {
    pub(in crate::cli) question: String,
    pub(in crate::cli) decision: String,
    pub(in crate::cli) title: String,
    /// The option that leads then, by name.
    pub(in crate::cli) then: Option<String>,
    pub(in crate::cli) headroom: Headroom,
}

impl Room {
    /// Which option leads from the flip on, in words.
    pub(in crate::cli) fn then_said(&self) -> String {
        self.then.as_ref().map_or_else(|| "no option is left then".to_owned(), |then| format!("{then} leads then"))
    }
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
