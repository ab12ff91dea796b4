//! What one part of a log says: counts that can be added up, made by one core without a look at the others.

use std::collections::BTreeSet;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::flight::{end, start};
use super::format::{Format, Reader};
use super::histogram::Histogram;
use super::line::{Line, SECOND};
use super::paths::Paths;
use super::polls::{Asked, Polls};

/// How long a request must take before it counts as a connection held open.
pub const HELD: i64 = 30 * SECOND;

/// A stretch of lines in one minute, in the order of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The minute since 1970.
    pub minute: i64,
    /// The first and the last second of it that lines have.
    pub seconds: (u8, u8),
    /// How many lines.
    pub n: u32,
}

/// What one part says.
#[derive(Debug, Default)]
pub struct Tally {
    /// Lines that were read.
    pub n_read: u64,
    /// Lines of another form, empty ones not counted.
    pub n_unread: u64,
    /// Lines left out because the team leaves their paths out.
    pub n_left_out: u64,
    /// Which of the patterns left some out, by their places.
    pub used: BTreeSet<usize>,
    /// The first stamp.
    pub first: Option<i64>,
    /// The zone of the last line, in seconds.
    pub offset: i32,
    /// Whether the zone changes within.
    pub offset_changes: bool,
    /// Lines by minutes.
    pub runs: Vec<Run>,
    /// Times of requests.
    pub took: Histogram,
    /// Times of the server behind.
    pub waited: Histogram,
    /// The sum of all times, in microseconds.
    pub busy: u64,
    /// Starts and ends, sorted.
    pub events: Vec<u64>,
    /// The earliest start and the latest end that whole seconds allow, sorted; empty where stamps are finer.
    pub widest: Vec<u64>,
    /// Upgraded connections: when each began and ended.
    pub upgraded: Vec<(i64, i64)>,
    /// Other requests that took long.
    pub held: Vec<(i64, i64)>,
    /// Path groups.
    pub paths: Paths,
    /// Requests of clients that are followed.
    pub asked: Vec<Asked>,
}

/// What to leave out, and who is followed.
pub struct Taste<'a> {
    /// The format.
    pub format: &'a Format,
    /// Paths that do not count.
    pub leave_out: &'a globset::GlobSet,
    /// By how much clients are thinned out.
    pub thinned: u32,
}

/// Lines of one second, whose place within it is told by their order.
#[derive(Default)]
struct Second {
    stamp: i64,
    /// How long each took, and whether it is counted in flight.
    took: Vec<i64>,
}

impl Tally {
    /// Counts a part.
    pub fn of(part: &[u8], taste: &Taste) -> Self {
        let mut tally = Self::default();
        let mut reader = Reader::new(taste.format);
        let mut second = Second::default();
        let mut from = 0;
        for at in memchr::memchr_iter(b'\n', part).chain(std::iter::once(part.len())) {
            let line = part[from..at].strip_suffix(b"\r").unwrap_or(&part[from..at]);
            from = at + 1;
            if line.is_empty() {
                continue;
            }
            match reader.read(line) {
                Some(read) => tally.add(&read, taste, &mut second),
                None if taste.format.is_comment(line) => {}
                None => tally.n_unread += 1,
            }
            if from > part.len() {
                break;
            }
        }
        tally.close(&mut second, taste.format);
        tally.events.sort_unstable();
        tally.widest.sort_unstable();
        tally
    }

    fn add(&mut self, line: &Line, taste: &Taste, second: &mut Second) {
        if !taste.leave_out.is_empty() && self.leaves_out(line.target, taste.leave_out) {
            self.n_left_out += 1;
            return;
        }
        self.count(line);
        let client = mark(line.client);
        self.paths.add(line.target, client);
        // Where nothing tells clients apart, all together are no client.
        if !matches!(line.client, [] | [b'-']) && Polls::follows(taste.thinned, client) {
            let at = line.stamp as f64 / SECOND as f64;
            // What stands behind the path says since when, or is new each time.
            self.asked.push(Asked { client, request: mark(path_of(line.target)), at });
        }
        if let Some(waited) = line.waited {
            self.waited.add(waited);
        }
        if let Some(took) = line.took {
            self.time(line, took, taste.format, second);
        }
    }

    fn leaves_out(&mut self, target: &[u8], leave_out: &globset::GlobSet) -> bool {
        let Some(path) = std::str::from_utf8(path_of(target)).ok().filter(|path| leave_out.is_match(path)) else {
            return false;
        };
        if self.used.len() < leave_out.len() {
            self.used.extend(leave_out.matches(path));
        }
        true
    }

    fn count(&mut self, line: &Line) {
        self.n_read += 1;
        if self.first.is_none() {
            self.first = Some(line.stamp);
        } else if self.offset != line.offset {
            self.offset_changes = true;
        }
        self.offset = line.offset;
        let minute = line.stamp.div_euclid(60 * SECOND);
        let second = (line.stamp.rem_euclid(60 * SECOND) / SECOND) as u8;
        match self.runs.last_mut() {
            Some(run) if run.minute == minute => {
                run.n += 1;
                run.seconds = (run.seconds.0.min(second), run.seconds.1.max(second));
            }
            _ => self.runs.push(Run { minute, seconds: (second, second), n: 1 }),
        }
    }

    fn time(&mut self, line: &Line, took: u64, format: &Format, second: &mut Second) {
        let took = took.min(100 * 86_400 * SECOND as u64);
        let length = (took as i64).max(1);
        let span = if format.begins { (line.stamp, line.stamp + length) } else { (line.stamp - length, line.stamp) };
        if line.status == 101 {
            self.upgraded.push(span);
            return;
        }
        if length >= HELD {
            self.held.push(span);
        }
        self.took.add(took);
        self.busy += took;
        if format.fine {
            self.events.extend([start(span.0), end(span.1)]);
            return;
        }
        if line.stamp != second.stamp {
            self.close(second, format);
            second.stamp = line.stamp;
        }
        second.took.push(length);
        self.widest.extend([start(span.0), end(span.1 + SECOND)]);
    }

    /// Spreads the lines of a second over it: evenly in their order where it is the order of ends.
    fn close(&mut self, second: &mut Second, format: &Format) {
        let n = second.took.len() as i64;
        for (at, took) in second.took.drain(..).enumerate() {
            let at = at as i64;
            let within = if format.begins { (at * 618_034) % SECOND } else { (2 * at + 1) * SECOND / (2 * n) };
            let from = if format.begins { second.stamp + within } else { second.stamp + within - took };
            self.events.extend([start(from), end(from + took)]);
        }
    }
}

/// A target without its query.
fn path_of(target: &[u8]) -> &[u8] {
    target.split(|byte| *byte == b'?').next().unwrap_or_default()
}

/// A mark for a text, the same for the same text; nothing leads back from it to an address that was shown.
pub fn mark(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    // The low bits choose who is followed and the high ones mark kinds of clients: all of them must depend on the whole text.
    let mixed = hasher.finish().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 32)
}
