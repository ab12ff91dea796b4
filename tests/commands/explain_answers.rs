//! `archfit explain ANSWERS.toml`: why a rule or an option stands as it does.

use crate::storage::Place;

fn explain(more: &[&str]) -> crate::storage::Said {
    Place::new().run(&[&["explain", "answers.toml"], more].concat())
}

#[test]
fn a_rule_is_explained_comparison_by_comparison() {
    let said = explain(&["high-pressure"]);
    assert_eq!((said.talk.as_str(), said.code), ("", 0));
    insta::assert_snapshot!(said.out);
}

#[test]
fn an_option_is_explained_by_what_speaks_for_and_against_it() {
    insta::assert_snapshot!(explain(&["server"]).out);
}

#[test]
fn without_a_topic_every_rule_says_how_it_stands() {
    let said = explain(&[]);
    let n_rules = said.out.lines().filter(|line| line.ends_with("hold") || line.contains(" hold")).count();
    assert!(n_rules >= 3, "{}", said.out);
}

#[test]
fn a_misspelt_topic_is_answered_with_a_hint() {
    let said = explain(&["servr"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("did you mean `server`?"), "{}", said.talk);
}

#[test]
fn an_explanation_is_said_in_every_format() {
    let json: serde_json::Value = serde_json::from_str(&explain(&["server", "--format", "json"]).out).unwrap();
    assert_eq!(json["format"], 1);
    let option = &json["explanations"][0]["why"]["option"];
    let flip = option["flips"]["ways"][0]["said"].as_str().unwrap();
    let markdown = explain(&["server", "--format", "markdown"]).out;
    let text = explain(&["server"]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [flip, option["why_not"]["against"][0]["because"].as_str().unwrap()] {
        assert!(markdown.contains(said) && text.contains(said), "{said}");
    }
    for topic in ["high-pressure", "server", ""] {
        let topics: Vec<&str> = [topic, "--format", "markdown"].into_iter().filter(|word| !word.is_empty()).collect();
        let said = explain(&topics);
        assert_eq!(said.code, 0, "{}", said.talk);
        assert!(said.out.contains("## Storage engine: Embedded database\n"), "{}", said.out);
    }
}

#[test]
fn what_is_excluded_is_explained_with_what_frees_it() {
    let said = Place::new().run(&["explain", "several-writers.toml", "embedded"]);
    assert!(said.out.contains("Embedded database is excluded\n"), "{}", said.out);
    assert!(said.out.contains("Not excluded if \"How many machines write at the same time?\" becomes"), "{}", said.out);
}

#[test]
fn a_format_without_answers_is_refused() {
    let said = Place::new().run(&["explain", "never-true", "--format", "json"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("`--format` goes with an answers file"), "{}", said.talk);
}
