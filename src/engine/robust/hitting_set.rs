//! A smallest set that has something in common with each of some sets, asked again as sets are added.

use crate::engine::base::steps::Steps;

/// The most members that sets may have to choose from: they are bits of a `u128`.
pub const MAX_MEMBERS: usize = 128;

/// Sets of members, each a position below [`MAX_MEMBERS`].
#[derive(Clone, Debug, Default)]
pub struct HittingSets {
    /// None of them contains another; the smallest ones first.
    sets: Vec<u128>,
    /// The size of a smallest set that meets all of them; it never shrinks as sets are added.
    size: usize,
}

impl HittingSets {
    /// Adds a set, which must not be empty.
    pub fn add(&mut self, members: impl IntoIterator<Item = usize>) {
        let set = members.into_iter().fold(0, |set, member| set | 1 << member);
        if !self.sets.iter().any(|known| known & set == *known) {
            self.sets.retain(|known| known & set != set);
            self.sets.push(set);
            self.sets.sort_by_key(|set| set.count_ones());
        }
    }

    /// A smallest set that meets all; `None` where the steps ran out.
    pub fn smallest(&mut self, steps: &mut Steps) -> Option<Vec<usize>> {
        loop {
            let mut chosen = 0;
            if self.extend(self.size, &mut chosen, steps)? {
                return Some((0..MAX_MEMBERS).filter(|member| chosen >> member & 1 == 1).collect());
            }
            self.size += 1;
        }
    }

    /// Whether so many more members are enough to meet all sets; if so, they are added.
    fn extend(&self, more: usize, chosen: &mut u128, steps: &mut Steps) -> Option<bool> {
        if !steps.take(1 + self.sets.len() / 4) {
            return None;
        }
        let Some(missed) = self.sets.iter().find(|set| **set & *chosen == 0) else { return Some(true) };
        if self.n_apart(*chosen, more) > more {
            return Some(false);
        }
        let (mut left, before) = (*missed, *chosen);
        while left != 0 {
            *chosen = before | (left & left.wrapping_neg());
            if self.extend(more - 1, chosen, steps)? {
                return Some(true);
            }
            left &= left - 1;
        }
        *chosen = before;
        Some(false)
    }

    /// How many missed sets have nothing in common with each other: each needs a member of its own. Counts up to one above `enough`.
    fn n_apart(&self, chosen: u128, enough: usize) -> usize {
        let (mut met, mut n_apart) = (chosen, 0);
        for set in &self.sets {
            if set & met == 0 {
                met |= set;
                n_apart += 1;
                if n_apart > enough {
                    break;
                }
            }
        }
        n_apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::steps::Budget;

    fn sets(all: &[&[usize]]) -> HittingSets {
        let mut sets = HittingSets::default();
        all.iter().for_each(|set| sets.add(set.iter().copied()));
        sets
    }

    #[test]
    fn a_smallest_set_is_found() {
        let mut steps = Steps::new(Budget::FULL);
        let ring = sets(&[&[0, 1], &[1, 2], &[2, 3], &[3, 4], &[4, 0]]).smallest(&mut steps);
        assert_eq!(ring.map(|set| set.len()), Some(3));
        assert_eq!(sets(&[]).smallest(&mut steps), Some(Vec::new()));
        assert_eq!(sets(&[&[127], &[0, 127], &[127, 2]]).smallest(&mut steps), Some(vec![127]));
    }

    #[test]
    fn added_sets_are_met_too() {
        let mut steps = Steps::new(Budget::FULL);
        let mut all = sets(&[&[0, 1, 2]]);
        assert_eq!(all.smallest(&mut steps), Some(vec![0]));
        all.add([1, 2]);
        all.add([2, 3]);
        assert_eq!(all.smallest(&mut steps), Some(vec![2]));
        all.add([0, 3]);
        assert_eq!(all.smallest(&mut steps).map(|set| set.len()), Some(2));
    }

    #[test]
    fn running_out_of_steps_is_said() {
        let mut steps = Steps::new(Budget { steps: 3 });
        assert_eq!(sets(&[&[0, 1], &[1, 2], &[2, 3], &[3, 4]]).smallest(&mut steps), None);
    }
}
