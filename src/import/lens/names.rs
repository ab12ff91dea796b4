//! The ids that questions and choices of a lens have here: made of their titles once, and kept for the next import.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::read::{Choice, Lens, Question};
use crate::load::is_id;

/// The most characters of an id that is made of a title.
const MAX_CHARS: usize = 40;

/// Which source has which id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The lens they are of.
    #[serde(default)]
    pub lens: String,
    /// For each file that was written, the fingerprint of what stood in it.
    #[serde(default)]
    pub written: BTreeMap<String, String>,
    /// The questions.
    #[serde(default)]
    pub question: Vec<Named>,
}

/// A question or a choice with its id here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its id here.
    pub id: String,
    /// Its id in the lens.
    pub source: String,
    /// Its title there, by which it is known again where the id has changed.
    pub title: String,
    /// The choices of a question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choice: Vec<Self>,
}

impl Names {
    /// The names of a lens, those from before kept; what is gone is kept too, so that its id is not given to something else.
    pub fn of(lens: &Lens, before: Self) -> Self {
        let questions: Vec<&Question> = lens.pillars.iter().flat_map(|pillar| &pillar.questions).collect();
        let entries = questions.iter().map(|question| (question.id.as_str(), question.title.as_str()));
        let mut names = named(entries, before.question);
        for question in &questions {
            if let Some(named) = names.iter_mut().find(|named| named.source == question.id) {
                let choices =
                    question.choices.iter().map(|choice: &Choice| (choice.id.as_str(), choice.title.as_str()));
                named.choice = self::named(choices, std::mem::take(&mut named.choice));
            }
        }
        Self { lens: lens.name.clone(), written: before.written, question: names }
    }

    pub(super) fn question(&self, source: &str) -> &Named {
        static NOBODY: Named =
            Named { id: String::new(), source: String::new(), title: String::new(), choice: Vec::new() };
        self.question.iter().find(|named| named.source == source).unwrap_or(&NOBODY)
    }
}

impl Named {
    pub(super) fn choice(&self, source: &str) -> &str {
        self.choice.iter().find(|named| named.source == source).map_or("", |named| named.id.as_str())
    }
}

fn named<'e>(entries: impl Iterator<Item = (&'e str, &'e str)>, before: Vec<Named>) -> Vec<Named> {
    let mut names = before;
    let entries: Vec<(&str, &str)> = entries.collect();
    let is_there = |source: &str| entries.iter().any(|(other, _)| *other == source);
    for (source, title) in &entries {
        let known = names.iter().position(|named| named.source == *source);
        // The same title under another id, where nothing has the old one any more.
        let renamed = || names.iter().position(|named| named.title == *title && !is_there(&named.source));
        match known.or_else(renamed) {
            Some(at) => (names[at].source, names[at].title) = ((*source).to_owned(), (*title).to_owned()),
            None => {
                let taken: BTreeSet<&str> = names.iter().map(|named| named.id.as_str()).collect();
                let id = free_id(title, &taken);
                names.push(Named { id, source: (*source).to_owned(), title: (*title).to_owned(), choice: Vec::new() });
            }
        }
    }
    names
}

/// An id made of words that nothing has yet.
pub(super) fn free_id(words: &str, taken: &BTreeSet<&str>) -> String {
    let mut wanted = String::new();
    for word in slug::slugify(words).split('-').filter(|word| !word.is_empty()) {
        if !wanted.is_empty() && wanted.len() + word.len() >= MAX_CHARS {
            break;
        }
        wanted.push_str(if wanted.is_empty() { "" } else { "-" });
        wanted.extend(word.chars().take(MAX_CHARS));
    }
    if !is_id(&wanted) {
        wanted = if wanted.is_empty() { "it".to_owned() } else { format!("the-{wanted}") };
    }
    let numbered = (2..).map(|n| format!("{wanted}-{n}"));
    let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
    candidates.find(|id| !taken.contains(id.as_str())).unwrap_or(wanted)
}
