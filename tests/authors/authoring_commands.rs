//! The commands of rule authors, as they are typed: their output, and their exit codes.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use crate::planted::Project;
use assert_cmd::Command;

const RULES: &str = "archfit/rules/caching/rules.toml";

/// Runs archfit in a folder and gives its exit code, its output and its talk.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("archfit").expect("the program is built");
    let Output { status, stdout, stderr } =
        command.current_dir(folder).env_remove("CLICOLOR_FORCE").args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

fn broken() -> Project {
    let mut project = Project::starter();
    let rules = project.files.get_mut(RULES).expect("the file is there");
    *rules = rules.replace("no-cache = -2", "no-cahce = -2");
    project
}

#[test]
fn check_finds_in_what_new_makes_only_what_is_to_be_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, out, talk) = run(folder.path(), &["new", "rule-base", "caching", "--project", "."]);
    assert_eq!((code, out.as_str()), (0, ""), "{talk}");
    assert!(talk.contains("wrote archfit/rules/caching/rules.toml"), "{talk}");
    // Only what is to be measured first is called so.
    let (code, out, talk) = run(folder.path(), &["check", "archfit", "--format", "concise"]);
    assert_eq!((code, out.lines().count()), (1, 1), "{out}{talk}");
    assert!(out.contains("unchecked-evidence") && out.contains("`own-trial`"), "{out}");
    let evidence = folder.path().join("archfit/rules/caching/evidence.toml");
    let text = std::fs::read_to_string(&evidence).expect("the file is there");
    std::fs::write(&evidence, text.replace("# checked = ", "checked = ")).expect("it is written");
    let (code, out, talk) = run(folder.path(), &["check", "archfit", "--strict"]);
    assert_eq!((code, out.as_str()), (0, ""), "{talk}");
    assert!(talk.contains("1 questionnaire, 1 rule base, 8 rules: nothing found"), "{talk}");
    let (code, out, _) = run(folder.path(), &["test", "archfit"]);
    assert_eq!((code, out.as_str()), (0, "caching: 2 of 2 passed; independent scenarios: 1 of 1 passed\n"));
    assert_eq!(run(folder.path(), &["test"]).1, out, "the built-in rule bases are not the project's");
}

#[test]
fn new_never_overwrites_and_refuses_what_is_no_id() {
    let folder = Project::starter().write();
    let (code, _, talk) = run(folder.path(), &["new", "rule-base", "caching", "--project", "."]);
    assert_eq!(code, 2);
    assert!(talk.contains("`archfit/questionnaires/caching.toml` is there already"), "{talk}");
    let (code, _, talk) = run(folder.path(), &["new", "questionnaire", "a/b", "--project", "."]);
    assert_eq!(code, 2);
    assert!(talk.contains("cannot be an id"), "{talk}");
}

#[test]
fn a_new_rule_base_for_any_questionnaire_passes() {
    let questions = [
        "choices = [ { id = \"a\" }, { id = \"b\" } ]",
        "several = true\nchoices = [ { id = \"a\" }, { id = \"b\" } ]",
        "integer = { min = 0, max = 9 }",
        "integer = { min = 0, max = 9, bands = [ { id = \"l\", below = 5, reading = 1 }, { id = \"h\", reading = 7 } ] }",
    ];
    for question in questions {
        let mut project = Project { files: BTreeMap::default() };
        let text = format!("format = 1\nid = \"q\"\n[[question]]\nid = \"x\"\nask = \"Which?\"\n{question}\n");
        project.files.insert("archfit/questionnaires/q.toml".into(), text);
        let folder = project.write();
        let (code, _, talk) = run(folder.path(), &["new", "rule-base", "r", "--questionnaire", "q", "--project", "."]);
        assert_eq!(code, 0, "{talk}");
        let (code, out, talk) = run(folder.path(), &["check", "archfit", "--format", "concise"]);
        let warnings: Vec<&str> = out.lines().filter(|line| !line.contains(": note[")).collect();
        assert!(code == 1 && warnings.len() == 1, "{question}: {out}{talk}");
        assert!(warnings[0].contains("unchecked-evidence"), "{question}: {out}");
        assert_eq!(run(folder.path(), &["test", "archfit"]).1, "r: 2 of 2 passed\n", "{question}");
    }
}

