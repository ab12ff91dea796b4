//! Mixes of several people's answers, decided: all of them, or the ways between any two people and a fixed sample.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::person::{Person, opinion_of};
use crate::engine::Advisor;
use crate::engine::base::steps::Cancel;
use crate::model::{Answer, AnswerValue, AnswersFile, CriterionId, OptionIdx, QuestionId, RuleBase, Subject};

/// The most mixes that are decided. Where there are more, a fixed sample stands for them.
const MAX_MIXES: usize = 4_096;

/// One thing people differ on, with the different opinions.
pub(super) enum Dimension {
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

/// What a mix leads to in one decision: the winner or those that are level, and who is out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub winners: Vec<OptionIdx>,
    pub out: Vec<OptionIdx>,
}

/// One mix of people's answers, and what it leads to in each decision.
pub(super) struct Mix {
    /// For each dimension, which opinion.
    digits: Vec<usize>,
    pub results: Vec<Option<Verdict>>,
}

/// Everything that mixes of people's answers lead to.
#[derive(Default)]
pub(super) struct Mixes {
    /// The mixes looked at.
    pub seen: Vec<Mix>,
    /// Dimensions and the positions of the decisions in which they decide.
    pub decides: BTreeSet<(usize, usize)>,
    /// The same where they only change who leads beside an option that leads both ways.
    shifts: BTreeSet<(usize, usize)>,
}

impl Mixes {
    /// Two results that differ in one dimension only: does it decide?
    fn weigh(&mut self, dimension: usize, a: &[Option<Verdict>], b: &[Option<Verdict>]) {
        for (position, (a, b)) in a.iter().zip(b).enumerate() {
            let winners = |verdict: &Option<Verdict>| verdict.as_ref().map(|verdict| verdict.winners.clone());
            let (a, b) = (winners(a), winners(b));
            // Where an option leads in both, if only level with others, nobody has to choose.
            let share_one = matches!((&a, &b), (Some(a), Some(b)) if a.iter().any(|option| b.contains(option)));
            if a != b {
                let changes = if share_one { &mut self.shifts } else { &mut self.decides };
                changes.insert((dimension, position));
            }
        }
    }

    /// Looks at what the dimensions that decide nothing one by one do together: over a tie two of them may lead from one option to
    /// another. Where nothing leads whatever they are, they decide.
    fn settled(mut self) -> Self {
        let n_decisions = self.seen.first().map_or(0, |mix| mix.results.len());
        for position in 0..n_decisions {
            let deciding: Vec<usize> =
                self.decides.iter().filter(|(_, of)| *of == position).map(|(dimension, _)| *dimension).collect();
            let mut alike: BTreeMap<Vec<usize>, Vec<&Verdict>> = BTreeMap::new();
            for mix in &self.seen {
                let key = deciding.iter().map(|dimension| mix.digits[*dimension]).collect();
                alike.entry(key).or_default().extend(&mix.results[position]);
            }
            let is_open = |made: &Vec<&Verdict>| {
                made.iter().any(|verdict| verdict.winners != made[0].winners) && in_all(made.iter().copied()).is_empty()
            };
            if alike.values().any(is_open) {
                self.decides.extend(self.shifts.iter().filter(|(_, of)| *of == position));
            }
        }
        self
    }

    /// The options that lead in every mix, if only level with others.
    pub fn agreed(&self, position: usize) -> Vec<OptionIdx> {
        in_all(self.seen.iter().filter_map(|mix| mix.results[position].as_ref()))
    }
}

/// The options that lead in all of these.
fn in_all<'v>(mut made: impl Iterator<Item = &'v Verdict>) -> Vec<OptionIdx> {
    let first = made.next().map(|verdict| verdict.winners.clone()).unwrap_or_default();
    made.fold(first, |mut agreed, verdict| {
        agreed.retain(|option| verdict.winners.contains(option));
        agreed
    })
}

