//! The rows of a question: what can be selected, what each of them answers, and which of them an answer stands at.

use crate::load::display_amount;
use crate::model::{AnswerValue, ChoiceId, Question, QuestionKind};

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A choice, by position.
    Choice(usize),
    /// A band, by position.
    Band(usize),
    /// A suggested number.
    Suggestion(i64),
    /// A number or a range to be typed.
    Typed,
    /// None of several choices.
    NoneOfThem,
    /// Don't know.
    Unknown,
}

/// The rows, in the order shown.
pub fn rows(question: &Question) -> Vec<Row> {
    let mut rows: Vec<Row> = match &question.kind {
        QuestionKind::Choice { choices, .. } => (0..choices.len()).map(Row::Choice).collect(),
        QuestionKind::Several { choices } => (0..choices.len()).map(Row::Choice).chain([Row::NoneOfThem]).collect(),
        QuestionKind::Number(spec) if spec.bands.is_empty() => {
            spec.suggest.iter().map(|n| Row::Suggestion(*n)).chain([Row::Typed]).collect()
        }
        QuestionKind::Number(spec) => (0..spec.bands.len()).map(Row::Band).chain([Row::Typed]).collect(),
    };
    rows.push(Row::Unknown);
    rows
}

/// The choice a row stands for.
pub fn choice_id(question: &Question, row: Row) -> Option<ChoiceId> {
    match row {
        Row::Choice(at) => question.kind.choices().get(at).map(|c| c.id.clone()),
        _ => None,
    }
}

/// What a row answers by itself; nothing for the field.
pub fn value_of(question: &Question, row: Row) -> Option<AnswerValue> {
    Some(match row {
        Row::Choice(_) => {
            let id = choice_id(question, row)?;
            let several = matches!(question.kind, QuestionKind::Several { .. });
            if several { AnswerValue::Several(vec![id]) } else { AnswerValue::OneOf(vec![id]) }
        }
        Row::Band(at) => AnswerValue::Band(question.kind.number()?.bands.get(at)?.id.clone()),
        Row::Suggestion(number) => AnswerValue::Number(number),
        Row::NoneOfThem => AnswerValue::Several(Vec::new()),
        Row::Unknown => AnswerValue::Unknown,
        Row::Typed => return None,
    })
}

/// Whether an answer includes a row.
pub fn holds(question: &Question, row: Row, answer: &AnswerValue) -> bool {
    match (row, answer) {
        (Row::Choice(_), AnswerValue::OneOf(ids) | AnswerValue::Several(ids)) => {
            choice_id(question, row).is_some_and(|id| ids.contains(&id))
        }
        (Row::Typed, value) => is_typed(question, value),
        (row, value) => value_of(question, row).as_ref() == Some(value),
    }
}

/// Whether an answer is one that was typed: a number or range that no other row stands for.
pub fn is_typed(question: &Question, answer: &AnswerValue) -> bool {
    match answer {
        AnswerValue::Number(number) => !rows(question).contains(&Row::Suggestion(*number)),
        AnswerValue::Range(..) => true,
        _ => false,
    }
}

/// The row an answer stands at.
pub fn row_of(question: &Question, answer: &AnswerValue) -> Option<usize> {
    rows(question).iter().position(|row| holds(question, *row, answer))
}

/// The text of a row.
pub fn label(question: &Question, row: Row) -> String {
    let unit = question.kind.number().and_then(|s| s.unit.as_deref());
    match row {
        Row::Choice(at) => question.kind.choices()[at].label.clone(),
        Row::Band(at) => question.kind.number().map_or(String::new(), |s| s.bands[at].label.clone()),
        Row::Suggestion(number) => display_amount(number, unit),
        Row::Typed => "a number or range:".to_owned(),
        Row::NoneOfThem => "None of these".to_owned(),
        Row::Unknown => "Don't know".to_owned(),
    }
}
