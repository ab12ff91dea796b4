//! What is found about a record that is made again.

use serde::Serialize;

use crate::adr::config::Config;
use crate::adr::list::Opened;
use crate::adr::replay;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The decision has to be looked at.
    Error,
    /// Worth knowing; the decision stands.
    Note,
}

/// Every kind of finding, with what it means.
pub const KINDS: [(&str, &str); 21] = [
    ("winner-changed", "another option leads by now"),
    ("no-option", "every option is excluded by now"),
    ("nothing-to-decide", "the decision has not to be made by now"),
    ("out-of-scope", "none of the options is for such a case by now"),
    ("close-call", "the lead is too small to call by now"),
    ("revisit", "a reason to decide again, named in the record, has come true"),
    ("review-date", "the day named in the record has come"),
    ("old-answer", "an answer has stood longer than its question says that answers hold"),
    ("observed-flip", "what was observed lies outside the answer, and with it another option leads"),
    ("observed-otherwise", "what was observed lies outside the answer, and the decision still follows"),
    ("headroom", "what was observed grows towards the next flip"),
    ("old-evidence", "evidence behind the decision was checked too long ago"),
    ("answers-missing", "the answers file is not there or cannot be read"),
    ("answers-changed", "the answers changed, and the decision still follows"),
    ("rules-missing", "the rule base or its questionnaire is not there"),
    ("rules-changed", "the rules changed, and the decision still follows"),
    ("override-idle", "the option chosen against the rules is the recommended one by now"),
    ("override-changed", "the answers file and the record name different options"),
    ("record-missing", "the record that this one supersedes, or is superseded by, is not there"),
    ("status-differs", "status, number or supersession stands differently in two places"),
    ("damaged-record", "what the record says for machines cannot be read"),
];

/// One thing found about a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The kind, one of [`KINDS`].
    pub kind: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The record's path within its folder.
    pub record: String,
    /// The record's path as shown.
    pub file: String,
    /// The line it is about, from 1.
    pub line: usize,
    /// What is found: lower case, no final stop.
    pub message: String,
    /// What did it.
    pub because: Vec<String>,
    /// The way out.
    pub help: String,
}

/// What is found about one record.
pub(super) struct Found<'a> {
    pub(super) opened: &'a Opened,
    pub(super) shown_folder: &'a str,
    pub(super) config: &'a Config,
    pub(super) observations: &'a [crate::observe::Observation],
    pub(super) findings: Vec<Finding>,
}

impl Found<'_> {
    /// Adds what asks for a look, at the first line of the record's block that holds `at`; what the team allows is a note.
    pub(super) fn fault(&mut self, kind: &'static str, at: &str, message: String, because: Vec<String>, help: &str) {
        self.add(kind, level_of(kind, self.config), at, message, because, help);
    }

    pub(super) fn note(&mut self, kind: &'static str, at: &str, message: String, because: Vec<String>, help: &str) {
        self.add(kind, Level::Note, at, message, because, help);
    }

    pub(super) fn add(
        &mut self,
        kind: &'static str,
        level: Level,
        at: &str,
        message: String,
        because: Vec<String>,
        help: &str,
    ) {
        let text = &self.opened.text;
        let block = replay::find(text).map_or(0, |block| block.as_ptr() as usize - text.as_ptr() as usize);
        let offset = text[block..].find(at).map_or(block, |found| block + found);
        let line = text[..offset].matches('\n').count() + 1;
        let file = shown_file(self.shown_folder, &self.opened.record.file);
        let (record, help) = (self.opened.record.file.clone(), help.to_owned());
        self.findings.push(Finding { kind, level, record, file, line, message, because, help });
    }
}

/// How bad a finding is that asks for a look: what the team allows is a note.
pub(super) fn level_of(kind: &str, config: &Config) -> Level {
    if config.recheck.allow.iter().any(|allowed| allowed == kind) { Level::Note } else { Level::Error }
}

/// A record's path as shown.
pub(super) fn shown_file(folder: &str, file: &str) -> String {
    if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") }
}
