//! What stands in an answers file and is not used is told where the advice is: on the first page and in the body of every form, in
//! explanations, records and comparisons, and by the exit code.

use std::path::Path;

use serde_json::Value;

const QUESTIONNAIRE: &str = r#"format = 1
id = "trip"
title = "Trip"
[[question]]
id = "far"
ask = "Is it far?"
name = "the way"
choices = [{ id = "no" }, { id = "yes" }]
[[question]]
id = "luggage"
ask = "How many bags?"
name = "the luggage"
ask-if = "far == yes"
integer = { min = 0, max = 9, unit = "bags" }
[[question]]
id = "rain"
ask = "Does it rain?"
choices = [{ id = "no" }, { id = "yes" }]
"#;

const RULES: &str = r#"format = 1
[decision]
id = "how"
title = "How to go"
questionnaire = "trip"
close-call = 1
[[criterion]]
id = "ease"
name = "Ease"
weight = 10
scale = [0, 9]
[[option]]
id = "bike"
name = "Bicycle"
summary = "It has two wheels."
[[option]]
id = "bus"
name = "Bus"
summary = "It has four and more."
[[rule]]
id = "distance"
when = "far == yes"
criterion = "ease"
points = { bus = 5 }
because = "Far is far."
[[rule]]
id = "bags"
when = "luggage >= 1"
criterion = "ease"
points = { bus = 2 }
because = "Bags do not ride."
[[rule]]
id = "sun"
when = "rain == no"
criterion = "ease"
points = { bike = 4 }
because = "It is dry."
"#;

fn project(answers: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    };
    write("archfit/questionnaires/trip.toml", QUESTIONNAIRE);
    write("archfit/rules/how/rules.toml", RULES);
    write("a.toml", answers);
    folder
}

fn answers(lines: &str) -> String {
    format!("format = 1\nquestionnaire = \"trip\"\n[answers]\n{lines}")
}

/// The exit code and what is printed, in one line.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(folder).args(arguments).output().expect("it runs");
    let text = String::from_utf8_lossy(&said.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    (said.status.code(), text)
}

/// Files that are read in part, with what has to be said of them.
const HALF_READ: [(&str, &str); 12] = [
    ("fra = \"yes\"\n", "`trip` has no question `fra`"),
    ("far = \"yess\"\n", "`far` has no choice `yess`"),
    ("far = 5\n", "`far` is not a number"),
    ("far = true\n", "no answer to `far`"),
    ("far = \"yes\"\nluggage = 12\n", "12 is out of range"),
    ("far = \"no\"\n[answers]\nrain = \"no\"\n", "stands twice"),
    ("far = { value = \"yes\", note = 5 }\n", "`note` of `far` is not a text"),
    ("far = { value = \"yes\", votes = \"ana\" }\n", "`votes` of `far` is not a table"),
    ("far = { sure = 0.5 }\n", "the answer to `far` has no `value`"),
    ("far = { value = \"yes\", sure = 7 }\n", "`sure` of `far` is not a chance"),
    ("far = { value = \"yes\", noot = \"x\" }\n", "unknown key `noot`"),
    ("far = \"yes\"\n[weightz]\nease = 3\n", "unknown key `weightz`"),
];

#[test]
fn what_could_not_be_read_stands_first_in_every_form_and_again_in_its_body() {
    for (lines, said) in HALF_READ {
        let folder = project(&answers(lines));
        for format in ["text", "markdown", "html"] {
            let (code, text) = run(folder.path(), &["decide", "a.toml", "--format", format]);
            let text = text.replace("&#x27;", "'").replace('\\', "");
            let text = text.replace("<code>", "`").replace("</code>", "`");
            assert_eq!(code, Some(1), "{lines}");
            let (first, body) = text.split_at(text.rfind("Not read, so not counted").expect("a part of the body"));
            assert!(
                first.contains("The answers file was read in part") && first.contains(said),
                "{lines}{format}: {text}"
            );
            assert!(body.contains(said) && body.contains("line "), "{format}: {body}");
        }
        let (code, json) = run(folder.path(), &["decide", "a.toml", "--format", "json"]);
        let report: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(code, Some(1));
        assert!(report["unread"][0]["line"].as_u64().is_some_and(|line| line >= 4), "{}", report["unread"]);
        let unread = report["unread"].as_array().expect("a list");
        assert!(unread.iter().any(|one| one["said"].as_str().is_some_and(|text| text.contains(said))), "{unread:?}");
        assert!(report["first_page"]["warnings"][0].as_str().is_some_and(|text| text.contains("read in part")));
    }
}

#[test]
fn explanations_comparisons_and_merges_say_what_could_not_be_read() {
    let folder = project(&answers("fra = \"yes\"\n"));
    std::fs::write(folder.path().join("b.toml"), answers("far = \"yes\"\n")).expect("a file");
    let said = "`trip` has no question `fra`";
    for arguments in [
        &["explain", "a.toml"][..],
        &["explain", "a.toml", "bus"],
        &["explain", "a.toml", "--format", "markdown"],
        &["explain", "a.toml", "--format", "json"],
        &["compare", "a.toml", "b.toml"],
        &["compare", "a.toml", "b.toml", "--format", "json"],
        &["merge", "a.toml", "b.toml", "-o", "m.toml"],
    ] {
        let (code, text) = run(folder.path(), arguments);
        assert!(code == Some(1) && text.replace('\\', "").contains(said), "{arguments:?}: {code:?} {text}");
    }
}

