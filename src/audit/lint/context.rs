//! What every lint looks at, and where it puts what it finds.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::meaning::compile::{Compiled, CompiledDecision};
use crate::engine::meaning::diagram::NodeId;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{Accepted, AnswerValue, Answers, FileId, Place, RuleBase, RuleIdx, Subject};

/// What every lint may look at.
pub(super) struct Context<'a> {
    /// The questionnaire and its rule bases.
    pub(super) subject: &'a Arc<Subject>,
    /// The subject, compiled without typed numbers.
    pub(super) compiled: &'a Compiled,
    /// The texts, for edits that mend something.
    pub(super) sources: &'a Sources,
}

/// What was found so far, and what of it was accepted.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) found: Vec<Diagnostic>,
    /// For each accepted finding that did occur: the file and byte of its entry, and its code.
    pub(super) accepted: BTreeSet<(FileId, usize, &'static str)>,
}

impl Findings {
    /// Adds a finding unless its code is accepted at the entry it is about.
    pub(super) fn report(&mut self, accepted: &Accepted, finding: Diagnostic) {
        let entry = finding.place().clone();
        self.report_in(&entry, accepted, finding);
    }

    /// Adds a finding about a part of an entry unless its code is accepted there.
    pub(super) fn report_in(&mut self, place: &Place, accepted: &Accepted, finding: Diagnostic) {
        if accepted.contains_key(finding.code) {
            self.accepted.insert((place.file, place.span.start, finding.code));
        } else {
            self.found.push(finding);
        }
    }
}

impl Context<'_> {
    /// Whether a condition holds where these cells are given, and the first one of everything else.
    pub(super) fn holds_at(&self, node: NodeId, cells: &[(VarIdx, u8)]) -> bool {
        let mut point = vec![0; self.compiled.space.diagrams.n_vars()];
        cells.iter().for_each(|(var, cell)| point[usize::from(*var)] = *cell);
        self.compiled.space.diagrams.holds(node, &point)
    }

    /// Points a finding to the vetoes that hold at these cells.
    pub(super) fn with_vetoes(
        &self,
        mut finding: Diagnostic,
        (base, decision): (&RuleBase, &CompiledDecision),
        cells: &[(VarIdx, u8)],
        options: &[usize],
    ) -> Diagnostic {
        let excludes = |rule: &usize| options.iter().any(|o| decision.vetoes[*o].contains(&RuleIdx::from(*rule)));
        for rule in (0..base.rules.len()).filter(excludes) {
            if self.holds_at(decision.rules[rule], cells) {
                finding = finding.also(&base.rules[rule].place, "this veto fires");
            }
        }
        finding
    }

    /// Cells as a person would say them: "`a = x`, `b = 5k`".
    pub(super) fn say(&self, cells: &[(VarIdx, u8)]) -> String {
        say_answers(&self.compiled.space.answers_at(&self.subject.questionnaire, cells))
    }

    /// Answers for which a condition holds, as a note.
    pub(super) fn example(&self, cells: &[(VarIdx, u8)]) -> String {
        if cells.is_empty() {
            "whatever is answered".to_owned()
        } else {
            format!("for example with {}", self.say(cells))
        }
    }
}

/// Answers in the order of their questions' ids, as a person would write them in a condition.
pub fn say_answers(answers: &Answers) -> String {
    let say = |value: &AnswerValue| match value {
        AnswerValue::Unknown => "unknown".to_owned(),
        AnswerValue::OneOf(ids) => ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or "),
        AnswerValue::Several(ids) => {
            format!("[{}]", ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
        AnswerValue::Number(number) => number.to_string(),
        AnswerValue::Range(low, high) => format!("{low}..{high}"),
        AnswerValue::Band(id) => id.to_string(),
    };
    let parts = answers.0.iter().map(|(question, answer)| format!("`{question} = {}`", say(&answer.value)));
    parts.collect::<Vec<_>>().join(", ")
}
