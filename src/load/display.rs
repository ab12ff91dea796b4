//! Answers, numbers and stretches of numbers as people say them: one form everywhere.

use crate::model::{AnswerValue, Choice, ChoiceId, NumberSpec, Question};

/// Units of which a larger one holds a whole number, each with the next larger one and how many it takes.
const LARGER: [(&str, i64, &str); 8] = [
    ("µs", 1_000, "ms"),
    ("us", 1_000, "ms"),
    ("ms", 1_000, "s"),
    ("s", 60, "min"),
    ("min", 60, "h"),
    ("KB", 1_000, "MB"),
    ("MB", 1_000, "GB"),
    ("KiB", 1_024, "MiB"),
];

/// From here on an amount is said in a larger unit where that takes no fraction.
const LARGE: i64 = 10_000;

/// An answer as a person would say it.
pub fn display_answer(value: &AnswerValue, question: &Question) -> String {
    display_with(value, question, |choice| choice.label.clone())
}

/// The same in as few words as its author gave.
pub fn display_briefly(value: &AnswerValue, question: &Question) -> String {
    display_with(value, question, |choice| choice.short.as_ref().unwrap_or(&choice.label).clone())
}

fn display_with(value: &AnswerValue, question: &Question, say: impl Fn(&Choice) -> String) -> String {
    let spec = question.kind.number();
    let label = |id: &ChoiceId| {
        let choice = question.kind.choices().iter().find(|c| c.id == *id);
        choice.map_or_else(|| id.to_string(), &say)
    };
    let unit = spec.and_then(|s| s.unit.as_deref());
    match value {
        AnswerValue::Unknown => "don't know".to_owned(),
        AnswerValue::OneOf(ids) => ids.iter().map(label).collect::<Vec<_>>().join(", or "),
        AnswerValue::Several(ids) if ids.is_empty() => "none of them".to_owned(),
        AnswerValue::Several(ids) => ids.iter().map(label).collect::<Vec<_>>().join(", "),
        AnswerValue::Number(number) => display_amount(*number, unit),
        AnswerValue::Range(low, high) => display_range(*low, *high, unit),
        AnswerValue::Band(id) => {
            let band = spec.and_then(|s| s.bands.iter().find(|b| b.id == *id));
            band.map_or_else(|| id.to_string(), |b| b.label.clone())
        }
    }
}

/// A stretch of numbers by its thresholds, each end absent where it is the end of what may be answered: "below 50 ms", "at least
/// 10 min", "200 to 500 ms".
pub fn display_span(from: Option<i64>, to: Option<i64>, spec: &NumberSpec) -> String {
    let unit = spec.unit.as_deref();
    match (from, to) {
        (Some(from), Some(to)) => display_range(from, to, unit),
        (Some(from), None) if from == spec.max => display_amount(from, unit),
        (Some(from), None) => format!("at least {}", display_amount(from, unit)),
        (None, Some(to)) if to == spec.min => display_amount(to, unit),
        (None, Some(to)) => format!("below {}", display_amount(to.saturating_add(1), unit)),
        (None, None) => "any number".to_owned(),
    }
}

/// The numbers from one to another. An end just below a round number is said by that: "200 to below 500".
fn display_range(low: i64, high: i64, unit: Option<&str>) -> String {
    let (said, joint) =
        if n_zeros(high.saturating_add(1)) > n_zeros(high) { (high + 1, "to below") } else { (high, "to") };
    if low == high {
        return display_amount(low, unit);
    }
    let ((low, low_unit), (said, said_unit)) = (in_larger(low, unit), in_larger(said, unit));
    if low_unit == said_unit {
        format!("{} {joint} {}", display_number(low), with_unit(said, said_unit))
    } else {
        format!("{} {joint} {}", with_unit(low, low_unit), with_unit(said, said_unit))
    }
}

