//! What `diff` says of files with weights and own choices, of decisions that follow others, and of one that was renamed.

use serde_json::Value;

use crate::shop::{ANSWERS, CACHE, QUESTIONS, STORE, STORE_RULES, Shop};

/// The changes of a decision; `null` where it is not listed.
fn of<'v>(told: &'v Value, decision: &str) -> &'v Value {
    let all = told["decisions"].as_array().expect("decisions");
    all.iter().find(|one| one["decision"] == decision).unwrap_or(&Value::Null)
}

fn outcome(case: &Value) -> (String, String, f64) {
    let word = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    (word(&case["winner"]), word(&case["outcome"]), case["lead"].as_f64().expect("a lead"))
}

#[test]
fn an_answers_file_is_compared_with_the_weights_it_holds() {
    let shop = Shop::with_copy();
    shop.write("w.toml", &format!("{ANSWERS}\n[weights]\nfit = 40\n"));
    let before = shop.decided("w.toml", "store");
    shop.edit(STORE, "about = \"How fast.\"\nweight = 30", "about = \"How fast.\"\nweight = 70");
    let after = shop.decided("w.toml", "store");
    assert_eq!((before.0.as_str(), after.0.as_str()), ("mongo", "postgres"), "the weight of the file counts");
    let told = shop.json(&["diff", "before", "--answers", "w.toml"]);
    let case = &of(&told, "store")["answers"][0];
    assert_eq!((outcome(&case["before"]), outcome(&case["after"])), (before, after), "{told}");
    assert_eq!(shop.run(&["diff", "before", "--answers", "w.toml", "--fail-on-change"]).0, 1);
}

#[test]
fn an_own_choice_and_what_is_not_asked_for_count_as_in_the_file() {
    let shop = Shop::with_copy();
    let own = "\n[[override]]\ndecision = \"store\"\noption = \"mongo\"\nbecause = \"we run it\"\n";
    shop.write("own.toml", &format!("{ANSWERS}{own}"));
    shop.write("store.toml", &ANSWERS.replace("[answers]", "decisions = [\"store\"]\n\n[answers]"));
    shop.edit(CACHE, "points = { redis = 2 }", "points = { redis = 3 }");
    let told = shop.json(&["diff", "before", "--answers", "own.toml", "store.toml"]);
    let cases = of(&told, "cachepolicy")["answers"].as_array().expect("cases").clone();
    assert_eq!(cases.len(), 1, "one file does not make this decision: {cases:?}");
    assert_eq!(outcome(&cases[0]["after"]), shop.decided("own.toml", "cachepolicy"));
    assert_ne!(cases[0]["before"]["lead"], cases[0]["after"]["lead"], "the own choice leads to documents");
}

#[test]
fn a_file_under_new_names_is_told_to_the_version_before_by_its_own() {
    let shop = Shop::with_copy();
    let own =
        "\n[weights]\nfit = 40\n\n[[override]]\ndecision = \"store\"\noption = \"mongo\"\nbecause = \"we run it\"\n";
    shop.write("w.toml", &format!("{ANSWERS}{own}"));
    for (what, old, new) in [
        ("question", "report-depth", "depth"),
        ("criterion", "fit", "suits"),
        ("option", "mongo", "documents"),
        ("decision", "store", "shopstore"),
    ] {
        let of = if what == "criterion" { &["--decision", "store"][..] } else { &[] };
        let (code, _, talk) = shop.run(&[&["rename", what, old, new], of].concat());
        assert_eq!(code, 0, "{talk}");
    }
    let (code, out, talk) = shop.run(&["diff", "before", "--answers", "w.toml", "--fail-on-change"]);
    assert_eq!(code, 0, "{out}{talk}");
    assert!(!out.contains("was added") && !out.contains("was removed") && !out.contains("another outcome"), "{out}");
    assert_eq!(out.matches("Nothing that matters for outcomes").count(), 2, "{out}");
    assert!(!out.contains("@@ scenario"), "what is renamed in a scenario is the same scenario: {out}");
    let told = shop.json(&["diff", "before", "--answers", "w.toml"]);
    for decision in ["shopstore", "cachepolicy"] {
        for case in of(&told, decision)["answers"].as_array().into_iter().flatten() {
            assert_eq!(case["before"], case["after"], "{told}");
        }
    }
    assert_eq!(told["added"], serde_json::json!([]), "{told}");
}

/// Cases of the cache policy that hang on which store is chosen.
const CASES: &str = r#"
[[scenario]]
id = "c1"
answers = { orders = "some", report-depth = "cubes", known = ["pg"], budget = "ok", tests-run = "yes", reviews-done = "no" }
expect = { winner = "none" }
"#;

