//! The meter of a budget: counts work down and hears a cancel flag. It knows no clock, so that results are the same everywhere.

use std::sync::atomic::{AtomicBool, Ordering};

use super::analysis::Budget;

/// Work that may still be done.
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    left: u64,
    cancel: Option<&'a AtomicBool>,
}

impl<'a> Steps<'a> {
    /// All of a budget.
    pub fn new(budget: Budget) -> Self {
        Self { left: budget.steps, cancel: None }
    }

    /// All of a budget, until the flag is set.
    pub fn until(budget: Budget, cancel: &'a AtomicBool) -> Self {
        Self { left: budget.steps, cancel: Some(cancel) }
    }

    /// Spends some steps; false where none are left or the flag is set.
    pub fn take(&mut self, n_steps: usize) -> bool {
        self.left = self.left.saturating_sub(n_steps as u64);
        self.left > 0 && !self.is_cancelled()
    }

    /// Whether the flag is set.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }
}
