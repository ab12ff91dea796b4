//! Which question comes next: the most useful one, or the next in the file. A script is asked in file order, so that its lines mean
//! the same under any rules.

use std::io::{BufRead, Write};

use super::interview::{Interview, Next};
use super::setup::PlainError;
use crate::engine::outlook::{most_useful, n_left_to_ask};
use crate::engine::{Applies, Budget, Known};
use crate::model::QuestionIdx;
use crate::report::what_is_open;

impl<R: BufRead, W: Write> Interview<'_, R, W> {
    /// On to the next question; after the last one, to the review.
    pub(super) fn go_on(&mut self) -> Result<Next, PlainError> {
        let next = self.next_open(self.at.map_or(0, |at| at + 1));
        self.trail.extend(self.at);
        let is_open =
            |n: usize| self.advice.questions[n].applies != Applies::No && self.advice.questions[n].known == Known::Open;
        let n_open = (0..self.advice.questions.len()).filter(|n| is_open(*n)).count();
        if self.by_usefulness && next.is_none() && n_open > 0 && self.at.is_some() {
            let n_left = self.n_left_to_ask().unwrap_or(0);
            let open = what_is_open(n_open, n_left);
            let what = match n_left {
                0 => format!("{open}; none of them can change what wins."),
                _ if self.is_enough() => format!("{open}, but hardly by a clear lead."),
                _ => format!("{open}, and were skipped."),
            };
            self.console.say(&format!("{what} Type result for the outcome, or order to be asked them."))?;
        }
        Ok(self.move_to(next))
    }

    /// Leaves the question open; it comes back once when the rest is done.
    pub(super) fn skip(&mut self) -> Result<Next, PlainError> {
        if let Some(at) = self.at {
            *self.skips.entry(at).or_default() += 1;
        }
        self.go_on()
    }

    /// Changes between the most useful question first and file order.
    pub(super) fn order(&mut self) -> Result<Next, PlainError> {
        self.by_usefulness = !self.by_usefulness;
        self.console.say(if self.by_usefulness {
            "The most useful question comes next; what changes nothing is not asked."
        } else {
            "Questions come in file order, all of them."
        })?;
        // File order begins at its first question; the most useful one may be the one that is asked.
        let here = self.at.filter(|at| self.by_usefulness && self.advice.questions[*at].known == Known::Open);
        let next = here.or_else(|| self.next_open(0));
        Ok(self.move_to(next))
    }

    /// Whether so little hangs on what is open that nothing more has to be asked.
    fn is_enough(&mut self) -> bool {
        let outlooks = self.advisor.outlook(&self.session.file, Budget::LIVE);
        !outlooks.is_empty() && self.advisor.hold_well_enough(&self.session.file, &outlooks).iter().all(|holds| *holds)
    }

    /// How many questions are left to ask at most, where the most useful one comes next.
    pub(super) fn n_left_to_ask(&mut self) -> Option<usize> {
        let outlooks = self.by_usefulness.then(|| self.advisor.outlook(&self.session.file, Budget::LIVE))?;
        let states = &self.advice.questions;
        let is_open = |question: QuestionIdx| {
            let state = &states[question.get()];
            state.applies != Applies::No && state.known == Known::Open
        };
        (!outlooks.is_empty()).then(|| n_left_to_ask(&outlooks, states.len(), is_open))
    }

    /// The question that is asked next: the most useful one, or in file order the next that is open from here on.
    pub(super) fn next_open(&mut self, from: usize) -> Option<usize> {
        if !self.by_usefulness {
            return self.first_open(from);
        }
        let outlooks = self.advisor.outlook(&self.session.file, Budget::LIVE);
        if outlooks.is_empty() {
            return self.first_open(from);
        }
        if self.advisor.hold_well_enough(&self.session.file, &outlooks).iter().all(|holds| *holds) {
            return None;
        }
        let (states, followed, at, skips) = (&self.advice.questions, &self.advice.followed, self.at, &self.skips);
        let among = |times: u8, also_followed: bool| {
            most_useful(&outlooks, 0, false, |question: QuestionIdx| {
                let n = question.get();
                let is_open = states[n].applies != Applies::No && states[n].known == Known::Open;
                let is_followed = !also_followed && followed.iter().any(|followed| followed.question == question);
                let n_skips = skips.get(&n).copied().unwrap_or(0);
                is_open && Some(n) != at && n_skips <= times && !is_followed
            })
        };
        among(0, false).or_else(|| among(0, true)).or_else(|| among(1, true)).map(QuestionIdx::get)
    }
}
