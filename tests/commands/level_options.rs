//! Options that nothing tells apart are level, whatever order the file has them in, and weights that say nothing are refused.

use std::path::Path;

use serde_json::Value;

const QUESTIONNAIRE: &str = "format = 1\nid = \"q\"\ntitle = \"Q\"\n[[question]]\nid = \"load\"\nask = \"How much?\"\n\
                             choices = [{ id = \"low\" }, { id = \"high\" }]\n";

/// A rule base in which three options get the same points everywhere; the options in this order.
fn rules(options: [&str; 3], weight: u32) -> String {
    let head = "format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\nclose-call = 4\n";
    let criterion = |id: &str| format!("[[criterion]]\nid = \"{id}\"\nweight = {weight}\nscale = [0, 4]\n");
    let option = |id: &str| {
        format!("[[option]]\nid = \"{id}\"\nname = \"{id}\"\nsummary = \"A tree.\"\nbase = {{ speed = 1, cost = 1 }}\n")
    };
    let rule = "[[rule]]\nid = \"r\"\nwhen = \"load == high\"\ncriterion = \"speed\"\npoints = { ash = 2, elm = 2, oak = 2 }\n\
                because = \"All do.\"\n";
    format!("{head}{}{}{}{rule}", criterion("speed"), criterion("cost"), options.map(option).concat())
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, text).expect("a file");
}

fn project(options: [&str; 3], weight: u32, answers: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "archfit/questionnaires/q.toml", QUESTIONNAIRE);
    write(folder.path(), "archfit/rules/d/rules.toml", &rules(options, weight));
    write(folder.path(), "a.toml", &format!("format = 1\nquestionnaire = \"q\"\n{answers}"));
    folder
}

fn run(folder: &tempfile::TempDir, args: &[&str]) -> std::process::Output {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    command.current_dir(folder.path()).args(args).output().expect("it runs")
}

/// By option: its chance to win and its shares of the ranks.
fn shares(options: [&str; 3], answers: &str) -> Vec<(String, String)> {
    let said = run(&project(options, 10, answers), &["decide", "a.toml", "--format", "json"]);
    let report: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    let decision = &report["decisions"][0];
    assert_eq!(decision["outcome"], "close-call");
    for pair in decision["weights"]["pairs"].as_array().expect("pairs") {
        assert_eq!((&pair["all"], &pair["within_drift"]), (&Value::from(0.0), &Value::from(0.0)), "nobody is ahead");
    }
    let chance = |win: &Value| (win["option"].as_str().expect("an id").to_owned(), win["chance"].to_string());
    let mut wins: Vec<_> = decision["chances"]["wins"].as_array().expect("chances").iter().map(chance).collect();
    let rank = |rank: &Value| (rank["option"].as_str().expect("an id").to_owned(), rank["shares"].to_string());
    wins.extend(decision["weights"]["ranks"]["options"].as_array().expect("ranks").iter().map(rank));
    wins.sort();
    wins
}

#[test]
fn level_options_share_chances_and_ranks_in_any_order_of_the_file() {
    for answers in ["", "[answers]\nload = \"high\"\n"] {
        let found = shares(["ash", "elm", "oak"], answers);
        assert!(found.iter().all(|(_, share)| share.contains("0.3333")), "{found:?}");
        for order in [["oak", "elm", "ash"], ["elm", "oak", "ash"], ["ash", "oak", "elm"]] {
            assert_eq!(shares(order, answers), found, "{order:?}");
        }
    }
}

#[test]
fn weights_that_cannot_be_read_are_refused_wherever_they_are_wrong() {
    for (weights, code) in [
        ("[weights]\nspeed = 5\ncots = 5\n", "unknown-criterion"),
        ("[weights.d]\nspeed = 5\n", "unknown-criterion"),
        ("weights = 5\n", "wrong-type"),
        ("[weights]\nspeed = \"much\"\n", "bad-weight"),
        ("[weights]\nspeed = 0\ncost = 0\n", "bad-weight"),
    ] {
        let folder = project(["ash", "elm", "oak"], 10, weights);
        write(folder.path(), "b.toml", "format = 1\nquestionnaire = \"q\"\n[answers]\nload = \"low\"\n");
        for args in [
            &["decide", "a.toml"][..],
            &["compare", "a.toml", "b.toml"],
            &["diff", "archfit", "archfit", "--answers", "a.toml"],
        ] {
            let said = run(&folder, args);
            let talk = String::from_utf8_lossy(&said.stderr);
            assert_eq!((said.status.code(), said.stdout.len()), (Some(2), 0), "{args:?}: {said:?}");
            assert!(talk.contains(code) && talk.contains("a.toml"), "{args:?}: {talk}");
        }
    }
}

