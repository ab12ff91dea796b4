//! Findings about `accept`: codes that do not exist, findings that no longer occur, acceptance without a reason.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::{BY_NAME, Findings, Names};
use crate::condition::{closest, suggested};
use crate::diagnostic::{Diagnostic, Severity, Sources, catalogue};
use crate::model::{Acceptance, Accepted, Place, Subject};

/// Codes that `archfit test --mutate` looks for; whether they occur is not known here.
const OF_TESTS: [&str; 1] = ["unpinned"];

/// Checks every `accept`, once everything else has been looked for.
pub(super) fn check(subjects: &[Arc<Subject>], sources: &Sources, findings: &mut Findings) {
    let mut seen = std::collections::BTreeSet::new();
    for (accept, place) in subjects.iter().flat_map(|subject| entries(subject)) {
        // Shared evidence stands in several rule bases.
        if !seen.insert((place.file, place.span.start)) {
            continue;
        }
        for (code, given) in accept {
            let finding = one(code, given, place, sources, findings);
            findings.found.extend(finding);
        }
    }
}

fn one(code: &str, given: &Acceptance, entry: &Place, sources: &Sources, findings: &Findings) -> Option<Diagnostic> {
    if catalogue::find(code).is_none() {
        let codes = catalogue::entries().iter().map(|entry| entry.code.as_str());
        let title = format!("`accept` names the unknown code `{code}`");
        let finding = Diagnostic::new(Severity::Error, "unknown-code", &given.code_at, title);
        let Some(help) = closest(code, codes) else { return Some(finding.help("`archfit explain` lists all codes")) };
        let meant = suggested(&help).unwrap_or_default().to_owned();
        return Some(finding.help(help).fix(&given.code_at, meant));
    }
    let at = (given.code_at.file, given.code_at.span.start);
    let Some(cases) = findings.accepted.get(&at) else {
        let others = findings.otherwise.get(&at);
        let stale = || (!OF_TESTS.contains(&code)).then(|| stale(code, given, entry, sources));
        return others.map_or_else(stale, |cases| Some(otherwise(code, given, cases)));
    };
    if given.reason.trim().is_empty() {
        let title = format!("`{code}` is accepted here without a reason");
        let finding = Diagnostic::new(Severity::Warning, "accept-without-reason", &given.reason_at, title);
        return Some(finding.help("say why it is fine here"));
    }
    of_names(code, given, cases, sources)
}

/// An acceptance of what does not occur at its entry.
pub(in crate::audit) fn stale(code: &str, given: &Acceptance, entry: &Place, sources: &Sources) -> Diagnostic {
    let title = format!("`accept` names `{code}`, which does not occur here");
    let finding =
        Diagnostic::new(Severity::Warning, "stale-accept", &given.code_at, title).help("remove it from `accept`");
    match removal(given, &sources.get(entry.file).text) {
        Some(place) => finding.fix(&place, ""),
        None => finding,
    }
}

/// An acceptance of a finding that comes up for other names, or for more.
fn otherwise(code: &str, given: &Acceptance, cases: &BTreeSet<Names>) -> Diagnostic {
    let said = |names: &Names| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let all = |cases: &mut dyn Iterator<Item = &Names>| cases.map(said).collect::<Vec<_>>().join("; ");
    let (accepted, found) = (all(&mut given.of.iter().flatten()), all(&mut cases.iter()));
    let title = format!("`accept` names {accepted}, and `{code}` comes up here for {found}");
    Diagnostic::new(Severity::Warning, "stale-accept", &given.code_at, title)
        .help(format!("name what it accepts: `{{ {}, because = … }}`", of(cases)))
}

