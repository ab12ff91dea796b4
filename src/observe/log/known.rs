//! Formats that are known by name, read from `formats.toml`: how their lines are read, or why they tell nothing.

use std::sync::LazyLock;

use serde::Deserialize;

use super::line::Stamps;
use super::pattern::Pattern;

/// A format.
#[derive(Debug)]
pub struct Known {
    /// What it is called.
    pub name: String,
    /// How its lines are read.
    pub pattern: Pattern,
    /// Whether a line's time is when the request began.
    pub begins: bool,
    /// Why it tells nothing.
    pub refuse: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    pattern: String,
    stamps: Option<String>,
    refuse: Option<String>,
}

/// All of them.
pub static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("formats.toml")).expect("a test reads the formats");
    let known = |entry: Entry| Known {
        pattern: if entry.refuse.is_some() {
            Pattern::without_time(&entry.pattern)
        } else {
            Pattern::parse(&entry.pattern)
        }
        .expect("a test reads the formats"),
        name: entry.name,
        begins: entry.stamps.as_deref() == Some("start"),
        refuse: entry.refuse,
    };
    file.format.into_iter().map(known).collect()
});

/// How many of some lines a format reads.
fn n_read(known: &Known, lines: &[&[u8]]) -> usize {
    lines.iter().filter(|line| known.pattern.fits(line, &mut Stamps::default())).count()
}

/// The format that reads most of some lines, of those that tell something or of those that are refused.
pub fn best(lines: &[&[u8]], is_refused: bool) -> Option<(usize, &'static Known)> {
    let counted =
        KNOWN.iter().filter(|known| known.refuse.is_some() == is_refused).map(|known| (n_read(known, lines), known));
    // Of those that read as many the first counts.
    counted.filter(|(n, _)| *n > 0).reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// A line as a terminal shows it: without the codes for its colours.
pub fn without_colours(line: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = memchr::memmem::find(rest, b"\x1b[") {
        plain.extend_from_slice(&rest[..at]);
        let code = &rest[at + 2..];
        let end = code.iter().position(u8::is_ascii_alphabetic).map_or(code.len(), |end| end + 1);
        rest = &code[end..];
    }
    plain.extend_from_slice(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_format_has_a_pattern_that_can_be_used() {
        for known in KNOWN.iter() {
            assert!(known.refuse.is_some() || known.pattern.has_time(), "{}", known.name);
        }
    }

    #[test]
    fn codes_for_colours_are_left_out() {
        assert_eq!(without_colours(b"\x1b[32mINFO\x1b[0m: \x1b[1mx"), b"INFO: x");
        assert_eq!(without_colours(b"\x1b[12"), b"");
    }
}
