//! Everything that `archfit observe` shows.

use crate::model::{AnswersFile, Subject};
use crate::observe::effect::Effect;
use crate::observe::proposal::Proposal;
use crate::observe::room::Room;
use crate::observe::{Observation, Source};

/// Everything that is shown.
pub(super) struct Shown<'a> {
    pub(super) sources: &'a [Source],
    pub(super) observations: &'a [Observation],
    pub(super) subject: Option<&'a Subject>,
    pub(super) file: &'a AnswersFile,
    pub(super) proposals: &'a [Proposal],
    pub(super) effects: Vec<Effect>,
    /// How long decisions hold at the growth observed.
    pub(super) headroom: Vec<Room>,
    /// How many questions are open before and after.
    pub(super) n_open: (usize, usize),
    pub(super) written: Option<usize>,
    /// Effects of single proposals, in their order.
    pub(super) single: Vec<Vec<Effect>>,
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
