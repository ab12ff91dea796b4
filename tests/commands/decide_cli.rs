//! `archfit decide` as a user runs it, over a small rule base of its own.

use crate::storage::{Place, Said};

fn decide(answers: &str, more: &[&str]) -> Said {
    Place::new().run(&[&["decide", answers], more].concat())
}

#[test]
fn the_text_report_fits_eighty_columns() {
    let said = decide("answers.toml", &[]);
    assert_eq!((said.talk.as_str(), said.code), ("", 0));
    for line in said.out.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    insta::assert_snapshot!(said.out);
}

#[test]
fn the_text_report_names_what_is_excluded() {
    insta::assert_snapshot!(decide("several-writers.toml", &[]).out);
}

#[test]
fn the_markdown_report_says_the_same() {
    insta::assert_snapshot!(decide("answers.toml", &["--format", "markdown"]).out);
}

#[test]
fn the_json_report_is_one_object_whose_parts_add_up() {
    let text = decide("answers.toml", &["--format", "json"]).out;
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    for key in ["format", "system", "questionnaire", "traits", "quantities", "open", "decisions"] {
        assert!(!report[key].is_null(), "{key}");
    }
    let decision = &report["decisions"][0];
    for key in ["decision", "outcome", "winner", "lead", "standings", "contributions", "cautions", "evidence"] {
        assert!(!decision[key].is_null(), "{key}");
    }
    let tenths = |value: &serde_json::Value| (value.as_f64().unwrap() * 10.0).round() as i64;
    for standing in decision["standings"].as_array().unwrap() {
        let parts = decision["contributions"].as_array().unwrap().iter();
        let sum: i64 = parts.filter(|p| p["option"] == standing["option"]).map(|p| tenths(&p["amount"])).sum();
        assert_eq!(sum, tenths(&standing["fit"]), "{}", standing["option"]);
    }
    // The fingerprint covers the built-in evidence too, which lives its own life.
    let fingerprint = decision["rules_sha256"].as_str().unwrap();
    assert_eq!(fingerprint.len(), 64);
    insta::assert_snapshot!(text.replace(fingerprint, "<sha-256>"));
}

#[test]
fn the_html_report_is_one_file_that_loads_nothing() {
    let text = decide("answers.toml", &["--format", "html"]).out;
    assert!(text.starts_with("<!doctype html>"));
    for reference in ["<script", "<link", "src=", "@import", "url("] {
        assert!(!text.contains(reference), "{reference}");
    }
    assert!(text.contains("class=\"track\""));
}

