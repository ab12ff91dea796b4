//! Where people differ and what hangs on it: every mix of their answers is decided, as far as there are not too many.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::Person;
use crate::engine::{Advice, Advisor, DecisionAdvice};
use crate::load::{answer_to_text, display_answer};
use crate::model::{
    Answer, AnswerValue, AnswersFile, CriterionId, DecisionId, OptionIdx, OutcomeKind, QuestionId, RuleBase, Subject,
};

/// The most mixes that are decided. Where there are more, a fixed sample stands for them.
const MAX_MIXES: usize = 4_096;

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
    /// Whether every mix of the answers was decided. Otherwise a difference said not to decide might still do so in some mix.
    pub is_exact: bool,
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
    /// The names of all options that win in some mix of the answers; a single one is agreed on whatever is chosen.
    pub possible: Vec<String>,
    /// Whether some mix leaves no option.
    pub may_be_none: bool,
    /// The names of the options that are excluded in every mix.
    pub always_out: Vec<String>,
}

/// What one person's answers lead to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alone {
    /// Who.
    pub name: String,
    /// How it comes out.
    pub outcome: OutcomeKind,
    /// What wins; absent where no option is left.
    pub winner: Option<String>,
    /// What is behind it; absent where nothing else is left.
    pub runner_up: Option<String>,
    /// The lead in fit points.
    pub lead: f64,
}

/// One thing people differ on, with the different opinions.
enum Dimension {
    Question(QuestionId, Vec<AnswerValue>),
    Weights(Vec<BTreeMap<CriterionId, u32>>),
}

impl Dimension {
    fn len(&self) -> usize {
        match self {
            Self::Question(_, values) => values.len(),
            Self::Weights(weights) => weights.len(),
        }
    }

    fn put(&self, digit: usize, file: &mut AnswersFile) {
        match self {
            Self::Question(question, values) => {
                file.answers.0.insert(question.clone(), Answer::plain(values[digit].clone()));
            }
            Self::Weights(weights) => file.weights.clone_from(&weights[digit]),
        }
    }
}

/// What a mix leads to in one decision: the winner, and who is out.
#[derive(Clone, Debug, PartialEq)]
struct Verdict {
    winner: Option<OptionIdx>,
    out: Vec<OptionIdx>,
}

/// Compares people's answers to one questionnaire.
pub fn compare(subject: &Arc<Subject>, people: &[Person]) -> Comparison {
    let mut mixer = Mixer::new(subject, people);
    let (results, is_exact) = mixer.decide_mixes();
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
    let decisions =
        made.filter_map(|(position, base)| decision(people, base, &alone, &results.seen, position)).collect();
    let priorities = priorities(subject, people);
    let people = people.iter().map(|person| person.name.clone()).collect();
    Comparison { people, n_agreed, differences, priorities, priorities_decide, decisions, is_exact }
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

/// What a person says to a question; not knowing is no opinion.
fn opinion_of<'a>(person: &'a Person, question: &QuestionId) -> Option<&'a AnswerValue> {
    person.file.answers.value(question.as_str()).filter(|value| **value != AnswerValue::Unknown)
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
    alone: &[Advice],
    seen: &[Vec<Option<Verdict>>],
    position: usize,
) -> Option<DecisionComparison> {
    let name = |option: OptionIdx| base.options[option.get()].name.clone();
    let of_person = |(person, advice): (&Person, &Advice)| {
        let made: &DecisionAdvice = advice.decision(base.decision.id.as_str())?;
        let (winner, runner_up) = (made.winner.map(name), made.runner_up.map(name));
        Some(Alone { name: person.name.clone(), outcome: made.outcome, winner, runner_up, lead: made.lead.points() })
    };
    let alone: Vec<Alone> = people.iter().zip(alone).filter_map(of_person).collect();
    let results: Vec<&Verdict> = seen.iter().filter_map(|mix| mix[position].as_ref()).collect();
    if alone.is_empty() || results.is_empty() {
        return None;
    }
    let options = || (0..base.options.len()).map(OptionIdx::from);
    Some(DecisionComparison {
        decision: base.decision.id.clone(),
        title: base.decision.title.clone(),
        alone,
        possible: options().filter(|o| results.iter().any(|r| r.winner == Some(*o))).map(name).collect(),
        may_be_none: results.iter().any(|result| result.winner.is_none()),
        always_out: options().filter(|o| results.iter().all(|r| r.out.contains(o))).map(name).collect(),
    })
}

/// Everything that mixes of people's answers lead to.
struct Mixes {
    /// The results of the mixes looked at.
    seen: Vec<Vec<Option<Verdict>>>,
    /// Dimensions and the positions of the decisions in which they decide.
    decides: BTreeSet<(usize, usize)>,
}

impl Mixes {
    /// Two results that differ in one dimension only: does it decide?
    fn weigh(&mut self, dimension: usize, a: &[Option<Verdict>], b: &[Option<Verdict>]) {
        for (position, (a, b)) in a.iter().zip(b).enumerate() {
            if a.as_ref().map(|r| r.winner) != b.as_ref().map(|r| r.winner) {
                self.decides.insert((dimension, position));
            }
        }
    }
}

/// Decides mixes of people's answers.
struct Mixer<'a> {
    subject: &'a Subject,
    advisor: Advisor,
    /// What all agree on.
    common: AnswersFile,
    dimensions: Vec<Dimension>,
    /// For each person the position of their opinion in each dimension; the first where they have none.
    digits: Vec<Vec<usize>>,
    n_agreed: usize,
}