#[test]
fn weights_that_are_all_zero_are_refused_with_their_place() {
    for zero in ["speed = 0\ncost = 0\n", "speed = -1\n", "speed = 0\ncost = { value = 0, votes = { ana = 0 } }\n"] {
        let folder = project(["ash", "elm", "oak"], 10, &format!("[weights]\n{zero}"));
        for args in [&["decide", "a.toml"][..], &["explain", "a.toml", "ash"], &["adr", "new", "a.toml"]] {
            let said = run(&folder, args);
            let talk = String::from_utf8_lossy(&said.stderr);
            assert_eq!((said.status.code(), said.stdout.len()), (Some(2), 0), "{args:?}: {said:?}");
            assert!(talk.contains("bad-weight") && talk.contains("a.toml:"), "{talk}");
        }
    }
    let one = project(["ash", "elm", "oak"], 10, "[weights]\nspeed = 0\n");
    assert_eq!(run(&one, &["decide", "a.toml"]).status.code(), Some(0));
}

#[test]
fn a_rule_base_whose_weights_are_all_zero_is_an_error() {
    let folder = project(["ash", "elm", "oak"], 0, "");
    let said = run(&folder, &["check"]);
    assert_eq!(said.status.code(), Some(1), "{said:?}");
    assert!(String::from_utf8_lossy(&said.stdout).contains("no-criteria"), "{said:?}");
    let said = run(&folder, &["decide", "a.toml"]);
    let talk = String::from_utf8_lossy(&said.stderr);
    assert_eq!(said.status.code(), Some(2), "{said:?}");
    assert!(
        talk.contains("what reads the questionnaire `q` has errors") && talk.contains("`archfit check` shows where"),
        "{talk}"
    );
}

#[test]
fn level_options_are_all_named_and_none_is_said_to_be_ahead() {
    for (answers, is_open) in [("[answers]\nload = \"high\"\n", false), ("", true)] {
        let folder = project(["ash", "elm", "oak"], 10, answers);
        for format in ["text", "markdown", "html", "json"] {
            let said = run(&folder, &["decide", "a.toml", "--format", format]);
            let text = String::from_utf8_lossy(&said.stdout).into_owned();
            assert!(text.contains("ash, elm and oak are level"), "{format}: {text}");
            for wrong in [
                "on no criterion",
                "ash leads",
                "Too close to call: ash",
                "0.0 points",
                "0.0 behind",
                "stays ahead",
                "is level",
                "unner-up:",
            ] {
                assert!(!text.contains(wrong), "{format}: {wrong}: {text}");
            }
            assert!(is_open || !text.contains("Open answers can still"), "{format}: {text}");
        }
        let said = run(&folder, &["interview", "--plain", "a.toml"]);
        assert!(is_open || String::from_utf8_lossy(&said.stdout).contains("ash, elm and oak are level"), "{said:?}");
    }
}

#[test]
fn what_leads_from_one_option_over_a_tie_to_another_is_not_said_to_decide_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let question = |id: &str| {
        format!("[[question]]\nid = \"{id}\"\nask = \"{id}?\"\nchoices = [{{ id = \"yes\" }}, {{ id = \"no\" }}]\n")
    };
    let questions = format!("format = 1\nid = \"q\"\ntitle = \"Q\"\n{}{}", question("dry"), question("near"));
    write(folder.path(), "archfit/questionnaires/q.toml", &questions);
    let rule = |id: &str, when: &str, option: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\ncriterion = \"{id}\"\npoints = {{ {option} = 1 }}\nbecause = \"So it is.\"\n"
        )
    };
    let criterion = |id: &str| format!("[[criterion]]\nid = \"{id}\"\nweight = 10\nscale = [0, 1]\n");
    let option = |id: &str| format!("[[option]]\nid = \"{id}\"\nname = \"{id}\"\nsummary = \"A tree.\"\n");
    let rules = [
        "format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\n".to_owned(),
        criterion("a") + &criterion("b") + &option("ash") + &option("elm"),
        rule("a", "dry == yes", "ash") + &rule("b", "near == yes", "elm"),
    ];
    write(folder.path(), "archfit/rules/d/rules.toml", &rules.concat());
    for (name, dry, near) in [("ana", "yes", "yes"), ("ben", "no", "yes"), ("cho", "yes", "no")] {
        let answers = format!("format = 1\nquestionnaire = \"q\"\n[answers]\ndry = \"{dry}\"\nnear = \"{near}\"\n");
        write(folder.path(), &format!("{name}.toml"), &answers);
    }
    let said = run(&folder, &["compare", "ana.toml", "ben.toml", "cho.toml"]);
    let text = String::from_utf8_lossy(&said.stdout);
    assert_eq!(said.status.code(), Some(1), "{said:?}");
    assert!(text.contains("depending on who is right: ash, or elm") && !text.contains("decide nothing"), "{text}");
    // Those two differ in what only makes a tie of a lead, and the same option leads both ways.
    let said = run(&folder, &["compare", "ana.toml", "ben.toml"]);
    let text = String::from_utf8_lossy(&said.stdout);
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    assert!(text.contains("decide nothing"), "{text}");
}
