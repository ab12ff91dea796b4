//! Cells back to answers: what a person would have to say instead of what was said.

use std::collections::BTreeMap;

use super::analysis::{Change, Span};
use super::diagram::{VarIdx, cells};
use super::situation::Situation;
use super::space::{Cells, NumberCell};
use crate::model::{AnswerValue, ChoiceId, NumberSpec, Question, QuestionIdx, QuestionKind};

/// The changes that put variables into one of these cells each, given as bits, in file order.
pub fn describe(situation: &Situation, changed: &[(VarIdx, u64)]) -> Vec<Change> {
    let mut by_question: BTreeMap<QuestionIdx, Vec<(VarIdx, u64)>> = BTreeMap::new();
    for (var, cells) in changed {
        let question = situation.space().variables[usize::from(*var)].question;
        by_question.entry(question).or_default().push((*var, *cells));
    }
    by_question.iter().map(|(question, changed)| change(situation, *question, changed)).collect()
}

fn change(situation: &Situation, idx: QuestionIdx, changed: &[(VarIdx, u64)]) -> Change {
    let question = &situation.subject.questionnaire.questions[idx.get()];
    let answer = situation.answers.get(question.id.as_str()).filter(|answer| answer.sure > 0);
    let from = answer.map(|answer| answer.value.clone()).filter(|value| *value != AnswerValue::Unknown);
    let (to, span) = match &question.kind {
        QuestionKind::Several { .. } => (several(situation, idx, question, changed), None),
        QuestionKind::Choice { choices, .. } => {
            let (var, allowed) = changed[0];
            let choice = usize::from(nearest(situation, var, allowed));
            (AnswerValue::OneOf(vec![choices[choice].id.clone()]), None)
        }
        QuestionKind::Number(spec) => number(situation, spec, changed[0]),
    };
    Change { question: idx, from, to, span }
}

/// The choices that hold: as known where nothing changes; what is open counts as not chosen.
fn several(situation: &Situation, idx: QuestionIdx, question: &Question, changed: &[(VarIdx, u64)]) -> AnswerValue {
    let choices = question.kind.choices().iter().zip(situation.space().variables_of(idx));
    let holds = |var: usize| match changed.iter().find(|(changed, _)| usize::from(*changed) == var) {
        Some((_, cells)) => *cells == 0b10,
        None => situation.knowledge.cell(var) == Some(1),
    };
    let ids: Vec<ChoiceId> = choices.filter(|(_, var)| holds(*var)).map(|(choice, _)| choice.id.clone()).collect();
    AnswerValue::Several(ids)
}

/// The allowed cell that is the fewest cells away from what is possible now.
fn nearest(situation: &Situation, var: VarIdx, allowed: u64) -> u8 {
    let distance = |cell: &u8| distance(situation.knowledge.possible[usize::from(var)], *cell);
    cells(allowed).min_by_key(distance).unwrap_or(0)
}

/// How many cells a cell is away from the nearest of some others.
pub fn distance(from: u64, cell: u8) -> u32 {
    cells(from).map(|other| u32::from(cell.abs_diff(other))).min().unwrap_or(0)
}

fn number(situation: &Situation, spec: &NumberSpec, (var, allowed): (VarIdx, u64)) -> (AnswerValue, Option<Span>) {
    let cell = nearest(situation, var, allowed);
    let Cells::Numbers(numbers) = &situation.space().variables[usize::from(var)].cells else {
        return (AnswerValue::Unknown, None);
    };
    let is_allowed = |cell: &usize| allowed >> *cell & 1 == 1;
    let first = (0..=usize::from(cell)).rev().take_while(is_allowed).last().unwrap_or(usize::from(cell));
    let last = (usize::from(cell)..numbers.len()).take_while(is_allowed).last().unwrap_or(usize::from(cell));
    let span = Span {
        from: Some(numbers[first].low).filter(|low| *low > spec.min),
        to: Some(numbers[last].high).filter(|high| *high < spec.max),
    };
    let present = cells(situation.knowledge.possible[usize::from(var)]).map(|cell| numbers[usize::from(cell)].low);
    (value(spec, numbers[usize::from(cell)], present.min()), Some(span))
}

/// An answer that puts the number into the cell: its band if it is a whole one, the number nearest to the present one where all
/// numbers of the cell are the same, else the number that the cell counts as.
fn value(spec: &NumberSpec, cell: NumberCell, present: Option<i64>) -> AnswerValue {
    match cell.band.map(|band| &spec.bands[band]) {
        Some(band) if band.from == cell.low && band.to == cell.high => AnswerValue::Band(band.id.clone()),
        Some(_) => AnswerValue::Number(cell.reading),
        None => AnswerValue::Number(present.unwrap_or(cell.low).clamp(cell.low, cell.high)),
    }
}
