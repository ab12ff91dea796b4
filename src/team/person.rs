//! One person, and the votes of several in one file.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{AnswerValue, Answers, AnswersFile, CriterionId, QuestionId};

/// One person's answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The name shown, and the one votes are kept under.
    pub name: String,
    /// What was answered.
    pub file: AnswersFile,
}

/// What a person says to a question; not knowing is no opinion.
pub fn opinion_of<'a>(person: &'a Person, question: &QuestionId) -> Option<&'a AnswerValue> {
    person.file.answers.value(question.as_str()).filter(|value| **value != AnswerValue::Unknown)
}

/// The people whose votes a merged file keeps: each with all answers of the file, but with their own votes in place.
pub fn voters(file: &AnswersFile) -> Vec<Person> {
    let on_answers = file.answers.0.values().flat_map(|answer| answer.votes.keys());
    let on_weights = file.weight_votes.values().flat_map(BTreeMap::keys);
    let names: BTreeSet<&String> = on_answers.chain(on_weights).collect();
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
        .map(|name| {
            let (answers, weights) = (answers_of(name), weights_of(name, file));
            let weight_votes = BTreeMap::new();
            Person { name: name.clone(), file: AnswersFile { answers, weights, weight_votes, ..file.clone() } }
        })
        .collect()
}

/// The weights that a voter gave; the file's own where nobody's are kept.
fn weights_of(name: &str, file: &AnswersFile) -> BTreeMap<CriterionId, u32> {
    if file.weight_votes.is_empty() {
        return file.weights.clone();
    }
    let vote = |(criterion, votes): (&CriterionId, &BTreeMap<String, u32>)| {
        votes.get(name).map(|weight| (criterion.clone(), *weight))
    };
    file.weight_votes.iter().filter_map(vote).collect()
}
