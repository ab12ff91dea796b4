//! What a condition is about: variables, each with finitely many cells, and sets of cells as bits.
//!
//! Plain data that knows no diagram, so that whatever checks the diagrams can stand on it too.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::{Interval, NumberSpec, QuestionIdx};

/// A variable: a position in the space's list. Diagrams test variables in rising order.
pub type VarIdx = u16;

/// The most cells a variable may have: they are bits of a `u64`.
pub const MAX_CELLS: usize = 64;

/// One variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The question it belongs to.
    pub question: QuestionIdx,
    /// What its cells are.
    pub cells: Cells,
}

/// What the cells of a variable are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// One per choice, with their prior weights.
    Choices(Vec<u32>),
    /// Whether this choice is said: cell 0 no, cell 1 yes. Where choices depend on each other, what holds of what is said is told by
    /// [`crate::model::QuestionKind::held`].
    Includes(usize),
    /// Which choice stands in where none is said and one has to hold: one cell for each of these choices.
    StandsIn(Vec<usize>),
    /// One per stretch of numbers.
    Numbers(Vec<NumberCell>),
}

impl Cells {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Choices(likely) => likely.len(),
            Self::Includes(_) => 2,
            Self::StandsIn(choices) => choices.len(),
            Self::Numbers(cells) => cells.len(),
        }
    }

    /// Whether there are none, which no loaded question has.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Variable {
    /// The cells of numbers that lie within one of some intervals; none where the variable is of another kind.
    pub fn cells_within(&self, intervals: &[Interval]) -> u64 {
        let Cells::Numbers(cells) = &self.cells else { return 0 };
        let inside = |cell: &NumberCell| intervals.iter().any(|i| i.contains(cell.low) && i.contains(cell.high));
        cells.iter().enumerate().filter(|(_, cell)| inside(cell)).fold(0, |mask, (position, _)| mask | 1 << position)
    }
}

/// A stretch of numbers that no condition tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberCell {
    /// The least number.
    pub low: i64,
    /// The greatest number.
    pub high: i64,
    /// The number it stands for in quantities: its band's reading, moved to the nearest end if it lies outside.
    pub reading: i64,
    /// The band's position.
    pub band: Option<usize>,
}

/// The cell of the stand-in where something is said: that of the first choice that is, so that taking back all others leaves it.
pub fn stand_in_of(stand_ins: &[usize], is_said: impl Fn(usize) -> bool) -> u8 {
    stand_ins.iter().position(|choice| is_said(*choice)).unwrap_or(0) as u8
}

/// The variables of a question, among those of a space: they are listed question by question.
pub fn variables_of(variables: &[Variable], question: QuestionIdx) -> Range<usize> {
    let first = variables.partition_point(|variable| variable.question < question);
    let end = variables.partition_point(|variable| variable.question <= question);
    first..end
}

/// Cuts a number question's range into cells that start here, and at the edges of its bands.
pub fn number_cells(spec: &NumberSpec, starts: impl Iterator<Item = i64>) -> Vec<NumberCell> {
    let mut starts: BTreeSet<i64> = starts.collect();
    starts.extend(spec.bands.iter().map(|band| band.from));
    starts.retain(|start| spec.min < *start && *start <= spec.max);
    // The loader reports questions with too many thresholds; here the finest cells are merged so that nothing can go wrong.
    while starts.len() >= MAX_CELLS {
        starts.pop_last();
    }
    let mut cells = Vec::with_capacity(starts.len() + 1);
    let mut low = spec.min;
    for next in starts.into_iter().map(Some).chain([None]) {
        let high = next.map_or(spec.max, |start| start - 1);
        let band = spec.bands.iter().position(|b| b.from <= low && low <= b.to);
        let reading = band.map_or(low, |b| spec.bands[b].reading).clamp(low, high);
        cells.push(NumberCell { low, high, reading, band });
        low = high.saturating_add(1);
    }
    cells
}

/// All cells of a variable with this many.
pub fn full_mask(n_cells: usize) -> u64 {
    if n_cells >= 64 { u64::MAX } else { (1 << n_cells) - 1 }
}

/// The cells in a mask, rising.
pub fn cells(mut mask: u64) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let cell = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (cell < 64).then_some(cell as u8)
    })
}
