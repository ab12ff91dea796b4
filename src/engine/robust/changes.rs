//! Cells back to answers: what a person would have to say instead of what was said.

use std::collections::BTreeMap;

use crate::engine::meaning::variable::{Cells, NumberCell, VarIdx, cells};
use crate::engine::result::analysis::{Change, Span};
use crate::engine::situation::Situation;
use crate::model::{AnswerValue, ChoiceId, NumberSpec, Question, QuestionIdx, QuestionKind};

/// A variable put into another cell.
#[derive(Clone, Copy, Debug)]
pub struct Put {
    /// The variable.
    pub var: VarIdx,
    /// The cells it is put into, any of them, as bits.
    pub into: u64,
    /// All cells that serve, as bits; those of `into` are among them.
    pub serve: u64,
}

impl Put {
    /// Put into any of these cells.
    pub fn into(var: VarIdx, cells: u64) -> Self {
        Self { var, into: cells, serve: cells }
    }
}

/// The changes of answers that put variables into other cells, in file order.
pub fn describe(situation: &Situation, puts: &[Put]) -> Vec<Change> {
    let mut by_question: BTreeMap<QuestionIdx, Vec<Put>> = BTreeMap::new();
    for put in puts {
        let question = situation.space().variables[usize::from(put.var)].question;
        by_question.entry(question).or_default().push(*put);
    }
    by_question.iter().map(|(question, puts)| change(situation, *question, puts)).collect()
}

fn change(situation: &Situation, idx: QuestionIdx, puts: &[Put]) -> Change {
    let question = &situation.subject.questionnaire.questions[idx.get()];
    let answer = situation.answers.get(question.id.as_str()).filter(|answer| answer.sure > 0);
    let from = answer.map(|answer| answer.value.clone()).filter(|value| *value != AnswerValue::Unknown);
    let (to, span) = match &question.kind {
        QuestionKind::Several { .. } => (several(situation, idx, question, puts), None),
        QuestionKind::Choice { choices, .. } => {
            let choice = usize::from(nearest(situation, &puts[0]));
            (AnswerValue::OneOf(vec![choices[choice].id.clone()]), None)
        }
        QuestionKind::Number(spec) => number(situation, spec, puts[0]),
    };
    Change { question: idx, from, to, span }
}

/// The choices that hold: as known where nothing changes; what is open counts as not chosen.
fn several(situation: &Situation, idx: QuestionIdx, question: &Question, puts: &[Put]) -> AnswerValue {
    let choices = question.kind.choices();
    let first = situation.space().variables_of(idx).start;
    let put = |var: usize| puts.iter().find(|put| usize::from(put.var) == var).map(|put| put.into);
    let is_said = |choice: usize| match put(first + choice) {
        Some(into) => into == 0b10,
        None => situation.knowledge.cell(first + choice) == Some(1),
    };
    let stand_ins = question.kind.stand_ins();
    let stands_in = stand_ins.first().map(|_| {
        let var = first + choices.len();
        let cell = put(var).unwrap_or(situation.knowledge.possible[var]).trailing_zeros() as usize;
        stand_ins[cell.min(stand_ins.len() - 1)]
    });
    let held = question.kind.held(is_said, stands_in);
    let ids: Vec<ChoiceId> = held.into_iter().map(|choice| choices[choice].id.clone()).collect();
    AnswerValue::Several(ids)
}

/// The cell put into that is the fewest cells away from what is possible now.
pub fn nearest(situation: &Situation, put: &Put) -> u8 {
    let distance = |cell: &u8| distance(situation.knowledge.possible[usize::from(put.var)], *cell);
    cells(put.into).min_by_key(distance).unwrap_or(0)
}

/// How many cells a cell is away from the nearest of some others.
pub fn distance(from: u64, cell: u8) -> u32 {
    cells(from).map(|other| u32::from(cell.abs_diff(other))).min().unwrap_or(0)
}

fn number(situation: &Situation, spec: &NumberSpec, put: Put) -> (AnswerValue, Option<Span>) {
    let cell = nearest(situation, &put);
    let Cells::Numbers(numbers) = &situation.space().variables[usize::from(put.var)].cells else {
        return (AnswerValue::Unknown, None);
    };
    let serves = |cell: &usize| put.serve >> *cell & 1 == 1;
    let first = (0..=usize::from(cell)).rev().take_while(serves).last().unwrap_or(usize::from(cell));
    let last = (usize::from(cell)..numbers.len()).take_while(serves).last().unwrap_or(usize::from(cell));
    let span = Span {
        from: Some(numbers[first].low).filter(|low| *low > spec.min),
        to: Some(numbers[last].high).filter(|high| *high < spec.max),
    };
    let present = cells(situation.knowledge.possible[usize::from(put.var)]).map(|cell| numbers[usize::from(cell)].low);
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
