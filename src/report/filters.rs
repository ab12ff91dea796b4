//! What templates may call beside minijinja's own filters: numbers of fit, lines of a certain width, bars.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use minijinja::{Environment, Error, ErrorKind, HtmlEscape, Value};
use unicode_width::UnicodeWidthStr;

use crate::load::display_number;

/// The widest column a template may ask for.
const MAX_WIDTH: usize = 400;

/// Adds the filters to an environment.
pub(super) fn add(environment: &mut Environment) {
    environment.add_filter("fit", fit);
    environment.add_filter("lead", lead);
    environment.add_filter("signed", signed);
    environment.add_filter("percent", percent);
    environment.add_filter("number", display_number);
    environment.add_filter("pad", pad);
    environment.add_filter("pad_left", pad_left);
    environment.add_filter("wrap", wrap);
    environment.add_filter("bar", bar);
    environment.add_filter("address", address);
    environment.add_filter("cite", cite);
    environment.add_filter("code", code);
}

/// A fit with one decimal: `73.4`.
fn fit(points: f64) -> String {
    format!("{points:.1}")
}

/// A lead that is there: where it rounds to nothing it says so.
pub fn lead(points: f64) -> String {
    if points < 0.05 { "under 0.1".to_owned() } else { fit(points) }
}

/// A difference with its sign: `+8.2`.
fn signed(points: f64) -> String {
    if points == 0.0 { "0.0".to_owned() } else { format!("{points:+.1}") }
}

/// A chance as a percentage; what is possible but rounds to nothing, or nearly certain, says so.
pub fn percent(chance: f64) -> String {
    match (chance * 100.0).round() {
        whole if whole < 1.0 && chance > 0.0 => "under 1 %".to_owned(),
        whole if whole > 99.0 && chance < 1.0 => "over 99 %".to_owned(),
        whole => format!("{whole:.0} %"),
    }
}

/// The numbers of some of the evidence that is listed, to stand behind a reason: ` [1,4]`; nothing where none of it is.
fn cite(ids: Vec<String>, listed: Vec<Value>) -> Result<String, Error> {
    let ids: BTreeSet<String> = ids.into_iter().collect();
    let mut numbers = Vec::new();
    for evidence in listed {
        if evidence.get_attr("evidence")?.as_str().is_some_and(|id| ids.contains(id)) {
            numbers.push(evidence.get_attr("number")?.to_string());
        }
    }
    Ok(if numbers.is_empty() { String::new() } else { format!(" [{}]", numbers.join(",")) })
}

/// Text in which no line breaks within a number or before its sign of percent.
fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let after = &text[at + c.len_utf8()..];
        let n_digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let goes_on =
            c == ' ' && joined.ends_with(|c: char| c.is_ascii_digit()) && (after.starts_with('%') || n_digits == 3);
        joined.push(if goes_on { '\u{a0}' } else { c });
    }
    joined
}

/// Text for HTML, with what stands between backticks as code. A backtick without another one stays as it is.
fn code(text: &str) -> Value {
    let text = &joined(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut html = String::new();
    for (at, part) in parts.iter().enumerate() {
        let _ = match (at % 2 == 1, at + 1 == parts.len()) {
            (true, false) => write!(html, "<code>{}</code>", HtmlEscape(part)),
            (true, true) => write!(html, "`{}", HtmlEscape(part)),
            _ => write!(html, "{}", HtmlEscape(part)),
        };
    }
    Value::from_safe_string(html)
}

/// Text filled up to a width, or cut to it with an ellipsis.
fn pad(text: &str, width: usize) -> Result<String, Error> {
    let width = checked(width)?;
    let mut cut = String::new();
    for c in text.chars() {
        if cut.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) > width.saturating_sub(1)
            && text.width() > width
        {
            cut.push('…');
            break;
        }
        cut.push(c);
    }
    Ok(format!("{cut}{}", " ".repeat(width.saturating_sub(cut.width()))))
}

/// Text moved to the right end of a width.
fn pad_left(text: &str, width: usize) -> Result<String, Error> {
    Ok(format!("{}{text}", " ".repeat(checked(width)?.saturating_sub(text.width()))))
}

