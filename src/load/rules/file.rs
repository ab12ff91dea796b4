//! One file of a rule base before its names are resolved.

use std::ops::Range;

use super::pieces::{CUT, Cut, Entry, Pieces};
use crate::diagnostic::Diagnostic;
use crate::load::document::Document;
use crate::load::raw::{
    RawCriterion, RawDecision, RawDominates, RawEvidence, RawOption, RawRule, RawScenario, RawSteps, RawUnitCost,
};
use crate::model::{FileId, Named};

/// What a rules file holds before its names are resolved.
pub struct RulesFile<'a> {
    pub(super) document: Document<'a>,
    /// The decision, where the file declares it.
    pub decision: Option<(RawDecision, Range<usize>)>,
    pub(super) aliases: Vec<(String, String, Range<usize>)>,
    pub(super) criteria: Vec<(RawCriterion, Range<usize>)>,
    pub(super) options: Vec<(RawOption, Range<usize>)>,
    pub(super) rules: Vec<Entry<RawRule>>,
    pub(super) unit_costs: Vec<(RawUnitCost, Range<usize>)>,
    pub(super) steps: Vec<(RawSteps, Range<usize>)>,
    pub(super) dominates: Vec<(RawDominates, Range<usize>)>,
    pub(super) evidence: Vec<Entry<RawEvidence>>,
    pub(super) scenarios: Vec<Entry<RawScenario>>,
}

impl<'a> RulesFile<'a> {
    /// Reads one file's entries; those that cannot be read are findings. Of those that were read before nothing is read anew.
    pub fn new(file: FileId, text: &'a str, pieces: &mut Pieces) -> Self {
        let cut = if Document::is_readable(file, text) { pieces.cut(file, text) } else { Cut::whole(text) };
        Self::of_cut(file, text, cut)
    }

    pub(super) fn of_cut(file: FileId, text: &'a str, cut: Cut) -> Self {
        let Cut { left, mut rules, mut evidence, mut scenarios, mut findings } = cut;
        let mut document = Document::without_pieces(file, text, &left);
        if CUT.iter().any(|key| document.has_inline(key)) {
            // A list of both kinds is an error, which only the whole text shows.
            document = Document::new(file, text);
            (rules, evidence, scenarios, findings) = Default::default();
        }
        document.check_format();
        document.findings.extend(findings);
        let known = [
            "format",
            "decision",
            "aliases",
            "criterion",
            "option",
            "rule",
            "unit-cost",
            "steps",
            "dominates",
            "evidence",
            "scenario",
        ];
        let mut read = Self {
            decision: document.take_table("decision"),
            aliases: document.take_aliases(),
            criteria: document.take_entries("criterion"),
            options: document.take_entries("option"),
            rules: in_order(document.take_entries("rule"), &mut rules),
            unit_costs: document.take_entries("unit-cost"),
            steps: document.take_entries("steps"),
            dominates: document.take_entries("dominates"),
            evidence: in_order(document.take_entries("evidence"), &mut evidence),
            scenarios: in_order(document.take_entries("scenario"), &mut scenarios),
            document: Document::source_only(file, text),
        };
        read.document.findings = document.finish(&known);
        read
    }

    /// Takes the findings out, leaving none.
    pub fn take_findings(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.document.findings)
    }

    /// Whether anything was found in the file so far.
    pub fn has_findings(&self) -> bool {
        !self.document.findings.is_empty()
    }

    /// A finding at the decision's table, or at the start of the file.
    pub fn error_at_decision(&mut self, code: &'static str, title: String, help: &str) {
        let span = self.decision.as_ref().map_or(0..0, |(_, span)| span.start..span.start + 10);
        self.document.error(code, span, title, help);
    }

    /// Reports that the decision reads a questionnaire that is not there.
    pub fn unknown_questionnaire(&mut self, name: &str, help: &str) {
        let span = self.decision.as_ref().map_or(0..0, |(raw, _)| raw.questionnaire.span());
        self.document.error("unknown-questionnaire", span, format!("unknown questionnaire `{name}`"), help);
        self.document.last_is_unknown(Named::Questionnaire, name);
    }

    /// Reports entries that a file of shared evidence must not hold.
    pub fn only_evidence(&mut self) {
        let costs = self.unit_costs.len() + self.steps.len() + self.dominates.len();
        let others = costs + self.criteria.len() + self.options.len() + self.rules.len() + self.scenarios.len();
        if others > 0 || self.decision.is_some() {
            let help = "move them into the folder of their decision: `rules/<decision>/`";
            self.document.error("misplaced", 0..0, "a file directly under `rules` may hold only evidence", help);
        }
    }
}

/// The entries that were not cut out among those that were, in the order of the file.
fn in_order<T>(left: Vec<(T, Range<usize>)>, pieces: &mut Vec<Entry<T>>) -> Vec<Entry<T>> {
    if left.is_empty() {
        return std::mem::take(pieces);
    }
    let left = left.into_iter().map(|(raw, span)| (span.start, Entry { raw, at: 0 }));
    let mut all: Vec<(usize, Entry<T>)> = pieces.drain(..).map(|piece| (piece.at, piece)).chain(left).collect();
    all.sort_by_key(|(start, _)| *start);
    all.into_iter().map(|(_, entry)| entry).collect()
}
