//! Metrics: Prometheus' and `OpenMetrics`' text, and saved answers of `query_range`. Which metric stands for which measure is said in
//! `archfit.toml`, for names of metrics are everybody's own.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::observation::{Observation, Value, day_of_number, round};
use super::told::Told;
use crate::model::{Day, measure as measure_of};

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

/// One series: its name and its readings (second, value), without those that are no number from 0 on.
struct Series {
    /// Its name; empty for what an expression gave.
    name: String,
    /// The upper bound of the bucket that it counts.
    bound: Option<f64>,
    readings: Vec<(f64, f64)>,
    n_unfit: u64,
    /// The share of a summary that it is about.
    quantile: Option<f64>,
}

/// Whether a reading is one of an amount: what is not known yet is `NaN`, a bound that is not set often -1 or without end.
fn is_amount(value: f64) -> bool {
    value.is_finite() && value >= 0.0
}

/// What is to be known of readings that are no amount.
fn unfit(metric: &str, n: u64) -> Option<String> {
    let (readings, are) = if n == 1 { ("reading", "is") } else { ("readings", "are") };
    (n > 0).then(|| format!("{n} {readings} of `{metric}` {are} below 0, infinite or `NaN`, and {are} not counted"))
}

/// Units as names of metrics tell them: of time in seconds, of data in bytes, of shares in wholes.
const UNITS: [(&str, char, f64); 20] = [
    ("nanoseconds", 't', 1e-9),
    ("ns", 't', 1e-9),
    ("microseconds", 't', 1e-6),
    ("us", 't', 1e-6),
    ("milliseconds", 't', 1e-3),
    ("millis", 't', 1e-3),
    ("ms", 't', 1e-3),
    ("seconds", 't', 1.0),
    ("minutes", 't', 60.0),
    ("bytes", 'd', 1.0),
    ("kilobytes", 'd', 1e3),
    ("kb", 'd', 1e3),
    ("megabytes", 'd', 1e6),
    ("mb", 'd', 1e6),
    ("mebibytes", 'd', 1_048_576.0),
    ("mib", 'd', 1_048_576.0),
    ("gigabytes", 'd', 1e9),
    ("gb", 'd', 1e9),
    ("ratio", 's', 1.0),
    ("percent", 's', 0.01),
];

/// How a metric becomes its measure: the number it is multiplied by, and what is to be known of that.
fn factor(metric: &str, measure: &str, kind: Kind) -> (f64, Option<String>) {
    let unit = measure_of(measure).map_or("", |measure| measure.unit);
    let (kind, size) = match unit {
        "ms" => ('t', 1e-3),
        "s" => ('t', 1.0),
        "minutes" => ('t', 60.0),
        "MB" => ('d', 1e6),
        "%" => ('s', 0.01),
        // What grows is counted a second.
        "runs/min" if kind == Kind::Counter => return (60.0, None),
        // And so it is in expressions of Prometheus, unless they ask for what grew in a while.
        "runs/min" if kind == Kind::Expression && !metric.contains("increase(") => {
            return (60.0, Some(format!("what was asked for as `{metric}` is taken for a rate a second")));
        }
        _ => return (1.0, None),
    };
    let lower = metric.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).collect::<Vec<_>>();
    let told = words.iter().rev().find_map(|word| UNITS.iter().find(|(name, of, _)| name == word && *of == kind));
    match told {
        Some((_, _, of_one)) => (of_one / size, None),
        // Prometheus' histograms are of seconds where they do not say otherwise.
        None if kind == 't' && metric.ends_with("_bucket") => (1.0 / size, None),
        None => (1.0, Some(format!("the name of `{metric}` tells no unit: it is taken for {unit}"))),
    }
}

/// Whether series may be added up: times, shares and what stays below a part of all cannot.
pub fn adds_up(measure: &str) -> bool {
    share_of(measure).is_none()
        && measure_of(measure).is_none_or(|one| !matches!(one.unit, "ms" | "s" | "minutes" | "%"))
}

/// The share of requests that a measure is about, such as 0.95.
fn share_of(measure: &str) -> Option<f64> {
    match measure.rsplit('.').next()? {
        "median" => Some(0.5),
        "p95" => Some(0.95),
        "p99" => Some(0.99),
        _ => None,
    }
}

