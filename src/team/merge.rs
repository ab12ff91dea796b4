//! One answers file from several people's: every vote is kept, and where they differ the answer stays as open as they leave it.

use std::collections::{BTreeMap, BTreeSet};

use super::person::{Person, voters};
use crate::model::{
    Answer, AnswerSource, AnswerValue, AnswersFile, ChoiceId, CriterionId, DecisionId, Override, Question,
    QuestionKind, Revisit, Subject,
};

/// What a merge gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The file.
    pub file: AnswersFile,
    /// What could not be kept as it was, for people to look at.
    pub remarks: Vec<String>,
}

/// Merges people's answers. Weights that somebody set become the mean of everybody's shares; what nobody set stays as declared.
pub fn merge(subject: &Subject, people: &[Person]) -> Merged {
    let mut remarks = Vec::new();
    let mut file = AnswersFile {
        questionnaire: subject.questionnaire.id.clone(),
        system: system(people, &mut remarks),
        decisions: decisions(people),
        overrides: overrides(people, &mut remarks),
        revisits: revisits(people),
        ..AnswersFile::default()
    };
    for question in &subject.questionnaire.questions {
        let said: Vec<(&str, &Answer)> = people
            .iter()
            .filter_map(|person| Some((person.name.as_str(), person.file.answers.get(question.id.as_str())?)))
            .collect();
        if !said.is_empty() {
            file.answers.0.insert(question.id.clone(), merge_answer(question, &said));
        }
    }
    let ballots = ballots(people);
    file.weights = weights(subject, &ballots, &mut remarks);
    file.weight_votes = weight_votes(&ballots);
    Merged { file, remarks }
}

/// One answer of several people's: as open as they leave it.
pub(super) fn merge_answer(question: &Question, said: &[(&str, &Answer)]) -> Answer {
    let opinions: Vec<&Answer> = said.iter().map(|(_, a)| *a).filter(|a| a.value != AnswerValue::Unknown).collect();
    let value = opinions.iter().map(|a| a.value.clone()).reduce(|a, b| spread(&a, &b, question));
    let is_agreed = opinions.iter().all(|answer| Some(&answer.value) == value.as_ref());
    // A spread says already how unsure the team is.
    let sure = opinions.iter().map(|answer| answer.sure).min().filter(|_| is_agreed).unwrap_or(100);
    let mut votes = BTreeMap::new();
    for (name, answer) in said {
        // A file that was merged before keeps the votes of those who cast them.
        if answer.votes.is_empty() {
            votes.insert((*name).to_owned(), answer.value.clone());
        }
        votes.extend(answer.votes.clone());
    }
    Answer { value: value.unwrap_or(AnswerValue::Unknown), sure, note: notes(said), votes, source: source(said) }
}

/// Where the answer comes from, where all have it from there.
fn source(said: &[(&str, &Answer)]) -> AnswerSource {
    let [(_, first), others @ ..] = said else { return AnswerSource::default() };
    let is_shared = others.iter().all(|(_, answer)| answer.source == first.source && answer.value == first.value);
    if is_shared { first.source.clone() } else { AnswerSource::default() }
}

