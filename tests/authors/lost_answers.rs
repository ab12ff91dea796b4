//! Scenarios that an edit took answers from: `diff` and `check --since` name them, although no outcome changes.

use std::path::Path;

use serde_json::Value;

const ANSWERS: &str = "answers = { message-rate = \"low\", message-bytes = \"small\", order = \"none\", may-lose = \"yes\", runs = [\"postgres\"], tests-run = \"no\", on-call = \"no\", budget = \"tight\" }";

/// The transport example with the answers of one scenario replaced.
fn write(folder: &Path, answers: &str) {
    for path in [
        "questionnaires/messaging.toml",
        "rules/transport/decision.toml",
        "rules/transport/rules.toml",
        "rules/transport/scenarios.toml",
    ] {
        let text = std::fs::read_to_string(format!("{}/tests/fixtures/transport/{path}", env!("CARGO_MANIFEST_DIR")));
        let text = text.expect("the file is there");
        assert!(!path.ends_with("scenarios.toml") || text.contains(ANSWERS));
        let path = folder.join("archfit").join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text.replace(ANSWERS, answers)).expect("a file");
    }
}

fn run(folder: &Path, args: &[&str]) -> (String, Option<i32>) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let output = command.current_dir(folder).args(args).output().expect("runs");
    (
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        output.status.code(),
    )
}

fn after(answers: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("old"), ANSWERS);
    write(folder.path(), answers);
    folder
}

#[test]
fn diff_and_check_name_the_answers_that_a_scenario_lost() {
    let folder = after(&ANSWERS.replace("tests-run = \"no\", on-call = \"no\", ", ""));
    let (said, _) = run(folder.path(), &["diff", "old"]);
    assert!(said.contains("scenario `mails` no longer answers `on-call`, `tests-run`"), "{said}");
    let (said, _) = run(folder.path(), &["diff", "old", "--format", "json"]);
    let said: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    let decision = &said["decisions"][0];
    assert_eq!(decision["lost-answers"][0]["questions"], serde_json::json!(["on-call", "tests-run"]), "{said}");
    let before = decision["entries"][0]["before"].as_str().expect("what it said");
    assert!(
        before.starts_with("with budget = tight, may-lose = yes") && before.ends_with("levels throughput = low"),
        "{before}"
    );
    let (said, code) = run(folder.path(), &["check", "--since", "old"]);
    assert!(said.contains("warning[lost-answer]") && said.contains("scenarios.toml:10"), "{said}");
    assert_eq!(code, Some(1));
}

#[test]
fn an_answer_that_is_not_asked_any_more_or_left_open_in_words_is_not_lost() {
    let unsure = ANSWERS.replace("tests-run = \"no\"", "tests-run = \"unknown\"");
    for answers in [ANSWERS, &unsure] {
        let (said, _) = run(after(answers).path(), &["check", "--since", "old"]);
        assert!(!said.contains("lost-answer"), "{said}");
    }
    let with = ANSWERS.replace("may-lose = \"yes\"", "may-lose = \"no\", replay = \"days\"");
    let folder = after(ANSWERS);
    write(&folder.path().join("old"), &with);
    let (said, _) = run(folder.path(), &["check", "--since", "old"]);
    assert!(!said.contains("lost-answer"), "{said}");
}
