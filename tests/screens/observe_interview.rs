//! What was observed in the interview: the start screen looks, a question shows it, one key takes it, review and report mark it.

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use crate::front::RULES;
use crate::tui_harness::Tui;
use archfit::load::{Locations, load};
use archfit::model::Day;
use archfit::plain::{Setup, run};

const TODAY: Day = Day { year: 2026, month: 11, day: 29 };

const QUESTIONS: &str = r#"format = 1
id = "load"
title = "Load"

[[question]]
id = "rate"
ask = "How many requests per second in the busiest minute?"
[question.integer]
min = 0
max = 1_000_000
unit = "requests/s"
suggest = [10, 100, 1000]
[[question.observe]]
measure = "http.rate.busiest-minute"
care = "what a cache answers is not in it"

[[question]]
id = "tables"
ask = "How many tables?"
choices = [{ id = "few", label = "A few" }, { id = "many", label = "Many" }]
[[question.observe]]
measure = "schema.tables"
bands = [{ below = 3, answer = "few" }, { answer = "many" }]

[[question]]
id = "night"
ask = "Does it run at night?"
choices = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]
"#;

/// What speaks for a front beside the rate.
const MORE_RULES: &str = r#"[[rule]]
id = "night"
when = "night == yes and tables == few"
criterion = "fit"
points = { plain = 5 }
because = "Nobody is there at night."
"#;

