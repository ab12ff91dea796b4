//! Sources as they come: cut, mixed, out of order, with clocks that jump and zones that change. Each says what can and what cannot be
//! said, and nothing of a single request, person or row reaches any output.

use std::fmt::Write as _;
use std::process::Command;

use crate::front::RULES;
use crate::observe_formats::QUESTIONS;
use crate::storage::Place;
use serde_json::Value;

/// A line of Combined with a time behind, so many seconds after 10 November 2026, 08:00 by a clock of this zone.
fn line(second: u32, zone: &str, path: &str) -> String {
    let (hour, minute, second) = (8 + second / 3600, second / 60 % 60, second % 60);
    format!(
        "203.0.113.{} - - [10/Nov/2026:{hour:02}:{minute:02}:{second:02} {zone}] \"GET {path} HTTP/1.1\" 200 12 \"-\" \"x\" 0.050",
        second % 50
    )
}

/// Two requests a second for half an hour.
fn steady(zone: &str) -> Vec<String> {
    (0..3600).map(|nth| line(nth / 2, zone, "/a")).collect()
}

fn place() -> Place {
    let place = Place::new();
    place.write("archfit/questionnaires/load.toml", &format!("{QUESTIONS}{MORE}"));
    place.write("archfit/rules/front/rules.toml", RULES);
    place
}

/// What is asked beside the number of requests.
const MORE: &str = r#"
[[question]]
id = "tables"
ask = "How many tables?"
choices = [{ id = "few" }, { id = "many" }]
observe = [{ measure = "schema.tables", bands = [{ below = 10, answer = "few" }, { answer = "many" }] }]

[[question]]
id = "people"
ask = "How many people?"
integer = { min = 0, max = 10_000, unit = "people" }
observe = [{ measure = "repo.people" }]
"#;

fn observed(place: &Place, arguments: &[&str]) -> Value {
    place.json(&[&["observe", "--format", "json"], arguments].concat())
}

fn number(json: &Value, measure: &str) -> Option<f64> {
    let all = json["observations"].as_array()?;
    let found = all.iter().find(|observation| observation["measure"] == measure)?;
    found["value"].as_f64().or_else(|| found["high"].as_f64())
}

fn notes(json: &Value) -> String {
    json["sources"][0]["notes"].to_string()
}

#[test]
fn a_log_that_is_cut_in_the_middle_of_a_line_loses_that_line_only() {
    let place = place();
    let text = steady("+0100").join("\n");
    place.write("access.log", &text[..text.len() - 70]);
    let json = observed(&place, &["access.log"]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0));
    assert!(notes(&json).contains("1 line (0.03 %) could not be read and is not counted"), "{}", notes(&json));
}

#[test]
fn two_formats_in_one_log_are_refused_with_the_share_and_a_way_out() {
    let place = place();
    let json_line = |second: u32| {
        format!("{{\"ts\": {}, \"request\": {{\"uri\": \"/a\"}}, \"status\": 200}}", 1_762_758_000 + second)
    };
    let mixed: Vec<String> = (0..1000).map(|n| if n % 5 < 3 { line(n, "+0100", "/a") } else { json_line(n) }).collect();
    place.write("access.log", &mixed.join("\n"));
    let json = observed(&place, &["access.log"]);
    let why = json["sources"][0]["refused"].as_str().expect("a refusal");
    assert!(why.contains("400 of 1000 lines have another form") && why.contains("split it"), "{why}");
    assert_eq!(number(&json, "http.rate.busiest-minute"), None);
}

#[test]
fn lines_a_little_out_of_order_count_as_if_they_were_in_order() {
    let place = place();
    let mut lines = steady("+0100");
    // As several workers write: blocks of forty lines, each from its end to its beginning.
    lines.chunks_mut(40).for_each(<[String]>::reverse);
    place.write("access.log", &lines.join("\n"));
    let json = observed(&place, &["access.log"]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0));
    assert!(!json.to_string().contains("stand far behind"), "{}", notes(&json));
}

