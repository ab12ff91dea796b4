//! Ids that an edit took away without leaving an alias.

use super::versions::earlier;
use crate::condition::closest;
use crate::model::{Place, Question, Questionnaire, Subject};

/// An id that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostId {
    /// The id as an alias would write it: `question`, `question.choice`, or an option, criterion or rule.
    pub id: String,
    /// A present id that it may have become, as a help line.
    pub suggestion: Option<String>,
    /// Where an alias would stand: the questionnaire or the decision.
    pub place: Place,
}

/// The ids of questions, choices, bands, options and criteria that answers files may use, and that are gone without an alias.
pub fn lost_ids(before: &Subject, after: &Subject) -> Vec<LostId> {
    let (old, new) = (&before.questionnaire, &after.questionnaire);
    let (old_ids, new_ids) = (answer_ids(old), answer_ids(new));
    // Where a question is gone, its choices are gone with it and need no word of their own.
    let parent_is_lost = |id: &str| {
        let parent = id.split_once('.').map(|(question, _)| question);
        parent.is_some_and(|question| new.question(present(new, question)).is_none())
    };
    let is_lost = |id: &&String| {
        let present = present_part(new, id);
        let is_aliased = new.aliases.contains_key(*id) || new.aliases.contains_key(&present);
        !new_ids.contains(&present) && !is_aliased && !parent_is_lost(id)
    };
    let mut lost: Vec<LostId> = {
        let gone = old_ids.iter().filter(is_lost);
        gone.map(|id| lost_id((id, &present_part(new, id)), &old_ids, &new_ids, &new.place)).collect()
    };
    for base in &after.rule_bases {
        let Some(before) = earlier(before, after, base) else { continue };
        // Options and criteria share one table of earlier names, and each name leads to what is of its kind.
        let kinds: [(Vec<String>, Vec<String>, &dyn Fn(&str) -> bool); 2] = [
            (ids(&before.options, |option| &option.id), ids(&base.options, |option| &option.id), &|id| {
                base.option_named(id).is_some()
            }),
            (ids(&before.criteria, |criterion| &criterion.id), ids(&base.criteria, |criterion| &criterion.id), &|id| {
                base.criterion_named(id).is_some()
            }),
        ];
        for (old_ids, new_ids, is_known) in kinds {
            let gone = old_ids.iter().filter(|id| !is_known(id));
            lost.extend(gone.map(|id| lost_id((id, id), &old_ids, &new_ids, &base.decision.place)));
        }
    }
    lost
}

fn lost_id((id, present): (&str, &str), old_ids: &[String], new_ids: &[String], place: &Place) -> LostId {
    // A question has not become a choice, nor a choice one of another question.
    let is_alike = |new: &&String| match (present.split_once('.'), new.split_once('.')) {
        (Some((of, _)), Some((other, _))) => of == other,
        (None, None) => true,
        _ => false,
    };
    let added = new_ids.iter().filter(|new| !old_ids.contains(new)).filter(is_alike);
    let added: Vec<&str> = added.map(String::as_str).collect();
    let only = (added.len() == 1).then(|| format!("did you mean `{}`?", added[0]));
    LostId { id: id.to_owned(), suggestion: closest(id, added.into_iter()).or(only), place: place.clone() }
}

/// The present name of a question.
fn present<'a>(questionnaire: &'a Questionnaire, question: &'a str) -> &'a str {
    questionnaire.aliases.get(question).map_or(question, String::as_str)
}

/// An id with the present name of its question.
fn present_part(questionnaire: &Questionnaire, id: &str) -> String {
    match id.split_once('.') {
        Some((question, part)) => format!("{}.{part}", present(questionnaire, question)),
        None => id.to_owned(),
    }
}

fn answer_ids(questionnaire: &Questionnaire) -> Vec<String> {
    let of = |question: &Question| {
        let choices = question.kind.choices().iter().map(|choice| format!("{}.{}", question.id, choice.id));
        let bands = question.kind.number().map_or(&[][..], |spec| &spec.bands);
        let bands = bands.iter().map(|band| format!("{}.{}", question.id, band.id));
        [question.id.to_string()].into_iter().chain(choices).chain(bands).collect::<Vec<_>>()
    };
    questionnaire.questions.iter().flat_map(of).collect()
}

fn ids<T, Id: ToString>(of: &[T], id: impl Fn(&T) -> &Id) -> Vec<String> {
    of.iter().map(|entry| id(entry).to_string()).collect()
}
