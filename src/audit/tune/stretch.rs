//! How far one number may go while what was seen at one of its values stays as it is.

use std::ops::{Mul, Sub};

/// A sum that is linear in one number, seen from one of its values.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line {
    /// What it comes to there.
    pub(super) at: f64,
    /// What one more of the number adds.
    pub(super) slope: f64,
}

impl Sub for Line {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { at: self.at - other.at, slope: self.slope - other.slope }
    }
}

impl Mul<f64> for Line {
    type Output = Self;

    fn mul(self, times: f64) -> Self {
        Self { at: self.at * times, slope: self.slope * times }
    }
}

/// The values from one on toward another at which nothing that was looked at changes.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    from: i32,
    until: i32,
}

impl Stretch {
    /// From a value all the way to another.
    pub(super) fn new(from: i32, toward: i32) -> Self {
        Self { from, until: toward }
    }

    /// Its last value.
    pub(super) fn until(&self) -> i32 {
        self.until
    }

    /// Whether it has more than one value.
    pub(super) fn is_open(&self) -> bool {
        self.from != self.until
    }

    /// How many values come after the first.
    pub(super) fn n_steps(&self) -> u32 {
        self.until.abs_diff(self.from)
    }

    /// Ends it where values are larger than this.
    pub(super) fn keep_within(&mut self, most: i32) {
        self.until = self.until.clamp(most.saturating_neg().min(self.from), most.max(self.from));
    }

    /// Its first half.
    pub(super) fn halve(&mut self) {
        self.until = self.from + (self.until - self.from) / 2;
    }

    /// Nothing is known of the next value.
    pub(super) fn end_here(&mut self) {
        self.until = self.from;
    }

    /// Ends it where a line comes nearer to zero than this, or to the other side. What is computed may be off by so much.
    pub(super) fn keep_side(&mut self, line: Line, off: f64) {
        if !self.is_open() || line.slope == 0.0 {
            return;
        }
        let steps = f64::from(self.until) - f64::from(self.from);
        let end = line.at + line.slope * steps;
        if (line.at > off && end > off) || (line.at < -off && end < -off) {
            return;
        }
        let n = ((line.at.abs() - off) / line.slope.abs()).floor().clamp(0.0, steps.abs()) as i32;
        self.until = self.from + if steps < 0.0 { -n } else { n };
    }

    /// The same for a line whose values at whole numbers are whole: ends it where the line becomes positive, or is no longer.
    pub(super) fn keep_whether_positive(&mut self, line: Line) {
        self.keep_side(Line { at: line.at - 0.5, ..line }, 0.25);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_ends_before_a_line_crosses_zero() {
        let of = |at: f64, slope: f64, toward: i32| {
            let mut stretch = Stretch::new(5, toward);
            stretch.keep_side(Line { at, slope }, 0.01);
            stretch.until()
        };
        // 3 at 5, 2 at 6, 1 at 7, 0 at 8.
        assert_eq!((of(3.0, -1.0, 100), of(3.0, 1.0, 100), of(3.0, 0.0, 100)), (7, 100, 100));
        assert_eq!((of(-3.0, -1.0, -100), of(-3.0, 1.0, -100)), (3, -100));
        // Where it is zero, nothing is known of what comes next.
        assert_eq!((of(0.0, 1.0, 100), of(0.0, 0.0, 100)), (5, 100));
    }
}
