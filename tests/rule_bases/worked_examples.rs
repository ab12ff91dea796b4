//! Reports and records of three worked examples are current. `UPDATE_DOCS=1 cargo test --test worked_examples` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const EXAMPLES: [&str; 3] = ["audited-back-office", "chat-product", "reporting-product"];

/// The day that the examples take for today.
const TODAY: &str = "2026-11-24";

/// Texts by file name.
type Texts = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples")
}

/// Runs the program in a folder, which must end well; gives its result.
fn run(dir: &Path, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("archfit").unwrap();
    command.current_dir(dir).env("ARCHFIT_TODAY", TODAY).args(["--project", "."]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The reports, and the records of all examples in one folder, as a project would keep them.
fn written() -> (Texts, Texts) {
    let dir = tempfile::tempdir().unwrap();
    let mut reports = Texts::new();
    for name in EXAMPLES {
        let answers = format!("{name}.toml");
        std::fs::copy(folder().join(&answers), dir.path().join(&answers)).unwrap();
        reports.insert(format!("{name}.md"), run(dir.path(), &["decide", &answers, "--format", "markdown"]));
        run(dir.path(), &["adr", "new", &answers, "--dir", "adr"]);
    }
    (reports, texts_in(&dir.path().join("adr")))
}

fn texts_in(dir: &Path) -> Texts {
    let Ok(entries) = std::fs::read_dir(dir) else { return Texts::new() };
    let files = entries.map(|entry| entry.unwrap()).filter(|entry| entry.path().extension().is_some_and(|e| e == "md"));
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    files.map(|entry| (entry.file_name().into_string().unwrap(), read(entry.path()))).collect()
}

/// The text without fingerprints: they change with every comment in a rule file, what is advised does not.
fn without_fingerprints(text: &str) -> Vec<&str> {
    text.split('\n').filter(|line| !line.starts_with("rules-sha256 = ")).collect()
}

/// Compares the generated files of a folder with what they should be, or writes them and takes away those that are no longer made.
fn are_current(dir: &Path, found: &Texts, expected: &Texts) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(dir).unwrap();
        found
            .keys()
            .filter(|name| !expected.contains_key(*name))
            .for_each(|name| std::fs::remove_file(dir.join(name)).unwrap());
        expected.iter().for_each(|(name, text)| std::fs::write(dir.join(name), text).unwrap());
        return;
    }
    let names = |texts: &Texts| texts.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected), "files of {}: run this test with UPDATE_DOCS=1", dir.display());
    for (name, text) in expected {
        let same = without_fingerprints(&found[name]) == without_fingerprints(text);
        assert!(same, "{} is not current: run this test with UPDATE_DOCS=1", dir.join(name).display());
    }
}

/// What a person reads of a record: neither front matter nor the machine's part.
fn n_words(record: &str) -> usize {
    let body =
        record.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(record, |(_, body)| body);
    let told = body.split_once("```toml").map_or(body, |(told, _)| told);
    told.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[test]
fn no_record_of_the_examples_takes_more_than_six_hundred_words() {
    for (name, text) in texts_in(&folder().join("adr")) {
        assert!(n_words(&text) <= 600, "{name}: {} words", n_words(&text));
    }
}

#[test]
fn reports_and_records_of_the_examples_are_current() {
    let (reports, records) = written();
    assert_eq!(records.len(), 10, "three decisions for each of three examples, and a fourth for one");
    let mut found = texts_in(&folder());
    found.retain(|name, _| reports.contains_key(name));
    are_current(&folder(), &found, &reports);
    are_current(&folder().join("adr"), &texts_in(&folder().join("adr")), &records);
}

/// Whether lines follow each other somewhere in others; where not, the lines.
fn follow(lines: &[&str], said: &[&str]) -> Result<(), String> {
    if said.windows(lines.len()).any(|window| window == lines) { Ok(()) } else { Err(lines.join("\n")) }
}

#[test]
fn the_readme_quotes_what_the_program_says() {
    let readme = std::fs::read_to_string(folder().join("../../README.md")).unwrap().replace("\r\n", "\n");
    let quoted = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let said = run(&folder(), &["decide", "chat-product.toml"]);
    let said: Vec<&str> = said.lines().collect();
    for part in quoted.trim_end().split("…\n") {
        assert_eq!(follow(&part.lines().collect::<Vec<_>>(), &said), Ok(()), "README.md is not current");
    }
}

/// What a person begins like must not open with a warning about answers that somebody else gave.
#[test]
fn scenarios_to_begin_like_leave_nothing_uncounted_and_contradict_no_decision() {
    let library = archfit::load::load(&archfit::load::Locations::default());
    let bases = library.subjects.iter().flat_map(|subject| &subject.rule_bases);
    let examples: Vec<_> = bases.flat_map(|base| &base.scenarios).filter(|scenario| scenario.example).collect();
    assert!(examples.len() > 9, "there is something to begin like");
    let dir = tempfile::tempdir().unwrap();
    for scenario in examples {
        let report = run(dir.path(), &["decide", "--scenario", scenario.id.as_str(), "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["disagreements"], serde_json::json!([]), "{}", scenario.id);
        let uncounted = report["not_asked"].as_array().unwrap().iter();
        let uncounted = uncounted.filter(|entry| scenario.answers.0.keys().any(|id| entry["question"] == id.as_str()));
        assert_eq!(uncounted.count(), 0, "{}", scenario.id);
    }
}
