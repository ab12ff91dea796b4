//! The decision map of a report: what wins over the two questions or traits that say the most, with all else as answered.
//!
//! A report has one only where it is worth its room: several options win on it, the present answers stand on it, and it is small enough
//! to be read. Numbers beside each other where the same wins are put together.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::changes::{ChangeInfo, change_info, say_changes};
use super::filters::listed;
use super::names::Names;
use crate::engine::meaning::order::{Step, questions_of};
use crate::engine::{Axis, AxisStep, DecisionMap, Fit, MapCell};
use crate::load::{display_answer, display_briefly, display_number, display_span};
use crate::model::{OptionId, OptionIdx, Questionnaire};

/// How many steps an axis may have, to be read.
const MAX_STEPS: usize = 8;

/// The mark of a cell where no option is left.
const NONE_LEFT: char = '×';
/// The mark of a cell where nothing is to be decided.
const NOTHING_TO_DECIDE: char = '–';
/// The mark of a cell where several options share the lead.
const LEVEL: char = '=';
/// The mark behind that of a cell whose winner depends on the answers that lead there.
const DEPENDS: char = '*';
/// The mark of a cell that no answers lead to.
const IMPOSSIBLE: char = '·';

/// What wins where two questions or traits differ, with all else as answered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MapInfo {
    /// What it shows, and where the present answers stand, in sentences.
    pub said: String,
    /// What varies from left to right.
    pub across: AxisInfo,
    /// What varies from top to bottom.
    pub down: AxisInfo,
    /// The cells, row by row, each as many as `across` has steps.
    pub rows: Vec<Vec<CellInfo>>,
    /// The marks of the cells.
    pub marks: Vec<MarkInfo>,
    /// What answers the steps stand for that the answers given do not lead to, in sentences.
    pub assumed: Vec<String>,
}

/// What a mark of a map means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MarkInfo {
    /// The mark.
    pub mark: char,
    /// What it stands for.
    pub means: String,
}

/// What varies along an edge of a map.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AxisInfo {
    /// The question or the trait.
    pub name: String,
    /// Its steps, with the unit of numbers.
    pub steps: Vec<String>,
    /// The same in as few words as their authors gave.
    pub brief: Vec<String>,
    /// The step at which the present answers stand.
    pub present: usize,
}

/// One cell of a map.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CellInfo {
    /// Whether some answers lead there.
    pub possible: bool,
    /// Whether the decision has not to be made there.
    pub nothing_to_decide: bool,
    /// The option that leads there, if one is left.
    pub winner: Option<OptionId>,
    /// Its name; where several share the lead, the names of all.
    pub name: Option<String>,
    /// Whether several options share the lead.
    pub level: bool,
    /// Its lead over the next option, in fit points, for the changes named; the least where several numbers are put together.
    pub lead: f64,
    /// Whether that is too close to call.
    pub close: bool,
    /// Whether other answers that lead there too may let another option win; if not, the winner is the same for all of them.
    pub depends: bool,
    /// Its mark: a letter for the option, a small one where it is too close to call.
    pub mark: char,
    /// Whether the present answers stand there.
    pub present: bool,
    /// The answers that would have to be different from now.
    pub changes: Vec<ChangeInfo>,
}

/// An axis of a map in words.
pub fn axis_name(questionnaire: &Questionnaire, axis: Axis) -> String {
    match axis {
        Axis::Question(question) => questionnaire.questions[question.get()].ask.clone(),
        Axis::Choice(question, choice) => {
            let question = &questionnaire.questions[question.get()];
            format!("{} {}", question.ask, question.kind.choices()[choice].label)
        }
        Axis::Trait(of) => questionnaire.traits[of.get()].name.clone(),
    }
}

/// A step of an axis in words, numbers without their unit.
pub fn step_name(questionnaire: &Questionnaire, axis: Axis, step: &AxisStep) -> String {
    match (step, axis) {
        (AxisStep::Answer(value), Axis::Question(question) | Axis::Choice(question, _)) => {
            display_answer(value, &questionnaire.questions[question.get()])
        }
        (AxisStep::Level(id), Axis::Trait(of)) => {
            let levels = &questionnaire.traits[of.get()].levels;
            levels.iter().find(|l| l.id == *id).map_or_else(|| id.to_string(), |l| l.label.clone())
        }
        (AxisStep::Numbers(low, high), _) if low == high => display_number(*low),
        (AxisStep::Numbers(low, high), _) => format!("{} to {}", display_number(*low), display_number(*high)),
        (AxisStep::Holds(true), _) => "yes".to_owned(),
        (AxisStep::Holds(false), _) => "no".to_owned(),
        _ => String::new(),
    }
}

/// Whether a quantity is worked out of numbers on this axis, so that their bands count by their readings.
pub fn counts_by_reading(questionnaire: &Questionnaire, axis: Axis) -> bool {
    let behind = match axis {
        Axis::Question(question) | Axis::Choice(question, _) => vec![question],
        Axis::Trait(of) => questions_of(vec![Step::Trait(of)], questionnaire),
    };
    let mut reads = questionnaire.quantities.iter().flat_map(|quantity| quantity.over.iter().chain(&quantity.under));
    reads.any(|question| behind.contains(question))
}

