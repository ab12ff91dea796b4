//! What `diff` says of questions that an edit removes, adds or renames: they are varied or mapped, never taken at one answer.

use std::path::Path;

use serde_json::Value;

const LOAD: &str =
    "[[question]]\nid = \"load\"\nask = \"How much?\"\nchoices = [{ id = \"low\" }, { id = \"high\" }]\n";

/// A question with these choices under this id.
fn cloud(id: &str, choices: [&str; 2]) -> String {
    let [a, b] = choices;
    format!("[[question]]\nid = \"{id}\"\nask = \"Hosted?\"\nchoices = [{{ id = \"{a}\" }}, {{ id = \"{b}\" }}]\n")
}

fn questionnaire(questions: &str) -> String {
    format!("format = 1\nid = \"q\"\ntitle = \"Q\"\n{LOAD}{questions}")
}

/// `x` wins by what it starts with, unless the veto holds.
fn rules(veto: &str) -> String {
    let option = |id: &str, points: u32| {
        format!("[[option]]\nid = \"{id}\"\nname = \"{id}\"\nsummary = \"One.\"\nbase = {{ speed = {points} }}\n")
    };
    let veto = if veto.is_empty() {
        String::new()
    } else {
        format!("[[rule]]\nid = \"out\"\nwhen = \"{veto}\"\nexcludes = [\"x\"]\nbecause = \"It is not to be had.\"\n")
    };
    format!(
        "format = 1\n[decision]\nid = \"d\"\ntitle = \"D\"\nquestionnaire = \"q\"\nclose-call = 1\n[[criterion]]\nid = \"speed\"\n\
         weight = 1\nscale = [0, 4]\n{}{}[[rule]]\nid = \"busy\"\nwhen = \"load == high\"\ncriterion = \"speed\"\npoints = {{ x = 1 }}\n\
         because = \"It is.\"\n{veto}",
        option("x", 3),
        option("y", 1)
    )
}

fn write(folder: &Path, questions: &str, veto: &str) {
    for (path, text) in
        [("archfit/questionnaires/q.toml", questionnaire(questions)), ("archfit/rules/d/rules.toml", rules(veto))]
    {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
}

/// What `diff` says of the whole answer space.
fn space(before: (&str, &str), after: (&str, &str)) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("old"), before.0, before.1);
    write(&folder.path().join("new"), after.0, after.1);
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said =
        command.current_dir(folder.path()).args(["diff", "old", "new", "--format", "json"]).output().expect("runs");
    let said: Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
    said["decisions"][0]["space"].clone()
}

#[test]
fn a_question_that_is_removed_with_its_veto_is_varied_in_whatever_order_its_choices_stand() {
    for choices in [["yes", "no"], ["no", "yes"]] {
        let space = space((&cloud("cloud", choices), "cloud == no"), ("", ""));
        assert_eq!((space["other-winner"].as_f64(), space["exact"].as_bool()), (Some(0.5), Some(true)), "{space}");
        let transition = &space["transitions"][0];
        assert_eq!((&transition["before"], &transition["after"]), (&Value::from("y"), &Value::from("x")));
        assert_eq!(transition["example"], "", "{space}");
        assert_eq!(transition["example-before"], "`cloud = no`", "{space}");
    }
}

#[test]
fn a_question_that_is_added_with_its_veto_changes_as_much() {
    let space = space(("", ""), (&cloud("cloud", ["yes", "no"]), "cloud == no"));
    assert_eq!(space["other-winner"].as_f64(), Some(0.5), "{space}");
    assert_eq!(space["transitions"][0]["example"], "`cloud = no`", "{space}");
}

#[test]
fn a_question_that_is_only_renamed_changes_nothing_with_an_alias_or_without() {
    let old = cloud("cloud", ["yes", "no"]);
    let plain = cloud("hosted", ["yes", "no"]);
    for new in [plain.clone(), format!("{plain}[aliases]\ncloud = \"hosted\"\n")] {
        let space = space((&old, "cloud == no"), (&new, "hosted == no"));
        assert_eq!(space["other-winner"].as_f64(), Some(0.0), "{space}");
        assert_eq!(space["other-outcome"].as_f64(), Some(0.0), "{space}");
    }
}

