//! Rounding that keeps sums: parts are shown as integers that add up exactly to the whole shown.
//!
//! Every part is rounded to the nearest integer, and what is then missing goes to those that were rounded away from it the most
//! (largest remainder, Hamilton's method). Parts that stand beside an equal one go last, and equal ones together while that is
//! possible, so that equal parts look equal. A part that stands alone may be off by one and a half for it.

/// Integers in proportion to the parts, adding up to `whole`; equal ones where the parts add up to nothing.
pub fn apportion(parts: &[f64], whole: i64) -> Vec<i64> {
    let sum: f64 = parts.iter().sum();
    let share = |part: &f64| if sum > 0.0 { part / sum } else { 1.0 / parts.len() as f64 };
    let exact: Vec<f64> = parts.iter().map(|part| share(part) * whole as f64).collect();
    round_to_sum(&exact, whole)
}

/// The parts rounded so that they add up to `whole`, which must be their sum, rounded.
pub fn round_to_sum(parts: &[f64], whole: i64) -> Vec<i64> {
    round_beside(parts, whole, &vec![false; parts.len()])
}

/// The same, where some parts stand beside an equal one elsewhere: those keep their own rounding while others can give way.
pub fn round_beside(parts: &[f64], whole: i64, has_equal: &[bool]) -> Vec<i64> {
    let mut rounded: Vec<i64> = parts.iter().map(|part| part.round() as i64).collect();
    let n_parts = parts.len() as i64;
    if n_parts == 0 {
        return rounded;
    }
    let mut missing = whole - rounded.iter().sum::<i64>();
    // Whole rounds reach every part; they only occur where `whole` is not the rounded sum.
    rounded.iter_mut().for_each(|part| *part += missing / n_parts);
    missing %= n_parts;
    if missing == 0 {
        return rounded;
    }
    let step = missing.signum();
    let kinds = by_kind(parts);
    let mut groups = groups(&kinds, parts, has_equal, step as f64);
    // A group too large to be moved as a whole is passed over; the last round takes what is left, one by one.
    while let Some(next) = next_to_give_way(&groups, missing.unsigned_abs() as usize) {
        let group = groups.swap_remove(next);
        group.places.iter().for_each(|(_, place)| rounded[*place] += step);
        missing -= step * group.places.len() as i64;
    }
    if missing == 0 {
        return rounded;
    }
    let gain_left = |place: usize| (parts[place] - rounded[place] as f64) * step as f64;
    let mut others: Vec<usize> = (0..parts.len()).collect();
    others.sort_by(|a, b| gain_left(*b).total_cmp(&gain_left(*a)).then(a.cmp(b)));
    others.iter().take(missing.unsigned_abs() as usize).for_each(|place| rounded[*place] += step);
    rounded
}

/// How much of a step the rounding of a part has kept from it.
fn gain(part: f64, step: f64) -> f64 {
    (part - part.round()) * step
}

/// Parts that look equal: they give way together.
struct Group<'a> {
    /// Where they stand, each behind what it looks like.
    places: &'a [(i64, usize)],
    /// Whether they stand beside an equal part, here or elsewhere.
    is_beside: bool,
    gain: f64,
}

/// The places of the parts, those that look equal beside each other.
fn by_kind(parts: &[f64]) -> Vec<(i64, usize)> {
    let mut kinds: Vec<(i64, usize)> =
        parts.iter().enumerate().map(|(place, part)| ((part * 1e6).round() as i64, place)).collect();
    kinds.sort_unstable();
    kinds
}

/// The groups that may give way: of those that stand beside an equal part only those from which rounding kept something.
fn groups<'a>(kinds: &'a [(i64, usize)], parts: &[f64], has_equal: &[bool], step: f64) -> Vec<Group<'a>> {
    let group = |places: &'a [(i64, usize)]| {
        let first = places[0].1;
        Group { places, is_beside: places.len() > 1 || has_equal[first], gain: gain(parts[first], step) }
    };
    let groups = kinds.chunk_by(|a, b| a.0 == b.0).map(group);
    groups.filter(|group| !group.is_beside || group.gain > 0.0).collect()
}

/// The group of at most this many parts that gives way first: those alone of their kind before others, then those from which rounding
/// kept the most. Few parts have to give way, so looking for each is less work than sorting all.
fn next_to_give_way(groups: &[Group], at_most: usize) -> Option<usize> {
    let fits = groups.iter().enumerate().filter(|(_, group)| group.places.len() <= at_most);
    let first = fits.min_by(|(_, a), (_, b)| {
        let by_gain = || b.gain.total_cmp(&a.gain);
        a.is_beside.cmp(&b.is_beside).then_with(by_gain).then_with(|| a.places[0].1.cmp(&b.places[0].1))
    });
    first.map(|(position, _)| position)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_add_up_to_the_whole() {
        assert_eq!(apportion(&[1.0, 1.0, 1.0], 100), vec![34, 33, 33]);
        assert_eq!(apportion(&[0.0, 3.0, 1.0], 10_000), vec![0, 7_500, 2_500]);
    }

    #[test]
    fn no_parts_and_parts_of_nothing_are_fine() {
        assert_eq!(apportion(&[], 100), Vec::<i64>::new());
        assert_eq!(apportion(&[0.0, 0.0], 100), vec![50, 50]);
    }

    #[test]
    fn negative_parts_keep_their_sum() {
        assert_eq!(round_to_sum(&[-1.45, 2.6, -0.25, 4.1], 5), vec![-2, 3, 0, 4]);
    }

    #[test]
    fn equal_parts_look_equal_where_another_can_give_way() {
        assert_eq!(round_to_sum(&[1.4, 1.4, 0.3], 3), vec![1, 1, 1]);
        assert_eq!(round_to_sum(&[1.4, 1.4, 1.2], 4), vec![1, 1, 2]);
        assert_eq!(round_to_sum(&[2.5, 2.5, 2.0], 7), vec![3, 3, 1]);
        // What also stands elsewhere keeps its own rounding.
        assert_eq!(round_beside(&[1.4, 1.3, 0.3], 3, &[true, false, false]), vec![1, 2, 0]);
    }

    proptest! {
        #[test]
        fn rounded_parts_add_up_and_stay_near_themselves(
            parts in prop::collection::vec(-50.0..50.0_f64, 0..40),
            beside in prop::collection::vec(any::<bool>(), 40),
        ) {
            let whole = parts.iter().sum::<f64>().round() as i64;
            let rounded = round_beside(&parts, whole, &beside[..parts.len()]);
            if !parts.is_empty() {
                prop_assert_eq!(rounded.iter().sum::<i64>(), whole);
            }
            for (part, rounded) in parts.iter().zip(&rounded) {
                prop_assert!((part - *rounded as f64).abs() <= 1.5, "{} became {}", part, rounded);
            }
        }
    }
}
