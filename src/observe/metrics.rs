//! Metrics: Prometheus' and `OpenMetrics`' text, and saved answers of `query_range`. Which metric stands for which measure is said in
//! `archfit.toml`, for names of metrics are everybody's own.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::observation::{Observation, Value, day_of_number};
use super::told::Told;
use crate::model::Day;

/// Whether a JSON text is an answer of `query_range`.
pub fn is_query_range(text: &str) -> bool {
    serde_json::from_str(text).is_ok_and(|json: Json| series_of(&json).is_some())
}

/// Whether a text looks like an exposition of metrics.
pub fn looks_like_text(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let is_about = |line: &str| line.starts_with("# HELP ") || line.starts_with("# TYPE ");
    lines().take(50).any(is_about) && lines().take(50).any(|line| sample(line).is_some())
}

/// Reads metrics.
pub fn read(text: &str, measures: &BTreeMap<String, String>, name: &str, today: Day) -> Result<Told, String> {
    if measures.is_empty() {
        return Err("which metric stands for which measure is not said; name it in archfit.toml: `[[source]]` with `kind = \"prometheus\"` and `measures = { \"metric\" = \"measure\" }`".to_owned());
    }
    if let Ok(json) = serde_json::from_str::<Json>(text) {
        let series = series_of(&json).ok_or("it is JSON, and no answer of `query_range`")?;
        return of_range(&series, measures, name, today);
    }
    of_snapshot(text, measures, name, today)
}

/// One series: its name and its readings (second, value).
struct Series {
    name: String,
    readings: Vec<(f64, f64)>,
}

fn series_of(json: &Json) -> Option<Vec<Series>> {
    let data = json.get("data")?;
    if data.get("resultType")?.as_str()? != "matrix" {
        return None;
    }
    let one = |series: &Json| {
        let name = series.get("metric").and_then(|metric| metric.get("__name__")).and_then(Json::as_str);
        let reading = |pair: &Json| {
            let value = pair.get(1)?;
            let value = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
            Some((pair.get(0)?.as_f64()?, value))
        };
        let readings = series.get("values")?.as_array()?.iter().filter_map(reading).filter(|(_, v)| v.is_finite());
        Some(Series { name: name.unwrap_or_default().to_owned(), readings: readings.collect() })
    };
    Some(data.get("result")?.as_array()?.iter().filter_map(one).collect())
}

/// A counter only grows; its name says that it is one.
fn is_counter(name: &str) -> bool {
    name.ends_with("_total") || name.ends_with("_count") || name.ends_with("_sum")
}

fn of_range(series: &[Series], measures: &BTreeMap<String, String>, name: &str, today: Day) -> Result<Told, String> {
    let mut told = Told::default();
    for (metric, measure) in measures {
        // An expression has no name in the answer; the file then holds what it was asked for.
        let own: Vec<&Series> = series.iter().filter(|s| s.name == *metric || s.name.is_empty()).collect();
        if own.is_empty() {
            told.notes.push(format!("there is no `{metric}` in it"));
            continue;
        }
        let n: u64 = own.iter().map(|series| series.readings.len() as u64).sum();
        let (sums, notes) = add_up(&own, is_counter(metric));
        told.notes.extend(notes);
        if sums.len() < 2 {
            told.notes.push(format!("`{metric}` has {n} readings: that tells no course"));
            continue;
        }
        let step = step_of(&sums);
        let days = by_day(&sums);
        let (low, high) = spread(&days);
        let mut limits = vec![format!("read every {step:.0} s: what lies between is not seen")];
        if step > 60.0 && is_counter(metric) {
            limits.push("a mean over more than a minute is less than the busiest minute".to_owned());
        }
        if days.len() < 7 {
            limits.push(format!("it covers {} days, less than a week", days.len()));
        }
        let method = if is_counter(metric) { "growth of the counter a second" } else { "the greatest reading" };
        let method = format!("{method} of `{metric}`, all series added up, from the middle day to the greatest");
        let day = |seconds: f64| day_of_number((seconds / 86_400.0).floor() as i64);
        let observation = Observation::new(measure, Value::Number(low, high), name, today)
            .by(method, n)
            .over(sums.first().and_then(|(at, _)| day(*at)), sums.last().and_then(|(at, _)| day(*at)))
            .limits(limits);
        told.observations.push(observation);
    }
    finish(told)
}

