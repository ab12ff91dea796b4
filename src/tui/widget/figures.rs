//! Figures as screens show them: with a sign, in percent, and in the style of what they mean.

use ratatui::style::Style;

use super::sheet::Pen;
use crate::engine::Fit;

/// Columns of a number with a sign.
pub const NUMBER: usize = 7;

/// A part of a fit, with its sign; nothing where it is nothing.
pub fn signed(amount: Fit) -> String {
    match amount.0 {
        0 => "·".to_owned(),
        1.. => format!("+{amount}"),
        _ => amount.to_string(),
    }
}

/// Tenths of a point from points as a report gives them.
pub fn fit(points: f64) -> Fit {
    Fit((points * 10.0).round() as i64)
}

/// The style of an amount.
pub fn sign_style<T>(pen: &Pen<'_, T>, amount: i64) -> Style {
    match amount {
        0 => pen.theme.quiet,
        1.. => pen.theme.good,
        _ => pen.theme.bad,
    }
}

/// A share in percent as reports give it, which no line break takes apart.
pub fn percent(share: f64) -> String {
    crate::report::percent(share).replace(' ', "\u{a0}")
}

/// The same for a column of figures: `>99 %` for what reports call over 99 %.
pub fn percent_short(share: f64) -> String {
    percent(share).replace("over\u{a0}", ">").replace("under\u{a0}", "<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_certain_is_never_shown_as_certain() {
        assert_eq!(percent(0.9999), "over\u{a0}99\u{a0}%");
        assert_eq!(percent_short(0.9999), ">99\u{a0}%");
        assert_eq!(percent_short(0.0001), "<1\u{a0}%");
        assert_eq!([percent_short(1.0), percent_short(0.0)], ["100\u{a0}%", "0\u{a0}%"]);
    }
}
