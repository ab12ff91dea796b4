//! Where a byte of a TOML file stands: under which keys, and whether in a key, in a text, or where a value may be. Reads files that are
//! still being typed: a bracket or a quote that nobody closed does not reach beyond the next table.

use std::ops::Range;

use crate::load::Literal;

/// Where a byte stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlSpot {
    /// The keys that lead to it; entries of lists have none of their own.
    pub path: Vec<String>,
    /// What stands there.
    pub role: Role,
    /// The id of the entry it belongs to; empty where it has none.
    pub id: String,
}

/// What stands at a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A key, of which these bytes are there already.
    Key(Range<usize>),
    /// A text that begins with the quote at this byte.
    Text(usize),
    /// A value, of which these bytes are there already.
    Value(Range<usize>),
    /// The name of a table, of which these bytes are there already.
    Table(Range<usize>),
    /// Nothing that could be completed: a comment, or the end of a value.
    Nothing,
}

/// Where a byte stands.
pub fn toml_spot(text: &str, offset: usize) -> TomlSpot {
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    if let Some(role) = in_header(text, line_start, offset) {
        return TomlSpot { path: Vec::new(), role, id: String::new() };
    }
    let (at, header) = header_before(text, line_start).unwrap_or_default();
    let id = header.first().map_or_else(String::new, |first| entry_id(text, at, first));
    let scan = Scan { text, at, offset, stack: Vec::new(), keys: Vec::new(), wants: Wants::Key };
    let (keys, role) = scan.run();
    TomlSpot { path: header.into_iter().chain(keys).collect(), role, id }
}

/// A table's name that is being typed on the line of the byte.
fn in_header(text: &str, line_start: usize, offset: usize) -> Option<Role> {
    let line = &text[line_start..offset];
    let name = line.trim_start_matches('[');
    let n_brackets = line.len() - name.len();
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    ((1..=2).contains(&n_brackets) && is_name && n_brackets > 0).then(|| Role::Table(line_start + n_brackets..offset))
}

/// The head of the last table that begins before a line: where it ends, and the table's name.
fn header_before(text: &str, before: usize) -> Option<(usize, Vec<String>)> {
    let mut end = before;
    loop {
        let start = text[..end.checked_sub(1)?].rfind('\n').map_or(0, |at| at + 1);
        let line = &text[start..end];
        if let Some(path) = line.starts_with('[').then(|| header_path(line)).flatten() {
            return Some((end, path));
        }
        if start == 0 {
            return None;
        }
        end = start;
    }
}

/// The name of a table, if a line is its head.
fn header_path(line: &str) -> Option<Vec<String>> {
    let line = line.split('#').next().unwrap_or_default().trim_end();
    let inner = match line.strip_prefix("[[") {
        Some(rest) => rest.strip_suffix("]]")?,
        None => line.strip_prefix('[')?.strip_suffix(']')?,
    };
    let parts: Vec<String> = inner.split('.').map(|part| part.trim().trim_matches(['"', '\'']).to_owned()).collect();
    let is_key = |part: &String| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    parts.iter().all(is_key).then_some(parts)
}

/// The id of the entry `[[first]]` that a byte belongs to.
fn entry_id(text: &str, at: usize, first: &str) -> String {
    let head = format!("[[{first}]]");
    let is_head = |start: &usize| *start == 0 || text.as_bytes()[start - 1] == b'\n';
    let start = text[..at].rmatch_indices(&head).map(|(start, _)| start).find(is_head);
    let Some(start) = start else { return String::new() };
    let body = &text[start + head.len()..];
    let mut lines = body.lines().skip(1).take_while(|line| !line.starts_with('['));
    let id = lines.find_map(|line| line.trim_start().strip_prefix("id")?.trim_start().strip_prefix('='));
    id.map_or_else(String::new, |id| id.trim().split(['"', '\'']).nth(1).unwrap_or_default().to_owned())
}

/// What is open around a byte, below so many keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    List(usize),
    Braces(usize),
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    Key,
    Equals,
    Value,
    End,
}

/// A scan from the head of a table to the byte.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    offset: usize,
    stack: Vec<Open>,
    keys: Vec<String>,
    wants: Wants,
}

