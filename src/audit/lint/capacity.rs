//! Findings about unit costs: an option that has none where others have, and costs without evidence.

use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{OptionIdx, Resource, RuleBase};

/// Checks the unit costs of every rule base.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    for base in &context.subject.rule_bases {
        for resource in [Resource::Cores, Resource::Memory] {
            without_costs(base, resource, findings);
        }
        for cost in base.unit_costs.iter().filter(|cost| cost.evidence.is_empty()) {
            let title = format!("unit cost `{}` cites no evidence", cost.id);
            let finding = Diagnostic::new(Severity::Warning, "no-evidence", &cost.place, title)
                .help("cite the measurement, if only `kind = \"opinion\"` with who holds it");
            findings.report(&cost.accept, finding);
        }
    }
}

/// Options of whose need nothing is known, while something is of that of others: steps take no point from them.
fn without_costs(base: &RuleBase, resource: Resource, findings: &mut Findings) {
    let speaks = |option: OptionIdx| {
        base.unit_costs.iter().any(|cost| cost.resource == resource && cost.options.contains(&option))
    };
    let options = || (0..base.options.len()).map(OptionIdx::from);
    if !options().any(speaks) {
        return;
    }
    let what = if resource == Resource::Cores { "cores" } else { "memory" };
    for option in options().filter(|option| !speaks(*option)) {
        let option = &base.options[option.get()];
        let title = format!("no unit cost says what `{}` needs of {what}, while others have some", option.id);
        let finding = Diagnostic::new(Severity::Warning, "no-unit-cost", &option.place, title)
            .note("its need is shown as not known, and no step takes a point from it")
            .help(format!("add a `[[unit-cost]]` with `resource = \"{what}\"`, or accept this with a reason"));
        findings.report(&option.accept, finding);
    }
}
