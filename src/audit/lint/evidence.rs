//! Findings about evidence: missing, never cited, without a source, or older than the rule base allows.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::Findings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Day, Evidence, EvidenceKind, RuleBase, Subject};

/// Checks every rule's citations and every piece of evidence. Evidence shared by several rule bases is looked at once.
pub(super) fn check(subjects: &[Arc<Subject>], today: Option<Day>, findings: &mut Findings) {
    let bases = || subjects.iter().flat_map(|subject| &subject.rule_bases);
    let cited = cited(bases());
    let mut seen = BTreeSet::new();
    for base in bases() {
        for rule in base.written_rules().filter(|rule| rule.evidence.is_empty()) {
            let title = format!("rule `{}` cites no evidence", rule.id);
            let finding = Diagnostic::new(Severity::Warning, "no-evidence", &rule.place, title).help(
                "cite at least one piece of evidence, if only `kind = \"opinion\"` with who holds it as `publisher`",
            );
            findings.report(&rule.accept, finding);
        }
        for evidence in &base.evidence {
            if seen.insert((evidence.place.file, evidence.place.span.start)) {
                one(base, evidence, today, &cited, findings);
            }
        }
    }
}

fn cited<'a>(bases: impl Iterator<Item = &'a RuleBase>) -> BTreeSet<&'a str> {
    let of = |base: &'a RuleBase| {
        let rules = base.rules.iter().flat_map(|rule| &rule.evidence);
        let costs = base.unit_costs.iter().flat_map(|cost| &cost.evidence);
        rules.chain(costs).chain(base.scenarios.iter().flat_map(|scenario| &scenario.cites))
    };
    bases.flat_map(of).map(crate::model::EvidenceId::as_str).collect()
}

fn one(base: &RuleBase, evidence: &Evidence, today: Option<Day>, cited: &BTreeSet<&str>, findings: &mut Findings) {
    let mut find = |code, severity, title: String, help: &str| {
        let finding = Diagnostic::new(severity, code, &evidence.place, title).help(help);
        findings.report(&evidence.accept, finding);
    };
    if !cited.contains(evidence.id.as_str()) {
        let title = format!("no rule or scenario cites evidence `{}`", evidence.id);
        find("uncited-evidence", Severity::Warning, title, "cite it, or remove it");
    }
    // An opinion is backed by who holds it.
    let is_held = evidence.kind == EvidenceKind::Opinion && evidence.publisher.is_some();
    if evidence.kind == EvidenceKind::Opinion && evidence.publisher.is_none() && evidence.link.is_none() {
        let title = format!("nobody is said to hold the opinion `{}`", evidence.id);
        find("no-source", Severity::Warning, title, "say who holds it as `publisher`, or add `link`");
    } else if evidence.link.is_none() && evidence.method.is_none() && !is_held {
        let title = format!("evidence `{}` has neither a link nor a method", evidence.id);
        find("no-source", Severity::Warning, title, "add `link`, or `method` for a measurement of your own");
    }
    if let (Some(year), Some(today)) = (evidence.year, today)
        && i64::from(year) > i64::from(today.year)
    {
        let title = format!("evidence `{}` is of the year {year}, which is yet to come", evidence.id);
        find("future-day", Severity::Warning, title, "set `year` to the year in which it was published");
    }
    if let (Some(year), Some(checked)) = (evidence.year, evidence.checked)
        && i64::from(year) > i64::from(checked.year)
    {
        let title = format!("evidence `{}` was last checked on {checked}, and is of the year {year}", evidence.id);
        find(
            "future-day",
            Severity::Warning,
            title,
            "set `year` to the year of publication, and `checked` to a day after it",
        );
    }
    match (evidence.checked, today, base.decision.evidence_max_age_months) {
        (None, _, _) => {
            let title = format!("nobody has checked evidence `{}` yet", evidence.id);
            find("unchecked-evidence", Severity::Warning, title, "read or run it, and set `checked` to that day");
        }
        (Some(checked), Some(today), _) if today < checked => {
            let title = format!("evidence `{}` was last checked on {checked}, which is yet to come", evidence.id);
            find("future-day", Severity::Warning, title, "set `checked` to the day on which it was read or run");
        }
        (Some(checked), Some(today), Some(months)) if checked.is_older_than(months, today) => {
            let title =
                format!("evidence `{}` was last checked on {checked}, more than {months} months ago", evidence.id);
            find("old-evidence", Severity::Warning, title, "read or run it again, and set `checked` to that day");
        }
        _ => {}
    }
}
