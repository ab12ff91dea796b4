//! Logs and exports that teams have at hand, one of each: read right, or refused with the reason and a way out, and never guessed.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use crate::front::RULES;
use crate::storage::Place;

/// A questionnaire that asks for the number of requests, and says where it can be seen.
pub const QUESTIONS: &str = r#"format = 1
id = "load"
title = "Load"

[[question]]
id = "rate"
ask = "How many requests per second in the busiest minute?"
integer = { min = 0, max = 1_000_000, unit = "requests/s" }
observe = [{ measure = "http.rate.busiest-minute" }]
"#;

/// One request of a log: so many seconds after 10:00 on 20 November 2026, and how many milliseconds it took.
struct One {
    clock: String,
    path: &'static str,
    millis: u32,
    nth: u32,
}

/// Two requests a second for ten minutes, each of 120 ms.
fn log(line: impl Fn(&One) -> String) -> String {
    let one = |nth: u32| {
        let second = nth / 2;
        let clock = format!("10:{:02}:{:02}", second / 60, second % 60);
        One { clock, path: if nth.is_multiple_of(3) { "/api/orders" } else { "/" }, millis: 120, nth }
    };
    (0..1_200).map(|nth| line(&one(nth)) + "\n").collect()
}

fn place(file: &str, text: &str) -> Place {
    let place = Place::new();
    place.write("archfit/questionnaires/load.toml", QUESTIONS);
    place.write("archfit/rules/front/rules.toml", RULES);
    place.write(file, text);
    place
}

/// Reads a log; gives requests per second in the busiest minute, and the median time.
fn read(file: &str, text: &str) -> (Option<f64>, Option<f64>) {
    let place = place(file, text);
    let json = place.json(&["observe", "--format", "json", file]);
    let number = |measure: &str| {
        let all = json["observations"].as_array().unwrap();
        let found = all.iter().find(|observation| observation["measure"] == measure)?;
        found["value"].as_f64().or_else(|| found["high"].as_f64())
    };
    (number("http.rate.busiest-minute"), number("http.time.median"))
}

/// A log is refused with these words, and tells nothing.
fn refused(file: &str, text: &str, words: &str) {
    let place = place(file, text);
    let said = place.run(&["observe", file]);
    assert!(said.code == 1 && said.out.contains("says nothing") && said.out.contains(words), "{file}: {}", said.out);
}

#[test]
fn logs_of_proxies_platforms_and_servers_are_read_with_their_times() {
    let common = |one: &One, rest: &str| {
        format!("192.0.2.1 - - [20/Nov/2026:{} +0000] \"GET {} HTTP/1.1\" 200 19 {rest}", one.clock, one.path)
    };
    let seconds = |one: &One| f64::from(one.millis) / 1_000.0;
    let logs: [(&str, String); 10] = [
        ("balancer.log", log(|o| {
            let stamp = format!("2026-11-20T{}.187000Z", o.clock);
            format!("https {stamp} app/lb/50dc 192.0.2.1:2817 10.0.0.1:80 0.000 {:.3} 0.000 200 200 34 366 \"GET https://example.org:443{} HTTP/1.1\" \"curl/7\" - - arn:aws:x \"Root=1\" \"-\" \"-\" 0 {stamp} \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\" \"-\"", seconds(o), o.path)
        })),
        ("network.log", "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status time-taken\n".to_owned()
            + &log(|o| format!("2026-11-20\t{}\tLAX1\t2390\t192.0.2.1\tGET\t{}\t200\t{:.3}", o.clock, o.path, seconds(o)))),
        ("u_ex261120.log", "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip sc-status time-taken\n".to_owned()
            + &log(|o| format!("2026-11-20 {} 10.0.0.1 GET {} - 443 192.0.2.1 200 {}", o.clock, o.path, o.millis))),
        ("json.log", log(|o| format!("{{\"time_iso8601\":\"2026-11-20T{}+00:00\",\"remote_addr\":\"192.0.2.1\",\"request\":\"GET {} HTTP/1.1\",\"status\":\"200\",\"request_time\":\"{:.3}\",\"http_user_agent\":\"a\\\"\\u0022\"}}", o.clock, o.path, seconds(o)))),
        ("router-common.log", log(|o| common(o, &format!("\"-\" \"-\" {} \"web@docker\" \"http://172.18.0.3:80\" {}ms", o.nth + 1, o.millis)))),
        ("envoy.log", log(|o| format!("[2026-11-20T{}.250Z] \"GET {} HTTP/1.1\" 200 - 0 154 {} 108 \"192.0.2.1\" \"curl/7\" \"6bf2\" \"example.org\" \"10.0.0.2:8080\"", o.clock, o.path, o.millis))),
        ("mesh.log", log(|o| format!("[2026-11-20T{}.250Z] \"GET {} HTTP/1.1\" 200 - via_upstream - \"-\" 0 154 {} 108 \"-\" \"curl/7\" \"6bf2\" \"example.org\" \"10.0.0.2:8080\" outbound|80||x 10.1.1.1:1 10.2.2.2:80 10.3.3.3:1 - default", o.clock, o.path, o.millis))),
        ("router.log", log(|o| format!("2026-11-20T{}.123456+00:00 heroku[router]: at=info method=GET path=\"{}\" host=x.example request_id=8601 fwd=\"192.0.2.1\" dyno=web.1 connect=1ms service={}ms status=200 bytes=13 protocol=http", o.clock, o.path, o.millis))),
        ("drain.log", log(|o| format!("242 <158>1 2026-11-20T{}.123456+00:00 host heroku router - at=info method=GET path=\"{}\" host=x.example request_id=8601 fwd=\"192.0.2.1\" dyno=web.1 connect=1ms service={}ms status=200 bytes=13", o.clock, o.path, o.millis))),
        ("containers.log", log(|o| format!("2026-11-20T{}.123456789Z stdout F {}", o.clock, common(o, &format!("\"-\" \"curl\" {:.3}", seconds(o)))))),
    ];
    for (file, text) in logs {
        let (rate, median) = read(file, &text);
        assert!(rate.is_some_and(|rate| (rate - 2.0).abs() < 0.1), "{file}: {rate:?} requests/s");
        assert!(median.is_some_and(|median| (median - 120.0).abs() < 3.0), "{file}: {median:?} ms");
    }
}

