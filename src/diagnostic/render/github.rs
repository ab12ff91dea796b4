//! Workflow commands that GitHub Actions turns into annotations on the lines of a change.

use std::fmt::Write as _;

use crate::diagnostic::source::Indexed;
use crate::diagnostic::{Diagnostic, Severity};

pub(super) fn render(findings: &[Diagnostic], sources: &Indexed) -> String {
    findings.iter().fold(String::new(), |mut text, finding| {
        let place = finding.place();
        let (start, end) = sources.span(place);
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut message = finding.title.clone();
        for more in finding.notes.iter().chain(&finding.help) {
            let _ = write!(message, "\n{more}");
        }
        let file = property(&sources.get(place.file).name);
        let _ = write!(text, "::{command} file={file},line={},endLine={},", start.line, end.line);
        // Columns mean something to the forge only where the place is within one line.
        if start.line == end.line {
            let _ = write!(text, "col={},endColumn={},", start.column, end.column);
        }
        let _ = writeln!(text, "title={}::{}", property(finding.code), data(&message));
        text
    })
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
