//! What is kept, held and told of files is what they come to: scenarios of answers with weights, numbers that only validity holds, coverage of what
//! follows a decision.

use crate::shop::{ANSWERS, CACHE, QUESTIONS, STORE, STORE_RULES, Shop};

#[test]
fn what_weights_of_the_file_decide_is_no_scenario() {
    let shop = Shop::new();
    shop.write("s.toml", &format!("{}\n[weights]\nfit = 60\n", ANSWERS.replace("\"joins\"", "\"cubes\"")));
    let shown = shop.decided("s.toml", "store");
    let plain = {
        shop.write("plain.toml", &ANSWERS.replace("\"joins\"", "\"cubes\""));
        shop.decided("plain.toml", "store")
    };
    assert_ne!((&shown.0, &shown.1), (&plain.0, &plain.1), "the weight decides");
    let scenarios = "archfit/rules/store/scenarios.toml";
    let before = shop.text(scenarios);
    let (code, _, talk) = shop.run(&["decide", "s.toml", "--decision", "store", "--save-scenario", "w-case"]);
    assert_eq!(code, 2, "{talk}");
    assert!(talk.contains("a scenario holds answers alone") && talk.contains("`[weights]`"), "{talk}");
    assert!(talk.contains(&format!("`{}` ({})", plain.0, plain.1)) && talk.contains(&shown.0), "{talk}");
    assert_eq!(shop.text(scenarios), before);
    // Where the answers alone come to the same, they are kept.
    let (code, _, talk) = shop.run(&["decide", "plain.toml", "--decision", "store", "--save-scenario", "plain"]);
    assert_eq!(code, 0, "{talk}");
    assert!(shop.text(scenarios).contains(&format!("winner = \"{}\"", plain.0)));
    assert_eq!(shop.run(&["test", "archfit"]).0, 0);
}

#[test]
fn what_an_own_choice_decides_by_way_of_another_decision_is_no_scenario() {
    let shop = Shop::new();
    let answers = ANSWERS.replace("\"joins\"", "\"cubes\"").replace("[\"mongo\"]", "[\"pg\"]");
    let own = "\n[[override]]\ndecision = \"store\"\noption = \"mongo\"\nbecause = \"we run it\"\n";
    shop.write("s.toml", &format!("{answers}{own}"));
    assert_eq!(shop.decided("s.toml", "cachepolicy").0, "redis");
    let (code, _, talk) = shop.run(&["decide", "s.toml", "--decision", "cachepolicy", "--save-scenario", "c"]);
    assert_eq!(code, 2, "{talk}");
    assert!(talk.contains("`[[override]]`"), "{talk}");
}

#[test]
fn a_number_that_only_validity_holds_says_up_to_where() {
    let shop = Shop::new();
    let (_, out, talk) = shop.run(&["tune", "archfit/rules/store"]);
    let line = |of: &str| out.lines().find(|line| line.contains(of)).unwrap_or_else(|| panic!("{of}: {out}{talk}"));
    assert!(line("weight of `fit`: 20").contains("at least 10 (or a weight may fall to nothing)"), "{out}");
    assert!(line("what `money` adds to the weight of `fit`: -10").contains("at least -20"), "{out}");
    assert!(!out.contains("and so any number would do:"), "{out}");
    // That is where `check` stands: the end is fine, the next number is an error.
    let check = |old: &str, new: &str| {
        let shop = Shop::new();
        let path = if old.starts_with("weighs") { STORE_RULES } else { STORE };
        shop.edit(path, old, new);
        shop.run(&["check", "archfit", "--format", "concise"]).1.contains("weight-below-zero")
    };
    let weight = |of: i32| check("about = \"Team.\"\nweight = 20", &format!("about = \"Team.\"\nweight = {of}"));
    assert_eq!((weight(10), weight(9)), (false, true));
    let adds = |of: i32| check("weighs = { cost = 30, fit = -10 }", &format!("weighs = {{ cost = 30, fit = {of} }}"));
    assert_eq!((adds(-20), adds(-21)), (false, true));
}

#[test]
fn coverage_counts_what_a_decision_says_to_a_question() {
    let shop = Shop::new();
    let case = |id: &str, known: &str, depth: &str, winner: &str| {
        format!(
            "\n[[scenario]]\nid = \"{id}\"\nanswers = {{ orders = \"some\", report-depth = \"{depth}\", known = [\"{known}\"], budget = \"ok\", \
             tests-run = \"yes\", reviews-done = \"yes\" }}\nexpect = {{ winner = \"{winner}\" }}\n"
        )
    };
    shop.add(CACHE, &(case("c1", "pg", "cubes", "none") + &case("c2", "mongo", "flat", "redis")));
    let (_, out, talk) = shop.run(&["coverage", "archfit/rules/cachepolicy"]);
    assert!(out.contains("cachepolicy: 2 scenarios"), "{out}{talk}");
    assert!(!out.contains("store-chosen ("), "{out}");
}

#[test]
fn an_acceptance_under_the_wrong_name_is_not_told_that_nothing_comes_up() {
    let with = |of: &str| {
        let shop = Shop::new();
        let accept = format!("accept = {{ same-answers = {{ of = {of}, because = \"so it is\" }} }}");
        let choices = format!("{{ id = \"ok\" }}, {{ id = \"so-so\" }} ]\n{accept}");
        shop.edit(QUESTIONS, "{ id = \"ok\", label = \"Fine\" } ]", &choices);
        shop.run(&["check", "archfit", "--format", "concise"]).1
    };
    let right = with("[\"budget\", \"ok\", \"so-so\"]");
    assert!(!right.contains("stale-accept") && !right.contains("`so-so`"), "{right}");
    let wrong = with("[\"tight\"]");
    assert!(wrong.contains("`so-so`"), "the finding stands: {wrong}");
    let said = "`accept` names `tight`, and `same-answers` comes up here for `budget`, `ok`, `so-so`";
    assert!(wrong.contains(said), "{wrong}");
    assert!(!wrong.contains("which does not occur here"), "{wrong}");
}

#[test]
fn a_record_that_follows_another_decision_names_the_own_choice_there() {
    let shop = Shop::new();
    let answers = ANSWERS.replace("\"joins\"", "\"cubes\"").replace("[\"mongo\"]", "[\"pg\"]");
    shop.write("s.toml", &answers.replace("\"tight\"", "\"ok\""));
    assert_eq!(shop.run(&["adr", "new", "s.toml", "--decision", "cachepolicy", "--dir", "docs"]).0, 0);
    assert_eq!(shop.run(&["recheck", "docs"]).0, 0);
    shop.add("s.toml", "\n[[override]]\ndecision = \"store\"\noption = \"mongo\"\nbecause = \"we run it\"\n");
    let (code, out, talk) = shop.run(&["recheck", "docs"]);
    assert_eq!(code, 1, "{talk}");
    let cause = "`store-chosen` follows `store`, for which the team's own choice is `mongo` (`[[override]]`)";
    assert!(out.contains(cause), "{out}");
    assert!(out.contains("s.toml:13") && !out.contains("of the rule base changed"), "{out}");
}
