//! Where people differ and what hangs on it: each difference with those who hold it, and what the mixes of answers come to.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::leading::{Alone, Leading, alone as outcome_of, is_against_most, leading, together};
use super::mixes::{Dimension, Mixer, Mixes, Verdict};
use super::person::{Person, opinion_of};
use crate::engine::Advice;
use crate::engine::base::steps::Cancel;
use crate::load::{answer_to_text, display_answer};
use crate::model::{AnswerValue, CriterionId, DecisionId, OptionIdx, QuestionId, RuleBase, Subject, Unread};

/// How several people's answers relate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The people, in the order given.
    pub people: Vec<String>,
    /// How many questions at least two people have an opinion on, all the same one.
    pub n_agreed: usize,
    /// The questions on which opinions differ, in file order.
    pub differences: Vec<Difference>,
    /// The criteria whose weights differ, in file order.
    pub priorities: Vec<PriorityDifference>,
    /// The decisions in which the priorities as a whole decide.
    pub priorities_decide: Vec<DecisionId>,
    /// What hangs on it, per decision.
    pub decisions: Vec<DecisionComparison>,
    /// What in the files of each person is not used.
    pub unread: Vec<UnreadOf>,
    /// Whether every mix of the answers was decided. Otherwise a difference said not to decide might still do so in some mix.
    pub is_exact: bool,
}

/// Something in a person's file that is not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnreadOf {
    /// The person.
    pub name: String,
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong with it, without final stop.
    pub said: String,
}

impl Comparison {
    /// The questions whose answer decides something, in file order.
    pub fn deciding(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|difference| !difference.decides.is_empty())
    }

    /// Whether anything that people differ on decides.
    pub fn is_open(&self) -> bool {
        self.deciding().next().is_some() || !self.priorities_decide.is_empty()
    }
}

/// A question on which opinions differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The question.
    pub question: QuestionId,
    /// Its prompt.
    pub ask: String,
    /// The opinions, each with those who hold it.
    pub opinions: Vec<Opinion>,
    /// The decisions in which two mixes of answers that differ in nothing else have different winners.
    pub decides: Vec<DecisionId>,
}

/// What some people say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Opinion {
    /// As a person would type it.
    pub answer: String,
    /// As a person would say it.
    pub said: String,
    /// Who says so.
    pub people: Vec<String>,
}

/// A criterion whose weights differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriorityDifference {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its name.
    pub name: String,
    /// Each person's weight in points, in the order of the people; the declared one where a person set none.
    pub weights: Vec<u32>,
}

/// What hangs on the differences in one decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionComparison {
    /// The decision.
    pub decision: DecisionId,
    /// Its title.
    pub title: String,
    /// What each person would get alone, in the order of the people.
    pub alone: Vec<Alone>,
    /// Whose answers lead where, the most people first.
    pub leading: Vec<Leading>,
    /// What all answers merged lead to; absent where they do not ask for the decision.
    pub together: Option<Alone>,
    /// Whether that is another option than most people's own answers lead to.
    pub against_most: bool,
    /// The names of the options that lead in every mix of the answers, several where they are level: agreed on whatever is chosen. Where there
    /// are none, of all that lead in some mix.
    pub possible: Vec<String>,
    /// Whether they lead in every mix.
    #[serde(skip)]
    pub is_agreed: bool,
    /// Whether some mix leaves no option.
    pub may_be_none: bool,
    /// The names of the options that are excluded in every mix.
    pub always_out: Vec<String>,
}

/// Compares people's answers to one questionnaire.
pub fn compare(subject: &Arc<Subject>, people: &[Person]) -> Comparison {
    compare_until(subject, people, &AtomicBool::new(false)).expect("nothing cancels it")
}

