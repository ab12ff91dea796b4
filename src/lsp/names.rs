//! What stands at a byte of a text that is being edited, as far as the text alone can tell.

use std::ops::Range;

use super::toml_spot::{Role, toml_spot};
use crate::condition::{Part, outline, parse_number};
use crate::load::slot::{Slot, Thing, slot_of};
use crate::load::{Literal, PathKind};

/// What stands at a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Something that has a name.
    Named(Thing, String),
    /// A choice, band or level of a question or trait.
    Part(String, String),
    /// A code of a finding.
    Code(String),
    /// A measure.
    Measure(String),
    /// A key, with those that lead to it.
    Key(Vec<String>),
}

/// What stands at a byte, and where; nothing where no more than a sign or a number does.
pub fn target_at(text: &str, kind: PathKind, offset: usize) -> Option<(Target, Range<usize>)> {
    let spot = toml_spot(text, offset);
    let mut path: Vec<&str> = spot.path.iter().map(String::as_str).collect();
    match spot.role {
        Role::Key(word) if !word.is_empty() => {
            let key = text[word.clone()].trim_matches(['"', '\'']);
            path.push(key);
            let target = match slot_of(kind, &path, true, &spot.id) {
                Slot::Names(thing) | Slot::Refers(thing) => Target::Named(thing, key.to_owned()),
                Slot::Code => Target::Code(key.to_owned()),
                _ => Target::Key(path.into_iter().map(str::to_owned).collect()),
            };
            Some((target, word))
        }
        Role::Text(start) => in_text(text, &slot_of(kind, &path, false, &spot.id), start, offset, &spot.id),
        _ => None,
    }
}

fn in_text(text: &str, slot: &Slot, start: usize, offset: usize, id: &str) -> Option<(Target, Range<usize>)> {
    let literal = Literal::read(text, start);
    let at = literal.of_file(offset)?;
    let whole = || literal.text.clone();
    let (target, span) = match slot {
        Slot::Names(Thing::Part) => (Target::Part(id.to_owned(), whole()), 0..literal.text.len()),
        Slot::Names(thing) | Slot::Refers(thing) => (Target::Named(*thing, whole()), 0..literal.text.len()),
        Slot::PartOf(of) => (Target::Part(of.clone(), whole()), 0..literal.text.len()),
        Slot::Measure => (Target::Measure(whole()), 0..literal.text.len()),
        Slot::NewName => match literal.text.split_once('.') {
            Some((of, part)) if at > of.len() => {
                (Target::Part(of.to_owned(), part.to_owned()), of.len() + 1..literal.text.len())
            }
            Some((of, _)) => (Target::Named(Thing::Subject, of.to_owned()), 0..of.len()),
            None => (Target::Named(Thing::Subject, whole()), 0..literal.text.len()),
        },
        Slot::Answer(of) => {
            let span = word_at(&literal.text, at);
            (Target::Part(of.clone(), literal.text[span.clone()].to_owned()), span)
        }
        Slot::Flip => {
            let span = word_at(&literal.text, at);
            let word = literal.text[span.clone()].to_owned();
            match literal.text.split_once('=') {
                Some((of, _)) if at > of.len() => (Target::Part(of.trim().to_owned(), word), span),
                _ => (Target::Named(Thing::Subject, word), span),
            }
        }
        Slot::Formula => {
            let span = word_at(&literal.text, at);
            (Target::Named(Thing::Subject, literal.text[span.clone()].to_owned()), span)
        }
        Slot::Condition => in_condition(&literal.text, at)?,
        _ => return None,
    };
    (!span.is_empty()).then(|| (target, literal.in_file(&span)))
}

fn in_condition(text: &str, at: usize) -> Option<(Target, Range<usize>)> {
    let touches = |span: &Range<usize>| span.start <= at && at <= span.end;
    let word = |span: &Range<usize>| text[span.clone()].trim_matches(['"', '\'']).to_owned();
    outline(text).into_iter().filter(|piece| touches(&piece.span)).find_map(|piece| match piece.part {
        Part::Name => Some((Target::Named(Thing::Subject, word(&piece.span)), piece.span)),
        Part::Value(of) => {
            let value = word(&piece.span);
            parse_number(&value).is_none().then(|| (Target::Part(word(&of), value), piece.span))
        }
        _ => None,
    })
}

/// The word at a byte of a text: letters, digits, `-` and `_`.
pub fn word_at(text: &str, at: usize) -> Range<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let start = text[..at].trim_end_matches(is_word).len();
    let rest = &text[at..];
    start..at + (rest.len() - rest.trim_start_matches(is_word).len())
}