fn series_of(json: &Json) -> Option<Vec<Series>> {
    let data = json.get("data")?;
    if data.get("resultType")?.as_str()? != "matrix" {
        return None;
    }
    let one = |series: &Json| {
        let label = |label: &str| series.get("metric").and_then(|metric| metric.get(label)).and_then(Json::as_str);
        let (name, quantile) = (label("__name__"), label("quantile").and_then(|share| share.parse().ok()));
        let bound = label("le").and_then(|bound| bound.parse().ok());
        let reading = |pair: &Json| {
            let value = pair.get(1)?;
            let value = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
            Some((pair.get(0)?.as_f64()?, value))
        };
        let all: Vec<(f64, f64)> = series.get("values")?.as_array()?.iter().filter_map(reading).collect();
        let readings: Vec<(f64, f64)> = all.iter().copied().filter(|(_, value)| is_amount(*value)).collect();
        let n_unfit = (all.len() - readings.len()) as u64;
        Some(Series { name: name.unwrap_or_default().to_owned(), bound, readings, n_unfit, quantile })
    };
    Some(data.get("result")?.as_array()?.iter().filter_map(one).collect())
}

/// What a metric's readings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It only grows, until its process begins anew.
    Counter,
    /// It is read as it is.
    Gauge,
    /// What an expression gave, which has no name: read as it is.
    Expression,
}

/// The ends of names that say that a metric only grows.
const GROWS: [&str; 3] = ["_total", "_sum", "_bucket"];

/// How many readings that never fall tell a counter, where a rate is asked for.
const NEVER_FALLS: usize = 10;

/// Whether a measure counts something a second or a minute.
fn is_rate(measure: &str) -> bool {
    measure_of(measure).is_some_and(|one| one.unit.ends_with("/s") || one.unit.ends_with("/min"))
}

/// What the readings of series are that have a name, or none; and what is to be known of that.
fn kind_of(metric: &str, measure: &str, own: &[&Series]) -> (Kind, Option<String>) {
    if own.iter().all(|series| series.name.is_empty()) {
        return (Kind::Expression, None);
    }
    if GROWS.iter().any(|end| metric.ends_with(end)) {
        return (Kind::Counter, None);
    }
    // A name that ends in `_count` may be that of either, and one that says nothing, too: what never falls grows.
    let steps = || own.iter().flat_map(|series| series.readings.windows(2)).map(|pair| pair[1].1 - pair[0].1);
    let n_falls = steps().filter(|step| *step < 0.0).count();
    let n_rises = steps().filter(|step| *step > 0.0).count();
    let n_steps = steps().count();
    let never_falls = n_falls == 0 && n_steps >= NEVER_FALLS && n_rises * 2 > n_steps;
    let counts = metric.ends_with("_count") && (never_falls || n_falls * 20 < n_rises);
    if is_rate(measure) && (never_falls || counts) {
        let note = format!("`{metric}` never falls in {n_steps} steps: it is taken for a counter");
        return (Kind::Counter, (!metric.ends_with("_count")).then_some(note));
    }
    (Kind::Gauge, None)
}

/// Why a counter says nothing of a measure that is no rate.
fn no_rate(metric: &str, measure: &str) -> String {
    format!("`{metric}` is a counter, and `{measure}` is no rate; save what an expression makes of it, and name that")
}

fn of_range(series: &[Series], measures: &BTreeMap<String, String>, name: &str, today: Day) -> Result<Told, String> {
    let mut told = Told::default();
    for (metric, measure) in measures {
        let (read, notes) = of_course(series, metric, measure, name, today);
        told.notes.extend(notes);
        match read {
            Ok(observation) => told.observations.push(observation),
            Err(why) => told.notes.push(why),
        }
    }
    finish(told)
}

