//! The answers of the lanes of one block: for each cell of each variable in which lanes it holds.

use super::conditions::{Compared, first_cells, times};
use super::words::{LANES, Words};
use crate::engine::meaning::variable::{Cells, Variable};

/// Up to [`LANES`] answer sets side by side.
#[derive(Clone, Debug)]
pub struct Block {
    /// How many lanes are in use; the others say nothing.
    pub n_lanes: usize,
    first_cell: Vec<usize>,
    /// The cells of all variables, then what is measured for the decision at hand.
    input: Vec<Words>,
    /// For each number question the number that counts in quantities, by lane; empty where it is that of the cell.
    typed: Vec<Vec<i64>>,
    /// For each number question what its cells count as in quantities.
    readings: Vec<Vec<i64>>,
}

impl Block {
    /// A block over these variables, with no lane in use.
    pub fn new(variables: &[Variable]) -> Self {
        let first_cell = first_cells(variables);
        let n_cells = first_cell[variables.len()];
        let readings = variables.iter().map(|variable| match &variable.cells {
            Cells::Numbers(cells) => cells.iter().map(|cell| cell.reading).collect(),
            Cells::Choices(_) | Cells::Includes(_) | Cells::StandsIn(_) => Vec::new(),
        });
        let (typed, readings) = (vec![Vec::new(); variables.len()], readings.collect());
        Self { n_lanes: 0, first_cell, input: vec![Words::NONE; n_cells], typed, readings }
    }

    /// Forgets all lanes.
    pub fn clear(&mut self) {
        self.n_lanes = 0;
        self.input.fill(Words::NONE);
    }

    /// In which lanes a variable is in a cell.
    pub fn cell(&self, var: usize, cell: usize) -> Words {
        self.input[self.first_cell[var] + cell]
    }

    /// Says in which lanes a variable is in a cell.
    pub fn set_cell(&mut self, var: usize, cell: usize, lanes: Words) {
        self.input[self.first_cell[var] + cell] = lanes;
    }

    /// Says for 64 lanes in which of them a variable is in a cell.
    pub fn set_word(&mut self, var: usize, cell: usize, word: usize, lanes: u64) {
        self.input[self.first_cell[var] + cell].0[word] = lanes;
    }

    /// Puts a lane's variable into a cell in which no other cell of it holds yet.
    pub fn set(&mut self, lane: usize, var: usize, cell: u8) {
        self.input[self.first_cell[var] + usize::from(cell)].set(lane);
    }

    /// Says which number a lane's variable counts as in quantities.
    pub fn set_number(&mut self, lane: usize, var: usize, number: i64) {
        if self.typed[var].is_empty() {
            self.typed[var] = vec![0; LANES];
        }
        self.typed[var][lane] = number;
    }

    /// Takes so many lanes into use, with each of these variables in the cell that it has in each lane.
    pub fn fill(&mut self, n_lanes: usize, vars: &[usize], cell: impl Fn(usize, usize) -> u8) {
        self.n_lanes = n_lanes;
        for var in vars {
            let cells: Vec<u8> = (0..n_lanes).map(|lane| cell(lane, *var)).collect();
            self.set_column(*var, &cells);
        }
    }

    /// Puts a variable of all lanes in use into these cells, lane by lane.
    pub fn set_column(&mut self, var: usize, cells: &[u8]) {
        let first = self.first_cell[var];
        let words = &mut self.input[first..self.first_cell[var + 1]];
        words.fill(Words::NONE);
        if words.len() > MAX_COMPARED {
            cells.iter().enumerate().for_each(|(lane, cell)| words[usize::from(*cell)].set(lane));
            return;
        }
        for (position, chunk) in cells.chunks(8).enumerate() {
            let mut eight = [u8::MAX >> 1; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            let eight = u64::from_le_bytes(eight);
            for (cell, words) in words.iter_mut().enumerate() {
                words.0[position / 8] |= equal_bytes(eight, cell as u64) << (position % 8 * 8);
            }
        }
    }

    /// What the program of a decision reads: the cells, and its comparisons of quantities after them.
    pub(super) fn measure(&mut self, compared: &[Compared]) -> &[Words] {
        let n_cells = self.first_cell[self.first_cell.len() - 1];
        self.input.resize(n_cells + compared.len(), Words::NONE);
        for (position, compared) in compared.iter().enumerate() {
            let mut holds = Words::NONE;
            for lane in 0..self.n_lanes {
                let value = compared
                    .reads
                    .iter()
                    .fold(compared.start, |so_far, (var, powers)| times(so_far, self.reading(lane, *var), *powers));
                if compared.measured.accepts(value) {
                    holds.set(lane);
                }
            }
            self.input[n_cells + position] = holds;
        }
        &self.input
    }

    /// The number a lane's variable counts as in quantities.
    fn reading(&self, lane: usize, var: usize) -> i64 {
        if let Some(number) = self.typed[var].get(lane) {
            return *number;
        }
        let here = self.readings[var].iter().enumerate().find(|(cell, _)| self.cell(var, *cell).has(lane));
        here.map_or(0, |(_, reading)| *reading)
    }
}

/// Up to how many cells all of them are compared with eight lanes at a time; beyond, every lane's cell is looked at by itself.
const MAX_COMPARED: usize = 16;

/// One bit for each of eight bytes, none above 127, that equals this one.
fn equal_bytes(eight: u64, byte: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let differs = eight ^ byte.wrapping_mul(0x0101_0101_0101_0101);
    let zero = !(differs + LOW) & !LOW;
    (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
