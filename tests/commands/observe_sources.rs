//! `archfit observe` and `recheck --observations` as users run them: real formats, bad input, and what an observation does.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::front::RULES;
use crate::storage::Place;
use serde_json::Value;

/// A place whose questionnaire observes: requests by the busiest minute, and tables.
fn observing() -> Place {
    let place = Place::new();
    place.write("archfit/questionnaires/load.toml", QUESTIONS);
    place.write("archfit/rules/front/rules.toml", &format!("{RULES}\n{MORE_RULES}"));
    place.write("load.toml", "format = 1\nquestionnaire = \"load\"\n\n[answers]\nrate = \"10..40\" # said by Ana\n");
    place
}

const QUESTIONS: &str = r#"format = 1
id = "load"
title = "Load"

[[question]]
id = "rate"
ask = "How many requests per second in the busiest minute?"
holds-for = "6 months"
[question.integer]
min = 0
max = 1_000_000
unit = "requests/s"
[[question.observe]]
measure = "http.rate.busiest-minute"
care = "caches in front"

[[question]]
id = "tables"
ask = "How many tables?"
choices = [{ id = "few" }, { id = "many" }]
[[question.observe]]
measure = "schema.tables"
leave-out = ["migrations"]
bands = [{ below = 3, answer = "few" }, { answer = "many" }]

[[question]]
id = "code"
ask = "Which code is there?"
choices = [{ id = "snake" }, { id = "script" }]
[[question.observe]]
measure = "repo.dependency"
answers = { "lib-*" = "snake", other = "script" }
"#;

/// What speaks for a front beside the rate.
const MORE_RULES: &str = r#"[[rule]]
id = "deep"
when = "tables == many"
criterion = "fit"
points = { plain = 1 }
because = "Many tables are easier behind one server."
"#;

/// Lines of Combined over three hours, `per_second` in the busiest minute and a third of that otherwise.
fn log(day: u32, per_second: u32) -> String {
    let mut text = String::new();
    for minute in 0..180 {
        let n = if minute == 90 { per_second * 60 } else { per_second * 20 };
        for nth in 0..n {
            let second = nth * 60 / n;
            let _ = writeln!(
                text,
                "203.0.113.{} - ana [{day:02}/Nov/2026:{:02}:{:02}:{second:02} +0100] \"GET /orders/{nth}?token=s3cret HTTP/1.1\" 200 12 \"-\" \"Firefox\" 0.050",
                nth % 200,
                8 + minute / 60,
                minute % 60,
            );
        }
    }
    text
}

fn observed(place: &Place, arguments: &[&str]) -> Value {
    place.json(&[&["observe", "--format", "json"], arguments].concat())
}

fn number(json: &Value, measure: &str) -> Option<(f64, f64)> {
    let all = json["observations"].as_array().expect("observations");
    let found = all.iter().find(|observation| observation["measure"] == measure)?;
    let value = found["value"].as_f64();
    Some((value.or_else(|| found["low"].as_f64())?, value.or_else(|| found["high"].as_f64())?))
}

/// Why a source told nothing.
fn refused(place: &Place, source: &str) -> String {
    let json = observed(place, &[source, "--questionnaire", "load"]);
    json["sources"][0]["refused"].as_str().unwrap_or_else(|| panic!("{json}")).to_owned()
}

#[test]
fn a_log_tells_its_busiest_minute_its_times_and_what_is_in_flight() {
    let place = observing();
    place.write("access.log", &log(10, 6));
    let json = observed(&place, &["access.log", "--questionnaire", "load"]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some((6.0, 6.0)));
    let (median, _) = number(&json, "http.time.median").unwrap();
    assert!((median - 50.0).abs() <= 0.5, "{median}");
    // Six requests a second of 50 ms each never meet when they are spread; whole seconds allow that those of two seconds do.
    let (low, high) = number(&json, "http.in-flight.peak").unwrap();
    assert!(low <= 1.0 && (12.0..=12.0).contains(&high), "{low} {high}");
    assert_eq!(json["proposals"][0]["question"], "rate");
    assert_eq!(json["proposals"][0]["value"], "6");
}

#[test]
fn nothing_of_a_single_request_reaches_any_output() {
    let place = observing();
    place.write("access.log", &log(10, 3).replace("/orders/", "/people/ana.example/orders/"));
    for format in ["text", "markdown", "json"] {
        let said = place.run(&["observe", "access.log", "--format", format, "-o", "out.json"]);
        let all = said.out + &said.talk + &place.read("out.json");
        for secret in ["203.0.113", "s3cret", "token", "ana.example", "Firefox", "orders/1"] {
            assert!(!all.contains(secret), "{format} shows {secret}: {all}");
        }
    }
}

