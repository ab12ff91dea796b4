//! Conditions of risk rules: `a && (!b || c)`, or `default`.

/// A condition over the choices of a question, by their positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Always,
    Choice(usize),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// How deep parentheses and `!` may nest: as archfit writes it a `!` counts twice, and what it reads nests 64 deep.
const MAX_DEPTH: usize = 30;

/// Reads a condition; says what is wrong with it otherwise.
pub(super) fn parse(text: &str, choice: &dyn Fn(&str) -> Option<usize>) -> Result<Condition, String> {
    if text.trim() == "default" {
        return Ok(Condition::Always);
    }
    let mut reader = Reader { rest: text.trim(), depth: 0, choice };
    let condition = reader.any()?;
    if reader.rest.is_empty() { Ok(condition) } else { Err(format!("`{}` is not expected there", reader.rest)) }
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
    choice: &'t dyn Fn(&str) -> Option<usize>,
}

impl Reader<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest.strip_prefix(sign).map(str::trim_start);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.all()?];
        while self.takes("||") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.one()?];
        while self.takes("&&") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::All(parts) })
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Result<Condition, String>) -> Result<Condition, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("parentheses and `!` nest more than {MAX_DEPTH} deep"));
        }
        let inner = read(self);
        self.depth -= 1;
        inner
    }

    fn one(&mut self) -> Result<Condition, String> {
        if self.takes("!") {
            return self.deeper(Self::one).map(|inner| Condition::Not(Box::new(inner)));
        }
        if self.takes("(") {
            let inner = self.deeper(Self::any)?;
            return if self.takes(")") { Ok(inner) } else { Err("a `)` is missing".to_owned()) };
        }
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        if word.is_empty() {
            return Err("a choice is expected".to_owned());
        }
        (self.choice)(word).map(Condition::Choice).ok_or_else(|| format!("`{word}` is no choice of the question"))
    }
}

impl Condition {
    /// Whether it is met where these choices hold.
    pub(super) fn holds(&self, chosen: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Self::Always => true,
            Self::Choice(choice) => chosen(*choice),
            Self::Not(inner) => !inner.holds(chosen),
            Self::All(parts) => parts.iter().all(|part| part.holds(chosen)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(chosen)),
        }
    }

    /// Whether it names a choice.
    pub(super) fn names(&self, choice: usize) -> bool {
        match self {
            Self::Always => false,
            Self::Choice(own) => *own == choice,
            Self::Not(inner) => inner.names(choice),
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.names(choice)),
        }
    }

    /// As archfit writes it, given how each choice is written; nothing for what always holds.
    pub(super) fn written(&self, choice: &dyn Fn(usize) -> String) -> Option<String> {
        let inner = |part: &Self| {
            let text = part.written(choice)?;
            let is_list = matches!(part, Self::All(_) | Self::Any(_));
            Some(if is_list { format!("({text})") } else { text })
        };
        let joined = |parts: &[Self], word: &str| {
            let parts: Option<Vec<String>> = parts.iter().map(inner).collect();
            parts.map(|parts| parts.join(word))
        };
        match self {
            Self::Always => None,
            Self::Choice(of) => Some(choice(*of)),
            Self::Not(part) => Some(format!("not ({})", part.written(choice)?)),
            Self::All(parts) => joined(parts, " and "),
            Self::Any(parts) => joined(parts, " or "),
        }
    }
}