#[test]
fn what_has_no_time_or_is_no_log_of_requests_is_refused_with_a_way_out() {
    refused("dev.log", &log(|o| format!("GET {} 200 {}.000 ms - 612", o.path, o.millis)), "morgan's `dev`");
    refused(
        "dev-colours.log",
        &log(|o| format!("\x1b[0mGET {} \x1b[32m200\x1b[0m {}.000 ms - 612\x1b[0m", o.path, o.millis)),
        "morgan's `dev`",
    );
    refused(
        "runserver.log",
        &log(|o| format!("[20/Nov/2026 {}] \"GET {} HTTP/1.1\" 200 2345", o.clock, o.path)),
        "development server",
    );
    let uvicorn = |o: &One| format!("INFO:     127.0.0.1:5000{} - \"GET {} HTTP/1.1\" 200 OK", o.nth % 9, o.path);
    refused("uvicorn.log", &log(uvicorn), "have no time");
    refused("uvicorn-colours.log", &log(|o| uvicorn(o).replace("INFO", "\x1b[32mINFO\x1b[0m")), "have no time");
    refused(
        "postgresql.log",
        &log(|o| format!("2026-11-20 {}.123 UTC [{}] LOG:  duration: 12.000 ms  statement: SELECT 1", o.clock, o.nth)),
        "database's own log",
    );
    refused(
        "error.log",
        &log(|o| {
            format!(
                "2026/11/20 {} [error] 7#7: *{} open() failed, request: \"GET {} HTTP/1.1\"",
                o.clock, o.nth, o.path
            )
        }),
        "error log of a web server",
    );
    refused(
        "objects.json",
        &log(|o| format!("{{\"at\":\"2026-11-20T{}Z\",\"code\":200,\"where\":\"{}\"}}", o.clock, o.path)),
        "jq -c",
    );
    refused("words.log", &log(|o| format!("{} did number {}", o.clock, o.nth)), "docs/observe.md lists what is read");
}

#[test]
fn a_number_that_is_no_time_is_not_taken_for_one() {
    let text = log(|o| {
        format!(
            "192.0.2.1 - - [20/Nov/2026:{} +0000] \"GET {} HTTP/1.1\" 200 19 \"http://172.18.0.3:80\" {}",
            o.clock,
            o.path,
            o.nth % 40
        )
    });
    assert_eq!(read("access.log", &text).1, None, "an address and a counter");
}

#[test]
fn relays_of_logs_may_put_brackets_of_their_own_in_front() {
    let common = |one: &One| {
        format!(
            "192.0.2.1 - - [20/Nov/2026:{} +0000] \"GET {} HTTP/1.1\" 200 19 \"-\" \"curl\" 0.120",
            one.clock, one.path
        )
    };
    for front in [
        "[pod/web-7c9f-x2/nginx] ",
        "[pod/web-7c9f-x2/nginx] 2026-11-20T10:00:00.123456789Z ",
        "Nov 20 10:00:00 host nginx[123]: ",
        "2026-11-20T10:00:00+0000 host nginx[123]: ",
        "[2026-11-20 10:00:00 +0000] [13808] [INFO] ",
    ] {
        let (rate, median) = read("relayed.log", &log(|o| format!("{front}{}", common(o))));
        assert!(rate.is_some_and(|rate| (rate - 2.0).abs() < 0.1), "{front}: {rate:?} requests/s");
        assert!(median.is_some_and(|median| (median - 120.0).abs() < 3.0), "{front}: {median:?} ms");
    }
}