/// What the readings of one metric say over their course, and what is to be known of them.
fn of_course(
    series: &[Series],
    metric: &str,
    measure: &str,
    name: &str,
    today: Day,
) -> (Result<Observation, String>, Vec<String>) {
    // An expression has no name in the answer; the file then holds what it was asked for.
    let mut own: Vec<&Series> = series.iter().filter(|s| s.name == *metric || s.name.is_empty()).collect();
    let bucket = metric.strip_suffix("_bucket").unwrap_or(metric).to_owned() + "_bucket";
    let counted: Vec<&Series> = series.iter().filter(|s| s.name == bucket).collect();
    if !counted.is_empty() && (own.is_empty() || metric == bucket) {
        return (of_grown_buckets(&counted, &bucket, measure, name, today), Vec::new());
    }
    if own.iter().any(|series| series.quantile.is_some()) {
        match asked_share(metric, measure) {
            Ok(share) => own.retain(|series| is_share(series.quantile, share)),
            Err(why) => return (Err(why), Vec::new()),
        }
    }
    if own.is_empty() {
        return (Err(format!("there is no `{metric}` in it")), Vec::new());
    }
    let (kind, of_kind) = kind_of(metric, measure, &own);
    let is_counter = kind == Kind::Counter;
    if is_counter && !is_rate(measure) {
        return (Err(no_rate(metric, measure)), Vec::new());
    }
    let n: u64 = own.iter().map(|series| series.readings.len() as u64).sum();
    let is_sum = is_counter || adds_up(measure);
    let (sums, notes) = add_up(&own, is_counter, is_sum);
    let step = step_of(&sums);
    let sums = if is_counter { by_minute(sums) } else { sums };
    let unfit = unfit(metric, own.iter().map(|series| series.n_unfit).sum());
    let (factor, unit) = factor(metric, measure, kind);
    let notes: Vec<String> = unfit.iter().cloned().chain(notes).chain(of_kind.clone()).collect();
    if sums.len() < 2 {
        return (Err(format!("`{metric}` has {n} readings: that tells no course")), notes);
    }
    let days = by_day(&sums);
    let (low, high) = spread(&days);
    let (low, high) = (low * factor, high * factor);
    let mut limits = vec![format!("read every {step:.0} s: what lies between is not seen")];
    if step > 60.0 && is_counter {
        limits.push("a mean over more than a minute is less than the busiest minute".to_owned());
    }
    let notes = [notes, unit.clone().into_iter().collect()].concat();
    limits.extend(unfit.into_iter().chain(of_kind).chain(unit));
    if days.len() < 7 {
        limits.push(format!("it covers {} days, less than a week", days.len()));
    }
    let method = if is_counter { "growth of the counter a second" } else { "the greatest reading" };
    let together = if is_sum { "all series added up" } else { "of all series the greatest" };
    let method = format!("{method} of `{metric}`, {together}, from the middle day to the greatest");
    let observation = Observation::new(measure, Value::Number(low, high), name, today)
        .by(method, n)
        .over(sums.first().and_then(|(at, _)| day_at(*at)), sums.last().and_then(|(at, _)| day_at(*at)))
        .limits(limits);
    (Ok(observation), notes)
}

fn day_at(seconds: f64) -> Option<Day> {
    day_of_number((seconds / 86_400.0).floor() as i64)
}

/// The share that a measure asks for, between the bounds of its bucket, of what buckets grew by over their course.
fn of_grown_buckets(
    series: &[&Series],
    name: &str,
    measure: &str,
    source: &str,
    today: Day,
) -> Result<Observation, String> {
    let mut counts = Vec::new();
    for one in series {
        let bound = one.bound.ok_or_else(|| format!("a bucket of `{name}` has no bound `le`"))?;
        let (steps, _) = add_up(&[one], true, true);
        let times = one.readings.windows(2).map(|pair| pair[1].0 - pair[0].0);
        let grown = steps.iter().zip(times).map(|((_, rate), seconds)| rate * seconds).sum();
        counts.push((bound, grown));
    }
    let ends = series.iter().flat_map(|one| &one.readings).map(|(at, _)| *at);
    let (from, to) = (ends.clone().reduce(f64::min), ends.reduce(f64::max));
    let observation = of_counts(counts, name, measure, source, today)?;
    Ok(observation.over(from.and_then(day_at), to.and_then(day_at)))
}

fn finish(told: Told) -> Result<Told, String> {
    if told.observations.is_empty() {
        return Err(told.notes.join("; "));
    }
    Ok(told)
}

/// Growth a second as means over whole minutes: a step of a few seconds is no minute.
fn by_minute(sums: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let step = step_of(&sums);
    if step <= 0.0 || step > 30.0 {
        return sums;
    }
    let mut minutes: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for (at, rate) in &sums {
        let (grown, seconds) = minutes.entry(((at - step / 2.0) / 60.0).floor() as i64).or_insert((0.0, 0.0));
        (*grown, *seconds) = (*grown + rate * step, *seconds + step);
    }
    let mean = |(minute, (grown, seconds)): (i64, (f64, f64))| (minute as f64 * 60.0 + 30.0, grown / seconds.max(60.0));
    // A minute of which less than half was read tells less than it had.
    let is_read = |(_, (_, seconds)): &(i64, (f64, f64))| *seconds >= 30.0;
    let means: Vec<(f64, f64)> = minutes.into_iter().filter(is_read).map(mean).collect();
    if means.is_empty() { sums } else { means }
}

/// The quantile that a measure is about.
fn asked_share(metric: &str, measure: &str) -> Result<f64, String> {
    share_of(measure).ok_or_else(|| {
        format!("`{metric}` is a summary, and `{measure}` is none of its shares; name a measure that ends in median, p95 or p99")
    })
}

