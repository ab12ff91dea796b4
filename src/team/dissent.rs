//! Who would get another option, going by their own votes alone: what a record of a common decision must not hide.

use std::sync::Arc;

use serde::Serialize;

use super::person::{Person, opinion_of, voters};
use crate::engine::Advisor;
use crate::load::display_answer;
use crate::model::{AnswersFile, DecisionId, Question, Subject};

/// One person's dissent from a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dissent {
    /// Who.
    pub name: String,
    /// The name of the option that wins with this person's answers alone; absent where they leave none.
    pub option: Option<String>,
    /// What this person said otherwise than the common answers do.
    pub votes: Vec<Vote>,
}

/// One vote against a common answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vote {
    /// The question as it is asked.
    pub ask: String,
    /// What the person said.
    pub said: String,
}

/// The dissent from a decision, by person; none for a file without votes.
pub fn dissents(subject: &Arc<Subject>, file: &AnswersFile, decision: &DecisionId, chosen: &str) -> Vec<Dissent> {
    let (people, base) = (voters(file), subject.rule_base(decision.as_str()));
    let Some(base) = base.filter(|_| !people.is_empty()) else { return Vec::new() };
    let mut advisor = Advisor::new(Arc::clone(subject));
    let of_person = |person: &Person| {
        let votes = votes_against(subject, person, file);
        // Who says what the team says, or does not know, gets another option only by what is left open: that is no dissent.
        let advice = (!votes.is_empty()).then(|| advisor.advise(&person.file))?;
        let winner = advice.decision(decision.as_str())?.winner.map(|winner| &base.options[winner.get()]);
        let differs = winner.is_none_or(|option| option.id != *chosen);
        let option = winner.map(|option| option.name.clone());
        differs.then(|| Dissent { name: person.name.clone(), option, votes })
    };
    people.iter().filter_map(of_person).collect()
}

fn votes_against(subject: &Subject, person: &Person, file: &AnswersFile) -> Vec<Vote> {
    let vote = |question: &Question| {
        let own = opinion_of(person, &question.id)?;
        let differs = file.answers.value(question.id.as_str()) != Some(own);
        differs.then(|| Vote { ask: question.ask.clone(), said: display_answer(own, question) })
    };
    let mut votes: Vec<Vote> = subject.questionnaire.questions.iter().filter_map(vote).collect();
    if person.file.weights != file.weights {
        let criteria = subject.rule_bases.iter().flat_map(|base| &base.criteria);
        let mut weights: Vec<String> = Vec::new();
        for criterion in criteria {
            let own = person.file.weights.get(&criterion.id).map(|weight| format!("{} {weight}", criterion.name));
            weights.extend(own.filter(|own| !weights.contains(own)));
        }
        let said = if weights.is_empty() { "as declared".to_owned() } else { weights.join(", ") };
        votes.push(Vote { ask: "Priorities:".to_owned(), said });
    }
    votes
}
