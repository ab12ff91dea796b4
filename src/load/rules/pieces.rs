//! A rules file cut at its rules, scenarios and evidence, so that each of these is read by itself, and not again while its text is the same.
//!
//! A text that is TOML piece by piece is TOML as a whole, and means the same. What is cut out is blanked in the text that is left, so that
//! everything else keeps its place; a piece that is no entry by itself is left where it stands.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::load::document::Document;
use crate::load::raw::{RawEvidence, RawRule, RawScenario};
use crate::model::FileId;

/// What is cut out: of these a rule base has many.
pub(super) const CUT: [&str; 3] = ["rule", "scenario", "evidence"];

/// What starts and ends a text of several lines, in which lines may look like anything.
const LONG_QUOTES: [&str; 2] = ["\"\"\"", "'''"];

/// An entry whose bytes are counted from where it begins, or from the beginning of the file.
pub(super) struct Entry<T> {
    pub(super) raw: T,
    pub(super) at: usize,
}

/// An entry that was read by itself; places are counted from its beginning.
#[derive(Debug)]
struct Piece {
    raw: Option<Raw>,
    findings: Vec<Diagnostic>,
}

#[derive(Clone, Debug)]
enum Raw {
    Rule(RawRule),
    Scenario(RawScenario),
    Evidence(RawEvidence),
}

/// Pieces by their texts.
#[derive(Default)]
pub struct Pieces {
    keeps: bool,
    known: FxHashMap<String, Arc<Piece>>,
}

/// A file taken apart.
pub(super) struct Cut<'a> {
    /// The text with what was cut out blanked.
    pub(super) left: Cow<'a, str>,
    pub(super) rules: Vec<Entry<RawRule>>,
    pub(super) evidence: Vec<Entry<RawEvidence>>,
    pub(super) scenarios: Vec<Entry<RawScenario>>,
    /// What was found in the pieces.
    pub(super) findings: Vec<Diagnostic>,
}

impl Pieces {
    /// None yet, and whatever is read from now on.
    pub fn from_now_on() -> Self {
        Self { keeps: true, ..Self::default() }
    }

    /// Takes a text apart. Pieces that do not stand in it any more are forgotten.
    pub(super) fn cut<'a>(&mut self, file: FileId, text: &'a str) -> Cut<'a> {
        let stretches = stretches(text);
        let mut before = std::mem::take(&mut self.known);
        let mut read = |(span, key): &(Range<usize>, &'static str)| {
            let piece = &text[span.clone()];
            if let Some((piece, known)) = before.remove_entry(piece) {
                self.known.insert(piece, Arc::clone(&known));
                return Some(known);
            }
            if let Some(known) = self.known.get(piece) {
                return Some(Arc::clone(known));
            }
            let read = Arc::new(read(file, piece, key)?);
            if self.keeps {
                self.known.insert(piece.to_owned(), Arc::clone(&read));
            }
            Some(read)
        };
        let pieces: Vec<Option<Arc<Piece>>> = stretches.iter().map(&mut read).collect();
        // A head that stands in a text of several lines is none, and then some piece is no entry.
        let has_long = LONG_QUOTES.iter().any(|quotes| text.contains(quotes));
        if has_long && (pieces.iter().any(Option::is_none) || !are_closed(text, &stretches)) {
            return Cut::whole(text);
        }
        let mut cut = Cut::whole(text);
        let mut left = text.as_bytes().to_vec();
        for ((span, _), piece) in stretches.into_iter().zip(pieces) {
            let Some(piece) = piece else { continue };
            left[span.clone()].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
            cut.add(piece, span.start);
        }
        // Blanks and line ends alone were written, over whole characters.
        cut.left = String::from_utf8(left).map_or(Cow::Borrowed(text), Cow::Owned);
        cut
    }
}