/// Each person's note behind their name; a note that all have is said once.
fn notes(said: &[(&str, &Answer)]) -> Option<String> {
    let [(_, first), others @ ..] = said else { return None };
    if !others.is_empty() && others.iter().all(|(_, answer)| answer.note == first.note) {
        return first.note.clone();
    }
    let with_note = said.iter().filter_map(|(name, answer)| Some((name, answer.note.as_ref()?)));
    let notes: Vec<String> = with_note.map(|(name, note)| format!("{name}: {note}")).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// The narrowest answer that leaves both possible. Sets of several choices have no answer between them: not known.
fn spread(a: &AnswerValue, b: &AnswerValue, question: &Question) -> AnswerValue {
    if a == b {
        return a.clone();
    }
    match (&question.kind, a, b) {
        (QuestionKind::Choice { choices, .. }, AnswerValue::OneOf(a), AnswerValue::OneOf(b)) => {
            let both: Vec<ChoiceId> =
                choices.iter().map(|c| c.id.clone()).filter(|id| a.contains(id) || b.contains(id)).collect();
            AnswerValue::OneOf(both)
        }
        (QuestionKind::Number(_), a, b) => match (ends(a, question), ends(b, question)) {
            (Some(a), Some(b)) => AnswerValue::Range(a.0.min(b.0), a.1.max(b.1)),
            _ => AnswerValue::Unknown,
        },
        _ => AnswerValue::Unknown,
    }
}

fn ends(value: &AnswerValue, question: &Question) -> Option<(i64, i64)> {
    match value {
        AnswerValue::Number(number) => Some((*number, *number)),
        AnswerValue::Range(low, high) => Some((*low, *high)),
        AnswerValue::Band(id) => {
            let band = question.kind.number()?.bands.iter().find(|band| band.id == *id)?;
            Some((band.from, band.to))
        }
        _ => None,
    }
}

fn system(people: &[Person], remarks: &mut Vec<String>) -> Option<String> {
    let names: BTreeSet<&String> = people.iter().filter_map(|person| person.file.system.as_ref()).collect();
    if names.len() > 1 {
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        remarks.push(format!("the system has several names: {}; the first file's is kept", names.join(", ")));
    }
    people.iter().find_map(|person| person.file.system.clone())
}

/// The decisions that at least one person makes; empty: all.
pub fn decisions(people: &[Person]) -> Vec<DecisionId> {
    if people.iter().any(|person| person.file.decisions.is_empty()) {
        return Vec::new();
    }
    let all: BTreeSet<&DecisionId> = people.iter().flat_map(|person| &person.file.decisions).collect();
    all.into_iter().cloned().collect()
}

fn overrides(people: &[Person], remarks: &mut Vec<String>) -> Vec<Override> {
    let mut kept: Vec<Override> = Vec::new();
    let mut disputed = BTreeSet::new();
    for person in people {
        for own in &person.file.overrides {
            match kept.iter().find(|other| other.decision == own.decision) {
                Some(other) if other.option != own.option => drop(disputed.insert(own.decision.clone())),
                Some(_) => {}
                None => kept.push(own.clone()),
            }
        }
    }
    for decision in &disputed {
        remarks.push(format!("people override `{decision}` differently; no override is kept"));
    }
    kept.retain(|own| !disputed.contains(&own.decision));
    kept
}

/// Everybody's reasons to decide again, each once: any of them is enough to look at a decision.
fn revisits(people: &[Person]) -> Vec<Revisit> {
    let mut all: Vec<Revisit> = Vec::new();
    for revisit in people.iter().flat_map(|person| &person.file.revisits) {
        if !all.contains(revisit) {
            all.push(revisit.clone());
        }
    }
    all
}

/// A person's weight of every criterion, the declared one where none is set.
pub fn all_weights(subject: &Subject, person: &Person) -> BTreeMap<CriterionId, u32> {
    let criteria = subject.rule_bases.iter().flat_map(|base| &base.criteria);
    criteria
        .map(|criterion| {
            let own = person.file.weights.get(&criterion.id).copied();
            (criterion.id.clone(), own.unwrap_or(criterion.weight))
        })
        .collect()
}

fn weights(subject: &Subject, people: &[Person], remarks: &mut Vec<String>) -> BTreeMap<CriterionId, u32> {
    let all: Vec<BTreeMap<CriterionId, u32>> = people.iter().map(|person| all_weights(subject, person)).collect();
    let Some(first) = all.first() else { return BTreeMap::new() };
    if all.iter().all(|weights| weights == first) {
        return people[0].file.weights.clone();
    }
    let sum = |weights: &BTreeMap<CriterionId, u32>| -> f64 { weights.values().map(|weight| f64::from(*weight)).sum() };
    let share = |weights: &BTreeMap<CriterionId, u32>, id: &CriterionId| {
        let sum = sum(weights);
        if sum > 0.0 { f64::from(weights[id]) / sum } else { 1.0 / weights.len() as f64 }
    };
    let mean = |id: &CriterionId| all.iter().map(|weights| share(weights, id)).sum::<f64>() / all.len() as f64;
    let is_set = |id: &&CriterionId| people.iter().any(|person| person.file.weights.contains_key(*id));
    // Nobody set these, so they keep the declared weights, and the others are told on the scale of theirs.
    let declared: f64 = first.iter().filter(|(id, _)| !is_set(id)).map(|(_, weight)| f64::from(*weight)).sum();
    let left: f64 = first.keys().filter(|id| !is_set(id)).map(mean).sum();
    let (scale, how) = if declared > 0.0 && left > 0.0 {
        (declared / left, "; what nobody set stays as declared")
    } else {
        (1_000.0, ", in thousandths")
    };
    remarks.push(format!("weights differ; each that somebody set becomes the mean of its shares{how}"));
    first.keys().filter(is_set).map(|id| (id.clone(), (mean(id) * scale).round() as u32)).collect()
}

/// What everybody who set weights of their own gave each criterion.
fn weight_votes(people: &[Person]) -> BTreeMap<CriterionId, BTreeMap<String, u32>> {
    let mut votes: BTreeMap<CriterionId, BTreeMap<String, u32>> = BTreeMap::new();
    for person in people {
        for (criterion, weight) in &person.file.weights {
            votes.entry(criterion.clone()).or_default().insert(person.name.clone(), *weight);
        }
    }
    votes
}

/// Everybody with priorities of their own: a file that was merged before stands for those whose votes it keeps, unless the team
/// set weights together.
fn ballots(people: &[Person]) -> Vec<Person> {
    let of = |person: &Person| {
        let set_together = person.file.weight_votes.is_empty() && !person.file.weights.is_empty();
        let voters = if set_together { Vec::new() } else { voters(&person.file) };
        if voters.is_empty() { vec![person.clone()] } else { voters }
    };
    people.iter().flat_map(of).collect()
}
