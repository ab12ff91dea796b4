//! Exact findings about questionnaires and rule bases, each with a witness where one helps.
//!
//! The loader has made sure that everything can be read and resolved; these findings are about what it means. Most are questions
//! about decision diagrams and so are answered by looking; those about outcomes are proven by the engine's solver or not reported.

mod accepts;
mod answers;
mod capacity;
mod conditions;
mod conflicts;
mod descent;
mod effects;
mod evidence;
mod outcomes;
mod pairs;
mod questions;
mod scale;
mod search;
#[cfg(test)]
mod tests;
mod text;
mod turns;
mod ways;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::meaning::compile::{Compiled, CompiledDecision};
use crate::engine::meaning::cuts::Cuts;
use crate::engine::meaning::diagram::NodeId;
use crate::engine::meaning::variable::VarIdx;
use crate::model::{Accepted, AnswerValue, Answers, Day, FileId, Place, RuleBase, RuleIdx, Subject};

/// What every lint may look at.
struct Context<'a> {
    /// The questionnaire and its rule bases.
    subject: &'a Arc<Subject>,
    /// The subject, compiled without typed numbers.
    compiled: &'a Compiled,
    /// The texts, for edits that mend something.
    sources: &'a Sources,
}

/// Codes that say that something is not there, or that a condition is settled whatever is answered. While entries and conditions are left
/// out because of errors, they would say so of too much.
const OF_ABSENCE: [&str; 16] = [
    "never-true",
    "always-true",
    "never-asked",
    "always-asked",
    "unreachable-level",
    "no-evidence",
    "uncited-evidence",
    "unused-question",
    "unused-trait",
    "unused-quantity",
    "same-answers",
    "never-wins",
    "never-decisive",
    "scale",
    "stale-accept",
    "no-unit-cost",
];

/// Everything found in these subjects that their authors have not accepted, in file order.
///
/// `complete` says that no entry was left out because of errors; otherwise what is missing is not spoken of.
pub fn lint(subjects: &[Arc<Subject>], sources: &Sources, today: Option<Day>, complete: bool) -> Vec<Diagnostic> {
    let lints: [fn(&Context, &mut Findings); 9] = [
        capacity::check,
        conditions::check,
        pairs::check,
        effects::check,
        outcomes::check,
        scale::check,
        turns::check,
        questions::check,
        text::check,
    ];
    let of_subject = |subject: &Arc<Subject>| {
        let compiled = Compiled::new(subject, &Cuts::new());
        let context = Context { subject, compiled: &compiled, sources };
        let run = |lint: &fn(&Context, &mut Findings)| {
            let mut findings = Findings::default();
            lint(&context, &mut findings);
            findings
        };
        lints.par_iter().map(run).collect::<Vec<_>>()
    };
    let mut findings = Findings::default();
    for more in subjects.par_iter().flat_map_iter(of_subject).collect::<Vec<_>>() {
        findings.found.extend(more.found);
        findings.accepted.extend(more.accepted);
    }
    evidence::check(subjects, today, &mut findings);
    accepts::check(subjects, sources, &mut findings);
    findings.found.retain(|finding| complete || !OF_ABSENCE.contains(&finding.code));
    findings.found.sort_by_key(|finding| (finding.place().file, finding.place().span.start));
    // Evidence that several rule bases share stands in each of them.
    findings.found.dedup();
    findings.found
}

/// What was found so far, and what of it was accepted.
#[derive(Default)]
struct Findings {
    found: Vec<Diagnostic>,
    /// For each accepted finding that did occur: the file and byte of its entry, and its code.
    accepted: BTreeSet<(FileId, usize, &'static str)>,
}

impl Findings {
    /// Adds a finding unless its code is accepted at the entry it is about.
    fn report(&mut self, accepted: &Accepted, finding: Diagnostic) {
        let entry = finding.place().clone();
        self.report_in(&entry, accepted, finding);
    }

    /// Adds a finding about a part of an entry unless its code is accepted there.
    fn report_in(&mut self, place: &Place, accepted: &Accepted, finding: Diagnostic) {
        if accepted.contains_key(finding.code) {
            self.accepted.insert((place.file, place.span.start, finding.code));
        } else {
            self.found.push(finding);
        }
    }
}

impl Context<'_> {
    /// Whether a condition holds where these cells are given, and the first one of everything else.
    fn holds_at(&self, node: NodeId, cells: &[(VarIdx, u8)]) -> bool {
        let mut point = vec![0; self.compiled.space.diagrams.n_vars()];
        cells.iter().for_each(|(var, cell)| point[usize::from(*var)] = *cell);
        self.compiled.space.diagrams.holds(node, &point)
    }

    /// Points a finding to the vetoes that hold at these cells.
    fn with_vetoes(
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
