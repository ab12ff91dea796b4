//! The results of one rule base.

use std::sync::Arc;

use crate::audit::boundaries::Boundary;
use crate::audit::mutate::Mutated;
use crate::audit::scenarios::ScenarioResult;
use crate::diagnostic::Sources;
use crate::model::{OptionIdx, Place, RuleBase, RuleIdx, Scenario, Subject};

/// The results of one rule base.
pub(super) struct Tested {
    pub(super) subject: Arc<Subject>,
    pub(super) base: usize,
    pub(super) results: Vec<ScenarioResult>,
    pub(super) boundaries: Vec<Boundary>,
    /// What scenarios notice of changed rules, where that was asked for.
    pub(super) mutated: Option<Mutated>,
}

impl Tested {
    pub(super) fn base(&self) -> &RuleBase {
        &self.subject.rule_bases[self.base]
    }

    pub(super) fn scenario(&self, result: &ScenarioResult) -> &Scenario {
        &self.base().scenarios[result.scenario]
    }

    /// The results of scenarios that the author of the rules wrote, or of those that others wrote.
    pub(super) fn by_source(&self, independent: bool) -> Vec<&ScenarioResult> {
        self.results.iter().filter(|result| self.scenario(result).independent == independent).collect()
    }

    pub(super) fn option(&self, option: Option<OptionIdx>) -> Option<&str> {
        option.map(|option| self.base().options[option.get()].id.as_str())
    }

    pub(super) fn rules(&self, rules: &[RuleIdx]) -> Vec<&str> {
        rules.iter().map(|rule| self.base().rules[rule.get()].id.as_str()).collect()
    }

    /// Where a scenario stands, as editors read it: `path:line`.
    pub(super) fn place(&self, result: &ScenarioResult, sources: &Sources) -> String {
        Self::place_of(&self.scenario(result).place, sources)
    }

    /// The same of any place.
    pub(super) fn place_of(place: &Place, sources: &Sources) -> String {
        format!("{}:{}", sources.get(place.file).name, sources.span(place).0.line)
    }
}