/// Decides mixes of people's answers.
pub(super) struct Mixer<'a> {
    subject: &'a Subject,
    pub advisor: Advisor,
    /// What all agree on.
    common: AnswersFile,
    pub dimensions: Vec<Dimension>,
    /// What may cancel the work.
    cancel: &'a dyn Cancel,
    /// For each person the position of their opinion in each dimension; the first where they have none.
    digits: Vec<Vec<usize>>,
    pub n_agreed: usize,
}

impl<'a> Mixer<'a> {
    pub fn new(subject: &'a Arc<Subject>, people: &[Person], cancel: &'a dyn Cancel) -> Self {
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
        Self { subject, advisor: Advisor::new(Arc::clone(subject)), common, dimensions, cancel, digits, n_agreed }
    }

    /// What a mix leads to; nothing once it is cancelled.
    fn decide(&mut self, digits: &[usize]) -> Option<Vec<Option<Verdict>>> {
        if self.cancel.is_set(0) {
            return None;
        }
        let mut file = self.common.clone();
        for (dimension, digit) in self.dimensions.iter().zip(digits) {
            dimension.put(*digit, &mut file);
        }
        let advice = self.advisor.advise(&file);
        let result = |base: &RuleBase| {
            let made = advice.decision(base.decision.id.as_str())?;
            let out = made.standings.iter().filter(|s| s.excluded.is_certain()).map(|s| s.option).collect();
            let winners = if made.level.is_empty() { made.winner.into_iter().collect() } else { made.level.clone() };
            Some(Verdict { winners, out })
        };
        Some(self.subject.rule_bases.iter().map(result).collect())
    }

    /// Decides all mixes, or the ways between any two people and a sample; says whether it was all. Nothing where it was cancelled.
    pub fn decide_mixes(&mut self) -> Option<(Mixes, bool)> {
        let n_mixes = self.dimensions.iter().try_fold(1_usize, |n, dimension| n.checked_mul(dimension.len()));
        match n_mixes.filter(|n| *n <= MAX_MIXES) {
            Some(n_mixes) => Some((self.decide_all(n_mixes)?.settled(), true)),
            None => {
                let mut mixes = self.decide_ways()?;
                self.decide_sample(&mut mixes)?;
                Some((mixes.settled(), false))
            }
        }
    }

    fn decide_all(&mut self, n_mixes: usize) -> Option<Mixes> {
        let lengths: Vec<usize> = self.dimensions.iter().map(Dimension::len).collect();
        let mut mixes = Mixes { seen: Vec::with_capacity(n_mixes), ..Mixes::default() };
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
            let results = self.decide(&digits)?;
            for (dimension, neighbour) in neighbours {
                let before = mixes.seen[neighbour].results.clone();
                mixes.weigh(dimension, &before, &results);
            }
            mixes.seen.push(Mix { digits, results });
        }
        Some(mixes)
    }

    fn decide_ways(&mut self) -> Option<Mixes> {
        let mut mixes = Mixes::default();
        for from in self.digits.clone() {
            for to in self.digits.clone() {
                let mut digits = from.clone();
                let mut before = self.decide(&digits)?;
                mixes.seen.push(Mix { digits: digits.clone(), results: before.clone() });
                for dimension in 0..digits.len() {
                    if digits[dimension] != to[dimension] {
                        digits[dimension] = to[dimension];
                        let after = self.decide(&digits)?;
                        mixes.weigh(dimension, &before, &after);
                        mixes.seen.push(Mix { digits: digits.clone(), results: after.clone() });
                        before = after;
                    }
                }
            }
        }
        Some(mixes)
    }

    /// Decides mixes drawn evenly, each with its neighbours in every dimension. The draw is the same every time.
    fn decide_sample(&mut self, mixes: &mut Mixes) -> Option<()> {
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
            let here = self.decide(&digits)?;
            for (dimension, length) in lengths.iter().enumerate() {
                let mut beside = digits.clone();
                beside[dimension] = (digits[dimension] + 1 + draw(length - 1)) % length;
                let there = self.decide(&beside)?;
                mixes.weigh(dimension, &here, &there);
                mixes.seen.push(Mix { digits: beside, results: there });
            }
            mixes.seen.push(Mix { digits, results: here });
        }
        Some(())
    }
}
