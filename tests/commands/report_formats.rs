//! What is proven and measured stands in every format of the report: one set of answers, four formats, the same words and figures.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use crate::storage::Place;
use serde_json::Value;

/// Answers that leave the winner open.
const OPEN: &str =
    "format = 1\nquestionnaire = \"storage\"\n[answers]\nwriters = \"one\"\noperators = \"us\"\nreports = \"some\"\n";

/// Answers that exclude every option, once the server is excluded as well.
const STUCK: &str = "several-writers.toml";

/// A report in all formats; those for people without the white space that lines are broken with.
struct Report {
    json: Value,
    text: String,
    markdown: String,
    html: String,
}

impl Report {
    fn of(place: &Place, answers: &str) -> Self {
        let run = |format: &str| place.run(&["decide", answers, "--format", format]).out;
        let plain = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let html = run("html").replace("&quot;", "\"").replace("&#x2f;", "/").replace("&#x27;", "'");
        Self {
            json: serde_json::from_str(&run("json")).unwrap(),
            text: plain(run("text")),
            markdown: plain(run("markdown")),
            html: plain(html),
        }
    }

    fn decision(&self) -> &Value {
        &self.json["decisions"][0]
    }

    /// Checks that every format for people says something.
    fn all_say(&self, what: &str) {
        for (format, said) in [("text", &self.text), ("markdown", &self.markdown), ("html", &self.html)] {
            assert!(said.contains(what), "{format} does not say `{what}`:\n{said}");
        }
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| panic!("no list: {value}"), Vec::as_slice)
}

/// A share as reports show it.
fn percent(value: &Value) -> String {
    match (value.as_f64().unwrap() * 100.0).round() {
        whole if whole < 1.0 && value.as_f64() > Some(0.0) => "under 1 %".to_owned(),
        whole if whole > 99.0 && value.as_f64() < Some(1.0) => "over 99 %".to_owned(),
        whole => format!("{whole:.0} %"),
    }
}

fn open() -> Report {
    let place = Place::new();
    place.write("open.toml", OPEN);
    Report::of(&place, "open.toml")
}

#[test]
fn the_map_says_in_every_format_what_wins_where_and_where_the_answers_stand() {
    let report = Report::of(&Place::new(), "answers.toml");
    let map = &report.decision()["map"];
    report.all_say(text_of(&map["said"]));
    let (across, down) = (&map["across"], &map["down"]);
    let rows: Vec<&[Value]> = list(&map["rows"]).iter().map(list).collect();
    assert_eq!(rows.len(), list(&down["steps"]).len());
    assert!(rows.iter().all(|row| row.len() == list(&across["steps"]).len()), "{map}");
    let present: Vec<&Value> = rows.iter().copied().flatten().filter(|cell| cell["present"] == true).collect();
    assert_eq!(present.len(), 1, "{map}");
    assert_eq!(present[0]["winner"], report.decision()["winner"]);
    assert_eq!(present[0]["lead"], report.decision()["lead"]);
    let at = |axis: &Value| axis["present"].as_u64().unwrap() as usize;
    assert_eq!(rows[at(down)][at(across)], *present[0]);
    let marks: Vec<&str> = list(&map["marks"]).iter().map(|mark| text_of(&mark["mark"])).collect();
    for cell in rows.iter().copied().flatten() {
        assert!(marks.contains(&text_of(&cell["mark"]).to_uppercase().as_str()), "{cell} in {marks:?}");
        report.all_say(text_of(&cell["name"]));
    }
    assert_eq!(report.html.matches("<b>your answers</b>").count(), 1);
    assert!(report.text.contains(&format!("[{}]", text_of(&present[0]["mark"]))), "{}", report.text);
    assert!(report.markdown.contains(&format!("| **{}** |", text_of(&present[0]["name"]))), "{}", report.markdown);
}

