//! A string as a TOML file writes it: what it says, and which of the file's bytes each byte of that stands for. Reads what is still being
//! typed, without an end, as well.

use std::ops::Range;

/// A string of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// What it says.
    pub text: String,
    /// For each byte of the text, and for its end, where that stands in the file.
    places: Vec<usize>,
}

impl Literal {
    /// Reads the string that begins with the quote at `start`.
    pub fn read(file: &str, start: usize) -> Self {
        let raw = &file[start..];
        let quote = raw.chars().next().unwrap_or('"');
        let triple: String = [quote; 3].iter().collect();
        let is_long = raw.starts_with(&triple);
        let mark = if is_long { triple.as_str() } else { &triple[..1] };
        let mut at = mark.len();
        if is_long {
            at += if raw[at..].starts_with("\r\n") { 2 } else { usize::from(raw[at..].starts_with('\n')) };
        }
        let mut read = Self { text: String::new(), places: Vec::new() };
        while let Some(c) = raw[at..].chars().next() {
            let ends = raw[at..].starts_with(mark) && !(is_long && raw[at + 3..].starts_with(quote));
            if ends || (!is_long && c == '\n') {
                break;
            }
            let (said, length) =
                if c == '\\' && quote == '"' { escaped(&raw[at..], is_long) } else { (Some(c), c.len_utf8()) };
            if let Some(said) = said {
                read.text.push(said);
                read.places.resize(read.text.len(), start + at);
            }
            at += length;
        }
        read.places.push(start + at);
        read
    }

    /// Where some bytes of the text stand in the file.
    pub fn in_file(&self, span: &Range<usize>) -> Range<usize> {
        let last = self.places.len() - 1;
        self.places[span.start.min(last)]..self.places[span.end.min(last)]
    }

    /// Where the text stands in the file, without its quotes.
    pub fn span(&self) -> Range<usize> {
        self.in_file(&(0..self.text.len()))
    }

    /// The byte of the text that a byte of the file stands for, or the next one; `None` outside of it.
    pub fn of_file(&self, offset: usize) -> Option<usize> {
        let span = self.span();
        (span.start..=span.end).contains(&offset).then(|| {
            let at = self.places.partition_point(|place| *place < offset);
            (at..=self.text.len()).find(|at| self.text.is_char_boundary(*at)).unwrap_or(self.text.len())
        })
    }
}

/// What an escape says, and how long it is; nothing where it only joins lines, and itself where it is none.
fn escaped(raw: &str, is_long: bool) -> (Option<char>, usize) {
    let hex = |digits: usize| {
        let said = raw.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        said.and_then(char::from_u32).map(|said| (Some(said), 2 + digits))
    };
    let plain = match raw[1..].chars().next() {
        Some('b') => Some('\u{8}'),
        Some('t') => Some('\t'),
        Some('n') => Some('\n'),
        Some('f') => Some('\u{c}'),
        Some('r') => Some('\r'),
        Some('e') => Some('\u{1b}'),
        Some('"') => Some('"'),
        Some('\\') => Some('\\'),
        _ => None,
    };
    let coded = match raw[1..].chars().next() {
        Some('x') => hex(2),
        Some('u') => hex(4),
        Some('U') => hex(8),
        _ => None,
    };
    let rest = raw[1..].trim_start_matches([' ', '\t', '\r']);
    if let Some(plain) = plain {
        (Some(plain), 2)
    } else if let Some(coded) = coded {
        coded
    } else if is_long && rest.starts_with('\n') {
        (None, raw.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len())
    } else {
        (Some('\\'), 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a string says, and where a part of what it says stands.
    fn read(file: &str, part: &str) -> (String, String) {
        let start = file.find(['"', '\'']).expect("a string");
        let literal = Literal::read(file, start);
        let at = literal.text.find(part).expect("the part");
        let span = literal.in_file(&(at..at + part.len()));
        assert_eq!(literal.of_file(span.start), Some(at), "{file}");
        (literal.text, file[span].to_owned())
    }

    #[test]
    fn each_byte_of_what_is_said_has_its_place_in_the_file() {
        let cases = [
            ("a = \"ü == b\" # x", "b", "ü == b", "b"),
            ("a = 'it''s'", "it", "it", "it"),
            ("a = \"x \\u00e9 b\"", "b", "x é b", "b"),
            ("a = \"x \\u00e9 b\"", "é", "x é b", "\\u00e9"),
            ("a = \"say \\\"b\\\"\"", "b", "say \"b\"", "b"),
            ("a = \"\"\"\na == b\n  and c\"\"\"", "and", "a == b\n  and c", "and"),
            ("a = \"\"\"a \\\n    b\"\"\"", "b", "a b", "b"),
            ("a = \"\"\"\"quoted\"\"\"\"", "quoted", "\"quoted\"", "quoted"),
            ("a = \"not closed\nb = 1", "closed", "not closed", "closed"),
            ("a = \"odd \\q b\"", "b", "odd \\q b", "b"),
        ];
        for (file, part, text, written) in cases {
            assert_eq!(read(file, part), (text.to_owned(), written.to_owned()), "{file}");
        }
    }

    #[test]
    fn it_says_what_the_parser_reads() {
        for written in ["\"a\\tb\\u00fc\"", "'c:\\n'", "\"\"\"\n x\\\n   y\\\"\"\"\"", "'''\n'a''''", "\"\""] {
            let file = format!("k = {written}\n");
            let table: toml::Table = file.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
            assert_eq!(Literal::read(&file, 4).text, table["k"].as_str().expect("a text"), "{file}");
        }
    }
}
