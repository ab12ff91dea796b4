//! Cells back to answers: what a person would have to say for a proof's point to come about.

use std::collections::BTreeMap;

use super::space::Space;
use super::variable::{Cells, VarIdx};
use crate::model::{Answer, AnswerValue, Answers, QuestionIdx, QuestionKind, Questionnaire};

impl Space {
    /// Answers that put the named variables into the named cells. A number is given as its cell's reading, or as a band where
    /// the cell is a whole one.
    pub fn answers_at(&self, questionnaire: &Questionnaire, cells: &[(VarIdx, u8)]) -> Answers {
        let mut answers = Answers::default();
        for (question, said) in &self.said_of_several(cells) {
            let question = &questionnaire.questions[question.get()];
            let ids = question.kind.choices().iter().map(|choice| choice.id.clone());
            let holds = question.kind.held(|choice| said.choices.contains(&choice), said.stands_in);
            let ids = ids.enumerate().filter(|(choice, _)| holds.contains(choice)).map(|(_, id)| id).collect();
            answers.0.insert(question.id.clone(), Answer::plain(AnswerValue::Several(ids)));
        }
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
                (Cells::Includes(_) | Cells::StandsIn(_), _) => continue,
                (_, kind) => AnswerValue::OneOf(vec![kind.choices()[usize::from(*cell)].id.clone()]),
            };
            answers.0.insert(question.id.clone(), Answer::plain(value));
        }
        answers
    }

    /// What cells say of questions with several choices; what they do not name is not said, and the first choice stands in for none.
    fn said_of_several(&self, cells: &[(VarIdx, u8)]) -> BTreeMap<QuestionIdx, SaidOfSeveral> {
        let mut said: BTreeMap<QuestionIdx, SaidOfSeveral> = BTreeMap::new();
        for (var, cell) in cells {
            let variable = &self.variables[usize::from(*var)];
            match &variable.cells {
                Cells::Includes(choice) => {
                    let said = said.entry(variable.question).or_default();
                    said.choices.extend((*cell == 1).then_some(*choice));
                }
                Cells::StandsIn(choices) => {
                    said.entry(variable.question).or_default().stands_in = choices.get(usize::from(*cell)).copied();
                }
                Cells::Choices(_) | Cells::Numbers(_) => {}
            }
        }
        for (question, said) in &mut said {
            if let Cells::StandsIn(choices) = &self.variables[self.variables_of(*question).end - 1].cells {
                said.stands_in = said.stands_in.or(choices.first().copied());
            }
        }
        said
    }
}

/// What is said of the choices of one question.
#[derive(Clone, Debug, Default)]
struct SaidOfSeveral {
    choices: Vec<usize>,
    stands_in: Option<usize>,
}
