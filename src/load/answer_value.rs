//! Answers as people write them, in files and at prompts: one reader and one writer for both.

use std::fmt::Write as _;

use super::amount::read_stretch;
use super::questionnaire::allowed;
use crate::condition::closest;
use crate::model::{AnswerValue, Band, ChoiceId, NotTogether, NumberSpec, Question, QuestionKind, Questionnaire};

/// Reads an answer as typed. The error is a sentence that says what is allowed.
pub fn parse_answer(text: &str, question: &Question) -> Result<AnswerValue, String> {
    let text = text.trim();
    if matches!(text.to_lowercase().as_str(), "unknown" | "?" | "don't know" | "dont know") {
        return Ok(AnswerValue::Unknown);
    }
    match &question.kind {
        QuestionKind::Number(spec) => parse_number_answer(text, question, spec),
        _ => {
            let ids: Vec<&str> = text.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
            choices_answer(&ids, question)
        }
    }
}

/// Reads an answer from a file's value.
pub fn answer_from_toml(value: &toml::Value, question: &Question) -> Result<AnswerValue, String> {
    match value {
        toml::Value::String(text) => parse_answer(text, question),
        toml::Value::Integer(number) => match &question.kind {
            QuestionKind::Number(spec) => within(*number, question, spec).map(AnswerValue::Number),
            _ => Err(format!("`{}` is not a number; it takes {}", question.id, allowed(question))),
        },
        toml::Value::Array(items) => {
            let ids: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            let Some(ids) = ids else {
                return Err(format!("a list of answers to `{}` holds ids: {}", question.id, allowed(question)));
            };
            match &question.kind {
                QuestionKind::Number(spec) => bands_answer(&ids, question, spec),
                _ => choices_answer(&ids, question),
            }
        }
        other => {
            Err(format!("a {} is no answer to `{}`; it takes {}", other.type_str(), question.id, allowed(question)))
        }
    }
}

fn choices_answer(ids: &[&str], question: &Question) -> Result<AnswerValue, String> {
    let mut chosen: Vec<ChoiceId> = Vec::new();
    for choice in question.kind.choices() {
        if ids.contains(&choice.id.as_str()) {
            chosen.push(choice.id.clone());
        }
    }
    if let Some(unknown) = ids.iter().find(|id| !question.kind.choices().iter().any(|c| c.id == ***id)) {
        let known = question.kind.choices().iter().map(|c| c.id.as_str());
        let hint = closest(unknown, known).unwrap_or_else(|| format!("it takes {}", allowed(question)));
        return Err(format!("`{}` has no choice `{unknown}`; {hint}", question.id));
    }
    match &question.kind {
        QuestionKind::Several { .. } => match question.kind.not_together(&chosen) {
            None => Ok(AnswerValue::Several(chosen)),
            Some(why) => Err(not_together(&why, question)),
        },
        _ if chosen.is_empty() => Err(format!("an answer is missing; `{}` takes {}", question.id, allowed(question))),
        _ => Ok(AnswerValue::OneOf(chosen)),
    }
}

/// Why choices are no answer together, with the way out.
pub fn not_together(why: &NotTogether, question: &Question) -> String {
    match why {
        NotTogether::Excludes(alone, other) => format!(
            "`{alone}` excludes every other choice of `{}`, and `{other}` is there too; keep `{alone}` alone, or leave it out",
            question.id
        ),
        NotTogether::None => format!(
            "`{}` takes at least one choice, and none is given; choose from {}, or answer `unknown`",
            question.id,
            allowed(question)
        ),
    }
}

