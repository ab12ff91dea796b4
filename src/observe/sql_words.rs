//! Statements about tables read by their words alone, where the parser of no dialect knows all of them: a table's name, its columns, and
//! what ties it to others stand in the same places in every dialect.

use std::collections::BTreeSet;

use super::dump::opening;

/// A table.
#[derive(Debug, Default)]
pub struct Table {
    /// Its columns, as far as they are said.
    pub columns: BTreeSet<String>,
    /// Columns of foreign keys, and the table each leads to.
    pub keys: Vec<(Vec<String>, String)>,
    /// Checks, unique constraints and exclusions.
    pub n_constraints: u64,
    /// The columns of its primary key.
    pub primary: BTreeSet<String>,
    /// Columns that hold a day or a time.
    pub stamps: BTreeSet<String>,
    /// Whether it is a part of another one.
    pub is_partition: bool,
}

/// What was read of a statement.
#[derive(Debug)]
pub struct Read {
    /// The table it is about.
    pub name: String,
    /// What it says of it.
    pub table: Table,
    /// Whether all of it was read: parentheses that do not close hide what stands in them, and without any nothing tells its columns.
    pub is_whole: bool,
}

/// A word, a sign, or what stands in parentheses.
#[derive(Debug)]
enum Token {
    Word(String, bool),
    Sign(char),
    Group(Vec<Token>),
}

impl Token {
    /// A word that is not quoted, in upper case.
    fn key(&self) -> Option<String> {
        match self {
            Self::Word(word, false) => Some(word.to_uppercase()),
            _ => None,
        }
    }

    fn is(&self, wanted: &str) -> bool {
        self.key().is_some_and(|word| word == wanted)
    }
}

/// Reads `CREATE TABLE`; `None` where no table is named.
pub fn table(statement: &str) -> Option<Read> {
    let (tokens, is_whole) = tokens(statement);
    let at = tokens.iter().position(|token| token.is("TABLE"))? + 1;
    let (name, rest) = name(without_if(&tokens[at..]))?;
    let mut table = Table { is_partition: is_partition(rest), ..Table::default() };
    // Behind the values of a partition and behind a query stand other parentheses.
    let is_end = |token: &Token| token.is("FOR") || token.is("AS") || token.is("SELECT");
    let body = rest.iter().take_while(|token| !is_end(token)).find_map(|token| match token {
        Token::Group(inner) => Some(inner),
        _ => None,
    });
    // A part has the columns of its whole, and a type or a query tells them elsewhere.
    let is_query = rest.windows(2).take(1).any(|pair| pair[0].is("AS") && (pair[1].is("SELECT") || pair[1].is("WITH")));
    let is_whole = is_whole
        && (body.is_some() || table.is_partition || is_query || rest.first().is_some_and(|word| word.is("OF")));
    parts(body.map_or(&[][..], Vec::as_slice)).for_each(|part| table.part(part));
    Some(Read { name, table, is_whole })
}

/// Reads `ALTER TABLE`: what it adds.
pub fn alter(statement: &str) -> Option<Read> {
    let (tokens, is_whole) = tokens(statement);
    let at = tokens.iter().position(|token| token.is("TABLE"))? + 1;
    let behind = without_if(&tokens[at..]);
    let behind = behind.strip_prefix_if("ONLY");
    let (name, rest) = name(without_if(behind))?;
    let mut table = Table::default();
    for part in parts(rest) {
        // SQL Server says before it whether what is there is to be checked.
        let at = if part[0].is("WITH") { 2 } else { 0 };
        if !part.get(at).is_some_and(|token| token.is("ADD")) {
            continue;
        }
        let added = part[at + 1..].strip_prefix_if("COLUMN");
        match without_if(added) {
            [Token::Group(several)] => parts(several).for_each(|part| table.part(part)),
            added => table.part(added),
        }
    }
    Some(Read { name, table, is_whole })
}

trait Words {
    fn strip_prefix_if(&self, word: &str) -> &Self;
}

impl Words for [Token] {
    fn strip_prefix_if(&self, word: &str) -> &Self {
        match self {
            [first, rest @ ..] if first.is(word) => rest,
            all => all,
        }
    }
}

/// What stands behind `IF EXISTS` and `IF NOT EXISTS`.
fn without_if(tokens: &[Token]) -> &[Token] {
    let Some(first) = tokens.first().filter(|first| first.is("IF")) else { return tokens };
    let n = 1 + usize::from(first.is("IF") && tokens.get(1).is_some_and(|token| token.is("NOT")));
    match tokens.get(n) {
        Some(token) if token.is("EXISTS") => &tokens[n + 1..],
        _ => tokens,
    }
}

fn is_partition(rest: &[Token]) -> bool {
    rest.windows(2).take(2).any(|pair| pair[0].is("PARTITION") && pair[1].is("OF"))
}

