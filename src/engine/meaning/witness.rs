//! Cells back to answers: what a person would have to say for a proof's point to come about.

use super::space::Space;
use super::variable::{Cells, VarIdx};
use crate::model::{Answer, AnswerValue, Answers, ChoiceId, QuestionKind, Questionnaire};

impl Space {
    /// Answers that put the named variables into the named cells. A number is given as its cell's reading, or as a band where
    /// the cell is a whole one.
    pub fn answers_at(&self, questionnaire: &Questionnaire, cells: &[(VarIdx, u8)]) -> Answers {
        let mut answers = Answers::default();
        for (var, cell) in cells {
            let variable = &self.variables[usize::from(*var)];
            let question = &questionnaire.questions[variable.question.get()];
            let value = match (&variable.cells, &question.kind) {
                (Cells::Numbers(numbers), QuestionKind::Number(spec)) => {
                    let cell = numbers[usize::from(*cell)];
                    let band = cell.band.map(|band| &spec.bands[band]);
                    match band.filter(|b| b.from == cell.low && b.to == cell.high) {
                        Some(band) => AnswerValue::Band(band.id.clone()),
                        None => AnswerValue::Number(cell.reading),
                    }
                }
                (Cells::Includes(choice), kind) => {
                    let said = answers.0.get(&question.id).map(|a| a.value.clone());
                    let mut ids: Vec<ChoiceId> = match said {
                        Some(AnswerValue::Several(ids)) => ids,
                        _ => Vec::new(),
                    };
                    if *cell == 1 {
                        ids.push(kind.choices()[*choice].id.clone());
                    }
                    AnswerValue::Several(ids)
                }
                (_, kind) => AnswerValue::OneOf(vec![kind.choices()[usize::from(*cell)].id.clone()]),
            };
            answers.0.insert(question.id.clone(), Answer::plain(value));
        }
        answers
    }
}
