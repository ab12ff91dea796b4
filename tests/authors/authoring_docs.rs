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
    is_current("schemas/report.json", &archfit::report::schema());
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

/// The TOML files below a folder.
fn toml_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths
        .flat_map(|path| if path.is_dir() { toml_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect()
}

#[test]
fn every_file_names_a_schema_that_is_there() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR"));
    let new = tempfile::tempdir().expect("a folder");
    for args in [["new", "rule-base", "caching"], ["new", "questionnaire", "storage"]] {
        let mut command = assert_cmd::Command::cargo_bin("archfit").expect("the program is built");
        command.args(args).arg("--project").arg(new.path()).assert().success();
    }
    let folders = [shipped.join("questionnaires"), shipped.join("rules"), new.path().join("archfit")];
    let files: Vec<_> = folders.iter().flat_map(|folder| toml_files(folder)).collect();
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let schema = text.lines().next().and_then(|line| line.strip_prefix("#:schema "));
        let schema = schema.unwrap_or_else(|| panic!("{} names no schema", file.display()));
        let kind =
            if file.components().any(|part| part.as_os_str() == "questionnaires") { "questionnaire" } else { "rules" };
        assert!(schema.ends_with(&format!("{kind}.json")), "{}: {schema}", file.display());
        assert!(file.parent().expect("a folder").join(schema).is_file(), "{}: {schema}", file.display());
    }
}
