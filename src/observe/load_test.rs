//! Summaries of load tests: what one system carried. k6, oha, autocannon and vegeta as JSON, Locust as CSV, wrk as text.

use serde_json::Value as Json;

use super::observation::{Observation, Value};
use super::told::Told;
use crate::model::Day;

/// What a summary says, in the units of the catalogue.
#[derive(Debug, Default, PartialEq)]
struct Summary {
    tool: &'static str,
    n: u64,
    rate: Option<f64>,
    median: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
    failures: Option<f64>,
    connections: Option<f64>,
    /// Requests that got no answer, where the number and the rate of all do not hold them.
    n_lost: u64,
    /// More times than requests: the tool put in times that nobody waited.
    n_times: Option<u64>,
}

/// Whether a text is a summary that is known.
pub fn is_one(text: &str) -> bool {
    summary(text).is_some()
}

/// Reads a summary.
pub fn read(text: &str, name: &str, today: Day) -> Result<Told, String> {
    let summary = summary(text).ok_or("it is no summary of k6, oha, autocannon, vegeta, Locust or wrk")?;
    if summary.n == 0 {
        return Err(format!("the load test of {} made no request", summary.tool));
    }
    let mut told = Told::default();
    let filled_up = summary.n_times.filter(|times| *times as f64 > summary.n as f64 * 1.1);
    let time = |percentile: Option<f64>| percentile.filter(|_| filled_up.is_none());
    let (n, n_lost) = (summary.n as f64, summary.n_lost as f64);
    let failures = summary.failures.map(|failures| (failures * n + 100.0 * n_lost) / (n + n_lost));
    // What failed was not carried.
    let carried = summary.rate.map(|rate| rate * (1.0 - summary.failures.unwrap_or(0.0) / 100.0));
    let measures = [
        ("load.rate", carried),
        ("load.time.median", time(summary.median)),
        ("load.time.p95", time(summary.p95)),
        ("load.time.p99", time(summary.p99)),
        ("load.failures", failures),
        ("load.connections", summary.connections),
    ];
    for (measure, number) in measures {
        let Some(number) = number.filter(|number| number.is_finite() && *number >= 0.0) else { continue };
        let method = format!("from the summary of {}", summary.tool);
        let observation = Observation::new(measure, Value::Number(number, number), name, today).by(method, summary.n);
        told.observations.push(observation);
    }
    if let Some(times) = filled_up {
        told.notes.push(format!(
            "{} counted {times} times for {} requests, as it does at a fixed rate: slow answers are filled up, so its median and percentiles \
             are not read; run it with --ignoreCoordinatedOmission",
            summary.tool, summary.n
        ));
    }
    if let Some(percent) = failures.filter(|percent| *percent > 1.0) {
        told.notes.push(format!("{percent:.1} % of the requests failed: times of what failed are among those told"));
    }
    Ok(told)
}

fn summary(text: &str) -> Option<Summary> {
    let start = text.trim_start();
    if start.starts_with('{') {
        let json: Json = serde_json::from_str(start).ok()?;
        return k6(&json).or_else(|| oha(&json)).or_else(|| autocannon(&json)).or_else(|| vegeta(&json));
    }
    locust(start).or_else(|| wrk(start))
}

fn number(json: &Json, path: &[&str]) -> Option<f64> {
    path.iter().try_fold(json, |at, key| at.get(key))?.as_f64()
}

/// `--summary-export`, and what `handleSummary` is given, which nests values.
fn k6(json: &Json) -> Option<Summary> {
    let metrics = json.get("metrics")?;
    let values = |name: &str| metrics.get(name).map(|metric| metric.get("values").unwrap_or(metric));
    let (requests, times) = (values("http_reqs")?, values("http_req_duration")?);
    let rate = |failed: &Json| number(failed, &["rate"]).or_else(|| number(failed, &["value"]));
    Some(Summary {
        tool: "k6",
        n: number(requests, &["count"])? as u64,
        rate: number(requests, &["rate"]),
        median: number(times, &["med"]),
        p95: number(times, &["p(95)"]),
        p99: number(times, &["p(99)"]),
        failures: values("http_req_failed").and_then(rate).map(|share| share * 100.0),
        connections: values("vus_max").and_then(|vus| number(vus, &["value"]).or_else(|| number(vus, &["max"]))),
        ..Summary::default()
    })
}

