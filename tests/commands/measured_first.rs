//! What an option asks to be measured first, and what a load test says of it.

use crate::front::RULES;
use crate::observe_formats::QUESTIONS;
use crate::storage::Place;

/// A summary of k6 whose slowest twentieth begins at so many milliseconds.
fn k6(p95: f64) -> String {
    format!(
        r#"{{"metrics": {{"http_reqs": {{"count": 12000, "rate": 100.0}}, "http_req_duration": {{"med": 21.5, "p(95)": {p95}}},
        "http_req_failed": {{"value": 0.0}}, "vus_max": {{"value": 20}}}}}}"#
    )
}

/// A project in which the plain server asks for a load test.
fn place(measure: &str) -> Place {
    let place = Place::new();
    place.write("archfit/questionnaires/load.toml", QUESTIONS);
    let asks = format!("summary = \"One server.\"\nmeasure = [{measure}]\n");
    place.write("archfit/rules/front/rules.toml", &RULES.replace("summary = \"One server.\"\n", &asks));
    place.write("load.toml", "format = 1\nquestionnaire = \"load\"\n[answers]\nrate = 20\n");
    place
}

const P95: &str = r#"{ what = "p95 at twice the peak", target = "under 300 ms", observe = "load.time.p95", at-most = 300 },
  { what = "A restart under load", target = "no request lost" }"#;

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_load_test_stands_beside_what_was_to_be_measured_in_every_form() {
    let place = place(P95);
    place.write("test.json", &k6(240.0));
    let told = "p95 at twice the peak: under 300 ms. Measured 240 ms (";
    for format in ["text", "markdown", "html"] {
        let said = place.run(&["decide", "load.toml", "--observations", "test.json", "--format", format]);
        let out = flat(&said.out);
        assert!(said.code == 0 && out.contains(told) && out.contains("): reached"), "{format}: {out}{}", said.talk);
        let said = place.run(&["decide", "load.toml", "--format", format]);
        let out = flat(&said.out);
        assert!(out.contains("under 300 ms") && !out.contains("Measured 240"), "{format}: {out}");
    }
    let said = place.run(&["decide", "load.toml", "--observations", "test.json", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let measure = &json["decisions"][0]["measure"];
    assert_eq!(
        (&measure[0]["seen"]["value"], &measure[0]["seen"]["reached"]),
        (&"240 ms".into(), &true.into()),
        "{json}"
    );
    assert!(measure[1]["seen"].is_null(), "nothing tells of a restart: {measure}");
    let said = place.run(&["adr", "new", "load.toml", "--dry-run", "--observations", "test.json"]);
    assert!(flat(&said.out).contains(told), "{}{}", said.out, said.talk);

    place.write("test.json", &k6(310.0));
    let said = place.run(&["decide", "load.toml", "--observations", "test.json"]);
    assert!(flat(&said.out).contains("): not reached"), "{}", said.out);
}

#[test]
fn what_nothing_asks_for_is_refused_and_what_recheck_compares_with_no_answer_too() {
    let place = place(P95);
    place.write("other.json", r#"[{ "measure": "load.rate", "value": 100, "source": "a test", "on": "2026-11-20" }]"#);
    let said = place.run(&["decide", "load.toml", "--observations", "other.json"]);
    assert!(said.code == 2 && said.talk.contains("answers no question"), "{}{}", said.out, said.talk);
    place.run(&["adr", "new", "load.toml"]);
    place.write("test.json", &k6(240.0));
    let said = place.run(&["recheck", "--observations", "test.json"]);
    assert!(
        said.code == 2 && said.talk.contains("nothing was compared"),
        "no answer was looked at: {}{}",
        said.out,
        said.talk
    );
}

#[test]
fn a_target_that_cannot_be_read_is_an_error_at_its_place() {
    let refused = |measure: &str, says: &str| {
        let said = place(measure).run(&["check"]);
        let out = format!("{}{}", said.out, said.talk);
        assert!(said.code == 1 && flat(&out).contains(says) && out.contains("rules.toml:"), "{measure}: {out}");
    };
    refused(r#"{ what = "p95", at-most = 300 }"#, "nothing says where \"p95\" can be read");
    refused(r#"{ what = "p95", observe = "load.time.p96" }"#, "unknown measure `load.time.p96`");
    refused(r#"{ what = "names", observe = "repo.dependency" }"#, "`repo.dependency` gives names");
    refused(
        r#"{ what = "p95", observe = "load.time.p95", at-most = 1, at-least = 2 }"#,
        "no number reaches what \"p95\"",
    );
    refused(r#"{ what = "p95", observe = "load.time.p95", at-most = nan }"#, "no number reaches what \"p95\"");
}