#[test]
fn a_record_is_refused_for_errors_and_says_what_else_does_not_count() {
    let folder = project(&answers("far = \"yess\"\n"));
    assert_eq!(run(folder.path(), &["adr", "new", "a.toml", "--dry-run"]), (Some(2), String::new()));
    for profile in ["madr4", "madr4-minimal", "nygard", "universal", "y-statement"] {
        let folder = project(&answers("fra = \"yes\"\nrain = \"no\"\n"));
        let (code, text) = run(folder.path(), &["adr", "new", "a.toml", "--dry-run", "--profile", profile]);
        assert_eq!(code, Some(0));
        assert!(text.contains("The answers file was read in part") && text.contains("fra"), "{profile}: {text}");
    }
}

#[test]
fn answers_that_are_not_asked_for_stand_on_the_first_page_and_in_the_record() {
    let folder = project(&answers("far = \"no\"\nluggage = 1\nrain = \"no\"\n"));
    let said = "Answers not counted, for the other answers leave these questions out: the luggage (1 bag).";
    for format in ["text", "markdown", "html", "json"] {
        let (code, text) = run(folder.path(), &["decide", "a.toml", "--format", format]);
        assert!(code == Some(0) && text.contains(said), "{format}: {text}");
    }
    let (_, record) = run(folder.path(), &["adr", "new", "a.toml", "--dry-run"]);
    assert!(record.contains(said), "{record}");
}

#[test]
fn files_that_are_whole_are_not_called_half_read() {
    let text = answers("far = \"yes\"\nluggage = 2\nrain = { value = \"no\", note = \"a dry month\" }\n");
    for text in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
        let folder = project(&text);
        let (code, json) = run(folder.path(), &["decide", "a.toml", "--format", "json"]);
        let report: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!((code, &report["unread"]), (Some(0), &Value::Array(Vec::new())), "{text}");
        assert_eq!(report["first_page"]["warnings"], Value::Array(Vec::new()));
    }
}

#[test]
fn files_that_cannot_be_read_at_all_give_no_report() {
    let whole = answers("far = \"yes\"\n");
    let conflict = format!("<<<<<<< ours\n{whole}=======\n{whole}>>>>>>> theirs\n");
    let other = whole.replace("\"trip\"", "\"trap\"");
    for text in ["", "far = \"yes\"\n", &conflict, &other, &whole.replace("format = 1", "format = 9")] {
        let folder = project(text);
        for command in [&["decide", "a.toml", "-o", "x.html", "--format", "html"][..], &["adr", "new", "a.toml"]] {
            assert_eq!(run(folder.path(), command), (Some(2), String::new()), "{text}");
        }
        assert!(!folder.path().join("x.html").exists());
    }
}

#[test]
fn rules_that_were_read_in_part_are_named_on_the_first_page() {
    let folder = project(&answers("far = \"yes\"\n"));
    let rules = RULES.replace("when = \"rain == no\"", "when = \"rian == no\"");
    std::fs::write(folder.path().join("archfit/rules/how/rules.toml"), rules).expect("a file");
    let (code, text) = run(folder.path(), &["decide", "a.toml"]);
    assert!(code == Some(1) && text.contains("! The rules were read in part"), "{text}");
    assert!(text.contains("rian"), "{text}");
}

#[test]
fn what_is_begun_like_a_scenario_is_told_as_borrowed_until_somebody_confirms_it() {
    let folder = project("");
    let rules = format!(
        "{RULES}[[scenario]]\nid = \"holiday\"\ntitle = \"A holiday\"\nanswers = {{ far = \"yes\", luggage = 2 }}\n\
         expect = {{ winner = \"bus\" }}\n\
         [[scenario]]\nid = \"errand\"\nanswers = {{ far = \"no\", luggage = 2 }}\nexpect = {{ winner = \"bike\" }}\n"
    );
    std::fs::write(folder.path().join("archfit/rules/how/rules.toml"), rules).expect("a file");
    let begin = |file: &str, id: &str| run(folder.path(), &["new", "answers", "trip", file, "--like", id]).0;
    assert_eq!((begin("x.toml", "holiday"), begin("y.toml", "holidya")), (Some(0), Some(2)));
    assert_eq!(begin("x.toml", "holiday"), Some(2), "a file that is there is not written over");
    // What is not asked under the other answers is not taken over.
    assert_eq!(begin("near.toml", "errand"), Some(0));
    let near = std::fs::read_to_string(folder.path().join("near.toml")).expect("the answers");
    assert!(near.contains("far = {") && !near.contains("luggage"), "{near}");
    let said = |n: &str| format!("{n} taken from an example, and nobody confirmed");
    for format in ["text", "markdown", "html", "json"] {
        let (code, text) = run(folder.path(), &["decide", "x.toml", "--format", format]);
        let text = text.replace("&#x2f;", "/");
        assert!(code == Some(0) && text.contains(&said("2 answers are")), "{format}: {text}");
        assert!(format == "json" || text.contains("(taken from the example how/holiday, not confirmed)"), "{text}");
        assert!(!text.contains("said by people"), "{text}");
    }
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let script = "far = yes\nluggage = 1\nq\n";
    let told = command.current_dir(folder.path()).args(["interview", "--plain", "x.toml"]).write_stdin(script);
    assert!(told.output().expect("it runs").status.success());
    let file = std::fs::read_to_string(folder.path().join("x.toml")).expect("the answers");
    assert!(!file.contains("example =") && file.contains("\"yes\""), "{file}");
    let (_, text) = run(folder.path(), &["decide", "x.toml"]);
    assert!(!text.contains("example") && text.contains("said by people"), "{text}");
}