/// A name's last part, in lower case, and what stands behind it.
fn name(tokens: &[Token]) -> Option<(String, &[Token])> {
    let [Token::Word(word, _), rest @ ..] = tokens else { return None };
    match rest {
        [Token::Sign('.'), behind @ ..] => name(behind),
        _ => Some((word.to_lowercase(), rest)),
    }
}

/// The parts between commas.
fn parts(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    tokens.split(|token| matches!(token, Token::Sign(','))).filter(|part| !part.is_empty())
}

impl Table {
    /// Adds a column or a constraint.
    fn part(&mut self, part: &[Token]) {
        const KINDS: [&str; 6] = ["PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "EXCLUDE", "NOT"];
        let mut part = part;
        if let [first, rest @ ..] = part
            && first.is("CONSTRAINT")
        {
            let is_kind = rest.first().and_then(Token::key).is_some_and(|word| KINDS.contains(&word.as_str()));
            part = if is_kind { rest } else { rest.get(1..).unwrap_or_default() };
        }
        let Some(first) = part.first() else { return };
        match first.key().as_deref() {
            Some("NOT") => {}
            Some("PRIMARY") => self.primary.extend(columns_in(part)),
            Some("UNIQUE" | "CHECK" | "EXCLUDE") => self.n_constraints += 1,
            Some("FOREIGN") => {
                let of_key = columns_in(part);
                self.keys.extend(led_to(part).map(|to| (of_key, to)));
            }
            Some("LIKE" | "PERIOD" | "FULLTEXT" | "SPATIAL" | "PARTITION") if part.len() > 1 => {}
            // A column may be called so as well.
            Some("KEY" | "INDEX") if is_index(&part[1..]) => {}
            _ => self.column(part),
        }
    }

    fn column(&mut self, part: &[Token]) {
        let [Token::Word(column, _), rest @ ..] = part else { return };
        let column = column.to_lowercase();
        self.keys.extend(led_to(rest).map(|to| (vec![column.clone()], to)));
        self.n_constraints += rest.iter().filter(|token| token.is("UNIQUE") || token.is("CHECK")).count() as u64;
        if rest.iter().any(|token| token.is("PRIMARY")) {
            self.primary.insert(column.clone());
        }
        if rest.first().and_then(Token::key).is_some_and(|kind| is_stamp(&kind)) {
            self.stamps.insert(column.clone());
        }
        self.columns.insert(column);
    }

    /// Whether it only links other tables: it has two keys and more, and beside them at most a primary key of its own and stamps.
    pub fn is_link(&self) -> bool {
        let of_keys: BTreeSet<&String> = self.keys.iter().flat_map(|(columns, _)| columns).collect();
        let is_known =
            |column: &String| of_keys.contains(column) || self.primary.contains(column) || self.stamps.contains(column);
        self.keys.len() >= 2 && of_keys.len() >= 2 && self.columns.iter().all(is_known)
    }
}

/// Whether a type of columns holds a day or a time.
pub fn is_stamp(kind: &str) -> bool {
    ["TIMESTAMP", "DATE", "TIME", "SMALLDATETIME"].iter().any(|begin| kind.to_uppercase().starts_with(begin))
}

/// The columns that a constraint names; of `at WITHOUT OVERLAPS` and `PERIOD at` the column.
fn columns_in(part: &[Token]) -> Vec<String> {
    let group = part.iter().find_map(|token| match token {
        Token::Group(inner) => Some(inner),
        _ => None,
    });
    let column = |words: &[Token]| {
        let behind = words.strip_prefix_if("PERIOD");
        match if behind.is_empty() { words } else { behind } {
            [Token::Word(word, _), ..] => Some(word.to_lowercase()),
            _ => None,
        }
    };
    group.into_iter().flat_map(|inner| parts(inner)).filter_map(column).collect()
}

fn is_index(rest: &[Token]) -> bool {
    match rest {
        [Token::Group(_), ..] | [Token::Word(_, true), Token::Group(_), ..] => true,
        [Token::Word(..), using, ..] => using.is("USING"),
        _ => false,
    }
}

/// The table that a reference leads to.
fn led_to(part: &[Token]) -> Option<String> {
    let at = part.iter().position(|token| token.is("REFERENCES"))?;
    name(&part[at + 1..]).map(|(name, _)| name)
}

/// The tokens of a statement, and whether all parentheses and quotes close.
fn tokens(statement: &str) -> (Vec<Token>, bool) {
    let mut open: Vec<Vec<Token>> = vec![Vec::new()];
    let mut is_whole = true;
    let mut rest = statement;
    while let Some(first) = rest.chars().next() {
        let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '@');
        let mut length = first.len_utf8();
        let mut token = None;
        if let Some(close) = quote(rest) {
            let begin = if close.len() > 1 && close != "*/" { close.len() } else { 1 };
            let inner = rest.get(begin..).unwrap_or_default();
            let end = inner.find(&close);
            is_whole &= end.is_some();
            let end = end.unwrap_or(inner.len());
            if matches!(first, '"' | '`' | '[') {
                token = Some(Token::Word(inner[..end].to_owned(), true));
            } else if close != "*/" {
                token = Some(Token::Sign('\''));
            }
            length = (begin + end + close.len()).min(rest.len());
        } else if is_of_word(first) {
            length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            token = Some(Token::Word(rest[..length].to_owned(), false));
        } else if first == '(' {
            open.push(Vec::new());
        } else if first == ')' {
            match open.pop() {
                Some(inner) if !open.is_empty() => token = Some(Token::Group(inner)),
                whole => {
                    is_whole = false;
                    open.push(whole.unwrap_or_default());
                }
            }
        } else if !first.is_whitespace() {
            token = Some(Token::Sign(first));
        }
        if let (Some(token), Some(innermost)) = (token, open.last_mut()) {
            innermost.push(token);
        }
        rest = &rest[length..];
    }
    is_whole &= open.len() == 1;
    (open.into_iter().next().unwrap_or_default(), is_whole)
}

