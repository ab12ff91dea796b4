//! Findings as text: excerpts for people, one line each, and the forms that editors and forges read.

mod concise;
mod excerpt;
mod github;
mod json;
mod layout;
mod sarif;

pub use layout::Layout;

use super::source::Indexed;
use super::{Diagnostic, Severity, Sources};

/// The forms findings are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Excerpts of the files, for people
    #[default]
    Text,
    /// One line each: `path:line:column: severity[code]: what is wrong`
    Concise,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// Shows findings in the order given.
pub fn render(findings: &[Diagnostic], sources: &Sources, format: Format, layout: Layout) -> String {
    match format {
        Format::Text => excerpt::render(findings, sources, layout),
        Format::Concise => concise::render(findings, &Indexed::new(sources)),
        Format::Json => json::render(findings, &Indexed::new(sources)),
        Format::Sarif => sarif(findings, sources, "check"),
        Format::Github => github::render(findings, &Indexed::new(sources)),
    }
}

/// Findings as a SARIF log of one run, named by the command that looked: by this services keep the runs of two commands apart.
pub fn sarif(findings: &[Diagnostic], sources: &Sources, command: &str) -> String {
    sarif::render(findings, &Indexed::new(sources), command)
}

/// One finding as a JSON object, as in the list that `check --format json` prints.
pub fn to_json(finding: &Diagnostic, sources: &Sources) -> serde_json::Value {
    json::one(finding, &Indexed::new(sources))
}

/// So many of something, in words.
pub fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// How many findings of each severity there are, as a sentence; empty where there are none.
pub fn count(findings: &[Diagnostic]) -> String {
    let said = [Severity::Error, Severity::Warning, Severity::Note].into_iter().filter_map(|severity| {
        let n = findings.iter().filter(|finding| finding.severity == severity).count();
        (n > 0).then(|| counted(n, severity.word()))
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
