//! Which question comes next: the one whose answer is most useful, and what was skipped once the rest is done.

use std::collections::BTreeMap;

use crate::engine::outlook;
use crate::model::QuestionIdx;
use crate::tui::state::interview::Interview;

/// How often each question was skipped.
#[derive(Debug, Default)]
pub struct Skips(BTreeMap<QuestionIdx, u8>);

impl Skips {
    /// Counts that a question was skipped.
    pub fn add(&mut self, question: QuestionIdx) {
        *self.0.entry(question).or_default() += 1;
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether a question was skipped at most so often.
    fn at_most(&self, question: QuestionIdx, times: u8) -> bool {
        self.0.get(&question).copied().unwrap_or(0) <= times
    }
}

/// The open question to ask next, other than this one: first those never skipped, then those skipped once. What another decision
/// answers if it stays open comes after what nobody else can answer. Past what is settled,
/// also those that move a lead only.
pub fn next(
    interview: &Interview,
    decision: usize,
    other_than: Option<QuestionIdx>,
    skips: &Skips,
    past_settled: bool,
) -> Option<QuestionIdx> {
    let among = |times: u8, also_followed: bool| {
        let is_followed = |q: QuestionIdx| !also_followed && interview.follows(q).is_some();
        let is_candidate = |q: QuestionIdx| Some(q) != other_than && skips.at_most(q, times) && !is_followed(q);
        most_useful(interview, decision, past_settled, is_candidate)
    };
    among(0, false).or_else(|| among(0, true)).or_else(|| among(1, true))
}

/// The most useful open question of these; the first of the file where nothing is known of what is useful.
fn most_useful(
    interview: &Interview,
    decision: usize,
    past_settled: bool,
    is_candidate: impl Fn(QuestionIdx) -> bool,
) -> Option<QuestionIdx> {
    let may_be_asked = |q: QuestionIdx| interview.is_open(q) && is_candidate(q);
    if interview.outlooks.is_empty() {
        return interview.asked().find(|q| may_be_asked(*q));
    }
    outlook::most_useful(&interview.outlooks, decision, past_settled, may_be_asked)
}