#[test]
fn zones_are_told_apart_and_a_change_to_winter_time_doubles_no_hour() {
    let place = place();
    place.write("east.log", &steady("+0900").join("\n"));
    place.write("west.log", &steady("-0500").join("\n"));
    for name in ["east.log", "west.log"] {
        let json = observed(&place, &[name]);
        assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0));
        assert_eq!(json["observations"][0]["from"], "2026-11-10", "the day of its own clock");
    }
    // The clock shows 08:00 to 08:30 twice, an hour apart.
    let both = [steady("+0200"), steady("+0100")].concat();
    place.write("change.log", &both.join("\n"));
    let json = observed(&place, &["change.log"]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0));
    assert!(notes(&json).contains("as between winter and summer time"), "{}", notes(&json));
}

#[test]
fn a_few_stamps_of_another_year_are_left_out_and_a_clock_put_back_is_told() {
    let place = place();
    let mut lines = steady("+0100");
    for at in [100, 101, 2000] {
        lines[at] = lines[at].replace("2026", "2036");
    }
    place.write("stray.log", &lines.join("\n"));
    let json = observed(&place, &["stray.log"]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0));
    assert!(notes(&json).contains("stamps far ahead"), "{}", notes(&json));
    assert_eq!(json["observations"][0]["to"], "2026-11-10");

    // An hour is written twice: what its minutes held is not known any more.
    let again = [steady("+0100"), steady("+0100")].concat();
    place.write("back.log", &again.join("\n"));
    let json = observed(&place, &["back.log"]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), None);
    assert!(notes(&json).contains("the clock was set"), "{}", notes(&json));
}

#[test]
fn times_in_another_unit_from_some_line_on_are_no_times_of_days() {
    let place = place();
    // Seconds with decimals, and from some line on microseconds, as after another server took over.
    let from = |first: usize| {
        let lines = steady("+0100").into_iter().enumerate();
        let lines = lines.map(|(nth, line)| if nth < first { line } else { line.replace(" 0.050", " 50123") });
        lines.collect::<Vec<_>>().join("\n")
    };
    place.write("half.log", &from(2_500));
    let json = observed(&place, &["half.log"]);
    assert_eq!(json["observations"].as_array().map(Vec::len), Some(0), "{json}");
    assert!(json["sources"][0].to_string().contains("have another form than the rest"), "{json}");
    place.write("few.log", &from(3_400));
    let json = observed(&place, &["few.log"]);
    assert!(number(&json, "http.time.p99").is_some_and(|millis| millis < 60.0), "{json}");
    assert!(notes(&json).contains("200 lines (5.56 %) could not be read"), "{}", notes(&json));
}

#[test]
fn minutes_that_a_clock_showed_twice_do_not_count() {
    let place = place();
    // Two a second for four hours; after the third the clock is set back by so many minutes.
    let of = |from: u32, to: u32| (from * 2..to * 2).map(|nth| line(nth / 2, "+0100", "/a"));
    place.write("back.log", &of(0, 14_400).collect::<Vec<_>>().join("\n"));
    let as_it_was = number(&observed(&place, &["back.log"]), "http.in-flight.peak");
    for minutes in [2, 8, 12] {
        let lines: Vec<String> = of(0, 10_800).chain(of(10_800 - minutes * 60, 14_400)).collect();
        place.write("back.log", &lines.join("\n"));
        let json = observed(&place, &["back.log"]);
        assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0), "{minutes}: {json}");
        assert_eq!(number(&json, "http.in-flight.peak"), as_it_was, "{minutes}");
        assert!(notes(&json).contains("its clock was set back once"), "{minutes}: {}", notes(&json));
    }
    // Several processes that each write what they have now and then: lines go back all the time, and no clock was set.
    let mut parts: [Vec<String>; 3] = Default::default();
    of(0, 7_200).enumerate().for_each(|(nth, line)| parts[nth % 3].push(line));
    let blocks =
        (0..24).flat_map(|block| parts.iter().map(move |part| part[block * 200..(block + 1) * 200].join("\n")));
    place.write("buffered.log", &blocks.collect::<Vec<_>>().join("\n"));
    let json = observed(&place, &["buffered.log"]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0), "{json}");
    assert!(!notes(&json).contains("set back"), "{}", notes(&json));
}