fn finish(told: Told) -> Result<Told, String> {
    if told.observations.is_empty() {
        return Err(told.notes.join("; "));
    }
    Ok(told)
}

/// The series added up at each moment; counters as growth a second, with resets told.
fn add_up(series: &[&Series], counter: bool) -> (Vec<(f64, f64)>, Vec<String>) {
    let mut sums: BTreeMap<i64, f64> = BTreeMap::new();
    let mut n_resets = 0;
    for one in series {
        let mut readings = one.readings.clone();
        readings.sort_by(|a, b| a.0.total_cmp(&b.0));
        if !counter {
            readings.iter().for_each(|(at, value)| *sums.entry((at * 1e3) as i64).or_insert(0.0) += value);
            continue;
        }
        for pair in readings.windows(2).filter(|pair| pair[1].0 > pair[0].0) {
            let ((from, before), (to, after)) = (pair[0], pair[1]);
            // A counter that fell began anew: what it shows was counted since, and what it lost is not known.
            let grown = if after >= before { after - before } else { after };
            n_resets += u32::from(after < before);
            *sums.entry((to * 1e3) as i64).or_insert(0.0) += grown / (to - from);
        }
    }
    let notes = (n_resets > 0)
        .then(|| format!("counters began anew {n_resets} times: the steps in which they did count too little"));
    (sums.into_iter().map(|(at, sum)| (at as f64 / 1e3, sum)).collect(), notes.into_iter().collect())
}

fn step_of(sums: &[(f64, f64)]) -> f64 {
    let mut steps: Vec<f64> = sums.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}

fn by_day(sums: &[(f64, f64)]) -> BTreeMap<i64, f64> {
    let mut days = BTreeMap::new();
    for (at, value) in sums {
        let most = days.entry((at / 86_400.0).floor() as i64).or_insert(0.0_f64);
        *most = most.max(*value);
    }
    days
}

/// From the middle day to the greatest; days at either end may be cut and count only for the greatest.
fn spread(days: &BTreeMap<i64, f64>) -> (f64, f64) {
    let most = days.values().copied().fold(0.0, f64::max);
    let mut inner: Vec<f64> = days.values().copied().skip(1).take(days.len().saturating_sub(2)).collect();
    inner.sort_by(f64::total_cmp);
    match inner.len() {
        0 => (most, most),
        n => (inner[(n - 1) / 2].min(most), most),
    }
}

/// One line of the text: name, labels, value.
fn sample(line: &str) -> Option<(&str, &str, f64)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let name_end = line.find(['{', ' '])?;
    let (name, rest) = line.split_at(name_end);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':');
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(inner) => {
            let end = inner.rfind('}')?;
            (&inner[..end], &inner[end + 1..])
        }
        None => ("", rest),
    };
    let value = rest.split_whitespace().next()?.parse::<f64>().ok()?;
    is_name.then_some((name, labels, value))
}

fn of_snapshot(text: &str, measures: &BTreeMap<String, String>, name: &str, today: Day) -> Result<Told, String> {
    let mut told = Told::default();
    let samples: Vec<(&str, &str, f64)> = text.lines().filter_map(sample).collect();
    if samples.is_empty() {
        return Err("it holds no metrics".to_owned());
    }
    for (metric, measure) in measures {
        if is_counter(metric) {
            told.notes.push(format!(
                "`{metric}` is a counter: one reading says nothing about its course; save an answer of `query_range`"
            ));
            continue;
        }
        let own: Vec<f64> = samples.iter().filter(|(n, ..)| n == metric).map(|(.., value)| *value).collect();
        let buckets = format!("{metric}_bucket");
        if own.is_empty() && samples.iter().any(|(n, ..)| *n == buckets) {
            told.observations.extend(of_buckets(&samples, &buckets, measure, name, today));
            continue;
        }
        if own.is_empty() {
            told.notes.push(format!("there is no `{metric}` in it"));
            continue;
        }
        let sum: f64 = own.iter().filter(|value| value.is_finite()).sum();
        let limits = ["it is one reading: peaks before and after are not seen".to_owned()];
        let method = format!("`{metric}`, all series added up");
        let observation = Observation::new(measure, Value::Number(sum, sum), name, today);
        told.observations.push(observation.by(method, own.len() as u64).limits(limits));
    }
    finish(told)
}

