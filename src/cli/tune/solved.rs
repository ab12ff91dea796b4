//! One rule base with what was solved of it.

use std::sync::Arc;

use crate::audit::tune::{Number, NumberPlaces, Tuned};
use crate::load::Sources;
use crate::model::{RuleBase, Subject};

/// One rule base, solved.
pub(super) struct Solved {
    pub(super) subject: Arc<Subject>,
    pub(super) position: usize,
    pub(super) tuned: Tuned,
}

impl Solved {
    pub(super) fn base(&self) -> &RuleBase {
        &self.subject.rule_bases[self.position]
    }

    pub(super) fn scenario(&self, position: usize) -> &str {
        self.base().scenarios[position].id.as_str()
    }
}

/// Where the numbers of a rule base stand.
pub(super) struct Files<'a> {
    pub(super) sources: &'a Sources,
    pub(super) numbers: NumberPlaces<'a>,
}

impl<'a> Files<'a> {
    pub(super) fn of(solved: &'a Solved, sources: &'a Sources) -> Self {
        Self { sources, numbers: NumberPlaces::new(solved.base(), sources) }
    }

    /// Where a number stands, as editors read it: `path:line`.
    pub(super) fn line_of(&self, number: Number) -> String {
        let place = self.numbers.of(number);
        format!("{}:{}", self.sources.get(place.file).name, self.sources.span(&place).0.line)
    }
}