impl Names<'_> {
    /// The map, where it is worth its room.
    pub fn map(self, map: &DecisionMap) -> Option<MapInfo> {
        let (x, y) = (map.present.0?, map.present.1?);
        let winners = map.winners();
        let n_across = map.x.1.len();
        let columns = stretches(&map.x.1, |a, b| map.cells.iter().all(|row| is_alike(&row[a], &row[b])));
        let rows = stretches(&map.y.1, |a, b| (0..n_across).all(|x| is_alike(&map.cells[a][x], &map.cells[b][x])));
        if winners.len() < 2 || columns.len().max(rows.len()) > MAX_STEPS {
            return None;
        }
        let cell = |down: &Range<usize>, across: &Range<usize>| {
            if down.contains(&y) && across.contains(&x) {
                return self.cell(&map.cells[y][x], true, &winners);
            }
            let cells = map.cells[down.clone()].iter().flat_map(|row| &row[across.clone()]);
            let least = cells.min_by_key(|cell| lead_of(cell)).unwrap_or(&MapCell::Impossible);
            self.cell(least, false, &winners)
        };
        let row = |down| columns.iter().map(|across| cell(down, across)).collect();
        let cells: Vec<Vec<CellInfo>> = rows.iter().map(row).collect();
        let (across, down) = (self.axis(&map.x, &columns, x), self.axis(&map.y, &rows, y));
        let questionnaire = &self.subject.questionnaire;
        let by_reading = [map.x.0, map.y.0].iter().any(|axis| counts_by_reading(questionnaire, *axis));
        let is_bare = cells.iter().flatten().any(|cell| !cell.possible);
        let by_reading = match (by_reading, is_bare) {
            (true, true) => {
                " A stretch of numbers counts as the number that stands for it: where no answers lead by that, a number typed may."
            }
            (true, false) => " A stretch of numbers counts as the number that stands for it.",
            (false, _) => "",
        };
        Some(MapInfo {
            said: format!("{}{by_reading}", said(&across, &down)),
            marks: self.marks(&winners, &cells),
            assumed: assumed(&across, &down, &cells),
            across,
            down,
            rows: cells,
        })
    }

    /// What the marks mean, those that stand on the map.
    fn marks(self, winners: &[OptionIdx], rows: &[Vec<CellInfo>]) -> Vec<MarkInfo> {
        let winner = |(place, winner): (usize, &OptionIdx)| (letter(place, false), self.option(*winner).1);
        let has = |is_it: fn(&CellInfo) -> bool| rows.iter().flatten().any(is_it);
        let others = [
            ('a', "a small letter: too close to call", has(|cell| cell.close && !cell.level)),
            (LEVEL, "level: no option is ahead", has(|cell| cell.level)),
            (DEPENDS, "another option may win, depending on the answers that lead there", has(|cell| cell.depends)),
            (NONE_LEFT, "no option is left", has(|cell| cell.mark == NONE_LEFT)),
            (NOTHING_TO_DECIDE, "nothing is to be decided", has(|cell| cell.nothing_to_decide)),
            (IMPOSSIBLE, "no answers lead there", has(|cell| !cell.possible)),
        ];
        let others = others.into_iter().filter(|(.., has)| *has).map(|(mark, means, _)| (mark, means.to_owned()));
        let marks = winners.iter().enumerate().map(winner).chain(others);
        marks.map(|(mark, means)| MarkInfo { mark, means }).collect()
    }

    fn axis(self, (axis, steps): &(Axis, Vec<AxisStep>), stretches: &[Range<usize>], present: usize) -> AxisInfo {
        let questionnaire = &self.subject.questionnaire;
        let name = |stretch: &Range<usize>| match (&steps[stretch.start], &steps[stretch.end - 1], axis) {
            (AxisStep::Numbers(low, _), AxisStep::Numbers(_, high), Axis::Question(question)) => {
                let Some(spec) = self.question(*question).kind.number() else { return String::new() };
                let (low, high) =
                    (Some(*low).filter(|low| *low != spec.min), Some(*high).filter(|high| *high != spec.max));
                display_span(low, high, spec)
            }
            (step, ..) => step_name(questionnaire, *axis, step),
        };
        let brief = |stretch: &Range<usize>| match (&steps[stretch.start], axis) {
            (AxisStep::Answer(value), Axis::Question(question)) => display_briefly(value, self.question(*question)),
            _ => name(stretch),
        };
        AxisInfo {
            name: axis_name(questionnaire, *axis),
            steps: stretches.iter().map(name).collect(),
            brief: stretches.iter().map(brief).collect(),
            present: stretches.iter().position(|stretch| stretch.contains(&present)).unwrap_or(0),
        }
    }

    fn cell(self, cell: &MapCell, present: bool, winners: &[OptionIdx]) -> CellInfo {
        let none = CellInfo {
            possible: false,
            nothing_to_decide: false,
            winner: None,
            name: None,
            level: false,
            lead: 0.0,
            close: false,
            depends: false,
            mark: IMPOSSIBLE,
            present,
            changes: Vec::new(),
        };
        let MapCell::Outcome { winner, lead, level, is_close, depends, changes, .. } = cell else {
            let is_idle = *cell == MapCell::NothingToDecide;
            let mark = if is_idle { NOTHING_TO_DECIDE } else { IMPOSSIBLE };
            return CellInfo { possible: is_idle, nothing_to_decide: is_idle, mark, ..none };
        };
        let place = winner.and_then(|winner| winners.iter().position(|other| *other == winner));
        let mark = match place {
            Some(_) if !level.is_empty() => LEVEL,
            Some(place) => letter(place, *is_close),
            None => NONE_LEFT,
        };
        let (winner, name) = winner.map(|winner| self.option(winner)).unzip();
        let all = || listed(&level.iter().map(|option| self.option(*option).1).collect::<Vec<_>>());
        let name = if level.is_empty() { name } else { Some(all()) };
        let changes = changes.iter().map(|change| change_info(&self.subject.questionnaire, change)).collect();
        let (close, depends) = (*is_close, *depends);
        let level = !level.is_empty();
        CellInfo { possible: true, winner, name, level, lead: lead.points(), close, depends, mark, changes, ..none }
    }
}

