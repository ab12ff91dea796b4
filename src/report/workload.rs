//! What the answers say of the workload: the answers themselves, traits, quantities, and what is still open.

use schemars::JsonSchema;
use serde::Serialize;

use super::origins::{OriginKind, OriginsInfo};
use crate::engine::{Advice, Applies, Followed, Known, Outlook, QuantityReading, Stake, TraitReading};
use crate::load::{answer_to_text, display_answer, display_number};
use crate::model::{
    AnswerValue, AnswersFile, Choice, ChoiceId, DecisionId, LevelId, QuantityId, Question, QuestionId, Subject, TraitId,
};

/// One answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AnswerInfo {
    /// The question.
    pub question: QuestionId,
    /// Its section.
    pub section: String,
    /// The prompt.
    pub ask: String,
    /// The answer as a person would say it.
    pub said: String,
    /// The answer as a person would type it.
    pub value: String,
    /// How sure the person is, in percent.
    pub sure: u8,
    /// Where it comes from.
    pub origin: OriginKind,
    /// The measure it was observed by; absent where a person said it.
    pub observed: Option<String>,
    /// What was read for it.
    pub from: Option<String>,
    /// The day of the answer, where it is kept.
    pub on: Option<String>,
    /// The note.
    pub note: Option<String>,
    /// The decision that gave the answer, where nobody did.
    pub settled_by: Option<DecisionId>,
    /// What several people said, where they did.
    pub votes: Vec<VoteInfo>,
    /// What there is to do about it and to read about it, by choice.
    pub choices: Vec<ChoiceInfo>,
}

/// What there is to do and to read about a choice.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChoiceInfo {
    /// The choice.
    pub choice: ChoiceId,
    /// Its label.
    pub label: String,
    /// Whether it is the answer, or among those that are.
    pub given: bool,
    /// What to do about it: where it is the answer; of several that may hold, where it is left out.
    pub improve: Option<String>,
    /// Where to read more.
    pub link: Option<String>,
}

/// What there is to do and to read about the choices of a definite answer.
fn about_choices(question: &Question, value: &AnswerValue) -> Vec<ChoiceInfo> {
    let (given, is_several) = match value {
        AnswerValue::OneOf(ids) if ids.len() == 1 => (ids, false),
        AnswerValue::Several(ids) => (ids, true),
        _ => return Vec::new(),
    };
    let about = |choice: &Choice| {
        let is_given = given.contains(&choice.id);
        let improve = choice.improve.clone().filter(|_| is_given != is_several || is_given && choice.exclusive);
        let link = choice.link.clone().filter(|_| is_given || improve.is_some());
        let (choice, label) = (choice.id.clone(), choice.label.clone());
        (improve.is_some() || link.is_some()).then_some(ChoiceInfo { choice, label, given: is_given, improve, link })
    };
    question.kind.choices().iter().filter_map(about).collect()
}

/// What one of several people said.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VoteInfo {
    /// Who.
    pub name: String,
    /// What, as a person would say it.
    pub said: String,
    /// Whether it differs from the answer used.
    pub dissents: bool,
}

/// A trait of the workload.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TraitInfo {
    /// The trait.
    #[serde(rename = "trait")]
    pub id: TraitId,
    /// Its name.
    pub name: String,
    /// The level, where the answers decide it.
    pub level: Option<LevelId>,
    /// The level or levels as shown.
    pub said: String,
    /// All levels, lowest first.
    pub levels: Vec<LevelInfo>,
}

/// A level of a trait.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LevelInfo {
    /// The level.
    pub level: LevelId,
    /// Its label.
    pub label: String,
    /// How likely it is, from 0 to 1.
    pub chance: f64,
}

/// A quantity that applies.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QuantityInfo {
    /// The quantity.
    pub quantity: QuantityId,
    /// Its name.
    pub name: String,
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
    /// What is counted.
    pub unit: Option<String>,
    /// The value or range as shown.
    pub said: String,
}

/// A question without a definite answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OpenInfo {
    /// The question.
    pub question: QuestionId,
    /// The prompt.
    pub ask: String,
    /// What is known of it.
    pub known: KnownKind,
    /// That in words, where something is known.
    pub said: Option<String>,
    /// The most that hangs on it in any decision; absent where that was not worked out.
    pub stake: Option<StakeKind>,
    /// What hangs on it in each decision that still reads it.
    pub stakes: Vec<StakeInfo>,
}

/// How much is known of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KnownKind {
    /// Nothing was said.
    Open,
    /// The person does not know.
    Unknown,
    /// A range, several possible choices, or an answer given without being sure.
    Partly,
    /// It follows another decision, whose outcome leaves several choices open.
    Follows,
}

/// What hangs on an open question, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StakeKind {
    /// Proven: no answer changes the difference of two options or excludes one.
    Irrelevant,
    /// Proven: it can change leads, but never the winner.
    OnlyTheLead,
    /// Whether it can change the winner was not decided within the budget.
    NotDecided,
    /// Answers that differ in nothing else lead to different winners.
    TheWinner,
}

