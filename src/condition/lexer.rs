//! Text to tokens, each with the bytes it stands in.

use std::ops::Range;

use super::error::ConditionError;
use super::number::parse_number;

/// One token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// What a token is. Words keep their text; whether one is an id, a keyword or a value is the parser's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word(String),
    Number(i64),
    Operator(crate::model::Comparison),
    And,
    Or,
    Not,
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    End,
}

impl Kind {
    /// How the token is named in messages.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Word(word) => format!("`{word}`"),
            Self::Number(number) => format!("the number {number}"),
            Self::Operator(op) => format!("`{}`", op.symbol()),
            Self::And => "`and`".to_owned(),
            Self::Or => "`or`".to_owned(),
            Self::Not => "`not`".to_owned(),
            Self::Open => "`(`".to_owned(),
            Self::Close => "`)`".to_owned(),
            Self::OpenList => "`[`".to_owned(),
            Self::CloseList => "`]`".to_owned(),
            Self::Comma => "`,`".to_owned(),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Cuts a condition into tokens; the last one is always [`Kind::End`].
pub(super) fn tokenise(text: &str) -> Result<Vec<Token>, ConditionError> {
    let mut tokens = Vec::new();
    loop {
        let token = next(text, tokens.last().map_or(0, |last: &Token| last.span.end))?;
        let is_end = token.kind == Kind::End;
        tokens.push(token);
        if is_end {
            return Ok(tokens);
        }
    }
}

/// The tokens of a condition that may still be written: what is none is passed over, and there is no [`Kind::End`].
pub(super) fn readable(text: &str) -> Vec<Token> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    loop {
        match next(text, at) {
            Ok(Token { kind: Kind::End, .. }) => return tokens,
            Ok(token) => {
                at = token.span.end;
                tokens.push(token);
            }
            Err(error) => at = error.span.end.max(at + 1),
        }
    }
}

/// The token that begins at or behind a byte.
fn next(text: &str, at: usize) -> Result<Token, ConditionError> {
    let rest = text[at..].trim_start();
    let start = text.len() - rest.len();
    let Some(first) = rest.chars().next() else { return Ok(Token { kind: Kind::End, span: start..start }) };
    let (kind, length) = match symbol(rest) {
        Some(found) => found,
        None if first == '"' || first == '\'' => quoted(rest, first, start)?,
        None if is_word(first) || starts_negative(rest) => word(rest, start)?,
        None => return Err(unexpected(first, start)),
    };
    Ok(Token { kind, span: start..start + length })
}

/// The symbols of the language, longer ones before their prefixes.
fn symbol(rest: &str) -> Option<(Kind, usize)> {
    use crate::model::Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let table = [
        ("&&", Kind::And),
        ("||", Kind::Or),
        ("==", Kind::Operator(Equal)),
        ("!=", Kind::Operator(NotEqual)),
        ("<=", Kind::Operator(LessOrEqual)),
        (">=", Kind::Operator(GreaterOrEqual)),
        ("<", Kind::Operator(Less)),
        (">", Kind::Operator(Greater)),
        ("!", Kind::Not),
        ("(", Kind::Open),
        (")", Kind::Close),
        ("[", Kind::OpenList),
        ("]", Kind::CloseList),
        (",", Kind::Comma),
    ];
    table.into_iter().find(|(text, _)| rest.starts_with(text)).map(|(text, kind)| (kind, text.len()))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn starts_negative(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next() == Some('-') && chars.next().is_some_and(|c| c.is_ascii_digit())
}

fn word(rest: &str, start: usize) -> Result<(Kind, usize), ConditionError> {
    let length = rest.find(|c: char| !(is_word(c) || c == '-' || c == '.')).unwrap_or(rest.len());
    let text = &rest[..length];
    let kind = match text {
        "and" => Kind::And,
        "or" => Kind::Or,
        "not" => Kind::Not,
        _ if text.contains("..") => {
            let message = format!("`{text}` is a range, which only answers may be");
            return Err(ConditionError::new(start..start + length, message, "write `… between LOW and HIGH`"));
        }
        _ => parse_number(text).map_or_else(|| Kind::Word(text.to_owned()), Kind::Number),
    };
    Ok((kind, length))
}

fn quoted(rest: &str, quote: char, start: usize) -> Result<(Kind, usize), ConditionError> {
    match rest[1..].find(quote) {
        Some(end) => Ok((Kind::Word(rest[1..=end].to_owned()), end + 2)),
        None => {
            let help = "ids need no quotes; remove it";
            Err(ConditionError::new(start..start + rest.len(), "this quote is not closed", help))
        }
    }
}

fn unexpected(found: char, start: usize) -> ConditionError {
    let help = match found {
        '=' => "write `==` to compare",
        '≥' => "write `>=`",
        '≤' => "write `<=`",
        '≠' => "write `!=`",
        '&' => "write `and`",
        '|' => "write `or`",
        '+' | '*' | '/' | '%' | '-' => "conditions do not calculate; declare a `[[quantity]]` with this formula",
        _ => "a condition compares questions, traits or quantities with values, joined by `and`, `or` and `not`",
    };
    ConditionError::new(start..start + found.len_utf8(), format!("unexpected `{found}`"), help)
}
