//! Ids that an edit took away without leaving an alias.

use crate::condition::closest;
use crate::model::{Place, Question, Questionnaire, RuleBase, Subject};

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
    let mut lost: Vec<LostId> =
        old_ids.iter().filter(is_lost).map(|id| lost_id(id, &old_ids, &new_ids, &new.place)).collect();
    for base in &after.rule_bases {
        if let Some(before) = before.rule_base(base.decision.id.as_str()) {
            let (old_ids, new_ids) = (decision_ids(before), decision_ids(base));
            let gone = old_ids.iter().filter(|id| !new_ids.contains(id) && !base.decision.aliases.contains_key(*id));
            lost.extend(gone.map(|id| lost_id(id, &old_ids, &new_ids, &base.decision.place)));
        }
    }
    lost
}

fn lost_id(id: &str, old_ids: &[String], new_ids: &[String], place: &Place) -> LostId {
    let added: Vec<&str> = new_ids.iter().filter(|new| !old_ids.contains(new)).map(String::as_str).collect();
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

fn decision_ids(base: &RuleBase) -> Vec<String> {
    let options = base.options.iter().map(|option| option.id.to_string());
    options.chain(base.criteria.iter().map(|criterion| criterion.id.to_string())).collect()
}
