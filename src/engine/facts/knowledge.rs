//! What answers say about the answer space: which cells of each variable are possible, and how likely each is.

use super::leaning::{Unsure, leanings};
use crate::engine::meaning::diagram::{Diagrams, FALSE, NodeId};
use crate::engine::meaning::space::Space;
use crate::engine::meaning::variable::{Cells, NumberCell, Variable, full_mask, stand_in_of};
use crate::engine::result::advice::{Followed, RuleReading};
use crate::model::{Answer, AnswerValue, Answers, Choice, Question, QuestionIdx, QuestionKind, Questionnaire};

/// What is known of every variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Knowledge {
    /// The possible cells of each variable, as bits; never empty.
    pub possible: Vec<u64>,
    /// The chance of each cell of each variable, 0 for cells that are not possible.
    pub chances: Vec<Vec<f64>>,
}

impl Knowledge {
    /// What the answers say. An answer that does not fit its question counts as none. `variables`: those of the space, or the same cut
    /// in more places.
    pub fn new(space: &Space, variables: &[Variable], questionnaire: &Questionnaire, answers: &Answers) -> Self {
        Self::leaning(space, variables, questionnaire, answers, &[])
    }

    /// What the answers say where some variables of the space are put into these cells instead, as if they had been answered so: what
    /// is open is as likely as it is then.
    pub fn with(space: &Space, questionnaire: &Questionnaire, answers: &Answers, puts: &[(usize, u64)]) -> Self {
        let mut knowledge = Self::leaning(space, &space.variables, questionnaire, answers, puts);
        puts.iter().for_each(|(var, cells)| knowledge.narrow(*var, *cells));
        knowledge
    }

    fn leaning(
        space: &Space,
        variables: &[Variable],
        questionnaire: &Questionnaire,
        answers: &Answers,
        puts: &[(usize, u64)],
    ) -> Self {
        let nothing_leans = space.likely_when.iter().all(Vec::is_empty);
        if nothing_leans {
            return Self::by(&[], variables, questionnaire, answers);
        }
        let mut possible = Self::by(&[], &space.variables, questionnaire, answers).possible;
        puts.iter().for_each(|(var, cells)| possible[*var] = *cells);
        let mut unsure = unsure(space, questionnaire, answers);
        unsure.retain(|answer| !answer.said.iter().any(|(var, _)| puts.iter().any(|(put, _)| put == var)));
        let leanings = leanings(space, questionnaire, &possible, &unsure);
        Self::by(&leanings, variables, questionnaire, answers)
    }

    /// What is known where nothing is answered, as shares of all answers count it: choices and bands by their odds, and of a band, or of a
    /// question without bands, each number as often as any other. However fine conditions cut the numbers, a share stays the same.
    pub fn of_all_answers(space: &Space, questionnaire: &Questionnaire) -> Self {
        let mut all = Self::new(space, &space.variables, questionnaire, &Answers::default());
        for (variable, chances) in space.variables.iter().zip(&mut all.chances) {
            if let Cells::Numbers(cells) = &variable.cells {
                spread_by_size(cells, chances);
            }
        }
        all
    }

    /// What the answers say; `leanings`: the odds of questions in place of their own.
    fn by(leanings: &[Option<Vec<f64>>], variables: &[Variable], of: &Questionnaire, answers: &Answers) -> Self {
        let mut knowledge =
            Self { possible: Vec::with_capacity(variables.len()), chances: Vec::with_capacity(variables.len()) };
        for variable in variables {
            let question = &of.questions[variable.question.get()];
            let leaning = leanings.get(variable.question.get()).and_then(Option::as_deref);
            let prior = prior(&variable.cells, &question.kind, leaning);
            let answer = answers.get(question.id.as_str());
            let said = answer.and_then(|answer| cells_said(&variable.cells, question, &answer.value));
            knowledge.learn(&prior, said, answer);
        }
        knowledge
    }

    fn learn(&mut self, prior: &[f64], said: Option<u64>, answer: Option<&Answer>) {
        let all = full_mask(prior.len());
        let sure = answer.map_or(0.0, |a| f64::from(a.sure.min(100)) / 100.0);
        let Some(said) = said.filter(|said| *said != 0 && sure > 0.0) else {
            self.possible.push(all);
            self.chances.push(scaled(prior, all));
            return;
        };
        let mut chances = scaled(prior, said);
        if sure < 1.0 {
            let spread = scaled(prior, all);
            chances.iter_mut().zip(spread).for_each(|(chance, prior)| *chance = sure * *chance + (1.0 - sure) * prior);
        }
        self.possible.push(if sure < 1.0 { all } else { said });
        self.chances.push(chances);
    }

    /// The one possible cell of a variable, if it is down to one.
    pub fn cell(&self, var: usize) -> Option<u8> {
        let mask = self.possible[var];
        mask.is_power_of_two().then(|| mask.trailing_zeros() as u8)
    }

