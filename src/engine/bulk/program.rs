//! A straight-line program over blocks of lanes: conditions by and, or and not, sums by full adders.
//!
//! Equal operations are made once, so what conditions share is worked out once for all of them. A result's place is used again as
//! soon as nothing reads it any more, so that a block's results stay in the nearest cache.

use rustc_hash::FxHashMap;

use super::words::{N_WORDS, Words};

/// A result, while a program is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg(u32);

/// No lane.
pub const NEVER: Reg = Reg(0);
/// Every lane.
pub const ALWAYS: Reg = Reg(1);

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Op {
    /// No lane, or every one.
    Const(bool),
    /// What is known of the lanes, at this position.
    Input(u32),
    Not(u32),
    And(u32, u32),
    Or(u32, u32),
    /// Two bits added: their sum, then their carry.
    Half(u32, u32),
    /// Three bits added: their sum, then their carry.
    Full(u32, u32, u32),
}

impl Op {
    fn reads(self) -> [Option<u32>; 3] {
        match self {
            Self::Const(_) | Self::Input(_) => [None; 3],
            Self::Not(a) => [Some(a), None, None],
            Self::And(a, b) | Self::Or(a, b) | Self::Half(a, b) => [Some(a), Some(b), None],
            Self::Full(a, b, c) => [Some(a), Some(b), Some(c)],
        }
    }

    fn at(self, place: impl Fn(u32) -> u32) -> Self {
        match self {
            Self::Const(_) | Self::Input(_) => self,
            Self::Not(a) => Self::Not(place(a)),
            Self::And(a, b) => Self::And(place(a), place(b)),
            Self::Or(a, b) => Self::Or(place(a), place(b)),
            Self::Half(a, b) => Self::Half(place(a), place(b)),
            Self::Full(a, b, c) => Self::Full(place(a), place(b), place(c)),
        }
    }

    fn has_carry(self) -> bool {
        matches!(self, Self::Half(..) | Self::Full(..))
    }
}

/// A program being written.
#[derive(Debug)]
pub struct Writer {
    /// The operations with the first result of each.
    ops: Vec<(Op, u32)>,
    known: FxHashMap<Op, Reg>,
    n_regs: u32,
}

impl Writer {
    /// Nothing but the constants.
    pub fn new() -> Self {
        let mut writer = Self { ops: Vec::new(), known: FxHashMap::default(), n_regs: 0 };
        writer.push(Op::Const(false));
        writer.push(Op::Const(true));
        writer
    }

    fn push(&mut self, op: Op) -> Reg {
        let reg = Reg(self.n_regs);
        self.ops.push((op, reg.0));
        self.n_regs += 1 + u32::from(op.has_carry());
        reg
    }

    fn once(&mut self, op: Op) -> Reg {
        if let Some(known) = self.known.get(&op) {
            return *known;
        }
        let reg = self.push(op);
        self.known.insert(op, reg);
        reg
    }

    /// What is known of the lanes at a position of the input.
    pub fn input(&mut self, position: usize) -> Reg {
        self.once(Op::Input(position as u32))
    }

    /// The other lanes.
    pub fn not(&mut self, a: Reg) -> Reg {
        match a {
            NEVER => ALWAYS,
            ALWAYS => NEVER,
            _ => self.once(Op::Not(a.0)),
        }
    }

    /// The lanes of both.
    pub fn and(&mut self, a: Reg, b: Reg) -> Reg {
        match (a.min(b), a.max(b)) {
            (NEVER, _) => NEVER,
            (ALWAYS, other) => other,
            (a, b) if a == b => a,
            (a, b) => self.once(Op::And(a.0, b.0)),
        }
    }

    /// The lanes of either.
    pub fn or(&mut self, a: Reg, b: Reg) -> Reg {
        match (a.min(b), a.max(b)) {
            (NEVER, other) => other,
            (ALWAYS, _) => ALWAYS,
            (a, b) if a == b => a,
            (a, b) => self.once(Op::Or(a.0, b.0)),
        }
    }

    /// The sum and the carry of two or three bits.
    pub fn add(&mut self, a: Reg, b: Reg, c: Option<Reg>) -> (Reg, Reg) {
        let sum = self.push(c.map_or(Op::Half(a.0, b.0), |c| Op::Full(a.0, b.0, c.0)));
        (sum, Reg(sum.0 + 1))
    }

    /// The positions of the input on which the kept results depend.
    pub fn inputs_of(&self, kept: &[Reg]) -> Vec<usize> {
        let needed = self.needed(kept);
        let of = |(op, first): &(Op, u32)| match op {
            Op::Input(position) if needed[*first as usize] => Some(*position as usize),
            _ => None,
        };
        self.ops.iter().filter_map(of).collect()
    }

