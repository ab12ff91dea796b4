//! Names in rule files, looked up among what is declared.

use crate::condition::closest;
use crate::diagnostic::Severity;
use crate::load::document::Document;
use crate::load::raw::Placed;
use crate::load::words::quote;
use crate::model::{CriterionIdx, EvidenceId, Named, OptionIdx, RuleBase, RuleIdx};

/// Looks a name up; an unknown one is an error with "did you mean".
pub(super) fn find<'b, T>(
    document: &mut Document,
    what: Named,
    code: &'static str,
    name: &Placed<String>,
    known: impl Iterator<Item = &'b str>,
    found: Option<T>,
) -> Option<T> {
    if found.is_none() {
        let known: Vec<&str> = known.collect();
        let help =
            closest(name.get_ref(), known.iter().copied()).unwrap_or_else(|| format!("known: {}", quote(&known)));
        document.unknown(code, name.span(), what, name.get_ref(), help);
    }
    found
}

/// Notes a name that is an earlier one of what it led to.
fn note_old(document: &mut Document, name: &Placed<String>, present: Option<&str>) {
    if let Some(present) = present.filter(|present| present != name.get_ref()) {
        document.old_name(name.get_ref(), present, name.span());
    }
}

pub(super) fn find_criterion(document: &mut Document, name: &Placed<String>, base: &RuleBase) -> Option<CriterionIdx> {
    let known = base.criteria.iter().map(|c| c.id.as_str());
    let found = base.criterion_named(name.get_ref());
    note_old(document, name, found.map(|found| base.criteria[found.get()].id.as_str()));
    find(document, Named::Criterion, "unknown-criterion", name, known, found)
}

pub(super) fn find_option(document: &mut Document, name: &Placed<String>, base: &RuleBase) -> Option<OptionIdx> {
    let known = base.options.iter().map(|o| o.id.as_str());
    let found = base.option_named(name.get_ref());
    note_old(document, name, found.map(|found| base.options[found.get()].id.as_str()));
    find(document, Named::Option, "unknown-option", name, known, found)
}

/// Reports names that a list holds twice: the second one is often a copy that was meant to become another.
pub(super) fn check_list(document: &mut Document, names: &[Placed<String>]) {
    for (position, name) in names.iter().enumerate() {
        if names[..position].iter().any(|earlier| earlier.get_ref() == name.get_ref()) {
            let title = format!("`{}` stands twice in one list", name.get_ref());
            let help = "remove one of the two, or write the name that was meant";
            document.report(Severity::Warning, "said-twice", name.span(), title, help);
        }
    }
}

pub(super) fn find_options(document: &mut Document, names: &[Placed<String>], base: &RuleBase) -> Vec<OptionIdx> {
    check_list(document, names);
    names.iter().filter_map(|name| find_option(document, name, base)).collect()
}

pub(super) fn find_rules(document: &mut Document, names: &[Placed<String>], base: &RuleBase) -> Vec<RuleIdx> {
    check_list(document, names);
    let known = || base.rules.iter().map(|r| r.id.as_str());
    let one = |name: &Placed<String>| {
        let found = base.rule_named(name.get_ref());
        note_old(document, name, found.map(|found| base.rules[found.get()].id.as_str()));
        find(document, Named::Rule, "unknown-rule", name, known(), found)
    };
    names.iter().filter_map(one).collect()
}

pub(super) fn find_evidence(document: &mut Document, name: &Placed<String>, base: &RuleBase) -> Option<EvidenceId> {
    let known = base.evidence.iter().map(|e| e.id.as_str());
    let found = base.evidence(name.get_ref()).map(|evidence| evidence.id.clone());
    find(document, Named::Evidence, "unknown-evidence", name, known, found)
}