#[test]
fn a_copy_of_a_log_counts_once_and_two_logs_of_one_system_up_to_both_together() {
    let place = place();
    let lines = steady("+0100");
    place.write("access.log", &lines.join("\n"));
    // What copying and rotating leave behind: the whole, and a part of it.
    place.write("access.log.1", &lines.join("\n"));
    place.write("access.log.2", &lines[..2_000].join("\n"));
    let json = observed(&place, &["access.log", "access.log.1", "access.log.2"]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0), "{json}");
    assert_eq!(json["observations"][0]["samples"], 3_600);
    assert_eq!(notes(&json).matches("begins with the same lines as `access.log`").count(), 2, "{}", notes(&json));
    // Other lines of the same minutes were written beside them.
    let other: Vec<String> = (0..7_200).map(|nth| line(nth / 4, "+0100", "/b")).collect();
    place.write("api.log", &other.join("\n"));
    let json = observed(&place, &["access.log", "api.log"]);
    let proposal = &json["proposals"][0];
    assert_eq!(proposal["value"], "4..6", "{proposal}");
    assert!(proposal["limits"].to_string().contains("from several sources"), "{proposal}");
}

#[test]
fn seconds_on_both_sides_of_a_full_minute_are_no_two_minutes() {
    let place = place();
    let of = |from: u32, to: u32| (from..to).map(|second| line(second, "+0100", "/a")).collect::<Vec<_>>().join("\n");
    for (from, to, is_told) in [(59, 61, false), (59, 121, false), (30, 150, true)] {
        place.write("short.log", &of(from, to));
        let json = observed(&place, &["short.log"]);
        assert_eq!(number(&json, "http.rate.busiest-minute").is_some(), is_told, "{from} to {to}: {json}");
        assert_eq!(notes(&json).contains("less than two minutes"), !is_told, "{}", notes(&json));
        assert_eq!(number(&json, "http.rate.mean"), is_told.then_some(1.0));
    }
}

#[test]
fn what_is_left_out_in_vain_is_told_and_a_key_of_another_kind_is_refused() {
    let place = place();
    place.write("access.log", &steady("+0100").join("\n"));
    let source = |rest: &str| {
        place.write("archfit.toml", &format!("[[source]]\nkind = \"access-log\"\nfile = \"access.log\"\n{rest}\n"));
    };
    source("leave-out = [\"/healthz\", \"/b*\"]");
    let json = observed(&place, &[]);
    assert!(notes(&json).contains("`/healthz` in `leave-out` of archfit.toml fits no path"), "{}", notes(&json));
    assert!(notes(&json).contains("`/b*`"), "{}", notes(&json));
    place.write("access.log", &[steady("+0100"), vec![line(1_800, "+0100", "/healthz?x=1")]].concat().join("\n"));
    let json = observed(&place, &[]);
    assert!(!notes(&json).contains("`/healthz`") && notes(&json).contains("`/b*`"), "{}", notes(&json));
    source("one-in = 0");
    let said = place.run(&["observe"]);
    assert!(said.code == 2 && said.talk.contains("line 4: `one-in` is 0"), "{}", said.talk);
    for (kind, key) in [("schema", "leave-out = [\"a\"]"), ("access-log", "measures = { a = \"repo.parts\" }")] {
        place.write("archfit.toml", &format!("[[source]]\nkind = \"{kind}\"\nfile = \"access.log\"\n{key}\n"));
        let said = place.run(&["observe"]);
        assert!(said.code == 2 && said.talk.contains("`archfit.toml`, source 1"), "{}", said.talk);
    }
}

#[test]
fn a_sample_of_the_requests_is_multiplied_and_says_nothing_about_what_meets() {
    let place = place();
    place.write("access.log", &steady("+0100").join("\n"));
    place.write("archfit.toml", "[[source]]\nkind = \"access-log\"\nfile = \"access.log\"\none-in = 10\n");
    let json = observed(&place, &[]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(20.0));
    assert_eq!(number(&json, "http.in-flight.peak"), None);
    assert!(notes(&json).contains("nothing about what is in flight"), "{}", notes(&json));
    assert!(json["observations"][0]["limits"].to_string().contains("one of 10 requests"), "{json}");
}