/// The same, unless it is cancelled before it is done.
pub fn compare_until(subject: &Arc<Subject>, people: &[Person], cancel: &dyn Cancel) -> Option<Comparison> {
    let mut mixer = Mixer::new(subject, people, cancel);
    let (results, is_exact) = mixer.decide_mixes()?;
    let decides = |dimension: usize| -> Vec<DecisionId> {
        let positions = results.decides.iter().filter(|(d, _)| *d == dimension).map(|(_, position)| *position);
        positions.map(|position| subject.rule_bases[position].decision.id.clone()).collect()
    };
    let mut differences = Vec::new();
    let mut priorities_decide = Vec::new();
    for (n, dimension) in mixer.dimensions.iter().enumerate() {
        match dimension {
            Dimension::Question(question, values) => {
                differences.extend(difference(subject, people, question, values, decides(n)));
            }
            Dimension::Weights(_) => priorities_decide = decides(n),
        }
    }
    let n_agreed = mixer.n_agreed;
    let alone: Vec<Advice> = people.iter().map(|person| mixer.advisor.advise(&person.file)).collect();
    let made = subject.rule_bases.iter().enumerate();
    let together = together(&mut mixer.advisor, subject, people);
    let decisions =
        made.filter_map(|(position, base)| decision(people, base, &alone, &together, &results, position)).collect();
    let priorities = priorities(subject, people);
    let unread = people.iter().flat_map(unread_of).collect();
    let people = people.iter().map(|person| person.name.clone()).collect();
    Some(Comparison { people, n_agreed, differences, priorities, priorities_decide, decisions, unread, is_exact })
}

fn unread_of(person: &Person) -> impl Iterator<Item = UnreadOf> + '_ {
    let of = |unread: &Unread| UnreadOf { name: person.name.clone(), line: unread.line, said: unread.said.clone() };
    person.file.unread.iter().map(of)
}

fn difference(
    subject: &Subject,
    people: &[Person],
    question: &QuestionId,
    values: &[AnswerValue],
    decides: Vec<DecisionId>,
) -> Option<Difference> {
    let asked = subject.questionnaire.question(question.as_str())?;
    let opinion = |value: &AnswerValue| Opinion {
        answer: answer_to_text(value),
        said: display_answer(value, asked),
        people: people.iter().filter(|p| opinion_of(p, question) == Some(value)).map(|p| p.name.clone()).collect(),
    };
    let opinions = values.iter().map(opinion).collect();
    Some(Difference { question: question.clone(), ask: asked.ask.clone(), opinions, decides })
}

fn weight_of(person: &Person, criterion: &CriterionId, declared: u32) -> u32 {
    person.file.weights.get(criterion).copied().unwrap_or(declared)
}

fn priorities(subject: &Subject, people: &[Person]) -> Vec<PriorityDifference> {
    let mut seen = BTreeSet::new();
    let criteria = subject.rule_bases.iter().flat_map(|base| &base.criteria).filter(|c| seen.insert(&c.id));
    let weights = criteria.map(|criterion| PriorityDifference {
        criterion: criterion.id.clone(),
        name: criterion.name.clone(),
        weights: people.iter().map(|person| weight_of(person, &criterion.id, criterion.weight)).collect(),
    });
    weights.filter(|difference| difference.weights.iter().any(|weight| *weight != difference.weights[0])).collect()
}

fn decision(
    people: &[Person],
    base: &RuleBase,
    by_person: &[Advice],
    merged: &Advice,
    mixes: &Mixes,
    position: usize,
) -> Option<DecisionComparison> {
    let name = |option: OptionIdx| base.options[option.get()].name.clone();
    let alone: Vec<Alone> =
        people.iter().zip(by_person).filter_map(|(person, advice)| outcome_of(&person.name, advice, base)).collect();
    let results: Vec<&Verdict> = mixes.seen.iter().filter_map(|mix| mix.results[position].as_ref()).collect();
    if alone.is_empty() || results.is_empty() {
        return None;
    }
    let leading = leading(&alone);
    let together = outcome_of("all", merged, base);
    let against_most = together.as_ref().is_some_and(|made| is_against_most(&leading, made.winner.as_deref()));
    // By their ids, so that the order in the file says nothing.
    let mut by_id: Vec<OptionIdx> = (0..base.options.len()).map(OptionIdx::from).collect();
    by_id.sort_by_key(|option| &base.options[option.get()].id);
    let options = || by_id.iter().copied();
    let agreed = mixes.agreed(position);
    let is_agreed = !agreed.is_empty();
    let is_possible = |option: &OptionIdx| {
        if is_agreed { agreed.contains(option) } else { results.iter().any(|result| result.winners.contains(option)) }
    };
    Some(DecisionComparison {
        decision: base.decision.id.clone(),
        title: base.decision.title.clone(),
        alone,
        leading,
        together,
        against_most,
        possible: options().filter(is_possible).map(name).collect(),
        is_agreed,
        may_be_none: results.iter().any(|result| result.winners.is_empty()),
        always_out: options().filter(|o| results.iter().all(|r| r.out.contains(o))).map(name).collect(),
    })
}
