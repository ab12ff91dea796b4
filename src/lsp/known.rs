//! What is known while a text is edited: the present state of its project, and where that is broken, the last one that was not.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::documents::Documents;
use super::kind::{quick_kind, top_value};
use super::project::{Loaded, Owner, Played};
use crate::load::{Library, PathKind};
use crate::model::{Place, RuleBase, Subject};

/// What is known of a project.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Its present state.
    pub now: Option<&'a Loaded>,
    /// The last state without errors.
    pub good: Option<&'a Loaded>,
    /// What scenarios and rules come to in the present state, once they were looked at.
    pub played: Option<&'a Played>,
    /// The texts that the editor holds, where the present state is not loaded from them yet.
    pub newer: Option<&'a Documents>,
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

impl<'a> Scope<'a> {
    fn of(kind: PathKind, owner: &Owner, questionnaire: &str, libraries: &[&'a Library], known: Known<'a>) -> Self {
        let subjects: Vec<&'a Arc<Subject>> =
            libraries.iter().filter_map(|library| library.subject(questionnaire)).collect();
        let bases = subjects.iter().flat_map(|subject| &subject.rule_bases).filter(|base| is_of(owner, base)).collect();
        Scope { kind, subjects, bases, known }
    }
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
        let (kind, owner, questionnaire) = self.belongs(path, text)?;
        Some(Scope::of(kind, &owner, &questionnaire, &self.libraries().collect::<Vec<_>>(), *self))
    }

    /// What a text may name in each state by itself, the present one first.
    pub fn scopes(&self, path: &Path, text: &str) -> Vec<(&'a Loaded, Scope<'a>)> {
        let Some((kind, owner, questionnaire)) = self.belongs(path, text) else { return Vec::new() };
        let of = |state: &'a Loaded| (state, Scope::of(kind, &owner, &questionnaire, &[&state.library], *self));
        self.states().map(of).collect()
    }

    /// What a text is, and what it belongs to.
    fn belongs(&self, path: &Path, text: &str) -> Option<(PathKind, Owner, String)> {
        let kind = quick_kind(path, text)?;
        let owner = self.states().find_map(|loaded| loaded.owner(path)).cloned().unwrap_or_default();
        let named = if kind == PathKind::Answers { top_value(text, "questionnaire") } else { None };
        let questionnaire = named.unwrap_or_else(|| owner.questionnaire.to_string());
        Some((kind, owner, questionnaire))
    }

    /// Whether a state is that of the texts as they are.
    pub fn is_present(&self, state: &Loaded) -> bool {
        self.newer.is_none() && self.now.is_some_and(|now| std::ptr::eq(now, state))
    }

    /// Whether what stands at a place says the same as when a state was loaded: its entry in a rule base. In a questionnaire that is all of
    /// it, for its parts say what others mean.
    pub fn is_as_it_was(&self, state: &Loaded, place: &Place) -> bool {
        let was = state.library.sources.get(place.file);
        let Some(path) = was.path.as_deref() else { return true };
        let document = self.newer.and_then(|documents| documents.all().find(|of| of.path.as_deref() == Some(path)));
        let now = self.now.and_then(|now| Some(now.library.sources.get(now.file(path)?).text.as_str()));
        let now = document.map(|document| document.text.content.as_str()).or(now);
        let is_base = quick_kind(path, &was.text) == Some(PathKind::RulesFile);
        let all = 0..was.text.len();
        now.is_some_and(|now| {
            now == was.text
                || is_untouched(&was.text, now, &if is_base { entry_around(&was.text, place.span.start) } else { all })
        })
    }
}

/// Whether an edit that made one version of a text of another left some of its bytes alone. What touches them may be a part of them.
fn is_untouched(was: &str, now: &str, bytes: &Range<usize>) -> bool {
    let same = was.bytes().zip(now.bytes()).take_while(|(a, b)| a == b).count();
    let left = was.len().min(now.len()) - same;
    let behind = was.bytes().rev().zip(now.bytes().rev()).take(left).take_while(|(a, b)| a == b).count();
    bytes.end <= same || bytes.start > was.len() - behind
}

/// The top-level table around a byte, its head included.
fn entry_around(text: &str, at: usize) -> Range<usize> {
    let is_head = |start: usize| {
        let line = text[start..].lines().next().unwrap_or_default();
        line.starts_with('[') && !line.split(']').next().unwrap_or_default().contains('.')
    };
    let before = memchr::memrchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).map(|end| end + 1);
    let start = before.chain([0]).find(|start| is_head(*start)).unwrap_or(0);
    let next = memchr::memchr_iter(b'\n', &text.as_bytes()[at.min(text.len())..]).map(|end| at + end + 1);
    start..next.into_iter().find(|start| is_head(*start)).unwrap_or(text.len())
}

fn is_of(owner: &Owner, base: &RuleBase) -> bool {
    owner.decision.as_ref().is_none_or(|decision| base.decision.id == *decision)
}