#[test]
fn findings_end_with_one_and_misuse_with_two() {
    let folder = broken().write();
    let (code, out, talk) = run(folder.path(), &["check", "archfit", "--format", "concise"]);
    assert_eq!(code, 1);
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(
        out.starts_with("archfit/rules/caching/rules.toml:27:12: error[unknown-option]: unknown option `no-cahce`"),
        "{out}"
    );
    assert!(talk.contains("1 error"), "{talk}");
    assert_eq!(run(folder.path(), &["check", "no-such-file.toml"]).0, 2);
    assert_eq!(run(folder.path(), &["check", "--format", "xml"]).0, 2);
    assert_eq!(run(folder.path(), &["explain", "no-such-code"]).0, 2);
}

#[test]
fn every_machine_readable_form_of_findings_can_be_parsed() {
    let folder = broken().write();
    let json = |format: &str| -> serde_json::Value {
        let (_, out, _) = run(folder.path(), &["check", "archfit", "--format", format]);
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{format}: {error}\n{out}"))
    };
    let found = json("json");
    assert_eq!((&found["errors"], &found["findings"][0]["start"]["line"]), (&1.into(), &27.into()));
    assert_eq!(found["findings"][0]["fix"][0]["text"], "no-cache");
    let log = json("sarif");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unknown-option");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], RULES);
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "unknown-option");
}

#[test]
fn check_mends_what_is_mechanical_and_leaves_the_rest_of_the_file_alone() {
    let mut project = broken();
    let questionnaire = project.files.get_mut("archfit/questionnaires/caching.toml").expect("it is there");
    *questionnaire = questionnaire.replace("format = 1\n", "").replace("max = 60_000", "max = 60k");
    let decision = project.files.get_mut("archfit/rules/caching/decision.toml").expect("it is there");
    *decision = decision.replace("scale = [-2, 4]", "scale = [-2, 10]");
    let folder = project.write();
    let (code, out, talk) = run(folder.path(), &["check", "archfit", "--fix=scale"]);
    assert_eq!((code, out.as_str()), (0, ""), "{talk}");
    assert!(talk.contains("4 findings mended"), "{talk}");
    for (path, text) in Project::starter().files {
        let mended = std::fs::read_to_string(folder.path().join(&path)).expect("it is there");
        // Half the width, and so half the weight: every rule stays worth what it was.
        assert_eq!(mended.replace("weight = 30\nscale = [-2, 4]", "weight = 60\nscale = [-2, 4]"), text, "{path}");
    }
}

#[test]
fn a_mend_that_changes_advice_is_made_only_where_it_is_asked_for() {
    let mut project = Project::starter();
    let rules = project.files.get_mut(RULES).expect("it is there");
    *rules = rules.replacen("in-process = 2, shared-cache = 2", "in-process = 2, shared-cache = 40", 1);
    let folder = project.write();
    let scale = |folder: &std::path::Path| {
        let path = folder.join("archfit/rules/caching/decision.toml");
        std::fs::read_to_string(path).expect("it is there").contains("scale = [-2, 4]")
    };
    let (_, _, talk) = run(folder.path(), &["check", "archfit", "--fix"]);
    assert!(scale(folder.path()), "{talk}");
    assert!(talk.contains("`--fix=scale` mends") && talk.contains("--fix=scale --diff"), "{talk}");
    let (_, _, talk) = run(folder.path(), &["check", "archfit", "--fix=scale"]);
    assert!(!scale(folder.path()), "{talk}");
}

#[test]
fn one_rule_file_or_folder_is_checked_on_its_own() {
    let folder = broken().write();
    assert_eq!(run(folder.path(), &["check", "archfit/rules/caching"]).0, 1);
    assert_eq!(run(folder.path(), &["check", RULES]).0, 1);
    assert_eq!(run(folder.path(), &["check", "archfit/questionnaires/caching.toml"]).0, 0, "its own findings only");
    std::fs::rename(folder.path().join("archfit"), folder.path().join("elsewhere")).expect("it can be moved");
    assert_eq!(run(folder.path(), &["check", "elsewhere"]).0, 1, "without being a project");
}

