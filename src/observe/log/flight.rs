//! Requests in flight at once: starts and ends in the order of time, swept as soon as nothing earlier can follow.
//!
//! A log is written in the order in which requests end, so that starts come late by as long as a request took. Events wait here until
//! enough newer ones have come; one that comes later still is counted by whole minutes. Memory stays bounded.

use std::collections::BTreeMap;

use super::line::SECOND;
use super::minutes::Minutes;

/// How many events wait at most before the older half is swept.
const MAX_WAITING: usize = 1 << 19;

/// A minute in microseconds.
const MINUTE: i64 = 60 * SECOND;

/// Starts and ends being swept.
#[derive(Debug, Default)]
pub struct Flight {
    waiting: Vec<u64>,
    swept_to: i64,
    current: i64,
    peaks: Minutes,
    late: BTreeMap<i64, i64>,
    /// How many events came after their time was swept.
    pub n_late: u64,
    /// The most waiting when the sweep began, for tests of bounded memory.
    n_swept: u64,
}

/// A start as an event: starts come after ends of the same moment.
pub fn start(micros: i64) -> u64 {
    (micros.max(0) as u64) << 1 | 1
}

/// An end as an event.
pub fn end(micros: i64) -> u64 {
    (micros.max(0) as u64) << 1
}

impl Flight {
    /// Adds events that are sorted among themselves.
    pub fn add(&mut self, sorted: &[u64]) {
        self.waiting.extend_from_slice(sorted);
        if self.waiting.len() >= MAX_WAITING {
            // Sorted runs one after the other are merged, which a stable sort does fast.
            self.waiting.sort_by(u64::cmp);
            self.sweep(self.waiting.len() / 2);
        }
    }

    fn sweep(&mut self, n: usize) {
        // Most starts of a minute follow each other: its peak is raised once.
        let mut run = (i64::MIN, 0);
        for event in self.waiting.drain(..n) {
            let (time, change) = ((event >> 1) as i64, if event & 1 == 1 { 1 } else { -1 });
            self.current += change;
            self.n_swept += 1;
            if time < self.swept_to {
                self.n_late += 1;
                *self.late.entry(time.div_euclid(MINUTE)).or_insert(0) += change;
                *self.late.entry(self.swept_to.div_euclid(MINUTE)).or_insert(0) -= change;
            } else {
                self.swept_to = time;
                let minute = time.div_euclid(MINUTE);
                if change > 0 && minute != run.0 {
                    self.peaks.raise(run.0, run.1);
                    run = (minute, 0);
                }
                if change > 0 {
                    run.1 = run.1.max(self.current.max(0) as u32);
                }
            }
        }
        self.peaks.raise(run.0, run.1);
    }

    /// The most in flight in each minute.
    pub fn finish(mut self) -> (Minutes, u64) {
        self.waiting.sort_by(u64::cmp);
        self.sweep(self.waiting.len());
        let mut running = 0;
        let mut bounds: Vec<(i64, i64)> = Vec::new();
        for (minute, change) in &self.late {
            running += change;
            bounds.push((*minute, running));
        }
        for pair in bounds.windows(2) {
            let ((from, more), (to, _)) = (pair[0], pair[1]);
            if more > 0 {
                self.peaks.lift(from, to, more as u32);
            }
        }
        (self.peaks, self.n_late)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peak(requests: &[(i64, i64)]) -> u32 {
        let mut events: Vec<u64> = requests.iter().flat_map(|(from, to)| [start(*from), end(*to)]).collect();
        events.sort_unstable();
        let mut flight = Flight::default();
        flight.add(&events);
        flight.finish().0.iter().map(|(_, peak)| peak).max().unwrap_or(0)
    }

    #[test]
    fn the_most_at_once_is_exact() {
        let at = 1_700_000_000 * SECOND;
        assert_eq!(peak(&[]), 0);
        assert_eq!(peak(&[(at, at + 10), (at + 10, at + 20)]), 1, "one ends as the other starts");
        assert_eq!(peak(&[(at, at + 10), (at + 9, at + 20), (at + 5, at + 6)]), 2);
        assert_eq!(peak(&[(at, at + 30), (at + 10, at + 20), (at + 15, at + 16)]), 3);
    }

    #[test]
    fn a_long_request_counts_although_its_line_comes_last() {
        let at = 1_700_000_000 * SECOND;
        let mut flight = Flight::default();
        for second in 0..700_000 {
            let from = at + second * SECOND / 10;
            flight.add(&[start(from), end(from + 50_000)]);
        }
        // It began with the first one and lasted through all of them.
        flight.add(&[start(at), end(at + 700_000 * SECOND / 10)]);
        let (peaks, n_late) = flight.finish();
        assert_eq!(n_late, 1);
        assert_eq!(peaks.iter().map(|(_, peak)| peak).max(), Some(2));
    }
}
