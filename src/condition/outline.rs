//! A condition that somebody is still writing: what each of its words is, and what may stand at a place. Nothing here fails; what
//! cannot be read is passed over.

use std::ops::Range;

use super::lexer::{Kind, Token, readable};

/// A word or sign of a condition, with what it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The bytes of the condition it stands in.
    pub span: Range<usize>,
    /// What it is.
    pub part: Part,
}

/// What a word or sign of a condition is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The name of a question, quantity or trait.
    Name,
    /// What the name is compared by: `>=`, `in`, `between`, `is not na`.
    Comparison,
    /// What it is compared with; the bytes are those of the name.
    Value(Range<usize>),
    /// `and`, `or`, `not`.
    Connective,
    /// Parentheses, brackets and commas.
    Sign,
    /// A word that has no place where it stands.
    Stray,
}

/// What may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A name, or `not`, or a parenthesis.
    Name,
    /// What the name at these bytes is compared by.
    Comparison(Range<usize>),
    /// A value that the name at these bytes is compared with.
    Value(Range<usize>),
    /// The bracket that opens the list of values.
    List,
    /// The `and` of `between`.
    BetweenAnd,
    /// A comma, or the bracket that closes the list of values.
    Comma,
    /// The `na` of `is na`.
    Na,
    /// `and`, `or`, or the end.
    Connective,
}

/// A place in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What may stand there.
    pub wanted: Wanted,
    /// The word that stands there already, or is being typed; empty where there is none.
    pub word: Range<usize>,
}

/// What the words of a condition are, in their order.
pub fn outline(text: &str) -> Vec<Piece> {
    let mut state = State::Name;
    let step = |token: Token| {
        let part = state.read(&token);
        Piece { span: token.span, part }
    };
    readable(text).into_iter().map(step).collect()
}

/// What may stand at a byte of a condition.
pub fn spot(text: &str, offset: usize) -> Spot {
    let mut state = State::Name;
    for token in readable(text) {
        if offset <= token.span.start {
            break;
        }
        let is_word = text[token.span.clone()].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        let is_typed = is_word || matches!((&token.kind, &state), (Kind::Operator(_), State::Comparison(_)));
        if offset <= token.span.end && is_typed {
            return Spot { wanted: state.wanted(), word: token.span };
        }
        state.read(&token);
    }
    // A sign that is none yet, such as the first `=` of `==`, is part of what is being typed.
    let start = match state {
        State::Comparison(_) => text[..offset].trim_end_matches(['=', '!', '<', '>']).len(),
        _ => offset,
    };
    Spot { wanted: state.wanted(), word: start..offset }
}

/// How far a condition has been read; the bytes are those of the name that is compared.
#[derive(Clone, Debug)]
enum State {
    Name,
    Comparison(Range<usize>),
    Value(Range<usize>),
    List(Range<usize>),
    Listed(Range<usize>),
    BehindListed(Range<usize>),
    Low(Range<usize>),
    BehindLow(Range<usize>),
    Na,
    Connective,
}

impl State {
    /// What is wanted there.
    fn wanted(self) -> Wanted {
        match self {
            Self::Name => Wanted::Name,
            Self::Comparison(of) => Wanted::Comparison(of),
            Self::Value(of) | Self::Listed(of) | Self::Low(of) => Wanted::Value(of),
            Self::List(_) => Wanted::List,
            Self::BehindListed(_) => Wanted::Comma,
            Self::BehindLow(_) => Wanted::BetweenAnd,
            Self::Na => Wanted::Na,
            Self::Connective => Wanted::Connective,
        }
    }

    /// What a token is, and on to what is wanted behind it.
    fn read(&mut self, token: &Token) -> Part {
        let (part, next) = match (self.clone(), &token.kind) {
            (Self::Name, Kind::Word(_)) => (Part::Name, Self::Comparison(token.span.clone())),
            (Self::Comparison(of), kind) => comparison(of, kind),
            (Self::Na, Kind::Not) => (Part::Comparison, Self::Na),
            (Self::Na, Kind::Word(word)) if word == "na" => (Part::Comparison, Self::Connective),
            (Self::List(of), Kind::OpenList) | (Self::BehindListed(of), Kind::Comma) => (Part::Sign, Self::Listed(of)),
            (Self::BehindLow(of), Kind::And) => (Part::Comparison, Self::Value(of)),
            (Self::Value(of), Kind::Word(_) | Kind::Number(_)) => (Part::Value(of), Self::Connective),
            (Self::Listed(of), Kind::Word(_) | Kind::Number(_)) => (Part::Value(of.clone()), Self::BehindListed(of)),
            (Self::Low(of), Kind::Word(_) | Kind::Number(_)) => (Part::Value(of.clone()), Self::BehindLow(of)),
            (before, kind) => elsewhere(before, kind),
        };
        *self = next;
        part
    }
}