#[test]
fn the_smallest_example_of_a_renamed_question_holds_on_both_sides() {
    let space = space(
        (&cloud("cloud", ["yes", "no"]), "cloud == no"),
        (&format!("{}[aliases]\ncloud = \"hosted\"\n", cloud("hosted", ["yes", "no"])), "hosted == yes"),
    );
    assert_eq!(space["other-winner"].as_f64(), Some(1.0), "{space}");
    let examples: Vec<&Value> =
        space["transitions"].as_array().expect("a list").iter().map(|t| &t["example"]).collect();
    assert!(
        examples.contains(&&Value::from("`hosted = no`")) && examples.contains(&&Value::from("`hosted = yes`")),
        "{space}"
    );
}

#[test]
fn answers_that_are_no_longer_possible_are_said_to_be_left_out() {
    let three = "[[question]]\nid = \"cloud\"\nask = \"Hosted?\"\nchoices = [{ id = \"yes\" }, { id = \"no\" }, { id = \"soon\" }]\n";
    let space = space((three, "cloud == no"), (&cloud("cloud", ["yes", "no"]), "cloud == no"));
    assert_eq!(space["other-winner"].as_f64(), Some(0.0), "{space}");
    let share = space["no-longer-possible"].as_f64().expect("a share");
    assert!((share - 1.0 / 3.0).abs() < 1e-9, "{space}");
}

#[test]
fn a_choice_that_is_renamed_is_the_same_answer_also_with_its_question() {
    let old = cloud("cloud", ["yes", "no"]);
    for (new, veto) in [
        (format!("{}[aliases]\n\"cloud.no\" = \"cloud.never\"\n", cloud("cloud", ["yes", "never"])), "cloud == never"),
        (
            format!(
                "{}[aliases]\ncloud = \"hosted\"\n\"hosted.no\" = \"hosted.never\"\n",
                cloud("hosted", ["yes", "never"])
            ),
            "hosted == never",
        ),
    ] {
        let same = space((&old, "cloud == no"), (&new, veto));
        for share in ["other-winner", "other-outcome", "not-comparable", "no-longer-possible"] {
            assert_eq!(same[share].as_f64(), Some(0.0), "{share}: {same}");
        }
        // Another veto is told with the name that each version knows.
        let turned = veto.replace("never", "yes");
        let turned = space((&old, "cloud == no"), (&new, &turned));
        assert_eq!(turned["other-winner"].as_f64(), Some(1.0), "{turned}");
    }
}

#[test]
fn a_choice_that_is_gone_is_the_new_one_at_its_place_and_another_question_is_not_the_same_one() {
    let was = cloud("cloud", ["yes", "no"]);
    // Renamed without an alias, and the veto taken away.
    let told = space((&was, "cloud == no"), (&cloud("cloud", ["yes", "never"]), ""));
    assert_eq!((told["other-winner"].as_f64(), told["not-comparable"].as_f64()), (Some(0.5), Some(0.0)), "{told}");
    // The same shape and place, and other words: both are varied.
    let people = cloud("people", ["yes", "no"]).replace("Hosted?", "Is it about people?");
    let told = space((&was, "cloud == no"), (&people, "people == no"));
    assert_eq!(told["other-winner"].as_f64(), Some(0.5), "{told}");
}

#[test]
fn a_winner_that_becomes_level_with_another_is_none_any_more() {
    let was = cloud("cloud", ["yes", "no"]);
    let folder = tempfile::tempdir().expect("a folder");
    for (version, start) in [("old", "base = { speed = 3 }"), ("new", "base = { speed = 1 }")] {
        write(&folder.path().join(version), &was, "");
        let path = folder.path().join(version).join("archfit/rules/d/rules.toml");
        let text = std::fs::read_to_string(&path).expect("it is there");
        std::fs::write(&path, text.replacen("base = { speed = 3 }", start, 1)).expect("it can be written");
    }
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(folder.path()).args(["diff", "old", "new"]).output().expect("runs");
    let said = String::from_utf8(said.stdout).expect("it writes UTF-8");
    assert!(said.contains("**50.0 % get another winner**"), "{said}");
    assert!(said.contains("| `x` | `x` and `y`, level | 50.0 % | `load = low` |"), "{said}");
}

#[test]
fn what_only_one_version_knows_is_not_called_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("old"), &cloud("cloud", ["yes", "no"]), "cloud == no");
    write(&folder.path().join("new"), &cloud("cloud", ["here", "there"]), "cloud == there");
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(folder.path()).args(["diff", "old", "new"]).output().expect("runs");
    let said = String::from_utf8(said.stdout).expect("it writes UTF-8");
    assert!(said.contains("No answers are known to both versions, so nothing was compared"), "{said}");
    assert!(!said.contains("no outcome changes"), "{said}");
}