fn n_zeros(number: i64) -> u32 {
    (1..=18).take_while(|zeros| number != 0 && number % 10_i64.pow(*zeros) == 0).count() as u32
}

/// A number with its unit; a large one in a larger unit where that takes no fraction: 12 500 ms, 10 min.
pub fn display_amount(number: i64, unit: Option<&str>) -> String {
    let (number, unit) = in_larger(number, unit);
    with_unit(number, unit)
}

fn with_unit(number: i64, unit: Option<&str>) -> String {
    amount_of(&display_number(number), unit)
}

/// An amount as it is written, with its unit: `2 jobs`, `1 job`.
pub fn amount_of(amount: &str, unit: Option<&str>) -> String {
    match unit {
        None => amount.to_owned(),
        Some(unit) if amount == "1" => format!("{amount} {}", of_one(unit)),
        Some(unit) => format!("{amount} {unit}"),
    }
}

/// A unit as one of it is called: an English plural at its start, of four letters and more, loses its ending: `request/s`, `job`.
fn of_one(unit: &str) -> String {
    let n_letters = unit.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let (word, rest) = unit.split_at(n_letters);
    let one = match word {
        _ if word.chars().count() < 4 || word.ends_with("ss") => word.to_owned(),
        _ if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        _ if ["ches", "shes", "sses", "xes"].iter().any(|ending| word.ends_with(ending)) => {
            word[..word.len() - 2].to_owned()
        }
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    };
    one + rest
}

fn in_larger(mut number: i64, mut unit: Option<&str>) -> (i64, Option<&str>) {
    let is_large = number.saturating_abs() >= LARGE;
    while let Some((_, times, larger)) =
        LARGER.iter().find(|(own, times, _)| is_large && Some(*own) == unit && number % times == 0)
    {
        (number, unit) = (number / times, Some(*larger));
    }
    (number, unit)
}

/// A number with its thousands apart: 12 500.
pub fn display_number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    if number < 0 {
        text.insert(0, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_everywhere() {
        let said = [0, 999, 1_000, 12_500, -1_234_567].map(display_number);
        assert_eq!(said, ["0", "999", "1 000", "12 500", "-1 234 567"]);
    }

    #[test]
    fn one_of_a_unit_is_called_so() {
        let units =
            ["requests/s", "engineers", "ms", "s", "GiBs", "entries", "batches/min", "access", "% of a core", "jobs"];
        let said = units.map(|unit| display_amount(1, Some(unit)));
        let ones = ["request/s", "engineer", "ms", "s", "GiB", "entry", "batch/min", "access", "% of a core", "job"];
        assert_eq!(said, ones.map(|one| format!("1 {one}")));
        assert_eq!(display_amount(2, Some("jobs")), "2 jobs");
    }

    #[test]
    fn large_amounts_take_a_larger_unit_that_needs_no_fraction() {
        let said = [("ms", 600_000), ("ms", 2_000), ("ms", 12_345), ("MB", 16_000), ("connections", 60_000)];
        let said = said.map(|(unit, number)| display_amount(number, Some(unit)));
        assert_eq!(said, ["10 min", "2 000 ms", "12 345 ms", "16 GB", "60 000 connections"]);
    }

    #[test]
    fn stretches_are_said_by_their_thresholds() {
        let spec =
            NumberSpec { min: 0, max: 3_600_000, unit: Some("ms".to_owned()), suggest: Vec::new(), bands: Vec::new() };
        let said = |from, to| display_span(from, to, &spec);
        assert_eq!(said(None, Some(49)), "below 50 ms");
        assert_eq!(said(Some(600_000), None), "at least 10 min");
        assert_eq!(said(Some(200), Some(499)), "200 to below 500 ms");
        assert_eq!(said(Some(500), Some(599_999)), "500 ms to below 10 min");
        assert_eq!(said(Some(7), Some(7)), "7 ms");
        assert_eq!(said(None, Some(0)), "0 ms");
        assert_eq!(said(None, None), "any number");
    }
}