#[test]
fn a_counter_that_begins_anew_is_told_and_never_counts_backwards() {
    let place = place();
    let readings = [(0, 6_000), (60, 12_000), (120, 600), (180, 6_600)];
    let values: Vec<String> = readings.iter().map(|(at, n)| format!("[{},\"{n}\"]", 1_762_758_000 + at)).collect();
    let answer = format!(
        "{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{{\"metric\":{{\"__name__\":\"reqs_total\"}},\"values\":[{}]}}]}}}}",
        values.join(",")
    );
    place.write("reqs.json", &answer);
    place.write(
        "archfit.toml",
        "[[source]]\nkind = \"prometheus\"\nfile = \"reqs.json\"\nmeasures = { reqs_total = \"http.rate.busiest-minute\" }\n",
    );
    let json = observed(&place, &[]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(100.0));
    assert!(notes(&json).contains("began anew"), "{}", notes(&json));
}

#[test]
fn a_schema_in_a_dialect_that_is_not_understood_says_nothing() {
    let place = place();
    let strange = "CREATE TABLE a AS DOCUMENT STORE WITH SHARDS 4 {{ id }};\n".repeat(3);
    place.write("schema.sql", &format!("{strange}CREATE TABLE b (id int);\n"));
    let json = observed(&place, &["schema.sql"]);
    let why = json["sources"][0]["refused"].as_str().expect("a refusal");
    assert!(why.contains("3 of 4 statements") && why.contains("nothing is said about the schema"), "{why}");
}

/// Runs git in a folder.
fn git(place: &Place, arguments: &[&str]) {
    let status = Command::new("git").arg("-C").arg(place.path("")).args(arguments).output().expect("git");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}

