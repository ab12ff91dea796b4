//! Text in columns: broken into lines, cut and padded by the width it takes on the screen, not by its bytes or characters.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::report::unbroken;

/// The columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text broken into lines of at most this many columns, at spaces where it can be.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    if columns == 0 {
        return Vec::new();
    }
    text.lines().flat_map(|line| wrap_line(line, columns)).collect()
}

fn wrap_line(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in unbroken(text) {
        let needed = width(&word);
        if used > 0 && used + 1 + needed <= columns {
            lines.last_mut().expect("there is a line").push(' ');
            used += 1;
        } else if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for c in word.chars() {
            let needed = c.width().unwrap_or(0);
            if used + needed > columns {
                lines.push(String::new());
                used = 0;
            }
            lines.last_mut().expect("there is a line").push(c);
            used += needed;
        }
    }
    lines
}

/// A text cut to at most this many columns, with `…` where something is missing.
pub fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        let needed = c.width().unwrap_or(0);
        if used + needed + 1 > columns {
            break;
        }
        cut.push(c);
        used += needed;
    }
    let mut cut = cut.trim_end().to_owned();
    if columns > 0 {
        cut.push('…');
    }
    cut
}

/// A text cut or filled up to exactly this many columns.
pub fn pad(text: &str, columns: usize) -> String {
    let mut text = fit(text, columns);
    let missing = columns.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// As [`pad`], with the text at the right.
pub fn pad_left(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let missing = columns.saturating_sub(width(&text));
    " ".repeat(missing) + &text
}

/// Lines cut to this many, the last one ending in `…` where some are missing.
pub fn clip(mut lines: Vec<String>, rows: usize, columns: usize) -> Vec<String> {
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(last) = lines.last_mut() {
            *last = fit(&format!("{last} …"), columns);
            if !last.ends_with('…') {
                last.push('…');
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_long_words_are_cut() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("it is 5\u{a0}%", 7), ["it is", "5\u{a0}%"]);
        assert_eq!(wrap("up to 5 000 of 9", 10), ["up to", "5 000 of 9"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
        assert_eq!(wrap("text", 0), Vec::<String>::new());
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrap("負荷分散", 4), ["負荷", "分散"]);
        assert_eq!(fit("負荷分散", 5), "負荷…");
        assert_eq!(width(&pad("負荷", 5)), 5);
        assert_eq!(width(&pad("負荷分散", 4)), 4);
    }

    #[test]
    fn nothing_is_ever_wider_than_asked_for() {
        for text in ["", "a", "plain words here", "負荷 テスト です", "e\u{301}e\u{301}e\u{301}"] {
            for columns in 1..12 {
                assert_eq!(width(&pad(text, columns)), columns, "{text:?}");
                assert!(width(&fit(text, columns)) <= columns, "{text:?}");
                let widest = wrap(text, columns).iter().map(|l| width(l)).max().unwrap_or(0);
                assert!(widest <= columns.max(2), "{text:?} in {columns}");
            }
        }
    }

    #[test]
    fn clipped_lines_say_that_more_follows() {
        let lines = vec!["one".to_owned(), "two".to_owned(), "three".to_owned()];
        assert_eq!(clip(lines.clone(), 3, 10), lines);
        assert_eq!(clip(lines, 2, 10), ["one", "two …"]);
    }
}