/// Text broken into lines of a width; lines after the first start with `indent` spaces.
pub(super) fn wrap(text: &str, width: usize, indent: Option<usize>) -> Result<String, Error> {
    let (width, indent) = (checked(width)?, checked(indent.unwrap_or(0))?);
    let mut wrapped = String::new();
    let mut column = 0;
    for word in unbroken(text) {
        if column > 0 && column + 1 + word.width() > width {
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(indent));
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(&word);
        column += word.width();
    }
    Ok(wrapped)
}

/// The words of a text, between which lines may be broken: a number stays together with its next digits and with its sign of
/// percent, and so does what a no-break space joins.
pub fn unbroken(text: &str) -> Vec<String> {
    let is_break = |c: char| c.is_whitespace() && c != '\u{a0}';
    let mut words: Vec<String> = Vec::new();
    for word in text.split(is_break).filter(|word| !word.is_empty()) {
        let n_digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let goes_on = word.starts_with('%') || n_digits == 3;
        match words.last_mut().filter(|last| goes_on && last.ends_with(|c: char| c.is_ascii_digit())) {
            Some(number) => {
                number.push(' ');
                number.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// A bar from 0 to 100: full up to the fit, dotted where the open answers can still take it, a mark at the low end.
fn bar(fit: f64, width: usize, low: Option<f64>, high: Option<f64>) -> Result<String, Error> {
    let width = checked(width)?;
    let cell = |points: f64| ((points / 100.0 * width as f64).round().max(0.0) as usize).min(width);
    let (full, low, high) = (cell(fit), cell(low.unwrap_or(fit)), cell(high.unwrap_or(fit)));
    let symbol = |position: usize| match position {
        p if p < full.min(low.max(usize::from(fit > 0.0))) => '█',
        p if p < full => '▓',
        p if p < high => '░',
        _ => '·',
    };
    Ok((0..width).map(symbol).collect())
}

/// A link's address as Markdown takes it: nothing in it ends the link early.
fn address(link: &str) -> String {
    let unsafe_in_link = |c: char| c.is_whitespace() || c.is_control() || "<>()\"\\|`".contains(c);
    let mut safe = String::new();
    for c in link.chars() {
        if unsafe_in_link(c) {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(safe, "%{byte:02X}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

fn checked(width: usize) -> Result<usize, Error> {
    if width > MAX_WIDTH {
        let message = format!("a width of {width} is too wide; use at most {MAX_WIDTH}");
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    Ok(width)
}

/// Names in a row: "A", "A and B", "A, B and C".
pub fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_asked() {
        let wrapped = wrap("one two three four", 9, Some(2)).unwrap();
        assert_eq!(wrapped, "one two\n  three\n  four");
        assert_eq!(wrap("up to 40 000 at 5 %.", 9, None).unwrap(), "up to\n40 000 at\n5 %.");
        assert!(wrap("x", 5_000, None).is_err());
    }

    #[test]
    fn text_between_backticks_is_code_and_nothing_in_it_is_markup() {
        let html = |text: &str| code(text).to_string();
        assert_eq!(html("line 3: `a<b` or `c`"), "line 3: <code>a&lt;b</code> or <code>c</code>");
        assert_eq!(html("5` and <b>"), "5` and &lt;b&gt;");
        assert_eq!(html("`a` and 5`"), "<code>a</code> and 5`");
        assert_eq!(html("up to 40 000 at 5 % in 2026 alone"), "up to 40\u{a0}000 at 5\u{a0}% in 2026 alone");
    }

    #[test]
    fn padding_counts_columns_not_characters() {
        assert_eq!(pad("日本", 6).unwrap(), "日本  ");
        assert_eq!(pad("日本語だ", 6).unwrap(), "日本… ");
        assert_eq!(pad("abc", 3).unwrap(), "abc");
        assert_eq!(pad_left("日本", 6).unwrap(), "  日本");
        assert_eq!(pad_left("abcd", 3).unwrap(), "abcd");
    }

    #[test]
    fn a_bar_shows_fit_and_range() {
        assert_eq!(bar(50.0, 10, Some(30.0), Some(80.0)).unwrap(), "███▓▓░░░··");
        assert_eq!(bar(120.0, 4, None, None).unwrap(), "████");
        assert_eq!(bar(-5.0, 4, None, None).unwrap(), "····");
    }
}
