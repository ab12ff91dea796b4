//! Findings that only follow from others: a name is unknown because the entry that has it was left out. Whoever mends that entry
//! has mended them all, so they are not shown.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::model::FileId;

/// An entry as a file declares it: the file, its table and its id.
type Declared = BTreeSet<(FileId, &'static str, String)>;

/// The tables in which something is declared.
const TABLES: [&str; 7] = ["question", "quantity", "trait", "criterion", "option", "rule", "evidence"];

/// Drops what follows from other findings.
pub fn drop_follow_ups(findings: &mut Vec<Diagnostic>, sources: &Sources) {
    if !findings.iter().any(|finding| unknown_name(finding).is_some()) {
        return;
    }
    let with_errors: BTreeSet<FileId> =
        findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.place().file).collect();
    let declared: Declared = with_errors.into_iter().flat_map(|file| declared_in(file, sources)).collect();
    let homes = |finding: &Diagnostic| -> BTreeSet<FileId> {
        let Some((tables, name)) = unknown_name(finding) else { return BTreeSet::new() };
        let is_meant = |(file, table, id): &&(FileId, &str, String)| {
            id == name && tables.contains(table) && may_read(finding.place().file, *file, table, sources)
        };
        declared.iter().filter(is_meant).map(|(file, ..)| *file).collect()
    };
    let homes: Vec<BTreeSet<FileId>> = findings.iter().map(homes).collect();
    // Files in which something is wrong by itself, and then those in which entries are left out because of that.
    let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
    let by_itself = findings.iter().zip(&homes).filter(|(finding, homes)| is_error(finding) && homes.is_empty());
    let mut causes: BTreeSet<FileId> = by_itself.map(|(finding, _)| finding.place().file).collect();
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

/// The name that a finding does not know, and the tables in which it would be declared.
fn unknown_name(finding: &Diagnostic) -> Option<(&'static [&'static str], &str)> {
    let tables: &[&str] = match finding.code {
        "bad-condition" | "bad-formula" => &TABLES[..3],
        "unknown-criterion" => &["criterion"],
        "unknown-option" => &["option"],
        "unknown-rule" => &["rule"],
        "unknown-evidence" => &["evidence"],
        _ => return None,
    };
    let name = finding.title.strip_prefix("unknown ")?.strip_suffix('`')?;
    Some((tables, name.rsplit('`').next()?))
}

/// Whether a file may mean an entry of another one: those of its own folder, all questions, and evidence that is shared.
fn may_read(file: FileId, other: FileId, table: &str, sources: &Sources) -> bool {
    let folder = |file: FileId| sources.get(file).name.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
    TABLES[..3].contains(&table) || table == "evidence" || folder(file) == folder(other)
}

fn declared_in(file: FileId, sources: &Sources) -> Declared {
    let (table, _) = DeTable::parse_recoverable(&sources.get(file).text);
    let mut found = Declared::new();
    for kind in TABLES {
        let Some(DeValue::Array(entries)) = table.get_ref().get(kind).map(toml::Spanned::get_ref) else { continue };
        for entry in entries {
            let DeValue::Table(entry) = entry.get_ref() else { continue };
            if let Some(DeValue::String(id)) = entry.get("id").map(toml::Spanned::get_ref) {
                found.insert((file, kind, id.to_string()));
            }
        }
    }
    found
}