    /// The program that leaves the kept results, and where each of them then stands.
    pub fn finish(self, kept: &[Reg]) -> (Program, Vec<usize>) {
        let needed = self.needed(kept);
        let last_use = self.last_uses(&needed, kept);
        let mut places = Places { of: vec![u32::MAX; self.n_regs as usize], free: Vec::new(), n_places: 0 };
        let mut steps = Vec::new();
        for (position, (op, first)) in self.ops.iter().enumerate().filter(|(_, (_, first))| needed[*first as usize]) {
            let at = op.at(|reg| places.of[reg as usize]);
            let (out, carry) = (places.take(*first), if op.has_carry() { places.take(first + 1) } else { 0 });
            steps.push(Step { op: at, out, carry });
            let results = [Some(*first), op.has_carry().then_some(first + 1)];
            let mut done: Vec<u32> = op.reads().into_iter().chain(results).flatten().collect();
            done.retain(|reg| last_use[*reg as usize] <= position);
            done.sort_unstable();
            done.dedup();
            done.into_iter().for_each(|reg| places.free.push(places.of[reg as usize]));
        }
        let at = kept.iter().map(|reg| places.of[reg.0 as usize] as usize).collect();
        (Program { steps, n_places: places.n_places as usize }, at)
    }

    /// For each result whether a kept one depends on it; a sum is needed with its carry.
    fn needed(&self, kept: &[Reg]) -> Vec<bool> {
        let mut needed = vec![false; self.n_regs as usize];
        kept.iter().for_each(|reg| needed[reg.0 as usize] = true);
        for (op, first) in self.ops.iter().rev() {
            let first = *first as usize;
            if needed[first] || op.has_carry() && needed[first + 1] {
                needed[first] = true;
                op.reads().into_iter().flatten().for_each(|reg| needed[reg as usize] = true);
            }
        }
        needed
    }

    /// For each result the operation after which its place is free.
    fn last_uses(&self, needed: &[bool], kept: &[Reg]) -> Vec<usize> {
        let mut last_use = vec![0; self.n_regs as usize];
        for (position, (op, _)) in self.ops.iter().enumerate().filter(|(_, (_, first))| needed[*first as usize]) {
            op.reads().into_iter().flatten().for_each(|reg| last_use[reg as usize] = position);
        }
        kept.iter().for_each(|reg| last_use[reg.0 as usize] = usize::MAX);
        last_use
    }
}

/// Which place every result has while it is needed.
struct Places {
    of: Vec<u32>,
    free: Vec<u32>,
    n_places: u32,
}

impl Places {
    fn take(&mut self, reg: u32) -> u32 {
        let place = self.free.pop().unwrap_or_else(|| {
            self.n_places += 1;
            self.n_places - 1
        });
        self.of[reg as usize] = place;
        place
    }
}

/// One operation with the places of its results.
#[derive(Clone, Copy, Debug)]
struct Step {
    op: Op,
    out: u32,
    carry: u32,
}

/// A program ready to run.
#[derive(Clone, Debug)]
pub struct Program {
    steps: Vec<Step>,
    n_places: usize,
}

impl Program {
    /// How many places the results take.
    pub fn n_places(&self) -> usize {
        self.n_places
    }

    /// How many operations it takes.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Runs it over the first lanes of one block: over one word of each result where that holds them all, over all words otherwise.
    pub fn run(&self, n_lanes: usize, input: &[Words], places: &mut [Words]) {
        if n_lanes <= 64 { self.run_words::<1>(input, places) } else { self.run_words::<N_WORDS>(input, places) }
    }

    fn run_words<const N: usize>(&self, input: &[Words], places: &mut [Words]) {
        for Step { op, out, carry } in &self.steps {
            let at = |place: u32| -> [u64; N] { first_words(&places[place as usize]) };
            let (sum, over) = match *op {
                Op::Const(holds) => (if holds { [u64::MAX; N] } else { [0; N] }, None),
                Op::Input(position) => (first_words(&input[position as usize]), None),
                Op::Not(a) => (at(a).map(|word| !word), None),
                Op::And(a, b) => (zip(at(a), at(b), |a, b| a & b), None),
                Op::Or(a, b) => (zip(at(a), at(b), |a, b| a | b), None),
                Op::Half(a, b) => {
                    let (a, b) = (at(a), at(b));
                    (zip(a, b, |a, b| a ^ b), Some(zip(a, b, |a, b| a & b)))
                }
                Op::Full(a, b, c) => {
                    let (a, b, c) = (at(a), at(b), at(c));
                    let either = zip(a, b, |a, b| a ^ b);
                    let over = zip(zip(a, b, |a, b| a & b), zip(either, c, |either, c| either & c), |a, b| a | b);
                    (zip(either, c, |either, c| either ^ c), Some(over))
                }
            };
            places[*out as usize].0[..N].copy_from_slice(&sum);
            if let Some(over) = over {
                places[*carry as usize].0[..N].copy_from_slice(&over);
            }
        }
    }
}

#[inline]
fn first_words<const N: usize>(words: &Words) -> [u64; N] {
    std::array::from_fn(|word| words.0[word])
}

#[inline]
fn zip<const N: usize>(a: [u64; N], b: [u64; N], join: impl Fn(u64, u64) -> u64) -> [u64; N] {
    std::array::from_fn(|word| join(a[word], b[word]))
}
