//! A first line that names a schema for editors, and does not.

use super::context::Findings;
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::model::{FileId, Place};

/// Notes a comment that looks like a schema line to people only: editors read `#:schema`, without a blank. Formatters put one there.
pub(super) fn check(sources: &Sources, findings: &mut Findings) {
    for (file, source) in sources.0.iter().enumerate() {
        let comments = source.text.lines().take_while(|line| line.starts_with('#') || line.trim().is_empty());
        let mut start = 0;
        for line in comments {
            let blanks = line[1.min(line.len())..].bytes().take_while(u8::is_ascii_whitespace).count();
            if blanks > 0 && line[1 + blanks..].starts_with(":schema ") {
                let place = Place { file: FileId(file as u32), span: start + 1..start + 1 + blanks };
                let title = "editors do not read this as the line that names the schema";
                let finding = Diagnostic::new(Severity::Note, "schema-line", &place, title)
                    .help("write `#:schema` without a blank; a formatter that adds one has to be told not to")
                    .fix(&place, "");
                findings.found.push(finding);
            }
            start += line.len() + source.text[start + line.len()..].find('\n').map_or(0, |end| end + 1);
        }
    }
}
