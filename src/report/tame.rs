//! Text of other people made harmless for the place it is put into: no control characters anywhere, no markup in Markdown.
//!
//! Markdown is written for the readers that records meet: `CommonMark`, GitHub, Python-Markdown, MDX, and Liquid in front of them. A
//! backslash escapes only what all of them unescape; everything else becomes a character reference.

use std::fmt::Write as _;

use serde_json::Value;

use crate::diagnostic::harmless::{is_steering, turns_direction};

/// What a text is put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Text or HTML, which is escaped when it is written.
    Plain,
    /// Markdown.
    Markdown,
}

/// The field whose text is an address, not prose; templates put it through the `address` filter.
const ADDRESS: &str = "link";

/// What an address begins with that becomes a link.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Tames every text in a value; keys stay.
pub(super) fn tame(value: &mut Value, place: Place) {
    match value {
        Value::String(text) => *text = one_line(text, place),
        Value::Array(items) => items.iter_mut().for_each(|item| tame(item, place)),
        Value::Object(fields) => {
            for (name, field) in fields {
                tame(field, if name == ADDRESS { Place::Plain } else { place });
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn one_line(text: &str, place: Place) -> String {
    let words = text.split(|c: char| c.is_whitespace() || is_steering(c) || turns_direction(c));
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if place == Place::Markdown { escape(&line.replace("...", "…")) } else { line }
}

/// A line of text as Markdown that shows it. Code spans and addresses stay what they are.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    let strikes = line.matches('~').count() > 1;
    let mut at = escape_start(line, &mut escaped);
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        at += if let Some(length) = code_span(rest) {
            escaped.push_str(&rest[..length]);
            length
        } else if c == '`' {
            let n_ticks = rest.len() - rest.trim_start_matches('`').len();
            escaped.push_str(&"\\`".repeat(n_ticks));
            n_ticks
        } else if let Some((shown, length)) = address(rest) {
            push_link(shown, &mut escaped);
            length
        } else {
            push_escaped(c, line, at, strikes, &mut escaped);
            c.len_utf8()
        };
    }
    escaped
}

/// Escapes what means something at the beginning of a line only, and gives how much of the line that was.
fn escape_start(line: &str, escaped: &mut String) -> usize {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = &line[digits..];
    let is_number = (1..=9).contains(&digits) && after.starts_with(['.', ')']);
    if is_number && (after.len() == 1 || after[1..].starts_with(' ')) {
        escaped.push_str(&line[..digits]);
        escaped.push('\\');
        escaped.push_str(&after[..1]);
        return digits + 1;
    }
    let Some(first) = line.chars().next() else { return 0 };
    let is_alone = line.len() == 1 || line[first.len_utf8()..].starts_with([' ', first]);
    match first {
        '#' | '>' => escaped.extend(['\\', first]),
        '+' | '-' if is_alone => escaped.extend(['\\', first]),
        '=' | ':' if is_alone => push_reference(first, escaped),
        // A module's first words.
        'i' | 'e' if line.starts_with("import ") || line.starts_with("export ") => push_reference(first, escaped),
        _ => return 0,
    }
    first.len_utf8()
}

fn push_escaped(c: char, line: &str, at: usize, strikes: bool, escaped: &mut String) {
    match c {
        '<' => escaped.push_str("&lt;"),
        '&' if is_reference(&line[at..]) => escaped.push_str("&amp;"),
        '|' => push_reference(c, escaped),
        '~' if strikes => push_reference(c, escaped),
        '*' | '[' | ']' | '\\' | '{' => escaped.extend(['\\', c]),
        '_' if !inside_word(line, at) => escaped.push_str("\\_"),
        _ => escaped.push(c),
    }
}

fn push_reference(c: char, escaped: &mut String) {
    let _ = write!(escaped, "&#{};", c as u32);
}

/// Whether a text that begins with `&` begins with what may be a character reference.
fn is_reference(text: &str) -> bool {
    let name = text[1..].strip_prefix('#').unwrap_or(&text[1..]);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

/// The length of the code span that a text begins with: a run of ticks up to the next run of as many.
fn code_span(text: &str) -> Option<usize> {
    let n_ticks = |text: &str| text.len() - text.trim_start_matches('`').len();
    let opening = n_ticks(text);
    if opening == 0 {
        return None;
    }
    let mut at = opening;
    loop {
        at += text[at..].find('`')?;
        let closing = n_ticks(&text[at..]);
        at += closing;
        if closing == opening {
            return Some(at);
        }
    }
}

/// The address that a text begins with, in angle brackets or bare, and how much of the text it takes.
fn address(text: &str) -> Option<(&str, usize)> {
    let starts = |text: &str| SCHEMES.iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    let ends = |c: char| c == ' ' || matches!(c, '<' | '>' | '`' | '"' | '|' | '\\');
    if let Some(inner) = text.strip_prefix('<').filter(|inner| starts(inner)) {
        let end = inner.find(ends)?;
        return inner[end..].starts_with('>').then(|| (&inner[..end], end + 2));
    }
    if !starts(text) {
        return None;
    }
    let bare = &text[..text.find(ends).unwrap_or(text.len())];
    let bare = bare.trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?', '\'']);
    Some((bare, bare.len())).filter(|(bare, _)| starts(bare))
}

/// A link that all readers take: MDX knows no angle brackets, and linters ask for no bare address.
fn push_link(address: &str, escaped: &mut String) {
    escaped.push('[');
    for (at, c) in address.char_indices() {
        push_escaped(c, address, at, address.matches('~').count() > 1, escaped);
    }
    escaped.push_str("](");
    for c in address.chars() {
        match c {
            '(' | ')' | '{' | '}' | '[' | ']' | '*' => drop(write!(escaped, "%{:02X}", c as u32)),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(c),
        }
    }
    escaped.push(')');
}

fn inside_word(line: &str, at: usize) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    is_word(line[..at].chars().next_back()) && is_word(line[at + 1..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_cannot_become_markup() {
        let cases = [
            ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
            ("see https://example.org/a.", "see [https://example.org/a](https://example.org/a)."),
            ("<https://example.org/a_b> it", "[https://example.org/a_b](https://example.org/a_b) it"),
            ("<http onclick=alert(1)>x", "&lt;http onclick=alert(1)>x"),
            ("<https://a b>", "&lt;[https://a](https://a) b>"),
            ("(https://e.org/x(1))", "([https://e.org/x(1](https://e.org/x%281)))"),
            ("https://", "https://"),
            ("use `a < b` here", "use `a < b` here"),
            ("``` <script>alert(2)</script> `", "\\`\\`\\` &lt;script>alert(2)&lt;/script> \\`"),
            ("`` a`b `` and `c`", "`` a`b `` and `c`"),
            ("two\n# lines", "two # lines"),
            ("# heading", "\\# heading"),
            ("1. Build", "1\\. Build"),
            ("2) Buy", "2\\) Buy"),
            ("10", "10"),
            ("3.5 points", "3.5 points"),
            ("- item", "\\- item"),
            ("---", "\\---"),
            ("-5 degrees", "-5 degrees"),
            ("=", "&#61;"),
            ("::: note", "&#58;:: note"),
            ("snake_case and _this_", "snake_case and \\_this\\_"),
            ("one ` tick", "one \\` tick"),
            ("a [link](x)", "a \\[link\\](x)"),
            ("~~gone~~", "&#126;&#126;gone&#126;&#126;"),
            ("~40k", "~40k"),
            ("R&D &copy; &#60;", "R&D &amp;copy; &amp;#60;"),
            ("{{ x }} {% y %}", "\\{\\{ x }} \\{% y %}"),
            ("a | b", "a &#124; b"),
            ("import a from b", "&#105;mport a from b"),
            ("wait...", "wait…"),
        ];
        for (text, expected) in cases {
            assert_eq!(one_line(text, Place::Markdown), expected, "{text}");
        }
    }

    #[test]
    fn control_characters_do_not_reach_a_terminal() {
        assert_eq!(one_line("red \u{1b}[31m\u{202e}x", Place::Plain), "red [31m x");
    }
}
