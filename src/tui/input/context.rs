//! Where the person is, and so which keys are in force.

use super::layer::Layer;

/// Where the person is: which layers of the table are in force, and under which heading help shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// The start screen.
    Start,
    /// A question.
    Question,
    /// A question, in its field for a typed number.
    Number,
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
    /// The report.
    Report,
    /// The decision map of the report.
    Map,
    /// The rules of a decision.
    Rules,
    /// Trying another answer or weight.
    Try,
    /// A short list to pick from.
    Pick,
    /// A field.
    Field,
    /// Examples to begin with.
    Examples,
    /// What the keys do.
    Help,
    /// A text to read.
    Reading,
    /// A question to be answered by yes or no.
    Confirm,
}

impl Context {
    /// All contexts with their headings, in the order of the help screen.
    pub const ALL: [(Self, &str); 18] = [
        (Self::Start, "Start"),
        (Self::Question, "A question"),
        (Self::Number, "A number typed in its row"),
        (Self::First, "The first page"),
        (Self::Review, "All questions"),
        (Self::Priorities, "Priorities"),
        (Self::Compare, "Several people side by side"),
        (Self::Findings, "Findings about files"),
        (Self::Report, "The report"),
        (Self::Map, "The decision map"),
        (Self::Rules, "Rules"),
        (Self::Try, "Trying another answer or weight"),
        (Self::Pick, "Picking from a list"),
        (Self::Field, "Typing"),
        (Self::Examples, "Examples to begin with"),
        (Self::Help, "What the keys do"),
        (Self::Reading, "Reading"),
        (Self::Confirm, "Yes or no"),
    ];

    /// The layers in force, the most particular first.
    pub fn layers(self) -> &'static [Layer] {
        use Layer::{
            Always, Answer, Back, Compare, Confirm, Everywhere, Examples, Findings, First, Help, Interview, List, Map,
            Number, Pick, Priorities, Question, Reading, Report, Review, Rules, Start, Tabs, Try, Typing, Ways,
        };
        match self {
            Self::Start => &[Start, List, Everywhere, Always],
            Self::Question => &[Question, Ways, Answer, Interview, List, Everywhere, Always],
            Self::Number => &[Number, Always],
            Self::Field => &[Typing, Always],
            Self::First => &[First, Ways, List, Back, Everywhere, Always],
            Self::Review => &[Review, Ways, Interview, List, Back, Everywhere, Always],
            Self::Priorities => &[Priorities, Ways, Interview, List, Back, Everywhere, Always],
            Self::Compare => &[Compare, List, Back, Everywhere, Always],
            Self::Findings => &[Findings, List, Back, Everywhere, Always],
            Self::Pick => &[Pick, List, Back, Everywhere, Always],
            Self::Report => &[Report, Tabs, List, Back, Everywhere, Always],
            Self::Map => &[Map, Tabs, Back, Everywhere, Always],
            Self::Rules => &[Rules, List, Back, Everywhere, Always],
            Self::Try => &[Try, List, Always],
            Self::Examples => &[Examples, Always],
            Self::Help => &[Help, Always],
            Self::Reading => &[Reading, Back, Everywhere, Always],
            Self::Confirm => &[Confirm, Always],
        }
    }

    /// Whether what no binding takes is text.
    pub fn is_typing(self) -> bool {
        matches!(self, Self::Number | Self::Field | Self::Examples | Self::Help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::input::table::KEYMAP;

    #[test]
    fn every_binding_is_in_force_somewhere() {
        for binding in KEYMAP {
            assert!(Context::ALL.iter().any(|(c, _)| c.layers().contains(&binding.layer)), "{:?}", binding.layer);
        }
    }
}
