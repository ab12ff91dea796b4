//! A decision over months: observed, decided and recorded; traffic grows, and `recheck` says how long the decision holds, which flip was
//! passed, and what supersedes it.

use std::fmt::Write as _;

use crate::front::RULES;
use crate::storage::{Place, Said};

const QUESTIONS: &str = r#"format = 1
id = "load"
title = "Load"

[[question]]
id = "rate"
ask = "How many requests per second in the busiest minute?"
holds-for = "1 year"
integer = { min = 0, max = 1_000_000, unit = "requests/s" }
observe = [{ measure = "http.rate.busiest-minute" }]
"#;

const SETTINGS: &str = r#"[[source]]
kind = "access-log"
file = "access.log"

[[source]]
kind = "observations"
files = "observed/*.json"
"#;

/// A project whose log is of a month, with so many requests per second in its busiest minute.
struct Project(Place);

impl Project {
    fn new() -> Self {
        let place = Place::new();
        place.write("archfit/questionnaires/load.toml", QUESTIONS);
        place.write("archfit/rules/front/rules.toml", RULES);
        place.write("archfit.toml", SETTINGS);
        place.write("load.toml", "format = 1\nquestionnaire = \"load\"\n");
        place.write("observed/none.json", "{\"format\": 1, \"observations\": []}");
        Self(place)
    }

    fn traffic(&self, month: &str, per_second: u32) {
        let mut text = String::new();
        for minute in 0..10 {
            let n = if minute == 5 { per_second * 60 } else { per_second * 10 };
            for nth in 0..n {
                let second = nth * 60 / n;
                let _ = writeln!(
                    text,
                    "10.0.0.{} - - [10/{month}/2026:08:{minute:02}:{second:02} +0000] \"GET /a HTTP/1.1\" 200 12",
                    nth % 50
                );
            }
        }
        self.0.write("access.log", &text);
    }

    fn on(&self, day: &str, arguments: &[&str]) -> Said {
        self.0.run_on(day, arguments)
    }

