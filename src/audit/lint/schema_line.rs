//! A first line that names a schema for editors, and does not.

use super::context::Findings;
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::model::{FileId, Place};

/// Notes a comment that looks like a schema line to people only: editors read `#:schema`, without a blank. Formatters put one there.
pub(super) fn check(sources: &Sources, findings: &mut Findings) {
    for (file, source) in sources.0.iter().enumerate() {
        let mut start = 0;
        for line in source.text.split_inclusive('\n').take_while(|line| line.starts_with('#') || line.trim().is_empty())
        {
            let comment = line.strip_prefix('#').unwrap_or_default();
            let text = comment.trim_start();
            let n_blanks = comment.len() - text.len();
            if n_blanks > 0 && text.starts_with(":schema ") {
                let place = Place { file: FileId(file as u32), span: start + 1..start + 1 + n_blanks };
                let title = "editors do not read this as the line that names the schema";
                let finding = Diagnostic::new(Severity::Note, "schema-line", &place, title)
                    .help("write `#:schema` without a blank; a formatter that adds one has to be told not to")
                    .fix(&place, "");
                findings.found.push(finding);
            }
            start += line.len();
        }
    }
}
