//! The ways out of findings that are mechanical, as an editor offers them: each with whether it leaves the advice as it is.

use std::ops::Range;

use crate::condition::suggested;
use crate::diagnostic::Diagnostic;
use crate::model::{FileId, Place};

/// A way out that an editor may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does, with its class.
    pub title: String,
    /// Whether every rule is worth then what it is worth now.
    pub is_safe: bool,
    /// What stands at each place then.
    pub edits: Vec<(Place, String)>,
    /// The position of the finding that it removes; absent where it removes several.
    pub finding: Option<usize>,
}

/// The ways out of the findings that touch some bytes of a file or mend something there, and one for all that is safe in the file.
pub fn actions(findings: &[Diagnostic], file: FileId, range: &Range<usize>) -> Vec<Action> {
    let is_here = |place: &Place| place.file == file && place.span.start <= range.end && range.start <= place.span.end;
    let mut actions = Vec::new();
    for (position, finding) in findings.iter().enumerate() {
        let Some(fix) = &finding.fix else { continue };
        // Also where it mends: a scale is found at its criterion and mended a few lines below.
        if !is_here(finding.place()) && !fix.edits.iter().any(|(place, _)| is_here(place)) {
            continue;
        }
        let is_safe = !finding.changes_advice();
        let class = if is_safe { "safe" } else { "changes advice" };
        let title = format!("{} ({class})", what(finding));
        actions.push(Action { title, is_safe, edits: fix.edits.clone(), finding: Some(position) });
    }
    actions.extend(all_safe(findings, file));
    actions
}

/// What a way out does, in a few words.
fn what(finding: &Diagnostic) -> String {
    match finding.help.as_deref() {
        Some(help) => suggested(help).map_or_else(|| help.to_owned(), |meant| format!("write `{meant}`")),
        None => finding.title.clone(),
    }
}

/// All safe ways out in a file together; of two that overlap, the first.
fn all_safe(findings: &[Diagnostic], file: FileId) -> Option<Action> {
    let mut edits: Vec<(Place, String)> = Vec::new();
    let mut n_findings = 0;
    for finding in findings.iter().filter(|finding| finding.place().file == file && !finding.changes_advice()) {
        let Some(fix) = &finding.fix else { continue };
        let overlaps = |a: &Place, b: &Place| {
            a.file == b.file && (a.span == b.span || a.span.start < b.span.end && b.span.start < a.span.end)
        };
        if !fix.edits.iter().any(|(place, _)| edits.iter().any(|(other, _)| overlaps(place, other))) {
            edits.extend(fix.edits.iter().cloned());
            n_findings += 1;
        }
    }
    let title = format!("mend all that is safe in this file: {n_findings} findings");
    (n_findings > 1).then_some(Action { title, is_safe: true, edits, finding: None })
}