/// An acceptance of whatever comes up, one of names that nothing comes up for, and one whose names would take more than comes up.
fn of_names(code: &str, given: &Acceptance, cases: &BTreeSet<Names>, sources: &Sources) -> Option<Diagnostic> {
    let table = |reason: &str| format!("{{ {}, because = {reason} }}", of(cases));
    let stale = |title: String| Diagnostic::new(Severity::Warning, "stale-accept", &given.code_at, title);
    let reason = || toml_edit::Value::from(given.reason.as_str()).to_string();
    let Some(groups) = &given.of else {
        if cases.iter().all(Names::is_empty) {
            return None;
        }
        let title = format!("`accept` takes whatever comes under `{code}` here, now and later");
        let finding = Diagnostic::new(Severity::Note, "accept-all", &given.code_at, title)
            .help(format!("name what it accepts: `{}`", table("…")));
        let as_written = sources.get(given.reason_at.file).text.get(given.reason_at.span.clone());
        return Some(match as_written {
            Some(reason) => finding.fix(&given.reason_at, table(reason)),
            None => finding,
        });
    };
    if !BY_NAME.contains(&code) {
        let finding = stale(format!("`accept` names what `{code}` is about, and that is this entry alone"));
        return Some(finding.help(format!("write `{code} = \"…\"`")).fix(&given.reason_at, reason()));
    }
    for group in groups {
        let taken: BTreeSet<&Names> = cases.iter().filter(|names| names.is_subset(group)).collect();
        let is_gone = |name: &&String| !taken.iter().any(|names| names.contains(*name));
        if let Some(gone) = group.iter().find(is_gone) {
            let title = format!("`accept` names `{gone}`, for which `{code}` does not come up here");
            return Some(stale(title).help(format!("remove it: `{}`", table("…"))));
        }
        if together(taken).len() > 1 {
            let title =
                format!("`accept` takes more under `{code}` than what comes up here: any of its names with any other");
            let finding = Diagnostic::new(Severity::Note, "accept-all", &given.code_at, title)
                .help(format!("give the names of each apart: `{}`", table("…")));
            return Some(finding.fix(&given.reason_at, table(&reason())));
        }
    }
    None
}

/// What an acceptance says of which findings it means, just those.
fn of(cases: &BTreeSet<Names>) -> String {
    let list = |names: &Names| {
        let names: Vec<String> = names.iter().map(|name| toml_edit::Value::from(name.as_str()).to_string()).collect();
        format!("[{}]", names.join(", "))
    };
    let groups = together(cases.iter().collect());
    match &groups[..] {
        [names] => format!("of = {}", list(names)),
        _ => format!("of = [{}]", groups.iter().map(list).collect::<Vec<_>>().join(", ")),
    }
}

/// The names of several findings, together where all of them differ in one name alone: then no others are made of the same names.
fn together(cases: BTreeSet<&Names>) -> Vec<Names> {
    let mut groups: Vec<(Names, Names)> = Vec::new();
    for names in cases {
        let shared = |in_all: &Names, group: &Names| {
            let shared: Names = in_all.intersection(names).cloned().collect();
            let is_of_them = shared.len() + 1 == names.len() && !names.is_subset(group);
            // All of a group have one name beside what is in all of them; the first two tell which.
            (is_of_them && (in_all.len() == names.len() || in_all.len() + 1 == names.len())).then_some(shared)
        };
        let joined = groups.iter_mut().find_map(|(in_all, group)| Some((shared(in_all, group)?, in_all, group)));
        match joined {
            Some((shared, in_all, group)) => {
                *in_all = shared;
                group.extend(names.iter().cloned());
            }
            None => groups.push((names.clone(), names.clone())),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What to remove so that nothing else changes: the code with its reason and one comma, or the whole line where nothing else is on
/// it. Nothing where more than that would go, such as a comment.
fn removal(given: &Acceptance, text: &str) -> Option<Place> {
    let (start, end) = (given.code_at.span.start, given.reason_at.span.end);
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    let here = |span| Some(Place { file: given.code_at.file, span });
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = end + after.find('\n').map_or(after.len(), |at| at + 1);
    let (left, right) = (text[line_start..start].trim(), text[end..line_end].trim());
    let opens = left.strip_suffix('{').map(str::trim_end).and_then(|left| left.strip_suffix('='));
    let is_alone_in_table = opens.is_some_and(|left| left.trim_end() == "accept") && right == "}";
    if is_alone_in_table || (matches!(left, "" | "accept.") && right.is_empty() && !is_in_list(before)) {
        return here(line_start..line_end);
    }
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        let rest = rest.trim_start_matches([' ', '\t']);
        return here(start..text.len() - rest.len());
    }
    let earlier = before.trim_end();
    earlier.ends_with(',').then(|| here(earlier.len() - 1..end)).flatten()
}

/// Whether what comes next belongs to an inline table that is still open.
fn is_in_list(before: &str) -> bool {
    before.trim_end().ends_with(['{', ','])
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
        found.extend(base.unit_costs.iter().map(|entry| (&entry.accept, &entry.place)));
        found.extend(base.evidence.iter().map(|entry| (&entry.accept, &entry.place)));
        found.extend(base.scenarios.iter().map(|entry| (&entry.accept, &entry.place)));
    }
    found
}