    /// Observes a month and keeps what was observed.
    fn observe(&self, month: &str, number: u32, per_second: u32) {
        self.traffic(month, per_second);
        let (file, day) = (format!("observed/2026-{number:02}.json"), format!("2026-{number:02}-12"));
        let said = self.on(&day, &["observe", "access.log", "-o", &file]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    }
}

#[test]
fn growth_says_how_long_a_decision_holds_and_the_flip_that_was_passed_leads_to_the_next_record() {
    let project = Project::new();
    project.traffic("Jan", 20);
    let said = project.on("2026-01-12", &["observe", "access.log", "--answers", "load.toml", "--write"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    let said = project.on("2026-01-12", &["adr", "new", "load.toml", "--status", "accepted"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);

    project.observe("Jan", 1, 20);
    project.observe("Feb", 2, 24);
    let said = project.on("2026-02-12", &["recheck", "--observe"]);
    assert!(said.code == 0 && !said.out.contains("headroom"), "two points tell no growth: {}{}", said.out, said.talk);

    for (month, number, per_second) in [("Mar", 3, 28), ("Apr", 4, 32), ("May", 5, 36)] {
        project.observe(month, number, per_second);
    }
    let said = project.on("2026-05-12", &["recheck", "--observe"]);
    let out = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(said.code, 0, "{out}{}", said.talk);
    assert!(
        out.contains(
            "at the growth of the last 17 weeks the flip at 50 is reached in about 15 weeks (between 14 weeks and"
        ),
        "{out}"
    );

    // Whoever observes is told the same, before anything is recorded.
    let said = project.on("2026-05-12", &["observe", "--answers", "load.toml"]);
    let out = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let room =
        "`rate`: at the growth of the last 17 weeks the flip at 50 is reached in about 15 weeks (between 14 weeks and";
    assert!(out.contains(room) && out.contains(" leads then"), "{out}");
    let json = project.0.command(&["observe", "--answers", "load.toml", "--format", "json", "--today", "2026-05-12"]);
    let json: serde_json::Value = serde_json::from_slice(&{ json }.output().expect("it runs").stdout).expect("JSON");
    assert_eq!(
        (&json["headroom"][0]["flip"], &json["headroom"][0]["question"]),
        (&50.into(), &"rate".into()),
        "{json}"
    );

    // The report and a new record say it as well, where observations are given.
    let files: Vec<String> = (1..=5).map(|month| format!("observed/2026-{month:02}.json")).collect();
    let with = |first: &[&str], n: usize| {
        let given = files[..n].iter().flat_map(|file| ["--observations", file.as_str()]);
        let arguments: Vec<&str> = first.iter().copied().chain(given).collect();
        let said = project.on("2026-05-12", &arguments);
        assert!(said.code == 0, "{}{}", said.out, said.talk);
        (said.out.split_whitespace().collect::<Vec<_>>().join(" "), said.talk)
    };
    let grows = "How many requests per second in the busiest minute? At the growth of the last 17 weeks the flip at 50 is \
        reached in about 15 weeks (between 14 weeks and";
    for format in ["text", "markdown", "html", "json"] {
        let (out, _) = with(&["decide", "load.toml", "--format", format], 5);
        assert!(out.contains(grows) && out.contains(" leads then."), "{format}: {out}");
        let (out, talk) = with(&["decide", "load.toml", "--format", format], 2);
        assert!(!out.contains("At the growth") && talk.contains("three observations"), "two points: {out}{talk}");
    }

    // The first page says it of the answer that changes the decision first, in every form and in the record.
    let told = first_page_of(&with(&["decide", "load.toml", "--format", "json"], 5).0);
    let brief = "At the growth of the last 17 weeks the answer to \"How many requests per second in the busiest minute?\" reaches 50 \
        requests/s in about 15 weeks (between 14 weeks and";
    assert!(told.starts_with(brief) && told.ends_with("; Gateway leads then."), "{told}");
    for format in ["text", "markdown"] {
        let (out, _) = with(&["decide", "load.toml", "--format", format], 5);
        assert!(out.find(&told).is_some_and(|at| at < out.find("How long it holds").expect("a section")), "{out}");
    }
    let (html, _) = with(&["decide", "load.toml", "--format", "html"], 5);
    assert!(html.replace("&#x2f;", "/").contains(&told.replace('"', "&quot;")), "{html}");
    for profile in ["madr4", "madr4-minimal", "nygard", "universal", "y-statement"] {
        let (out, _) = with(&["adr", "new", "load.toml", "--dry-run", "--profile", profile], 5);
        assert!(out.contains(&told), "{profile}: {out}");
    }
    for profile in ["madr4", "madr4-minimal", "nygard", "universal"] {
        let (out, _) = with(&["adr", "new", "load.toml", "--dry-run", "--profile", profile], 5);
        assert!(out.contains(&format!("Revisit this decision when: * {grows}")), "{profile}: {out}");
    }
    let (out, _) = with(&["decide", "load.toml"], 0);
    assert!(!out.contains("How long it holds"), "{out}");
    let said = project.on("2026-05-12", &["decide", "load.toml", "--observations", "nowhere.json"]);
    assert!(said.code == 2 && said.talk.contains("nowhere.json"), "{}", said.talk);

    project.observe("Oct", 10, 55);
    let said = project.on("2026-10-12", &["recheck", "--observe"]);
    let out = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(said.code, 1, "{out}");
    assert!(out.contains("observed-flip") && out.contains("answered 20") && out.contains("observed 55"), "{out}");

    assert_eq!(
        project.on("2026-10-12", &["observe", "--answers", "load.toml", "--write"]).code,
        1,
        "it contradicts the answer"
    );
    let answers = project.0.read("load.toml");
    assert!(answers.contains("value = 55") && answers.contains("on = 2026-10-12"), "{answers}");
    assert_eq!(project.on("2026-10-12", &["recheck", "--propose"]).code, 1);
    for arguments in [&["adr", "supersede", "1", "2"][..], &["adr", "status", "2", "accepted"]] {
        let said = project.on("2026-10-12", arguments);
        assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    }
    let said = project.on("2026-10-12", &["recheck", "--observe"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
}

/// What the first page says about growth, by the report as JSON.
fn first_page_of(json: &str) -> String {
    let report: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let (page, body) = (&report["first_page"]["decisions"][0]["growth"], &report["decisions"][0]["growth"]);
    // It is the growth of the body that changes the decision first.
    let days = |growth: &serde_json::Value| growth["days"].as_i64();
    let first = body.as_array().expect("a list").iter().min_by_key(|growth| days(growth)).expect("growth");
    assert_eq!(page, &first["brief"], "{report}");
    page.as_str().expect("a text").to_owned()
}

#[test]
fn what_has_made_another_option_lead_by_now_tells_no_headroom() {
    let project = Project::new();
    project.traffic("Jan", 20);
    project.on("2026-01-12", &["observe", "access.log", "--answers", "load.toml", "--write"]);
    for (month, number, per_second) in [("Mar", 3, 40), ("Apr", 4, 50), ("May", 5, 60)] {
        project.observe(month, number, per_second);
    }
    // Answered 20, at which Plain leads; with the 60 observed Gateway does, and nobody may read that it comes to that some day.
    let files = ["observed/2026-03.json", "observed/2026-04.json", "observed/2026-05.json"];
    let given = files.iter().flat_map(|file| ["--observations", file]);
    let said = project.on("2026-05-12", &["decide", "load.toml"].into_iter().chain(given).collect::<Vec<_>>());
    assert!(said.code == 1 && !said.out.contains("leads then"), "{}{}", said.out, said.talk);
    assert!(said.out.contains("With that Gateway leads in Front."), "{}", said.out);
}

#[test]
fn an_observation_that_an_answer_does_not_hold_is_told_in_every_form_and_in_the_record() {
    let project = Project::new();
    project.traffic("Jan", 61);
    let words = |said: &Said| said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for (answer, first, then) in [
        ("20", "Observed otherwise", " With that Gateway leads in Front."),
        ("70", "Observed otherwise", ""),
        ("\"10..90\"", "", ""),
    ] {
        project.0.write("load.toml", &format!("format = 1\nquestionnaire = \"load\"\n[answers]\nrate = {answer}\n"));
        let compared = project.on("2026-01-12", &["observe", "access.log", "--answers", "load.toml"]);
        let is_told = compared.out.contains("CONTRADICTS") || compared.out.contains("reaches beyond");
        for format in ["text", "markdown", "json", "html"] {
            let said = project.on("2026-01-12", &["decide", "load.toml", "--observe", "--format", format]);
            assert_eq!(said.code, i32::from(!then.is_empty()), "{}{}", said.out, said.talk);
            let out = words(&said);
            assert_eq!(out.contains("Observed "), is_told, "{answer}: {out}");
            assert!(out.contains(first) && out.contains(then.trim()), "{answer}: {out}");
        }
        let said = project.on("2026-01-12", &["decide", "load.toml", "--observe", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let told = report["observed_otherwise"].as_array().expect("a list");
        assert_eq!(told.len(), usize::from(is_told), "{told:?}");
        assert!(
            told.iter().all(|told| told["question"] == "rate" && told["contradicts"] == first.ends_with("otherwise"))
        );
        let said = project.on("2026-01-12", &["adr", "new", "load.toml", "--observe", "--dry-run"]);
        assert_eq!(words(&said).contains("Observed "), is_told, "{}", said.out);
    }
}

#[test]
fn growth_that_may_be_none_has_no_latest_day() {
    let project = Project::new();
    project.traffic("Jan", 30);
    project.on("2026-01-12", &["observe", "access.log", "--answers", "load.toml", "--write"]);
    project.on("2026-01-12", &["adr", "new", "load.toml", "--status", "accepted"]);
    for (month, number, per_second) in [("Jan", 1, 30), ("Feb", 2, 38), ("Mar", 3, 29), ("Apr", 4, 41)] {
        project.observe(month, number, per_second);
    }
    let said = project.on("2026-04-12", &["recheck", "--observe"]);
    let out = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        out.contains("the flip at 50 is reached in about") && out.contains("at the soonest, perhaps never)"),
        "{out}"
    );
}

#[test]
fn an_observation_of_long_ago_or_of_a_day_to_come_is_a_finding() {
    let project = Project::new();
    project.traffic("Jan", 20);
    let said = project.on("2026-01-12", &["observe", "access.log", "--answers", "load.toml", "--write"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert_eq!(project.on("2026-01-12", &["adr", "new", "load.toml", "--status", "accepted"]).code, 0);
    let observed = |day: &str| {
        format!(
            "[{{ \"measure\": \"http.rate.busiest-minute\", \"value\": 20, \"source\": \"d\", \"on\": \"{day}\" }}]"
        )
    };
    let recheck = |day: &str| {
        project.0.write("seen.json", &observed(day));
        project.on("2026-02-12", &["recheck", "--observations", "seen.json"])
    };
    let fresh = recheck("2026-02-01");
    assert_eq!(fresh.code, 0, "{}{}", fresh.out, fresh.talk);
    for (day, code) in [("2019-11-29", "[old-observation]"), ("2029-11-29", "[date-ahead]")] {
        let said = recheck(day);
        assert!(said.code == 1 && said.out.contains(code), "{day}: {}{}", said.out, said.talk);
    }
}

#[test]
fn the_nearest_flip_counts_however_narrow_it_is_and_hosts_beside_each_other_are_no_growth() {
    let place = Place::new();
    place.write("archfit/questionnaires/load.toml", QUESTIONS);
    let narrow = "\n[[rule]]\nid = \"odd\"\nwhen = \"rate between 37 and 38\"\ncriterion = \"fit\"\npoints = { gateway = 5 }\n\
                  because = \"So it is.\"\n";
    place.write("archfit/rules/front/rules.toml", &format!("{RULES}{narrow}"));
    place.write("load.toml", "format = 1\nquestionnaire = \"load\"\n[answers]\nrate = 32\n");
    let observed = |points: &[(&str, &str, u32)]| {
        let all = points.iter().map(|(source, day, value)| {
            format!("{{\"measure\": \"http.rate.busiest-minute\", \"value\": {value}, \"source\": \"{source}\", \"on\": \"{day}\"}}")
        });
        let text = format!("{{\"format\": 1, \"observations\": [{}]}}", all.collect::<Vec<_>>().join(", "));
        place.write("observed.json", &text);
        let said = place.run_on("2026-04-12", &["decide", "load.toml", "--observations", "observed.json"]);
        assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
        said.out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let of = |source: [&'static str; 4]| {
        let days = ["2026-01-12", "2026-02-12", "2026-03-12", "2026-04-12"];
        let values = [20, 24, 28, 32];
        (0..4).map(|at| (source[at], days[at], values[at])).collect::<Vec<_>>()
    };
    let monthly = ["web1-2026-01.log", "web1-2026-02.log", "web1-2026-03.log", "web1-2026-04.log"];
    let out = observed(&of(monthly));
    assert!(out.contains("the flip at 37 is reached") && out.contains("37 requests/s"), "{out}");
    let out = observed(&of(["web1.log", "web2.log", "web3.log", "web4.log"]));
    assert!(!out.contains("At the growth"), "{out}");
}