#[test]
fn what_follows_an_edited_decision_is_compared_too() {
    let shop = Shop::with_copy();
    for path in [CACHE, "before/archfit/rules/cachepolicy/decision.toml"] {
        shop.add(path, CASES);
    }
    shop.write("s.toml", &ANSWERS.replace("\"joins\"", "\"cubes\"").replace("[\"mongo\"]", "[\"pg\"]"));
    let before = shop.decided("s.toml", "cachepolicy");
    shop.edit(STORE_RULES, "points = { postgres = 2, mongo = -1 }", "points = { postgres = -2, mongo = 2 }");
    let after = shop.decided("s.toml", "cachepolicy");
    assert_eq!((before.0.as_str(), after.0.as_str()), ("none", "redis"));
    let told = shop.json(&["diff", "before", "--answers", "s.toml"]);
    let cache = of(&told, "cachepolicy");
    assert_eq!(cache["scenarios"][0]["changed"], true, "{told}");
    assert_eq!((outcome(&cache["answers"][0]["before"]), outcome(&cache["answers"][0]["after"])), (before, after));
    let share = cache["space"]["other-winner"].as_f64().expect("a share");
    assert!(share > 0.0, "{told}");
    assert!(!cache["space"]["transitions"].as_array().expect("a list").is_empty(), "{told}");
    assert_eq!(told["unchanged"], 0, "{told}");
    let (_, out, _) = shop.run(&["diff", "before"]);
    assert!(out.contains("Nothing of its own was edited; it follows from what `store` comes to."), "{out}");
    assert!(!out.contains("Nothing that matters for outcomes"), "{out}");
    assert_eq!(shop.run(&["diff", "before", "--fail-on-change"]).0, 1);
}

#[test]
fn what_follows_a_decision_that_comes_to_the_same_is_unchanged() {
    let shop = Shop::with_copy();
    shop.edit(STORE, "name = \"Running cost\"", "name = \"What it costs\"");
    let told = shop.json(&["diff", "before"]);
    assert_eq!((&told["unchanged"], of(&told, "cachepolicy")), (&Value::from(1), &Value::Null), "{told}");
    assert_eq!(of(&told, "store")["space"]["other-winner"], 0.0, "{told}");
}

#[test]
fn the_share_of_what_follows_is_that_of_the_answers_under_which_the_store_changes() {
    let shop = Shop::with_copy();
    // Whatever is answered, files are chosen: nobody can keep anything else.
    shop.add(
        STORE_RULES,
        "\n[[rule]]\nid = \"only-files\"\nwhen = \"budget == tight\"\nexcludes = [\"postgres\", \"mongo\"]\nbecause = \"No money.\"\n\
         \n[[rule]]\nid = \"only-sql\"\nwhen = \"budget == ok\"\nexcludes = [\"files\", \"mongo\"]\nbecause = \"Money.\"\n",
    );
    let folder = shop.path("before/archfit");
    std::fs::remove_dir_all(&folder).expect("it goes");
    std::fs::create_dir_all(shop.path("before")).expect("a folder");
    assert!(std::process::Command::new("cp").args(["-r"]).arg(shop.path("archfit")).arg(&folder).status().is_ok());
    shop.edit(
        STORE_RULES,
        "when = \"budget == ok\"\nexcludes = [\"files\", \"mongo\"]",
        "when = \"budget == ok\"\nexcludes = [\"files\", \"postgres\"]",
    );
    let told = shop.json(&["diff", "before"]);
    let space = &of(&told, "cachepolicy")["space"];
    // With money documents take the place of SQL. There they turn the winner where something is to be decided: `redis` then has two points
    // more, and with few orders nothing has to be decided.
    assert_eq!(space["exact"], true, "{told}");
    // In half of these `redis` was level with keeping nothing before, so that nothing won.
    let share = space["other-winner"].as_f64().expect("a share");
    assert!((share - 1.0 / 3.0).abs() < 1e-9, "{told}");
    assert_eq!(
        space["transitions"][0]["example"].as_str().map(|said| said.contains("store-chosen")),
        Some(false),
        "{told}"
    );
}

#[test]
fn a_question_that_is_gone_is_not_taken_for_a_choice_that_is_new() {
    let shop = Shop::with_copy();
    shop.edit(
        QUESTIONS,
        "{ id = \"cubes\", label = \"Cubes\" } ]",
        "{ id = \"cubes\", label = \"Cubes\" }, { id = \"hyper\" } ]",
    );
    shop.edit(
        QUESTIONS,
        "[[question]]\nid = \"budget\"\nsection = \"Money\"\nask = \"How tight is the budget?\"\nchoices = [ { id = \"tight\", label = \"Tight\" }, { id = \"ok\", label = \"Fine\" } ]\n",
        "",
    );
    shop.edit(STORE_RULES, "when = \"budget == tight\"", "when = \"orders == few\"");
    let told = shop.json(&["diff", "before"]);
    assert_eq!(told["lost"], serde_json::json!([{ "id": "budget", "help": null }]), "{told}");
    let (_, out, _) = shop.run(&["diff", "before"]);
    let lines: Vec<&str> = out.lines().collect();
    let is_same = |pair: &[&str]| pair[0].starts_with("- ") && pair[1].strip_prefix('+') == pair[0].strip_prefix('-');
    assert!(!lines.windows(2).any(is_same), "{out}");
    assert!(out.contains("@@ rule deep-reports-cubes changed @@"), "{out}");
}
