//! How a log is to be read, what is counted of it, and what it says in the end.

use super::format::Format;
use super::histogram::Histogram;
use super::paths::Paths;
use super::pattern::Pattern;
use super::polls::Polls;
use super::track::Track;
use crate::observe::observation::Observation;

/// The share of lines that may have another form before nothing is said.
pub const MAX_UNREAD: f64 = 0.10;

/// How a log is to be read.
#[derive(Debug, Default)]
pub struct Manner {
    /// The team's own format.
    pub pattern: Option<Pattern>,
    /// Whether stamps say when a request began; absent: told from the log.
    pub begins: Option<bool>,
    /// Paths that do not count.
    pub leave_out: globset::GlobSet,
    /// The same as they were written.
    pub left_out: Vec<String>,
    /// Only one of so many requests is in the log; 0 and 1 are all of them.
    pub one_in: u32,
}

/// What a log says.
#[derive(Debug, Default)]
pub struct Reading {
    /// What was observed.
    pub observations: Vec<Observation>,
    /// What is to be known about it, such as how many lines could not be read.
    pub notes: Vec<String>,
    /// The path groups asked for most, with their share.
    pub groups: Vec<(String, f64)>,
}

/// Everything counted so far.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) tracks: Vec<Track>,
    pub(super) n_read: u64,
    pub(super) n_unread: u64,
    pub(super) n_left_out: u64,
    pub(super) used: std::collections::BTreeSet<usize>,
    pub(super) offset: i32,
    pub(super) offset_changes: bool,
    pub(super) took: Histogram,
    pub(super) waited: Histogram,
    pub(super) busy: u64,
    pub(super) paths: Paths,
    pub(super) polls: Polls,
    pub(super) formats: Vec<Format>,
    pub(super) notes: Vec<String>,
}