    /// Narrows a variable to these cells, as if it had been answered so.
    pub fn narrow(&mut self, var: usize, mask: u64) {
        self.possible[var] = mask;
        self.chances[var] = scaled(&self.chances[var], mask);
    }
}

impl Knowledge {
    /// Lets a question follow a decision: only the choices that it may lead to stay possible.
    pub fn follow(&mut self, space: &Space, question: &Question, followed: &Followed) {
        let var = usize::from(space.first_variable[followed.question.get()]);
        let is_left = |(_, choice): &(usize, &Choice)| followed.choices.contains(&choice.id);
        let left = question.kind.choices().iter().enumerate().filter(is_left);
        let mask = left.fold(0_u64, |mask, (cell, _)| mask | 1 << cell);
        self.narrow(var, mask);
        if let Some(chances) = &followed.chances {
            self.chances[var] = scaled(chances, mask);
        }
    }

    /// The same, as likely as it is where a condition fails: cells with which it holds whatever else is so get no chance. They stay
    /// possible.
    #[must_use]
    pub fn leaning_away_from(&self, diagrams: &Diagrams, node: NodeId) -> Self {
        let mut leaning = self.clone();
        for var in diagrams.variables_of(node).into_iter().map(usize::from) {
            let fails_with = |cell: &usize| {
                let mut there = self.clone();
                there.possible[var] = 1 << cell;
                diagrams.reaches(node, FALSE, &there.possible)
            };
            let possible = (0..self.chances[var].len()).filter(|cell| self.possible[var] >> cell & 1 == 1);
            let mask = possible.filter(fails_with).fold(0_u64, |mask, cell| mask | 1 << cell);
            if mask != 0 {
                leaning.chances[var] = scaled(&self.chances[var], mask);
            }
        }
        leaning
    }
}

/// Gives each cell of a band as much of its chance as it has of its numbers.
fn spread_by_size(cells: &[NumberCell], chances: &mut [f64]) {
    let size = |cell: &NumberCell| (i128::from(cell.high) - i128::from(cell.low) + 1) as f64;
    let of_band = |band: Option<usize>| {
        let inside = cells.iter().zip(&*chances).filter(move |(cell, _)| cell.band == band);
        inside.fold((0.0, 0.0), |(sizes, sum), (cell, chance)| (sizes + size(cell), sum + chance))
    };
    let spread: Vec<f64> = cells
        .iter()
        .map(|cell| {
            let (sizes, sum) = of_band(cell.band);
            sum * size(cell) / sizes
        })
        .collect();
    chances.copy_from_slice(&spread);
}

/// The answers that may be wrong.
fn unsure(space: &Space, questionnaire: &Questionnaire, answers: &Answers) -> Vec<Unsure> {
    let of = |(position, question): (usize, &Question)| {
        let answer = answers.get(question.id.as_str()).filter(|answer| (1..100).contains(&answer.sure))?;
        let variables = space.variables_of(QuestionIdx::from(position));
        let said = variables.filter_map(|var| {
            let said = cells_said(&space.variables[var].cells, question, &answer.value);
            said.filter(|said| *said != 0).map(|said| (var, said))
        });
        Some(Unsure { sure: f64::from(answer.sure) / 100.0, said: said.collect() })
    };
    questionnaire.questions.iter().enumerate().filter_map(of).collect()
}

/// The weights of the cells in a mask, scaled to add up to 1; uniform where all of them are 0.
fn scaled(weights: &[f64], mask: u64) -> Vec<f64> {
    let inside = |cell: usize| mask >> cell & 1 == 1;
    let sum: f64 = weights.iter().enumerate().filter(|(cell, _)| inside(*cell)).map(|(_, w)| *w).sum();
    let n_inside = f64::from(mask.count_ones());
    let share = |cell: usize| if sum > 0.0 { weights[cell] / sum } else { 1.0 / n_inside };
    (0..weights.len()).map(|cell| if inside(cell) { share(cell) } else { 0.0 }).collect()
}

/// The prior of a variable: choices and bands by their weights, declared or leaning, a band's weight shared by its cells.
fn prior(cells: &Cells, kind: &QuestionKind, leaning: Option<&[f64]>) -> Vec<f64> {
    match cells {
        Cells::Choices(_) if leaning.is_some() => leaning.unwrap_or_default().to_vec(),
        Cells::Choices(likely) => likely.iter().map(|w| f64::from(*w)).collect(),
        Cells::Includes(choice) => match leaning.filter(|_| !kind.choices()[*choice].exclusive) {
            Some(leaning) => vec![1.0 - leaning[*choice], leaning[*choice]],
            None => vec![combinations_without(kind, *choice), 1.0],
        },
        Cells::StandsIn(choices) => vec![1.0; choices.len()],
        Cells::Numbers(cells) => {
            let bands = kind.number().map_or(&[][..], |spec| &spec.bands);
            let in_band = |band| cells.iter().filter(|c| c.band == Some(band)).count() as f64;
            let of_band = |band: usize| leaning.map_or_else(|| f64::from(bands[band].likely), |leaning| leaning[band]);
            let weight = |band: usize| of_band(band) / in_band(band);
            cells.iter().map(|cell| cell.band.map_or(1.0, weight)).collect()
        }
    }
}

