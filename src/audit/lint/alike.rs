//! Entries that readers tell apart by a text, and that have the same one: a copied entry of which only the id was changed.

use std::collections::BTreeMap;

use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Accepted, Place, Question, QuestionKind, RuleBase, Subject};

/// An entry with the text that readers tell it by.
struct Told<'a> {
    id: &'a str,
    text: &'a str,
    place: &'a Place,
    accept: &'a Accepted,
}

/// Checks the entries of questionnaires and rule bases.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    of_questions(context.subject, findings);
    for base in &context.subject.rule_bases {
        of_base(base, findings);
    }
}

fn of_questions(subject: &Subject, findings: &mut Findings) {
    let questionnaire = &subject.questionnaire;
    let asked = questionnaire.questions.iter().map(|question| Told {
        id: question.id.as_str(),
        text: &question.ask,
        place: &question.place,
        accept: &question.accept,
    });
    same(("questions", "ask the same"), asked, findings);
    for question in &questionnaire.questions {
        let (place, accept) = (&question.place, &question.accept);
        let told = labels(question).into_iter().map(|(id, text)| Told { id, text, place, accept });
        let which = format!("answers of question `{}`,", question.id);
        same((&which, "have the same label"), told, findings);
    }
    for of in &questionnaire.traits {
        let told = of.levels.iter().map(|level| Told {
            id: level.id.as_str(),
            text: &level.label,
            place: &level.place,
            accept: &of.accept,
        });
        let which = format!("levels of trait `{}`,", of.id);
        same((&which, "have the same label"), told, findings);
    }
}

/// What the answers to a question are called.
fn labels(question: &Question) -> Vec<(&str, &str)> {
    match &question.kind {
        QuestionKind::Choice { choices, .. } | QuestionKind::Several { choices, .. } => {
            choices.iter().map(|choice| (choice.id.as_str(), choice.label.as_str())).collect()
        }
        QuestionKind::Number(spec) => spec.bands.iter().map(|band| (band.id.as_str(), band.label.as_str())).collect(),
    }
}

fn of_base(base: &RuleBase, findings: &mut Findings) {
    let options = |text: fn(&crate::model::ArchOption) -> Option<&String>| {
        base.options.iter().filter_map(move |option| {
            let text = text(option)?;
            Some(Told { id: option.id.as_str(), text, place: &option.place, accept: &option.accept })
        })
    };
    same(("options", "have the same name"), options(|option| Some(&option.name)), findings);
    same(("options", "have the same `summary`"), options(|option| Some(&option.summary)), findings);
    same(("options", "have the same `right-when`"), options(|option| option.right_when.as_ref()), findings);
    let criteria = base.criteria.iter().map(|criterion| Told {
        id: criterion.id.as_str(),
        text: &criterion.name,
        place: &criterion.place,
        accept: &criterion.accept,
    });
    same(("criteria", "have the same name"), criteria, findings);
}

/// Reports every entry that is told by the text of an earlier one.
fn same<'a>((which, how): (&str, &str), told: impl Iterator<Item = Told<'a>>, findings: &mut Findings) {
    let mut first: BTreeMap<String, Told> = BTreeMap::new();
    for entry in told {
        let text = entry.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let Some(other) = first.get(&text) else {
            first.insert(text, entry);
            continue;
        };
        let title = format!("the {which} `{}` and `{}` {how}", other.id, entry.id);
        let mut finding = Diagnostic::new(Severity::Warning, "same-name", entry.place, title);
        if other.place != entry.place {
            finding = finding.also(other.place, "this is the other one");
        }
        let finding = finding.help("give each its own: people see the text, and not the id");
        findings.report(entry.accept, finding);
    }
}
