//! The decisions of one report go together, or the report says that they do not, and what to do about it.

use std::path::Path;

use serde_json::Value;

const QUESTIONNAIRE: &str = r#"format = 1
id = "q"
title = "Q"
[[question]]
id = "speed"
ask = "How fast?"
choices = [{ id = "slow" }, { id = "fast" }]
[[question]]
id = "road"
ask = "By which road?"
settled-by = "road-choice"
choices = [{ id = "path", label = "The path", options = ["on-foot"] }, { id = "rail", label = "The rail", options = ["train"] }]
"#;

const HEAD: &str = "format = 1\n[decision]\nid = \"ID\"\ntitle = \"TITLE\"\nquestionnaire = \"q\"\nclose-call = 4\n\
                    [[criterion]]\nid = \"ID-all\"\nname = \"All\"\nweight = 10\nscale = [0, 5]\n";

fn option(id: &str, name: &str) -> String {
    format!("[[option]]\nid = \"{id}\"\nname = \"{name}\"\nsummary = \"It is one.\"\n")
}

fn rule(id: &str, when: &str, what: &str, because: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\n{what}\nbecause = \"{because}\"\n")
}

fn points(of: &str, points: &str) -> String {
    format!("criterion = \"{of}-all\"\npoints = {{ {points} }}")
}

/// How to go, and what to carry on the way: boots are excluded on the rail.
fn project(answers: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: String| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    };
    write("archfit/questionnaires/q.toml", QUESTIONNAIRE.to_owned());
    let road = HEAD.replace("ID", "road-choice").replace("TITLE", "The road")
        + &option("on-foot", "On foot")
        + &option("train", "Train")
        + &rule("quick", "speed == fast", &points("road-choice", "train = 5"), "Feet are slow.")
        + &rule("quiet", "speed == slow", &points("road-choice", "on-foot = 5"), "There is time.");
    write("archfit/rules/road-choice/rules.toml", road);
    let load = HEAD.replace("ID", "load").replace("TITLE", "The load")
        + &option("boots", "Boots")
        + &option("shoes", "Shoes")
        + &rule("mud", "road == path", &points("load", "boots = 5"), "Paths are muddy.")
        + &rule("ease", "road == rail", &points("load", "shoes = 3"), "Carriages are dry.")
        + &rule("clean", "road == rail", "excludes = [\"boots\"]", "Boots are not let into carriages.");
    write("archfit/rules/load/rules.toml", load);
    write("a.toml", format!("format = 1\nquestionnaire = \"q\"\n{answers}"));
    folder
}

fn decide(folder: &Path, format: &str) -> String {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(folder).args(["decide", "a.toml", "--format", format]).output().expect("it runs");
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    String::from_utf8_lossy(&said.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn an_answer_against_the_decision_that_settles_it_is_found_in_every_form_with_the_way_out() {
    let folder = project("[answers]\nspeed = \"fast\"\nroad = \"path\"\n");
    let report: Value = serde_json::from_str(&decide(folder.path(), "json")).expect("JSON");
    let found = &report["disagreements"][0];
    assert_eq!((&found["decision"], &found["option"]), (&"road-choice".into(), &"train".into()));
    assert_eq!((&found["question"], &found["answered"]), (&"road".into(), &"The path".into()));
    let clash = &found["clashes"][0];
    assert_eq!((&clash["option"], &clash["excluded"]), (&"boots".into(), &true.into()), "{found}");
    assert_eq!(clash["instead"], "shoes");
    for format in ["text", "markdown", "html"] {
        let text = decide(folder.path(), format);
        for part in ["The road comes to Train", "Boots is excluded in The load", "Shoes would lead", "Way out: "] {
            assert!(text.contains(part), "{format}: {part}: {text}");
        }
    }
}

#[test]
fn dont_know_follows_and_then_there_is_nothing_to_find() {
    for road in ["", "road = \"unknown\"\n", "road = \"rail\"\n"] {
        let folder = project(&format!("[answers]\nspeed = \"fast\"\n{road}"));
        let report: Value = serde_json::from_str(&decide(folder.path(), "json")).expect("JSON");
        assert_eq!(report["disagreements"], Value::Array(Vec::new()), "{road}");
        assert_eq!(report["first_page"]["warnings"], Value::Array(Vec::new()));
        let load = report["decisions"].as_array().expect("decisions").iter().find(|d| d["decision"] == "load");
        assert_eq!(load.expect("it is made")["winner"], "shoes");
    }
}

#[test]
fn what_the_team_chose_otherwise_in_one_decision_is_held_against_the_other() {
    let own = "[[override]]\ndecision = \"load\"\noption = \"boots\"\nbecause = \"we have them\"\n";
    let folder = project(&format!("[answers]\nspeed = \"fast\"\nroad = \"path\"\n{own}"));
    let report: Value = serde_json::from_str(&decide(folder.path(), "json")).expect("JSON");
    assert_eq!(report["disagreements"][0]["clashes"][0]["excluded"], true, "{}", report["disagreements"]);
}

#[test]
fn the_records_of_decisions_that_do_not_go_together_say_so_with_the_way_out() {
    for profile in ["madr4", "madr4-minimal", "nygard", "universal", "y-statement"] {
        let folder = project("[answers]\nspeed = \"fast\"\nroad = \"path\"\n");
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
        let arguments = ["adr", "new", "a.toml", "--dir", "adr", "--profile", profile];
        assert!(command.current_dir(folder.path()).args(arguments).output().expect("it runs").status.success());
        let records = std::fs::read_dir(folder.path().join("adr")).expect("records");
        let texts: Vec<String> =
            records.map(|record| std::fs::read_to_string(record.expect("a record").path()).expect("a text")).collect();
        assert_eq!(texts.len(), 2);
        for text in texts {
            let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                said.contains("does not go with another decision of the same answers. The road comes to Train"),
                "{text}"
            );
            assert!(said.contains("Way out: "), "{text}");
        }
    }
}