impl StakeKind {
    /// What hangs on a question; absent where it is answered for good or skipped.
    pub(super) fn of(stake: Stake) -> Option<Self> {
        match stake {
            Stake::Closed => None,
            Stake::Irrelevant => Some(Self::Irrelevant),
            Stake::LeadOnly => Some(Self::OnlyTheLead),
            Stake::NotDecided => Some(Self::NotDecided),
            Stake::Winner => Some(Self::TheWinner),
        }
    }
}

/// What hangs on an open question in one decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StakeInfo {
    /// The decision.
    pub decision: DecisionId,
    /// Its title.
    pub title: String,
    /// What hangs on the question there.
    pub stake: StakeKind,
}

impl OpenInfo {
    /// The same as one decision sees it; `None` where the question is closed there.
    pub fn within(&self, decision: &DecisionId) -> Option<Self> {
        let here: Vec<StakeInfo> = self.stakes.iter().filter(|s| s.decision == *decision).cloned().collect();
        let stake = here.first().map(|s| s.stake);
        (stake.is_some() || self.stake.is_none()).then(|| Self { stake, stakes: here, ..self.clone() })
    }
}

/// What was answered, by people or by the decisions named with what won there.
pub(super) fn answers(
    subject: &Subject,
    advice: &Advice,
    file: &AnswersFile,
    followed: &[Followed],
) -> Vec<AnswerInfo> {
    let states = subject.questionnaire.questions.iter().zip(&advice.questions);
    let asked = states.filter(|(_, state)| state.applies != Applies::No);
    asked.filter_map(|(question, state)| answer(question, subject, state.known, file, followed)).collect()
}

/// How many answers come from where, and those that were observed.
pub fn origins(subject: &Subject, advice: &Advice, file: &AnswersFile) -> (OriginsInfo, Vec<AnswerInfo>) {
    let given = answers(subject, advice, file, &advice.followed);
    let n_asked = advice.questions.iter().filter(|state| state.applies != Applies::No).count();
    let kinds: Vec<OriginKind> = given.iter().map(|answer| answer.origin).collect();
    let origins = OriginsInfo::new(&kinds, n_asked - given.len());
    (origins, given.into_iter().filter(|answer| answer.origin == OriginKind::Observed).collect())
}

/// The answers to questions that are not asked under the others: they are kept, and nothing is made of them.
pub(super) fn not_asked(subject: &Subject, advice: &Advice, file: &AnswersFile) -> Vec<AnswerInfo> {
    let states = subject.questionnaire.questions.iter().zip(&advice.questions);
    let skipped = states.filter(|(_, state)| state.applies == Applies::No);
    skipped.filter_map(|(question, _)| answer(question, subject, Known::Fully, file, &[])).collect()
}

fn answer(
    question: &Question,
    subject: &Subject,
    known: Known,
    file: &AnswersFile,
    followed: &[Followed],
) -> Option<AnswerInfo> {
    let info = |said: String, value: String| AnswerInfo {
        question: question.id.clone(),
        section: question.section.clone(),
        ask: question.ask.clone(),
        said,
        value,
        sure: 100,
        origin: OriginKind::Said,
        observed: None,
        from: None,
        on: None,
        note: None,
        settled_by: None,
        votes: Vec::new(),
        choices: Vec::new(),
    };
    if known == Known::Settled {
        let (decision, choice) = choice_settled(subject, question, followed)?;
        let settled_by = Some(decision.clone());
        return Some(AnswerInfo {
            settled_by,
            origin: OriginKind::Derived,
            choices: about_choices(question, &AnswerValue::OneOf(vec![choice.id.clone()])),
            ..info(choice.label.clone(), choice.id.to_string())
        });
    }
    let answer = file.answers.get(question.id.as_str())?;
    let vote = |(name, value): (&String, &crate::model::AnswerValue)| VoteInfo {
        name: name.clone(),
        said: display_answer(value, question),
        dissents: *value != answer.value,
    };
    let said = display_answer(&answer.value, question);
    Some(AnswerInfo {
        sure: answer.sure,
        origin: if answer.source.observed.is_some() { OriginKind::Observed } else { OriginKind::Said },
        observed: answer.source.observed.clone(),
        from: answer.source.from.clone(),
        on: answer.source.on.map(|day| day.to_string()),
        note: answer.note.clone(),
        votes: answer.votes.iter().map(vote).collect(),
        choices: if answer.sure > 0 { about_choices(question, &answer.value) } else { Vec::new() },
        ..info(said, answer_to_text(&answer.value))
    })
}

/// The choice that another decision answers a question with.
pub(super) fn choice_settled<'a>(
    subject: &Subject,
    question: &'a Question,
    followed: &[Followed],
) -> Option<(&'a DecisionId, &'a Choice)> {
    let idx = subject.questionnaire.question_idx(question.id.as_str())?;
    let says = followed.iter().find(|followed| followed.question == idx && followed.is_answered())?;
    let choice = question.kind.choices().iter().find(|choice| says.choices.contains(&choice.id))?;
    Some((question.settled_by.as_ref()?, choice))
}

