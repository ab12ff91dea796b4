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
    let n_parts = parts.len() as i64;
    if n_parts == 0 {
        return rounded;
    }
    // Whole rounds reach every part; they only occur where `whole` is not the rounded sum.
    rounded.iter_mut().for_each(|part| *part += missing.div_euclid(n_parts));
    let n_served = missing.rem_euclid(n_parts) as usize;
    if n_served > 0 {
        let mut order: Vec<(f64, usize)> =
            parts.iter().enumerate().map(|(position, part)| (part - part.floor(), position)).collect();
        // Among equal remainders the earlier part is served first.
        let first = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        order.select_nth_unstable_by(n_served - 1, first);
        order[..n_served].iter().for_each(|(_, position)| rounded[*position] += 1);
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
