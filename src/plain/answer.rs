//! An answer as typed at a prompt: a value, how sure it is, and a note. Choices go by number, id or label.

use crate::load::parse_answer;
use crate::model::{AnswerValue, Choice, Question, QuestionKind};

/// An answer as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What was said.
    pub value: AnswerValue,
    /// How sure, in hundredths, where it was said.
    pub sure: Option<u8>,
    /// The note, where there is one.
    pub note: Option<String>,
}

/// Reads `VALUE [sure PERCENT] [# NOTE]`. The error is a sentence that says what is allowed.
pub fn read_typed(text: &str, question: &Question) -> Result<Typed, String> {
    let (text, note) = match text.split_once('#') {
        Some((text, note)) => (text.trim(), Some(note.trim().to_owned()).filter(|note| !note.is_empty())),
        None => (text.trim(), None),
    };
    let (text, sure) = match text.rsplit_once(" sure ") {
        Some((text, sure)) => (text.trim(), Some(read_sure(sure)?)),
        None => (text, None),
    };
    Ok(Typed { value: read_value(text, question)?, sure, note })
}

/// Reads a chance: `60`, `60 %` or `0.6`.
pub fn read_sure(text: &str) -> Result<u8, String> {
    let number = text.trim().trim_end_matches('%').trim();
    let percent = match number.parse::<f64>() {
        Ok(part) if number.contains('.') && part <= 1.0 => Some(part * 100.0),
        Ok(percent) => Some(percent),
        Err(_) => None,
    };
    let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
    percent.map(|percent| percent.round() as u8).ok_or_else(|| {
        format!("`{}` does not say how sure; type a number from 0 (don't know) to 100 (certain)", text.trim())
    })
}

fn read_value(text: &str, question: &Question) -> Result<AnswerValue, String> {
    if matches!(question.kind, QuestionKind::Number(_)) {
        return parse_answer(text, question);
    }
    if let Ok(AnswerValue::Unknown) = parse_answer(text, question) {
        return Ok(AnswerValue::Unknown);
    }
    let choices = question.kind.choices();
    if matches!(question.kind, QuestionKind::Several { .. }) && is_none(text) && by_name(text, choices).is_none() {
        // No choice at all is an answer, unless one has to hold.
        return parse_answer("", question);
    }
    if let Some(choice) = by_name(text, choices) {
        return parse_answer(choice.id.as_str(), question);
    }
    let parts = text.split([',', ' ']).filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("or"));
    let ids: Vec<&str> = parts.map(|part| by_number(part, choices).unwrap_or(part)).collect();
    if ids.is_empty() {
        return Err(format!("an answer is missing; type a number from 1 to {}", choices.len()));
    }
    parse_answer(&ids.join(","), question)
}

fn is_none(text: &str) -> bool {
    ["none", "none of them", "nothing", "0"].iter().any(|none| text.eq_ignore_ascii_case(none))
}

fn by_name<'a>(text: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let exact = choices.iter().find(|choice| choice.id == *text);
    exact.or_else(|| choices.iter().find(|choice| choice.label.eq_ignore_ascii_case(text)))
}

fn by_number<'a>(text: &str, choices: &'a [Choice]) -> Option<&'a str> {
    let number: usize = text.parse().ok()?;
    choices.get(number.checked_sub(1)?).map(|choice| choice.id.as_str())
}
