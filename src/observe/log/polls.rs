//! Requests that look like polling: one client repeats one request in even steps. Clients are marks here, never addresses; where there
//! are many, a share of them is followed.

use rustc_hash::FxHashMap;

/// The most pairs of client and request followed at once.
const MAX_FOLLOWED: usize = 16_384;

/// How many steps in a row make a poll.
const MIN_STEPS: u32 = 6;

/// The longest and the shortest step, in seconds: what comes faster belongs to one page.
const STEPS: std::ops::RangeInclusive<f64> = 1.5..=300.0;

/// One request of a client that is followed.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The client's mark; its low bits choose who is followed.
    pub client: u64,
    /// The request's mark.
    pub request: u64,
    /// When, in seconds.
    pub at: f64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Series {
    last: f64,
    step: f64,
    total: f64,
    n_steps: u32,
    n_even: u32,
}

/// Clients followed over time.
#[derive(Debug, Default)]
pub struct Polls {
    series: FxHashMap<u64, (u64, Series)>,
    n: u64,
    n_polls: u64,
    intervals: Vec<f32>,
    thinned: u32,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Polling {
    /// The share of requests that are polls.
    pub share: f64,
    /// Seconds between polls, median; 0 where there are none.
    pub interval: f64,
    /// Which part of the clients was followed: one of so many.
    pub one_in: u64,
}

impl Polls {
    /// Whether a client is followed.
    pub fn follows(thinned: u32, client: u64) -> bool {
        client & ((1 << thinned) - 1) == 0
    }

    /// By how much the clients are thinned out by now.
    pub fn thinned(&self) -> u32 {
        self.thinned
    }

    /// Follows some requests in the order of time. What one of several logs beside each other says is no step of what another one says.
    pub fn add(&mut self, asked: &[Asked], track: usize, whole_seconds: bool) {
        let slack = if whole_seconds { 1.01 } else { 0.25 };
        for one in asked.iter().filter(|one| Self::follows(self.thinned, one.client)) {
            let key = one.client ^ one.request.rotate_left(17) ^ (track as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let (_, series) =
                self.series.entry(key).or_insert((one.client, Series { last: one.at, ..Series::default() }));
            let step = one.at - series.last;
            series.last = one.at;
            if step > 0.0 || series.n_steps > 0 {
                let is_even = (step - series.step).abs() <= (series.step * 0.2).max(slack) && STEPS.contains(&step);
                series.n_even += u32::from(is_even);
                series.n_steps += 1;
                series.total += step;
                series.step = step;
            }
            self.n += 1;
        }
        if self.series.len() > MAX_FOLLOWED {
            self.thin_out();
        }
    }

    fn thin_out(&mut self) {
        self.thinned += 1;
        let thinned = self.thinned;
        let before = self.series.len();
        self.series.retain(|_, (client, _)| Self::follows(thinned, *client));
        self.n = self.n * self.series.len() as u64 / before.max(1) as u64;
    }

    /// What was found; `None` where too little was followed to say.
    pub fn finish(mut self) -> Option<Polling> {
        let mut all: Vec<Series> = self.series.values().map(|(_, series)| *series).collect();
        all.sort_by(|a, b| a.total.total_cmp(&b.total));
        for series in all {
            let mean = series.total / f64::from(series.n_steps.max(1));
            let is_even = f64::from(series.n_even) >= f64::from(series.n_steps) * 0.7;
            if series.n_steps >= MIN_STEPS && is_even && STEPS.contains(&mean) {
                self.n_polls += u64::from(series.n_steps) + 1;
                self.intervals.push(mean as f32);
            }
        }
        if self.n < 20 {
            return None;
        }
        self.intervals.sort_by(f32::total_cmp);
        let interval = self.intervals.get(self.intervals.len() / 2).copied().unwrap_or_default();
        let share = (self.n_polls as f64 / self.n as f64).min(1.0);
        Some(Polling { share, interval: f64::from(interval), one_in: 1 << self.thinned })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(client: u64, request: u64, times: impl Iterator<Item = f64>) -> Vec<Asked> {
        times.map(|at| Asked { client: client << 20, request, at }).collect()
    }

    #[test]
    fn even_steps_are_polls_and_clicks_are_not() {
        let mut polls = Polls::default();
        polls.add(&asked(1, 1, (0..50).map(|n| f64::from(n) * 5.0)), 0, true);
        polls.add(&asked(2, 1, [0.0, 1.0, 9.0, 40.0, 41.0, 77.0, 200.0, 201.0, 260.0, 300.0].into_iter()), 0, true);
        let found = polls.finish().unwrap();
        assert!((found.share - 50.0 / 60.0).abs() < 0.01, "{found:?}");
        assert!((found.interval - 5.0).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn what_stands_in_logs_beside_each_other_is_told_apart_in_any_order() {
        let times = |step: f64| (0..100).map(move |n| f64::from(n) * step);
        for order in [[(0, 5.0), (1, 2.5)], [(0, 2.5), (1, 5.0)]] {
            let mut polls = Polls::default();
            for (track, step) in order {
                polls.add(&asked(1, 1, times(step)), track, true);
            }
            let found = polls.finish().unwrap();
            assert!((found.share - 1.0).abs() < 0.01, "{order:?}: {found:?}");
        }
    }

    #[test]
    fn many_clients_are_thinned_out_and_the_share_stays() {
        let mut polls = Polls::default();
        for client in 0..60_000_u64 {
            let mark = client.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(21);
            let times = (0..8).map(|n| f64::from(n) * if client % 2 == 0 { 10.0 } else { 0.1 });
            let of_client: Vec<Asked> = times.map(|at| Asked { client: mark, request: 1, at }).collect();
            polls.add(&of_client, 0, false);
        }
        assert!(polls.series.len() <= MAX_FOLLOWED);
        let found = polls.finish().unwrap();
        assert!(found.one_in > 1 && (found.share - 0.5).abs() < 0.1, "{found:?}");
    }
}
