//! Findings as a SARIF 2.1.0 log, which code scanning services and editors read.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity, Sources, catalogue};
use crate::model::Place;

pub(super) fn render(findings: &[Diagnostic], sources: &Sources) -> String {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "archfit",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|finding| result(finding, &codes, sources)).collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &str) -> Value {
    let Some(entry) = catalogue::find(code) else { return json!({ "id": code }) };
    json!({
        "id": code,
        "shortDescription": { "text": entry.what },
        "fullDescription": { "text": entry.why },
        "help": { "text": entry.way_out },
        "defaultConfiguration": { "level": level(entry.severity) },
    })
}

fn result(finding: &Diagnostic, codes: &[&str], sources: &Sources) -> Value {
    let mut message = finding.title.clone();
    for more in finding.notes.iter().chain(&finding.help) {
        message.push('\n');
        message.push_str(more);
    }
    let related = finding.labels[1..].iter().map(|label| {
        let mut location = location(&label.place, sources);
        location["message"] = json!({ "text": label.text });
        location
    });
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.iter().position(|code| *code == finding.code),
        "level": level(finding.severity),
        "message": { "text": message },
        "locations": [location(finding.place(), sources)],
        "relatedLocations": related.collect::<Vec<_>>(),
    });
    if let Some(fix) = &finding.fix {
        let change = |(place, text): &(Place, String)| {
            json!({
                "artifactLocation": { "uri": uri(&sources.get(place.file).name) },
                "replacements": [{ "deletedRegion": region(place, sources), "insertedContent": { "text": text } }],
            })
        };
        let help = finding.help.as_deref().unwrap_or("apply the edit");
        let changes: Vec<Value> = fix.edits.iter().map(change).collect();
        result["fixes"] = json!([{ "description": { "text": help }, "artifactChanges": changes }]);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    severity.word()
}

fn location(place: &Place, sources: &Sources) -> Value {
    let uri = uri(&sources.get(place.file).name);
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri }, "region": region(place, sources) } })
}

fn region(place: &Place, sources: &Sources) -> Value {
    let (start, end) = sources.span(place);
    json!({
        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
    })
}

/// A path as a relative URI: what may not stand in one is percent-encoded.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let path = path.replace('\\', "/");
    path.bytes().fold(String::new(), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}
