//! Findings that only follow from others: a name is unknown because the entry that has it was left out. Whoever mends that entry
//! has mended them all, so they are not shown.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

use super::files::{PathKind, kind_of_text};
use crate::diagnostic::{Diagnostic, Severity, Sources, Unknown};
use crate::model::{FileId, Named};

/// What a file declares, whether or not it can be used: the file, and what is named how.
type Declared = BTreeSet<(FileId, Unknown)>;

/// The tables in which something is declared, and what they declare.
const TABLES: [(&str, &[Named]); 8] = [
    ("question", &[Named::Question, Named::Subject]),
    ("quantity", &[Named::Subject]),
    ("trait", &[Named::Trait, Named::Subject]),
    ("decision", &[Named::Decision]),
    ("criterion", &[Named::Criterion]),
    ("option", &[Named::Option]),
    ("rule", &[Named::Rule]),
    ("evidence", &[Named::Evidence]),
];

/// Drops what follows from other findings, be they among these or found in other files `before`.
pub fn drop_follow_ups(findings: &mut Vec<Diagnostic>, before: &[Diagnostic], sources: &Sources) {
    if !findings.iter().any(|finding| finding.unknown.is_some()) {
        return;
    }
    let errors = || before.iter().chain(findings.iter()).filter(|finding| finding.severity == Severity::Error);
    let with_errors: BTreeSet<FileId> = errors().map(|finding| finding.place().file).collect();
    let declared: Declared = with_errors.into_iter().flat_map(|file| declared_in(file, sources)).collect();
    let homes = |finding: &Diagnostic| -> BTreeSet<FileId> {
        let Some(unknown) = &finding.unknown else { return BTreeSet::new() };
        let is_meant =
            |(file, named): &&(FileId, Unknown)| named == unknown && may_mean(finding, *file, unknown.what, sources);
        declared.iter().filter(is_meant).map(|(file, _)| *file).collect()
    };
    // Files in which something is wrong by itself, and then those in which entries are left out because of that.
    let by_itself = errors().filter(|finding| homes(finding).is_empty());
    let mut causes: BTreeSet<FileId> = by_itself.map(|finding| finding.place().file).collect();
    let homes: Vec<BTreeSet<FileId>> = findings.iter().map(homes).collect();
    let follows = loop {
        let follows: Vec<bool> = homes.iter().map(|homes| !homes.is_disjoint(&causes)).collect();
        let n_causes = causes.len();
        causes.extend(findings.iter().zip(&follows).filter(|(_, follows)| **follows).map(|(f, _)| f.place().file));
        if causes.len() == n_causes {
            break follows;
        }
    };
    let mut follows = follows.into_iter();
    findings.retain(|_| !follows.next().unwrap_or(false));
}

/// Whether a finding may be about an entry of another file. A rule base reads its own folder, its questionnaire and shared evidence;
/// answers files and questionnaires may name what any rule base declares.
fn may_mean(finding: &Diagnostic, other: FileId, what: Named, sources: &Sources) -> bool {
    let file = finding.place().file;
    let folder = |file: FileId| sources.get(file).name.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
    let is_own = matches!(what, Named::Criterion | Named::Option | Named::Rule);
    !is_own || folder(file) == folder(other) || kind_of_text(&sources.get(file).text) != Some(PathKind::RulesFile)
}

fn declared_in(file: FileId, sources: &Sources) -> Declared {
    let (table, _) = DeTable::parse_recoverable(&sources.get(file).text);
    let table = table.get_ref();
    let id_of = |entry: &DeTable| match entry.get("id").map(toml::Spanned::get_ref) {
        Some(DeValue::String(id)) => Some(id.to_string()),
        _ => None,
    };
    let declares = |what: Named, name: &str| (file, Unknown { what, name: name.to_owned() });
    let mut found: Declared = id_of(table).map(|id| declares(Named::Questionnaire, &id)).into_iter().collect();
    for (key, kinds) in TABLES {
        let entries: Vec<&DeTable> = match table.get(key).map(toml::Spanned::get_ref) {
            Some(DeValue::Table(entry)) => vec![entry],
            Some(DeValue::Array(entries)) => entries.iter().filter_map(|entry| entry.get_ref().as_table()).collect(),
            _ => Vec::new(),
        };
        let ids = entries.into_iter().filter_map(id_of);
        found.extend(ids.flat_map(|id| kinds.iter().map(move |what| declares(*what, &id)).collect::<Vec<_>>()));
    }
    found
}
