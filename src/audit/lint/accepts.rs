//! Findings about `accept`: codes that do not exist, findings that no longer occur, acceptance without a reason.

use std::sync::Arc;

use super::Findings;
use crate::condition::closest;
use crate::diagnostic::{Diagnostic, Severity, catalogue};
use crate::model::{Accepted, Place, Subject};

/// Checks every `accept`, once everything else has been looked for.
pub(super) fn check(subjects: &[Arc<Subject>], findings: &mut Findings) {
    let mut seen = std::collections::BTreeSet::new();
    for (accept, place) in subjects.iter().flat_map(|subject| entries(subject)) {
        // Shared evidence stands in several rule bases.
        if !seen.insert((place.file, place.span.start)) {
            continue;
        }
        for (code, reason) in accept {
            let finding = one(code, reason, place, findings);
            findings.found.extend(finding);
        }
    }
}

fn one(code: &str, reason: &str, place: &Place, findings: &Findings) -> Option<Diagnostic> {
    let Some(entry) = catalogue::find(code) else {
        let codes = catalogue::entries().iter().map(|entry| entry.code.as_str());
        let help = closest(code, codes).unwrap_or_else(|| "`archfit explain` lists all codes".to_owned());
        let title = format!("`accept` names the unknown code `{code}`");
        return Some(Diagnostic::new(Severity::Error, "unknown-code", place, title).help(help));
    };
    let occurs = findings
        .accepted
        .iter()
        .any(|(file, at, known)| (*file, *at) == (place.file, place.span.start) && *known == entry.code);
    if !occurs {
        let title = format!("`accept` names `{code}`, which does not occur here");
        return Some(Diagnostic::new(Severity::Warning, "stale-accept", place, title).help("remove it from `accept`"));
    }
    let title = format!("`{code}` is accepted here without a reason");
    reason.trim().is_empty().then(|| {
        Diagnostic::new(Severity::Warning, "accept-without-reason", place, title).help("say why it is fine here")
    })
}

/// Everything that may carry an `accept`, with its place.
fn entries(subject: &Subject) -> Vec<(&Accepted, &Place)> {
    let questionnaire = &subject.questionnaire;
    let mut found: Vec<(&Accepted, &Place)> = Vec::new();
    found.extend(questionnaire.questions.iter().map(|entry| (&entry.accept, &entry.place)));
    found.extend(questionnaire.quantities.iter().map(|entry| (&entry.accept, &entry.place)));
    found.extend(questionnaire.traits.iter().map(|entry| (&entry.accept, &entry.place)));
    for base in &subject.rule_bases {
        found.push((&base.decision.accept, &base.decision.place));
        found.extend(base.criteria.iter().map(|entry| (&entry.accept, &entry.place)));
        found.extend(base.options.iter().map(|entry| (&entry.accept, &entry.place)));
        found.extend(base.rules.iter().map(|entry| (&entry.accept, &entry.place)));
        found.extend(base.evidence.iter().map(|entry| (&entry.accept, &entry.place)));
        found.extend(base.scenarios.iter().map(|entry| (&entry.accept, &entry.place)));
    }
    found
}
