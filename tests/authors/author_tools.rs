//! What rule authors ask for by hand: what no scenario notices, numbers solved, a scenario opened, a name changed everywhere.

use std::path::Path;
use std::process::Output;

use crate::planted::Project;
use assert_cmd::Command;
use serde_json::Value;

const RULES: &str = "archfit/rules/caching/rules.toml";
const SCENARIOS: &str = "archfit/rules/caching/scenarios.toml";

/// Runs archfit in a folder and gives its exit code, its output and its talk.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("archfit").expect("the program is built");
    let state = folder.join("state");
    let Output { status, stdout, stderr } = command
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        .env("ARCHFIT_STATE_DIR", state)
        .args(args)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let (_, out, talk) = run(folder, &[args, &["--format", "json"]].concat());
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{talk}"))
}

/// The starter with one text of a file replaced by another.
fn with(path: &str, old: &str, new: &str) -> Project {
    let mut project = Project::starter();
    let text = project.files.get_mut(path).expect("the file is there");
    assert!(text.contains(old), "{old} in {text}");
    *text = text.replacen(old, new, 1);
    project
}

#[test]
fn what_no_scenario_notices_is_listed_at_its_line_and_ends_with_one() {
    let folder = Project::starter().write();
    let (code, out, talk) = run(folder.path(), &["test", "archfit", "--mutate"]);
    assert_eq!(code, 1, "{talk}");
    assert!(out.contains("\n\nwarning[unpinned]"), "{out}");
    assert!(out.contains("caching: what scenarios notice of changed rules\n  signs"), "{out}");
    assert!(out.contains("archfit/rules/caching/rules.toml:"), "{out}");
    assert_eq!(run(folder.path(), &["test", "archfit", "--mutate", "--fail-under", "0"]).0, 0);
    assert_eq!(run(folder.path(), &["test", "archfit", "--mutate", "--fail-under", "100"]).0, 1);
    let told = json(folder.path(), &["test", "archfit", "--mutate"]);
    let mutated = &told["decisions"][0]["mutated"];
    let all = mutated["mutations"].as_array().expect("a list");
    let numbers = mutated["numbers"].as_array().expect("a list");
    let pinned = all.iter().chain(numbers).filter(|one| one["pinned"] == true).count();
    let sums = mutated["sums"].as_array().expect("a list");
    assert_eq!(sums.iter().map(|sum| sum["pinned"].as_u64().unwrap_or(0)).sum::<u64>(), pinned as u64);
    assert!(pinned > 0 && pinned < all.len());
}

/// A rule that fires in one of many cases and is too small to be noticed in any scenario of the starter.
const TOO_SMALL: &str = r#"
[[rule]]
id = "hardly-matters"
when = "reads-per-second >= 4_321"
criterion = "simplicity"
points = { shared-cache = 1 }
because = "It is so."
evidence = ["littles-law"]
"#;

