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
    let missing = whole - rounded.iter().sum::<i64>();
    // Whole rounds reach every part; they only occur where `whole` is not the rounded sum.
    rounded.iter_mut().for_each(|part| *part += missing / n_parts);
    let missing = missing % n_parts;
    if missing == 0 {
        return rounded;
    }
    let kinds = parts.iter().map(|part| (part * 1e6).round() as i64).collect();
    let n_missing = missing.unsigned_abs() as usize;
    let mut rounding = Rounding { parts, kinds, has_equal, rounded, step: missing.signum(), n_missing };
    rounding.move_those_alone();
    rounding.move_equal_ones_together();
    rounding.move_any();
    rounding.rounded
}

/// Rounded parts of which some have still to be moved by a step.
struct Rounding<'a> {
    parts: &'a [f64],
    /// What each part looks like.
    kinds: Vec<i64>,
    has_equal: &'a [bool],
    rounded: Vec<i64>,
    step: i64,
    /// How many have to be moved.
    n_missing: usize,
}

impl Rounding<'_> {
    /// How much of a step the rounding of a part has kept from it.
    fn gain(&self, place: usize) -> f64 {
        (self.parts[place] - self.parts[place].round()) * self.step as f64
    }

    fn give_way(&mut self, places: &[usize]) {
        places.iter().for_each(|place| self.rounded[*place] += self.step);
        self.n_missing -= places.len();
    }

    /// Moves parts that stand beside no equal one, here or elsewhere: those first from which rounding kept the most.
    ///
    /// Few have to be moved, so looking for the next, and whether it is the only one of its kind, is less work than sorting.
    fn move_those_alone(&mut self) {
        const PASSED: f64 = f64::NEG_INFINITY;
        let gain = |place: usize| if self.has_equal[place] { PASSED } else { self.gain(place) };
        let mut gains: Vec<f64> = (0..self.parts.len()).map(gain).collect();
        while self.n_missing > 0 {
            let most =
                |best: (usize, f64), (place, gain): (usize, &f64)| if *gain > best.1 { (place, *gain) } else { best };
            let (place, gain) = gains.iter().enumerate().fold((0, PASSED), most);
            if gain == PASSED {
                break;
            }
            let kind = self.kinds[place];
            let equal = self.kinds.iter().zip(&mut gains).filter(|(other, _)| **other == kind);
            let n_equal = equal.map(|(_, gain)| *gain = PASSED).count();
            if n_equal == 1 {
                self.give_way(&[place]);
            }
        }
    }

    /// Moves parts that look equal, together, as far as rounding kept something from them and no more have to be moved.
    fn move_equal_ones_together(&mut self) {
        if self.n_missing == 0 {
            return;
        }
        let mut places: Vec<usize> = (0..self.parts.len()).collect();
        places.sort_unstable_by_key(|place| (self.kinds[*place], *place));
        let groups = places.chunk_by(|a, b| self.kinds[*a] == self.kinds[*b]);
        let is_beside = |group: &&[usize]| group.len() > 1 || self.has_equal[group[0]];
        let mut groups: Vec<&[usize]> = groups.filter(is_beside).filter(|group| self.gain(group[0]) > 0.0).collect();
        groups.sort_unstable_by(|a, b| self.gain(b[0]).total_cmp(&self.gain(a[0])).then(a[0].cmp(&b[0])));
        for group in groups {
            if group.len() <= self.n_missing {
                self.give_way(group);
            }
        }
    }

    /// Moves parts one by one: what is left where the groups are too large to be moved as a whole.
    fn move_any(&mut self) {
        if self.n_missing == 0 {
            return;
        }
        let gain_left = |place: usize| (self.parts[place] - self.rounded[place] as f64) * self.step as f64;
        let mut places: Vec<usize> = (0..self.parts.len()).collect();
        places.sort_by(|a, b| gain_left(*b).total_cmp(&gain_left(*a)).then(a.cmp(b)));
        places.truncate(self.n_missing);
        self.give_way(&places);
    }
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
