//! Findings of a recheck for people, programs, code scanning and annotations.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::adr::recheck::{Finding, KINDS, Level, Rechecked};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one object.
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For annotations in GitHub's workflows.
    Github,
}

/// Everything found, as text.
pub(super) fn render(rechecked: &Rechecked, format: Format) -> anyhow::Result<String> {
    Ok(match format {
        Format::Text => text(rechecked),
        Format::Json => serde_json::to_string_pretty(rechecked)? + "\n",
        Format::Sarif => serde_json::to_string_pretty(&sarif(rechecked))? + "\n",
        Format::Github => rechecked.findings.iter().map(annotation).collect(),
    })
}

/// How many records follow, in a sentence.
pub(super) fn summary(rechecked: &Rechecked) -> String {
    let n_records = rechecked.records.len();
    let n_following = rechecked.records.iter().filter(|record| record.follows).count();
    let rest = match rechecked.n_passed_over {
        0 => String::new(),
        n => format!("; {n} not replayed: not written by archfit, or no longer in force"),
    };
    format!("{n_following} of {n_records} recorded decisions still follow{rest}")
}

fn text(rechecked: &Rechecked) -> String {
    let mut text = String::new();
    let mut of_record: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &rechecked.findings {
        of_record.entry(&finding.record).or_default().push(finding);
    }
    for record in &rechecked.records {
        let word = if record.follows { "follows" } else { "LOOK AT" };
        let findings = of_record.remove(record.file.as_str()).unwrap_or_default();
        write_record(&mut text, word, &record.file, &findings);
    }
    // Records that are not made again, and yet say what does not hold.
    for (file, findings) in of_record {
        let word = if findings.iter().any(|finding| finding.level == Level::Error) { "LOOK AT" } else { "allowed" };
        write_record(&mut text, word, file, &findings);
    }
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

fn write_record(text: &mut String, word: &str, file: &str, findings: &[&Finding]) {
    let _ = writeln!(text, "{word}  {file}");
    for finding in findings {
        let level = if finding.level == Level::Error { "" } else { "note: " };
        let _ = writeln!(text, "         {level}{} [{}]", finding.message, finding.kind);
        for because in &finding.because {
            let _ = writeln!(text, "           - {because}");
        }
        if finding.level == Level::Error {
            let _ = writeln!(text, "           {}", finding.help);
        }
    }
}

/// One line of GitHub's workflow commands.
fn annotation(finding: &Finding) -> String {
    let level = if finding.level == Level::Error { "error" } else { "notice" };
    let message = whole_message(finding);
    let (file, message) = (escaped(&finding.file, true), escaped(&message, false));
    format!("::{level} file={file},line={},title=archfit {}::{message}\n", finding.line, finding.kind)
}

fn whole_message(finding: &Finding) -> String {
    let because: Vec<String> = finding.because.iter().map(|because| format!("\n- {because}")).collect();
    format!("{}{}\n{}", finding.message, because.concat(), finding.help)
}

fn escaped(text: &str, is_property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if is_property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

fn sarif(rechecked: &Rechecked) -> Value {
    let rules: Vec<Value> =
        KINDS.iter().map(|(kind, meaning)| json!({ "id": kind, "shortDescription": { "text": meaning } })).collect();
    let result = |finding: &Finding| {
        json!({
            "ruleId": finding.kind,
            "level": if finding.level == Level::Error { "error" } else { "note" },
            "message": { "text": whole_message(finding) },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": finding.file.replace(' ', "%20") },
                    "region": { "startLine": finding.line },
                },
            }],
        })
    };
    json!({
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "archfit", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": rechecked.findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}
