//! What is renamed in a questionnaire: the entry itself, conditions, formulas, and what a decision's options lead to.

use toml_edit::TableLike;

use super::alias;
use super::edits::{Walked, entries, exactly, table, word_replaced};
use super::wish::{Renaming, What};
use crate::condition::renamed;
use crate::model::{Questionnaire, Subject};

pub(super) fn edits(walked: &mut Walked, subject: &Subject, renaming: &Renaming) {
    let Some(document) = walked.document() else { return };
    let document: &dyn TableLike = document.as_table();
    let (old, new) = (renaming.old.as_str(), renaming.new.as_str());
    match renaming.what {
        What::Question => {
            for question in entries(document, "question") {
                walked.string(question.get("id"), exactly(old, new));
            }
            for quantity in entries(document, "quantity") {
                walked.string(quantity.get("formula"), |formula| Some(word_replaced(formula, old, new)));
            }
            // Parts of the question are named after it.
            let of_part = |said: &str| {
                let part = said.strip_prefix(old)?.strip_prefix('.')?;
                Some(format!("{new}.{part}"))
            };
            let also = |said: &str| if said == old { Some(new.to_owned()) } else { of_part(said) };
            alias::write(walked, document, old, new, &also);
        }
        What::Choice => {
            let (question, choice) = old.split_once('.').unwrap_or_default();
            let is_it = |entry: &&dyn TableLike| entry.get("id").and_then(|id| id.as_str()) == Some(question);
            for declared in entries(document, "question").into_iter().filter(is_it) {
                for entry in entries(declared, "choices") {
                    walked.string(entry.get("id"), exactly(choice, new));
                }
            }
            let full = format!("{question}.{new}");
            alias::write(walked, document, old, &full, &exactly(old, &full));
        }
        What::Option | What::Decision => {
            for question in entries(document, "question") {
                if renaming.what == What::Decision {
                    walked.string(question.get("settled-by"), exactly(old, new));
                } else if is_settled_by(question, renaming, subject) {
                    for choice in entries(question, "choices") {
                        walked.string(choice.get("options"), exactly(old, new));
                    }
                }
            }
        }
        What::Criterion | What::Rule => {}
    }
    if let Some(after) = after(&subject.questionnaire, renaming) {
        let condition = |text: &str| Some(renamed(text, &after));
        for question in entries(document, "question") {
            walked.string(question.get("ask-if"), condition);
        }
        for of in entries(document, "trait") {
            for level in entries(of, "levels") {
                walked.string(level.get("when"), condition);
            }
        }
    }
}

/// Whether a question follows the decision whose option is renamed.
fn is_settled_by(question: &dyn TableLike, renaming: &Renaming, subject: &Subject) -> bool {
    let Some(by) = question.get("settled-by").and_then(|by| by.as_str()) else { return false };
    let has_option = subject.rule_base(by).is_some_and(|base| base.option_idx(&renaming.old).is_some());
    has_option && renaming.decision.as_ref().is_none_or(|decision| *decision == *by)
}

/// The questionnaire as conditions are to be read after a renaming of a question or choice, with nothing but that as an alias.
pub(super) fn after(questionnaire: &Questionnaire, renaming: &Renaming) -> Option<Questionnaire> {
    let mut after = questionnaire.clone();
    let (old, new) = (renaming.old.as_str(), renaming.new.as_str());
    let alias = match renaming.what {
        What::Question => {
            let question = after.questions.iter_mut().find(|question| question.id == *old)?;
            question.id = new.into();
            (old.to_owned(), new.to_owned())
        }
        What::Choice => {
            let (question, _) = old.split_once('.')?;
            (old.to_owned(), format!("{question}.{new}"))
        }
        What::Option | What::Criterion | What::Rule | What::Decision => return None,
    };
    after.aliases = [alias].into();
    Some(after)
}

/// A table under a key, for what walks answers.
pub(super) fn answers_of(of: &dyn TableLike) -> Option<&dyn TableLike> {
    table(of, "answers")
}
