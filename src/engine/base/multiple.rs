//! The common measure of scores: the least common multiple of swings, kept within what a score can hold exactly.

/// The greatest common multiple of swings that keeps every score exact in 53 bits.
pub const MAX_COMMON_SWING: i64 = 1_000_000_000;

/// The least common multiple of swings, if it is small enough for exact scores.
pub fn common_multiple(swings: &[i64]) -> Option<i64> {
    let divisor = |mut a: i64, mut b: i64| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    swings.iter().try_fold(1_i64, |multiple, swing| {
        let next = (multiple / divisor(multiple, *swing).max(1)).checked_mul(*swing)?;
        (1..=MAX_COMMON_SWING).contains(&next).then_some(next)
    })
}
