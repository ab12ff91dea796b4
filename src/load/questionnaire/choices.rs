//! Choices: of one question, or of a list that several questions share; and which of them may hold together.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reader::{Reader, Shared};
use crate::condition::closest;
use crate::diagnostic::Severity;
use crate::engine::meaning::variable::MAX_CELLS;
use crate::load::id::check_id;
use crate::load::raw::{Placed, RawChoice, RawChoices, RawQuestion};
use crate::load::words::quote;
use crate::model::Choice;

impl Reader<'_> {
    /// Reads the lists under `[choices]`.
    pub(super) fn read_shared(&mut self) {
        type Lists = BTreeMap<Placed<String>, Placed<Vec<Placed<RawChoice>>>>;
        let Some(lists) = self.document.take::<Lists>("choices") else { return };
        for (name, list) in lists {
            check_id(&mut self.document, name.get_ref(), name.span());
            let Some(choices) = self.listed(&format!("list `{}`", name.get_ref()), &list.span(), list.get_ref()) else {
                continue;
            };
            self.shared.insert(name.get_ref().clone(), Shared { choices, at: name.span(), is_used: false });
        }
    }

    /// Reports the lists that no question takes.
    pub(super) fn report_unused(&mut self) {
        let unused: Vec<(String, Range<usize>)> = self
            .shared
            .iter()
            .filter(|(_, list)| !list.is_used)
            .map(|(name, list)| (name.clone(), list.at.clone()))
            .collect();
        for (name, at) in unused {
            let title = format!("no question takes the choices of list `{name}`");
            let help = format!("write `choices = \"{name}\"` on a question, or remove the list");
            self.document.report(Severity::Warning, "unused-choices", at, title, help);
        }
    }

    /// The choices of a question.
    pub(super) fn choices(&mut self, question: &str, raw: &Placed<RawChoices>) -> Option<Vec<Choice>> {
        match raw.get_ref() {
            RawChoices::Listed(list) => self.listed(&format!("question `{question}`"), &raw.span(), list),
            RawChoices::Shared(name) => {
                if let Some(list) = self.shared.get_mut(name) {
                    list.is_used = true;
                    return Some(list.choices.clone());
                }
                let known: Vec<&str> = self.shared.keys().map(String::as_str).collect();
                let help = match known.as_slice() {
                    [] => format!(
                        "write the choices here, or once for several questions: `[choices]` and `{name} = [ … ]`"
                    ),
                    known => closest(name, known.iter().copied())
                        .unwrap_or_else(|| format!("the lists under `[choices]` are {}", quote(known))),
                };
                let title = format!("question `{question}` takes the choices of `{name}`, and no list has that name");
                self.document.error("unknown-choices", raw.span(), title, help);
                None
            }
        }
    }

    fn listed(&mut self, of: &str, at: &Range<usize>, raw: &[Placed<RawChoice>]) -> Option<Vec<Choice>> {
        let mut choices: Vec<Choice> = Vec::new();
        for entry in raw {
            let choice = entry.get_ref();
            check_id(&mut self.document, &choice.id, entry.span());
            if let Some(first) = choices.iter().find(|c| c.id == *choice.id.as_str()) {
                let title = format!("{of} has the choice `{}` twice", choice.id);
                self.document.duplicate(entry.span(), &first.place, title, "rename or remove one");
                continue;
            }
            let help = "start it with `https://`, or say it in `help`";
            let link = self.document.link(choice.link.as_ref(), entry.span(), help);
            choices.push(Choice {
                id: choice.id.as_str().into(),
                label: choice.label.clone().unwrap_or_else(|| choice.id.clone()),
                short: choice.short.clone(),
                help: choice.help.clone(),
                link,
                improve: choice.improve.clone(),
                exclusive: choice.exclusive,
                likely: self.likely(choice.likely, entry.span()),
                options: choice.options.iter().map(|o| o.as_str().into()).collect(),
                place: self.document.place(entry.span()),
            });
        }
        if choices.len() < 2 || choices.len() > MAX_CELLS {
            let title = format!("{of} has {} choices, and 2 to {MAX_CELLS} are allowed", choices.len());
            self.document.error("choice-count", at.clone(), title, "add or remove choices");
            return None;
        }
        Some(choices)
    }

    /// Checks what is said of choices that hold together: it needs a question of several, and one at least that holds beside others.
    pub(super) fn chosen_together(&mut self, raw: &RawQuestion, choices: &[Choice]) {
        let id = raw.id.get_ref();
        if let Some(at_least) = raw.at_least.as_ref().filter(|at_least| *at_least.get_ref() != 1) {
            let title = format!(
                "question `{id}` asks for at least {} choices, and 1 is all that can be asked for",
                at_least.get_ref()
            );
            let help = "write `at-least = 1`, or leave it out where none may hold";
            self.document.error("choices-together", at_least.span(), title, help);
        }
        let alone = choices.iter().find(|choice| choice.exclusive);
        if !raw.several {
            if let Some(at_least) = &raw.at_least {
                let title = format!("question `{id}` takes one choice, so `at-least` says nothing");
                let help = "remove it, or write `several = true` beside it";
                self.document.error("choices-together", at_least.span(), title, help);
            }
            // A shared list may serve questions of several and of one, where every choice excludes the others.
            if let Some(alone) = alone
                .filter(|_| !matches!(raw.choices.as_deref().map(toml::Spanned::get_ref), Some(RawChoices::Shared(_))))
            {
                let title =
                    format!("question `{id}` takes one choice, so that `{}` is exclusive says nothing", alone.id);
                let help = "remove `exclusive`, or write `several = true` on the question";
                self.document.error("choices-together", alone.place.span.clone(), title, help);
            }
        } else if choices.iter().all(|choice| choice.exclusive) {
            let title = format!("no two choices of question `{id}` can hold together, for each is exclusive");
            let help = "remove `several = true`: the question takes one choice";
            self.document.error("choices-together", raw.id.span(), title, help);
        }
    }
}