#[test]
fn nothing_that_is_nobodys_business_reaches_any_output() {
    let place = place();
    let secrets = [
        "198.51.100.7",
        "zoe.tester",
        "tok-s3cret",
        "kv-s3cret",
        "referer-s3cret",
        "agent-s3cret",
        "cookie-s3cret",
        "user-4711-name",
        "frag-s3cret",
        "default-s3cret",
        "comment-s3cret",
        "row-s3cret",
        "env-s3cret",
        "mail-s3cret",
        "Ada Secret",
    ];
    let mut combined = String::new();
    let mut json = String::new();
    let mut haproxy = String::new();
    for nth in 0..400 {
        let (minute, second) = (nth / 60, nth % 60);
        let _ = writeln!(
            combined,
            "198.51.100.7 - zoe.tester [10/Nov/2026:08:{minute:02}:{second:02} +0100] \"GET /people/user-4711-name/{nth}?token=tok-s3cret#frag-s3cret HTTP/1.1\" 200 12 \"https://x/referer-s3cret\" \"agent-s3cret\" 0.010"
        );
        let _ = writeln!(
            json,
            "{{\"ts\": {}.5, \"request\": {{\"remote_ip\": \"198.51.100.7\", \"uri\": \"/k/kv-s3cret/{nth}?token=tok-s3cret\", \"headers\": {{\"Cookie\": [\"cookie-s3cret\"]}}}}, \"user_id\": \"zoe.tester\", \"duration\": 0.01, \"status\": 200}}",
            1_762_758_000 + nth
        );
        let _ = writeln!(
            haproxy,
            "Nov 10 08:{minute:02}:{second:02} h haproxy[1]: 198.51.100.7:5000 [10/Nov/2026:08:{minute:02}:{second:02}.100] http be/s 0/0/0/10/10 200 12 cookie-s3cret - ---- 1/1/0/0/0 0/0 {{agent-s3cret}} \"GET /p/user-4711-name?token=tok-s3cret HTTP/1.1\""
        );
    }
    place.write("one.log", &combined);
    place.write("two.log", &json);
    place.write("three.log", &haproxy);
    place.write(
        "schema.sql",
        "-- comment-s3cret\nCREATE TABLE a (id int, b text DEFAULT 'default-s3cret');\nINSERT INTO a VALUES (1, 'row-s3cret');\n",
    );
    place.write("compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      PASSWORD: env-s3cret\n");
    place.write("answers.toml", "format = 1\nquestionnaire = \"load\"\n");
    git(&place, &["init", "--quiet"]);
    git(&place, &["add", "compose.yaml"]);
    let author = ["-c", "user.name=Ada Secret", "-c", "user.email=mail-s3cret@example.org"];
    let commit = ["commit", "--quiet", "-m", "env-s3cret", "--date", "2026-11-20T10:00:00"];
    git(&place, &[&author[..], &commit[..]].concat());

    let mut said = String::new();
    let mut hear = |arguments: &[&str]| {
        let heard = place.run(arguments);
        said.push_str(&heard.out);
        said.push_str(&heard.talk);
    };
    let sources = ["one.log", "two.log", "three.log", "schema.sql", "."];
    for format in ["text", "markdown", "json"] {
        hear(
            &[&["observe", "--answers", "answers.toml", "--write", "-o", "out.json", "--format", format], &sources[..]]
                .concat(),
        );
    }
    for format in ["text", "markdown", "html", "json"] {
        hear(&["decide", "answers.toml", "--format", format]);
    }
    hear(&["adr", "new", "answers.toml", "--status", "accepted"]);
    hear(&["recheck", "--observations", "out.json"]);
    hear(&["recheck", "--observations", "out.json", "--format", "json"]);
    let answers = place.read("answers.toml");
    assert!(
        answers.contains("observed = \"http.rate.busiest-minute\"") && answers.contains("schema.tables"),
        "{answers}{said}"
    );
    let records =
        std::fs::read_dir(place.path("docs/decisions")).or_else(|_| std::fs::read_dir(place.path("docs/adr")));
    for record in records.expect("records").flatten() {
        said.push_str(&std::fs::read_to_string(record.path()).unwrap_or_default());
    }
    said.push_str(&answers);
    said.push_str(&place.read("out.json"));
    for secret in secrets {
        assert!(!said.contains(secret), "`{secret}` is told: {said}");
    }
}

#[test]
fn a_log_from_a_pipe_is_read_once_and_bounded() {
    let place = place();
    let log = steady("+0100").join("\n");
    let output =
        place.command(&["observe", "-", "--format", "json"]).write_stdin(log).output().expect("the program runs");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some(2.0));
    let cut = place.command(&["observe", "-"]).write_stdin("").output().expect("the program runs");
    assert!(String::from_utf8_lossy(&cut.stdout).contains("says nothing: it is empty"));
}

#[test]
fn a_history_that_is_cut_off_tells_no_people() {
    let place = Place::new();
    git(&place, &["init", "-q"]);
    for n in 0..6 {
        let author = format!("user.email=p{}@example.org", n % 3);
        place.write("a.txt", &n.to_string());
        git(&place, &["add", "."]);
        git(&place, &["-c", &author, "commit", "-qm", "one"]);
    }
    // Commits are of the real day.
    let log = ["log", "-1", "--format=%cs"];
    let day = Command::new("git").arg("-C").arg(place.path("")).args(log).output().expect("git").stdout;
    let today = String::from_utf8_lossy(&day).trim().to_owned();
    let told = place.run_on(&today, &["observe", "."]);
    assert!(told.out.contains("repo.people"), "{}{}", told.out, told.talk);
    let from = format!("file://{}", place.path(".").canonicalize().unwrap().display());
    git(&place, &["clone", "-q", "--depth", "1", &from, "cut"]);
    let cut = place.run_on(&today, &["observe", "cut"]);
    let all = format!("{}{}", cut.out, cut.talk);
    assert!(!all.contains("repo.people") && all.contains("git fetch --unshallow"), "{all}");
    git(&place, &["clone", "-q", "--depth", "100", &from, "whole"]);
    assert!(place.run_on(&today, &["observe", "whole"]).out.contains("repo.people"), "all of it is there");
}
