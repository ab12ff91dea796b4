//! The words of conditions, each with what it is, so that editors colour them. From the text alone.

use std::ops::Range;

use crate::condition::{Part, outline, parse_number};
use crate::load::slot::{Slot, slots_within};
use crate::load::{Literal, PathKind};

/// What a word is to the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A question, quantity or trait.
    Name,
    /// What compares.
    Operator,
    /// A choice, band or level.
    Value,
    /// A number.
    Number,
    /// `and`, `or`, `not`.
    Keyword,
}

/// The words of the conditions of a text of this kind, or of some of its tables, with their colours, in the order in which they stand.
pub fn colours(text: &str, kind: PathKind) -> Vec<(Range<usize>, Colour)> {
    let found = slots_within(text, kind);
    let mut colours = Vec::new();
    for found in found.into_iter().filter(|found| found.slot == Slot::Condition) {
        let literal = Literal::read(text, found.span.start);
        for piece in outline(&literal.text) {
            let colour = match piece.part {
                Part::Name => Colour::Name,
                Part::Comparison => Colour::Operator,
                Part::Value(_) if parse_number(&literal.text[piece.span.clone()]).is_some() => Colour::Number,
                Part::Value(_) => Colour::Value,
                Part::Connective => Colour::Keyword,
                Part::Sign | Part::Stray => continue,
            };
            colours.push((literal.in_file(&piece.span), colour));
        }
    }
    colours.sort_by_key(|(span, _)| span.start);
    colours
}
