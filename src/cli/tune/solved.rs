//! One rule base with what was solved of it.

use std::sync::Arc;

use crate::audit::tune::Tuned;
use crate::load::Sources;
use crate::model::{Place, RuleBase, Subject};

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

/// Where something stands, as editors read it: `path:line`.
pub(super) fn line_of(place: &Place, sources: &Sources) -> String {
    format!("{}:{}", sources.get(place.file).name, sources.span(place).0.line)
}
