//! A text as an editor addresses it: by line, and by character in the units that the two sides agreed on. Positions outside of it mean the
//! nearest one inside.

/// The units in which characters of a line are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// 16-bit units: what every client understands.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    fn units(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A text with the beginnings of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub content: String,
    starts: Vec<usize>,
}

impl Text {
    /// A text. A line ends with a line feed, a carriage return or both, as the protocol has it.
    pub fn new(content: String) -> Self {
        let mut starts = vec![0];
        let bytes = content.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        starts.extend(ends.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).map(|at| at + 1));
        Self { content, starts }
    }

    /// The byte at a line and character, both from 0. A place inside of a character is the one before it.
    pub fn offset(&self, line: u32, character: u32, encoding: Encoding) -> usize {
        let Some(start) = self.starts.get(line as usize) else { return self.content.len() };
        let mut units = 0;
        for (at, c) in self.line(line as usize).char_indices() {
            units += encoding.units(c);
            if units > character as usize {
                return start + at;
            }
        }
        start + self.line(line as usize).len()
    }

    /// The line and character of a byte, both from 0.
    pub fn position(&self, offset: usize, encoding: Encoding) -> (u32, u32) {
        let mut offset = offset.min(self.content.len());
        while !self.content.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let before = self.content[self.starts[line]..offset].trim_end_matches(['\n', '\r']);
        let character = before.chars().map(|c| encoding.units(c)).sum::<usize>();
        (line as u32, character as u32)
    }

    /// A line without what ends it.
    fn line(&self, line: usize) -> &str {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.content.len());
        self.content[self.starts[line]..end].trim_end_matches(['\n', '\r'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_count_as_the_two_sides_agreed() {
        let text = Text::new("a = \"ü😀b\"\r\nc\rd\n".to_owned());
        let at = text.content.find('b').expect("it is there");
        for (encoding, character) in [(Encoding::Utf8, 11), (Encoding::Utf16, 8), (Encoding::Utf32, 7)] {
            assert_eq!(text.position(at, encoding), (0, character));
            assert_eq!(text.offset(0, character, encoding), at);
        }
        assert_eq!(text.offset(0, 7, Encoding::Utf16), text.content.find('😀').expect("it is there"), "inside a pair");
        assert_eq!(text.position(text.content.find('d').expect("it is there"), Encoding::Utf16), (2, 0));
    }

    #[test]
    fn places_outside_are_the_nearest_inside() {
        let text = Text::new("ab\ncd".to_owned());
        assert_eq!(text.offset(0, 99, Encoding::Utf16), 2);
        assert_eq!(text.offset(9, 0, Encoding::Utf16), 5);
        assert_eq!(text.position(99, Encoding::Utf16), (1, 2));
        assert_eq!(Text::new(String::new()).position(0, Encoding::Utf16), (0, 0));
    }

    proptest! {
        #[test]
        fn every_character_is_found_again(content in "[aü😀\\r\\n]{0,24}") {
            let text = Text::new(content.clone());
            for (at, c) in content.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                    let (line, character) = text.position(at, encoding);
                    prop_assert_eq!(text.offset(line, character, encoding), at, "{}", c);
                }
            }
        }
    }
}
