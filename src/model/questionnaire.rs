//! A questionnaire: questions, the quantities computed from them and the traits derived from them.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::id::{
    BandId, ChoiceId, DecisionId, LevelId, OptionId, QuantityId, QuantityIdx, QuestionId, QuestionIdx, QuestionnaireId,
    TraitId, TraitIdx,
};
use super::measure::{HoldsFor, Observe};
use super::place::{Accepted, Place};

/// The questions, quantities and traits of one subject.
#[derive(Clone, Debug, Default)]
pub struct Questionnaire {
    /// Its id, named by rule bases and answers files.
    pub id: QuestionnaireId,
    /// Its title on screens and in records.
    pub title: String,
    /// What it is about, in a sentence or two.
    pub about: Option<String>,
    /// Its version, as its authors count.
    pub version: String,
    /// Old names that answers files may still use: `question` or `question.choice`, and the new name.
    pub aliases: BTreeMap<String, String>,
    /// The questions in file order.
    pub questions: Vec<Question>,
    /// The quantities in file order.
    pub quantities: Vec<Quantity>,
    /// The traits in file order.
    pub traits: Vec<Trait>,
    /// Where it stands.
    pub place: Place,
}

impl Questionnaire {
    /// The position of a question, looked up by id.
    pub fn question_idx(&self, id: &str) -> Option<QuestionIdx> {
        self.questions.iter().position(|q| q.id == *id).map(QuestionIdx::from)
    }

    /// A question, looked up by id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.id == *id)
    }

    /// The position of a trait, looked up by id.
    pub fn trait_idx(&self, id: &str) -> Option<TraitIdx> {
        self.traits.iter().position(|t| t.id == *id).map(TraitIdx::from)
    }

    /// The position of a quantity, looked up by id.
    pub fn quantity_idx(&self, id: &str) -> Option<QuantityIdx> {
        self.quantities.iter().position(|q| q.id == *id).map(QuantityIdx::from)
    }
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its id in conditions and answers files.
    pub id: QuestionId,
    /// The section it is asked in.
    pub section: String,
    /// The prompt.
    pub ask: String,
    /// What it asks about, in a few words that go on a sentence.
    pub name: Option<String>,
    /// Why it is asked.
    pub why: Option<String>,
    /// How to find the answer.
    pub help: Option<String>,
    /// What may be answered.
    pub kind: QuestionKind,
    /// When it is asked; it is `na` where this does not hold. Absent: always asked.
    pub ask_if: Option<Condition>,
    /// A fact nobody would change: never proposed as a flip.
    pub fixed: bool,
    /// Why some answers are likelier than others.
    pub likely_because: Option<String>,
    /// Other odds where answers that are known speak for them: the first of them whose condition holds for certain.
    pub likely_when: Vec<LikelyWhen>,
    /// The decision whose outcome answers it where the person has not.
    pub settled_by: Option<DecisionId>,
    /// How long an answer may stand before it is old; absent: for good.
    pub holds_for: Option<HoldsFor>,
    /// Where the answer can be seen, the best place first.
    pub observe: Vec<Observe>,
    /// Findings accepted at this question.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

/// Odds of the answers to a question where a condition holds.
#[derive(Clone, Debug)]
pub struct LikelyWhen {
    /// Where they count. The question they are of is not in it.
    pub when: Condition,
    /// For each choice or band its weight, in declared order; where several may hold, of a hundred in how many the choice does. Absent:
    /// as without the condition.
    pub likely: Vec<Option<u32>>,
    /// Why: a source, a count, or a judgement that says it is one.
    pub because: String,
    /// Where it stands.
    pub place: Place,
}

/// What may be answered to a question.
#[derive(Clone, Debug)]
pub enum QuestionKind {
    /// One of these.
    Choice {
        /// The choices in declared order.
        choices: Vec<Choice>,
        /// Whether the declared order rises, so that `<` and `>=` mean something.
        ordered: bool,
    },
    /// Any of these, or none of them.
    Several {
        /// The choices in declared order.
        choices: Vec<Choice>,
        /// Whether one of them at least has to hold.
        at_least_one: bool,
    },
    /// A whole number.
    Number(NumberSpec),
}

impl QuestionKind {
    /// The choices; empty for a number.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice { choices, .. } | Self::Several { choices, .. } => choices,
            Self::Number(_) => &[],
        }
    }

    /// The place of the choice to which an option of the settling decision leads.
    pub fn place_led_to(&self, option: &OptionId) -> Option<usize> {
        self.choices().iter().position(|choice| choice.options.contains(option))
    }

    /// The number's limits and bands, for a number question.
    pub fn number(&self) -> Option<&NumberSpec> {
        match self {
            Self::Number(spec) => Some(spec),
            _ => None,
        }
    }
}

