//! What is renamed in answers files and in the answers of scenarios.

use toml_edit::{Item, TableLike};

use super::edits::{Walked, entries, exactly, table};
use super::questionnaire::{after, answers_of};
use super::wish::{Renaming, What};
use crate::condition::renamed;
use crate::model::{RuleBase, Subject};

/// An answers file; one of another questionnaire is left alone.
pub(super) fn edits(walked: &mut Walked, subject: &Subject, renaming: &Renaming, base: Option<&RuleBase>) {
    let Some(document) = walked.document() else { return };
    let document: &dyn TableLike = document.as_table();
    let of = document.get("questionnaire").and_then(Item::as_str);
    if of != Some(subject.questionnaire.id.as_str()) {
        return;
    }
    let (old, new) = (renaming.old.as_str(), renaming.new.as_str());
    let overrides = || {
        let one = table(document, "override").into_iter();
        one.chain(entries(document, "override"))
    };
    match renaming.what {
        What::Question | What::Choice => {
            rename_answers(walked, answers_of(document), renaming);
            if let Some(after) = after(&subject.questionnaire, renaming) {
                for revisit in entries(document, "revisit") {
                    walked.string(revisit.get("when"), |text| Some(renamed(text, &after)));
                }
            }
        }
        What::Option => {
            let decision = base.map(|base| base.decision.id.as_str());
            for chosen in overrides().filter(|chosen| chosen.get("decision").and_then(Item::as_str) == decision) {
                walked.string(chosen.get("option"), exactly(old, new));
            }
        }
        What::Criterion => walked.key(table(document, "weights"), old, new),
        What::Decision => {
            walked.string(document.get("decisions"), exactly(old, new));
            for entry in overrides().chain(entries(document, "revisit")) {
                walked.string(entry.get("decision"), exactly(old, new));
            }
        }
        What::Rule => {}
    }
}

/// The answers to a question under its new name, or with its choice under the new one.
pub(super) fn rename_answers(walked: &mut Walked, answers: Option<&dyn TableLike>, renaming: &Renaming) {
    let (old, new) = (renaming.old.as_str(), renaming.new.as_str());
    match (renaming.what.clone(), answers) {
        (What::Question, answers) => walked.key(answers, old, new),
        (What::Choice, Some(answers)) => {
            let Some((question, choice)) = old.split_once('.') else { return };
            let Some(answer) = answers.get(question) else { return };
            match answer.as_table_like() {
                Some(details) => {
                    walked.string(details.get("value"), exactly(choice, new));
                    let votes = table(details, "votes").map(TableLike::iter).into_iter().flatten();
                    votes.for_each(|(_, vote)| walked.string(Some(vote), exactly(choice, new)));
                }
                None => walked.string(Some(answer), exactly(choice, new)),
            }
        }
        _ => {}
    }
}
