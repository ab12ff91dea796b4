//! The decisions of one report go together, or the report says that they do not, and what to do about it.

use serde_json::Value;

use crate::road::{Way, decide, points, rule};

/// How to go, and what to carry on the way: boots are excluded on the rail.
fn project(answers: &str) -> tempfile::TempDir {
    let road = [
        rule("quick", "speed == fast", &points("road-choice", "train = 5"), "Feet are slow."),
        rule("quiet", "speed == slow", &points("road-choice", "on-foot = 5"), "There is time."),
    ];
    let load = [
        rule("mud", "road == path", &points("load", "boots = 5"), "Paths are muddy."),
        rule("ease", "road == rail", &points("load", "shoes = 3"), "Carriages are dry."),
        rule("clean", "road == rail", "excludes = [\"boots\"]", "Boots are not let into carriages."),
    ];
    Way { questions: "", most: 5, road: &road, load: ("The load", &load) }.project(answers)
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
fn what_is_out_by_another_answer_is_not_held_against_a_decision() {
    let own = "[[override]]\ndecision = \"load\"\noption = \"boots\"\nbecause = \"we have them\"\n";
    let road = [rule("quick", "speed == fast", &points("road-choice", "train = 5"), "Feet are slow.")];
    let load = [
        rule("ease", "road == rail", &points("load", "shoes = 3"), "Carriages are dry."),
        rule("haste", "speed == fast", "excludes = [\"boots\"]", "Nobody runs in boots."),
    ];
    let way = Way { questions: "", most: 5, road: &road, load: ("The load", &load) };
    let folder = way.project(&format!("[answers]\nspeed = \"fast\"\nroad = \"path\"\n{own}"));
    let report: Value = serde_json::from_str(&decide(folder.path(), "json")).expect("JSON");
    assert_eq!(report["disagreements"][0]["clashes"], Value::Array(Vec::new()), "{}", report["disagreements"]);
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
