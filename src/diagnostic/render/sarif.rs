//! Findings as a SARIF 2.1.0 log, which code scanning services and editors read.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::diagnostic::source::Indexed;
use crate::diagnostic::{Diagnostic, Severity, catalogue};
use crate::model::Place;

/// Where a reader of a log finds more about the tool: a page where the package names one, else its name as a URI.
const INFORMATION: &str =
    if env!("CARGO_PKG_HOMEPAGE").is_empty() { "urn:archfit" } else { env!("CARGO_PKG_HOMEPAGE") };

pub(super) fn render(findings: &[Diagnostic], sources: &Indexed, command: &str) -> String {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &codes, sources, &mut seen)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "archfit",
                "informationUri": INFORMATION,
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            }},
            "automationDetails": { "id": format!("archfit/{command}/") },
            "columnKind": "unicodeCodePoints",
            "results": results,
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

/// What makes a finding the same one in the next run: its code, its file and what it is about; no line and no figure.
fn identity(finding: &Diagnostic, sources: &Indexed, seen: &mut BTreeMap<String, usize>) -> String {
    let source = sources.get(finding.place().file);
    let about = finding.about.clone().unwrap_or_else(|| entry_at(&source.text, finding.place().span.start));
    let name = source.name.replace('\\', "/");
    // Of two findings about one thing each stays itself when the other is mended: what they name tells them apart.
    let named = named_in(&finding.title);
    let hash = Sha256::digest(format!("{}\n{name}\n{about}\n{named}", finding.code));
    let hex = hash.iter().take(8).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let n_before = seen.entry(hex.clone()).or_default();
    *n_before += 1;
    format!("{hex}:{n_before}")
}

/// What a title names between backticks, without figures.
fn named_in(title: &str) -> String {
    let names = title.split('`').skip(1).step_by(2).collect::<Vec<_>>().join("\n");
    names.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// The header and id of the TOML entry around a byte, as far as they can be seen.
fn entry_at(text: &str, at: usize) -> String {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let start = text[..line_end].rfind("\n[").map_or(0, |start| start + 1);
    let mut lines = text[start..].lines();
    let header = lines.next().unwrap_or_default().trim();
    let id = lines.take_while(|line| !line.starts_with('[')).find_map(|line| line.trim().strip_prefix("id"));
    format!("{header} {}", id.unwrap_or_default().trim_matches([' ', '=', '"', '\'']))
}

fn result(finding: &Diagnostic, codes: &[&str], sources: &Indexed, seen: &mut BTreeMap<String, usize>) -> Value {
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
        "partialFingerprints": { "archfit/v1": identity(finding, sources, seen) },
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

fn location(place: &Place, sources: &Indexed) -> Value {
    let uri = uri(&sources.get(place.file).name);
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri }, "region": region(place, sources) } })
}

fn region(place: &Place, sources: &Indexed) -> Value {
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