#[test]
fn a_failing_scenario_says_what_was_expected_what_came_and_why() {
    let mut project = Project::starter();
    let scenarios = project.files.get_mut("archfit/rules/caching/scenarios.toml").expect("it is there");
    *scenarios = scenarios.replace("winner = \"in-process\"", "winner = \"shared-cache\"");
    let folder = project.write();
    let (code, out, _) = run(folder.path(), &["test", "archfit"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out);
    let (_, junit, _) = run(folder.path(), &["test", "archfit", "--format", "junit"]);
    assert!(junit.contains("<testsuite name=\"caching (independent)\" tests=\"1\" failures=\"1\""), "{junit}");
    assert!(junit.contains("message=\"winner: expected `shared-cache`, got `in-process`\""), "{junit}");
    let (code, out, _) = run(folder.path(), &["test", "archfit", "--filter", "small"]);
    assert_eq!((code, out.as_str()), (0, "caching: 1 of 1 passed\n"));
    assert_eq!(run(folder.path(), &["test", "archfit", "--filter", "no-such-scenario"]).0, 1, "nothing was tested");
}

#[test]
fn a_known_miss_is_counted_apart_and_fails_once_it_comes_out() {
    let mut project = Project::starter();
    let scenarios = project.files.get_mut("archfit/rules/caching/scenarios.toml").expect("it is there");
    let met = scenarios
        .replace("expect = { winner = \"in-process\"", "miss = \"nobody knows\"\nexpect = { winner = \"in-process\"");
    *scenarios = met.replace("winner = \"in-process\"", "winner = \"shared-cache\"");
    let folder = project.write();
    let (code, out, _) = run(folder.path(), &["test", "archfit"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("  nobody knows\n  winner\n    expected  `shared-cache`\n    got       `in-process`\n"),
        "{out}"
    );
    assert!(out.ends_with("independent scenarios: 0 of 1 passed, 1 known miss\n"), "{out}");
    let (_, junit, _) = run(folder.path(), &["test", "archfit", "--format", "junit"]);
    assert!(junit.contains("failures=\"0\" errors=\"0\" skipped=\"1\""), "{junit}");
    let (_, json, _) = run(folder.path(), &["test", "archfit", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!((&json["passed"], &json["failed"], &json["missed"]), (&2.into(), &0.into(), &1.into()));

    std::fs::write(folder.path().join("archfit/rules/caching/scenarios.toml"), met).expect("it can be written");
    let (code, out, _) = run(folder.path(), &["test", "archfit"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("everything as expected: take `miss` out"), "{out}");
}

#[test]
fn scenarios_of_a_rule_base_with_errors_do_not_pass() {
    let folder = broken().write();
    let (code, _, talk) = run(folder.path(), &["test", "archfit"]);
    assert_eq!(code, 1);
    assert!(talk.contains("unknown option `no-cahce`"), "{talk}");
}

#[test]
fn boundaries_show_both_sides_of_every_threshold() {
    let folder = Project::starter().write();
    let (code, out, _) = run(folder.path(), &["test", "archfit", "--boundaries", "--filter", "small"]);
    assert_eq!(code, 0);
    assert!(out.contains("reads-per-second 666 | 667 in `small-and-quick`\n  no-cache (recommended) -> in-process (recommended)\n  +reads-take-their-toll\n"), "{out}");
}

#[test]
fn coverage_names_the_gaps() {
    let folder = Project::starter().write();
    let (code, out, _) = run(folder.path(), &["coverage", "archfit"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(out);
    assert_eq!(run(folder.path(), &["coverage", "archfit", "--fail-under", "90"]).0, 1);
    let (_, listing, _) = run(folder.path(), &["coverage", "archfit", "--format", "listing"]);
    assert!(listing.contains("######      | id = \"broker-tells-copies-apart\""), "{listing}");
    let (_, json, _) = run(folder.path(), &["coverage", "archfit", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["decisions"][0]["rules"][0]["fired"], 2);
}

#[test]
fn a_comparison_shows_what_an_edit_changes() {
    let before = Project::starter().write();
    let mut project = Project::starter();
    let rules = project.files.get_mut(RULES).expect("it is there");
    *rules = rules
        .replace("points = { in-process = 2, shared-cache = 2 }", "points = { in-process = -2, shared-cache = 2 }");
    let answers = "format = 1\nquestionnaire = \"caching\"\n[answers]\nreads-per-second = 200\nquery-ms = 40\ncopies = \"one\"\nmay-be-stale = \"yes\"\nfor-how-long = \"minutes\"\n";
    project.files.insert("answers.toml".into(), answers.into());
    let after = project.write();
    let old = before.path().to_str().expect("a plain path");
    let args = ["diff", old, ".", "--answers", "answers.toml"];
    let (code, out, talk) = run(after.path(), &args);
    assert_eq!(code, 0, "{talk}");
    insta::assert_snapshot!(out);
    assert_eq!(run(after.path(), &[&args[..], &["--fail-on-change"]].concat()).0, 1);
    let (code, out, _) = run(after.path(), &["diff", ".", "."]);
    assert_eq!(code, 0);
    assert!(out.contains("the files behind every decision are the same"), "{out}");
    assert_eq!(run(after.path(), &["diff", "no-such-revision"]).0, 2);
}

/// The starter before and after these replacements in all its files, compared.
fn compared(replacements: &[(&str, &str)]) -> (i32, String) {
    let before = Project::starter().write();
    let mut project = Project::starter();
    for (from, to) in replacements {
        assert!(project.files.values().any(|text| text.contains(from)), "{from}");
        project.files.values_mut().for_each(|text| *text = text.replace(from, to));
    }
    let (code, out, _) = run(project.write().path(), &["diff", before.path().to_str().expect("a plain path"), "."]);
    (code, out)
}

#[test]
fn a_comparison_lists_what_was_edited_in_the_questionnaire_too() {
    let (_, out) =
        compared(&[("queries-at-once >= 50", "queries-at-once >= 40"), ("\"some\", label", "\"few\", label")]);
    assert!(out.contains("@@ trait pressure changed @@\n- high if queries-at-once >= 50;"), "{out}");
    assert!(out.contains("@@ question copies changed @@\n- one < some < many\n+ one < few < many\n"), "{out}");
    let about =
        "about = \"What a service has to carry that reads the same data again and again.\"\nversion = \"0.1.0\"\n";
    let aliases = format!("{about}[aliases]\ncopies = \"instances\"\n");
    let renamed =
        [("id = \"copies\"", "id = \"instances\""), ("copies >=", "instances >="), ("copies ==", "instances ==")];
    let (code, out) = compared(&[&renamed[..], &[(about, &aliases)]].concat());
    assert_eq!(code, 0, "{out}");
    assert!(!out.contains("@@ rule one-cache"), "a renamed question leaves rules as they were: {out}");
}

#[test]
fn a_comparison_tells_new_names_and_new_words_from_new_meaning() {
    let (_, out) = compared(&[("store-is-there-already", "runs-a-store"), ("each waits for the others", "all wait")]);
    assert!(out.contains("@@ rule store-is-there-already is called runs-a-store now @@"), "{out}");
    assert!(out.contains("@@ rule database-cannot-keep-up: only its words or evidence @@"), "{out}");
    assert!(out.contains("Nothing that matters for outcomes."), "{out}");
}

#[test]
fn a_comparison_says_that_a_version_has_errors() {
    let (code, out) = compared(&[("no-cache = -2", "no-cahce = -2")]);
    assert_eq!(code, 1);
    assert!(out.contains("**The version now has 1 error: the entries with errors are left out here.**"), "{out}");
}

#[test]
fn answers_that_neither_version_can_read_are_a_wrong_call() {
    let folder = Project::starter().write();
    let (code, _, talk) = run(folder.path(), &["diff", ".", ".", "--answers", "nothing.toml"]);
    assert_eq!(code, 2);
    assert_eq!(talk.matches("`nothing.toml` cannot be read").count(), 1, "{talk}");
}

#[test]
fn a_revision_of_version_control_can_be_compared_and_lost_ids_are_errors() {
    let folder = Project::starter().write();
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
        let done = std::process::Command::new("git").current_dir(folder.path()).args(identity).args(args).output();
        assert!(done.expect("git runs").status.success(), "git {args:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "first"]);
    for (path, text) in Project::starter().files {
        std::fs::write(folder.path().join(path), text.replace("no-cache", "without-cache")).expect("it can be written");
    }
    let (code, out, talk) = run(folder.path(), &["diff", "HEAD"]);
    assert_eq!(code, 1, "{talk}");
    assert!(out.contains("The id `no-cache` is gone, and no alias leads from it to another one"), "{out}");
    let (code, out, _) = run(folder.path(), &["check", "archfit", "--since", "HEAD", "--format", "concise"]);
    assert_eq!(code, 1);
    assert!(out.contains("error[renamed-id]: the id `no-cache` is gone"), "{out}");
    let decision = folder.path().join("archfit/rules/caching/decision.toml");
    let text = std::fs::read_to_string(&decision).expect("it is there");
    std::fs::write(&decision, format!("{text}\n[aliases]\nno-cache = \"without-cache\"\n")).expect("it can be written");
    let (code, out, talk) = run(folder.path(), &["diff", "HEAD"]);
    assert_eq!(code, 0, "{talk}");
    assert!(out.contains("Nothing that matters for outcomes"), "a renamed option is the same option: {out}");
    assert_eq!(run(folder.path(), &["check", "archfit", "--since", "HEAD"]).0, 0);
}

#[test]
fn a_book_tells_everything_that_stands_in_the_files() {
    let folder = Project::starter().write();
    let (code, out, _) = run(folder.path(), &["doc", "archfit", "--decision", "caching"]);
    assert_eq!(code, 0);
    for told in
        ["# Caching", "### A shared cache", "`copies-would-disagree`", "`for-how-long == minutes`", "## Scenarios"]
    {
        assert!(out.contains(told), "{told}");
    }
    let (code, _, talk) = run(folder.path(), &["doc", "archfit", "--out", "book"]);
    assert_eq!(code, 0);
    assert!(talk.contains("caching.md"), "{talk}");
    assert_eq!(run(folder.path(), &["doc", "--decision", "no-such-decision"]).0, 2);
}

#[test]
fn schemas_are_printed_or_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, out, _) = run(folder.path(), &["schema", "rules"]);
    assert_eq!(code, 0);
    let schema: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(schema["definitions"]["Rule"]["required"], serde_json::json!(["id", "because"]));
    assert_eq!(run(folder.path(), &["schema", "--out", "s"]).0, 0);
    assert!(folder.path().join("s/questionnaire.json").is_file());
    assert_eq!(run(folder.path(), &["schema", "nothing"]).0, 2);
}

#[test]
fn the_shipped_rule_bases_are_fine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, out, talk) = run(root, &["check", ".", "--format", "concise", "--today", "2026-12-01"]);
    assert_eq!(code, 0, "{out}{talk}");
}

#[test]
fn a_new_answers_file_names_everything_that_may_be_answered_and_holds_with_the_marks_taken_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, _, talk) = run(folder.path(), &["new", "answers", "backend", "mine.toml"]);
    assert_eq!(code, 0, "{talk}");
    let path = folder.path().join("mine.toml");
    let text = std::fs::read_to_string(&path).expect("the file");
    assert!(text.contains("#     stream") && text.contains("A held response: long polling"), "{text}");
    assert_eq!(run(folder.path(), &["decide", "mine.toml", "--format", "json"]).0, 0, "with nothing answered");
    let is_entry = |line: &str| {
        let id = line.strip_prefix("# ").and_then(|rest| rest.split_once(" = ")).map(|(id, _)| id);
        id.is_some_and(|id| id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
    };
    let open =
        |line: &str| if is_entry(line) || line == "# [weights]" { line[2..].to_owned() } else { line.to_owned() };
    let opened: Vec<String> = text.lines().map(open).collect();
    assert!(opened.iter().filter(|line| line.contains(" = ") && !line.starts_with('#')).count() > 50);
    std::fs::write(&path, opened.join("\n")).expect("it is written");
    let (code, _, talk) = run(folder.path(), &["decide", "mine.toml", "--format", "json"]);
    assert_eq!((code, talk.as_str()), (0, ""), "{talk}");
    assert_ne!(run(folder.path(), &["new", "answers", "backend", "mine.toml"]).0, 0, "nothing is written over");
}
