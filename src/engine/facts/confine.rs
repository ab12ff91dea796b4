//! A subject made ready for one set of answers alone, for those who ask once and nothing further.

use super::knowledge::Knowledge;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::cuts_of_answers;
use crate::engine::meaning::variable::{Cells, variables_of};
use crate::model::{AnswerValue, Answers, AnswersFile, QuestionIdx, RuleBase, Subject};

/// The subject for one answers file alone, and what its answers say: cut at the numbers typed, and only what they leave open stands in
/// diagrams. What follows from them for the decisions that the file makes is the same; of other answers and decisions it knows nothing.
pub fn confined(compiled: &Compiled, subject: &Subject, file: &AnswersFile) -> (Compiled, Knowledge) {
    let (questionnaire, answers) = (&subject.questionnaire, &file.answers);
    let typed = cuts_of_answers(questionnaire, answers);
    let variables = compiled.space.variables_cut_at(questionnaire, &typed);
    let knowledge = Knowledge::new(&compiled.space, &variables, questionnaire, answers);
    let space = compiled.space.within(questionnaire, variables, knowledge.possible.clone());
    let is_made = |base: &RuleBase| file.decisions.is_empty() || file.decisions.contains(&base.decision.id);
    (compiled.over(subject, space, is_made), knowledge)
}

/// What answers say over the cells there are already, where those are fine enough and every condition stands in a diagram: then one
/// pass over the diagrams says as much as making them anew.
pub fn known_uncut(compiled: &Compiled, subject: &Subject, answers: &Answers) -> Option<Knowledge> {
    let is_whole = compiled.space.too_complex.is_empty() && compiled.decisions.iter().all(|d| d.too_complex.is_empty());
    let questionnaire = &subject.questionnaire;
    let typed = if is_whole { cuts_of_answers(questionnaire, answers) } else { return None };
    let is_fine = |question: &QuestionIdx, starts: &std::collections::BTreeSet<i64>| {
        let variable = &compiled.space.variables[variables_of(&compiled.space.variables, *question).start];
        let Cells::Numbers(cells) = &variable.cells else { return true };
        let last = cells.last().map_or(0, |cell| cell.high);
        let is_edge = |start: &i64| *start > last || cells.iter().any(|cell| cell.low == *start);
        // A sure number is in one cell, and only a quantity asks which number of the cell it is.
        let is_sure = answers
            .get(questionnaire.questions[question.get()].id.as_str())
            .is_some_and(|answer| answer.sure >= 100 && matches!(answer.value, AnswerValue::Number(_)));
        let in_quantity =
            || questionnaire.quantities.iter().any(|q| q.over.iter().chain(&q.under).any(|q| q == question));
        starts.iter().all(is_edge) || is_sure && !in_quantity()
    };
    let is_fine = typed.iter().all(|(question, starts)| is_fine(question, starts));
    is_fine.then(|| Knowledge::new(&compiled.space, &compiled.space.variables, questionnaire, answers))
}
