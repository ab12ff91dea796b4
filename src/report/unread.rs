//! What was written and does not count: what could not be read of the answers file and of the rules, and answers to questions that are
//! not asked. The first page names it, and every form lists it.

use schemars::JsonSchema;
use serde::Serialize;

use super::workload::AnswerInfo;
use crate::diagnostic::Diagnostic;
use crate::load::Library;
use crate::model::{Subject, Unread};

/// How many things the first page names one by one.
const MAX_NAMED: usize = 3;

/// Something that was written and is not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnreadInfo {
    /// The file of the rules that it stands in; absent for the answers file.
    pub file: Option<String>,
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong with it, without final stop.
    pub said: String,
    /// The way out.
    pub help: Option<String>,
}

impl From<&Unread> for UnreadInfo {
    fn from(unread: &Unread) -> Self {
        Self { file: None, line: unread.line, said: unread.said.clone(), help: unread.help.clone() }
    }
}

/// The errors in the files of a subject's questionnaire and decisions, each once.
pub(super) fn errors_of_rules(library: &Library, subject: &Subject) -> Vec<UnreadInfo> {
    let behind = subject.rule_bases.iter().flat_map(|base| library.errors_behind(&base.decision.id));
    let mut found: Vec<&Diagnostic> = Vec::new();
    for error in behind {
        if !found.contains(&error) {
            found.push(error);
        }
    }
    let info = |error: &Diagnostic| UnreadInfo {
        file: Some(library.sources.get(error.place().file).name.clone()),
        line: library.sources.span(error.place()).0.line,
        said: error.title.clone(),
        help: error.help.clone(),
    };
    found.into_iter().map(info).collect()
}

/// What does not count, in sentences for the first page.
pub(super) fn warnings(unread: &[UnreadInfo], not_asked: &[AnswerInfo], answers: &[AnswerInfo]) -> Vec<String> {
    let (rules, own): (Vec<&UnreadInfo>, Vec<&UnreadInfo>) = unread.iter().partition(|info| info.file.is_some());
    let name = |info: &&UnreadInfo| format!("line {}: {}", info.line, info.said);
    let name_file =
        |info: &&UnreadInfo| format!("{}, line {}: {}", info.file.as_deref().unwrap_or(""), info.line, info.said);
    let said = |answer: &AnswerInfo| format!("{} ({})", answer.name.as_ref().unwrap_or(&answer.ask), answer.said);
    let all = [
        ("The rules were read in part, and the advice counts only what was read", named(rules.iter().map(name_file))),
        ("The answers file was read in part, and the advice counts only what was read", named(own.iter().map(name))),
        ("Answers not counted, for the other answers leave these questions out", named(not_asked.iter().map(said))),
    ];
    let is_there = |(first, named): (&str, Option<String>)| Some(format!("{first}: {}.", named?));
    let n_borrowed = answers.iter().filter(|answer| answer.example.is_some()).count();
    let borrowed = match n_borrowed {
        0 => None,
        1 => Some("1 answer is taken from an example, and nobody confirmed it.".to_owned()),
        n => Some(format!("{n} answers are taken from an example, and nobody confirmed them.")),
    };
    all.into_iter().filter_map(is_there).chain(borrowed).collect()
}

/// The first ones, and how many more there are.
fn named(all: impl ExactSizeIterator<Item = String>) -> Option<String> {
    let n_more = all.len().saturating_sub(MAX_NAMED);
    let mut named: Vec<String> = all.take(MAX_NAMED).collect();
    if n_more > 0 {
        named.push(format!("and {n_more} more"));
    }
    (!named.is_empty()).then(|| named.join("; "))
}