impl<'a> Mixer<'a> {
    fn new(subject: &'a Arc<Subject>, people: &[Person]) -> Self {
        let mut common = AnswersFile {
            questionnaire: subject.questionnaire.id.clone(),
            decisions: super::merge::decisions(people),
            ..AnswersFile::default()
        };
        let mut dimensions = Vec::new();
        let mut n_agreed = 0;
        for question in &subject.questionnaire.questions {
            let mut values: Vec<AnswerValue> = Vec::new();
            let opinions = || people.iter().filter_map(|person| opinion_of(person, &question.id));
            for value in opinions() {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            match values.as_slice() {
                [] => {}
                [agreed] => {
                    n_agreed += usize::from(opinions().count() > 1);
                    // As sure as the least sure of those who say so.
                    let said = people.iter().filter_map(|person| person.file.answers.get(question.id.as_str()));
                    let sure = said.filter(|a| a.value == *agreed).map(|a| a.sure).min().unwrap_or(100);
                    let answer = Answer { sure, ..Answer::plain(agreed.clone()) };
                    common.answers.0.insert(question.id.clone(), answer);
                }
                _ => dimensions.push(Dimension::Question(question.id.clone(), values)),
            }
        }
        let mut weights: Vec<BTreeMap<CriterionId, u32>> = Vec::new();
        let own = |person: &Person| super::merge::all_weights(subject, person);
        for person in people {
            if !weights.contains(&own(person)) {
                weights.push(own(person));
            }
        }
        if weights.len() > 1 {
            dimensions.push(Dimension::Weights(weights));
        } else if let Some(weights) = weights.pop() {
            common.weights = weights;
        }
        let digit = |person: &Person, dimension: &Dimension| match dimension {
            Dimension::Question(question, values) => {
                opinion_of(person, question).and_then(|value| values.iter().position(|v| v == value)).unwrap_or(0)
            }
            Dimension::Weights(weights) => weights.iter().position(|w| *w == own(person)).unwrap_or(0),
        };
        let digits = people.iter().map(|person| dimensions.iter().map(|d| digit(person, d)).collect()).collect();
        Self { subject, advisor: Advisor::new(Arc::clone(subject)), common, dimensions, digits, n_agreed }
    }

    fn decide(&mut self, digits: &[usize]) -> Vec<Option<Verdict>> {
        let mut file = self.common.clone();
        for (dimension, digit) in self.dimensions.iter().zip(digits) {
            dimension.put(*digit, &mut file);
        }
        let advice = self.advisor.advise(&file);
        let result = |base: &RuleBase| {
            let made = advice.decision(base.decision.id.as_str())?;
            let out = made.standings.iter().filter(|s| s.excluded.is_certain()).map(|s| s.option).collect();
            Some(Verdict { winner: made.winner, out })
        };
        self.subject.rule_bases.iter().map(result).collect()
    }

    /// Decides all mixes, or the ways between any two people and a sample; says whether it was all.
    fn decide_mixes(&mut self) -> (Mixes, bool) {
        let n_mixes = self.dimensions.iter().try_fold(1_usize, |n, dimension| n.checked_mul(dimension.len()));
        match n_mixes.filter(|n| *n <= MAX_MIXES) {
            Some(n_mixes) => (self.decide_all(n_mixes), true),
            None => {
                let mut mixes = self.decide_ways();
                self.decide_sample(&mut mixes);
                (mixes, false)
            }
        }
    }

    fn decide_all(&mut self, n_mixes: usize) -> Mixes {
        let lengths: Vec<usize> = self.dimensions.iter().map(Dimension::len).collect();
        let mut mixes = Mixes { seen: Vec::with_capacity(n_mixes), decides: BTreeSet::new() };
        for mix in 0..n_mixes {
            let mut rest = mix;
            let mut digits = Vec::new();
            let mut stride = 1;
            let mut neighbours = Vec::new();
            for (dimension, length) in lengths.iter().enumerate() {
                let digit = rest % length;
                if digit > 0 {
                    // The mix that differs in this dimension only, with its first opinion, was decided before.
                    neighbours.push((dimension, mix - digit * stride));
                }
                digits.push(digit);
                rest /= length;
                stride *= length;
            }
            let results = self.decide(&digits);
            for (dimension, neighbour) in neighbours {
                let before = mixes.seen[neighbour].clone();
                mixes.weigh(dimension, &before, &results);
            }
            mixes.seen.push(results);
        }
        mixes
    }

    fn decide_ways(&mut self) -> Mixes {
        let mut mixes = Mixes { seen: Vec::new(), decides: BTreeSet::new() };
        for from in self.digits.clone() {
            for to in self.digits.clone() {
                let mut digits = from.clone();
                let mut before = self.decide(&digits);
                mixes.seen.push(before.clone());
                for dimension in 0..digits.len() {
                    if digits[dimension] != to[dimension] {
                        digits[dimension] = to[dimension];
                        let after = self.decide(&digits);
                        mixes.weigh(dimension, &before, &after);
                        mixes.seen.push(after.clone());
                        before = after;
                    }
                }
            }
        }
        mixes
    }

    /// Decides mixes drawn evenly, each with its neighbours in every dimension. The draw is the same every time.
    fn decide_sample(&mut self, mixes: &mut Mixes) {
        let lengths: Vec<usize> = self.dimensions.iter().map(Dimension::len).collect();
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut draw = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        for _ in 0..MAX_MIXES / (lengths.len() + 1) {
            let digits: Vec<usize> = lengths.iter().map(|length| draw(*length)).collect();
            let here = self.decide(&digits);
            for (dimension, length) in lengths.iter().enumerate() {
                let mut beside = digits.clone();
                beside[dimension] = (digits[dimension] + 1 + draw(length - 1)) % length;
                let there = self.decide(&beside);
                mixes.weigh(dimension, &here, &there);
                mixes.seen.push(there);
            }
            mixes.seen.push(here);
        }
    }
}
