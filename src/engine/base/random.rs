//! A fixed stream of numbers that look random (splitmix64): the same on every machine and in every run.

/// A stream, given by its seed.
#[derive(Clone, Debug)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A position drawn by chances that add up to 1.
    pub fn pick(&mut self, chances: &[f64]) -> usize {
        let mut left = self.unit();
        for (position, chance) in chances.iter().enumerate() {
            left -= chance;
            if left < 0.0 {
                return position;
            }
        }
        // The chances fell short of 1 by a rounding error: the last one that is not zero.
        chances.iter().rposition(|chance| *chance > 0.0).unwrap_or(0)
    }
}
