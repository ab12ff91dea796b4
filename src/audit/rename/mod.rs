//! Renames something everywhere: in questionnaires, rule bases, scenarios and answers files, with an alias that keeps the old name valid.
//!
//! Takes what was loaded and gives edits of texts; writes nothing. Records keep what they say: they are history, and read the old name by
//! its alias.

mod alias;
mod answers;
mod edits;
mod questionnaire;
mod rules;
#[cfg(test)]
mod tests;
mod wish;

use crate::load::{Library, is_id};
use crate::model::{FileId, Questionnaire, RuleBase, Subject};

pub use wish::{RenameError, Renaming, Text, TextEdit, What};

/// What was found under the old name.
struct Found<'a> {
    subject: &'a Subject,
    /// The rule base it belongs to; absent for what belongs to a questionnaire.
    base: Option<&'a RuleBase>,
}

/// The edits that rename something in all files of a library that are on disk, and in these answers files.
pub fn rename(library: &Library, answers: &[Text], renaming: &Renaming) -> Result<Vec<TextEdit>, RenameError> {
    if !is_id(&renaming.new) {
        return Err(RenameError::NoId { name: renaming.new.clone() });
    }
    let found = find(library, renaming)?;
    is_free(&found, renaming)?;
    let mut edits = edits::Edits::default();
    let file_of = |file: FileId| library.sources.get(file);
    let questionnaire = file_of(found.subject.questionnaire.place.file);
    if found.base.is_none() && questionnaire.path.is_none() {
        return Err(RenameError::BuiltIn { name: found.subject.questionnaire.id.to_string() });
    }
    if let Some(path) = &questionnaire.path {
        edits.file(path, &questionnaire.text, |text| questionnaire::edits(text, found.subject, renaming));
    }
    for base in &found.subject.rule_bases {
        let is_its = found.base.is_none_or(|own| own.decision.id == base.decision.id);
        for file in files_of(library, base) {
            let source = file_of(file);
            let home = found.base.is_some() && is_its && base.decision.place.file == file;
            match &source.path {
                Some(path) if is_its => {
                    edits.file(path, &source.text, |text| rules::edits(text, found.subject, renaming, home));
                }
                // Evidence that all rule bases share may be built in; it names nothing of theirs.
                None if is_its && found.base.is_some() && base.decision.place.file == file => {
                    return Err(RenameError::BuiltIn { name: base.decision.id.to_string() });
                }
                _ => {}
            }
        }
    }
    for text in answers {
        edits.file(&text.path, &text.text, |of| answers::edits(of, found.subject, renaming, found.base));
    }
    Ok(edits.finish())
}

/// The files of a rule base's own entries.
fn files_of(library: &Library, base: &RuleBase) -> Vec<FileId> {
    let own = library.files_of(&base.decision.id).iter().copied();
    let mut files: Vec<FileId> = own.collect();
    files.sort_unstable();
    files.dedup();
    files
}

fn find<'a>(library: &'a Library, renaming: &Renaming) -> Result<Found<'a>, RenameError> {
    let is_wanted = |base: &RuleBase| renaming.decision.as_ref().is_none_or(|wanted| base.decision.id == *wanted);
    let of_subject = |subject: &'a Subject| -> Vec<Found<'a>> {
        let in_bases = |has: &dyn Fn(&RuleBase) -> bool| {
            let bases = subject.rule_bases.iter().filter(|base| is_wanted(base) && has(base));
            bases.map(|base| Found { subject, base: Some(base) }).collect()
        };
        let old = renaming.old.as_str();
        match renaming.what {
            What::Question | What::Choice => {
                let is_there = has_in_questionnaire(&subject.questionnaire, renaming);
                is_there.then_some(Found { subject, base: None }).into_iter().collect()
            }
            What::Option => in_bases(&|base| base.option_idx(old).is_some()),
            What::Criterion => in_bases(&|base| base.criterion_idx(old).is_some()),
            What::Rule => in_bases(&|base| base.rules.iter().any(|rule| rule.id == *old && rule.is_written())),
            What::Decision => in_bases(&|base| base.decision.id == *old),
        }
    };
    let mut found: Vec<Found> = library.subjects.iter().flat_map(|subject| of_subject(subject)).collect();
    let (what, name) = (renaming.what.word(), renaming.old.clone());
    match found.len() {
        0 => Err(RenameError::Unknown { what, name, help: help(library, renaming) }),
        1 => Ok(found.remove(0)),
        _ => {
            let ids = found.iter().map(|found| {
                let id = found.base.map(|base| base.decision.id.as_str());
                format!("`{}`", id.unwrap_or(found.subject.questionnaire.id.as_str()))
            });
            Err(RenameError::Several { what, name, decisions: ids.collect::<Vec<_>>().join(", ") })
        }
    }
}

