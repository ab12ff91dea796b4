//! Where answers come from: how many were observed, said by people or settled by another decision, and how many questions are open.

use schemars::JsonSchema;
use serde::Serialize;

use super::filters::listed;
use crate::diagnostic::render::counted;

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// A person said it.
    Said,
    /// It was read from a source.
    Observed,
    /// Another decision settled it.
    Derived,
    /// It was taken from an example, and nobody confirmed it.
    Example,
}

/// How many answers come from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OriginsInfo {
    /// Answers that people said, "don't know" among them.
    pub said: usize,
    /// Answers that were observed.
    pub observed: usize,
    /// Answers that another decision settled.
    pub derived: usize,
    /// Answers taken from an example that nobody confirmed.
    pub example: usize,
    /// Questions that are asked and have no answer.
    pub open: usize,
    /// The same in a sentence.
    pub sentence: String,
}

impl OriginsInfo {
    /// Counts answers, and the open questions beside them.
    pub fn new(answers: &[OriginKind], open: usize) -> Self {
        let n = |kind| answers.iter().filter(|origin| **origin == kind).count();
        let (said, observed, derived) = (n(OriginKind::Said), n(OriginKind::Observed), n(OriginKind::Derived));
        let example = n(OriginKind::Example);
        let kinds = [
            (said, "said by people"),
            (observed, "observed"),
            (derived, "derived from another decision"),
            (example, "taken from an example and not confirmed"),
        ];
        let kinds: Vec<(usize, &str)> = kinds.into_iter().filter(|(n, _)| *n > 0).collect();
        let mut sentence = match &kinds[..] {
            [] => "No question is answered".to_owned(),
            [(1, how)] => format!("The one answer was {how}"),
            [(2, how)] => format!("Both answers were {how}"),
            [(n, how)] => format!("All {n} answers were {how}"),
            several => {
                let parts: Vec<String> = several.iter().map(|(n, how)| format!("{n} {} {how}", were(*n))).collect();
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                format!("Of {}, {}", counted(answers.len(), "answer"), listed(&parts))
            }
        };
        sentence.push_str(&match open {
            0 => "; no question is open.".to_owned(),
            1 => "; 1 question is open.".to_owned(),
            n => format!("; {n} questions are open."),
        });
        if said > 0 && said < answers.len() {
            sentence.push_str(" What is not marked was said by people.");
        }
        Self { said, observed, derived, example, open, sentence }
    }
}

fn were(n: usize) -> &'static str {
    if n == 1 { "was" } else { "were" }
}
