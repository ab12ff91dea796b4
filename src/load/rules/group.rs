//! The groups of rules of a file, as they are read: each rule gets its condition with those before it denied.

use crate::condition::closest;
use crate::diagnostic::Severity;
use crate::load::document::Document;
use crate::load::questionnaire::read_condition;
use crate::load::raw::RawRule;
use crate::model::{Condition, Place, Questionnaire};

/// The groups of one file, as far as they were read.
#[derive(Default)]
pub(super) struct Groups(Vec<Group>);

struct Group {
    name: String,
    place: Place,
    rules: Vec<String>,
    /// The conditions of the rules so far; absent from the first one on that cannot be read.
    earlier: Option<Vec<Condition>>,
    has_otherwise: bool,
}

impl Groups {
    /// What its author wrote of when a rule fires, and when it does; `None` where that cannot be read, which is then reported.
    pub(super) fn condition(
        &mut self,
        document: &mut Document,
        raw: &RawRule,
        questionnaire: &Questionnaire,
    ) -> Option<(Option<Condition>, Condition)> {
        let is_otherwise = raw.otherwise.as_ref().is_some_and(|otherwise| *otherwise.get_ref());
        let own = match (&raw.when, is_otherwise) {
            (Some(when), false) => read_condition(document, when, questionnaire).map(Some),
            (None, false) if raw.per_level.is_some() => Some(None),
            (None, true) => Some(None),
            (Some(when), true) => {
                let title = format!("rule `{}` has both `when` and `otherwise`", raw.id.get_ref());
                document.error(
                    "bad-group",
                    when.span(),
                    title,
                    "keep one: `otherwise` fires where no other of the group does",
                );
                None
            }
            (None, false) => {
                let help = "add `when = \"…\"`; as the last one of a `group` it may have `otherwise = true` instead";
                let title = format!("rule `{}` does not say when it fires", raw.id.get_ref());
                document.error("missing-key", raw.id.span(), title, help);
                None
            }
        };
        let Some(name) = &raw.group else {
            if let Some(otherwise) = raw.otherwise.as_ref().filter(|_| is_otherwise) {
                let title = format!("rule `{}` fires `otherwise`, and is in no group", raw.id.get_ref());
                document.error(
                    "bad-group",
                    otherwise.span(),
                    title,
                    "add `group = \"…\"` here and to the rules before it",
                );
                return None;
            }
            return own.map(|own| (own.clone(), Condition::after(own.as_ref(), &[])));
        };
        let position = self.0.iter().position(|group| group.name == *name.get_ref()).unwrap_or_else(|| {
            let rules = Vec::new();
            let (name, place) = (name.get_ref().clone(), document.place(name.span()));
            self.0.push(Group { name, place, rules, earlier: Some(Vec::new()), has_otherwise: false });
            self.0.len() - 1
        });
        let group = &mut self.0[position];
        if group.has_otherwise {
            let title = format!(
                "rule `{}` can never fire: group `{}` has an `otherwise` before it",
                raw.id.get_ref(),
                group.name
            );
            document.error("bad-group", name.span(), title, "put the rule with `otherwise` last");
            return None;
        }
        group.rules.push(raw.id.get_ref().clone());
        group.has_otherwise = is_otherwise;
        let joined = own.clone().zip(group.earlier.as_ref());
        let joined = joined.map(|(own, earlier)| (own.clone(), Condition::after(own.as_ref(), earlier)));
        match (&mut group.earlier, own) {
            (Some(earlier), Some(own)) => earlier.extend(own),
            // What comes after a condition that cannot be read would fire where it does not.
            (earlier, _) => *earlier = None,
        }
        joined
    }

    /// Reports groups of a single rule: most are a misspelt name.
    pub(super) fn finish(self, document: &mut Document) {
        for group in self.0.iter().filter(|group| group.rules.len() == 1) {
            let others = self.0.iter().filter(|other| other.name != group.name).map(|other| other.name.as_str());
            let help = closest(&group.name, others).unwrap_or_else(|| {
                "give the rules that belong together the same `group`, in one file, or remove it".into()
            });
            let title = format!("group `{}` holds one rule only: `{}`", group.name, group.rules[0]);
            document.report_at(Severity::Error, "bad-group", &group.place, title, help);
        }
    }
}