#[test]
fn every_reason_cites_the_evidence_that_is_listed_under_its_number() {
    let report = Report::of(&Place::new(), "answers.toml");
    let evidence = list(&report.decision()["evidence"]);
    let numbers: Vec<u64> = evidence.iter().map(|e| e["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=evidence.len() as u64).collect::<Vec<_>>());
    let decisive: Vec<bool> = evidence.iter().map(|e| e["decisive"] == true).collect();
    assert!(decisive.is_sorted_by(|a, b| a >= b), "those on which the choice hangs stand first: {decisive:?}");
    let caution = &report.decision()["cautions"][0];
    let cited: Vec<&Value> = evidence.iter().filter(|e| list(&caution["evidence"]).contains(&e["evidence"])).collect();
    assert!(!cited.is_empty());
    let cited: Vec<String> = cited.iter().map(|e| e["number"].to_string()).collect();
    report.all_say(&format!("{} [{}]", text_of(&caution["because"]), cited.join(",")));
    for listed in evidence.iter().filter(|e| e["decisive"] == true) {
        let (number, title) = (&listed["number"], text_of(&listed["title"]));
        assert!(report.text.contains(&format!("[{number}] {}: {title}", text_of(&listed["kind"]))), "{}", report.text);
        let link = format!("{number}. [{title}]");
        let plain = format!("{number}. {title}");
        assert!(report.markdown.contains(&link) || report.markdown.contains(&plain), "{}", report.markdown);
    }
}

#[test]
fn a_map_on_which_one_option_wins_everywhere_is_left_out() {
    let place = Place::new();
    place.own_rules();
    place.edit("archfit/rules/storage/rules.toml", "\"writers == several\"", "\"writers in [one, several]\"");
    let report = Report::of(&place, "answers.toml");
    assert_eq!(report.decision()["winner"], "server");
    assert_eq!(report.decision()["map"], Value::Null);
    assert!(!report.text.contains("What wins where") && !report.html.contains("What wins where"));
}

#[test]
fn answers_that_unsettle_the_winner_are_named_in_every_format() {
    let report = open();
    let settled = &report.decision()["settled"];
    assert_eq!(settled["status"], "open");
    let example = &settled["counterexample"];
    report.all_say(&format!("Not settled. {}", text_of(&example["said"])));
    assert!(!list(&example["answers"]).is_empty(), "{example}");
    for answer in list(&example["answers"]) {
        report.all_say(text_of(&answer["ask"]));
        report.all_say(text_of(&answer["said"]));
    }
    report.all_say(text_of(&settled["ask_next"][0]["ask"]));
}

#[test]
fn chances_and_what_to_find_out_first_stand_in_every_format() {
    let report = open();
    let chances = &report.decision()["chances"];
    report.all_say(text_of(&chances["said"]));
    assert_eq!(chances["method"], "exact");
    let wins = list(&chances["wins"]);
    let sum: f64 = wins.iter().map(|win| win["chance"].as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 0.002, "{chances}");
    for win in wins.iter().filter(|win| win["chance"].as_f64() > Some(0.0)) {
        report.all_say(&percent(&win["chance"]));
    }
    let investigate = &chances["investigate"];
    report.all_say(text_of(&investigate["ask"]));
    // Where the gain is nothing, it is not told as one.
    let gain = percent(&investigate["gain"]);
    report.all_say(&match investigate["gain"].as_f64() {
        Some(gain) if gain <= 0.0 => "by itself it does not raise the chance to choose right.".to_owned(),
        _ => format!("raises the chance to choose right by {gain}."),
    });
    for outcome in list(&investigate["outcomes"]) {
        let answers: Vec<&str> = list(&outcome["answers"]).iter().map(text_of).collect();
        report.all_say(&format!("is the likeliest if: {}", answers.join("; ")));
    }
}

#[test]
fn robustness_over_weights_stands_in_every_format_with_its_sampling_error() {
    let report = Report::of(&Place::new(), "answers.toml");
    let decision = report.decision();
    for criterion in list(&decision["criteria"]) {
        let stable = &criterion["stable"];
        report.all_say(text_of(&stable["said"]));
        for end in ["below", "above"].iter().map(|end| &stable[end]).filter(|end| !end.is_null()) {
            assert!(text_of(&stable["said"]).contains(text_of(end)), "{stable}");
        }
    }
    let pairs = list(&decision["weights"]["pairs"]);
    assert_eq!(pairs.len(), 2);
    for pair in pairs {
        for share in ["all", "same_ranking", "within_drift", "tipping_drift"].iter().map(|share| &pair[share]) {
            report.all_say(&if share.is_null() { "never".to_owned() } else { percent(share) });
        }
    }
    let ranks = &decision["weights"]["ranks"];
    for option in list(&ranks["options"]) {
        let shares: f64 = list(&option["shares"]).iter().map(|share| share.as_f64().unwrap()).sum();
        assert!((shares - 1.0).abs() < 0.003, "{option}");
    }
    let error = ranks["error"].as_f64().unwrap();
    assert!(error > 0.0 && error < 0.01, "{error}");
    report.all_say("100 000 weights drawn evenly; standard error at most 0.2 %");
}

#[test]
fn what_makes_another_option_win_stands_in_every_format() {
    let report = open();
    let flips = list(&report.decision()["flips"]);
    assert_eq!(flips.len(), 2);
    for flip in flips {
        report.all_say(text_of(&flip["said"]));
        assert_eq!(flip["exhaustive"], true);
        for way in list(&flip["ways"]) {
            let changes: Vec<&str> = list(&way["changes"]).iter().map(|change| text_of(&change["when"])).collect();
            assert_eq!(changes.join(" and "), text_of(&way["when"]));
        }
    }
}

#[test]
fn open_questions_are_told_apart_by_what_hangs_on_them() {
    let report = open();
    let mut stakes: Vec<&str> = list(&report.json["open"]).iter().map(|open| text_of(&open["stake"])).collect();
    stakes.sort_unstable();
    stakes.dedup();
    assert!(stakes.contains(&"the-winner"), "{stakes:?}");
    for (stake, text, other) in [
        ("the-winner", "Can change the winner", "These can change the winner"),
        ("only-the-lead", "Can change only the lead", "These can change only the lead"),
        ("irrelevant", "Proven irrelevant", "These are proven irrelevant"),
    ] {
        assert_eq!(report.text.contains(text), stakes.contains(&stake), "{stake}");
        assert_eq!(report.markdown.contains(other), stakes.contains(&stake), "{stake}");
        assert_eq!(report.html.contains(other), stakes.contains(&stake), "{stake}");
    }
}

#[test]
fn the_proof_says_how_far_ahead_and_what_can_be_taken_off() {
    let report = Report::of(&Place::new(), "answers.toml");
    let settled = &report.decision()["settled"];
    assert_eq!(settled["status"], "proven");
    for rival in list(&settled["rivals"]) {
        let (ahead, can_move) = (rival["ahead"].as_f64().unwrap(), rival["can_move"].as_f64().unwrap());
        assert!(can_move < ahead, "{rival}");
        report.all_say(&format!("{can_move:.1}"));
        let parts: f64 = list(&rival["parts"]).iter().map(|part| part["moves"].as_f64().unwrap()).sum();
        assert!((parts - can_move).abs() < 1e-6, "{rival}");
    }
    report.all_say(text_of(&report.decision()["sufficient"]["said"]));
    for answer in list(&report.decision()["sufficient"]["answers"]) {
        report.all_say(text_of(&answer["ask"]));
    }
}

#[test]
fn without_an_option_left_every_format_says_what_collides_and_what_frees_each() {
    let place = Place::new();
    place.own_rules();
    let (from, to) = ("[\"files\", \"embedded\"]", "[\"files\", \"embedded\", \"server\"]");
    place.edit("archfit/rules/storage/rules.toml", from, to);
    let report = Report::of(&place, STUCK);
    let decision = report.decision();
    assert_eq!(decision["outcome"], "no-option");
    let conflict = &decision["conflict"];
    for answer in list(&conflict["answers"]) {
        report.all_say(text_of(&answer["ask"]));
    }
    for veto in list(&conflict["vetoes"]) {
        report.all_say(text_of(&veto["because"]));
    }
    let relaxations = list(&decision["relaxations"]);
    assert_eq!(relaxations.len(), 3);
    for relaxation in relaxations {
        report.all_say(text_of(&relaxation["said"]));
    }
    assert!(!report.text.contains("Standings"), "what is excluded has no standing: {}", report.text);
}

#[test]
fn what_is_excluded_has_a_reason_and_no_points() {
    let report = Report::of(&Place::new(), STUCK);
    let decision = report.decision();
    let excluded = list(&decision["excluded"]);
    assert_eq!(excluded.len(), 1, "options with the same vetoes stand together");
    report.all_say("Embedded database, Plain files");
    for out in list(&decision["why_not"]) {
        assert_eq!(out["excluded"], true);
        assert!(list(&out["ahead"]).is_empty() && list(&out["criteria"]).is_empty(), "{out}");
        assert!(list(&out["against"]).iter().all(|reason| reason["criterion"].is_null()), "{out}");
    }
    let said = report.text.matches("A database file cannot be written by several machines.").count();
    assert_eq!(said, 2, "once on the first page, and once below");
}

/// The fields of an object that a schema describes or points at.
fn fields<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => &root["definitions"][name.trim_start_matches("#/definitions/")]["properties"],
        None => &schema["properties"],
    }
}

#[test]
fn the_schema_describes_every_field_of_the_report() {
    let schema: Value = serde_json::from_str(&archfit::report::schema()).unwrap();
    let report = open();
    let decision = fields(&schema["properties"]["decisions"]["items"], &schema);
    for (found, described) in [(&report.json, fields(&schema, &schema)), (report.decision(), decision)] {
        let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
        assert!(!keys.is_empty());
        for key in keys {
            assert!(described[key].is_object(), "`{key}` is not in the schema");
        }
    }
}
