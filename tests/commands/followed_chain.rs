//! What is said of a decision that follows another one holds for both: open answers may still make a close call of the one followed.

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
id = "bags"
ask = "How many bags?"
choices = [{ id = "few" }, { id = "many" }]
[[question]]
id = "road"
ask = "By which road?"
settled-by = "road-choice"
choices = [{ id = "path", label = "The path", options = ["on-foot"] }, { id = "rail", label = "The rail", options = ["train"] }]
"#;

const HEAD: &str = "format = 1\n[decision]\nid = \"ID\"\ntitle = \"TITLE\"\nquestionnaire = \"q\"\nclose-call = 4\n\
                    [[criterion]]\nid = \"ID-all\"\nname = \"All\"\nweight = 10\nscale = [0, 100]\n";

fn option(id: &str, name: &str) -> String {
    format!("[[option]]\nid = \"{id}\"\nname = \"{name}\"\nsummary = \"It is one.\"\n")
}

fn rule(id: &str, when: &str, of: &str, points: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\ncriterion = \"{of}-all\"\npoints = {{ {points} }}\nbecause = \"So it is.\"\n"
    )
}

/// How to go, and what to wear on the way. With many bags the road is a close call, whoever leads.
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
        + &rule("quick", "speed == fast", "road-choice", "train = 50")
        + &rule("quiet", "speed == slow", "road-choice", "on-foot = 50")
        + &rule("porters", "speed == fast and bags == many", "road-choice", "on-foot = 48");
    write("archfit/rules/road-choice/rules.toml", road);
    let load = HEAD.replace("ID", "load").replace("TITLE", "The shoes")
        + &option("boots", "Boots")
        + &option("shoes", "Shoes")
        + &rule("calm", "speed == slow", "load", "boots = 40")
        + &rule("mud", "road == path", "load", "boots = 50")
        + &rule("ease", "road == rail", "load", "shoes = 30");
    write("archfit/rules/load/rules.toml", load);
    write("a.toml", format!("format = 1\nquestionnaire = \"q\"\n{answers}"));
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(folder).args(arguments).output().expect("it runs");
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    String::from_utf8_lossy(&said.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn load(answers: &str) -> Value {
    let folder = project(answers);
    let report: Value =
        serde_json::from_str(&run(folder.path(), &["decide", "a.toml", "--format", "json"])).expect("JSON");
    let made = report["decisions"].as_array().expect("decisions").iter().find(|made| made["decision"] == "load");
    made.expect("it is made").clone()
}

#[test]
fn nothing_is_firm_that_a_close_call_of_the_decision_followed_turns_over() {
    let before = load("[answers]\nspeed = \"fast\"\n");
    assert_eq!(before["winner"], "shoes");
    assert_eq!(before["proven"], false);
    assert!(before["chance_to_stay"].as_f64().expect("a chance") < 0.9, "{before}");
    assert!(!before["summary"]["firm"].as_str().expect("a sentence").starts_with("Firm"), "{}", before["summary"]);
    let many = load("[answers]\nspeed = \"fast\"\nbags = \"many\"\n");
    assert_eq!(many["winner"], "boots");
    let few = load("[answers]\nspeed = \"fast\"\nbags = \"few\"\n");
    assert_eq!((&few["winner"], &few["proven"]), (&"shoes".into(), &true.into()));
}

#[test]
fn the_lead_of_a_change_is_the_one_there_is_after_it() {
    let made = load("[answers]\nspeed = \"fast\"\nbags = \"few\"\n");
    let ways: Vec<&Value> = made["flips"]
        .as_array()
        .expect("flips")
        .iter()
        .flat_map(|flips| flips["ways"].as_array().expect("ways"))
        .collect();
    let way = ways.iter().find(|way| way["changes"][0]["question"] == "speed").expect("another speed turns it over");
    let there = load("[answers]\nspeed = \"slow\"\nbags = \"few\"\n");
    assert_eq!((&there["winner"], &there["lead"]), (&"boots".into(), &way["lead"]));
}

#[test]
fn the_way_out_of_a_close_call_with_nothing_open_is_to_choose() {
    let folder = project("[answers]\nspeed = \"fast\"\nbags = \"many\"\n");
    let own = "\n[[override]]\ndecision = \"load\"\noption = \"shoes\"\nbecause = \"we have them\"\n";
    let text = run(folder.path(), &["decide", "a.toml"]);
    assert!(
        text.contains("Way out: choose in The road and say why") && !text.contains("answer what is open"),
        "{text}"
    );
    std::fs::write(
        folder.path().join("a.toml"),
        format!("format = 1\nquestionnaire = \"q\"\n[answers]\nspeed = \"fast\"\nbags = \"many\"\n{own}"),
    )
    .expect("a file");
    // A change to what the team goes for already is none, and its reason ends as a sentence.
    let text = run(folder.path(), &["decide", "a.toml"]);
    let first = text.split("Firm means").next().expect("the first page");
    assert!(first.contains("Their reason: we have them. Price:") && !first.contains("rail\": Shoes."), "{text}");
}