/// Bands side by side are the range that they make together.
fn bands_answer(ids: &[&str], question: &Question, spec: &NumberSpec) -> Result<AnswerValue, String> {
    if let Some(unknown) = ids.iter().find(|id| !spec.bands.iter().any(|band| band.id == ***id)) {
        let hint = closest(unknown, spec.bands.iter().map(|band| band.id.as_str()));
        let hint = hint.unwrap_or_else(|| format!("it takes {}", allowed(question)));
        return Err(format!("`{}` has no band `{unknown}`; {hint}", question.id));
    }
    let named = |band: &&Band| ids.iter().any(|id| band.id == **id);
    let chosen: Vec<&Band> = spec.bands.iter().filter(named).collect();
    let (Some(first), Some(last)) = (chosen.first(), chosen.last()) else {
        return Err(format!("an answer is missing; `{}` takes {}", question.id, allowed(question)));
    };
    if chosen.len() == 1 {
        return Ok(AnswerValue::Band(first.id.clone()));
    }
    if let Some(apart) = chosen.windows(2).find(|pair| pair[0].to + 1 < pair[1].from) {
        return Err(format!(
            "`{}` and `{}` of `{}` do not lie side by side, and a number has one range: name what lies between as well, or write `{}..{}`",
            apart[0].id, apart[1].id, question.id, first.from, last.to
        ));
    }
    Ok(AnswerValue::Range(first.from, last.to))
}

fn parse_number_answer(text: &str, question: &Question, spec: &NumberSpec) -> Result<AnswerValue, String> {
    let is_band = |text: &str| spec.bands.iter().any(|band| band.id == *text);
    let ids: Vec<&str> = text.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.first().is_some_and(|first| is_band(first)) {
        return bands_answer(&ids, question, spec);
    }
    let own = spec.unit.as_deref().unwrap_or_default();
    let read = read_stretch(text, own);
    let read = read.map_err(|why| format!("{why}; `{}` takes {}", question.id, allowed(question)))?;
    let (low, high) = (read.from.unwrap_or(spec.min), read.to.unwrap_or(spec.max));
    let (low, high) = (within(low, question, spec)?, within(high, question, spec)?);
    Ok(if low == high { AnswerValue::Number(low) } else { AnswerValue::Range(low, high) })
}

fn within(number: i64, question: &Question, spec: &NumberSpec) -> Result<i64, String> {
    if (spec.min..=spec.max).contains(&number) {
        Ok(number)
    } else {
        Err(format!("{number} is out of range; `{}` takes {}", question.id, allowed(question)))
    }
}

/// A value with old names of choices and bands replaced by the present ones.
pub fn with_aliases(value: &toml::Value, question: &Question, questionnaire: &Questionnaire) -> toml::Value {
    let one = |text: &str| {
        let full = format!("{}.{}", question.id, text.trim());
        let new = questionnaire.aliases.get(&full).and_then(|new| new.split_once('.'));
        new.map_or_else(|| text.to_owned(), |(_, part)| part.to_owned())
    };
    let rename = |text: &String| text.split(',').map(one).collect::<Vec<_>>().join(",");
    match value {
        toml::Value::String(text) => toml::Value::String(rename(text)),
        toml::Value::Array(items) => {
            toml::Value::Array(items.iter().map(|item| with_aliases(item, question, questionnaire)).collect())
        }
        other => other.clone(),
    }
}

/// An answer as it is written in a file.
pub fn answer_to_toml(value: &AnswerValue) -> toml_edit::Value {
    let list = |ids: &[ChoiceId]| toml_edit::Value::Array(ids.iter().map(ChoiceId::as_str).collect());
    match value {
        AnswerValue::Unknown => "unknown".into(),
        AnswerValue::OneOf(ids) if ids.len() == 1 => ids[0].as_str().into(),
        AnswerValue::OneOf(ids) | AnswerValue::Several(ids) => list(ids),
        AnswerValue::Number(number) => (*number).into(),
        AnswerValue::Range(low, high) => format!("{low}..{high}").into(),
        AnswerValue::Band(id) => id.as_str().into(),
    }
}