/// The workload's traits.
pub(super) fn traits(subject: &Subject, advice: &Advice) -> Vec<TraitInfo> {
    let info = |(of, reading): (&crate::model::Trait, &TraitReading)| {
        let chance = |level: usize| reading.levels.get(level).copied().unwrap_or_default();
        let possible: Vec<usize> = (0..of.levels.len()).filter(|level| chance(*level) > 0.0).collect();
        let said = match (possible.first(), possible.last()) {
            (Some(low), Some(high)) if low != high => {
                format!("{} to {}", of.levels[*low].label, of.levels[*high].label)
            }
            (Some(only), _) => of.levels[*only].label.clone(),
            _ => "open".to_owned(),
        };
        let level = |(position, level): (usize, &crate::model::Level)| LevelInfo {
            level: level.id.clone(),
            label: level.label.clone(),
            chance: rounded(chance(position)),
        };
        TraitInfo {
            id: of.id.clone(),
            name: of.name.clone(),
            level: reading.decided().map(|level| of.levels[level].id.clone()),
            said,
            levels: of.levels.iter().enumerate().map(level).collect(),
        }
    };
    subject.questionnaire.traits.iter().zip(&advice.traits).map(info).collect()
}

/// A chance with four decimals: more would only be noise in a diff. What is possible never becomes 0, what is not sure never 1.
pub(super) fn rounded(chance: f64) -> f64 {
    let near = (chance * 10_000.0).round() / 10_000.0;
    let is_sure = !(1e-9..=1.0 - 1e-9).contains(&chance);
    if is_sure { near } else { near.clamp(0.0001, 0.9999) }
}

/// The quantities that apply.
pub(super) fn quantities(subject: &Subject, advice: &Advice) -> Vec<QuantityInfo> {
    let info = |(quantity, reading): (&crate::model::Quantity, &QuantityReading)| match reading {
        QuantityReading::NotApplicable => None,
        QuantityReading::Between { low, high } => Some(QuantityInfo {
            quantity: quantity.id.clone(),
            name: quantity.name.clone(),
            low: *low,
            high: *high,
            unit: quantity.unit.clone(),
            said: say_quantity(*low, *high, quantity.unit.as_deref()),
        }),
    };
    subject.questionnaire.quantities.iter().zip(&advice.quantities).filter_map(info).collect()
}

fn say_quantity(low: f64, high: f64, unit: Option<&str>) -> String {
    let unit = unit.map_or_else(String::new, |unit| format!(" {unit}"));
    let (low, high) = (say_amount(low), say_amount(high));
    if low == high { format!("{low}{unit}") } else { format!("{low} to {high}{unit}") }
}

/// An amount that was worked out: whole from ten on, with two digits that count below.
fn say_amount(amount: f64) -> String {
    if amount == 0.0 || amount.abs() >= 9.95 {
        return display_number(amount.round() as i64);
    }
    let places = (1 - amount.abs().log10().floor() as i32).clamp(0, 9);
    let factor = 10_f64.powi(places);
    format!("{}", (amount * factor).round() / factor)
}

/// The questions that apply or may apply and have no definite answer.
pub(super) fn open(subject: &Subject, advice: &Advice, file: &AnswersFile, outlooks: &[Outlook]) -> Vec<OpenInfo> {
    let info = |(position, question): (usize, &Question)| {
        let asked = advice.questions[position];
        let known = match asked.known {
            _ if asked.applies == Applies::No => return None,
            Known::Fully | Known::Settled => return None,
            Known::Open => KnownKind::Open,
            Known::Unknown => KnownKind::Unknown,
            Known::Partly => KnownKind::Partly,
            Known::Follows => KnownKind::Follows,
        };
        let stake_in = |outlook: &Outlook| {
            Some(StakeInfo {
                decision: outlook.decision.clone(),
                title: subject.rule_base(outlook.decision.as_str())?.decision.title.clone(),
                stake: StakeKind::of(*outlook.stakes.get(position)?)?,
            })
        };
        let stakes: Vec<StakeInfo> = outlooks.iter().filter_map(stake_in).collect();
        let value = file.answers.value(question.id.as_str()).filter(|_| known == KnownKind::Partly);
        Some(OpenInfo {
            question: question.id.clone(),
            ask: question.ask.clone(),
            known,
            said: value.map(|value| display_answer(value, question)),
            stake: stakes.iter().map(|s| s.stake).max(),
            stakes,
        })
    };
    subject.questionnaire.questions.iter().enumerate().filter_map(info).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_with_the_digits_that_count() {
        let said = [0.0, 0.0667, 0.5, 1.748, 4.286, 9.96, 12.4, 12_000.0].map(say_amount);
        assert_eq!(said, ["0", "0.067", "0.5", "1.7", "4.3", "10", "12", "12 000"]);
    }

    #[test]
    fn what_may_happen_is_never_rounded_to_what_cannot() {
        let shown = |chance: f64| rounded(chance).to_string();
        assert_eq!([0.0, 1e-7, 0.123_456, 1.0 - 1e-7, 1.0].map(shown), ["0", "0.0001", "0.1235", "0.9999", "1"]);
        assert!((rounded(1.0 - 1e-12) - 1.0).abs() < f64::EPSILON, "an error of addition is no doubt");
    }
}