fn has_in_questionnaire(questionnaire: &Questionnaire, renaming: &Renaming) -> bool {
    match renaming.old.split_once('.') {
        Some((question, choice)) if renaming.what == What::Choice => questionnaire
            .question(question)
            .is_some_and(|question| question.kind.choices().iter().any(|known| known.id == *choice)),
        None if renaming.what == What::Question => questionnaire.question(&renaming.old).is_some(),
        _ => false,
    }
}

/// The name that was meant, where one is near.
fn help(library: &Library, renaming: &Renaming) -> String {
    let subjects = || library.subjects.iter();
    let bases = || subjects().flat_map(|subject| &subject.rule_bases);
    let known: Vec<String> = match renaming.what {
        What::Question => subjects().flat_map(|s| s.questionnaire.questions.iter().map(|q| q.id.to_string())).collect(),
        What::Choice => {
            let questions = subjects().flat_map(|subject| &subject.questionnaire.questions);
            let full =
                questions.flat_map(|q| q.kind.choices().iter().map(move |choice| format!("{}.{}", q.id, choice.id)));
            full.collect()
        }
        What::Option => bases().flat_map(|base| base.options.iter().map(|option| option.id.to_string())).collect(),
        What::Criterion => bases().flat_map(|base| base.criteria.iter().map(|c| c.id.to_string())).collect(),
        What::Rule => bases().flat_map(|base| base.rules.iter().map(|rule| rule.id.to_string())).collect(),
        What::Decision => bases().map(|base| base.decision.id.to_string()).collect(),
    };
    let meant = crate::condition::closest(&renaming.old, known.iter().map(String::as_str));
    let form = if renaming.what == What::Choice { "; write it as `question.choice`" } else { "" };
    meant.map_or_else(|| form.to_owned(), |meant| format!("; {meant}"))
}

fn is_free(found: &Found, renaming: &Renaming) -> Result<(), RenameError> {
    let new = renaming.new.as_str();
    let questionnaire = &found.subject.questionnaire;
    let taken = |help: &str| Err(RenameError::Taken { name: new.to_owned(), help: help.to_owned() });
    let old_name = " as an old name: take it out of `[aliases]` first";
    match (renaming.what.clone(), found.base) {
        (What::Choice, _) => {
            let (question, _) = renaming.old.split_once('.').unwrap_or_default();
            let choices = questionnaire.question(question).map_or(&[][..], |question| question.kind.choices());
            match choices.iter().any(|choice| choice.id == *new) {
                true => taken(" by another choice of the question"),
                false if questionnaire.aliases.contains_key(&format!("{question}.{new}")) => taken(old_name),
                false => Ok(()),
            }
        }
        (What::Question, _) => {
            let is_named = questionnaire.question(new).is_some()
                || questionnaire.trait_idx(new).is_some()
                || questionnaire.quantity_idx(new).is_some();
            match is_named {
                true => taken(" in the questionnaire"),
                false if questionnaire.aliases.contains_key(new) => taken(old_name),
                false => Ok(()),
            }
        }
        (What::Decision, _) => {
            let is_there = found.subject.rule_bases.iter().any(|base| base.decision.id == *new);
            if is_there { taken(" by another decision") } else { Ok(()) }
        }
        (_, Some(base)) => {
            let is_named =
                base.option_idx(new).is_some() || base.criterion_idx(new).is_some() || base.rule_idx(new).is_some();
            match is_named {
                true => taken(" in the rule base"),
                false if base.decision.aliases.contains_key(new) => taken(old_name),
                false => Ok(()),
            }
        }
        (_, None) => Ok(()),
    }
}
