//! A look at one record: findings collected at the lines of the record, or at what did it.

use std::sync::Arc;

use super::finding::{Found, Shown, Spot};
use crate::adr::config::Config;
use crate::adr::list::Opened;
use crate::adr::replay;
use crate::adr::text::in_fence;
use crate::diagnostic::Severity;
use crate::load::merge_conflict;
use crate::observe::Observation;

/// A line, from 1, of a text.
pub(super) fn spot_of_line(name: String, text: &Arc<str>, line: usize) -> Spot {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    Spot { name, text: Arc::clone(text), span: start..start + length }
}

/// How bad a finding is that asks for a look: what the team allows is a note.
pub(super) fn level_of(kind: &str, config: &Config) -> Severity {
    if config.recheck.allow.iter().any(|allowed| allowed == kind) { Severity::Note } else { Severity::Error }
}

/// A look at one record, with what was found so far.
pub(super) struct Look<'a> {
    pub opened: &'a Opened,
    pub name: String,
    pub text: Arc<str>,
    pub config: &'a Config,
    pub observations: &'a [Observation],
    pub found: Vec<Found>,
}

impl<'a> Look<'a> {
    pub fn new(opened: &'a Opened, shown: &Shown, config: &'a Config) -> Self {
        let text = Arc::from(opened.text.as_str());
        Self { opened, name: shown.name(&opened.path), text, config, observations: &[], found: Vec::new() }
    }

    /// Adds what asks for a look, at the first line of the record's block that holds `at`; what the team allows is a note.
    pub fn fault(&mut self, kind: &'static str, at: &str, message: String, because: Vec<String>, help: &str) {
        self.fault_by(kind, None, at, message, because, help);
    }

    /// The same with the place of what did it, at which it then stands.
    pub fn fault_by(
        &mut self,
        kind: &'static str,
        cause: Option<Spot>,
        at: &str,
        message: String,
        because: Vec<String>,
        help: &str,
    ) {
        let at = self.in_block(at);
        self.add(kind, level_of(kind, self.config), cause, at, message, because, help);
    }

    pub fn note(
        &mut self,
        kind: &'static str,
        cause: Option<Spot>,
        at: &str,
        message: String,
        because: Vec<String>,
        help: &str,
    ) {
        let at = self.in_block(at);
        self.add(kind, Severity::Note, cause, at, message, because, help);
    }

    #[expect(clippy::too_many_arguments, reason = "each is a field of what is found")]
    pub fn add(
        &mut self,
        kind: &'static str,
        severity: Severity,
        cause: Option<Spot>,
        at: Spot,
        message: String,
        because: Vec<String>,
        help: &str,
    ) {
        let (record, help) = (Some(self.opened.record.file.clone()), help.to_owned());
        self.found.push(Found { kind, severity, record, at, cause, message, because, help });
    }

    pub fn in_block(&self, at: &str) -> Spot {
        let text = &self.text;
        let block = replay::find(text).map_or(0, |block| block.as_ptr() as usize - text.as_ptr() as usize);
        let offset = text[block..].find(at).map_or(block, |found| block + found);
        self.on_line(text[..offset].matches('\n').count() + 1)
    }

    pub fn on_line(&self, line: usize) -> Spot {
        spot_of_line(self.name.clone(), &self.text, line)
    }

    pub fn damaged(&mut self, trace: Option<usize>, why: String) {
        let help = "restore the block from the history of the file, or write the record again";
        let at = self.on_line(trace.unwrap_or(1));
        let severity = level_of("damaged-record", self.config);
        self.add("damaged-record", severity, None, at, why, Vec::new(), help);
    }

    /// Reports the marks of a merge that nobody finished.
    pub fn at_conflicts(&mut self) {
        let text = Arc::clone(&self.text);
        let Some(span) = merge_conflict(&text, |at| in_fence(&text, at)) else { return };
        let at = Spot { name: self.name.clone(), text, span };
        let severity = level_of("record-conflict", self.config);
        let what = "it holds an unresolved merge conflict".to_owned();
        let help = "keep one side, and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`";
        self.add("record-conflict", severity, None, at, what, Vec::new(), help);
    }
}
