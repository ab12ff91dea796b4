//! Every other answer to one question: what a person could say instead, one question at a time.

use super::changes::distance;
use crate::engine::facts::knowledge::Knowledge;
use crate::engine::meaning::space::Space;
use crate::engine::meaning::variable::{Cells, NumberCell};
use crate::engine::result::advice::Fit;
use crate::engine::result::analysis::{Change, Span};
use crate::model::{AnswerValue, Answers, ChoiceId, NumberSpec, OptionIdx, Question, QuestionIdx, QuestionKind};

/// Another answer to one question, with what every decision comes to.
#[derive(Debug)]
pub struct Single {
    /// The answer.
    pub change: Change,
    /// By the position of its rule base the option that wins, and by how much.
    pub outcomes: Vec<(usize, Option<(OptionIdx, Fit)>)>,
}

impl Single {
    /// The option that wins the decision of that rule base, and by how much, if one is left.
    pub fn winning(&self, position: usize) -> Option<(OptionIdx, Fit)> {
        self.outcomes.iter().find(|(of, _)| *of == position).and_then(|(_, winning)| *winning)
    }
}

/// The other answers to a question, each with how far it moves the answer: steps along an order, 1 elsewhere; 0 where the answer might be
/// so already.
pub fn singles(
    space: &Space,
    knowledge: &Knowledge,
    answers: &Answers,
    idx: QuestionIdx,
    question: &Question,
) -> Vec<(Change, u32)> {
    let first = space.variables_of(idx).start;
    let present = knowledge.possible[first];
    let answer = answers.get(question.id.as_str()).filter(|answer| answer.sure > 0);
    let from = answer.map(|answer| answer.value.clone()).filter(|value| *value != AnswerValue::Unknown);
    let change = |to, span| Change { question: idx, from: from.clone(), to, span };
    match (&question.kind, &space.variables[first].cells) {
        (QuestionKind::Choice { choices, ordered }, _) => {
            let others = (0..choices.len()).filter(|choice| present != 1 << choice);
            let to = |choice: usize| {
                let far = distance(present, choice as u8);
                let value = AnswerValue::OneOf(vec![choices[choice].id.clone()]);
                (change(value, None), if *ordered { far } else { far.min(1) })
            };
            others.map(to).collect()
        }
        (QuestionKind::Number(spec), Cells::Numbers(cells)) => {
            let others = (0..cells.len()).filter(|cell| present != 1 << cell);
            let to = |cell: usize| {
                let (value, span) = stretch(spec, cells[cell]);
                (change(value, Some(span)), distance(present, cell as u8))
            };
            others.map(to).collect()
        }
        (QuestionKind::Several { choices, .. }, _) => {
            let now: Option<&[ChoiceId]> = from.as_ref().and_then(|value| match value {
                AnswerValue::Several(ids) => Some(ids.as_slice()),
                _ => None,
            });
            let is_answer = |ids: &Vec<ChoiceId>| question.kind.not_together(ids).is_none();
            let turned = choices.iter().map(|choice| match now {
                Some(now) if now.contains(&choice.id) => now.iter().filter(|id| **id != choice.id).cloned().collect(),
                now => question.kind.with_choice(now.unwrap_or_default(), &choice.id).0,
            });
            let none = now.is_none().then(Vec::new);
            let all = none.into_iter().chain(turned).filter(is_answer);
            all.map(|ids| (change(AnswerValue::Several(ids), None), u32::from(now.is_some()))).collect()
        }
        _ => Vec::new(),
    }
}

/// A stretch of numbers as an answer: its band where it is a whole one.
fn stretch(spec: &NumberSpec, cell: NumberCell) -> (AnswerValue, Span) {
    let whole = cell.band.map(|band| &spec.bands[band]).filter(|band| (band.from, band.to) == (cell.low, cell.high));
    let value = match whole {
        Some(band) => AnswerValue::Band(band.id.clone()),
        None if cell.low == cell.high => AnswerValue::Number(cell.low),
        None => AnswerValue::Range(cell.low, cell.high),
    };
    let span = Span {
        from: Some(cell.low).filter(|low| *low > spec.min),
        to: Some(cell.high).filter(|high| *high < spec.max),
    };
    (value, span)
}