fn oha(json: &Json) -> Option<Summary> {
    let rate = number(json, &["summary", "requestsPerSec"])?;
    let seconds = number(json, &["summary", "total"])?;
    let millis = |name: &str| number(json, &["latencyPercentiles", name]).map(|seconds| seconds * 1_000.0);
    // Answers with an error status are answers to oha.
    let statuses = json.get("statusCodeDistribution").and_then(Json::as_object);
    let count = |bad: bool| {
        let of = |(status, n): (&String, &Json)| {
            (!bad || status.starts_with('5') || status.starts_with('4')).then(|| n.as_f64().unwrap_or(0.0))
        };
        statuses.map_or(0.0, |statuses| statuses.iter().filter_map(of).sum())
    };
    let (answered, bad) = (count(false), count(true));
    let broken = 1.0 - number(json, &["summary", "successRate"]).unwrap_or(1.0);
    let failures = broken + (1.0 - broken) * if answered > 0.0 { bad / answered } else { 0.0 };
    Some(Summary {
        tool: "oha",
        n: (rate * seconds).round() as u64,
        rate: Some(rate),
        median: millis("p50"),
        p95: millis("p95"),
        p99: millis("p99"),
        failures: Some(failures * 100.0),
        ..Summary::default()
    })
}

fn autocannon(json: &Json) -> Option<Summary> {
    let rate = number(json, &["requests", "average"])?;
    let (n, latency) = (number(json, &["requests", "total"])?, json.get("latency")?);
    let sum = |keys: [&str; 2]| keys.iter().filter_map(|key| number(json, &[key])).sum::<f64>();
    let (bad, answered) = (sum(["errors", "non2xx"]), sum(["2xx", "non2xx"]));
    Some(Summary {
        tool: "autocannon",
        n: n.max(answered) as u64,
        rate: Some(rate),
        median: number(latency, &["p50"]),
        // It tells 90 and 97.5 of 100, and neither is 95.
        p99: number(latency, &["p99"]),
        failures: Some(bad / n.max(1.0) * 100.0),
        connections: number(json, &["connections"]),
        // At a fixed rate (-R) autocannon 9.0.0 corrects for coordinated omission, with 1 ms between requests whatever the rate is.
        n_times: number(latency, &["totalCount"]).map(|n| n as u64),
        ..Summary::default()
    })
}

/// `vegeta report -type=json`: times in nanoseconds.
fn vegeta(json: &Json) -> Option<Summary> {
    let n = number(json, &["requests"])?;
    let latencies = json.get("latencies")?;
    let millis = |name: &str| number(latencies, &[name]).map(|nanos| nanos / 1e6);
    Some(Summary {
        tool: "vegeta",
        n: n as u64,
        // `rate` is what was sent; what was carried is `throughput`, in which no failures are.
        rate: match (number(json, &["throughput"]), number(json, &["success"])) {
            (Some(carried), Some(success)) if success > 0.0 => Some(carried / success),
            _ => number(json, &["rate"]),
        },
        median: millis("50th"),
        p95: millis("95th"),
        p99: millis("99th"),
        failures: number(json, &["success"]).map(|share| (1.0 - share) * 100.0),
        ..Summary::default()
    })
}

/// `_stats.csv`: the line "Aggregated" sums up.
fn locust(text: &str) -> Option<Summary> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().ok()?.clone();
    let at = |name: &str| heads.iter().position(|head| head == name);
    let (requests, failures, rate) = (at("Request Count")?, at("Failure Count")?, at("Requests/s")?);
    let total = reader.records().flatten().find(|record| record.get(1) == Some("Aggregated"))?;
    let number = |at: Option<usize>| at.and_then(|at| total.get(at)).and_then(|text| text.parse::<f64>().ok());
    let n = number(Some(requests))?;
    Some(Summary {
        tool: "Locust",
        n: n as u64,
        rate: number(Some(rate)),
        median: number(at("50%")).or_else(|| number(at("Median Response Time"))),
        p95: number(at("95%")),
        p99: number(at("99%")),
        failures: number(Some(failures)).map(|bad| bad / n.max(1.0) * 100.0),
        ..Summary::default()
    })
}

fn wrk(text: &str) -> Option<Summary> {
    let rate = text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"))?.trim().parse().ok()?;
    let total = text.lines().find(|line| line.contains(" requests in "))?;
    let n: u64 = total.split_whitespace().next()?.parse().ok()?;
    let percentile = |name: &str| {
        let line = text.lines().map(str::trim).find(|line| line.starts_with(name))?;
        millis(line[name.len()..].trim())
    };
    let bad = text.lines().find_map(|line| line.trim().strip_prefix("Non-2xx or 3xx responses:"));
    let bad: f64 = bad.and_then(|n| n.trim().parse().ok()).unwrap_or(0.0);
    // "connect 0, read 4925, write 0, timeout 0"
    let sockets = text.lines().find_map(|line| line.trim().strip_prefix("Socket errors:")).unwrap_or_default();
    let n_lost = sockets.split_whitespace().filter_map(|word| word.trim_end_matches(',').parse::<u64>().ok()).sum();
    let connections = text.lines().find(|line| line.contains("connections")).and_then(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| word.starts_with("connections"))?;
        words.get(at.checked_sub(1)?)?.parse().ok()
    });
    Some(Summary {
        tool: "wrk",
        n,
        rate: Some(rate),
        median: percentile("50%").or_else(|| percentile("50.000%")),
        p95: None,
        p99: percentile("99%").or_else(|| percentile("99.000%")),
        failures: Some(bad / (n.max(1)) as f64 * 100.0),
        connections,
        n_lost,
        ..Summary::default()
    })
}