#[test]
fn text_of_an_answers_file_is_escaped_in_html_and_markdown() {
    let place = Place::new();
    let answers = "format = 1\nquestionnaire = \"storage\"\nsystem = \"<img src=x onerror=alert(1)> \\u001B[31m\"\n";
    place.write("a.toml", answers);
    let html = place.fine(&["decide", "a.toml", "--format", "html"]);
    assert!(html.contains("&lt;img") && !html.contains("<img"), "{html}");
    let markdown = place.fine(&["decide", "a.toml", "--format", "markdown"]);
    assert!(markdown.starts_with("# &lt;img src=x"), "{markdown}");
    let text = place.fine(&["decide", "a.toml"]);
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_report_is_written_to_a_file_as_a_whole() {
    let place = Place::new();
    let said = place.run(&["decide", "answers.toml", "-o", "report.txt"]);
    assert_eq!((said.out.as_str(), said.code), ("", 0));
    assert_eq!(place.read("report.txt"), place.fine(&["decide", "answers.toml"]));
    let said = place.run(&["decide", "answers.toml", "-o", "no/such/folder/report.txt"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("cannot write `no/such/folder/report.txt`"), "{}", said.talk);
}

#[test]
fn no_option_left_is_a_finding() {
    let place = Place::new();
    place.own_rules();
    let (from, to) = ("[\"files\", \"embedded\"]", "[\"files\", \"embedded\", \"server\"]");
    place.edit("archfit/rules/storage/rules.toml", from, to);
    let said = place.run(&["decide", "several-writers.toml"]);
    assert_eq!(said.code, 1, "{}", said.talk);
    assert!(said.out.contains("NO OPTION IS LEFT"), "{}", said.out);
}

#[test]
fn an_override_is_shown_with_its_reason_and_its_cost() {
    let place = Place::new();
    let own = "\n[[override]]\ndecision = \"storage\"\noption = \"server\"\nbecause = \"it is there already\"\n";
    place.write("answers.toml", &(place.read("answers.toml") + own));
    let text = place.fine(&["decide", "answers.toml"]);
    assert!(text.contains("The team goes for Database server\n  Because: it is there already\n"), "{text}");
    assert!(text.contains("It gives up 19.5 fit points."), "{text}");
}

#[test]
fn what_cannot_be_read_is_said_with_its_line_and_a_way_out() {
    let place = Place::new();
    place.write("a.toml", "format = 1\nquestionnaire = \"storage\"\n[answers]\nwriters = \"sevral\"\n");
    let said = place.run(&["decide", "a.toml"]);
    assert_eq!(said.code, 1);
    for part in ["a.toml", "`writers` has no choice `sevral`", "did you mean `several`?"] {
        assert!(said.talk.contains(part), "{}", said.talk);
    }
    assert!(said.out.contains("Standings"));
    let said = place.run(&["decide", "gone.toml"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("gone.toml"), "{}", said.talk);
    let said = place.run(&["decide", "a.toml", "--decision", "colour"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("do not lead to a decision `colour`; they lead to `storage`"), "{}", said.talk);
}

/// Runs with a template of the user's own in place of the shipped one.
fn with_template(text: &str) -> Said {
    let place = Place::new();
    place.write("archfit/templates/report.txt", text);
    place.run(&["decide", "answers.toml"])
}

#[test]
fn a_template_of_ones_own_replaces_the_shipped_one() {
    let said = with_template("{{ system }}: {% for d in decisions %}{{ d.headline }}{% endfor %}\n");
    assert_eq!((said.out.as_str(), said.code), ("Order desk: Embedded database\n", 0));
}

#[test]
fn a_template_with_an_undefined_name_says_where() {
    let said = with_template("fine\n{{ sytsem }}\n");
    assert_eq!((said.out.as_str(), said.code), ("", 2));
    assert!(said.talk.contains("report.txt`, line 2: `sytsem` is not defined; check its spelling"), "{}", said.talk);
}

#[test]
fn a_template_without_end_is_stopped() {
    let endless = "{% macro again() %}{% for i in range(9000) %}{% for j in range(9000) %}x{% endfor %}{% endfor %}{% endmacro %}\n{{ again() }}";
    let said = with_template(endless);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("the template takes too many steps; look for a loop"), "{}", said.talk);
}

#[test]
fn a_template_that_is_no_template_says_where() {
    let said = with_template("one\ntwo {% if %}\n");
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("report.txt`, line 2: syntax error"), "{}", said.talk);
}

/// Answer sets as JSON lines: one complete, one with something open, one that cannot be read, one that names no such question.
const SETS: &str = r#"{"system": "Order desk", "questionnaire": "storage", "answers": {"writes-per-second": 900, "write-ms": "long", "writers": "several", "reports": "heavy", "operators": "managed", "languages": ["sql", "kv"]}}
{"system": "Price list", "questionnaire": "storage", "writes-per-second": "10..800", "write-ms": "short", "writers": "one", "reports": "some", "operators": "nobody"}
{"system": "Torn
{"system": "Other", "questionnaire": "storage", "answers": {"readers": "many"}}
"#;

#[test]
fn each_line_of_a_file_is_decided_as_its_answers_file_would_be() {
    let place = Place::new();
    place.write("sets.jsonl", SETS);
    let said = place.run(&["decide", "--each", "sets.jsonl", "--format", "json"]);
    assert_eq!(said.code, 1, "{}", said.talk);
    let lines: Vec<serde_json::Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    for (line, file) in lines.iter().zip(["several-writers.toml", "answers.toml"]) {
        let report = place.run(&["decide", file, "--format", "json"]).out;
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let (each, alone) = (&line["decisions"][0], &report["decisions"][0]);
        for key in ["decision", "outcome", "winner", "lead"] {
            assert_eq!(each[key], alone[key], "{file}, {key}");
        }
        for standing in alone["standings"].as_array().unwrap() {
            let options = each["options"].as_array().unwrap();
            let option = options.iter().find(|option| option["option"] == standing["option"]).unwrap();
            assert_eq!(option["fit"], standing["fit"], "{file}");
        }
    }
    let error = |line: &serde_json::Value| line["error"].as_str().unwrap().to_owned();
    assert!(error(&lines[2]).contains("no JSON object"), "{}", lines[2]);
    assert_eq!(error(&lines[3]), "there is no question `readers`");
}

#[test]
fn how_sure_an_answer_is_counts_in_each_line_as_in_a_file() {
    let place = Place::new();
    let line = |answer: &str| format!("{{\"questionnaire\": \"storage\", \"answers\": {{\"writers\": {answer}}}}}\n");
    let sure = r#"{"value": "several", "sure": 0.6, "note": "from the team"}"#;
    place.write("sets.jsonl", &(line(sure) + &line(r#"{"sure": 0.6}"#) + &line(r#"{"value": "several", "sure": 7}"#)));
    let text = "format = 1\nquestionnaire = \"storage\"\n[answers]\nwriters = { value = \"several\", sure = 0.6 }\n";
    place.write("sure.toml", text);
    let said = place.run(&["decide", "--each", "sets.jsonl", "--format", "json"]);
    let lines: Vec<serde_json::Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let report: serde_json::Value =
        serde_json::from_str(&place.run(&["decide", "sure.toml", "--format", "json"]).out).unwrap();
    let (each, alone) = (&lines[0]["decisions"][0], &report["decisions"][0]);
    assert_eq!((&each["winner"], &each["lead"]), (&alone["winner"], &alone["lead"]));
    assert_eq!(lines[1]["error"], "`writers`: it has no `value`");
    assert!(lines[2]["error"].as_str().unwrap().contains("`sure` is no number from 0"), "{}", lines[2]);
}

#[test]
fn each_line_is_told_in_one_line_for_people() {
    let place = Place::new();
    place.write("sets.jsonl", SETS);
    let said = place.run(&["decide", "--each", "sets.jsonl"]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("Order desk: storage = "), "{}", lines[0]);
    assert!(lines[1].contains(", answers open ("), "{}", lines[1]);
    assert!(lines[2].starts_with("line 3: error: "), "{}", lines[2]);
    let refused = place.run(&["decide", "--each", "sets.jsonl", "--format", "html"]);
    assert!(refused.talk.contains("`--each` writes"), "{}", refused.talk);
}
