//! Tokens to a syntax tree whose names are still words.

use std::ops::Range;

use super::error::ConditionError;
use super::lexer::{Kind, Token, tokenise};
use crate::model::Comparison;

/// How deep parentheses and `not` may nest; beyond it a person could not read the condition either.
const MAX_DEPTH: usize = 64;

/// A syntax tree.
#[derive(Debug)]
pub(super) enum Node {
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Test { subject: Word, test: Test },
}

/// A name or value with its place.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) number: Option<i64>,
    pub(super) span: Range<usize>,
}

/// What is asked of a subject.
#[derive(Debug)]
pub(super) enum Test {
    Compare(Comparison, Word),
    In { negated: bool, values: Vec<Word> },
    Between(Word, Word),
    Includes(Word),
    IsNa { negated: bool },
}

/// Parses a whole condition.
pub(super) fn parse(text: &str) -> Result<Node, ConditionError> {
    let mut parser = Parser { text, tokens: tokenise(text)?, at: 0, depth: 0 };
    if parser.peek() == &Kind::End {
        return Err(parser.error("the condition is empty", "write a comparison, such as `realtime != none`"));
    }
    let node = parser.any()?;
    match parser.peek() {
        Kind::End => Ok(node),
        Kind::Operator(_) => Err(parser.error(
            "comparisons cannot be chained",
            "write `ID between LOW and HIGH`, or join two comparisons with `and`",
        )),
        _ if parser.digits_behind_commas().is_some() => Err(parser.grouped()),
        _ => Err(parser.error(
            &format!("expected `and`, `or` or the end, found {}", parser.peek().describe()),
            "join comparisons with `and` or `or`",
        )),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn eat(&mut self, kind: &Kind) -> bool {
        let found = self.peek() == kind;
        if found {
            self.next();
        }
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Kind::Word(w) if w == word);
        if found {
            self.next();
        }
        found
    }

    fn error(&self, message: &str, help: &str) -> ConditionError {
        ConditionError::new(self.tokens[self.at].span.clone(), message, help)
    }

    /// The number that digits in groups of three behind commas make with the one before them, and where it ends.
    fn digits_behind_commas(&self) -> Option<(String, usize)> {
        let before = self.tokens.get(self.at.checked_sub(1)?).filter(|token| matches!(token.kind, Kind::Number(_)))?;
        let mut number = self.text[before.span.clone()].to_owned();
        let mut end = before.span.end;
        let mut left = self.tokens[self.at..].chunks(2);
        while let Some([comma, group]) = left.next()
            && comma.kind == Kind::Comma
            && matches!(group.kind, Kind::Number(_))
            && group.span == (end + 1..end + 4)
        {
            number.push_str(&self.text[group.span.clone()]);
            end = group.span.end;
        }
        (end > before.span.end).then_some((number, end))
    }

    /// What is wrong with a number whose digits stand in groups behind commas.
    fn grouped(&self) -> ConditionError {
        let (number, end) = self.digits_behind_commas().unwrap_or_default();
        let start = self.tokens[self.at.saturating_sub(1)].span.start;
        let written = &self.text[start..end];
        let help = format!("write `{number}`, or `{}`", written.replace(',', "_"));
        ConditionError::new(start..end, format!("`{written}` is no number: a comma parts the values of a list"), help)
    }

    fn any(&mut self) -> Result<Node, ConditionError> {
        let mut parts = vec![self.all()?];
        while self.eat(&Kind::Or) {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Or(parts) })
    }

    fn all(&mut self) -> Result<Node, ConditionError> {
        let mut parts = vec![self.negation()?];
        while self.eat(&Kind::And) {
            parts.push(self.negation()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::And(parts) })
    }

    fn negation(&mut self) -> Result<Node, ConditionError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error("the condition nests too deeply", "split the rule, or name a part of it as a trait"));
        }
        let node = if self.eat(&Kind::Not) {
            Node::Not(Box::new(self.negation()?))
        } else if self.eat(&Kind::Open) {
            let inner = self.any()?;
            if self.digits_behind_commas().is_some() {
                return Err(self.grouped());
            }
            if !self.eat(&Kind::Close) {
                return Err(
                    self.error(&format!("expected `)`, found {}", self.peek().describe()), "close the parenthesis")
                );
            }
            inner
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn test(&mut self) -> Result<Node, ConditionError> {
        if let (Kind::Number(_), Some(Token { kind: Kind::Operator(_), .. })) =
            (self.peek(), self.tokens.get(self.at + 1))
        {
            return Err(self.error(
                "a comparison starts with a question, trait or quantity",
                "put the name first: `waiting >= 50`",
            ));
        }
        let subject = self.word("a question, trait or quantity")?;
        let test = if let Kind::Operator(op) = *self.peek() {
            self.next();
            Test::Compare(op, self.word("a value")?)
        } else if self.eat_word("in") {
            Test::In { negated: false, values: self.list()? }
        } else if self.eat_word("between") {
            let low = self.word("a number")?;
            if !self.eat(&Kind::And) {
                return Err(self.error(
                    &format!("expected `and`, found {}", self.peek().describe()),
                    "write `between LOW and HIGH`",
                ));
            }
            Test::Between(low, self.word("a number")?)
        } else if self.eat_word("includes") {
            Test::Includes(self.word("a choice")?)
        } else if self.eat_word("is") {
            let negated = self.eat(&Kind::Not);
            if !self.eat_word("na") {
                return Err(self.error(
                    &format!("expected `na`, found {}", self.peek().describe()),
                    "only `is na` may follow `is`; compare with `==`",
                ));
            }
            Test::IsNa { negated }
        } else if self.peek() == &Kind::Not {
            self.next();
            if !self.eat_word("in") {
                return Err(
                    self.error(&format!("expected `in`, found {}", self.peek().describe()), "write `ID not in [a, b]`")
                );
            }
            Test::In { negated: true, values: self.list()? }
        } else {
            let message = format!("expected a comparison after `{}`, found {}", subject.text, self.peek().describe());
            return Err(self.error(
                &message,
                "use `==`, `!=`, `<`, `<=`, `>`, `>=`, `in […]`, `between … and …`, `includes` or `is na`",
            ));
        };
        Ok(Node::Test { subject, test })
    }

    fn list(&mut self) -> Result<Vec<Word>, ConditionError> {
        if !self.eat(&Kind::OpenList) {
            return Err(self.error(
                &format!("expected `[`, found {}", self.peek().describe()),
                "write the values in brackets: `in [a, b]`",
            ));
        }
        let mut values = Vec::new();
        while !self.eat(&Kind::CloseList) {
            values.push(self.word("a value")?);
            if !self.eat(&Kind::Comma) && self.peek() != &Kind::CloseList {
                return Err(self.error(
                    &format!("expected `,` or `]`, found {}", self.peek().describe()),
                    "separate values with commas",
                ));
            }
        }
        if values.is_empty() {
            self.at -= 1;
            return Err(self.error("this list is empty, so nothing can be in it", "name at least one value"));
        }
        Ok(values)
    }

    fn word(&mut self, wanted: &str) -> Result<Word, ConditionError> {
        let token = self.next();
        let text = self.text[token.span.clone()].trim_matches(['"', '\'']).to_owned();
        match token.kind {
            Kind::Word(_) => Ok(Word { text, number: None, span: token.span }),
            Kind::Number(number) => Ok(Word { text, number: Some(number), span: token.span }),
            other => {
                let help = "a comparison reads `ID OPERATOR VALUE`, such as `concurrency >= high`";
                Err(ConditionError::new(token.span, format!("expected {wanted}, found {}", other.describe()), help))
            }
        }
    }
}
