//! One line per finding, as compilers write them and editors read them.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::source::Indexed;

pub(super) fn render(findings: &[Diagnostic], sources: &Indexed) -> String {
    findings.iter().fold(String::new(), |mut text, finding| {
        let place = finding.place();
        let name = &sources.get(place.file).name;
        let (start, _) = sources.span(place);
        let (severity, code, title) = (finding.severity.word(), finding.code, &finding.title);
        let _ = write!(text, "{name}:{}:{}: {severity}[{code}]: {title}", start.line, start.column);
        if let Some(help) = &finding.help {
            let _ = write!(text, "; {help}");
        }
        text.push('\n');
        text
    })
}
