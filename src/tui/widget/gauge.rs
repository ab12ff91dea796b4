//! Small pictures made of characters: a point within its range on a scale, and steps of which some are taken.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::tui::theme::Theme;

/// A point within the range it can still reach, on a scale from 0 to 100, in so many columns.
pub fn range(theme: &Theme, columns: usize, low: f64, point: f64, high: f64, style: Style) -> Vec<Span<'static>> {
    let column = |value: f64| ((value / 100.0).clamp(0.0, 1.0) * (columns.saturating_sub(1)) as f64).round() as usize;
    let (low, point, high) = (column(low), column(point), column(high));
    let cell = |at: usize| match at {
        _ if at == point => ("●", style),
        _ if (low..=high).contains(&at) => ("━", style),
        _ => ("·", theme.quiet),
    };
    join((0..columns).map(cell))
}

/// A share of a whole, in so many columns.
pub fn share(theme: &Theme, columns: usize, share: f64, style: Style) -> Vec<Span<'static>> {
    let filled = (share.clamp(0.0, 1.0) * columns as f64).round() as usize;
    join((0..columns).map(|at| if at < filled { ("━", style) } else { ("·", theme.quiet) }))
}

/// Points to the left or the right of zero, where the most points of all take so many columns on either side.
pub fn points(theme: &Theme, half: usize, points: i32, most: i32) -> Vec<Span<'static>> {
    let share = f64::from(points.abs()) / f64::from(most.max(1));
    // Points that are there are seen, however few they are.
    let filled = ((share * half as f64).round() as usize).clamp(usize::from(points != 0), half);
    let style = if points < 0 { theme.bad } else { theme.good };
    let cell = |at: usize| match at {
        _ if at == half => ("│", theme.quiet),
        _ if points < 0 && at < half && at >= half - filled => ("━", style),
        _ if points > 0 && at > half && at <= half + filled => ("━", style),
        _ => (" ", theme.text),
    };
    join((0..=2 * half).map(cell))
}

/// One box per level: full up to the least possible, half up to the greatest possible, empty above.
pub fn levels(theme: &Theme, n_levels: usize, least: usize, greatest: usize) -> Vec<Span<'static>> {
    let cell = |level: usize| match level {
        _ if level <= least => ("■", theme.accent),
        _ if level <= greatest => ("▣", theme.quiet),
        _ => ("□", theme.quiet),
    };
    join((1..n_levels).map(cell))
}

/// Neighbouring cells of one style as one span.
fn join(cells: impl Iterator<Item = (&'static str, Style)>) -> Vec<Span<'static>> {
    let mut spans: Vec<Span> = Vec::new();
    for (text, style) in cells {
        match spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(text),
            _ => spans.push(Span::styled(text, style)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(spans: &[Span]) -> String {
        spans.iter().map(|s| s.content.as_ref()).collect()
    }

    #[test]
    fn a_range_shows_its_ends_and_its_point() {
        let style = Style::new();
        assert_eq!(text(&range(&Theme::PLAIN, 11, 20.0, 50.0, 80.0, style)), "··━━━●━━━··");
        assert_eq!(text(&range(&Theme::PLAIN, 11, -40.0, 0.0, 140.0, style)), "●━━━━━━━━━━");
        assert_eq!(text(&range(&Theme::PLAIN, 0, 0.0, 0.0, 0.0, style)), "");
    }

    #[test]
    fn points_stand_on_their_side_of_zero() {
        assert_eq!(text(&points(&Theme::PLAIN, 4, 4, 4)), "    │━━━━");
        assert_eq!(text(&points(&Theme::PLAIN, 4, -2, 4)), "  ━━│    ");
        assert_eq!(text(&points(&Theme::PLAIN, 4, 1, 100)), "    │━   ");
        assert_eq!(text(&points(&Theme::PLAIN, 4, 0, 0)), "    │    ");
    }

    #[test]
    fn levels_show_what_is_certain_and_what_is_possible() {
        assert_eq!(text(&levels(&Theme::PLAIN, 4, 1, 2)), "■▣□");
        assert_eq!(text(&levels(&Theme::PLAIN, 4, 0, 0)), "□□□");
    }
}