#[test]
fn a_rule_whose_sign_no_scenario_pins_is_a_finding_until_it_is_accepted() {
    let mut project = Project::starter();
    project.merge(RULES, TOO_SMALL);
    let folder = project.write();
    let (code, out, talk) = run(folder.path(), &["test", "archfit", "--mutate"]);
    assert_eq!(code, 1, "{out}{talk}");
    assert!(out.contains("warning[unpinned]") && out.contains("`hardly-matters`"), "{out}");
    assert!(!out.contains("all points with the other sign"), "it is told once: {out}");
    let told = |folder: &Path| json(folder, &["test", "archfit", "--mutate"])["findings"].to_string();
    assert!(told(folder.path()).contains("`hardly-matters`"), "{}", told(folder.path()));
    let (code, sarif, _) = run(folder.path(), &["test", "archfit", "--mutate", "--format", "sarif"]);
    assert_eq!(code, 1);
    assert!(sarif.contains(r#""ruleId": "unpinned""#), "{sarif}");
    let (code, _, talk) = run(folder.path(), &["test", "archfit", "--format", "sarif"]);
    assert_eq!(code, 2);
    assert!(talk.contains("add `--mutate`"), "{talk}");

    let mut project = Project::starter();
    project.merge(RULES, &format!("{TOO_SMALL}accept = {{ unpinned = \"a tie-breaker\" }}\n"));
    let folder = project.write();
    let (_, out, _) = run(folder.path(), &["test", "archfit", "--mutate"]);
    assert!(out.contains("    accepted: a tie-breaker"), "{out}");
    assert!(!told(folder.path()).contains("`hardly-matters`"), "{}", told(folder.path()));
    assert!(!project.findings().iter().any(|finding| finding.code == "stale-accept"), "check leaves it to test");
}

#[test]
fn an_accepted_rule_that_a_scenario_pins_after_all_is_told() {
    let project =
        with(RULES, "\ncriterion = \"speed\"\n", "\ncriterion = \"speed\"\naccept = { unpinned = \"once\" }\n");
    let folder = project.write();
    let (code, out, talk) = run(folder.path(), &["test", "archfit", "--mutate"]);
    assert_eq!(code, 1, "{talk}");
    assert!(out.contains("warning[stale-accept]"), "{out}");
}

#[test]
fn a_case_that_is_proposed_pins_the_change_once_it_is_written_down() {
    let project = Project::starter();
    let folder = project.write();
    let told = json(folder.path(), &["test", "archfit", "--mutate"]);
    let all = told["decisions"][0]["mutated"]["mutations"].as_array().expect("a list").clone();
    let open = all.iter().find(|one| one["pinned"] == false && !one["pin"].is_null()).expect("something is open");
    let scenario = open["pin"]["scenario"].as_str().expect("a scenario");
    let mut project = project;
    let file = project.files.get_mut(SCENARIOS).expect("it is there");
    *file = format!("{file}\n{scenario}");
    let folder = project.write();
    assert_eq!(run(folder.path(), &["test", "archfit"]).0, 0, "{scenario}");
    let told = json(folder.path(), &["test", "archfit", "--mutate"]);
    let after = told["decisions"][0]["mutated"]["mutations"].as_array().expect("a list").clone();
    let same = after.iter().find(|one| one["rule"] == open["rule"] && one["change"] == open["change"]);
    assert_eq!(same.expect("it is tried again")["pinned"], true, "{scenario}");
}

/// Cases are proposed where options are level too.
#[test]
fn every_case_that_is_proposed_passes_by_the_rules_as_they_are() {
    let mut project = Project::starter();
    let told = json(project.write().path(), &["test", "archfit", "--mutate"]);
    let all = told["decisions"][0]["mutated"]["mutations"].as_array().expect("a list");
    let proposed: Vec<&str> = all.iter().filter_map(|one| one["pin"]["scenario"].as_str()).collect();
    assert!(proposed.iter().any(|scenario| scenario.contains("lead-at-most = 0")), "{proposed:#?}");
    let file = project.files.get_mut(SCENARIOS).expect("it is there");
    for (n, scenario) in proposed.iter().enumerate() {
        let (id, rest) = scenario.split_once("id = \"").expect("an id");
        *file += &format!("\n{id}id = \"n{n}-{rest}");
    }
    let (code, out, talk) = run(project.write().path(), &["test", "archfit"]);
    assert_eq!(code, 0, "{out}{talk}");
    let solved = json(project.write().path(), &["tune", "archfit"]);
    let next = solved["decisions"][0]["next"]["scenario"].as_str().expect("a case to ask about");
    *project.files.get_mut(SCENARIOS).expect("it is there") += &format!("\n{next}");
    let (code, out, talk) = run(project.write().path(), &["test", "archfit"]);
    assert_eq!(code, 0, "{next}{out}{talk}");
}

#[test]
fn what_is_not_tried_of_changed_rules_is_counted_with_the_reason() {
    let mut project = Project::starter();
    project.merge(
        RULES,
        "[[rule]]\nid = \"stale-may-be-simple\"\nwhen = \"may-be-stale == yes\"\nweighs = { simplicity = 41 }\nbecause = \"So.\"\nevidence = [\"own-trial\"]\n",
    );
    let folder = project.write();
    let (_, out, _) = run(folder.path(), &["test", "archfit", "--mutate"]);
    let said = "not tried: `stale-may-be-simple`: what it adds to weights with the other sign: the weight of `simplicity` could fall to -1";
    assert!(out.contains(said), "{out}");
    let told = json(folder.path(), &["test", "archfit", "--mutate"]);
    let mutated = &told["decisions"][0]["mutated"];
    let left = mutated["left-out"].as_array().expect("a list");
    let below = left.iter().find(|one| one["kind"] == "sign").expect("the sign is left out");
    assert_eq!(below["rule"], "stale-may-be-simple");
    assert_eq!(below["why"], serde_json::json!({ "weight-below-zero": "simplicity", "least": -1 }));
    let numbers = mutated["numbers"].as_array().expect("a list");
    assert!(
        numbers.iter().any(|one| one["number"].as_str().is_some_and(|said| said.starts_with("weight of"))),
        "{numbers:?}"
    );
    let sum = mutated["sums"].as_array().and_then(|sums| sums.last()).expect("a sum");
    assert_eq!((&sum["kind"], &sum["of"]), (&"number".into(), &numbers.len().into()));
}

#[test]
fn a_rule_that_fires_counts_among_those_that_can() {
    let told = json(Path::new(env!("CARGO_MANIFEST_DIR")), &["coverage", "rules/backend-runtime"]);
    let rules = told["decisions"][0]["rules"].as_array().expect("its rules");
    let fires = |rule: &&serde_json::Value| rule["fired"] != 0;
    assert!(rules.iter().filter(fires).count() > 100, "{told}");
    rules.iter().filter(fires).for_each(|rule| assert_eq!(rule["reachable"], true, "{rule}"));
}

#[test]
fn coverage_says_which_signs_are_pinned() {
    let folder = Project::starter().write();
    let (_, out, _) = run(folder.path(), &["coverage", "archfit"]);
    assert!(out.contains("  pinned "), "{out}");
    let told = json(folder.path(), &["coverage", "archfit"]);
    let rules = told["decisions"][0]["rules"].as_array().expect("a list").clone();
    assert!(rules.iter().any(|rule| rule["pinned"] == true), "{rules:?}");
}

#[test]
fn a_number_typed_wrong_is_found_and_its_edit_mends_the_file() {
    let project = with(RULES, "points = { no-cache = -2", "points = { no-cache = 9");
    let folder = project.write();
    assert_eq!(run(folder.path(), &["test", "archfit"]).0, 1, "the planted number fails a scenario");
    let (code, out, talk) = run(folder.path(), &["tune", "archfit"]);
    assert_eq!(code, 1, "{talk}");
    assert!(out.contains("fail by their numbers") && out.contains("instead of 9"), "{out}");
    let told = json(folder.path(), &["tune", "archfit"]);
    let repairs = told["decisions"][0]["repairs"].as_array().expect("a list").clone();
    let edit = repairs.iter().map(|repair| &repair["edits"][0]).find(|edit| edit["old"] == 9).expect("the planted one");
    let path = folder.path().join(RULES);
    let mut text = std::fs::read_to_string(&path).expect("it can be read");
    let at = |key: &str| usize::try_from(edit[key].as_u64().expect("a number")).expect("it fits");
    text.replace_range(at("start")..at("end"), edit["text"].as_str().expect("a text"));
    std::fs::write(&path, text).expect("it can be written");
    assert_eq!(run(folder.path(), &["test", "archfit"]).0, 0);
}

#[test]
fn slack_is_told_for_every_number() {
    let folder = Project::starter().write();
    let (code, out, talk) = run(folder.path(), &["tune", "archfit", "--slack"]);
    assert_eq!(code, 0, "{talk}");
    assert!(out.contains("Of ") && out.contains("points of `"), "{out}");
    let told = json(folder.path(), &["tune", "archfit"]);
    let slack = told["decisions"][0]["slack"].as_array().expect("a list").clone();
    assert!(slack.iter().any(|one| !one["low"].is_null()), "{slack:?}");
}

#[test]
fn a_scenario_is_opened_by_explain_decide_and_interview() {
    let folder = Project::starter().write();
    let scenarios = std::fs::read_to_string(folder.path().join(SCENARIOS)).expect("it can be read");
    let id = scenarios.lines().find_map(|line| line.strip_prefix("id = \"")).expect("an id").trim_end_matches('"');
    let (code, out, talk) = run(folder.path(), &["explain", "--scenario", id]);
    assert_eq!(code, 0, "{out}{talk}");
    assert!(out.contains("hold"), "{out}");
    let (code, out, talk) = run(folder.path(), &["explain", "no-cache", "--scenario", id]);
    assert_eq!(code, 0, "{out}{talk}");
    let told = json(folder.path(), &["decide", "--scenario", id]);
    assert_eq!(told["decisions"].as_array().expect("a list").len(), 1);
    let (_, _, talk) = run(folder.path(), &["interview", "--plain", "--scenario", id, "opened.toml"]);
    let opened = std::fs::read_to_string(folder.path().join("opened.toml")).unwrap_or_else(|_| panic!("{talk}"));
    assert!(opened.contains("questionnaire = \"caching\"") && opened.contains("[answers]"), "{opened}");
    let (code, _, talk) = run(folder.path(), &["decide", "--scenario", "nothing-like-it"]);
    assert_eq!(code, 2);
    assert!(talk.contains("there is no scenario `nothing-like-it`"), "{talk}");
}

#[test]
fn a_failing_scenario_shows_fits_and_what_speaks_for_the_expected_option() {
    let mut project = Project::starter();
    let text = project.files.get_mut(SCENARIOS).expect("it is there");
    *text = text.replacen("winner = \"no-cache\"", "winner = \"shared-cache\"", 1);
    let folder = project.write();
    let (code, out, _) = run(folder.path(), &["test", "archfit"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains(" behind)") && out.contains("open it: archfit explain --scenario"), "{out}");
}

#[test]
fn a_scenario_that_expects_nothing_fails() {
    let mut project = Project::starter();
    let text = project.files.get_mut(SCENARIOS).expect("it is there");
    text.push_str("\n[[scenario]]\nid = \"empty\"\nanswers = { query-ms = 1 }\nexpect = {}\n");
    let folder = project.write();
    let (code, out, _) = run(folder.path(), &["test", "archfit"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("something that must come out"), "{out}");
}

#[test]
fn a_renamed_option_is_renamed_in_all_files_and_the_project_passes_as_before() {
    let mut project = Project::starter();
    let answers = "format = 1\nquestionnaire = \"caching\"\n[answers]\ncopies = \"one\"\n[override]\ndecision = \"caching\"\noption = \"no-cache\"\nbecause = \"no-cache\"\n";
    project.files.insert("answers.toml".into(), answers.into());
    let folder = project.write();
    let (_, before, _) = run(folder.path(), &["test", "archfit"]);
    let (code, _, talk) = run(folder.path(), &["rename", "option", "no-cache", "plain", "--project", "."]);
    assert_eq!(code, 0, "{talk}");
    assert!(talk.contains("changed 1 place in"), "{talk}");
    let (code, out, talk) = run(folder.path(), &["check", "archfit", "--strict", "--today", "2026-11-24"]);
    assert_eq!(code, 0, "{out}{talk}");
    assert_eq!(run(folder.path(), &["test", "archfit"]).1, before);
    let answers = std::fs::read_to_string(folder.path().join("answers.toml")).expect("it can be read");
    assert!(answers.contains("option = \"plain\"\nbecause = \"no-cache\""), "{answers}");
    let (code, _, talk) = run(folder.path(), &["rename", "option", "no-such", "x", "--project", "."]);
    assert_eq!(code, 2);
    assert!(talk.contains("there is no option `no-such`"), "{talk}");
}

#[test]
fn points_that_a_repair_takes_out_go_with_their_entry() {
    // In this rule the points for one option are too many: without them the scenarios pass.
    let project = with(RULES, "points = { no-cache = -2 }", "points = { no-cache = 9, shared-cache = -1 }");
    let folder = project.write();
    let told = json(folder.path(), &["tune", "archfit"]);
    let repairs = told["decisions"][0]["repairs"].as_array().expect("a list").clone();
    assert!(!repairs.is_empty(), "{told}");
    for edit in repairs.iter().flat_map(|repair| repair["edits"].as_array().expect("a list")) {
        let path = folder.path().join(edit["file"].as_str().unwrap_or(RULES));
        let before = std::fs::read_to_string(&path).expect("it can be read");
        let at = |key: &str| usize::try_from(edit[key].as_u64().expect("a number")).expect("it fits");
        let mut text = before.clone();
        text.replace_range(at("start")..at("end"), edit["text"].as_str().expect("a text"));
        std::fs::write(&path, &text).expect("it can be written");
        let (_, out, talk) = run(folder.path(), &["check", "archfit", "--today", "2026-11-24", "--format", "concise"]);
        assert!(!out.contains(": error"), "{edit}\n{out}{talk}");
        std::fs::write(&path, before).expect("it can be written");
    }
}

#[test]
fn a_renamed_decision_is_found_by_old_answers() {
    let mut project = Project::starter();
    let answers = "format = 1\nquestionnaire = \"caching\"\ndecisions = [\"caching\"]\n[answers]\ncopies = \"one\"\n";
    project.files.insert("answers.toml".into(), answers.into());
    let folder = project.write();
    let decide = |file: &str| run(folder.path(), &["decide", file, "--project", "."]).1;
    let before = decide("answers.toml");
    let (code, _, talk) = run(folder.path(), &["rename", "decision", "caching", "where-to-cache", "--project", "."]);
    assert_eq!(code, 0, "{talk}");
    let renamed = std::fs::read_to_string(folder.path().join("answers.toml")).expect("it can be read");
    assert!(renamed.contains("decisions = [\"where-to-cache\"]"), "{renamed}");
    std::fs::write(folder.path().join("old.toml"), answers).expect("it can be written");
    assert_eq!(decide("old.toml"), before);
    assert_eq!(decide("answers.toml"), before);
    let (code, out, talk) = run(folder.path(), &["check", "archfit", "--strict", "--today", "2026-11-24"]);
    assert_eq!(code, 0, "{out}{talk}");
}

#[test]
fn a_scenario_may_expect_levels_by_the_names_that_traits_and_levels_had() {
    let folder = Project::starter().write();
    for (what, old, new) in [("trait", "pressure", "load"), ("level", "load.low", "little")] {
        let (code, _, talk) = run(folder.path(), &["rename", what, old, new, "--project", "."]);
        assert_eq!(code, 0, "{talk}");
    }
    // A scenario of a branch that was begun before, and a rule that counts levels by the old name.
    let path = folder.path().join("archfit/rules/caching/scenarios.toml");
    let now = std::fs::read_to_string(&path).expect("it can be read");
    assert!(now.contains("levels = { load = \"little\" }"), "{now}");
    std::fs::write(&path, now.replace("load = \"little\"", "pressure = \"low\"")).expect("it can be written");
    let rules = folder.path().join(RULES);
    let text = std::fs::read_to_string(&rules).expect("it can be read");
    let counted = "[[rule]]\nid = \"grows\"\nper-level = \"pressure\"\ncriterion = \"simplicity\"\npoints = { no-cache = 1 }\nbecause = \"So.\"\nevidence = [\"own-trial\"]\n";
    std::fs::write(&rules, format!("{text}\n{counted}")).expect("it can be written");
    let (code, out, talk) = run(folder.path(), &["check", "archfit", "--format", "concise", "--today", "2026-11-24"]);
    assert!(code < 2 && !out.contains(": error"), "{out}{talk}");
    for old in ["`pressure` is an old name of `load`", "`low` is an old name of `little`"] {
        assert!(out.contains(old), "{old}: {out}");
    }
    let (code, out, talk) = run(folder.path(), &["test", "archfit", "--filter", "small-and-quick"]);
    assert_eq!(code, 0, "{out}{talk}");
    run(folder.path(), &["check", "archfit", "--fix", "--today", "2026-11-24"]);
    assert_eq!(std::fs::read_to_string(&path).expect("it can be read"), now);
    assert!(std::fs::read_to_string(&rules).expect("it can be read").contains("per-level = \"load\""));
}

#[test]
fn a_decision_in_the_place_of_a_built_in_one_keeps_its_id() {
    let folder = tempfile::tempdir().expect("a folder");
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = |path: &str| {
        let to = folder.path().join("archfit").join(path);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
        std::fs::copy(built_in.join(path), to).expect("it is copied");
    };
    for entry in std::fs::read_dir(built_in.join("rules/background-work")).expect("a built-in folder") {
        copy(&format!("rules/background-work/{}", entry.expect("a file").file_name().to_string_lossy()));
    }
    let args = ["rename", "decision", "background-work", "later-work", "--project", "."];
    let (code, _, talk) = run(folder.path(), &args);
    assert_eq!(code, 2, "{talk}");
    assert!(talk.contains("takes the place of a decision that is built in") && talk.contains("keep the id"), "{talk}");
    // What belongs to it may be called otherwise.
    let option = "workers";
    let (_, list, _) = run(
        folder.path(),
        &["rename", "option", option, "workers-apart", "--decision", "background-work", "--project", ".", "--dry-run"],
    );
    assert!(!list.contains("takes the place"), "{list}");
}

#[test]
fn answers_are_kept_as_a_scenario_that_passes() {
    let mut project = Project::starter();
    let answers = "format = 1\nquestionnaire = \"caching\"\nsystem = \"Shop\"\n[answers]\ncopies = { value = \"one\", sure = 0.7 }\nmay-be-stale = \"yes\"\n";
    project.files.insert("answers.toml".into(), answers.into());
    let folder = project.write();
    let keep = || run(folder.path(), &["decide", "answers.toml", "--save-scenario", "the-shop", "--project", "."]);
    let (code, out, talk) = keep();
    assert_eq!((code, out.as_str()), (0, ""), "{talk}");
    let text = std::fs::read_to_string(folder.path().join(SCENARIOS)).expect("it can be read");
    assert!(text.contains("id = \"the-shop\"\ntitle = \"Shop\"\nexpect = { winner = "), "{text}");
    let told = json(folder.path(), &["test", "archfit", "--filter", "the-shop"]);
    assert_eq!((told["passed"].as_u64(), told["failed"].as_u64()), (Some(1), Some(0)), "{told}");
    let (code, _, talk) = keep();
    assert!(code == 2 && talk.contains("has a scenario `the-shop` already"), "{talk}");
}

#[test]
fn level_options_are_kept_as_a_scenario_that_passes() {
    let mut project = Project::starter();
    let answers = "format = 1\nquestionnaire = \"caching\"\n[answers]\nreads-per-second = \"few\"\nquery-ms = \"quick\"\ncopies = \"one\"\n\
                   runs-already = []\nmay-be-stale = \"yes\"\nfor-how-long = \"minutes\"\n";
    project.files.insert("answers.toml".into(), answers.into());
    let folder = project.write();
    let (code, _, talk) = run(folder.path(), &["decide", "answers.toml", "--save-scenario", "tied", "--project", "."]);
    assert_eq!(code, 0, "{talk}");
    let text = std::fs::read_to_string(folder.path().join(SCENARIOS)).expect("it can be read");
    assert!(text.contains("lead-at-most = 0, outcome = \"close-call\""), "{text}");
    let told = json(folder.path(), &["test", "archfit", "--filter", "tied"]);
    assert_eq!((told["passed"].as_u64(), told["failed"].as_u64()), (Some(1), Some(0)), "{told}");
}

#[test]
fn a_lens_is_imported_with_its_defects_and_again_with_the_same_ids() {
    let lens = r#"{ "name": "Small Lens", "pillars": [
      { "id": "a", "name": "One", "questions": [ { "id": "Q1", "title": "Is it so?", "choices": [
        { "id": "q1_1", "title": "It is" }, { "id": "q1_no", "title": "None of these" } ],
        "riskRules": [ { "condition": "q1_1", "risk": "NO_RISK" }, { "condition": "default", "risk": "HIGH_RISK" } ] } ] },
      { "id": "b", "name": "Two", "questions": [ { "id": "Q2", "title": "And this?", "choices": [
        { "id": "q2_1", "title": "Yes" }, { "id": "q2_2", "title": "Unused" } ],
        "riskRules": [ { "condition": "q2_1", "risk": "NO_RISK" }, { "condition": "default", "risk": "MEDIUM_RISK" } ] } ] } ] }"#;
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("lens.json");
    std::fs::write(&file, lens).expect("it can be written");
    let import = |more: &[&str]| {
        let args = [&["import", "lens", "lens.json", "--project", "."][..], more].concat();
        run(folder.path(), &args)
    };
    let (code, _, talk) = import(&[]);
    assert_eq!(code, 1, "{talk}");
    assert!(talk.contains("lens.json:6:51: no rule of `Q2` asks for the choice `q2_2`"), "{talk}");
    let questions = folder.path().join("archfit/questionnaires/small-lens.toml");
    let first = std::fs::read_to_string(&questions).expect("it is written");
    let (code, out, talk) = run(folder.path(), &["check", "--project", ".", "--format", "concise"]);
    assert!(!out.contains(": error"), "{code} {out}{talk}");
    assert_eq!(import(&[]).0, 2, "what is there stays");
    std::fs::write(&file, lens.replace("Is it so?", "Is it really so?")).expect("it can be written");
    assert_eq!(import(&["--replace"]).0, 1);
    let again = std::fs::read_to_string(&questions).expect("it is written");
    assert_eq!(again, first.replace("Is it so?", "Is it really so?"));
    let own = format!("{again}\n# of our own\n");
    std::fs::write(&questions, &own).expect("it can be written");
    let (code, _, talk) = import(&["--replace"]);
    assert!(code == 2 && talk.contains("was edited since it was imported"), "{talk}");
    assert_eq!(std::fs::read_to_string(&questions).expect("it is there"), own, "nothing that was added is lost");
    std::fs::remove_file(&questions).expect("it can be removed");
    assert_eq!(import(&["--replace"]).0, 1);
    std::fs::write(&file, lens.replace("\"Two\"", "NaN")).expect("it can be written");
    let (code, _, talk) = import(&["--replace"]);
    assert!(code == 2 && talk.contains("lens.json:5:28: `NaN` is no value of JSON"), "{talk}");
}
