//! What the answers say about the workload: where each question stands, each quantity's value and each trait's level.

use super::knowledge::{Knowledge, Readings};
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::diagram::NodeId;
use crate::engine::meaning::variable::Cells;
use crate::engine::result::advice::{Applies, Followed, Known, QuantityReading, QuestionState, TraitReading};
use crate::model::{Answer, AnswerValue, Answers, Quantity, QuestionIdx, QuestionKind, Questionnaire, Subject};

/// Where every question stands. `followed` are those that follow another decision.
pub fn question_states(
    subject: &Subject,
    compiled: &Compiled,
    readings: &Readings,
    answers: &Answers,
    followed: &[Followed],
) -> Vec<QuestionState> {
    let state = |(position, question): (usize, &crate::model::Question)| {
        let idx = QuestionIdx::from(position);
        let asked = readings.of(compiled.space.asked[position]);
        let applies = match (asked.can_hold, asked.can_fail) {
            (true, false) => Applies::Yes,
            (false, _) => Applies::No,
            (true, true) => Applies::Perhaps,
        };
        let follows = followed.iter().find(|followed| followed.question == idx);
        let known = match answers.get(question.id.as_str()) {
            _ if follows.is_some_and(Followed::is_answered) => Known::Settled,
            _ if follows.is_some_and(|followed| followed.said) => Known::Follows,
            _ if follows.is_some() => Known::Open,
            None => Known::Open,
            Some(answer) => how_known(answer, &question.kind),
        };
        QuestionState { applies, known }
    };
    subject.questionnaire.questions.iter().enumerate().map(state).collect()
}

fn how_known(answer: &Answer, kind: &QuestionKind) -> Known {
    match &answer.value {
        AnswerValue::Unknown => Known::Unknown,
        _ if answer.sure == 0 => Known::Unknown,
        _ if answer.sure < 100 => Known::Partly,
        AnswerValue::OneOf(choices) if choices.len() != 1 => Known::Partly,
        AnswerValue::Range(low, high) if low != high => Known::Partly,
        AnswerValue::Band(_) if kind.number().is_none() => Known::Open,
        _ => Known::Fully,
    }
}

/// The value of a quantity.
pub fn read_quantity(
    quantity: &Quantity,
    questionnaire: &Questionnaire,
    compiled: &Compiled,
    knowledge: &Knowledge,
    readings: &Readings,
) -> QuantityReading {
    if !quantity.sum.is_empty() {
        return sum(quantity, questionnaire, (compiled, knowledge), readings);
    }
    let (mut low, mut high) = (quantity.times as f64, quantity.times as f64);
    let divided_by = quantity.divided_by as f64;
    let mut read = |question: &QuestionIdx, over: bool| -> bool {
        let var = usize::from(compiled.space.first_variable[question.get()]);
        let Cells::Numbers(cells) = &compiled.space.variables[var].cells else { return false };
        let possible = cells.iter().enumerate().filter(|(cell, _)| knowledge.possible[var] >> cell & 1 == 1);
        let readings: Vec<f64> = possible.map(|(_, cell)| cell.reading as f64).collect();
        let least = readings.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = readings.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low, high) = if over { (low * least, high * greatest) } else { (low / greatest, high / least) };
        true
    };
    let fine = quantity.over.iter().all(|q| read(q, true)) && quantity.under.iter().all(|q| read(q, false));
    let asked =
        quantity.over.iter().chain(&quantity.under).all(|q| readings.of(compiled.space.asked[q.get()]).can_hold);
    if fine && asked {
        QuantityReading::Between { low: low / divided_by, high: high / divided_by }
    } else {
        QuantityReading::NotApplicable
    }
}

/// How many choices hold at least and at most, given for each whether it may be said and may be left unsaid.
fn n_holding(kind: &QuestionKind, may: impl Fn(usize, u8) -> bool) -> (u32, u32) {
    let choices = kind.choices();
    let count = |counts: &dyn Fn(usize) -> bool| (0..choices.len()).filter(|choice| counts(*choice)).count() as u32;
    let least = count(&|choice| !choices[choice].exclusive && !may(choice, 0));
    let most = count(&|choice| !choices[choice].exclusive && may(choice, 1));
    let at_least = u32::from(!kind.takes_none());
    let alone = |cell: u8, is: bool| count(&|choice| choices[choice].exclusive && may(choice, cell) == is) > 0;
    (if alone(1, true) { 0 } else { least.max(at_least) }, if alone(0, false) { 0 } else { most.max(at_least) })
}

/// What a sum may come to at least and at most.
fn sum(
    quantity: &Quantity,
    questionnaire: &Questionnaire,
    (compiled, knowledge): (&Compiled, &Knowledge),
    readings: &Readings,
) -> QuantityReading {
    let (mut low, mut high) = (0, 0);
    for question in &quantity.sum {
        let asked = readings.of(compiled.space.asked[question.get()]);
        let vars = compiled.space.variables_of(*question);
        let said = |var: usize, cell: u8| knowledge.possible[var] >> cell & 1 == 1;
        let (least, most) = match &compiled.space.variables[vars.start].cells {
            Cells::Choices(_) => {
                let possible = knowledge.possible[vars.start];
                (possible.trailing_zeros(), 63 - possible.leading_zeros())
            }
            _ => {
                let kind = &questionnaire.questions[question.get()].kind;
                n_holding(kind, |choice, cell| said(vars.start + choice, cell))
            }
        };
        low += if asked.can_fail { 0 } else { least };
        high += if asked.can_hold { most } else { 0 };
    }
    QuantityReading::Between { low: f64::from(low), high: f64::from(high) }
}

/// The levels of every trait.
pub fn trait_readings(compiled: &Compiled, readings: &Readings) -> Vec<TraitReading> {
    let exactly = |at_least: &Vec<NodeId>| {
        let chance = |level: usize| at_least.get(level).map_or(0.0, |node| readings.of(*node).chance);
        // A difference of chances below any real one is a rounding error.
        let exact = |chance: f64| if chance < 1e-12 { 0.0 } else { chance };
        let levels = (0..at_least.len()).map(|level| exact(chance(level) - chance(level + 1))).collect();
        TraitReading { levels }
    };
    compiled.space.at_least.iter().map(exactly).collect()
}
