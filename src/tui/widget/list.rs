//! Lists with a selected row: moving over them and the stretch of them that is shown.

use std::ops::Range;

use crate::tui::input::Action;

/// Moves a selection over rows; gives whether the action was a move.
pub fn step(selected: &mut usize, n_rows: usize, page: usize, action: Action) -> bool {
    let last = n_rows.saturating_sub(1);
    let page = page.max(1);
    *selected = match action {
        Action::Up => selected.saturating_sub(1),
        Action::Down => (*selected + 1).min(last),
        Action::PageUp => selected.saturating_sub(page),
        Action::PageDown => (*selected + page).min(last),
        Action::First => 0,
        Action::Last => last,
        Action::Row(row) => row.min(last),
        _ => return false,
    };
    true
}

/// The items shown of a list whose items have these heights: as many as fit, the selected one among them and, where there is
/// room, in the middle.
pub fn window(heights: &[usize], selected: usize, rows: usize) -> Range<usize> {
    if heights.is_empty() {
        return 0..0;
    }
    let selected = selected.min(heights.len() - 1);
    let (mut from, mut to) = (selected, selected + 1);
    let mut used = heights[selected];
    loop {
        let before = from.checked_sub(1).map(|i| heights[i]).filter(|h| used + h <= rows);
        let after = heights.get(to).copied().filter(|h| used + h <= rows);
        // The side that shows fewer items grows first, so that the selection stays in the middle.
        match (before, after) {
            (Some(height), other) if other.is_none() || selected - from <= to - 1 - selected => {
                from -= 1;
                used += height;
            }
            (_, Some(height)) => {
                to += 1;
                used += height;
            }
            _ => return from..to,
        }
    }
}

/// Those in sight of so many columns or rows of one size: as many as there is room for, the selected one in the middle.
pub fn sight(n_steps: usize, room: usize, at: usize) -> Range<usize> {
    let n_shown = room.min(n_steps);
    let from = at.saturating_sub(n_shown / 2).min(n_steps - n_shown);
    from..from + n_shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_item_is_always_shown_and_the_rest_fills_the_room() {
        for n_items in 1..8 {
            for selected in 0..n_items {
                for rows in 1..12 {
                    let heights: Vec<usize> = (0..n_items).map(|i| 1 + i % 3).collect();
                    let shown = window(&heights, selected, rows);
                    assert!(shown.contains(&selected));
                    let used: usize = heights[shown.clone()].iter().sum();
                    assert!(used <= rows.max(heights[selected]));
                    let next = heights.get(shown.end).copied().unwrap_or(usize::MAX);
                    let before = shown.start.checked_sub(1).map_or(usize::MAX, |i| heights[i]);
                    assert!(used.saturating_add(next.min(before)) > rows, "{heights:?} {selected} {rows} {shown:?}");
                }
            }
        }
    }

    #[test]
    fn moves_stay_on_the_list() {
        let mut selected = 0;
        for (action, expected) in
            [(Action::Up, 0), (Action::PageDown, 2), (Action::Down, 2), (Action::First, 0), (Action::Row(9), 2)]
        {
            assert!(step(&mut selected, 3, 5, action));
            assert_eq!(selected, expected, "{action:?}");
        }
        assert!(!step(&mut selected, 3, 5, Action::Accept));
        assert!(step(&mut selected, 0, 5, Action::Last));
        assert_eq!(selected, 0);
    }
}
