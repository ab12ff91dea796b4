//! A subject made ready for one set of answers alone, for those who ask once and nothing further.

use super::knowledge::Knowledge;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::cuts::cuts_of_answers;
use crate::model::{Answers, Subject};

/// The subject for one set of answers alone, and what they say: cut at the numbers typed, and only what they leave open stands in
/// diagrams. What follows from these answers is the same; of other answers it knows nothing.
pub fn confined(compiled: &Compiled, subject: &Subject, answers: &Answers) -> (Compiled, Knowledge) {
    let questionnaire = &subject.questionnaire;
    let typed = cuts_of_answers(questionnaire, answers);
    let variables = compiled.space.variables_cut_at(questionnaire, &typed);
    let knowledge = Knowledge::new(&variables, questionnaire, answers);
    let space = compiled.space.within(questionnaire, variables, knowledge.possible.clone());
    (compiled.over(subject, space), knowledge)
}
