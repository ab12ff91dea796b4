//! A part of something, as small as it can be made, that still does what the whole does. Knows nothing of what the parts are.

/// Takes out what is not needed, so that nothing of what is left can be taken out by itself: delta debugging by halves of what is
/// taken out at once (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", TSE 2002). What stands last is taken
/// out first. Where few of `n` items are needed, far fewer than `n` parts are tried.
pub(crate) fn fewest<T: Clone>(items: Vec<T>, is_enough: impl Fn(&[T]) -> bool) -> Vec<T> {
    let mut kept = items;
    let mut n_at_once = kept.len().div_ceil(2);
    while n_at_once > 0 {
        let n_before = kept.len();
        let mut end = kept.len();
        while end > 0 {
            let start = end.saturating_sub(n_at_once);
            let without: Vec<T> = kept[..start].iter().chain(&kept[end..]).cloned().collect();
            if is_enough(&without) {
                kept = without;
            }
            end = start;
        }
        let is_settled = n_at_once == 1 && kept.len() == n_before;
        n_at_once = if is_settled { 0 } else { (n_at_once / 2).max(1) };
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// What is left of 0 to 199, and how many parts were tried.
    fn fewest_of_200(is_enough: impl Fn(&[u32]) -> bool) -> (Vec<u32>, usize) {
        let n_tried = Cell::new(0);
        let kept = fewest((0..200).collect(), |part| {
            n_tried.set(n_tried.get() + 1);
            is_enough(part)
        });
        (kept, n_tried.get())
    }

    #[test]
    fn what_is_needed_is_found_in_few_tries() {
        let (kept, n_tried) = fewest_of_200(|part| [3, 77, 150].iter().all(|item| part.contains(item)));
        assert_eq!(kept, [3, 77, 150]);
        assert!(n_tried < 60, "{n_tried}");
        assert_eq!(fewest_of_200(|_| true).0, [0_u32; 0]);
        assert_eq!(fewest_of_200(|part| part.len() == 200).0.len(), 200);
    }

    /// Where less can be more, one pass is not enough: 9 is needed only as long as 120 is there.
    #[test]
    fn nothing_that_is_left_can_be_taken_out() {
        let is_enough = |part: &[u32]| part.contains(&5) && (part.contains(&9) || !part.contains(&120));
        let (kept, _) = fewest_of_200(is_enough);
        assert_eq!(kept, [5]);
    }
}
