//! Figures that tests work out and documents show, between two marks.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

/// Compares the figures of a document with what they should be; `UPDATE_DOCS=1` writes them first.
pub fn are_current(document: &str, figures: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let read = || std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let found = read();
    let (before, rest) = found.split_once("<!-- figures -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of figures -->\n").unwrap();
    let expected = format!("{before}<!-- figures -->\n{figures}<!-- end of figures -->\n{after}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    assert!(read() == expected, "{document} is not current: run this test with UPDATE_DOCS=1");
}
