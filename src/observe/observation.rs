//! What was read from sources: observations, as they are shown, written for CI and read back.

use serde::{Deserialize, Serialize};

use crate::model::measure::{Measure, Shape};
use crate::model::{Day, measure};

/// One measure read from one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The measure.
    pub measure: &'static Measure,
    /// What was read.
    pub value: Value,
    /// The first day of what was read, where it tells.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// How many samples it rests on: lines, readings, statements.
    pub samples: u64,
    /// What was read, in a few words; never a line of it.
    pub source: String,
    /// The day it was read.
    pub on: Day,
    /// How it was read.
    pub method: String,
    /// What it cannot know.
    pub limits: Vec<String>,
}

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number between these, both included.
    Number(f64, f64),
    /// Names with how often each was met, sorted.
    Names(Vec<(String, u64)>),
}

impl Observation {
    /// An observation without period, samples, method or limits yet.
    pub fn new(name: &str, value: Value, source: &str, on: Day) -> Self {
        let measure = measure(name).expect("readers name measures of the catalogue");
        let care = Some(measure.care.to_owned()).filter(|care| !care.is_empty() && !care.starts_with("as "));
        Self {
            measure,
            value: value.rounded(),
            from: None,
            to: None,
            samples: 0,
            source: source.to_owned(),
            on,
            method: String::new(),
            limits: care.into_iter().collect(),
        }
    }

    /// With how it was read, and on how many samples it rests.
    #[must_use]
    pub fn by(mut self, method: impl Into<String>, samples: u64) -> Self {
        self.method = method.into();
        self.samples = samples;
        self
    }

    /// With the days it covers.
    #[must_use]
    pub fn over(mut self, from: Option<Day>, to: Option<Day>) -> Self {
        (self.from, self.to) = (from, to);
        self
    }

    /// With more that it cannot know.
    #[must_use]
    pub fn limits(mut self, limits: impl IntoIterator<Item = String>) -> Self {
        self.limits.extend(limits);
        self
    }

    /// The source with the days it covers, as an answers file keeps it.
    pub fn origin(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => format!("{}, {from}", self.source),
            (Some(from), Some(to)) => format!("{}, {from} to {to}", self.source),
            _ => self.source.clone(),
        }
    }
}

impl Value {
    /// The same with no more digits than it has a claim to.
    fn rounded(self) -> Self {
        match self {
            Self::Number(low, high) => Self::Number(round(low), round(high)),
            names @ Self::Names(_) => names,
        }
    }
}

/// A number with three digits that count, or whole, so that nobody reads more into it than it has. Whole numbers stay as they are: they were
/// counted.
pub fn round(number: f64) -> f64 {
    if number.fract() == 0.0 || !number.is_finite() {
        return number;
    }
    let inverse = 10_f64.powi((2 - number.abs().log10().floor() as i32).max(0));
    (number * inverse).round() / inverse
}

/// One observation as it stands in a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    measure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<std::collections::BTreeMap<String, u64>>,
    unit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    samples: u64,
    source: String,
    on: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    method: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<String>,
}

/// A file of observations.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    format: u32,
    #[serde(alias = "observation")]
    observations: Vec<Written>,
}