/// What a map shows, and where the present answers stand.
fn said(across: &AxisInfo, down: &AxisInfo) -> String {
    let sentence = |text: &str| if text.ends_with(['?', '.', '!']) { text.to_owned() } else { format!("{text}.") };
    let here = |axis: &AxisInfo| format!("\"{}\"", axis.steps[axis.present]);
    format!(
        "The winner for each combination of these two, with all else as answered. Across: {} Down: {} The answers given stand at {} and {}.",
        sentence(&across.name),
        sentence(&down.name),
        here(across),
        here(down),
    )
}

/// What answers the steps stand for that the present ones do not lead to. The axes read nothing in common, so what takes the answers to a
/// step is the same all along it.
fn assumed(across: &AxisInfo, down: &AxisInfo, rows: &[Vec<CellInfo>]) -> Vec<String> {
    let say = |axis: &AxisInfo, at: usize, cell: Option<&CellInfo>| {
        let cell = cell.filter(|cell| at != axis.present && !cell.changes.is_empty())?;
        Some(format!(
            "{} \"{}\" is taken to come about because {}.",
            axis.name,
            axis.steps[at],
            say_changes(&cell.changes)
        ))
    };
    let beside = (0..across.steps.len()).map(|x| say(across, x, rows.get(down.present).and_then(|row| row.get(x))));
    let below = (0..down.steps.len()).map(|y| say(down, y, rows.get(y).and_then(|row| row.get(across.present))));
    beside.chain(below).flatten().collect()
}

/// The letter of an option, by its place among those that have one; a small one where it is too close to call.
pub fn letter(place: usize, is_close: bool) -> char {
    let letter = char::from(b'A' + (place % 26) as u8);
    if is_close { letter.to_ascii_lowercase() } else { letter }
}

/// The steps of an axis; numbers beside each other where all looks alike are one stretch.
fn stretches(steps: &[AxisStep], is_alike: impl Fn(usize, usize) -> bool) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let is_number = matches!(step, AxisStep::Numbers(..));
        match stretches.last_mut().filter(|last| is_number && is_alike(last.start, at)) {
            Some(last) => last.end = at + 1,
            None => stretches.push(at..at + 1),
        }
    }
    stretches
}

/// Whether two cells look the same on a map.
fn is_alike(a: &MapCell, b: &MapCell) -> bool {
    let look = |cell: &MapCell| match cell {
        MapCell::Outcome { winner, level, is_close, depends, .. } => Ok((*winner, level.clone(), *is_close, *depends)),
        nothing => Err(nothing.clone()),
    };
    look(a) == look(b)
}

fn lead_of(cell: &MapCell) -> Option<Fit> {
    match cell {
        MapCell::Outcome { lead, .. } => Some(*lead),
        MapCell::Impossible | MapCell::NothingToDecide => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_beside_each_other_where_all_looks_alike_are_put_together() {
        let numbers: Vec<AxisStep> = (0..5).map(|n| AxisStep::Numbers(n * 10, n * 10 + 9)).collect();
        let looks = [1, 1, 2, 2, 1];
        assert_eq!(stretches(&numbers, |a, b| looks[a] == looks[b]), [0..2, 2..4, 4..5]);
        let levels: Vec<AxisStep> = ["low", "high"].iter().map(|id| AxisStep::Level((*id).into())).collect();
        assert_eq!(stretches(&levels, |_, _| true), [0..1, 1..2]);
    }

    #[test]
    fn options_have_letters_and_a_close_call_a_small_one() {
        assert_eq!((letter(0, false), letter(1, true), letter(27, false)), ('A', 'b', 'B'));
    }
}