#[test]
fn objects_about_something_else_stand_among_requests_and_times_without_a_unit_tell_nothing() {
    // A request in two lines, and now and then a word of the application: one request of two a second is left of each pair.
    let fastify = log(|o| {
        let time = 1_795_168_800_000_u64 + u64::from(o.nth) * 500;
        match o.nth % 20 {
            0 => format!("{{\"level\":30,\"time\":{time},\"pid\":7,\"hostname\":\"web\",\"msg\":\"mail sent\"}}"),
            _ => format!(
                "{{\"level\":30,\"time\":{time},\"reqId\":\"req-{0}\",\"req\":{{\"method\":\"GET\",\"url\":\"{1}\"}},\"msg\":\"incoming request\"}}\n\
                 {{\"level\":30,\"time\":{time},\"reqId\":\"req-{0}\",\"res\":{{\"statusCode\":200}},\"responseTime\":{2}.25,\"msg\":\"request completed\"}}",
                o.nth, o.path, o.millis
            ),
        }
    });
    let (rate, median) = read("fastify.log", &fastify);
    assert!(rate.is_some_and(|rate| (rate - 1.9).abs() < 0.1), "{rate:?} requests/s");
    assert!(median.is_some_and(|median| (median - 120.0).abs() < 3.0), "{median:?} ms");

    let object = |o: &One, times: &str| {
        format!("{{\"time\":\"2026-11-20T{}Z\",\"path\":\"{}\",\"status\":200,{times}}}", o.clock, o.path)
    };
    let of = |times: &dyn Fn(&One) -> String| read("objects.log", &log(|o| object(o, &times(o))));
    for (what, times) in [
        (
            "milliseconds",
            Box::new(|o: &One| format!("\"duration\":{}.{:02}", 20 + o.nth % 90, o.nth % 100))
                as Box<dyn Fn(&One) -> String>,
        ),
        ("microseconds", Box::new(|o: &One| format!("\"duration\":{}", o.millis * 1_000 + o.nth))),
        ("nanoseconds", Box::new(|o: &One| format!("\"duration\":{}", o.millis * 1_000_000 + o.nth))),
    ] {
        let (rate, median) = of(&*times);
        assert!(rate.is_some() && median.is_none(), "{what}: {rate:?} {median:?}");
    }
    for (what, times) in [
        ("seconds", Box::new(|o: &One| format!("\"duration\":0.{}", o.millis)) as Box<dyn Fn(&One) -> String>),
        ("a text in seconds", Box::new(|o: &One| format!("\"request_time\":\"0.{}\"", o.millis))),
        ("a text with its unit", Box::new(|o: &One| format!("\"duration\":\"{}.5ms\"", o.millis))),
    ] {
        let (_, median) = of(&*times);
        assert!(median.is_some_and(|median| (median - 120.0).abs() < 3.0), "{what}: {median:?} ms");
    }
}

#[test]
fn whole_seconds_are_told_as_the_second_in_which_they_fall() {
    let text = log(|o| {
        format!(
            "192.0.2.1 - - [20/Nov/2026:{} +0000] \"GET / HTTP/1.1\" 200 19 \"-\" \"curl\" {}",
            o.clock,
            o.nth % 40 / 38 * 2
        )
    });
    let place = place("whole.log", &text);
    let json = place.json(&["observe", "--format", "json", "whole.log"]);
    let all = json["observations"].as_array().unwrap();
    let median = all.iter().find(|observation| observation["measure"] == "http.time.median").unwrap();
    assert_eq!((median["low"].as_f64(), median["high"].as_f64()), (Some(0.0), Some(1_000.0)), "{median}");
}

#[test]
fn lines_with_requests_in_an_unknown_form_are_refused_with_the_pattern_as_the_way_out() {
    let text = log(|o| format!("192.0.2.1 [20/Nov/2026:{} +0000] 0.120 \"GET {} HTTP/1.1\" 200", o.clock, o.path));
    refused("mid.log", &text, "`pattern` in archfit.toml");
    let place = place("mid.log", &text);
    place.write(
        "archfit.toml",
        "[[source]]\nkind = \"access-log\"\nfile = \"mid.log\"\npattern = '$remote_addr [$time_local] $request_time \"$request\" $status'\n",
    );
    let said = place.run(&["observe"]);
    assert!(
        said.out.contains("http.time.median: 120 ms") || said.out.contains("http.time.median: 121 ms"),
        "{}",
        said.out
    );
}
