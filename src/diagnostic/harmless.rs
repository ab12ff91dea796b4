//! Text of other people on its way to a terminal, a log or a page: nothing in it may steer what shows it. Knows no markup.

use std::borrow::Cow;

/// What stands for a character that is not shown.
const REPLACEMENT: &str = "\u{fffd}";

/// Whether a character steers a terminal, or makes a text read as another one: control characters other than tab and line end, and
/// the marks that turn the writing direction until they are closed.
pub fn is_steering(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || turns_direction(c)
}

/// Whether a character turns the writing direction of what follows.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text of several lines for a terminal or a log: without steering characters, and without a line that a build service would take
/// for a command (`::error …`).
pub fn harmless(text: &str) -> Cow<'_, str> {
    let mut clean = replaced(text);
    if clean.contains("::") && clean.lines().any(is_command) {
        let lines = clean.split_inclusive('\n');
        let tamed = |line: &str| if is_command(line) { line.replacen("::", ": :", 1) } else { line.to_owned() };
        clean = Cow::Owned(lines.map(tamed).collect());
    }
    clean
}

/// Text that has to stay within its line.
pub fn harmless_line(text: &str) -> Cow<'_, str> {
    let clean = replaced(text);
    if clean.contains(['\n', '\t']) { Cow::Owned(clean.replace(['\n', '\t'], " ")) } else { clean }
}

/// JSON as it may be shown: the same values, with steering characters written as escapes.
pub fn harmless_json(text: &str) -> Cow<'_, str> {
    if !text.contains(is_steering) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| match c {
        // Between the values, where a carriage return means nothing.
        '\r' => c.to_string(),
        c if is_steering(c) => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    };
    Cow::Owned(text.chars().map(escaped).collect())
}

/// The same number of bytes without steering characters, so that places in the text stay where they are.
pub fn same_length(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let instead = |c: char| match c {
        c if !is_hidden(c) => c,
        c if c.len_utf8() == 1 => '?',
        c if c.len_utf8() == 2 => '¿',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(instead).collect())
}

/// As [`is_steering`], for the texts of files, whose lines may end in a carriage return.
fn is_hidden(c: char) -> bool {
    c != '\r' && is_steering(c)
}

fn replaced(text: &str) -> Cow<'_, str> {
    if !text.contains(is_steering) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.replace(is_steering, REPLACEMENT))
}

/// Build services trim a line before they look at its beginning.
fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal_or_the_build() {
        let cases = [
            ("red \u{1b}[31m", "red \u{fffd}[31m"),
            ("one byte \u{9b}2J", "one byte \u{fffd}2J"),
            ("turned \u{202e}txt", "turned \u{fffd}txt"),
            ("a\r\nb\tc\n", "a\nb\tc\n"),
            ("name\n  ::error file=x::no", "name\n  : :error file=x::no"),
            ("::set-output::", ": :set-output::"),
            ("std::fs and a::b", "std::fs and a::b"),
        ];
        for (text, expected) in cases {
            assert_eq!(harmless(text), expected);
        }
        assert_eq!(harmless_line("two\nlines\u{1b}"), "two lines\u{fffd}");
    }

    #[test]
    fn json_keeps_its_values() {
        let value = serde_json::json!({ "title": "a\u{9b}b\u{202e}c\n\u{1b}" });
        let text = format!("{value:#}");
        let shown = harmless_json(&text);
        assert!(!shown.contains(is_steering), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    #[test]
    fn places_in_a_text_stay() {
        for text in ["a\u{1b}b", "a\u{9b}b", "a\u{202e}b", "a\r\n"] {
            assert_eq!(same_length(text).len(), text.len());
            assert!(!same_length(text).contains(is_hidden));
        }
    }
}
