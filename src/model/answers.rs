//! What people answered: plain data keyed by id, so that it outlives changes of the questionnaire.

use std::collections::BTreeMap;

use super::capacity::Prices;
use super::condition::Condition;
use super::day::Day;
use super::id::{BandId, ChoiceId, CriterionId, DecisionId, OptionId, QuestionId, QuestionnaireId};

/// The answers given so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers(pub BTreeMap<QuestionId, Answer>);

impl Answers {
    /// The answer to a question, if there is one.
    pub fn get(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    /// What was answered to a question, if anything.
    pub fn value(&self, question: &str) -> Option<&AnswerValue> {
        self.get(question).map(|a| &a.value)
    }

    /// These answers with one of them replaced by a plain value.
    #[must_use]
    pub fn with(&self, question: &QuestionId, value: AnswerValue) -> Self {
        let mut changed = self.clone();
        changed.0.insert(question.clone(), Answer::plain(value));
        changed
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What was said.
    pub value: AnswerValue,
    /// How sure the person is, in hundredths; 100 where nothing was said.
    pub sure: u8,
    /// A note for the record.
    pub note: Option<String>,
    /// What each of several people said.
    pub votes: BTreeMap<String, AnswerValue>,
    /// Where it comes from, where that is kept.
    pub source: AnswerSource,
}

/// Where an answer comes from and of which day it is; empty for one that a person gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerSource {
    /// The measure it was observed by.
    pub observed: Option<String>,
    /// What was read.
    pub from: Option<String>,
    /// The day of the answer.
    pub on: Option<Day>,
    /// The example it was taken from, as long as nobody confirmed or changed it.
    pub example: Option<String>,
}

impl AnswerSource {
    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.observed.is_none() && self.from.is_none() && self.on.is_none() && self.example.is_none()
    }
}

impl Answer {
    /// An answer without a note, given for sure.
    pub fn plain(value: AnswerValue) -> Self {
        Self { value, sure: 100, note: None, votes: BTreeMap::new(), source: AnswerSource::default() }
    }
}

/// What was said to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerValue {
    /// Don't know.
    Unknown,
    /// One of these choices: a single one is a definite answer, more of them leave it open which.
    OneOf(Vec<ChoiceId>),
    /// All of these choices, for a question with several; may be empty.
    Several(Vec<ChoiceId>),
    /// A number.
    Number(i64),
    /// A number between these, both included.
    Range(i64, i64),
    /// A number somewhere in this band.
    Band(BandId),
}

/// Everything an answers file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswersFile {
    /// The questionnaire answered.
    pub questionnaire: QuestionnaireId,
    /// What is being decided for.
    pub system: Option<String>,
    /// The decisions to make; empty: all of the questionnaire.
    pub decisions: Vec<DecisionId>,
    /// The answers.
    pub answers: Answers,
    /// The team's own priorities, on the scale of the declared weights.
    pub weights: BTreeMap<CriterionId, u32>,
    /// The weights that each of several people set, by criterion.
    pub weight_votes: BTreeMap<CriterionId, BTreeMap<String, u32>>,
    /// Decisions in which the team chose otherwise.
    pub overrides: Vec<Override>,
    /// The team's own reasons to look at decisions again.
    pub revisits: Vec<Revisit>,
    /// What a core and a GiB cost the team.
    pub prices: Prices,
    /// What stands in the file and is not used, in file order.
    pub unread: Vec<Unread>,
}

/// Something in an answers file that nothing is made of: a name that nothing has, a value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong with it, without final stop.
    pub said: String,
    /// The way out.
    pub help: Option<String>,
    /// Whether it is an error, so that no record is written of the rest.
    pub is_error: bool,
}

impl AnswersFile {
    /// Whether something in the file is wrong, so that a record of the rest would hide it.
    pub fn has_errors(&self) -> bool {
        self.unread.iter().any(|unread| unread.is_error)
    }
}

/// A decision in which the team chose another option than the recommended one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The decision.
    pub decision: DecisionId,
    /// The option chosen.
    pub option: OptionId,
    /// Why.
    pub because: String,
}

/// A reason of the team's own to look at a decision again. At least one of day and condition is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisit {
    /// The decision; absent: all of the file.
    pub decision: Option<DecisionId>,
    /// From this day on.
    pub on: Option<Day>,
    /// When the answers meet this condition.
    pub when: Option<Condition>,
    /// Why.
    pub because: Option<String>,
}
