//! `archfit explain ANSWERS.toml`: why a rule or an option stands as it does.

mod storage;

use storage::Place;

fn explain(more: &[&str]) -> storage::Said {
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