/// Writes observations as JSON.
pub fn to_json(observations: &[Observation]) -> String {
    let file = File { format: 1, observations: observations.iter().map(written).collect() };
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

fn written(observation: &Observation) -> Written {
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    let (value, low, high, names) = match &observation.value {
        Value::Number(low, high) if low.total_cmp(high).is_eq() => (Some(*low), None, None, None),
        Value::Number(low, high) => (None, Some(*low), Some(*high), None),
        Value::Names(names) => (None, None, None, Some(names.iter().cloned().collect())),
    };
    Written {
        measure: observation.measure.name.to_owned(),
        value,
        low,
        high,
        names,
        unit: observation.measure.unit.to_owned(),
        from: day(observation.from),
        to: day(observation.to),
        samples: observation.samples,
        source: observation.source.clone(),
        on: observation.on.to_string(),
        method: observation.method.clone(),
        limits: observation.limits.clone(),
    }
}

/// Reads observations from JSON or TOML; `None` where the text is something else, an error where it is one with faults.
pub fn read(text: &str, is_toml: bool) -> Option<Result<Vec<Observation>, String>> {
    let is_list = if is_toml {
        let table = text.parse::<toml::Table>().ok()?;
        table.contains_key("observation") || table.contains_key("observations")
    } else {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let is_one =
            |list: &serde_json::Value| list.as_array().is_some_and(|l| l.iter().all(|o| o.get("measure").is_some()));
        if is_one(&value) {
            let written: Result<Vec<Written>, _> = serde_json::from_value(value);
            return Some(written.map_err(|error| error.to_string()).and_then(all));
        }
        value.get("observations").is_some_and(is_one)
    };
    if !is_list {
        return None;
    }
    let file: Result<File, String> = if is_toml {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    } else {
        serde_json::from_str(text).map_err(|error| error.to_string())
    };
    Some(file.and_then(|file| all(file.observations)))
}

fn all(written: Vec<Written>) -> Result<Vec<Observation>, String> {
    let one = |(at, written): (usize, Written)| {
        let name = written.measure.clone();
        observation(written).map_err(|why| format!("observation {}, `{name}`: {why}", at + 1))
    };
    written.into_iter().enumerate().map(one).collect()
}

fn observation(written: Written) -> Result<Observation, String> {
    let known = measure(&written.measure).ok_or_else(|| {
        crate::condition::closest(&written.measure, crate::model::measure::MEASURES.iter().map(|m| m.name)).map_or_else(
            || "there is no such measure; docs/observe.md lists them".to_owned(),
            |help| format!("there is no such measure; {help}"),
        )
    })?;
    if !written.unit.is_empty() && written.unit != known.unit {
        return Err(format!("its unit is {}, and `{}` is given; convert it", known.unit, written.unit));
    }
    let value = match (written.value, written.low, written.high, written.names) {
        (Some(value), None, None, None) => Value::Number(value, value),
        (None, Some(low), Some(high), None) if low <= high => Value::Number(low, high),
        (None, None, None, Some(names)) => Value::Names(names.into_iter().collect()),
        _ => return Err("give it `value`, or `low` and `high`, or `names`".to_owned()),
    };
    match (&value, known.shape) {
        (Value::Number(low, high), Shape::Number) if low.is_finite() && high.is_finite() && *low >= 0.0 => {}
        (Value::Names(_), Shape::Names) => {}
        (Value::Number(..), Shape::Number) => return Err("it is no number from 0 on".to_owned()),
        (_, Shape::Number) => return Err("the measure is a number".to_owned()),
        (_, Shape::Names) => return Err("the measure is a set of names".to_owned()),
    }
    let day = |text: Option<&String>| match text {
        None => Ok(None),
        Some(text) => day_of_text(text).map(Some).ok_or_else(|| format!("`{text}` is no day such as 2026-01-31")),
    };
    Ok(Observation {
        measure: known,
        value: value.rounded(),
        from: day(written.from.as_ref())?,
        to: day(written.to.as_ref())?,
        samples: written.samples,
        on: day(Some(&written.on))?.ok_or("it has no day `on` which it was read")?,
        source: if written.source.is_empty() { "observations".to_owned() } else { written.source },
        method: written.method,
        limits: written.limits,
    })
}

/// A day written as `2026-01-31`, perhaps with a time behind.
pub fn day_of_text(text: &str) -> Option<Day> {
    let date: jiff::civil::Date = text.get(..10)?.parse().ok()?;
    Some(Day { year: date.year(), month: date.month(), day: date.day() })
}

/// The day that so many days after 1970-01-01 is.
pub fn day_of_number(number: i64) -> Option<Day> {
    let first = jiff::civil::date(1970, 1, 1);
    let date = first.checked_add(jiff::Span::new().try_days(number).ok()?).ok()?;
    Some(Day { year: date.year(), month: date.month(), day: date.day() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_that_count_and_never_change_places() {
        for (number, expected) in [
            (2.0 / 3.0, 0.667),
            (0.000_123_456, 0.000_123),
            (12.345, 12.3),
            (123.4, 123.0),
            (61_234.5, 61_235.0),
            (61_234.0, 61_234.0),
            (0.0, 0.0),
            (-2.0 / 3.0, -0.667),
        ] {
            assert_eq!(round(number).to_string(), expected.to_string(), "{number}");
        }
        let numbers: Vec<f64> = (1..5_000).map(|n| f64::from(n) / 7.0).collect();
        assert!(numbers.windows(2).all(|pair| round(pair[0]) <= round(pair[1])));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let on = Day { year: 2026, month: 11, day: 29 };
        let rate = Observation::new("http.rate.busiest-minute", Value::Number(1.5, 2.0), "access.log", on);
        let names = Observation::new("repo.ecosystem", Value::Names(vec![("npm".into(), 2)]), ".", on);
        let all = vec![rate.by("counted", 12).over(Some(on), Some(on)), names];
        assert_eq!(read(&to_json(&all), false), Some(Ok(all)));
    }

    #[test]
    fn what_others_write_is_refused_with_the_place() {
        let refused = |text: &str| read(text, true).unwrap().unwrap_err();
        let entry = |rest: &str| format!("[[observation]]\nmeasure = \"live.connections.peak\"\n{rest}");
        assert!(refused(&entry("on = \"2026-01-01\"")).contains("give it `value`"));
        assert!(refused(&entry("value = 1")).contains("observation 1"));
        assert!(refused(&entry("value = -1\non = \"2026-01-01\"")).contains("no number from 0"));
        assert!(refused(&entry("value = 1\nunit = \"k\"\non = \"2026-01-01\"")).contains("convert"));
        assert!(refused("[[observation]]\nmeasure = \"live.conections.peak\"\n").contains("did you mean"));
        assert_eq!(read("[project]\nname = \"x\"", true), None);
        assert_eq!(read("{\"a\": 1}", false), None);
    }
}