/// `1.25ms`, `635.91us`, `1.02s` in milliseconds.
fn millis(text: &str) -> Option<f64> {
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1_000.0), ("m", 60_000.0)];
    units.iter().find_map(|(unit, factor)| text.strip_suffix(unit)?.parse::<f64>().ok().map(|number| number * factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_vegeta_sent_is_not_what_was_carried() {
        let text = r#"{"latencies":{"50th":1000000,"95th":2000000,"99th":3000000},"requests":10000,"rate":1000,"throughput":143,"success":0.5}"#;
        let told = read(text, "v.json", Day { year: 2026, month: 11, day: 30 }).unwrap();
        let rate = told.observations.iter().find(|observation| observation.measure.name == "load.rate").unwrap();
        assert_eq!(rate.value, Value::Number(143.0, 143.0));
    }

    #[test]
    fn another_percentile_of_autocannon_is_not_taken_for_the_95th() {
        let text = r#"{"connections":1,"errors":0,"non2xx":0,"2xx":60,"requests":{"average":20,"total":60},"latency":{"p50":1,"p97_5":2,"p99":3}}"#;
        let read = summary(text).unwrap();
        assert_eq!((read.median, read.p95, read.p99), (Some(1.0), None, Some(3.0)));
    }

    #[test]
    fn the_text_of_wrk_is_read() {
        let text = "Running 30s test @ http://127.0.0.1:8080/\n  12 threads and 400 connections\n  Thread Stats   Avg      Stdev     Max   +/- Stdev\n    Latency   635.91us    0.89ms  12.92ms   93.69%\n  Latency Distribution\n     50%  250.00us\n     75%  491.00us\n     90%  700.00us\n     99%    5.80ms\n  22464657 requests in 30.00s, 17.76GB read\n  Non-2xx or 3xx responses: 224646\nRequests/sec: 748868.53\nTransfer/sec:    606.33MB\n";
        let read = summary(text).unwrap();
        assert_eq!((read.median, read.p99, read.connections), (Some(0.25), Some(5.8), Some(400.0)));
        assert_eq!((read.rate, read.n), (Some(748_868.53), 22_464_657));
        assert!((read.failures.unwrap() - 1.0).abs() < 0.001);
    }

    #[test]
    fn requests_that_wrk_got_no_answer_to_failed() {
        let text = "  1 threads and 20 connections\n  7500 requests in 4.00s, 1MB read\n  Socket errors: connect 0, read 2400, write 0, timeout 100\n  Non-2xx or 3xx responses: 750\nRequests/sec: 1875.00\n";
        let told = read(text, "wrk.txt", Day { year: 2026, month: 11, day: 30 }).unwrap();
        let of =
            |name: &str| told.observations.iter().find(|seen| seen.measure.name == name).map(|seen| seen.value.clone());
        assert_eq!(of("load.failures"), Some(Value::Number(32.5, 32.5)));
        assert_eq!(of("load.rate"), Some(Value::Number(1_688.0, 1_688.0)), "what was answered without errors");
        assert!(told.notes[0].contains("32.5 %"), "{:?}", told.notes);
    }

    /// What autocannon 9.0.0 wrote of a service that answers nine times of ten in 3 ms and once in 300 ms.
    #[test]
    fn times_that_were_put_in_are_not_told() {
        let read_of = |entries: u64| {
            let text = format!(
                r#"{{"connections":1,"errors":0,"non2xx":0,"2xx":60,"requests":{{"average":20,"total":60}},"latency":{{"p50":129,"p97_5":294,"p99":299,"totalCount":{entries}}}}}"#
            );
            read(&text, "rate.json", Day { year: 2026, month: 11, day: 30 }).unwrap()
        };
        let times =
            |told: &Told| told.observations.iter().filter(|seen| seen.measure.name.starts_with("load.time.")).count();
        let (measured, filled_up) = (read_of(60), read_of(2_080));
        assert_eq!((times(&measured), measured.notes.len()), (2, 0));
        assert_eq!((times(&filled_up), filled_up.notes.len()), (0, 1));
        assert!(filled_up.notes[0].contains("2080 times for 60 requests"), "{}", filled_up.notes[0]);
    }

    #[test]
    fn what_is_no_summary_is_none() {
        for text in ["", "{}", "{\"requests\": 3}", "Type,Name\n", "Requests/sec: fast"] {
            assert_eq!(summary(text), None, "{text}");
        }
    }
}
