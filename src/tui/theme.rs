//! Semantic styles: what a piece of text means, never which colour it has, is what screens name.
//!
//! The foreground is the terminal's own, so light and dark terminals both work; colours are among the 16 that every terminal
//! has; with `NO_COLOR` meaning is carried by weight alone. The background is never asked for and never set.

use ratatui::style::{Color, Modifier, Style};

/// The styles of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Plain text.
    pub text: Style,
    /// What a heading or a question says.
    pub strong: Style,
    /// Text that stands back: help, units, rules between parts.
    pub quiet: Style,
    /// What the person is at: the marker of the selected row, the leading option.
    pub accent: Style,
    /// The selected row.
    pub selected: Style,
    /// Settled, answered, gone up.
    pub good: Style,
    /// Close calls, cautions, not sure.
    pub warn: Style,
    /// Excluded, failed, gone down.
    pub bad: Style,
    /// The name of a key.
    pub key: Style,
    /// One of several things told apart, each by a letter too.
    pub series: [Style; 6],
}

impl Theme {
    /// The theme for terminals with colours.
    pub const COLOUR: Self = Self {
        text: Style::new(),
        strong: Style::new().add_modifier(Modifier::BOLD),
        quiet: Style::new().add_modifier(Modifier::DIM),
        accent: Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD),
        selected: Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD),
        good: Style::new().fg(Color::Green),
        warn: Style::new().fg(Color::Yellow),
        bad: Style::new().fg(Color::Red),
        key: Style::new().fg(Color::Cyan),
        series: [
            Style::new().fg(Color::Cyan).add_modifier(Modifier::REVERSED),
            Style::new().fg(Color::Yellow).add_modifier(Modifier::REVERSED),
            Style::new().fg(Color::Green).add_modifier(Modifier::REVERSED),
            Style::new().fg(Color::Magenta).add_modifier(Modifier::REVERSED),
            Style::new().fg(Color::Blue).add_modifier(Modifier::REVERSED),
            Style::new().fg(Color::Red).add_modifier(Modifier::REVERSED),
        ],
    };

    /// The theme where `NO_COLOR` is set.
    pub const PLAIN: Self = Self {
        text: Style::new(),
        strong: Style::new().add_modifier(Modifier::BOLD),
        quiet: Style::new().add_modifier(Modifier::DIM),
        accent: Style::new().add_modifier(Modifier::BOLD),
        selected: Style::new().add_modifier(Modifier::BOLD),
        good: Style::new(),
        warn: Style::new().add_modifier(Modifier::BOLD),
        bad: Style::new().add_modifier(Modifier::UNDERLINED),
        key: Style::new().add_modifier(Modifier::BOLD),
        series: [Style::new(); 6],
    };

    /// The theme for a value of `NO_COLOR`; any value that is not empty asks for no colour.
    pub fn for_no_color(value: Option<&std::ffi::OsStr>) -> Self {
        if value.is_some_and(|v| !v.is_empty()) { Self::PLAIN } else { Self::COLOUR }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_leaves_every_style_without_colour() {
        let theme = Theme::for_no_color(Some("1".as_ref()));
        let styles = [theme.text, theme.strong, theme.quiet, theme.accent, theme.selected];
        for style in styles.into_iter().chain([theme.good, theme.warn, theme.bad, theme.key]) {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert_eq!(Theme::for_no_color(Some("".as_ref())), Theme::COLOUR);
    }

    #[test]
    fn the_background_is_never_set_and_black_and_white_are_never_used() {
        let theme = Theme::COLOUR;
        let styles = [theme.text, theme.strong, theme.quiet, theme.accent, theme.selected];
        for style in styles.into_iter().chain([theme.good, theme.warn, theme.bad, theme.key]) {
            assert_eq!(style.bg, None);
            assert!(!matches!(style.fg, Some(Color::Black | Color::White | Color::Gray | Color::DarkGray)));
        }
    }
}