impl Scan<'_> {
    fn run(mut self) -> (Vec<String>, Role) {
        loop {
            let role = match self.text[self.at..self.offset].chars().next() {
                None => Some(match self.wants {
                    Wants::Key => Role::Key(self.offset..self.offset),
                    Wants::Value => Role::Value(self.offset..self.offset),
                    Wants::Equals | Wants::End => Role::Nothing,
                }),
                Some(c) => self.step(c),
            };
            if let Some(role) = role {
                return (self.keys, role);
            }
        }
    }

    /// One sign or word; the role of the byte where it lies in it.
    fn step(&mut self, c: char) -> Option<Role> {
        match c {
            '\n' => {
                self.at += 1;
                self.new_line();
            }
            '#' => {
                let end = self.text[self.at..].find('\n').map_or(self.text.len(), |length| self.at + length);
                if self.offset <= end {
                    return Some(Role::Nothing);
                }
                self.at = end;
            }
            '"' | '\'' => return self.quoted(),
            '[' | '{' | ']' | '}' | ',' | '=' | '.' => {
                self.at += 1;
                self.sign(c);
            }
            c if is_word(c) => return self.word(),
            c => self.at += c.len_utf8(),
        }
        None
    }

    /// At the beginning of a line: what needs to stand in one line has ended, and so has a list that a pair cannot stand in.
    fn new_line(&mut self) {
        let line = self.text[self.at..].split('\n').next().unwrap_or_default();
        let key = line.trim_start_matches(is_word);
        let is_pair = key.len() < line.len() && key.trim_start().starts_with('=');
        if is_pair && matches!(self.stack.last(), Some(Open::List(_))) {
            self.stack.clear();
        }
        if self.stack.is_empty() {
            self.keys.clear();
            self.wants = Wants::Key;
        }
    }

    fn sign(&mut self, c: char) {
        match (c, self.wants) {
            ('[', Wants::Value) => self.stack.push(Open::List(self.keys.len())),
            ('{', Wants::Value) => {
                self.stack.push(Open::Braces(self.keys.len()));
                self.wants = Wants::Key;
            }
            (']' | '}', _) => {
                if let Some(Open::List(keys) | Open::Braces(keys)) = self.stack.pop() {
                    self.keys.truncate(keys);
                }
                self.wants = Wants::End;
            }
            (',', _) => match self.stack.last() {
                Some(Open::List(keys)) => {
                    self.keys.truncate(*keys);
                    self.wants = Wants::Value;
                }
                Some(Open::Braces(keys)) => {
                    self.keys.truncate(*keys);
                    self.wants = Wants::Key;
                }
                None => {}
            },
            ('=', Wants::Equals) => self.wants = Wants::Value,
            ('.', Wants::Equals) => self.wants = Wants::Key,
            _ => {}
        }
    }

    fn word(&mut self) -> Option<Role> {
        let rest = &self.text[self.at..];
        let is_part = |c: char| is_word(c) || (self.wants == Wants::Value && "+:.".contains(c));
        let word = self.at..self.at + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        match self.wants {
            Wants::Key if self.offset <= word.end => return Some(Role::Key(word)),
            Wants::Value if self.offset <= word.end => return Some(Role::Value(word)),
            Wants::Key => self.key(&word),
            Wants::Value => self.wants = Wants::End,
            Wants::Equals | Wants::End if self.offset <= word.end => return Some(Role::Nothing),
            Wants::Equals | Wants::End => {}
        }
        self.at = word.end;
        None
    }

    fn key(&mut self, word: &Range<usize>) {
        self.keys.push(self.text[word.clone()].trim_matches(['"', '\'']).to_owned());
        self.wants = Wants::Equals;
    }

    /// A text in quotes: a key or a value.
    fn quoted(&mut self) -> Option<Role> {
        let (start, quote) = (self.at, self.text.as_bytes()[self.at]);
        let inner = Literal::read(self.text, start).span();
        let n_quotes = if self.text[start..].bytes().take(3).filter(|c| *c == quote).count() == 3 { 3 } else { 1 };
        let end = inner.end + self.text[inner.end..].bytes().take(n_quotes).take_while(|c| *c == quote).count();
        if self.wants == Wants::Key {
            if self.offset <= end {
                return Some(Role::Key(start..end));
            }
            self.key(&(start..end));
        } else {
            if self.offset > start && self.offset <= inner.end.max(start + 1) {
                return Some(Role::Text(start));
            }
            self.wants = Wants::End;
        }
        self.at = end.max(start + 1);
        (self.at > self.offset).then_some(Role::Nothing)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the `|` of a text stands: the keys, and what is there.
    fn at(text: &str) -> (String, String) {
        let offset = text.find('|').expect("a mark");
        let text = text.replacen('|', "", 1);
        let spot = toml_spot(&text, offset);
        let role = match spot.role {
            Role::Key(word) => format!("key {}", &text[word]),
            Role::Value(word) => format!("value {}", &text[word]),
            Role::Table(word) => format!("table {}", &text[word]),
            Role::Text(start) => format!("text {}", Literal::read(&text, start).text),
            Role::Nothing => "nothing".to_owned(),
        };
        (spot.path.join("."), role)
    }

    #[test]
    fn a_byte_knows_its_keys_and_what_it_is_part_of() {
        let cases = [
            ("|", "", "key "),
            ("[[ru|", "", "table ru"),
            ("[[rule]]\n|", "rule", "key "),
            ("[[rule]]\nwh|en = \"a\"", "rule", "key when"),
            ("[[rule]]\nwhen = \"a|b\"", "rule.when", "text ab"),
            ("[[rule]]\nwhen = \"|\"", "rule.when", "text "),
            ("[[rule]]\nwhen = \"a|", "rule.when", "text a"),
            ("[[rule]]\nwhen = |", "rule.when", "value "),
            ("[[rule]]\nwhen = \"a\" |", "rule.when", "nothing"),
            ("[[rule]]\npoints = { no|, b = 1 }", "rule.points", "key no"),
            ("[[rule]]\npoints = { a = 1, |", "rule.points", "key "),
            ("[[rule]]\npoints = { a = |", "rule.points.a", "value "),
            ("[[rule]]\nevidence = [\"a\", \"b|\"]", "rule.evidence", "text b"),
            ("[[rule]]\nevidence = [\n  \"a\",\n  |\n]", "rule.evidence", "value "),
            ("[[question]]\nchoices = [\n  { id = \"a\" },\n  { id = \"|\" },\n]", "question.choices.id", "text "),
            ("[question.integer]\nbands = [ { i|", "question.integer.bands", "key i"),
            ("[[scenario]]\nexpect = { levels = { load = \"hi|gh\" } }", "scenario.expect.levels.load", "text high"),
            ("[[scenario]]\nexpect.winner = \"x|\"", "scenario.expect.winner", "text x"),
            ("[[rule]]\n# a comm|ent", "rule", "nothing"),
            ("[[rule]]\nwhen = \"\"\"\na == b\n  and |\n\"\"\"", "rule.when", "text a == b\n  and \n"),
            ("[[rule]]\nconfidence = lo|", "rule.confidence", "value lo"),
            // What was not closed above does not reach here.
            ("[[rule]]\nevidence = [\"a\",\nwhen = \"b|\"", "rule.when", "text b"),
            ("[[rule]]\nwhen = \"a == b\nid = \"x|\"", "rule.id", "text x"),
            ("[[rule]]\npoints = { a = 1,\n\n[[rule]]\nid = \"y|\"", "rule.id", "text y"),
            ("[answers]\nq = { value = \"v|\" }", "answers.q.value", "text v"),
            ("[aliases]\n\"a.b\" = \"c|\"", "aliases.a.b", "text c"),
        ];
        for (text, path, role) in cases {
            assert_eq!(at(text), (path.to_owned(), role.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_byte_knows_the_entry_it_belongs_to() {
        let text = "[[question]]\nid = \"one\"\n[[question]]\nask = \"?\"\nid = 'two' # x\n[[question.observe]]\nanswers = { a = \"\" }\n";
        let at = text.rfind("\" }").expect("the place");
        assert_eq!(toml_spot(text, at).id, "two");
        assert_eq!(toml_spot(text, text.find("one").expect("the place")).id, "one");
    }

    #[test]
    fn no_place_of_any_text_is_too_much() {
        let text = "#:schema x\n[[rule]\n]]\nwhen = \"ü\\\" == [{,}]\n'''\n[[a]]\nb = { c = [ \"d\", 'e' }\r\n= . [x]\n\"\"\"\n";
        for (at, _) in text.char_indices() {
            toml_spot(text, at);
        }
        toml_spot(text, text.len());
    }
}