fn is_share(quantile: Option<f64>, share: f64) -> bool {
    quantile.is_some_and(|quantile| (quantile - share).abs() < 1e-9)
}

/// The series together at each moment, added up or the greatest of them; counters as growth a second, with resets told.
fn add_up(series: &[&Series], counter: bool, is_sum: bool) -> (Vec<(f64, f64)>, Vec<String>) {
    let mut sums: BTreeMap<i64, f64> = BTreeMap::new();
    let mut n_resets = 0;
    for one in series {
        let mut readings = one.readings.clone();
        readings.sort_by(|a, b| a.0.total_cmp(&b.0));
        if !counter {
            for (at, value) in &readings {
                let all = sums.entry((at * 1e3) as i64).or_insert(0.0);
                *all = if is_sum { *all + value } else { all.max(*value) };
            }
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

/// One line of the text: a name, what its labels say, and a value.
struct Sample<'t> {
    name: String,
    labels: Vec<(&'t str, String)>,
    value: f64,
}

impl Sample<'_> {
    /// What one of its labels says.
    fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| *known == name).map(|(_, said)| said.as_str())
    }
}

/// Reads a line of the text. What stands behind the value, a time or an exemplar with labels of its own, is left.
fn sample(line: &str) -> Option<Sample<'_>> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let name_end = line.find(['{', ' ', '\t'])?;
    let (name, mut rest) = line.split_at(name_end);
    let mut name = name.to_owned();
    let mut labels = Vec::new();
    if let Some(inner) = rest.strip_prefix('{') {
        rest = inner;
        loop {
            let of_label = rest.trim_start_matches([',', ' ', '\t']);
            if let Some(behind) = of_label.strip_prefix('}') {
                rest = behind;
                break;
            }
            if of_label.starts_with('"') && name.is_empty() {
                // A name that is no word stands in quotes among the labels.
                (name, rest) = quoted(of_label)?;
            } else {
                let (key, said) = of_label.split_once('=')?;
                let (said, left) = quoted(said.trim_start())?;
                labels.push((key.trim().trim_matches('"'), said));
                rest = left;
            }
        }
    }
    let value = rest.split_whitespace().next()?.parse::<f64>().ok()?;
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':');
    (is_word || name_end == 0 && !name.is_empty()).then_some(Sample { name, labels, value })
}

/// A text in quotes, and what stands behind it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut said = String::new();
    let mut chars = text.strip_prefix('"')?.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((said, &text[at + 2..])),
            '\\' => said.push(match chars.next()?.1 {
                'n' => '\n',
                other => other,
            }),
            c => said.push(c),
        }
    }
    None
}

/// What the text says of itself: the type of each family of metrics.
fn types_of(text: &str) -> BTreeMap<&str, &str> {
    let told = text.lines().filter_map(|line| line.trim().strip_prefix("# TYPE "));
    let told =
        told.filter_map(|told| told.trim().split_once(char::is_whitespace)).map(|(name, kind)| (name, kind.trim()));
    told.filter(|(_, kind)| !matches!(*kind, "untyped" | "unknown")).collect()
}

/// Whether one reading of a metric is a state of a count that only grows: its type says so, else its name.
fn grows(metric: &str, types: &BTreeMap<&str, &str>, samples: &[Sample]) -> bool {
    if let Some(kind) = types.get(metric) {
        return *kind == "counter";
    }
    let family = ["_total", "_sum", "_count", "_bucket", "_created"].iter().find_map(|end| metric.strip_suffix(end));
    if let Some(kind) = family.and_then(|family| types.get(family)) {
        return matches!(*kind, "counter" | "histogram" | "summary");
    }
    let has_sum = family.is_some_and(|family| samples.iter().any(|one| one.name == format!("{family}_sum")));
    GROWS.iter().any(|end| metric.ends_with(end)) || metric.ends_with("_count") && has_sum
}

fn of_snapshot(text: &str, measures: &BTreeMap<String, String>, name: &str, today: Day) -> Result<Told, String> {
    let mut told = Told::default();
    let samples: Vec<Sample> = text.lines().filter_map(sample).collect();
    if samples.is_empty() {
        return Err("it holds no metrics".to_owned());
    }
    let types = types_of(text);
    for (metric, measure) in measures {
        let is_bucket = metric.ends_with("_bucket") && samples.iter().any(|one| one.name == *metric);
        if !is_bucket && grows(metric, &types, &samples) {
            told.notes.push(format!(
                "`{metric}` is a counter: one reading says nothing about its course; save an answer of `query_range`"
            ));
            continue;
        }
        let read = of_metric(&samples, metric, measure, name, today);
        match read {
            Ok((observation, notes)) => {
                told.notes.extend(notes);
                told.observations.push(observation);
            }
            Err(why) => told.notes.push(why),
        }
    }
    finish(told)
}

