//! How a condition is laid out: one space between its words, none inside brackets, and the values of a list in their declared order. What
//! it says stays as it is, and so do its words, their spelling and its line breaks.

use std::ops::Range;

use super::error::ConditionError;
use super::lexer::{Kind, Token, tokenise};
use super::number::parse_number;
use super::outline::{Part, outline};
use super::parser;

/// What takes the place of some bytes of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// Nothing.
    Nothing,
    /// One space.
    Space,
    /// What stands at other bytes of it.
    WordAt(Range<usize>),
}

/// The edits that lay a condition out, from its beginning to its end; none of them overlap. `rank` is the declared position of a value
/// of a name, where it has one: a list is put in order only where all of its values have.
pub fn layout(
    text: &str,
    rank: impl Fn(&str, &str) -> Option<usize>,
) -> Result<Vec<(Range<usize>, Put)>, ConditionError> {
    parser::parse(text)?;
    let tokens = tokenise(text)?;
    let mut edits = Vec::new();
    let (mut before, mut end): (Option<&Token>, usize) = (None, 0);
    for token in &tokens {
        let gap = end..token.span.start;
        let wanted = before.map_or(Put::Nothing, |before| between(text, before, token));
        let has = &text[gap.clone()];
        // How lines are broken and begin is their author's business.
        let is_fine = has.contains('\n')
            || before.is_none() && text.contains('\n')
            || has == if wanted == Put::Space { " " } else { "" };
        if !is_fine {
            edits.push((gap, wanted));
        }
        (before, end) = (Some(token), token.span.end);
    }
    edits.extend(sorted(text, rank));
    edits.sort_by_key(|(span, _)| span.start);
    Ok(edits)
}

/// What stands between two tokens that follow each other.
fn between(text: &str, before: &Token, after: &Token) -> Put {
    let is_bang = before.kind == Kind::Not && text[before.span.clone()] == *"!";
    let is_opened = matches!(before.kind, Kind::Open | Kind::OpenList) || is_bang;
    let is_closed = matches!(after.kind, Kind::Close | Kind::CloseList | Kind::Comma | Kind::End);
    if is_opened || is_closed { Put::Nothing } else { Put::Space }
}

/// The moves that put the values of lists in order.
fn sorted(text: &str, rank: impl Fn(&str, &str) -> Option<usize>) -> Vec<(Range<usize>, Put)> {
    let word = |span: &Range<usize>| text[span.clone()].trim_matches(['"', '\'']);
    let key = |(of, value): &(Range<usize>, Range<usize>)| match parse_number(word(value)) {
        Some(number) => Some((0, number)),
        None => Some((1, i64::try_from(rank(word(of), word(value))?).ok()?)),
    };
    let mut moves = Vec::new();
    let mut list = Vec::new();
    for piece in outline(text) {
        match piece.part {
            Part::Value(of) => list.push((of, piece.span)),
            Part::Sign if text[piece.span.clone()] == *"]" => moves.extend(in_order(&list, key)),
            Part::Sign if text[piece.span.clone()] == *"," => {}
            _ => list.clear(),
        }
    }
    moves
}

/// The moves that put some values in order; none where one of them has no place in it, or numbers stand among words.
fn in_order(
    values: &[(Range<usize>, Range<usize>)],
    key: impl Fn(&(Range<usize>, Range<usize>)) -> Option<(u8, i64)>,
) -> Vec<(Range<usize>, Put)> {
    let keys: Option<Vec<(u8, i64)>> = values.iter().map(key).collect();
    let Some(keys) = keys.filter(|keys| keys.iter().all(|key| key.0 == keys[0].0)) else { return Vec::new() };
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|at| keys[*at]);
    let moved = order.iter().enumerate().filter(|(to, from)| to != *from);
    moved.map(|(to, from)| (values[to].1.clone(), Put::WordAt(values[*from].1.clone()))).collect()
}
