//! A smallest set that has something in common with each of some sets.

use super::steps::Steps;
use crate::model::QuestionIdx;

/// A smallest set of questions that meets all of these, none of which is empty; `None` where the steps ran out.
pub fn smallest_hitting_set(sets: &[Vec<QuestionIdx>], steps: &mut Steps) -> Option<Vec<QuestionIdx>> {
    for size in 0..=sets.len() {
        let mut chosen = Vec::new();
        if extend(sets, size, &mut chosen, steps)? {
            chosen.sort_unstable();
            return Some(chosen);
        }
    }
    None
}

/// Whether so many more questions are enough to meet all sets; if so, they are added.
fn extend(sets: &[Vec<QuestionIdx>], more: usize, chosen: &mut Vec<QuestionIdx>, steps: &mut Steps) -> Option<bool> {
    if !steps.take(sets.len() + 1) {
        return None;
    }
    let is_missed = |set: &&Vec<QuestionIdx>| set.iter().all(|question| !chosen.contains(question));
    // The smallest missed set leaves the fewest ways on.
    let Some(missed) = sets.iter().filter(is_missed).min_by_key(|set| set.len()) else { return Some(true) };
    if fewest_needed(sets, chosen) > more {
        return Some(false);
    }
    for question in missed {
        chosen.push(*question);
        if extend(sets, more - 1, chosen, steps)? {
            return Some(true);
        }
        chosen.pop();
    }
    Some(false)
}

/// So many missed sets have nothing in common that at least this many more questions are needed.
fn fewest_needed(sets: &[Vec<QuestionIdx>], chosen: &[QuestionIdx]) -> usize {
    let mut met = chosen.to_vec();
    let mut n_apart = 0;
    for set in sets {
        if set.iter().all(|question| !met.contains(question)) {
            met.extend(set);
            n_apart += 1;
        }
    }
    n_apart
}

#[cfg(test)]
mod tests {
    use super::super::analysis::Budget;
    use super::*;

    fn sets(of: &[&[usize]]) -> Vec<Vec<QuestionIdx>> {
        of.iter().map(|set| set.iter().map(|question| QuestionIdx::from(*question)).collect()).collect()
    }

    #[test]
    fn a_smallest_set_is_found() {
        let mut steps = Steps::new(Budget::FULL);
        let hit = smallest_hitting_set(&sets(&[&[0, 1], &[1, 2], &[2, 3], &[3, 4], &[4, 0]]), &mut steps);
        assert_eq!(hit.map(|set| set.len()), Some(3));
        assert_eq!(smallest_hitting_set(&[], &mut steps), Some(Vec::new()));
        assert_eq!(smallest_hitting_set(&sets(&[&[4], &[0, 4], &[4, 2]]), &mut steps), Some(vec![QuestionIdx(4)]));
    }

    #[test]
    fn running_out_of_steps_is_said() {
        let mut steps = Steps::new(Budget { steps: 3 });
        assert_eq!(smallest_hitting_set(&sets(&[&[0, 1], &[1, 2], &[2, 3], &[3, 4]]), &mut steps), None);
    }
}