/// What a gauge, a summary or a histogram says, and what of it is no amount; an error where it says nothing.
fn of_metric(
    samples: &[Sample],
    metric: &str,
    measure: &str,
    source: &str,
    today: Day,
) -> Result<(Observation, Vec<String>), String> {
    let buckets = metric.strip_suffix("_bucket").unwrap_or(metric).to_owned() + "_bucket";
    let own: Vec<&Sample> = samples.iter().filter(|one| one.name == metric).collect();
    if (own.is_empty() || metric == buckets) && samples.iter().any(|one| one.name == buckets) {
        return of_buckets(samples, &buckets, measure, source, today).map(|read| (read, Vec::new()));
    }
    if own.is_empty() {
        return Err(format!("there is no `{metric}` in it"));
    }
    let (unit, of_unit) = factor(metric, measure, Kind::Gauge);
    let is_summary = own.iter().any(|one| one.label("quantile").is_some());
    let asked: Vec<f64> = if is_summary {
        let share = asked_share(metric, measure)?;
        let is_it = |one: &&&Sample| is_share(one.label("quantile").and_then(|quantile| quantile.parse().ok()), share);
        let asked: Vec<f64> = own.iter().filter(is_it).map(|one| one.value).collect();
        if asked.is_empty() {
            return Err(format!("`{metric}` is a summary without the quantile {share}"));
        }
        asked
    } else {
        own.iter().map(|one| one.value).collect()
    };
    let fit: Vec<f64> = asked.iter().copied().filter(|value| is_amount(*value)).map(|value| value * unit).collect();
    let unfit = unfit(metric, (asked.len() - fit.len()) as u64);
    if fit.is_empty() {
        return Err(unfit.unwrap_or_default());
    }
    let sum: f64 = fit.iter().sum();
    let most = fit.iter().copied().fold(0.0, f64::max);
    let least = fit.iter().copied().fold(most, f64::min);
    let (value, method) = if is_summary || !adds_up(measure) {
        (Value::Number(least, most), format!("`{metric}`, from the least to the greatest of its series"))
    } else {
        (Value::Number(sum, sum), format!("`{metric}`, all series added up"))
    };
    let limits = ["it is one reading: peaks before and after are not seen".to_owned()];
    let observation = Observation::new(measure, value, source, today).by(method, fit.len() as u64);
    let notes: Vec<String> = unfit.into_iter().chain(of_unit).collect();
    Ok((observation.limits(limits).limits(notes.clone()), notes))
}

/// The share that a measure asks for, between the bounds of its bucket, since the process began.
fn of_buckets(samples: &[Sample], name: &str, measure: &str, source: &str, today: Day) -> Result<Observation, String> {
    let mut counts = Vec::new();
    for one in samples.iter().filter(|one| one.name == name) {
        let bound = one.label("le").and_then(|bound| bound.parse::<f64>().ok()).filter(|bound| !bound.is_nan());
        let bound = bound.ok_or_else(|| format!("a bucket of `{name}` has no bound `le`"))?;
        if !is_amount(one.value) {
            return Err(format!("a bucket of `{name}` holds {}, which is no count", one.value));
        }
        counts.push((bound, one.value));
    }
    Ok(of_counts(counts, name, measure, source, today)?.limits(["it is all since the process began".to_owned()]))
}