/// The share that a measure asks for, between the bounds of its bucket; seconds as milliseconds.
fn of_buckets(
    samples: &[(&str, &str, f64)],
    name: &str,
    measure: &str,
    source: &str,
    today: Day,
) -> Option<Observation> {
    let share = match measure.rsplit('.').next()? {
        "median" => 0.5,
        "p95" => 0.95,
        "p99" => 0.99,
        _ => return None,
    };
    let mut counts: BTreeMap<i64, f64> = BTreeMap::new();
    for (_, labels, value) in samples.iter().filter(|(n, ..)| *n == name) {
        let bound = labels.split(',').find_map(|label| label.trim().strip_prefix("le=\"")?.strip_suffix('"'))?;
        let bound = if bound == "+Inf" { i64::MAX } else { (bound.parse::<f64>().ok()? * 1e6) as i64 };
        *counts.entry(bound).or_insert(0.0) += value;
    }
    let total = *counts.get(&i64::MAX)?;
    let mut below = 0;
    for (bound, count) in &counts {
        if *count >= total * share && total > 0.0 {
            let high = if *bound == i64::MAX { return None } else { *bound as f64 / 1e3 };
            let method = format!("between the bounds of `{name}` that hold it, since the process began");
            let value = Value::Number(below as f64 / 1e3, high);
            return Some(Observation::new(measure, value, source, today).by(method, total as u64));
        }
        below = *bound;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day { year: 2026, month: 11, day: 29 };

    fn range(name: &str, readings: &[(i64, f64)]) -> String {
        let values: Vec<String> = readings.iter().map(|(at, value)| format!("[{at},\"{value}\"]")).collect();
        format!(
            "{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{{\"metric\":{{\"__name__\":\"{name}\",\"job\":\"a\"}},\"values\":[{}]}}]}}}}",
            values.join(",")
        )
    }

    fn told(text: &str, metric: &str, measure: &str) -> Result<Told, String> {
        read(text, &[(metric.to_owned(), measure.to_owned())].into(), "m", TODAY)
    }

    #[test]
    fn a_gauge_over_days_gives_its_greatest_reading() {
        let readings: Vec<(i64, f64)> = (0..5).map(|day| (day * 86_400 + 3_600, 100.0 + 10.0 * day as f64)).collect();
        let told = told(&range("open", &readings), "open", "live.connections.peak").unwrap();
        assert_eq!(told.observations[0].value, Value::Number(120.0, 140.0));
    }

    #[test]
    fn a_counter_that_begins_anew_counts_no_negative_growth() {
        let readings = [(0, 1_000.0), (60, 1_600.0), (120, 60.0), (180, 1_260.0)];
        let told = told(&range("reqs_total", &readings), "reqs_total", "http.rate.busiest-minute").unwrap();
        assert_eq!(told.observations[0].value, Value::Number(20.0, 20.0));
        assert!(told.notes[0].contains("began anew 1 times"), "{:?}", told.notes);
    }

    #[test]
    fn a_snapshot_tells_gauges_and_no_counters() {
        let text =
            "# TYPE open gauge\nopen{pod=\"a\"} 3\nopen{pod=\"b\"} 4\n# TYPE reqs_total counter\nreqs_total 17\n";
        assert!(looks_like_text(text));
        assert_eq!(told(text, "open", "live.connections.peak").unwrap().observations[0].value, Value::Number(7.0, 7.0));
        assert!(told(text, "reqs_total", "http.rate.busiest-minute").unwrap_err().contains("query_range"));
        assert!(told(text, "gone", "live.connections.peak").unwrap_err().contains("no `gone`"));
    }

    #[test]
    fn a_histogram_gives_the_bounds_of_the_bucket() {
        let text = "# TYPE t histogram\nt_bucket{le=\"0.1\"} 10\nt_bucket{le=\"0.5\"} 90\nt_bucket{le=\"+Inf\"} 100\nt_count 100\n";
        let told = told(text, "t", "http.time.median").unwrap();
        assert_eq!(told.observations[0].value, Value::Number(100.0, 500.0));
    }
}