/// One choice of a question.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its id in conditions and answers files.
    pub id: ChoiceId,
    /// The text shown.
    pub label: String,
    /// The same in a word or two, for sentences that name it.
    pub short: Option<String>,
    /// More about it.
    pub help: Option<String>,
    /// Where there is more to read about it.
    pub link: Option<String>,
    /// What to do about it where it is the answer, in a sentence.
    pub improve: Option<String>,
    /// Where several may hold: whether it holds only by itself.
    pub exclusive: bool,
    /// Its prior weight among the choices while the answer is unknown; 1 unless declared.
    pub likely: u32,
    /// For a question settled by a decision: the options that lead to this choice.
    pub options: Vec<OptionId>,
    /// Where it stands.
    pub place: Place,
}

/// The limits and bands of a number question.
#[derive(Clone, Debug)]
pub struct NumberSpec {
    /// The least number accepted.
    pub min: i64,
    /// The greatest number accepted.
    pub max: i64,
    /// What is counted.
    pub unit: Option<String>,
    /// Numbers offered as suggestions where there are no bands.
    pub suggest: Vec<i64>,
    /// Bands from `min` to `max` without gaps, or none.
    pub bands: Vec<Band>,
}

impl NumberSpec {
    /// The band a number falls in.
    pub fn band_of(&self, number: i64) -> Option<&Band> {
        self.bands.iter().find(|b| b.from <= number && number <= b.to)
    }
}

/// A stretch of numbers that may be answered as one.
#[derive(Clone, Debug)]
pub struct Band {
    /// Its id in conditions and answers files.
    pub id: BandId,
    /// The text shown.
    pub label: String,
    /// The least number of the band.
    pub from: i64,
    /// The greatest number of the band.
    pub to: i64,
    /// The number it stands for in quantities.
    pub reading: i64,
    /// Its prior weight among the bands while the answer is unknown; 1 unless declared.
    pub likely: u32,
}

/// A number computed from answers: `scale * product(over) / product(under)`, or a sum of levels and of choices that hold.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Its id in conditions.
    pub id: QuantityId,
    /// Its name on screens.
    pub name: String,
    /// The formula as written.
    pub formula: String,
    /// What is counted.
    pub unit: Option<String>,
    /// What it means and where the formula comes from.
    pub help: Option<String>,
    /// The product of the constants multiplied by; at least 1.
    pub times: i64,
    /// The product of the constants divided by; at least 1.
    pub divided_by: i64,
    /// The banded questions multiplied.
    pub over: Vec<QuestionIdx>,
    /// The banded questions divided by.
    pub under: Vec<QuestionIdx>,
    /// The questions added up, rising: of one with ordered choices the level, counted from 0, of one with several the number that hold.
    /// Where there are some, nothing is multiplied or divided. A question that is not asked adds nothing.
    pub sum: Vec<QuestionIdx>,
    /// Findings accepted at this quantity.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

/// A part of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addend {
    /// The level of a question's choice, one below this number.
    Level(QuestionIdx, usize),
    /// One where a choice of several holds.
    Choice(QuestionIdx, usize),
}

impl Addend {
    /// The most it adds.
    pub fn most(self) -> usize {
        match self {
            Self::Level(_, n_levels) => n_levels - 1,
            Self::Choice(..) => 1,
        }
    }

    /// The question it is about.
    pub fn question(self) -> QuestionIdx {
        match self {
            Self::Level(question, _) | Self::Choice(question, _) => question,
        }
    }
}

impl Quantity {
    /// Every question it is worked out of.
    pub fn reads(&self) -> impl Iterator<Item = &QuestionIdx> {
        self.over.iter().chain(&self.under).chain(&self.sum)
    }

    /// What a sum is made of. A choice that holds only by itself says that there is nothing to count.
    pub fn addends(&self, questionnaire: &Questionnaire) -> Vec<Addend> {
        let of = |question: &QuestionIdx| -> Vec<Addend> {
            match &questionnaire.questions[question.get()].kind {
                QuestionKind::Choice { choices, .. } => vec![Addend::Level(*question, choices.len())],
                QuestionKind::Several { choices, .. } => {
                    let counts = (0..choices.len()).filter(|choice| !choices[*choice].exclusive);
                    counts.map(|choice| Addend::Choice(*question, choice)).collect()
                }
                QuestionKind::Number(_) => Vec::new(),
            }
        };
        self.sum.iter().flat_map(of).collect()
    }
}

/// An ordinal property of the workload.
#[derive(Clone, Debug)]
pub struct Trait {
    /// Its id in conditions.
    pub id: TraitId,
    /// Its name on screens.
    pub name: String,
    /// What it means.
    pub help: Option<String>,
    /// The levels from the lowest to the highest; the lowest has no condition and holds when no other does.
    pub levels: Vec<Level>,
    /// Findings accepted at this trait.
    pub accept: Accepted,
    /// Where it stands.
    pub place: Place,
}

/// One level of a trait.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its id in conditions.
    pub id: LevelId,
    /// The text shown.
    pub label: String,
    /// When it holds, unless a higher level does; absent on the lowest.
    pub when: Option<Condition>,
    /// Where it stands.
    pub place: Place,
}