impl<'a> Cut<'a> {
    /// A text of which nothing is cut out.
    pub(super) fn whole(text: &'a str) -> Self {
        Self {
            left: Cow::Borrowed(text),
            rules: Vec::new(),
            evidence: Vec::new(),
            scenarios: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn add(&mut self, piece: Arc<Piece>, at: usize) {
        self.findings.extend(piece.findings.iter().map(|finding| finding.moved(at)));
        let raw = Arc::try_unwrap(piece).map_or_else(|shared| shared.raw.clone(), |own| own.raw);
        match raw {
            Some(Raw::Rule(raw)) => self.rules.push(Entry { raw, at }),
            Some(Raw::Scenario(raw)) => self.scenarios.push(Entry { raw, at }),
            Some(Raw::Evidence(raw)) => self.evidence.push(Entry { raw, at }),
            None => {}
        }
    }
}

/// Reads a piece; `None` where it is not one entry and no more.
fn read(file: FileId, text: &str, key: &str) -> Option<Piece> {
    let mut document = Document::of_piece(file, text, key)?;
    let raw = match key {
        "rule" => document.take_entries(key).pop().map(|(raw, _)| Raw::Rule(raw)),
        "scenario" => document.take_entries(key).pop().map(|(raw, _)| Raw::Scenario(raw)),
        _ => document.take_entries(key).pop().map(|(raw, _)| Raw::Evidence(raw)),
    };
    Some(Piece { raw, findings: document.findings })
}

/// The bytes of what may be cut out, each with its key: from the head of an entry to that of the next table that is no part of it.
fn stretches(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &'static str)> = None;
    for start in heads(text) {
        let line = text[start..].lines().next().unwrap_or_default();
        if open.is_some_and(|(_, key)| is_below(line, key)) {
            continue;
        }
        found.extend(open.take().map(|(from, key)| (from..start, key)));
        open = CUT.into_iter().find(|key| is_head(line, key)).map(|key| (start, key));
    }
    found.extend(open.map(|(from, key)| (from..text.len(), key)));
    found
}

/// Where the lines begin that begin with a bracket.
fn heads(text: &str) -> impl Iterator<Item = usize> + '_ {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
    std::iter::once(0).chain(ends).filter(|start| text.as_bytes().get(*start) == Some(&b'['))
}

/// Whether a line is the head of an entry of a list.
fn is_head(line: &str, key: &str) -> bool {
    let rest = line.strip_prefix("[[").and_then(|line| line.strip_prefix(key)).and_then(|line| line.strip_prefix("]]"));
    rest.is_some_and(|rest| rest.trim_start().is_empty() || rest.trim_start().starts_with('#'))
}

/// Whether a line is the head of a table below the entries of a list.
fn is_below(line: &str, key: &str) -> bool {
    line.trim_start_matches('[').trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('.'))
}

/// Whether every text of several lines ends in the stretch in which it begins.
fn are_closed(text: &str, stretches: &[(Range<usize>, &str)]) -> bool {
    let is_even = |part: &str| LONG_QUOTES.iter().map(|quotes| part.matches(quotes).count()).sum::<usize>() % 2 == 0;
    let mut at = 0;
    let mut gaps = stretches.iter().map(|(span, _)| {
        let gap = &text[at..span.start];
        at = span.end;
        gap
    });
    let are_even = gaps.all(is_even) && stretches.iter().all(|(span, _)| is_even(&text[span.clone()]));
    are_even && is_even(&text[at..])
}

#[cfg(test)]
mod tests {
    use super::super::{RulesFile, assemble};
    use super::*;
    use crate::engine::base::random::Stream;
    use crate::load::{Locations, files, load};
    use crate::model::Questionnaire;

