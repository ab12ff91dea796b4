//! Text of other people made harmless for the place it is put into: no control characters anywhere, no markup in Markdown.

use serde_json::Value;

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
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c.is_control() || is_direction_mark(c))
        .filter(|word| !word.is_empty())
        .map(|word| if place == Place::Markdown { tame_word(word) } else { word.to_owned() })
        .collect();
    let line = words.join(" ");
    if place == Place::Markdown { escape_markup(&line.replace("...", "…")) } else { line }
}

/// Marks that turn the writing direction can make a text read as another one.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A bare address becomes a link.
fn tame_word(word: &str) -> String {
    let Some(start) = word.find("http://").or_else(|| word.find("https://")) else { return word.to_owned() };
    if word[..start].ends_with(['<', '(', '`']) {
        return word.to_owned();
    }
    let end = word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']).len().max(start);
    format!("{}<{}>{}", &word[..start], &word[start..end], &word[end..])
}

/// Escapes what Markdown or HTML would read as markup, outside code spans and links in angle brackets.
fn escape_markup(line: &str) -> String {
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut escaped = String::with_capacity(line.len());
    let mut in_code = false;
    for (at, c) in line.char_indices() {
        match c {
            '`' if balanced => {
                in_code = !in_code;
                escaped.push(c);
            }
            _ if in_code => escaped.push(c),
            '<' if line[at..].starts_with("<http") => escaped.push(c),
            '<' | '`' | '*' | '[' | ']' | '|' | '\\' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '_' if !inside_word(line, at) => escaped.push_str("\\_"),
            '#' | '+' | '>' if at == 0 => {
                escaped.push('\\');
                escaped.push(c);
            }
            '-' if line == "-" || line.starts_with("- ") && at == 0 => escaped.push_str("\\-"),
            _ => escaped.push(c),
        }
    }
    escaped
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
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("see https://example.org/a.", "see <https://example.org/a>."),
            ("use `a < b` here", "use `a < b` here"),
            ("two\n# lines", "two # lines"),
            ("# heading", "\\# heading"),
            ("snake_case and _this_", "snake_case and \\_this\\_"),
            ("one ` tick", "one \\` tick"),
            ("a [link](x)", "a \\[link\\](x)"),
            ("wait...", "wait…"),
        ];
        for (text, expected) in cases {
            assert_eq!(one_line(text, Place::Markdown), expected);
        }
    }

    #[test]
    fn control_characters_do_not_reach_a_terminal() {
        assert_eq!(one_line("red \u{1b}[31m\u{202e}x", Place::Plain), "red [31m x");
    }
}