/// How many combinations of choices there are in which a choice does not hold, for each in which it does: one for one that excludes no
/// other; for one that does, all that are left beside it and those before it.
fn combinations_without(kind: &QuestionKind, choice: usize) -> f64 {
    let choices = kind.choices();
    if !choices[choice].exclusive {
        return 1.0;
    }
    let n_alone = choices[choice + 1..].iter().filter(|other| other.exclusive).count() as f64;
    let n_beside_others = choices.iter().filter(|other| !other.exclusive).count() as f64;
    n_beside_others.exp2() - f64::from(u8::from(!kind.takes_none())) + n_alone
}

/// The cells an answer allows; `None` where it says nothing about this variable.
fn cells_said(cells: &Cells, question: &Question, value: &AnswerValue) -> Option<u64> {
    let mask_where = |holds: &dyn Fn(usize) -> bool| {
        Some((0..cells.len()).filter(|cell| holds(*cell)).fold(0_u64, |mask, cell| mask | 1 << cell))
    };
    match (cells, value, &question.kind) {
        (Cells::Choices(_), AnswerValue::OneOf(ids), QuestionKind::Choice { choices, .. }) => {
            mask_where(&|cell| ids.contains(&choices[cell].id))
        }
        (Cells::Includes(choice), AnswerValue::Several(ids), QuestionKind::Several { choices, .. }) => {
            Some(if ids.contains(&choices[*choice].id) { 0b10 } else { 0b01 })
        }
        (Cells::StandsIn(stand_ins), AnswerValue::Several(ids), QuestionKind::Several { choices, .. }) => {
            Some(1 << stand_in_of(stand_ins, |choice| ids.contains(&choices[choice].id)))
        }
        (Cells::Numbers(cells), value, QuestionKind::Number(spec)) => {
            let (low, high) = match value {
                AnswerValue::Number(number) => (*number, *number),
                AnswerValue::Range(low, high) => (*low, *high),
                AnswerValue::Band(id) => spec.bands.iter().find(|b| b.id == *id).map(|b| (b.from, b.to))?,
                _ => return None,
            };
            mask_where(&|cell| cells[cell].low <= high && low <= cells[cell].high)
        }
        _ => None,
    }
}

/// How a diagram stands under some knowledge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Whether it holds somewhere in what is possible.
    pub can_hold: bool,
    /// Whether it fails somewhere in what is possible.
    pub can_fail: bool,
    /// The chance that it holds.
    pub chance: f64,
}

impl From<Reading> for RuleReading {
    fn from(reading: Reading) -> Self {
        match (reading.can_hold, reading.can_fail) {
            (true, false) => Self::Holds,
            (false, _) => Self::CannotHold,
            (true, true) => Self::Perhaps(reading.chance),
        }
    }
}

/// The readings of all diagrams of a space under one knowledge, filled bottom-up in one pass.
#[derive(Clone, Debug, Default)]
pub struct Readings(Vec<Reading>);

impl Readings {
    /// Reads every diagram.
    pub fn new(diagrams: &Diagrams, knowledge: &Knowledge) -> Self {
        let mut readings = Vec::with_capacity(diagrams.len());
        readings.push(Reading { can_hold: false, can_fail: true, chance: 0.0 });
        readings.push(Reading { can_hold: true, can_fail: false, chance: 1.0 });
        for node in 2..diagrams.len() {
            let node = NodeId(node as u32);
            let var = usize::from(diagrams.var(node));
            let (possible, chances) = (knowledge.possible[var], &knowledge.chances[var]);
            let mut reading = Reading { can_hold: false, can_fail: false, chance: 0.0 };
            for (cell, child) in diagrams.children(node).iter().enumerate() {
                if possible >> cell & 1 == 1 {
                    let below: Reading = readings[child.0 as usize];
                    reading.can_hold |= below.can_hold;
                    reading.can_fail |= below.can_fail;
                    reading.chance += chances[cell] * below.chance;
                }
            }
            // Sums of chances may miss 1 by a rounding error; what is certain reads exactly so.
            if !reading.can_fail {
                reading.chance = 1.0;
            }
            readings.push(reading);
        }
        Self(readings)
    }

    /// The reading of one diagram.
    pub fn of(&self, node: NodeId) -> Reading {
        self.0[node.0 as usize]
    }
}