    type Cutting<'c> = &'c mut dyn for<'t> FnMut(usize, FileId, &'t str) -> Cut<'t>;

    /// What files come to, and what is found in them.
    fn read(texts: &[String], questionnaire: &Questionnaire, cut: Cutting) -> (String, Vec<Diagnostic>) {
        let files = texts.iter().enumerate();
        let mut read: Vec<RulesFile> = files
            .map(|(at, text)| {
                let file = FileId(at as u32);
                let is_readable = Document::is_readable(file, text);
                RulesFile::of_cut(file, text, if is_readable { cut(at, file, text) } else { Cut::whole(text) })
            })
            .collect();
        let base = assemble(&mut read, questionnaire, &[]);
        let mut findings: Vec<Diagnostic> = read.iter_mut().flat_map(RulesFile::take_findings).collect();
        findings.sort_by_key(|finding| (finding.place().file, finding.place().span.start, finding.title.clone()));
        (format!("{base:?}"), findings)
    }

    fn damaged(text: &str, stream: &mut Stream) -> String {
        let mut at = (stream.bits() % text.len() as u64) as usize;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let put = |at: usize, what: &str| format!("{}{what}{}", &text[..at], &text[at..]);
        match stream.bits() % 7 {
            0 => put(at, ["\"", "'", "[", "]", "{", "}", "=", "#", "\n"][(stream.bits() % 9) as usize]),
            1 => put(line, "[[rule]]\n"),
            2 => put(line, "\"\"\"\n"),
            3 => put(line, "[rule.points]\n"),
            4 => put(0, "rule = []\n"),
            5 => text.chars().enumerate().filter(|(n, _)| *n != at).map(|(_, c)| c).collect(),
            _ => put(line, text[line..].lines().next().unwrap_or_default()),
        }
    }

    #[test]
    fn a_file_read_in_pieces_is_the_file_read_as_a_whole() {
        let library = load(&Locations::default());
        let of = |subject: &&Arc<crate::model::Subject>| subject.rule_base("realtime-transport").is_some();
        let questionnaire = &library.subjects.iter().find(of).expect("it is shipped").questionnaire;
        let all = files::rules(&Locations::default(), &mut Vec::new());
        let own = all.iter().filter(|(name, _)| name.starts_with("realtime-transport/"));
        let mut texts: Vec<String> = own.map(|(_, source)| source.text.clone()).collect();
        texts.push(
            "format = 1\n[[rule]]\nid = \"long\"\nwhen = \"\"\"\nlive == none\n\"\"\"\nbecause = \"So.\"\n".to_owned(),
        );
        let mut pieces: Vec<Pieces> = texts.iter().map(|_| Pieces::from_now_on()).collect();
        let mut stream = Stream::new(3);
        let (mut n_same, mut n_broken) = (0, 0);
        for round in 0..120 {
            let which = (stream.bits() % texts.len() as u64) as usize;
            let before = texts[which].clone();
            if round > 0 {
                texts[which] = damaged(&before, &mut stream);
            }
            let (whole, found) = read(&texts, questionnaire, &mut |_, _, text| Cut::whole(text));
            let (cut, found_cut) = read(&texts, questionnaire, &mut |at, file, text| pieces[at].cut(file, text));
            let is_broken = |found: &[Diagnostic]| found.iter().any(|finding| finding.code == "syntax");
            if is_broken(&found) {
                assert!(is_broken(&found_cut), "{found:?}");
                n_broken += 1;
            } else {
                assert_eq!(found_cut, found);
                assert_eq!(cut, whole);
                n_same += 1;
            }
            texts[which] = before;
        }
        assert!(n_same > 30 && n_broken > 20, "{n_same} {n_broken}");
    }

    #[test]
    fn only_the_entry_that_was_edited_is_read_anew() {
        let text = |points: &str| {
            let rule = |id: &str, points: &str| {
                format!("[[rule]]\nid = \"{id}\"\npoints = {{ a = {points} }}\nbecause = \"So.\"\n")
            };
            format!("format = 1\n{}{}[[scenario]]\nid = \"s\"\nanswers = {{}}\n", rule("one", "1"), rule("two", points))
        };
        let mut pieces = Pieces::from_now_on();
        let known = |pieces: &Pieces| {
            pieces.known.iter().map(|(text, read)| (text.clone(), Arc::as_ptr(read))).collect::<Vec<_>>()
        };
        pieces.cut(FileId(0), &text("1"));
        let before = known(&pieces);
        pieces.cut(FileId(0), &text("22"));
        let after = known(&pieces);
        assert_eq!((before.len(), after.len()), (3, 3));
        assert_eq!(after.iter().filter(|piece| before.contains(piece)).count(), 2);
    }
}
