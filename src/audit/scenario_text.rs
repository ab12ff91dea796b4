//! A scenario as text, ready to stand in a file of a rule base.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use crate::load::answer_to_toml;
use crate::model::{Answers, OptionIdx, OutcomeKind, Questionnaire, RuleBase};

use super::scenarios::word;

/// What a scenario says beside its answers.
#[derive(Clone, Debug, Default)]
pub struct Says {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// The option that must lead, if one must.
    pub winner: Option<OptionIdx>,
    /// How it must come out, where that is to be held too.
    pub outcome: Option<OutcomeKind>,
}

/// A scenario as `[[scenario]]`, its answers in the order of the questions.
pub fn scenario_text(says: &Says, answers: &Answers, base: &RuleBase, questionnaire: &Questionnaire) -> String {
    let mut entry = Table::new();
    entry.insert("id", Item::Value(says.id.as_str().into()));
    if let Some(title) = &says.title {
        entry.insert("title", Item::Value(title.as_str().into()));
    }
    let mut expect = InlineTable::new();
    if let Some(winner) = says.winner {
        expect.insert("winner", base.options[winner.get()].id.as_str().into());
    }
    if let Some(outcome) = says.outcome {
        expect.insert("outcome", word(outcome).into());
    }
    entry.insert("expect", Item::Value(Value::InlineTable(expect)));
    let mut said = Table::new();
    for question in &questionnaire.questions {
        if let Some(answer) = answers.0.get(&question.id) {
            said.insert(question.id.as_str(), Item::Value(answer_to_toml(&answer.value)));
        }
    }
    entry.insert("answers", Item::Table(said));
    let mut entries = ArrayOfTables::new();
    entries.push(entry);
    let mut document = DocumentMut::new();
    document.insert("scenario", Item::ArrayOfTables(entries));
    document.to_string()
}

/// An id that no scenario of a rule base has yet, made of these words.
pub fn free_id(words: &str, base: &RuleBase) -> String {
    let wanted = slug::slugify(words);
    let wanted = if wanted.starts_with(|c: char| c.is_ascii_alphabetic()) { wanted } else { format!("case-{wanted}") };
    let is_taken = |id: &str| base.scenarios.iter().any(|scenario| scenario.id == *id);
    let numbered = (2..).map(|n| format!("{wanted}-{n}"));
    let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
    candidates.find(|id| !is_taken(id)).unwrap_or(wanted)
}
