//! Points of an answer space: a fixed sample that is stratified by variable, or simply all of them.
//!
//! A sample takes every cell of a variable as often as its chance says, to the last point of a round, in an order that follows from the
//! question's id alone. So shares are the same from call to call, and the same answers are looked at in two versions of a questionnaire,
//! whatever else was added to it. From round to round the orders are turned against each other, so that any number of points is new.

use super::block::Block;
use super::words::{LANES, N_WORDS};
use crate::engine::base::random::Stream;
use crate::engine::meaning::variable::{Cells, Variable};
use crate::model::Questionnaire;

/// How many words one round has.
const N_POOL: usize = 256;

/// A fixed sample.
#[derive(Clone, Debug)]
pub struct Sample {
    columns: Vec<Column>,
}

/// One variable's cells, point by point of a round.
#[derive(Clone, Debug)]
struct Column {
    var: usize,
    seed: u64,
    /// For each cell, in which points of a round it holds.
    pool: Vec<[u64; N_POOL]>,
}

impl Sample {
    /// A sample of these variables, each drawn by the chances of its cells.
    pub fn new(questionnaire: &Questionnaire, variables: &[Variable], chances: &[Vec<f64>], vars: &[usize]) -> Self {
        let column = |var: &usize| Column::new(*var, seed_of(questionnaire, &variables[*var]), &chances[*var]);
        Self { columns: vars.iter().map(column).collect() }
    }

    /// Fills all lanes of a block, the one at this position of the sample.
    pub fn fill(&self, position: usize, block: &mut Block) {
        block.n_lanes = LANES;
        for word in 0..N_WORDS {
            let place = position * N_WORDS + word;
            let (round, place) = (place / N_POOL, place % N_POOL);
            for column in &self.columns {
                let turn = Stream::new(column.seed ^ (round as u64).wrapping_mul(0x2545_f491_4f6c_dd1d)).bits();
                let from = (place + turn as usize) % N_POOL;
                for (cell, pool) in column.pool.iter().enumerate() {
                    block.set_word(column.var, cell, word, pool[from].rotate_left((turn >> 32) as u32 % 64));
                }
            }
        }
    }
}

impl Column {
    fn new(var: usize, seed: u64, chances: &[f64]) -> Self {
        let mut cells = in_proportion(chances, N_POOL * 64);
        let mut stream = Stream::new(seed);
        for last in (1..cells.len()).rev() {
            let other = ((u128::from(stream.bits()) * (last as u128 + 1)) >> 64) as usize;
            cells.swap(last, other);
        }
        let mut pool = vec![[0; N_POOL]; chances.len()];
        cells.iter().enumerate().for_each(|(point, cell)| pool[usize::from(*cell)][point / 64] |= 1 << (point % 64));
        Self { var, seed, pool }
    }
}

/// Every cell as often as its chance says, in order.
fn in_proportion(chances: &[f64], n: usize) -> Vec<u8> {
    let total: f64 = chances.iter().sum();
    let (mut cells, mut so_far) = (Vec::with_capacity(n), 0.0);
    for (cell, chance) in chances.iter().enumerate() {
        so_far += chance;
        let end = ((so_far / total * n as f64).round() as usize).min(n);
        cells.resize(end.max(cells.len()), cell as u8);
    }
    let last = chances.iter().rposition(|chance| *chance > 0.0).unwrap_or(0);
    cells.resize(n, last as u8);
    cells
}

/// A number that follows from the question's id, and from the choice where a variable is about one of several.
fn seed_of(questionnaire: &Questionnaire, variable: &Variable) -> u64 {
    let question = &questionnaire.questions[variable.question.get()];
    let choice = match variable.cells {
        Cells::Includes(choice) => question.kind.choices()[choice].id.to_string(),
        Cells::Choices(_) | Cells::Numbers(_) | Cells::StandsIn(_) => String::new(),
    };
    // FNV-1a.
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    question.id.to_string().bytes().chain([0]).chain(choice.bytes()).fold(0xcbf2_9ce4_8422_2325, fold)
}

/// All combinations of the cells of some variables; the last one runs fastest.
#[derive(Clone, Debug)]
pub struct Everything {
    vars: Vec<usize>,
    dims: Vec<usize>,
    n_points: usize,
}

impl Everything {
    /// All combinations, if there are no more than so many.
    pub fn within(limit: usize, variables: &[Variable], vars: &[usize]) -> Option<Self> {
        let dims: Vec<usize> = vars.iter().map(|var| variables[*var].cells.len()).collect();
        let n_points = dims.iter().try_fold(1_usize, |n, dim| n.checked_mul(*dim)).filter(|n| *n <= limit)?;
        Some(Self { vars: vars.to_vec(), dims, n_points })
    }

    /// How many there are.
    pub fn n_points(&self) -> usize {
        self.n_points
    }

    /// Fills a block with the combinations from this block's first on; false where none are left.
    pub fn fill(&self, position: usize, block: &mut Block) -> bool {
        let first = position * LANES;
        block.n_lanes = self.n_points.saturating_sub(first).min(LANES);
        let mut stride = self.n_points;
        for (var, dim) in self.vars.iter().zip(&self.dims) {
            stride /= dim;
            let cells: Vec<u8> = (first..first + block.n_lanes).map(|point| (point / stride % dim) as u8).collect();
            block.set_column(*var, &cells);
        }
        block.n_lanes > 0
    }

    /// The chance of a combination, given those of the cells of every variable.
    pub fn chance(&self, point: usize, chances: &[Vec<f64>]) -> f64 {
        let mut stride = self.n_points;
        let cells = self.vars.iter().zip(&self.dims).map(|(var, dim)| {
            stride /= dim;
            chances[*var][point / stride % dim]
        });
        cells.product()
    }
}
