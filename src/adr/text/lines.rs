//! The lines of a text, and the title that one of them gives without its number.

use std::ops::Range;

/// One line of a text from some byte on: its bytes without the line end, and with it.
pub fn lines_from(text: &str, start: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut start = start;
    std::iter::from_fn(move || {
        let rest = &text.as_bytes()[start..];
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |at| start + at + 1);
        let whole = start..end;
        start = end;
        let line = text.as_bytes()[whole.clone()].strip_suffix(b"\n").map_or(whole.end, |_| whole.end - 1);
        let n_returns = text.as_bytes()[whole.start..line].iter().rev().take_while(|byte| **byte == b'\r').count();
        Some((whole.start..line - n_returns, whole))
    })
}

/// The cells of a row of a table that begins with `|`, without the spaces around them.
pub fn cells(text: &str, row: &Range<usize>) -> Vec<Range<usize>> {
    let inner = text[row.clone()].trim_end();
    let inner = &inner[1..inner.strip_suffix('|').map_or(inner.len(), str::len).max(1)];
    let mut at = row.start + 1;
    let cell = |cell: &str| {
        let trimmed = cell.trim();
        let start = at + cell.find(trimmed).unwrap_or(0);
        at += cell.len() + 1;
        start..start + trimmed.len()
    };
    inner.split('|').map(cell).collect()
}

/// The lines of a text.
pub fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    lines_from(text, 0)
}

/// A title without the number before it: `1. Title`, `ADR-0001: Title`, `ADR 1 - Title`. Gives the bytes of the number.
pub fn strip_number(title: &str) -> (&str, Option<Range<usize>>) {
    let rest = title.trim_start();
    let prefix = rest.get(..3).filter(|p| p.eq_ignore_ascii_case("adr")).map_or(0, str::len);
    let after = rest[prefix..].trim_start_matches([' ', '-', '_', '#']);
    let start = title.len() - after.len();
    let n_digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let tail = &after[n_digits..];
    let separated = tail.trim_start_matches([' ', '.', ':', '-', '–', '—', ')']);
    let is_number = (1..=5).contains(&n_digits) && separated.len() < tail.len() && !separated.is_empty();
    // "3 ways to fail" is a title; "3. Ways", "3: Ways" and "ADR 3 Ways" are numbered.
    let is_marked = prefix > 0 || tail.trim_start().starts_with(['.', ':', '-', '–', '—', ')']);
    // "3.5 is out" and "12-factor" are titles as well.
    let is_word = tail.starts_with(['.', '-', ':']) && tail[1..].starts_with(char::is_alphanumeric);
    if is_number && is_marked && !is_word {
        (separated.trim(), Some(start..start + n_digits))
    } else {
        (title.trim(), None)
    }
}

/// A line without the comment behind it: a `#` at its beginning or behind a space, and not within quotes.
pub fn without_comment(line: &str) -> &str {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        let may_open = before.is_whitespace() || "[{,".contains(before);
        match quote {
            Some(open) if c == open && (open == '\'' || before != '\\') => quote = None,
            None if may_open && (c == '"' || c == '\'') => quote = Some(c),
            None if c == '#' && before.is_whitespace() => return &line[..at],
            _ => {}
        }
        before = c;
    }
    line
}

/// The value's bytes without the spaces and quotes around it, and without a comment after it.
pub fn value_in(text: &str, range: Range<usize>) -> Range<usize> {
    let raw = &text[range.clone()];
    let raw_value = without_comment(raw);
    let trimmed = raw_value.trim();
    let start = range.start + (raw_value.len() - raw_value.trim_start().len());
    let is_quoted = trimmed.len() >= 2 && trimmed.starts_with(['"', '\'']) && trimmed.ends_with(&trimmed[..1]);
    if is_quoted { start + 1..start + trimmed.len() - 1 } else { start..start + trimmed.len() }
}
