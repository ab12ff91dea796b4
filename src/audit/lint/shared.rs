//! Criteria of two decisions that share an id, and with it the weight that a team gives, under different names.

use std::collections::BTreeMap;

use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Criterion, CriterionId, RuleBase};

/// Checks the decisions of a questionnaire against each other: their weights stand in one list of an answers file.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let mut first: BTreeMap<&CriterionId, (&RuleBase, &Criterion)> = BTreeMap::new();
    for base in &context.subject.rule_bases {
        for criterion in &base.criteria {
            let (other_base, other) = *first.entry(&criterion.id).or_insert((base, criterion));
            if plain(&other.name) != plain(&criterion.name) {
                findings.report(&criterion.accept, finding((base, criterion), (other_base, other)));
            }
        }
    }
}

/// A name without what does not tell names apart.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn finding((base, criterion): (&RuleBase, &Criterion), (other_base, other): (&RuleBase, &Criterion)) -> Diagnostic {
    let (id, here, there) = (&criterion.id, &base.decision.id, &other_base.decision.id);
    let title =
        format!("criterion `{id}` is called \"{}\" in `{here}`, and \"{}\" in `{there}`", criterion.name, other.name);
    Diagnostic::new(Severity::Warning, "shared-criterion", &criterion.place, title)
        .also(&other.place, "this is the other one")
        .note("both are weighed by one number of an answers file: who moves it for one moves it for the other")
        .help(format!(
            "rename one of them: `archfit rename criterion {id} NEW --decision {here}`; or give both one name, where they mean the same"
        ))
}
