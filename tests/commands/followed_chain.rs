//! What is said of a decision that follows another one holds for both: open answers may still make a close call of the one followed.

use serde_json::Value;

use crate::road::{Way, decide, points, rule};

const BAGS: &str =
    "[[question]]\nid = \"bags\"\nask = \"How many bags?\"\nchoices = [{ id = \"few\" }, { id = \"many\" }]\n";

/// How to go, and what to wear on the way. With many bags the road is a close call, whoever leads.
fn project(answers: &str) -> tempfile::TempDir {
    let so = |id: &str, when: &str, of: &str, what: &str| rule(id, when, &points(of, what), "So it is.");
    let road = [
        so("quick", "speed == fast", "road-choice", "train = 50"),
        so("quiet", "speed == slow", "road-choice", "on-foot = 50"),
        so("porters", "speed == fast and bags == many", "road-choice", "on-foot = 48"),
    ];
    let load = [
        so("calm", "speed == slow", "load", "boots = 40"),
        so("mud", "road == path", "load", "boots = 50"),
        so("ease", "road == rail", "load", "shoes = 30"),
    ];
    Way { questions: BAGS, most: 100, road: &road, load: ("The shoes", &load) }.project(answers)
}

fn load(answers: &str) -> Value {
    let folder = project(answers);
    let report: Value = serde_json::from_str(&decide(folder.path(), "json")).expect("JSON");
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
    let text = decide(folder.path(), "text");
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
    let text = decide(folder.path(), "text");
    let first = text.split("Firm means").next().expect("the first page");
    assert!(first.contains("Their reason: we have them. Price:") && !first.contains("rail\": Shoes."), "{text}");
}
