//! A row of the table of keys, and the layers that rows lie in.

use std::borrow::Cow;

use super::action::Action;
use super::key::Key;

/// A group of bindings that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Everywhere, also while typing.
    Always,
    /// Everywhere but while typing.
    Everywhere,
    /// Wherever a screen lies below.
    Back,
    /// Wherever rows can be moved over.
    List,
    /// While typing a number in its row of a question.
    Number,
    /// While typing.
    Typing,
    /// The start screen.
    Start,
    /// A question: answering it, and on to the next.
    Question,
    /// A question: what else may be done there.
    Answer,
    /// The screens of an interview: to each other.
    Ways,
    /// The screens of an interview: what is the same on all of them.
    Interview,
    /// The first page.
    First,
    /// The list of questions.
    Review,
    /// The priorities.
    Priorities,
    /// Several people side by side.
    Compare,
    /// The findings about files.
    Findings,
    /// A short list to pick from.
    Pick,
    /// The report: over its page.
    Report,
    /// The report: from tab to tab, and what is the same on all of them.
    Tabs,
    /// The decision map.
    Map,
    /// The rules of a decision.
    Rules,
    /// Trying another answer or weight.
    Try,
    /// Examples to begin with.
    Examples,
    /// What the keys do.
    Help,
    /// A text to read.
    Reading,
    /// A question to be answered by yes or no.
    Confirm,
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Where it is in force.
    pub layer: Layer,
    /// The keys; the first is the one the footer names.
    pub keys: Cow<'static, [Key]>,
    /// What they ask for.
    pub action: Action,
    /// The word in the footer; empty: not shown there.
    pub short: &'static str,
    /// What help says; empty: not shown there, because a row beside it speaks for both.
    pub help: &'static str,
}

impl Binding {
    /// What the row is called in a file of keys: its layer and its action. The digits have no name: they stand as they are.
    pub fn name(&self) -> Option<(String, String)> {
        let named = !matches!(self.action, Action::Digit(_) | Action::Row(_));
        named.then(|| (kebab(&format!("{:?}", self.layer)), kebab(&format!("{:?}", self.action))))
    }

    /// The keys by name; the row of digits as one.
    pub fn key_names(&self) -> Vec<String> {
        match self.action {
            Action::Digit(1) => vec!["1 to 9".to_owned()],
            _ => self.keys.iter().map(ToString::to_string).collect(),
        }
    }
}

/// `DontKnow` as `dont-know`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.extend(c.to_lowercase());
    }
    text
}
