//! One sequence of logs in the order of time, such as a log with its rotated parts: parts added up, clocks watched.

use std::collections::{BTreeMap, BTreeSet};

use super::flight::Flight;
use super::minutes::Minutes;
use super::tally::{Run, Tally};

/// How far, in minutes, a line may stand behind one before it without the clock being doubted.
const SLACK: i64 = 10;

/// How far, in minutes, a stamp may run ahead before the next ones decide whether to believe it.
const LEAP: i64 = 24 * 60;

/// How many seconds of a minute lines must span to be those of that minute and no late ones.
const WHOLE_MINUTE: u8 = 20;

/// The most connections kept by their moments; beyond, by minutes.
const MAX_SPANS: usize = 1 << 16;

/// A sequence of logs.
#[derive(Debug, Default)]
pub struct Track {
    /// Lines in each minute.
    pub minutes: Minutes,
    /// Minutes of lines that stand far behind others.
    behind: BTreeSet<i64>,
    /// The minutes through which a clock went twice, each time it seems to have been set back: the first and the last.
    put_back: Vec<(i64, i64)>,
    /// The minute of the lines before.
    previous: Option<i64>,
    /// Lines that stand far behind others before them.
    pub n_behind: u64,
    /// Lines with a stamp far ahead of what follows.
    pub n_stray: u64,
    /// Requests in flight.
    pub flight: Flight,
    /// Requests in flight at most, where stamps are whole seconds.
    pub widest: Flight,
    /// Upgraded connections.
    pub upgraded: Spans,
    /// All connections held open.
    pub held: Spans,
    latest: Option<i64>,
    earliest: Option<i64>,
    /// The first and the last second.
    seconds: Option<(i64, i64)>,
}

impl Track {
    /// Adds the counts by time of a part.
    pub fn add(&mut self, tally: &mut Tally) {
        for (at, run) in tally.runs.iter().enumerate() {
            self.run(*run, tally.runs.get(at + 1));
        }
        self.flight.add(&tally.events);
        self.widest.add(&tally.widest);
        self.held.add(&tally.held);
        self.held.add(&tally.upgraded);
        self.upgraded.add(&tally.upgraded);
        (tally.events, tally.widest) = (Vec::new(), Vec::new());
    }

    fn run(&mut self, run: Run, next: Option<&Run>) {
        if let Some(latest) = self.latest {
            let is_stray = run.minute > latest + LEAP && next.is_some_and(|next| next.minute < run.minute - LEAP);
            if is_stray {
                self.n_stray += u64::from(run.n);
                return;
            }
            if run.minute < latest - SLACK {
                self.n_behind += u64::from(run.n);
                self.behind.insert(run.minute);
            }
            // A single late line is soon followed by those of its time; where a clock was set back all of them go on from there.
            let goes_on = run.seconds.1 - run.seconds.0 >= WHOLE_MINUTE
                || next.is_some_and(|next| run.minute < next.minute && next.minute < latest);
            if run.minute < latest && self.previous.is_some_and(|previous| run.minute < previous) && goes_on {
                self.put_back.push((run.minute, latest));
            }
        }
        if !self.minutes.add(run.minute, run.n) {
            self.n_stray += u64::from(run.n);
            return;
        }
        self.previous = Some(run.minute);
        self.latest = Some(self.latest.map_or(run.minute, |latest| latest.max(run.minute)));
        self.earliest = Some(self.earliest.map_or(run.minute, |earliest| earliest.min(run.minute)));
        let (from, to) = (run.minute * 60 + i64::from(run.seconds.0), run.minute * 60 + i64::from(run.seconds.1));
        self.seconds = Some(self.seconds.map_or((from, to), |(first, last)| (first.min(from), last.max(to))));
    }

    /// How often its clock was set back. Where lines go back all the time it is by how they were written.
    pub fn n_set_back(&self) -> usize {
        let minutes = self.span().map_or(0, |(first, last)| last - first);
        let n = self.put_back.len();
        if n as i64 <= 1 + minutes / (12 * 60) { n } else { 0 }
    }

    /// The minutes that stand twice in it, or may.
    pub fn doubtful(&self) -> BTreeSet<i64> {
        let mut doubtful = self.behind.clone();
        if self.n_set_back() > 0 {
            doubtful.extend(self.put_back.iter().flat_map(|(from, to)| *from..=*to));
        }
        doubtful
    }

    /// The first and the last second.
    pub fn seconds(&self) -> Option<(i64, i64)> {
        self.seconds
    }

    /// The first and the last minute.
    pub fn span(&self) -> Option<(i64, i64)> {
        Some((self.earliest?, self.latest?))
    }
}

/// Connections with the moments at which they began and ended.
#[derive(Debug, Default)]
pub struct Spans {
    /// Changes by moment in microseconds; where there are too many, by whole minutes.
    changes: BTreeMap<i64, i64>,
    /// Seconds that connections lasted, counted.
    pub lasted: super::histogram::Histogram,
    is_coarse: bool,
}

impl Spans {
    fn add(&mut self, spans: &[(i64, i64)]) {
        for (from, to) in spans {
            self.lasted.add((to - from).max(0) as u64 / 1_000);
            let (from, to) = if self.is_coarse { (minute(*from), minute(*to)) } else { (*from, *to) };
            *self.changes.entry(from).or_insert(0) += 1;
            *self.changes.entry(to).or_insert(0) -= 1;
        }
        if self.changes.len() > 2 * MAX_SPANS && !self.is_coarse {
            self.is_coarse = true;
            let fine = std::mem::take(&mut self.changes);
            for (moment, change) in fine {
                *self.changes.entry(minute(moment)).or_insert(0) += change;
            }
        }
    }

    /// The most open at once.
    pub fn peak(&self) -> i64 {
        let mut open = 0;
        self.changes.values().fold(0, |most, change| {
            open += change;
            most.max(open)
        })
    }
}

fn minute(moment: i64) -> i64 {
    moment.div_euclid(60_000_000) * 60_000_000
}