/// A token behind a name.
fn comparison(of: Range<usize>, kind: &Kind) -> (Part, State) {
    match kind {
        Kind::Operator(_) => (Part::Comparison, State::Value(of)),
        Kind::Not => (Part::Comparison, State::Comparison(of)),
        Kind::Word(word) => match word.as_str() {
            "includes" => (Part::Comparison, State::Value(of)),
            "between" => (Part::Comparison, State::Low(of)),
            "in" => (Part::Comparison, State::List(of)),
            "is" => (Part::Comparison, State::Na),
            _ => (Part::Stray, State::Comparison(of)),
        },
        other => elsewhere(State::Comparison(of), other),
    }
}

/// A token that is the same wherever it stands, or that has no place there.
fn elsewhere(before: State, kind: &Kind) -> (Part, State) {
    match kind {
        Kind::And | Kind::Or | Kind::Not => (Part::Connective, State::Name),
        Kind::Close | Kind::CloseList => (Part::Sign, State::Connective),
        Kind::Open | Kind::OpenList | Kind::Comma => (Part::Sign, before),
        _ => (Part::Stray, before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wanted at the `|` of a text, with the name that it is about and the word that stands there.
    fn at(text: &str) -> (String, String) {
        let offset = text.find('|').expect("a mark");
        let text = text.replacen('|', "", 1);
        let Spot { wanted, word } = spot(&text, offset);
        let wanted = match wanted {
            Wanted::Comparison(of) => format!("comparison of {}", &text[of]),
            Wanted::Value(of) => format!("value of {}", &text[of]),
            other => format!("{other:?}").to_lowercase(),
        };
        (wanted, text[word].to_owned())
    }

    #[test]
    fn what_may_stand_at_a_place_follows_from_what_stands_before_it() {
        let cases = [
            ("|", "name", ""),
            ("wai|", "name", "wai"),
            ("wai|ting >= 5", "name", "waiting"),
            ("waiting |", "comparison of waiting", ""),
            ("waiting >|", "comparison of waiting", ">"),
            ("waiting =|", "comparison of waiting", "="),
            ("waiting betw|", "comparison of waiting", "betw"),
            ("waiting >= |", "value of waiting", ""),
            ("waiting >= 5|0", "value of waiting", "50"),
            ("waiting >= 50 |", "connective", ""),
            ("waiting >= 50 an|", "connective", "an"),
            ("waiting >= 50 and |", "name", ""),
            ("not |", "name", ""),
            ("(a == b or |", "name", ""),
            ("(a == b) |", "connective", ""),
            ("a in |", "list", ""),
            ("a in [|", "value of a", ""),
            ("a in [x, |]", "value of a", ""),
            ("a in [x |", "comma", ""),
            ("a not in [x, y|", "value of a", "y"),
            ("a in [x] |", "connective", ""),
            ("n between |", "value of n", ""),
            ("n between 5 |", "betweenand", ""),
            ("n between 5 and |", "value of n", ""),
            ("n between 5 and 9 |", "connective", ""),
            ("s includes |", "value of s", ""),
            ("q is |", "na", ""),
            ("q is not |", "na", ""),
            ("q is na |", "connective", ""),
            ("# ü | a == b", "comparison of ü", ""),
            ("\"un|closed", "name", ""),
        ];
        for (text, wanted, word) in cases {
            assert_eq!(at(text), (wanted.to_owned(), word.to_owned()), "{text}");
        }
    }

    #[test]
    fn every_word_has_its_part_and_strays_do_not_hide_what_follows() {
        let text = "not (waiting>=50 and a in [x,y]) or n between 1 and 2 huh or q is not na";
        let parts: Vec<(&str, Part)> =
            outline(text).into_iter().map(|piece| (&text[piece.span.clone()], piece.part)).collect();
        let of = |part: &Part| parts.iter().filter(|(_, p)| p == part).map(|(word, _)| *word).collect::<Vec<_>>();
        assert_eq!(of(&Part::Name), ["waiting", "a", "n", "q"]);
        assert_eq!(of(&Part::Connective), ["not", "and", "or", "or"]);
        assert_eq!(of(&Part::Comparison), [">=", "in", "between", "and", "is", "not", "na"]);
        assert_eq!(of(&Part::Stray), ["huh"]);
        let values: Vec<&str> =
            parts.iter().filter(|(_, p)| matches!(p, Part::Value(_))).map(|(word, _)| *word).collect();
        assert_eq!(values, ["50", "x", "y", "1", "2"]);
    }
}
