//! Rounding that keeps sums: parts are shown as integers that add up exactly to the whole shown.
//!
//! Largest remainder (Hamilton's method): every part is rounded down, and what is missing goes to those cut the most.

/// Integers in proportion to the parts, adding up to `whole`. The parts must have a sum above zero.
pub fn apportion(parts: &[f64], whole: i64) -> Vec<i64> {
    let sum: f64 = parts.iter().sum();
    let exact: Vec<f64> = parts.iter().map(|part| part * whole as f64 / sum).collect();
    round_to_sum(&exact, whole)
}

/// The parts rounded up or down so that they add up to `whole`, which must be their sum, rounded.
pub fn round_to_sum(parts: &[f64], whole: i64) -> Vec<i64> {
    let mut rounded: Vec<i64> = parts.iter().map(|part| part.floor() as i64).collect();
    let missing = whole - rounded.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |i: &usize| parts[*i] - parts[*i].floor();
    // The sort is stable, so among equal remainders the earlier part is served first.
    order.sort_by(|a, b| remainder(b).total_cmp(&remainder(a)));
    for step in 0..missing.unsigned_abs() as usize {
        let part = if missing > 0 { order[step % order.len()] } else { order[order.len() - 1 - step % order.len()] };
        rounded[part] += missing.signum();
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_whole() {
        assert_eq!(apportion(&[1.0, 1.0, 1.0], 100), vec![34, 33, 33]);
        assert_eq!(apportion(&[0.0, 3.0, 1.0], 10_000), vec![0, 7_500, 2_500]);
    }

    #[test]
    fn negative_parts_keep_their_sum() {
        let parts = [-1.4, 2.6, -0.3, 4.1];
        assert_eq!(round_to_sum(&parts, 5).iter().sum::<i64>(), 5);
        assert_eq!(round_to_sum(&parts, 5), vec![-1, 2, 0, 4]);
    }
}
