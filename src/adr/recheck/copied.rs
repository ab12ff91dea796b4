//! Blocks that were copied from one record into another: such a record says its own, and is made again as the other one.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use sha2::{Digest as _, Sha256};

use super::finding::{Found, Spot};
use crate::adr::list::Record;
use crate::adr::replay::{self, Replay};
use crate::diagnostic::Severity;

/// What one record's block says, in short.
pub(super) struct Block {
    file: String,
    number: Option<u32>,
    title: Option<String>,
    at: Spot,
    said: [u8; 32],
    /// The lines around the block, in short and in order.
    lines: Vec<u64>,
}

impl Block {
    /// A record's block. What people add to one by hand does not make it another one.
    pub fn new(record: &Record, replay: &Replay, at: Spot) -> Self {
        let bare = Replay { covers: Vec::new(), tags: Vec::new(), revisit: Vec::new(), ..replay.clone() };
        let said = Sha256::digest(bare.block()).into();
        let around =
            replay::without_block(&at.text).map_or_else(String::new, |(before, after)| format!("{before}{after}"));
        let lines = around.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("# "));
        let mut lines: Vec<u64> = lines.map(in_short).collect();
        lines.sort_unstable();
        Self { file: record.file.clone(), number: record.number, title: record.title.clone(), at, said, lines }
    }

    /// Whether the texts are about the same: most lines of this one stand in the other.
    fn tells_of(&self, other: &Self) -> bool {
        let shared = self.lines.iter().filter(|line| other.lines.binary_search(line).is_ok()).count();
        shared * 2 > self.lines.len()
    }
}

fn in_short(line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}

/// A record whose block is another one's.
pub(super) struct Copy {
    /// The record.
    pub file: String,
    of: String,
    at: Spot,
}

/// The records whose blocks are those of earlier ones, and that are about something else by their titles and texts.
pub(super) fn find(mut blocks: Vec<Block>) -> Vec<Copy> {
    blocks.sort_by(|a, b| (a.number.is_none(), a.number, &a.file).cmp(&(b.number.is_none(), b.number, &b.file)));
    let mut first: BTreeMap<[u8; 32], Block> = BTreeMap::new();
    let mut copies = Vec::new();
    for block in blocks {
        match first.get(&block.said) {
            None => drop(first.insert(block.said, block)),
            // Who records one decision twice has two of the same; `adr new` says so then.
            Some(other) if other.title == block.title || block.tells_of(other) => {}
            Some(other) => copies.push(Copy { of: other.file.clone(), file: block.file, at: block.at }),
        }
    }
    copies
}

impl Copy {
    /// The finding about it.
    pub fn found(self, severity: Severity) -> Found {
        Found {
            kind: "copied-block",
            severity,
            record: Some(self.file),
            at: self.at,
            cause: None,
            message: format!("its block is that of {}, so it is that decision which is made again, and not this one", self.of),
            because: Vec::new(),
            help: "write the record of this decision with `archfit adr new`, or take the block out; where both decide the same, let one supersede the other".to_owned(),
        }
    }
}
