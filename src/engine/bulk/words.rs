//! A block of lanes: one bit for each of many answer sets, in words that the compiler can put side by side in wide registers.

/// How many words a block has.
pub const N_WORDS: usize = 8;

/// How many answer sets a block holds.
pub const LANES: usize = N_WORDS * 64;

/// One bit for each lane of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct Words(pub [u64; N_WORDS]);

impl Words {
    /// No lane.
    pub const NONE: Self = Self([0; N_WORDS]);
    /// Every lane.
    pub const ALL: Self = Self([u64::MAX; N_WORDS]);

    /// The first lanes, so many of them.
    pub fn first(n_lanes: usize) -> Self {
        let word = |position: usize| match n_lanes.saturating_sub(position * 64) {
            0 => 0,
            n if n >= 64 => u64::MAX,
            n => (1 << n) - 1,
        };
        Self(std::array::from_fn(word))
    }

    /// One lane.
    pub fn lane(lane: usize) -> Self {
        let mut one = Self::NONE;
        one.set(lane);
        one
    }

    /// Whether a lane's bit is set.
    pub fn has(&self, lane: usize) -> bool {
        self.0[lane / 64] >> (lane % 64) & 1 == 1
    }

    /// Sets a lane's bit.
    pub fn set(&mut self, lane: usize) {
        self.0[lane / 64] |= 1 << (lane % 64);
    }

    /// Whether no bit is set.
    pub fn is_empty(&self) -> bool {
        self.0 == [0; N_WORDS]
    }

    /// How many bits are set.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The lanes whose bit is set, rising.
    pub fn lanes(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(position, mut word)| {
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros() as usize;
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(position * 64 + bit)
            })
        })
    }

    /// Word by word.
    #[inline]
    #[must_use]
    pub fn zip(self, other: Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let mut joined = self;
        for (word, other) in joined.0.iter_mut().zip(other.0) {
            *word = join(*word, other);
        }
        joined
    }
}

impl std::ops::BitAnd for Words {
    type Output = Self;
    #[inline]
    fn bitand(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
}

impl std::ops::BitOr for Words {
    type Output = Self;
    #[inline]
    fn bitor(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }
}

impl std::ops::BitXor for Words {
    type Output = Self;
    #[inline]
    fn bitxor(self, other: Self) -> Self {
        self.zip(other, |a, b| a ^ b)
    }
}

impl std::ops::Not for Words {
    type Output = Self;
    #[inline]
    fn not(self) -> Self {
        self.zip(self, |word, _| !word)
    }
}