/// What closes the quote or comment that a text opens; brackets of a name are quotes, those of an array are none.
fn quote(text: &str) -> Option<String> {
    let is_name = text.strip_prefix('[').and_then(|inner| inner.split_once(']')).is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_alphabetic() || c == '_') && !name.contains(['\'', ',', '('])
    });
    if is_name { Some("]".to_owned()) } else { opening(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(statement: &str) -> (String, Vec<String>, Vec<(Vec<String>, String)>, u64) {
        let read = table(statement).unwrap();
        assert!(read.is_whole, "{statement}");
        (read.name, read.table.columns.into_iter().collect(), read.table.keys, read.table.n_constraints)
    }

    #[test]
    fn a_table_is_read_by_its_words() {
        let (name, columns, keys, n) = of(
            r#"CREATE FOREIGN TABLE IF NOT EXISTS "Shop".orders (id bigint NOT NULL, "Key" text DEFAULT 'a, (b' UNIQUE, tags text[] DEFAULT ARRAY['x', 'y'],
              key varchar(20), at tstzrange, room int REFERENCES public.rooms(id) ON DELETE SET NULL (room), CONSTRAINT o_pk PRIMARY KEY (id, at WITHOUT OVERLAPS),
              CONSTRAINT o_fk FOREIGN KEY (room, PERIOD at) REFERENCES [dbo].[stays] (room, PERIOD at), CONSTRAINT c CHECK (id > 0) NOT ENFORCED, CONSTRAINT nn NOT NULL id,
              EXCLUDE USING gist (room WITH =), KEY `k` (`at`), LIKE other INCLUDING ALL) SERVER far"#,
        );
        assert_eq!(name, "orders");
        assert_eq!(columns, ["at", "id", "key", "room", "tags"]);
        assert_eq!(
            keys,
            [
                (vec!["room".to_owned()], "rooms".to_owned()),
                (vec!["room".to_owned(), "at".to_owned()], "stays".to_owned())
            ]
        );
        assert_eq!(n, 3);
    }

    #[test]
    fn what_has_no_columns_of_its_own_is_a_table_all_the_same() {
        assert_eq!(of("CREATE TABLE a OF person (PRIMARY KEY (id), UNIQUE (mail))").3, 1);
        assert_eq!(of("CREATE TABLE a AS SELECT f(b) FROM c").0, "a");
        let part = table("CREATE TABLE a_1 PARTITION OF a FOR VALUES FROM ('1') TO ('2')").unwrap();
        assert!(part.table.is_partition && part.table.columns.is_empty());
        assert!(table("CREATE TABLE (a int)").is_none());
        assert!(!table("CREATE TABLE a (b int, c").unwrap().is_whole);
        assert!(!table("CREATE TABLE a (b int DEFAULT 'x").unwrap().is_whole);
        assert!(!table("CREATE TABLE a AS DOCUMENT STORE").unwrap().is_whole);
    }

    #[test]
    fn what_an_alteration_adds_is_read() {
        let added =
            |statement: &str| alter(statement).map(|read| (read.name, read.table.keys.len(), read.table.n_constraints));
        let read = |name: &str, keys, n| Some((name.to_owned(), keys, n));
        assert_eq!(added("ALTER TABLE ONLY public.a ADD CONSTRAINT c CHECK ((x > 0)) NOT VALID"), read("a", 0, 1));
        assert_eq!(
            added("ALTER TABLE [dbo].[a] WITH CHECK ADD CONSTRAINT [f] FOREIGN KEY([b]) REFERENCES [dbo].[b] ([id])"),
            read("a", 1, 0)
        );
        assert_eq!(
            added("ALTER TABLE IF EXISTS a ADD PRIMARY KEY (x), ADD UNIQUE KEY `u` (`y`), ADD b int REFERENCES b"),
            read("a", 1, 1)
        );
        assert_eq!(added("ALTER TABLE a ADD (b int REFERENCES b, CHECK (b > 0)), DROP CONSTRAINT c"), read("a", 1, 1));
        assert_eq!(added("ALTER TABLE a VALIDATE CONSTRAINT c"), read("a", 0, 0));
    }
}