/// An answer as a person would type it: what [`parse_answer`] reads back.
pub fn answer_to_text(value: &AnswerValue) -> String {
    match value {
        AnswerValue::OneOf(ids) | AnswerValue::Several(ids) => {
            let mut text = String::new();
            for id in ids {
                let separator = if text.is_empty() { "" } else { ", " };
                let _ = write!(text, "{separator}{id}");
            }
            text
        }
        AnswerValue::Unknown => "unknown".to_owned(),
        AnswerValue::Number(number) => number.to_string(),
        AnswerValue::Range(low, high) => format!("{low}..{high}"),
        AnswerValue::Band(id) => id.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Accepted, Place};

    fn number(unit: Option<&str>) -> Question {
        let band = |id: &str, from, to| Band { id: id.into(), label: id.into(), from, to, reading: from, likely: 1 };
        Question {
            id: "wait".into(),
            section: "s".into(),
            ask: "?".into(),
            name: None,
            why: None,
            help: None,
            kind: QuestionKind::Number(NumberSpec {
                min: 0,
                max: 100_000,
                unit: unit.map(Into::into),
                suggest: vec![],
                bands: vec![band("short", 0, 99), band("mid", 100, 999), band("long", 1_000, 100_000)],
            }),
            ask_if: None,
            fixed: false,
            likely_because: None,
            likely_when: Vec::new(),
            settled_by: None,
            holds_for: None,
            observe: Vec::new(),
            accept: Accepted::new(),
            place: Place::default(),
        }
    }

    #[test]
    fn numbers_are_read_with_units_bands_and_ranges() {
        let question = number(Some("ms"));
        let cases = [
            ("200", AnswerValue::Number(200)),
            ("10k", AnswerValue::Number(10_000)),
            ("200 ms", AnswerValue::Number(200)),
            ("1.5s", AnswerValue::Number(1_500)),
            ("1 min", AnswerValue::Number(60_000)),
            ("1..2 s", AnswerValue::Range(1_000, 2_000)),
            ("5k..50k", AnswerValue::Range(5_000, 50_000)),
            ("5_000..", AnswerValue::Range(5_000, 100_000)),
            ("..100", AnswerValue::Range(0, 100)),
            ("long", AnswerValue::Band("long".into())),
            ("unknown", AnswerValue::Unknown),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_answer(text, &question), Ok(expected), "{text}");
        }
        assert_eq!(parse_answer("5 connections", &number(Some("connections"))), Ok(AnswerValue::Number(5)));
        assert_eq!(parse_answer("5 requests", &number(Some("requests/s"))), Ok(AnswerValue::Number(5)));
    }

    /// A list of answers as a file has it.
    fn listed(ids: &[&str]) -> toml::Value {
        toml::Value::Array(ids.iter().map(|id| toml::Value::String((*id).to_owned())).collect())
    }

    #[test]
    fn bands_side_by_side_are_the_range_that_they_make() {
        let question = number(Some("ms"));
        let read = |ids: &[&str]| answer_from_toml(&listed(ids), &question);
        assert_eq!(read(&["long"]), Ok(AnswerValue::Band("long".into())));
        assert_eq!(read(&["long", "mid"]), Ok(AnswerValue::Range(100, 100_000)));
        assert_eq!(read(&["short", "mid", "long"]), Ok(AnswerValue::Range(0, 100_000)));
        assert_eq!(parse_answer("mid, short", &question), Ok(AnswerValue::Range(0, 999)));
        let refused = |ids: &[&str]| read(ids).expect_err("it is no answer");
        assert!(refused(&["short", "long"]).contains("write `0..100000`"), "{}", refused(&["short", "long"]));
        assert!(refused(&["short", "lnog"]).contains("`long`"), "{}", refused(&["short", "lnog"]));
        assert!(refused(&["5"]).contains("no band `5`"), "{}", refused(&["5"]));
        assert!(refused(&[]).contains("an answer is missing"), "{}", refused(&[]));
    }

    #[test]
    fn what_is_not_an_answer_is_refused_with_what_is() {
        for text in ["", "fast", "short, 5k", "5 apples", "200k", "9..3", "-1", "1.5", "1.5 µs"] {
            let error = parse_answer(text, &number(Some("ms"))).expect_err(text);
            assert!(!error.is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let question = number(Some("ms"));
        for value in
            [AnswerValue::Number(7), AnswerValue::Range(5, 90), AnswerValue::Band("long".into()), AnswerValue::Unknown]
        {
            assert_eq!(parse_answer(&answer_to_text(&value), &question), Ok(value));
        }
    }
}
