//! Exact findings about questionnaires and rule bases, each with a witness where one helps.
//!
//! The loader has made sure that everything can be read and resolved; these findings are about what it means. Most are questions
//! about decision diagrams and so are answered by looking; those about outcomes are proven by the engine's solver or not reported.

mod conditions;
mod effects;
mod evidence;
mod questions;
mod text;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::engine::compile::Compiled;
use crate::engine::cuts::Cuts;
use crate::engine::diagram::VarIdx;
use crate::model::{Accepted, AnswerValue, Answers, Day, Subject};

/// What every lint may look at.
pub struct Context<'a> {
    /// The questionnaire and its rule bases.
    pub subject: &'a Subject,
    /// The subject, compiled without typed numbers.
    pub compiled: &'a Compiled,
    /// The day evidence is judged by; absent: its age is not looked at.
    pub today: Option<Day>,
}

/// Everything found in a subject that its authors have not accepted, in no particular order.
pub fn lint(subject: &Arc<Subject>, today: Option<Day>) -> Vec<Diagnostic> {
    let compiled = Compiled::new(subject, &Cuts::new());
    let context = Context { subject, compiled: &compiled, today };
    let lints: [fn(&Context, &mut Vec<Diagnostic>); 5] =
        [conditions::check, effects::check, questions::check, evidence::check, text::check];
    let mut findings = Vec::new();
    for lint in lints {
        lint(&context, &mut findings);
    }
    findings
}

/// Adds a finding unless its code is accepted at the entry it is about.
pub(super) fn report(findings: &mut Vec<Diagnostic>, accepted: &Accepted, finding: Diagnostic) {
    if !accepted.contains_key(finding.code) {
        findings.push(finding);
    }
}

impl Context<'_> {
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
