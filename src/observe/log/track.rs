//! One sequence of logs in the order of time, such as a log with its rotated parts: parts added up, clocks watched.

use std::collections::BTreeMap;

use super::flight::Flight;
use super::minutes::Minutes;
use super::tally::{Run, Tally};

/// How far, in minutes, a line may stand behind one before it without the clock being doubted.
const SLACK: i64 = 10;

/// How far, in minutes, a stamp may run ahead before the next ones decide whether to believe it.
const LEAP: i64 = 24 * 60;

/// The most connections kept by their moments; beyond, by minutes.
const MAX_SPANS: usize = 1 << 16;

/// A sequence of logs.
#[derive(Debug, Default)]
pub struct Track {
    /// Lines in each minute.
    pub minutes: Minutes,
    /// Minutes that stand twice in the log.
    pub doubtful: Minutes,
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
                self.doubtful.add(run.minute, run.n);
            }
        }
        if !self.minutes.add(run.minute, run.n) {
            self.n_stray += u64::from(run.n);
            return;
        }
        self.latest = Some(self.latest.map_or(run.minute, |latest| latest.max(run.minute)));
        self.earliest = Some(self.earliest.map_or(run.minute, |earliest| earliest.min(run.minute)));
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
