//! What a search did not come to before its budget was spent: said as a finding, so that silence is never taken for a proof.

use super::context::Findings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::RuleBase;

/// How many names are listed; of the others it is said how many there are.
const N_NAMED: usize = 12;

/// Reports what was left open in one rule base. `what` is said after "whether", with `{}` where the names belong.
pub(super) fn report(base: &RuleBase, what: &str, names: &[String], findings: &mut Findings) {
    if names.is_empty() {
        return;
    }
    let title = format!("in decision `{}`, `check` did not find out whether {what}", base.decision.id);
    let finding = Diagnostic::new(Severity::Note, "cut-short", &base.decision.place, title)
        .note(format!("not decided within the work allowed: {}", listed(names)))
        .help("nothing has been proven of these: pin what matters by scenarios, or split the decision");
    findings.report(&base.decision.accept, finding);
}

/// Names in a sentence, the first of many.
fn listed(names: &[String]) -> String {
    let named = names[..names.len().min(N_NAMED)].join(", ");
    match names.len().saturating_sub(N_NAMED) {
        0 => named,
        more => format!("{named}, and {more} more"),
    }
}
