//! Several people's answers to one questionnaire: where they differ, which differences decide, and one file from all of them.
//!
//! Pure: knows the engine and answers; knows no file, command line or screen.

mod compare;
mod merge;
mod text;

pub use compare::{Alone, Comparison, DecisionComparison, Difference, Opinion, PriorityDifference, compare};
pub use merge::{Merged, merge};
pub use text::text;

use crate::model::{Answers, AnswersFile};

/// One person's answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The name shown, and the one votes are kept under.
    pub name: String,
    /// What was answered.
    pub file: AnswersFile,
}

/// The people whose votes a merged file keeps: each with all answers of the file, but with their own votes in place.
pub fn voters(file: &AnswersFile) -> Vec<Person> {
    let names: std::collections::BTreeSet<&String> =
        file.answers.0.values().flat_map(|answer| answer.votes.keys()).collect();
    let answers_of = |name: &String| {
        let mut answers = Answers::default();
        for (question, answer) in &file.answers.0 {
            let vote = answer.votes.get(name);
            // Where others voted and this person did not, the person has no opinion.
            if vote.is_some() || answer.votes.is_empty() {
                let mut own = answer.clone();
                own.votes.clear();
                own.value = vote.cloned().unwrap_or(own.value);
                answers.0.insert(question.clone(), own);
            }
        }
        answers
    };
    names
        .into_iter()
        .map(|name| Person { name: name.clone(), file: AnswersFile { answers: answers_of(name), ..file.clone() } })
        .collect()
}
