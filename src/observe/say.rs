//! Observations in words, the same wherever they are shown.

use super::observation::{Observation, Value};

/// The most names shown one by one.
const MAX_NAMES: usize = 8;

/// An observation in a line, with how it was read.
pub fn line(observation: &Observation) -> String {
    let period = match (observation.from, observation.to) {
        (Some(from), Some(to)) if from == to => format!("; {from}"),
        (Some(from), Some(to)) => format!("; {from} to {to}"),
        _ => String::new(),
    };
    let (name, value) = (observation.measure.name, value(observation));
    format!("{name}: {value} ({}{period}; {} samples)", observation.method, observation.samples)
}

/// What was read, with its unit.
pub fn value(observation: &Observation) -> String {
    let unit = observation.measure.unit;
    match &observation.value {
        Value::Number(low, high) if low.total_cmp(high).is_eq() => format!("{} {unit}", number(*low)),
        Value::Number(low, high) => format!("{} to {} {unit}", number(*low), number(*high)),
        Value::Names(names) => named(names.iter().map(|(name, _)| name)),
    }
}

/// Names one by one, the first of them.
pub(super) fn named<'a>(names: impl ExactSizeIterator<Item = &'a String>) -> String {
    let n_more = names.len().saturating_sub(MAX_NAMES);
    let first: Vec<String> = names.take(MAX_NAMES).map(|name| format!("`{name}`")).collect();
    match n_more {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{}", number as i64) } else { format!("{number}") }
}
