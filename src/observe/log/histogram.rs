//! Times counted in steps of less than one in a hundred, so that any share of them can be read off in bounded memory.

/// How many steps there are between a number and its double, as a power of two.
const STEP_BITS: u32 = 7;

/// How many steps there are altogether: up to some ten hours in microseconds.
const N_STEPS: usize = 30 << STEP_BITS;

/// Times in microseconds, counted.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u64>,
    /// How many times were counted.
    pub n: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; N_STEPS], n: 0 }
    }
}

impl Histogram {
    /// Counts a time.
    pub fn add(&mut self, micros: u64) {
        self.counts[step(micros)] += 1;
        self.n += 1;
    }

    /// Counts what another one counted.
    pub fn merge(&mut self, other: &Self) {
        if other.n > 0 {
            self.counts.iter_mut().zip(&other.counts).for_each(|(own, more)| *own += more);
            self.n += other.n;
        }
    }

    /// The time that this share stays below, in microseconds; the middle of its step.
    pub fn quantile(&self, share: f64) -> f64 {
        let rank = ((self.n as f64 * share).ceil() as u64).clamp(1, self.n.max(1));
        let mut seen = 0;
        for (at, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return middle(at);
            }
        }
        0.0
    }
}

fn step(micros: u64) -> usize {
    let base = 1 << STEP_BITS;
    if micros < base {
        return micros as usize;
    }
    let octave = micros.ilog2() - STEP_BITS;
    let within = (micros >> octave) - base;
    ((((octave + 1) as usize) << STEP_BITS) + within as usize).min(N_STEPS - 1)
}

fn middle(step: usize) -> f64 {
    let base = 1_usize << STEP_BITS;
    if step < base {
        return step as f64;
    }
    let octave = (step >> STEP_BITS) - 1;
    let low = ((step & (base - 1)) + base) << octave;
    low as f64 + ((1_usize << octave) as f64 - 1.0) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_off_within_one_in_a_hundred() {
        let mut times = Histogram::default();
        (1..=100_000).for_each(|micros| times.add(micros));
        for (share, exact) in [(0.5, 50_000.0), (0.95, 95_000.0), (0.99, 99_000.0), (0.000_05, 5.0)] {
            let read: f64 = times.quantile(share);
            assert!((read - exact).abs() <= exact * 0.01, "{share}: {read}");
        }
    }

    #[test]
    fn the_longest_times_have_a_step_too() {
        let mut times = Histogram::default();
        times.add(u64::MAX);
        times.add(0);
        assert_eq!(times.n, 2);
        assert!(times.quantile(1.0) > 1e9);
    }
}