#[test]
fn packed_and_rotated_parts_are_one_log() {
    let place = observing();
    let (old, new) = (log(9, 6), log(10, 9));
    let packed = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    std::fs::write(place.path("access.log.2.gz"), packed(&old)).unwrap();
    place.write("access.log", &new);
    let zipped = ruzstd::encoding::compress_to_vec(log(8, 3).as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    std::fs::write(place.path("access.log.3.zst"), zipped).unwrap();
    let json = observed(&place, &["access.log", "access.log.2.gz", "access.log.3.zst"]);
    assert_eq!(json["sources"].as_array().unwrap().len(), 1);
    assert_eq!(number(&json, "http.rate.busiest-minute").unwrap().1.to_string(), "9");
    let truncated = packed(&old);
    std::fs::write(place.path("cut.log.gz"), &truncated[..truncated.len() / 2]).unwrap();
    let said = place.run(&["observe", "cut.log.gz"]);
    assert!(said.out.contains("breaks off"), "{}{}", said.out, said.talk);
}

#[test]
fn marks_and_padding_around_a_log_are_no_part_of_it() {
    let place = observing();
    let text = log(10, 9);
    place.write("log.log", &text);
    let plain = place.fine(&["observe", "log.log"]);
    place.write("bom.log", &format!("\u{feff}{text}"));
    assert_eq!(place.fine(&["observe", "bom.log"]).replace("bom.log", "log.log"), plain);
    let (first, second) = text.split_at(text.len() / 2);
    let mut packed = Vec::new();
    for part in [first, second] {
        let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
        encoder.write_all(part.as_bytes()).unwrap();
        encoder.finish().unwrap();
        packed.resize(packed.len().next_multiple_of(512) + 512, 0);
    }
    std::fs::write(place.path("padded.gz"), packed).unwrap();
    assert_eq!(place.fine(&["observe", "padded.gz"]).replace("padded.gz", "log.log"), plain);
    let wide: Vec<u8> = "\u{feff}wide".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(place.path("wide.log"), wide).unwrap();
    assert!(refused(&place, "wide.log").contains("UTF-16"), "{}", refused(&place, "wide.log"));
    std::fs::write(place.path("packed.log.bz2"), b"BZh91AY&SY").unwrap();
    assert!(refused(&place, "packed.log.bz2").contains("bzip2"), "{}", refused(&place, "packed.log.bz2"));
}

#[test]
fn lines_of_another_form_are_counted_and_too_many_refused() {
    let place = observing();
    let lines: Vec<String> = log(10, 3).lines().map(str::to_owned).collect();
    let spoilt = |one_in: usize| {
        let spoil = |(at, line): (usize, &String)| if at % one_in == 0 { "garbage".to_owned() } else { line.clone() };
        lines.iter().enumerate().map(spoil).collect::<Vec<_>>().join("\n")
    };
    place.write("some.log", &spoilt(33));
    let said = place.run(&["observe", "some.log"]);
    assert!(said.out.contains("could not be read and are not counted") && said.out.contains("3.0"), "{}", said.out);
    place.write("many.log", &spoilt(4));
    assert!(refused(&place, "many.log").contains("25 %"), "{}", refused(&place, "many.log"));
}

#[test]
fn what_a_log_cannot_say_is_said() {
    let place = observing();
    let second = "10.0.0.1 - - [10/Nov/2026:08:00:00 +0100] \"GET / HTTP/1.1\" 200 12\n".repeat(50);
    place.write("second.log", &second);
    let said = place.run(&["observe", "second.log"]);
    assert!(said.out.contains("less than two minutes") && said.out.contains("no time field"), "{}", said.out);
    assert!(!said.out.contains("http.rate"), "{}", said.out);

    place.write("uvicorn.log", &"INFO:     127.0.0.1:5 - \"GET / HTTP/1.1\" 200 OK\n".repeat(9));
    let json = observed(&place, &["uvicorn.log"]);
    assert!(json["sources"][0]["refused"].as_str().unwrap().contains("have no time"), "{json}");

    // The clock is put back by an hour in the middle: the hour that stands there twice is left out.
    let (first, again) = (log(10, 3), log(10, 3));
    place.write("jump.log", &(first + &again));
    let said = place.run(&["observe", "jump.log"]);
    assert!(said.out.contains("the clock was set"), "{}", said.out);
}

#[test]
fn pipes_missing_empty_and_strange_files_are_refused_at_once() {
    let place = observing();
    place.write("empty.log", "");
    place.write("prose.txt", &"This is no log at all, and says so.\n".repeat(20));
    assert!(refused(&place, "gone.log").contains("not there"));
    assert!(refused(&place, "empty.log").contains("empty"));
    assert!(refused(&place, "prose.txt").contains("docs/observe.md"));
    if std::process::Command::new("mkfifo").arg(place.path("pipe")).status().is_ok_and(|status| status.success()) {
        assert!(refused(&place, "pipe").contains("pipe"));
    }
}

#[test]
fn a_persons_answer_stays_unless_it_is_to_be_replaced() {
    let place = observing();
    place.write("access.log", &log(10, 60));
    place.write("schema.sql", "CREATE TABLE a (id int);\nCREATE TABLE migrations (id int);\n");
    let arguments = ["observe", "access.log", "schema.sql", "--answers", "load.toml", "--write"];
    let said = place.run(&arguments);
    assert!(said.out.contains("CONTRADICTS the answer") && said.code == 1, "{}{}", said.out, said.talk);
    let text = place.read("load.toml");
    assert!(text.contains("rate = \"10..40\" # said by Ana"), "{text}");
    assert!(text.contains("tables = { value = \"few\", observed = \"schema.tables\""), "{text}");
    let said = place.run(&[&arguments[..], &["--replace"]].concat());
    let text = place.read("load.toml");
    assert!(text.contains("rate = { value = 60, observed = \"http.rate.busiest-minute\", from = \"access.log, 2026-11-10\", on = 2026-11-24 }"), "{text}{}", said.talk);
    let report = place.fine(&["decide", "load.toml", "--format", "markdown"]);
    assert!(report.contains("(observed: access.log, 2026-11-10, read 2026-11-24)"), "{}", report);
    assert!(report.contains("Gateway"));
}

#[test]
fn observe_decide_record_then_traffic_grows_and_recheck_tells_the_flip() {
    let place = observing();
    place.write("archfit.toml", "[[source]]\nkind = \"access-log\"\nfiles = \"access*.log\"\n");
    place.write("load.toml", "format = 1\nquestionnaire = \"load\"\n");
    place.write("access.log", &log(10, 12));
    place.fine(&["observe", "--answers", "load.toml", "--write"]);
    place.fine(&["adr", "new", "load.toml", "--status", "accepted"]);
    let said = place.run(&["recheck", "--observe"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);

    place.write("access.log", &log(20, 66));
    let said = place.run(&["recheck", "--observe"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    assert!(said.out.contains("observed-flip"), "{}", said.out);
    assert!(
        said.out.contains("answered 12")
            && said.out.contains("observed 66")
            && said.out.contains("Gateway leads now by"),
        "{}",
        said.out
    );

    // It says that the log contradicts what was answered, and takes it over, for nobody but a log said it.
    assert_eq!(place.run(&["observe", "--answers", "load.toml", "--write"]).code, 1);
    let said = place.run(&["recheck", "--propose"]);
    assert!(said.out.contains("winner-changed"), "{}", said.out);
    place.fine(&["adr", "supersede", "1", "2"]);
    place.fine(&["adr", "status", "2", "accepted"]);
    let said = place.run(&["recheck", "--observe"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
}

#[test]
fn answers_grow_old_and_growth_is_told_from_three_observations_only() {
    let place = observing();
    place.write(
        "load.toml",
        "format = 1\nquestionnaire = \"load\"\n\n[answers]\nrate = { value = 20, on = 2026-01-01 }\n",
    );
    place.fine(&["adr", "new", "load.toml", "--status", "accepted"]);
    let said = place.run(&["recheck"]);
    assert!(
        said.code == 1 && said.out.contains("old-answer") && said.out.contains("holds for 6 months"),
        "{}",
        said.out
    );

    place.write(
        "load.toml",
        "format = 1\nquestionnaire = \"load\"\n\n[answers]\nrate = { value = \"20..45\", on = 2026-11-01 }\n",
    );
    let entry = |day: &str, value: u32| {
        format!("{{\"measure\": \"http.rate.busiest-minute\", \"value\": {value}, \"on\": \"{day}\"}}")
    };
    let all = [entry("2026-09-01", 20), entry("2026-10-01", 30), entry("2026-11-01", 40)];
    place.write("two.json", &format!("[{}]", all[..2].join(",")));
    place.write("three.json", &format!("[{}]", all.join(",")));
    let said = place.run(&["recheck", "--observations", "two.json"]);
    assert!(!said.out.contains("headroom"), "{}", said.out);
    let said = place.run(&["recheck", "--observations", "three.json"]);
    assert!(said.out.contains("headroom") && said.out.contains("the flip at 50 is reached in about"), "{}", said.out);
    let said = place.run(&["recheck", "--observations", "gone.json"]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.talk);
}

#[test]
fn a_repository_tells_its_dependencies_and_not_its_people() {
    let place = observing();
    place.write("requirements.txt", "-r base.txt\n-r ../elsewhere.txt\n");
    place.write("base.txt", "-r requirements.txt\nlib-core==1\n");
    place.write("compose.yaml", "services:\n  web:\n    build: .\n");
    place.write("node_modules/x/package.json", "{\"dependencies\": {\"other\": \"1\"}}");
    let json = observed(&place, &[".", "--questionnaire", "load"]);
    let proposal =
        json["proposals"].as_array().unwrap().iter().find(|proposal| proposal["question"] == "code").unwrap();
    assert_eq!(proposal["value"], "snake", "taken in by a file that is none by its name");
    assert!(json["sources"][0]["notes"].to_string().contains("`../elsewhere.txt` cannot be read"), "{json}");
}

#[test]
fn parts_are_told_with_what_does_not_count_as_one_and_numbers_are_rounded() {
    let place = observing();
    place.write("compose.yaml", "services:\n  web:\n    build: .\n  db:\n    image: postgres:16\n");
    place.write("k8s/all.json", r#"{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api"}}]}"#);
    let said = place.fine(&["observe", "."]);
    assert!(said.contains("repo.parts: `api`, `web` (by their names: services of Compose that are built here, workloads of Kubernetes, whatever image they run"), "{said}");
    assert!(said.contains("note: 1 service of Compose runs a ready image (`db`)"), "{said}");
    place.write("wrk.txt", "Running 3s test\n  3 requests in 9.00s, 1MB read\nRequests/sec: 0.666666666\n");
    place.write("out.json", r#"[{"measure": "live.events.rate", "value": 12.3456789, "on": "2026-11-01"}]"#);
    for format in ["text", "markdown", "json"] {
        let said = place.fine(&["observe", "wrk.txt", "out.json", "--format", format, "-o", "written.json"]);
        for all in [said, place.read("written.json")] {
            assert!(all.contains("0.667") && all.contains("12.3"), "{all}");
            assert!(!all.contains("0.6666") && !all.contains("12.34"), "{all}");
        }
    }
}

/// A sample of what a real server or tool wrote.
fn sample(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/observe").join(name);
    path.to_str().expect("a path").to_owned()
}

#[test]
fn what_real_servers_wrote_is_read_with_its_times() {
    let place = observing();
    // One of some eighty requests of a known load, whose answers took 20 to 400 ms.
    for name in ["nginx.log", "nginx-json.log", "apache.log", "haproxy.log", "gunicorn.log", "node.log"] {
        let json = observed(&place, &[&sample(name)]);
        let rate = number(&json, "http.rate.busiest-minute").unwrap_or_else(|| panic!("{name}: {json}"));
        assert!(rate.0 > 0.1 && rate.1 < 2.0, "{name}: {rate:?}");
        let (median, _) = number(&json, "http.time.median").unwrap_or_else(|| panic!("{name}: {json}"));
        let (most, _) = number(&json, "http.time.p99").unwrap_or_else(|| panic!("{name}: {json}"));
        assert!((40.0..170.0).contains(&median) && (380.0..600.0).contains(&most), "{name}: {median} {most}");
        assert!(number(&json, "http.in-flight.peak").is_some(), "{name}: {json}");
    }
    assert!(number(&observed(&place, &[&sample("nginx.log")]), "http.wait.median").is_some());
    assert!(refused(&place, &sample("uvicorn.log")).contains("have no time"));
}

#[test]
fn what_pg_dump_wrote_is_read_as_it_was_made() {
    let place = observing();
    let json = observed(&place, &[&sample("pg_dump.sql")]);
    let names = json["observations"][0]["names"].as_object().expect("tables");
    // Two partitions count with their table.
    assert_eq!(names.len(), 9, "{names:?}");
    for (measure, expected) in
        [("foreign-keys", 3.0), ("longest-chain", 3.0), ("constraints", 4.0), ("triggers", 1.0), ("views", 2.0)]
    {
        assert_eq!(number(&json, &format!("schema.{measure}")), Some((expected, expected)), "{measure}");
    }
}

#[test]
fn a_format_of_ones_own_is_named_in_the_settings() {
    let place = observing();
    let lines =
        (0..400).map(|n| format!("10.0.0.{}|2026-11-10T08:{:02}:{:02}+01:00|/a|200|0.100\n", n % 9, n / 60, n % 60));
    place.write("own.log", &lines.collect::<String>());
    let source = "[[source]]\nkind = \"access-log\"\nfile = \"own.log\"\npattern = \"$remote_addr|$time_iso8601|$request_uri|$status|$request_time\"\n";
    place.write("archfit.toml", source);
    let json = observed(&place, &[]);
    assert_eq!(number(&json, "http.rate.busiest-minute"), Some((1.0, 1.0)));
    place.write("archfit.toml", "[[source]]\nkind = \"access-log\"\nfile = \"own.log\"\npattern = \"$remote_addr\"\n");
    let said = place.run(&["observe"]);
    assert!(said.code == 2 && said.talk.contains("it has no time"), "{}", said.talk);
}
