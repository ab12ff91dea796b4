//! What is known while a text is edited: the present state of its project, and where that is broken, the last one that was not.

use std::path::Path;
use std::sync::Arc;

use super::kind::{quick_kind, top_value};
use super::project::{Loaded, Owner, Played};
use crate::load::{Library, PathKind};
use crate::model::{RuleBase, Subject};

/// What is known of a project.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Its present state.
    pub now: Option<&'a Loaded>,
    /// The last state without errors.
    pub good: Option<&'a Loaded>,
    /// What scenarios and rules came to when they were last looked at.
    pub played: Option<&'a Played>,
}

/// What a text may name: everything of its own questionnaire and decision, as they are and as they were without errors.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// What the text is.
    pub kind: PathKind,
    /// Its questionnaire with the decisions that read it, at present and before.
    pub subjects: Vec<&'a Arc<Subject>>,
    /// Its decision, at present and before; for what belongs to no single one, all of the questionnaire.
    pub bases: Vec<&'a RuleBase>,
    /// Everything that is known.
    pub known: Known<'a>,
}

impl<'a> Known<'a> {
    /// The states to look into, the present one first.
    pub fn states(&self) -> impl Iterator<Item = &'a Loaded> + use<'a> {
        let is_broken = self.now.is_none_or(|now| now.library.has_errors());
        self.now.into_iter().chain(self.good.filter(|_| is_broken))
    }

    /// The libraries to look into, the present one first.
    pub fn libraries(&self) -> impl Iterator<Item = &'a Library> + use<'a> {
        self.states().map(|loaded| &loaded.library)
    }

    /// What a text may name; `None` where it is none of archfit's.
    pub fn scope(&self, path: &Path, text: &str) -> Option<Scope<'a>> {
        let kind = quick_kind(path, text)?;
        let owner = self.states().find_map(|loaded| loaded.owner(path)).cloned().unwrap_or_default();
        let named = if kind == PathKind::Answers { top_value(text, "questionnaire") } else { None };
        let questionnaire = named.unwrap_or_else(|| owner.questionnaire.to_string());
        let subjects: Vec<&'a Arc<Subject>> =
            self.libraries().filter_map(|library| library.subject(&questionnaire)).collect();
        let bases =
            subjects.iter().flat_map(|subject| &subject.rule_bases).filter(|base| is_of(&owner, base)).collect();
        Some(Scope { kind, subjects, bases, known: *self })
    }
}

fn is_of(owner: &Owner, base: &RuleBase) -> bool {
    owner.decision.as_ref().is_none_or(|decision| base.decision.id == *decision)
}