/// A folder with questions and rules, and beside them a project with a log, a schema, a log of another kind and a pipe.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().expect("a folder"));
        project.write("base/questionnaires/load.toml", QUESTIONS);
        project.write("base/rules/front/rules.toml", &format!("{RULES}\n{MORE_RULES}"));
        project.write("here/ops/access.log", &log(60));
        project.write("here/db/schema.sql", "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n");
        project.write("here/ops/error.log", &"something went wrong in the worker\n".repeat(30));
        project.write("here/node_modules/x/access.log", &log(900));
        project
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn locations(&self) -> Locations {
        Locations {
            questionnaires: Some(self.path("base/questionnaires")),
            rules: Some(self.path("base/rules")),
            templates: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")),
            without_embedded: true,
            ..Locations::default()
        }
    }

    fn shown(&self, width: u16, height: u16) -> Tui {
        let mut tui = Tui::with(self.locations(), width, height);
        tui.model.app.project = self.path("here");
        tui.model.app.today = TODAY;
        tui
    }

    /// Types some lines in the interview line by line; gives what was said.
    fn types(&self, lines: &str) -> String {
        let mut library = load(&self.locations());
        let setup = Setup {
            answers: None,
            questionnaire: None,
            agenda: &[],
            state_folder: Some(self.path("state")),
            project: self.path("here"),
            today: TODAY,
            is_script: true,
        };
        let mut said = Vec::new();
        run(&setup, &mut library, Cursor::new(lines), &mut said).expect("an interview");
        let said = String::from_utf8(said).expect("text");
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Lines of Combined over three hours, a thirtieth of `per_second` outside the busiest minute.
fn log(per_second: u32) -> String {
    let mut text = String::new();
    for minute in 0..180 {
        let n = if minute == 90 { per_second * 60 } else { per_second * 2 };
        for nth in 0..n {
            let (hour, minute, second) = (8 + minute / 60, minute % 60, nth * 60 / n);
            let _ = writeln!(
                text,
                "203.0.113.{} - - [10/Nov/2026:{hour:02}:{minute:02}:{second:02} +0100] \"GET /a HTTP/1.1\" 200 12",
                nth % 200,
            );
        }
    }
    text
}

#[test]
fn the_start_screen_offers_to_look_and_says_what_it_found() {
    let project = Project::new();
    let mut tui = project.shown(80, 24);
    tui.assert_shows("look at what is here first");
    tui.press("o");
    tui.assert_shows("looking at what is here");
    tui.wait();
    tui.assert_shows("found in 2 sources: answers to 2 questions");
    tui.press("Enter");
    for text in
        ["Found in 2 sources", "60 requests/s (access.log, 2026-11-10)", "A few (schema.sql)", "schema.sql, schema"]
    {
        tui.assert_shows(text);
    }
    tui.press("End");
    tui.assert_shows("access.log, access log");
    // What somebody else wrote is passed over, and so is a log that is no access log.
    tui.assert_hides("900");
    tui.assert_hides("error.log");
}

#[test]
fn looking_can_be_stopped_and_keys_are_taken_meanwhile() {
    let project = Project::new();
    let mut tui = project.shown(80, 24);
    tui.press("o Enter");
    tui.assert_shows("look at what is here first");
    tui.wait();
    tui.assert_shows("look at what is here first");
    // Whoever goes on while it is being looked sees what was found as soon as it is there.
    tui.press("o Home Enter").in_file_order();
    tui.assert_shows("How many requests per second");
    tui.wait();
    tui.assert_shows("Observed: 60 requests/s");
}

#[test]
fn one_key_takes_what_was_observed_as_the_command_line_writes_it() {
    let project = Project::new();
    for size in [(60, 18), (80, 24), (120, 40)] {
        let mut tui = project.shown(size.0, size.1);
        tui.press("o").wait().press("Home Enter").in_file_order();
        tui.assert_shows("Observed: 60 requests/s");
        tui.press("O");
        tui.assert_shows("How many tables?");
        tui.assert_shows("← observed");
        tui.press("O");
        let on_disk = tui.on_disk();
        let rate = "rate = { value = 60, observed = \"http.rate.busiest-minute\", from = \"access.log, 2026-11-10\", on = 2026-11-29 }";
        assert!(on_disk.contains(rate), "{on_disk}");
        let tables =
            "tables = { value = \"few\", observed = \"schema.tables\", from = \"schema.sql\", on = 2026-11-29 }";
        assert!(on_disk.contains(tables), "{on_disk}");
        tui.press("u");
        assert!(!tui.on_disk().contains("tables"), "one key takes it back");
    }
}

#[test]
fn a_number_that_is_being_typed_makes_way_for_what_was_observed() {
    let project = Project::new();
    let mut tui = project.shown(80, 24);
    tui.press("o").wait().press("Home Enter").in_file_order().press("=");
    tui.type_text("7").press("Ctrl-O");
    assert!(tui.on_disk().contains("value = 60, observed"), "{}", tui.on_disk());
}

#[test]
fn an_answer_and_an_observation_that_disagree_stand_side_by_side_until_somebody_decides() {
    let project = Project::new();
    let mut tui = project.shown(80, 24);
    tui.press("o").wait().press("Home Enter").in_file_order().press("1 Enter ←");
    tui.assert_shows("Observed: 60 requests/s: contradicts");
    assert!(tui.on_disk().contains("rate = 10\n"), "an observation replaces nothing by itself: {}", tui.on_disk());
    tui.press("O");
    assert!(tui.on_disk().contains("value = 60, observed"), "{}", tui.on_disk());
    // What a person says afterwards is theirs again.
    tui.press("← ↑ ↑ Enter");
    assert!(tui.on_disk().contains("rate = 100\n"), "{}", tui.on_disk());
}

#[test]
fn the_review_marks_what_was_said_observed_and_open_and_takes_too() {
    let project = Project::new();
    let mut tui = project.shown(120, 40);
    tui.press("o").wait().press("Home Enter").in_file_order().press("O v");
    tui.assert_shows("◆");
    tui.assert_shows("60 requests/s · observed 2026-11-29");
    tui.assert_shows("observed: A few; O takes it");
    tui.assert_shows("○");
    tui.press("Home ↓ O");
    tui.assert_shows("A few · observed 2026-11-29");
    tui.press("Esc").press("r");
    tui.assert_shows("Both answers were observed; 1 question is open.");
}

#[test]
fn the_report_says_how_long_a_decision_holds_where_growth_was_observed() {
    let project = Project::new();
    fs::remove_dir_all(project.path("here/ops")).expect("a folder");
    project.write("here/archfit.toml", "[[source]]\nkind = \"observations\"\nfile = \"observed.json\"\n");
    let observed = |n_months: u32| {
        let one = |month: u32| {
            serde_json::json!({
                "measure": "http.rate.busiest-minute", "value": 16 + 4 * month, "unit": "requests/s", "samples": 1200,
                "source": "ops/access.log", "from": format!("2026-{month:02}-10"), "to": format!("2026-{month:02}-10"),
                "on": format!("2026-{month:02}-12"),
            })
        };
        let all: Vec<serde_json::Value> = (1..=n_months).map(one).collect();
        project.write("here/observed.json", &serde_json::json!({ "format": 1, "observations": all }).to_string());
        let mut tui = project.shown(100, 50);
        tui.press("o").wait().press("Home Enter").in_file_order().press("O r 6").wait();
        tui
    };
    let tui = observed(5);
    tui.assert_shows("How long it holds");
    tui.assert_shows("flip at 50 is reached in about 15 weeks");
    tui.assert_shows("Gateway leads then.");
    let mut tui = observed(2);
    tui.assert_hides("How long it holds");
    // The first page says it in a sentence, and so does what is copied from it.
    tui.press("a").wait();
    tui.assert_hides("At the growth");
    let mut tui = observed(5);
    tui.press("a").wait();
    tui.assert_shows("At the growth of the last 17 weeks the");
    tui.assert_shows("reaches 50 requests/s");
    // And so does what stays of an interview line by line.
    let said = project.types("look\ntake\nq\n");
    let told =
        "the answer to \"How many requests per second in the busiest minute?\" reaches 50 requests/s in about 15 weeks";
    assert!(said.contains(told), "{said}");
}

#[test]
fn at_a_question_the_key_looks_where_nobody_has() {
    let project = Project::new();
    let mut tui = project.shown(80, 24);
    tui.press("Enter").in_file_order().press("O");
    tui.assert_shows("looking at what is here");
    tui.wait();
    tui.assert_shows("Observed: 60 requests/s");
    tui.press("O O");
    tui.assert_shows("Does it run at night?");
    tui.press("O");
    tui.assert_shows("nothing was observed that answers this question");
}

#[test]
fn sources_of_the_settings_are_read_once_and_those_that_fail_are_told() {
    let project = Project::new();
    let source = |file: &str| format!("[[source]]\nkind = \"access-log\"\n{file}\none-in = 10\n");
    project.write("here/archfit.toml", &(source("file = \"ops/access.log\"") + &source("files = \"gone/*.log\"")));
    let mut tui = project.shown(120, 50);
    tui.press("o").wait().press("Enter");
    tui.assert_shows("http.rate.busiest-minute: 600 requests/s");
    tui.assert_shows("source 2: no file fits `gone/*.log`");
    tui.assert_hides("http.rate.busiest-minute: 60 requests/s");
    project.write("here/archfit.toml", "[[sauce]]\n");
    tui.press("Esc o").wait().press("Enter");
    tui.assert_shows("sauce");
    tui.assert_shows("schema.tables: `a`, `b`");
}

#[test]
fn line_by_line_it_is_the_same() {
    let project = Project::new();
    let said = project.types("look\ntake\n\ntables = many\nreview\nq\n");
    assert!(said.contains("http.rate.busiest-minute: 60 requests/s"), "{said}");
    assert!(said.contains("Found: answers to 2 questions."), "{said}");
    assert!(
        said.contains("Observed: 60 requests/s (access.log, 2026-11-10, read 2026-11-29). Type take for it."),
        "{said}"
    );
    assert!(said.contains("Not told by it: what a cache answers is not in it"), "{said}");
    assert!(said.contains("60 requests/s, observed: access.log, 2026-11-10, read 2026-11-29"), "{said}");
    let files = fs::read_dir(project.path("state")).expect("answers").flatten();
    let text: String = files.map(|file| fs::read_to_string(file.path()).expect("a file")).collect();
    assert!(text.contains("rate = { value = 60, observed = \"http.rate.busiest-minute\""), "{text}");
    assert!(text.contains("tables = \"many\"\n"), "{text}");
    let said = project.types("2\ntake\nq\n");
    assert!(said.contains("Look at what is here first"), "{said}");
}

#[test]
fn the_report_marks_every_answer_in_every_form() {
    use archfit::engine::Advisor;
    use archfit::load::read_answers;
    use archfit::report::{Format, Origin, build, render};
    let project = Project::new();
    let mut library = load(&project.locations());
    let observed =
        "rate = { value = 60, observed = \"http.rate.busiest-minute\", from = \"access.log\", on = 2026-11-29 }";
    let text = format!("format = 1\nquestionnaire = \"load\"\n\n[answers]\n{observed}\nnight = \"yes\"\n");
    project.write("answers.toml", &text);
    let read = read_answers(&project.path("answers.toml"), &mut library).expect("answers");
    let report = build(&mut Advisor::new(read.subject), &read.file, &Origin::default());
    assert_eq!((report.origins.said, report.origins.observed, report.origins.open), (1, 1, 1));
    let sentence = "Of 2 answers, 1 was said by people and 1 was observed; 1 question is open.";
    for format in [Format::Text, Format::Markdown, Format::Html] {
        let text = render(&report, format, &library.templates)
            .expect("a report")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(text.contains(sentence), "{text}");
        assert!(text.contains("(observed: access.log, read 2026-11-29)"), "{text}");
    }
    let json = serde_json::to_value(&report).expect("json");
    assert_eq!((&json["answers"][0]["origin"], &json["answers"][1]["origin"]), (&"observed".into(), &"said".into()));
}
