//! What is generated for rule authors is current. `UPDATE_DOCS=1 cargo test --test authoring_docs` writes it anew.

use std::path::Path;

/// Compares a generated file with what it should be, or writes it.
fn is_current(path: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        std::fs::write(&path, expected).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == expected, "{} is not current: run the test with UPDATE_DOCS=1", path.display());
}

#[test]
fn the_list_of_findings_is_current() {
    is_current("docs/diagnostics.md", &archfit::diagnostic::catalogue::document());
}

#[test]
fn the_schemas_are_current() {
    for (name, text) in archfit::load::schema::schemas() {
        is_current(&format!("schemas/{name}"), &text);
    }
}

#[test]
fn the_books_of_the_shipped_rule_bases_are_current() {
    let library = archfit::load::load(&archfit::load::Locations::default());
    for subject in &library.subjects {
        for base in &subject.rule_bases {
            let book = archfit::audit::book::Book::new(subject, base);
            let text =
                archfit::report::render_template("book.md", &book, &library.templates).expect("the template is fine");
            is_current(&format!("docs/book/{}.md", base.decision.id), &text);
        }
    }
}
