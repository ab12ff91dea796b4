//! What it hangs on whether something is to be decided: questions with what is known of them.

use schemars::JsonSchema;
use serde::Serialize;

use super::names::Names;
use crate::load::display_briefly;
use crate::model::{AnswerValue, QuestionId, QuestionIdx};

/// How many questions are named.
const MAX_NAMED: usize = 2;

/// A question that something hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HingeInfo {
    /// The question.
    pub question: QuestionId,
    /// What it asks.
    pub ask: String,
    /// What it asks about, in a few words; absent where its author gave none.
    pub name: Option<String>,
    /// What is known of it, in a few words.
    pub known: String,
}

impl Names<'_> {
    /// Questions that something hangs on.
    pub fn hinges(self, questions: &[QuestionIdx]) -> Vec<HingeInfo> {
        let info = |question: &QuestionIdx| {
            let question = self.question(*question);
            let known = match self.file.answers.get(question.id.as_str()) {
                None => "open".to_owned(),
                Some(answer) if answer.value == AnswerValue::Unknown => "not known".to_owned(),
                Some(answer) => {
                    let said = display_briefly(&answer.value, question);
                    let sure = if answer.sure < 100 { format!(", {} % sure", answer.sure) } else { String::new() };
                    format!("answered \"{said}\"{sure}")
                }
            };
            HingeInfo { question: question.id.clone(), ask: question.ask.clone(), name: question.name.clone(), known }
        };
        questions.iter().map(info).collect()
    }
}

/// The questions in words, the first ones by name; `None` where there are none.
pub(super) fn say_hinges(hinges: &[HingeInfo]) -> Option<String> {
    let say = |hinge: &HingeInfo| {
        let name = hinge.name.clone().unwrap_or_else(|| format!("\"{}\"", hinge.ask));
        format!("{name} ({})", hinge.known)
    };
    let named: Vec<String> = hinges.iter().take(MAX_NAMED).map(say).collect();
    (!named.is_empty()).then(|| named.join(" and "))
}
