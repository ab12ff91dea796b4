//! Findings as one JSON object.

use serde_json::{Value, json};

use crate::diagnostic::source::Indexed;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Place;

pub(super) fn render(findings: &[Diagnostic], sources: &Indexed) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let whole = json!({
        "format": 1,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "notes": count(Severity::Note),
        "findings": findings.iter().map(|finding| one(finding, sources)).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

/// One finding.
pub(super) fn one(finding: &Diagnostic, sources: &Indexed) -> Value {
    let edit = |(place, text): &(Place, String)| {
        let mut edit = at(place, sources);
        edit["text"] = json!(text);
        edit
    };
    let also = finding.labels[1..].iter().map(|label| {
        let mut also = at(&label.place, sources);
        also["text"] = json!(label.text);
        also
    });
    let mut value = json!({
        "code": finding.code,
        "severity": finding.severity.word(),
        "title": finding.title,
    });
    if let (Some(value), Value::Object(place)) = (value.as_object_mut(), at(finding.place(), sources)) {
        value.extend(place);
    }
    value["also"] = also.collect();
    value["notes"] = json!(finding.notes);
    value["help"] = json!(finding.help);
    value["fix"] = finding.fix.as_ref().map_or(Value::Null, |fix| fix.edits.iter().map(edit).collect());
    value
}

fn at(place: &Place, sources: &Indexed) -> Value {
    let (start, end) = sources.span(place);
    json!({ "file": sources.get(place.file).name, "start": start, "end": end })
}
