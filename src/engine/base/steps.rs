//! Budgets and their meter: counts work down and hears whether to stop. It knows no clock, so that results are the same everywhere.

use std::fmt::Debug;
use std::sync::atomic::{AtomicBool, Ordering};

/// The most steps of work between two looks at whether to stop, so that what was cancelled is out of the way within a few hundredths
/// of a second.
pub const MAX_STEPS_UNHEARD: usize = 1 << 21;

/// How much work an analysis may do, in steps; a step is about as much as looking up one table entry.
///
/// Counting steps instead of time keeps results the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The steps allowed for each question asked of the solver.
    pub steps: u64,
}

impl Budget {
    /// For what is shown while a key is down.
    pub const LIVE: Self = Self { steps: 20_000 };
    /// For each end of each option's range while a key is down: there are many, and a bound is good enough until there is time.
    pub const LIVE_RANGE: Self = Self { steps: 6_000 };
    /// For reports and records, and for work in the background.
    pub const FULL: Self = Self { steps: 5_000_000 };
}

/// Says whether work is to stop.
pub trait Cancel: Debug {
    /// Whether to stop, asked by work of which so many steps come before it asks again.
    fn is_set(&self, n_steps: usize) -> bool;
}

impl Cancel for AtomicBool {
    fn is_set(&self, _: usize) -> bool {
        self.load(Ordering::Relaxed)
    }
}

/// Work that may still be done.
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    left: u64,
    cancel: Option<&'a dyn Cancel>,
}

impl<'a> Steps<'a> {
    /// All of a budget.
    pub fn new(budget: Budget) -> Self {
        Self { left: budget.steps, cancel: None }
    }

    /// All of a budget, until it is cancelled.
    pub fn until(budget: Budget, cancel: &'a dyn Cancel) -> Self {
        Self { left: budget.steps, cancel: Some(cancel) }
    }

    /// Spends some steps; false where none are left or it is cancelled.
    pub fn take(&mut self, n_steps: usize) -> bool {
        self.left = self.left.saturating_sub(n_steps as u64);
        self.left > 0 && self.goes_on(n_steps)
    }

    /// Spends the steps of work that asks by itself whether to stop; false where not so many are left.
    pub fn affords(&mut self, n_steps: u64) -> bool {
        let enough = self.left > n_steps;
        self.left = self.left.saturating_sub(n_steps);
        enough
    }

    /// Whether nothing has cancelled it, asked before so many steps that the budget does not count.
    pub fn goes_on(&self, n_steps: usize) -> bool {
        !self.cancel.is_some_and(|cancel| cancel.is_set(n_steps))
    }
}