/// The share that a measure asks for, between the bounds of the bucket that holds it.
fn of_counts(
    of_series: Vec<(f64, f64)>,
    name: &str,
    measure: &str,
    source: &str,
    today: Day,
) -> Result<Observation, String> {
    let share = share_of(measure).ok_or_else(|| {
        format!(
            "`{name}` are buckets, and `{measure}` is no share of them; name a measure that ends in median, p95 or p99"
        )
    })?;
    let (unit, _) = factor(name, measure, Kind::Gauge);
    let mut counts: Vec<(f64, f64)> = Vec::new();
    for (bound, value) in of_series {
        match counts.iter_mut().find(|(known, _)| known.total_cmp(&bound).is_eq()) {
            Some((_, count)) => *count += value,
            None => counts.push((bound, value)),
        }
    }
    counts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total = match counts.last() {
        Some((bound, total)) if bound.is_infinite() && *total > 0.0 => *total,
        Some((bound, _)) if bound.is_infinite() => return Err(format!("`{name}` counted nothing yet")),
        _ => return Err(format!("`{name}` has no bucket `+Inf`, so that nothing tells how many there are")),
    };
    let at = counts.iter().position(|(_, count)| *count >= total * share).unwrap_or(counts.len() - 1);
    let below = at.checked_sub(1).map_or(0.0, |before| counts[before].0);
    let high = counts[at].0;
    if high.is_infinite() {
        return Err(format!("{measure} lies above the highest bound of `{name}`, {}", round(below)));
    }
    if below < 0.0 || high < 0.0 {
        return Err(format!("{measure} lies in a bucket of `{name}` that reaches below 0"));
    }
    let method = format!("between the bounds of `{name}` that hold it");
    let value = Value::Number(below * unit, high * unit);
    Ok(Observation::new(measure, value, source, today).by(method, total as u64))
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
    fn readings_that_are_no_amount_are_told_and_do_not_count() {
        let readings = [(0, 5.0), (60, -1.0), (120, f64::NAN), (180, f64::INFINITY), (240, 7.0)];
        let of_range = told(&range("open", &readings), "open", "live.connections.peak").unwrap();
        assert_eq!(of_range.observations[0].value, Value::Number(7.0, 7.0));
        assert!(of_range.notes[0].starts_with("3 readings of `open` are below 0"), "{:?}", of_range.notes);
        assert!(of_range.observations[0].limits.contains(&of_range.notes[0]));

        let snapshot = |values: &[&str]| {
            let lines = values.iter().enumerate().map(|(pod, value)| format!("open{{pod=\"{pod}\"}} {value}\n"));
            told(&format!("# TYPE open gauge\n{}", lines.collect::<String>()), "open", "live.connections.peak")
        };
        let some = snapshot(&["3", "-1", "NaN", "+Inf"]).unwrap();
        assert_eq!(some.observations[0].value, Value::Number(3.0, 3.0));
        assert_eq!(some.notes.len(), 1);
        for none in ["-1", "NaN", "+Inf", "-Inf"] {
            assert!(snapshot(&[none]).unwrap_err().starts_with("1 reading of `open` is below 0"), "{none}");
            let range = told(&range("open", &[(0, -1.0), (60, -1.0)]), "open", "live.connections.peak");
            assert!(range.unwrap_err().contains("2 readings of `open`"), "{none}");
        }
    }

    #[test]
    fn the_type_of_a_metric_goes_before_the_end_of_its_name() {
        let rate = "http.rate.busiest-minute";
        for (text, metric) in [
            ("# TYPE http_requests counter\nhttp_requests{code=\"200\"} 1234567\n", "http_requests"),
            ("# TYPE http_requests counter\nhttp_requests_total 1234567\n", "http_requests_total"),
            ("# TYPE served histogram\nserved_count 17\n", "served_count"),
            ("served_count 17\nserved_sum 4\n", "served_count"),
            ("# TYPE served_total untyped\nserved_total 17\n", "served_total"),
        ] {
            assert!(told(text, metric, rate).unwrap_err().contains("is a counter"), "{text}");
        }
        let pool = "# TYPE db_pool_active_count gauge\ndb_pool_active_count 16\n";
        let read = told(pool, "db_pool_active_count", "database.connections.peak").unwrap();
        assert_eq!(read.observations[0].value, Value::Number(16.0, 16.0));
    }

    #[test]
    fn exemplars_times_and_any_text_in_labels_are_read_past() {
        let text = "# TYPE t histogram\nt_bucket{path=\"/a,b}\\\"{\",le=\"0.1\"} 50 # {trace_id=\"abc\"} 0.067\nt_bucket{le=\"0.5\", path=\"x\"} 100 1700000000 # {trace_id=\"d\"} 0.3\nt_bucket{le=\"+Inf\",} 100\n";
        let read = told(text, "t", "http.time.p95").unwrap();
        assert_eq!(read.observations[0].value, Value::Number(100.0, 500.0));
        assert_eq!(told(text, "t_bucket", "http.time.p95").unwrap().observations[0].value, Value::Number(100.0, 500.0));
        let one = sample("{\"http.requests\", code=\"200\"} 7").expect("a sample");
        assert_eq!((one.name.as_str(), one.label("code"), one.value), ("http.requests", Some("200"), 7.0));
        for none in ["t{a=\"b} 1", "t{a} 1", "t{a=\"b\" 1", "{} 1", "a b c"] {
            assert!(sample(none).is_none(), "{none}");
        }
    }

    #[test]
    fn an_expression_is_read_as_it_is_and_what_never_falls_is_a_counter() {
        let rate = "http.rate.busiest-minute";
        let nameless = |readings: &[(i64, f64)]| range("", readings).replace("\"__name__\":\"\",", "");
        // What `rate(…)` gave, under the name of its counter.
        let rates: Vec<(i64, f64)> = (0..1_440).map(|n| (n * 60, 100.0 + (n % 31) as f64)).collect();
        let read = told(&nameless(&rates), "http_requests_total", rate).unwrap();
        assert_eq!(read.observations[0].value, Value::Number(130.0, 130.0));
        let grown: Vec<(i64, f64)> = (0..1_440).map(|n| (n * 60, 1e6 + 6_000.0 * n as f64)).collect();
        let read = told(&range("http_requests", &grown), "http_requests", rate).unwrap();
        assert_eq!(read.observations[0].value, Value::Number(100.0, 100.0));
        assert!(read.notes[0].contains("never falls in 1439 steps: it is taken for a counter"), "{:?}", read.notes);
        // A gauge whose name ends as those of counters do.
        let pool: Vec<(i64, f64)> = (0..60).map(|n| (n * 60, 10.0 + (n % 7) as f64)).collect();
        let read = told(&range("pool_active_count", &pool), "pool_active_count", "database.connections.peak").unwrap();
        assert_eq!(read.observations[0].value, Value::Number(16.0, 16.0));
        let requests: Vec<(i64, f64)> = (0..60).map(|n| (n * 60, 600.0 * n as f64)).collect();
        let read = told(&range("served_count", &requests), "served_count", rate).unwrap();
        assert_eq!(read.observations[0].value, Value::Number(10.0, 10.0));
        let why = told(&range("job_cpu_seconds_total", &requests), "job_cpu_seconds_total", "work.cpu").unwrap_err();
        assert!(why.contains("is a counter, and `work.cpu` is no rate"), "{why}");
        let runs = told(&nameless(&[(0, 0.5), (60, 0.5)]), "rate(runs_total[5m])", "work.rate").unwrap();
        assert_eq!(runs.observations[0].value, Value::Number(30.0, 30.0));
        let runs = told(&nameless(&[(0, 30.0), (60, 30.0)]), "increase(runs_total[1m])", "work.rate").unwrap();
        assert_eq!(runs.observations[0].value, Value::Number(30.0, 30.0));
    }

    #[test]
    fn buckets_over_their_course_give_the_bounds_of_what_they_grew_by() {
        // Long before all was slow; of what came since, nine in ten took a tenth of a second at most.
        let series = |bound: &str, from: f64, each: f64| {
            let values: Vec<String> =
                (0..10).map(|n| format!("[{},\"{}\"]", n * 60, from + each * f64::from(n))).collect();
            format!("{{\"metric\":{{\"__name__\":\"t_bucket\",\"le\":\"{bound}\"}},\"values\":[{}]}}", values.join(","))
        };
        let all = [series("0.1", 0.0, 90.0), series("0.5", 0.0, 99.0), series("+Inf", 1e6, 100.0)].join(",");
        let json = format!("{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{all}]}}}}");
        for metric in ["t", "t_bucket"] {
            let value = |measure: &str| told(&json, metric, measure).map(|told| told.observations[0].value.clone());
            assert_eq!(value("http.time.median"), Ok(Value::Number(0.0, 100.0)));
            assert_eq!(value("http.time.p95"), Ok(Value::Number(100.0, 500.0)));
            assert!(value("http.rate.busiest-minute").unwrap_err().contains("is no share of them"));
        }
    }

    #[test]
    fn a_summary_tells_the_quantile_that_is_asked_for_and_a_name_its_unit() {
        let text = "# TYPE t summary\nt_seconds{quantile=\"0.5\"} 0.1\nt_seconds{quantile=\"0.95\",pod=\"a\"} 0.4\nt_seconds{pod=\"b\",quantile=\"0.95\"} 0.6\nt_seconds{quantile=\"0.99\"} NaN\n";
        let value = |measure: &str| told(text, "t_seconds", measure).map(|told| told.observations[0].value.clone());
        assert_eq!(value("http.time.median"), Ok(Value::Number(100.0, 100.0)));
        assert_eq!(value("http.time.p95"), Ok(Value::Number(400.0, 600.0)));
        assert!(value("http.time.p99").unwrap_err().contains("NaN"));
        assert!(value("http.in-flight.peak").unwrap_err().contains("is a summary"));
    }

    #[test]
    fn a_metric_is_read_in_the_unit_of_its_name() {
        let number = |told: Result<Told, String>| match told.unwrap().observations[0].value {
            Value::Number(_, high) => high,
            Value::Names(_) => panic!("a number"),
        };
        for (metric, measure, reading, expected) in [
            ("process_resident_memory_bytes", "process.memory", "2.4e+08", 240.0),
            ("memory_mb", "process.memory", "240", 240.0),
            ("job:http_request_duration_seconds:p50", "http.time.median", "0.056", 56.0),
            ("rpc_latency_ms", "http.time.p95", "56", 56.0),
            ("histogram_quantile(0.5, sum(rate(t_seconds_bucket[5m])) by (le))", "http.time.median", "0.056", 56.0),
            ("upgraded_seconds", "http.upgraded.minutes", "120", 2.0),
            ("polls_ratio", "http.polls.share", "0.25", 25.0),
        ] {
            let readings = [(0, reading.parse::<f64>().unwrap()), (60, reading.parse::<f64>().unwrap())];
            assert_eq!(number(told(&range(metric, &readings), metric, measure)).to_string(), expected.to_string());
            if !metric.contains('(') {
                let text = format!("# TYPE {metric} gauge\n{metric} {reading}\n");
                assert_eq!(number(told(&text, metric, measure)).to_string(), expected.to_string(), "{metric}");
            }
        }
        let runs = [(0, 0.0), (60, 30.0), (120, 60.0)];
        assert_eq!(number(told(&range("runs_total", &runs), "runs_total", "work.rate")).to_string(), "30");
        let unknown = told("# TYPE latency gauge\nlatency 5\n", "latency", "http.time.p95").unwrap();
        assert!(unknown.notes[0].contains("tells no unit: it is taken for ms"), "{:?}", unknown.notes);
    }

    #[test]
    fn times_of_several_series_are_not_added_up_and_a_few_seconds_are_no_minute() {
        let one = range("p95_seconds", &[(0, 0.2), (60, 0.2)]);
        let json: Json = serde_json::from_str(&one).unwrap();
        let mut three = json.clone();
        let series = json["data"]["result"][0].clone();
        three["data"]["result"] = Json::Array(vec![series.clone(), series.clone(), series]);
        let value = told(&three.to_string(), "p95_seconds", "http.time.p95").unwrap().observations[0].value.clone();
        assert_eq!(value, Value::Number(200.0, 200.0));
        // Every 15 seconds 150 more, and once 3 600.
        let mut total = 0.0;
        let readings: Vec<(i64, f64)> = (0..80)
            .map(|n| {
                total += if n == 41 { 3_600.0 } else { 150.0 };
                (n * 15, total)
            })
            .collect();
        let value = told(&range("reqs_total", &readings), "reqs_total", "http.rate.busiest-minute").unwrap();
        assert_eq!(value.observations[0].value, Value::Number(67.5, 67.5));
    }

    #[test]
    fn buckets_that_tell_no_bound_say_why() {
        let of = |lines: &str, metric: &str| told(&format!("# TYPE t histogram\n{lines}"), metric, "http.time.median");
        let why = |lines: &str| of(lines, "t").unwrap_err();
        assert!(why("t_bucket{le=\"1\"} 1\nt_bucket{le=\"+Inf\"} 9\n").contains("above the highest bound"));
        assert!(why("t_bucket{le=\"-1\"} 9\nt_bucket{le=\"+Inf\"} 9\n").contains("below 0"));
        assert!(why("t_bucket{le=\"1\"} NaN\nt_bucket{le=\"+Inf\"} 9\n").contains("no count"));
        assert!(why("t_bucket{le=\"1\"} 9\n").contains("no bucket `+Inf`"));
        assert!(why("t_bucket{le=\"+Inf\"} 0\n").contains("counted nothing"));
        let millis = of("t_ms_bucket{le=\"5\"} 9\nt_ms_bucket{le=\"+Inf\"} 9\n", "t_ms").unwrap();
        assert_eq!(millis.observations[0].value, Value::Number(0.0, 5.0));
    }

    #[test]
    fn a_histogram_gives_the_bounds_of_the_bucket() {
        let text = "# TYPE t histogram\nt_bucket{le=\"0.1\"} 10\nt_bucket{le=\"0.5\"} 90\nt_bucket{le=\"+Inf\"} 100\nt_count 100\n";
        let told = told(text, "t", "http.time.median").unwrap();
        assert_eq!(told.observations[0].value, Value::Number(100.0, 500.0));
    }
}
