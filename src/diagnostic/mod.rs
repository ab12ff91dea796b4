//! What a finding is: data with its places and its way out. `catalogue` explains the codes, `render` shows findings, `source` keeps
//! the texts they point into. Knows nothing of how findings come about.

pub mod catalogue;
pub mod harmless;
pub mod render;
mod source;

pub use source::{Position, Source, Sources};

use crate::model::{Named, Place};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The file cannot be used as it stands.
    Error,
    /// Probably not what the author meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// A place with a word about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there; may be empty for the main place.
    pub text: String,
}

/// A mechanical way out: replacing these stretches of text removes the finding without changing what its author meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The stretches, none of which overlap, with the text that takes their place.
    pub edits: Vec<(Place, String)>,
    /// Whether it writes a name that a misspelt one seems to be.
    pub is_name: bool,
}

/// A finding: data, rendered elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code's stable name, such as `unknown-question`; the catalogue explains it.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, names in backticks, no final stop.
    pub title: String,
    /// Where: the main place first.
    pub labels: Vec<Label>,
    /// More to know, such as a witness: answers that show the defect.
    pub notes: Vec<String>,
    /// The way out, as an action.
    pub help: Option<String>,
    /// The way out as an edit, where it is mechanical.
    pub fix: Option<Fix>,
    /// The name that nothing has, where that is what is wrong.
    pub unknown: Option<Unknown>,
    /// What it is about, where that is not the entry it stands at: by this a finding is known again in the next run.
    pub about: Option<String>,
}

/// A name that nothing has: nothing that could be read, that is, for the entry that has it may have been left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What it would be the name of.
    pub what: Named,
    /// The name.
    pub name: String,
}

impl Diagnostic {
    /// A finding at a place, without help or notes yet.
    pub fn new(severity: Severity, code: &'static str, place: &Place, title: impl Into<String>) -> Self {
        let main = Label { place: place.clone(), text: String::new() };
        Self {
            code,
            severity,
            title: shown(title),
            labels: vec![main],
            notes: Vec::new(),
            help: None,
            fix: None,
            unknown: None,
            about: None,
        }
    }

    /// With what it is about, where that is not the entry it stands at.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// With the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shown(help));
        self
    }

    /// With one more thing to know.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(shown(note));
        self
    }

    /// With more things to know.
    #[must_use]
    pub fn notes(self, notes: impl IntoIterator<Item = String>) -> Self {
        notes.into_iter().fold(self, Self::note)
    }

    /// With a second place and what is there.
    #[must_use]
    pub fn also(mut self, place: &Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place: place.clone(), text: shown(text) });
        self
    }

    /// With an edit that removes it.
    #[must_use]
    pub fn fix(mut self, place: &Place, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { edits: vec![(place.clone(), text.into())], is_name: false });
        self
    }

    /// With an edit that writes the name that was meant, as it seems.
    #[must_use]
    pub fn fix_name(self, place: &Place, text: impl Into<String>) -> Self {
        let mut fixed = self.fix(place, text);
        fixed.fix.iter_mut().for_each(|fix| fix.is_name = true);
        fixed
    }

    /// With the name that nothing has.
    #[must_use]
    pub fn unknown(mut self, what: Named, name: impl Into<String>) -> Self {
        self.unknown = Some(Unknown { what, name: name.into() });
        self
    }

    /// Whether its mend changes what points are worth, or brings back what was left out, and so the advice.
    pub fn changes_advice(&self) -> bool {
        self.is_scale() || self.is_name()
    }

    /// Whether its mend writes another scale.
    pub fn is_scale(&self) -> bool {
        self.code == "scale" && self.fix.is_some()
    }

    /// Whether its mend writes the name that a misspelt one seems to be: the entry was left out with it, and counts again.
    pub fn is_name(&self) -> bool {
        self.severity == Severity::Error && self.fix.as_ref().is_some_and(|fix| fix.is_name)
    }

    /// The same finding so many bytes behind.
    #[must_use]
    pub fn moved(&self, by: usize) -> Self {
        let mut moved = self.clone();
        let edits = moved.fix.iter_mut().flat_map(|fix| &mut fix.edits).map(|(place, _)| place);
        for place in moved.labels.iter_mut().map(|label| &mut label.place).chain(edits) {
            place.span = place.span.start.saturating_add(by)..place.span.end.saturating_add(by);
        }
        moved
    }

    /// The main place.
    pub fn place(&self) -> &Place {
        &self.labels[0].place
    }
}

/// Text as it may be shown: what files say is quoted in findings, and must not steer the terminal it is printed to.
fn shown(text: impl Into<String>) -> String {
    let hides = |c: char| c.is_control() || harmless::turns_direction(c);
    let text = text.into();
    if text.contains(hides) { text.replace(hides, "\u{fffd}") } else { text }
}

impl Severity {
    /// The word for it, as renderers write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}
