//! Sums of points by lane: added bit by bit for all lanes at once, then weighed by look-up.
//!
//! Points that one option gets at one worth are added in bit planes by carry-save addition, so that a rule costs a few word operations
//! whatever holds where. Points below zero count where the rule does not hold. In the end every plane stands for one amount; eight
//! planes are turned into a byte for each lane, which a table turns into what they come to.

use std::collections::BTreeMap;

use super::program::{ALWAYS, NEVER, Reg, Writer};
use super::words::{LANES, N_WORDS, Words};

/// Sums of one option while they are written: for each worth the bits to add, by their position.
#[derive(Debug, Default)]
pub struct Adder {
    start: i64,
    columns: BTreeMap<i64, Vec<Vec<Reg>>>,
}

impl Adder {
    /// A sum that starts from this.
    pub fn new(start: i64) -> Self {
        Self { start, columns: BTreeMap::new() }
    }

    /// Adds points of some worth in the lanes where a condition holds.
    pub fn add(&mut self, writer: &mut Writer, when: Reg, points: i64, worth: i64) {
        if when == NEVER || points == 0 || worth == 0 {
            return;
        }
        if when == ALWAYS {
            self.start += points * worth;
            return;
        }
        let mut bit = when;
        if points < 0 {
            self.start += points * worth;
            bit = writer.not(when);
        }
        let amount = points.unsigned_abs();
        let columns = self.columns.entry(worth).or_default();
        (0..64)
            .filter(|position| amount >> position & 1 == 1)
            .for_each(|position| add_bit(columns, writer, position, bit));
    }

    /// The planes that are left of it, each with what it stands for, and what it starts from.
    pub fn finish(self, writer: &mut Writer) -> (i64, Vec<(Reg, i64)>) {
        let mut planes = Vec::new();
        for (worth, mut columns) in self.columns {
            let mut position = 0;
            while position < columns.len() {
                if let [a, b] = columns[position][..] {
                    let (sum, carry) = writer.add(a, b, None);
                    columns[position] = vec![sum];
                    add_bit(&mut columns, writer, position + 1, carry);
                }
                planes.extend(columns[position].iter().map(|plane| (*plane, worth << position)));
                position += 1;
            }
        }
        (self.start, planes)
    }
}

/// Adds a bit at a position; three of them become one there and one beyond.
fn add_bit(columns: &mut Vec<Vec<Reg>>, writer: &mut Writer, mut position: usize, mut bit: Reg) {
    loop {
        if columns.len() <= position {
            columns.resize(position + 1, Vec::new());
        }
        columns[position].push(bit);
        let [a, b, c] = columns[position][..] else { return };
        let (sum, carry) = writer.add(a, b, Some(c));
        columns[position] = vec![sum];
        (position, bit) = (position + 1, carry);
    }
}

/// How the planes of a sum are weighed.
#[derive(Clone, Debug)]
pub struct Sum {
    start: i64,
    /// Up to eight planes' places, with what each byte of theirs comes to.
    tables: Vec<(Vec<usize>, Vec<i64>)>,
}

impl Sum {
    /// A sum of planes at these places, each with what it stands for.
    pub fn new(start: i64, planes: &[(usize, i64)]) -> Self {
        let table = |planes: &[(usize, i64)]| {
            let amount =
                |byte: usize| (0..).zip(planes).map(|(bit, (_, worth))| (byte >> bit & 1) as i64 * worth).sum();
            (planes.iter().map(|(place, _)| *place).collect(), (0..256).map(amount).collect())
        };
        Self { start, tables: planes.chunks(8).map(table).collect() }
    }

    /// How many look-ups it takes for each lane.
    pub fn n_tables(&self) -> usize {
        self.tables.len()
    }

    /// What it comes to in each of the first lanes.
    pub fn weigh(&self, n_lanes: usize, places: &[Words], sums: &mut [i64]) {
        if n_lanes <= FEW {
            sums[..n_lanes].iter_mut().enumerate().for_each(|(lane, sum)| *sum = self.weigh_lane(lane, places));
            return;
        }
        sums.fill(self.start);
        for (planes, table) in &self.tables {
            let mut bytes = [Words::NONE; 8];
            planes.iter().zip(&mut bytes).for_each(|(place, byte)| *byte = places[*place]);
            transpose(&mut bytes);
            look_up(n_lanes, &bytes, table, sums);
        }
    }

    fn weigh_lane(&self, lane: usize, places: &[Words]) -> i64 {
        let of = |(planes, table): &(Vec<usize>, Vec<i64>)| {
            let bits = planes.iter().map(|place| usize::from(places[*place].has(lane)));
            table[bits.enumerate().fold(0, |byte, (bit, holds)| byte | holds << bit)]
        };
        self.start + self.tables.iter().map(of).sum::<i64>()
    }
}

/// Up to how many lanes each is weighed by itself.
const FEW: usize = 8;

fn look_up(n_lanes: usize, bytes: &[Words; 8], table: &[i64], sums: &mut [i64]) {
    let (Ok(table), Ok(sums)): (Result<&[i64; 256], _>, Result<&mut [i64; LANES], _>) =
        (table.try_into(), sums.try_into())
    else {
        return;
    };
    for word in 0..n_lanes.div_ceil(64).min(N_WORDS) {
        for (first, bytes) in bytes.iter().enumerate() {
            let eight = bytes.0[word].to_le_bytes();
            for (position, byte) in eight.into_iter().enumerate() {
                sums[word * 64 + position * 8 + first] += table[usize::from(byte)];
            }
        }
    }
}

/// Turns eight planes into bytes by lane: afterwards, byte `b` of a word of block `j` belongs to that word's lane `8 b + j`.
fn transpose(blocks: &mut [Words; 8]) {
    for (apart, mask) in [(1, 0x5555_5555_5555_5555), (2, 0x3333_3333_3333_3333), (4, 0x0f0f_0f0f_0f0f_0f0f)] {
        for low in (0..8).filter(|position| position & apart == 0) {
            let (a, b) = (blocks[low], blocks[low + apart]);
            let swapped = a.zip(b, |a, b| (a >> apart ^ b) & mask);
            blocks[low] = a.zip(swapped, |a, swapped| a ^ swapped << apart);
            blocks[low + apart] = b ^ swapped;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_become_the_bytes_of_their_lanes() {
        let mut random = crate::engine::base::random::Stream::new(3);
        let planes: [Words; 8] = std::array::from_fn(|_| Words(std::array::from_fn(|_| random.bits())));
        let mut bytes = planes;
        transpose(&mut bytes);
        for lane in 0..LANES {
            let expected = (0..8).fold(0, |byte, plane| byte | u8::from(planes[plane].has(lane)) << plane);
            let got = bytes[lane % 8].0[lane / 64].to_le_bytes()[lane % 64 / 8];
            assert_eq!(got, expected, "lane {lane}");
        }
    }
}
