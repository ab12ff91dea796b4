//! Database schemas: SQL as dumps write it, and files of `SQLite`. Counted are tables and what ties them together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sqlparser::ast::{
    AlterTableOperation, ColumnDef, ColumnOption, CreateTable, ObjectName, RenameTableNameKind, Statement as Sql,
    TableConstraint,
};
use sqlparser::dialect::{Dialect, GenericDialect, MsSqlDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use super::dump::{first_words, opened, statements, without_options};
use super::observation::{Observation, Value};
use super::say::named;
use super::sql_words::{self, Read, Table, is_stamp};
use super::told::Told;
use crate::model::Day;

/// What the tables are called in which virtual tables of `SQLite` keep their rows, behind their own name.
const SHADOWS: [&str; 11] =
    ["data", "idx", "content", "docsize", "config", "segments", "segdir", "stat", "node", "parent", "rowid"];

/// The share of table statements that may not be understood; one may always.
const MAX_UNREAD: f64 = 0.10;

/// The largest dump read as a whole.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Whether a text looks like a schema.
pub fn looks_like_one(text: &str) -> bool {
    text.to_uppercase().contains("CREATE TABLE")
}

/// Reads a dump or a file of `SQLite`.
pub fn read(path: &Path, name: &str, today: Day) -> Result<Told, String> {
    let mut begin = [0_u8; 16];
    let n = std::fs::File::open(path)
        .and_then(|mut file| std::io::Read::read(&mut file, &mut begin))
        .map_err(|error| format!("it cannot be read: {error}"))?;
    if begin[..n].starts_with(b"SQLite format 3\0") {
        return of_sql(&super::sqlite::statements(path)?, "the file's own schema", name, today);
    }
    let length = std::fs::metadata(path).map_or(0, |about| about.len());
    if length > MAX_BYTES {
        return Err(format!("it has {} MB: dump the schema alone, without the data", length >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| format!("it cannot be read: {error}"))?;
    if let Some(why) = no_sql(&bytes) {
        return Err(why.to_owned());
    }
    of_sql(&String::from_utf8_lossy(&bytes), "the statements of a dump", name, today)
}

/// Why a file is no SQL, where it is something else that holds a schema.
fn no_sql(bytes: &[u8]) -> Option<&'static str> {
    let is_archive = bytes.get(257..262) == Some(b"ustar");
    match bytes {
        [b'P', b'G', b'D', b'M', b'P', ..] => Some(
            "it is a dump in PostgreSQL's own format: `pg_restore --schema-only -f schema.sql FILE` makes SQL of it",
        ),
        _ if is_archive => {
            Some("it is an archive: `pg_restore --schema-only -f schema.sql FILE` makes SQL of one by pg_dump")
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("it is written in UTF-16: convert it to UTF-8 first"),
        [b'<', b'?', b'x', b'm', b'l', ..] => Some("it is XML: dump the schema as SQL"),
        _ => None,
    }
}

#[derive(Debug, Default)]
struct Schema {
    tables: BTreeMap<String, Table>,
    n_triggers: u64,
    views: BTreeSet<String>,
    n_unique_indexes: u64,
    /// Statements about tables that name none that could be read.
    n_unread: u64,
    /// Tables of which a statement was read by its words alone.
    by_words: BTreeSet<String>,
    /// Tables of which a statement breaks off or tells no columns, and how many such statements there are.
    cut: BTreeSet<String>,
    n_cut: u64,
    /// Tables that lie in another database.
    foreign: BTreeSet<String>,
    /// Virtual tables of `SQLite`, which keep their rows in tables of their own.
    virtuals: BTreeSet<String>,
}

fn of_sql(text: &str, method: &str, name: &str, today: Day) -> Result<Told, String> {
    let dialects: [(&str, Box<dyn Dialect>); 5] = [
        ("PostgreSQL", Box::new(PostgreSqlDialect {})),
        ("MySQL", Box::new(MySqlDialect {})),
        ("SQLite", Box::new(SQLiteDialect {})),
        ("SQL Server", Box::new(MsSqlDialect {})),
        ("no dialect in particular", Box::new(GenericDialect {})),
    ];
    let statements = statements(text);
    let mut best: Option<(&str, Schema)> = None;
    for (dialect_name, dialect) in &dialects {
        let schema = Schema::of(&statements, dialect.as_ref());
        if best.as_ref().is_none_or(|(_, best)| schema.n_strange() < best.n_strange()) {
            let done = schema.n_strange() == 0;
            best = Some((dialect_name, schema));
            if done {
                break;
            }
        }
    }
    let Some((dialect, schema)) = best else { return Err("it holds no statement".to_owned()) };
    let n_tables = schema.tables.len() as u64;
    if n_tables + schema.n_unread + schema.foreign.len() as u64 == 0 {
        return Err("it makes no table".to_owned());
    }
    // One strange statement of a small dump is named; many mean that the dialect is another one.
    let n_unread = schema.n_unread + schema.n_cut;
    let n_read = n_tables.saturating_sub(schema.cut.len() as u64);
    let borne = ((n_read + n_unread) as f64 * MAX_UNREAD).max(f64::from(u8::from(n_read > 0)));
    if n_unread as f64 > borne {
        return Err(format!(
            "{} of {} statements about tables are in a dialect that is not understood: nothing is said about the schema",
            n_unread,
            n_read + n_unread
        ));
    }
    let mut told = Told { notes: vec![format!("read as {dialect}")], ..Told::default() };
    let limits = schema.limits();
    told.notes.extend(schema.notes().into_iter().chain(limits.iter().cloned()));
    for (measure, value) in schema.measures() {
        let observation = Observation::new(measure, value, name, today);
        told.observations.push(observation.by(method, n_tables).limits(limits.clone()));
    }
    Ok(told)
}

/// Whether a statement makes a table, by the words that may stand in between; functions return tables, and types are made of them.
fn makes_table(first: &[&str]) -> bool {
    const BETWEEN: [&str; 9] =
        ["OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "FOREIGN", "EXTERNAL"];
    let at = first.iter().position(|word| *word == "TABLE");
    at.is_some_and(|at| first[1..at].iter().all(|word| BETWEEN.contains(word)))
}

/// Whether one word stands in a statement, and stands before another.
fn before(words: &str, one: &str, other: &str) -> bool {
    words.find(one).is_some_and(|at| words.find(other).is_none_or(|behind| at < behind))
}

fn plain(name: &ObjectName) -> String {
    let part = name.0.last().map(ToString::to_string).unwrap_or_default();
    bare(&part)
}

fn bare(name: &str) -> String {
    name.trim_matches(|c| matches!(c, '"' | '`' | '\'' | '[' | ']')).to_lowercase()
}

impl Schema {
    fn of(statements: &[String], dialect: &dyn Dialect) -> Self {
        let mut schema = Self::default();
        for statement in statements {
            // mysqldump writes a view and a trigger as several commented parts of one statement.
            let words = first_words(statement).replace("*/", " ");
            let first: Vec<&str> = words.split_whitespace().take(8).collect();
            let position = |word: &str| first.iter().position(|w| *w == word);
            match first.first() {
                // A dump writes it as a row of the table of tables.
                Some(_) if words.contains("CREATE VIRTUAL TABLE ") => schema.virtual_table(&words),
                Some(&"CREATE") if makes_table(&first) => schema.table(statement, &first, dialect),
                // What a trigger executes is named behind it; a function that returns one is none.
                // Those of events stand at no table.
                Some(&"CREATE") if before(&words, " TRIGGER ", " FUNCTION ") => {
                    schema.n_triggers += u64::from(first.get(1) != Some(&"EVENT"));
                }
                Some(&"CREATE") if before(&words, " VIEW ", " AS ") => schema.view(&words),
                Some(&"CREATE") if position("INDEX").is_some() && position("UNIQUE").is_some() => {
                    schema.n_unique_indexes += 1;
                }
                Some(&"ALTER") if first.get(1) == Some(&"TABLE") => schema.alter(statement, dialect),
                Some(&"DROP") if first.get(1) == Some(&"TABLE") => schema.drop(statement, dialect),
                _ => {}
            }
        }
        schema.leave_out_shadows();
        schema
    }

    /// A view counts once, for dumps make it first in an empty form.
    fn view(&mut self, words: &str) {
        let behind = words.split(" VIEW ").nth(1).unwrap_or_default();
        let behind = behind.trim_start();
        let behind = behind.strip_prefix("IF NOT EXISTS ").unwrap_or(behind);
        self.views.insert(bare(behind.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default()));
    }

    fn virtual_table(&mut self, words: &str) {
        let behind = words.split("CREATE VIRTUAL TABLE ").nth(1).unwrap_or_default();
        let behind = behind.strip_prefix("IF NOT EXISTS ").unwrap_or(behind);
        let name = bare(behind.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default());
        self.tables.insert(name.clone(), Table::default());
        self.virtuals.insert(name);
    }

    /// Takes out the tables in which virtual ones keep their rows, and those that `SQLite` makes for itself.
    fn leave_out_shadows(&mut self) {
        let virtuals = std::mem::take(&mut self.virtuals);
        let is_shadow = |name: &String| {
            let (of, what) = name.rsplit_once('_').unwrap_or_default();
            SHADOWS.contains(&what) && virtuals.contains(of) || name.starts_with("sqlite_")
        };
        self.tables.retain(|name, _| !is_shadow(name));
    }

    fn table(&mut self, statement: &str, first: &[&str], dialect: &dyn Dialect) {
        let text = opened(statement);
        let parsed = |text: &str| Parser::parse_sql(dialect, text).ok().and_then(|mut parsed| parsed.pop());
        let is_foreign = first.get(1) == Some(&"FOREIGN");
        // What stands behind the columns is of no interest where no parser knows it.
        match parsed(&text).or_else(|| parsed(without_options(&text)?)) {
            Some(Sql::CreateTable(create)) if !is_foreign => self.create(&create),
            _ => match sql_words::table(&text) {
                Some(read) if is_foreign => drop(self.foreign.insert(read.name)),
                Some(read) => {
                    self.by_words(&read);
                    self.tables.insert(read.name, read.table);
                }
                None => self.n_unread += 1,
            },
        }
    }

    /// Remembers that no parser knew a statement.
    fn by_words(&mut self, read: &Read) {
        self.n_cut += u64::from(!read.is_whole);
        if read.is_whole { &mut self.by_words } else { &mut self.cut }.insert(read.name.clone());
    }

    /// How many statements about tables no parser knew.
    fn n_strange(&self) -> u64 {
        self.n_unread + self.n_cut + self.by_words.len() as u64
    }

    /// What is to be known about the reading.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.by_words.is_empty() {
            notes.push(format!(
                "the parser does not know all of what is said of {}: names, columns, keys and constraints are read by their words",
                named(self.by_words.iter())
            ));
        }
        if !self.foreign.is_empty() {
            notes.push(format!("not counted, for they lie in another database: {}", named(self.foreign.iter())));
        }
        notes
    }

    /// What is missing in every number.
    fn limits(&self) -> Vec<String> {
        let mut limits = Vec::new();
        if !self.cut.is_empty() {
            limits.push(format!(
                "what is said of {} breaks off or is not understood: it counts, and its keys and constraints may be missing",
                named(self.cut.iter())
            ));
        }
        if self.n_unread > 0 {
            let (statements, are, says) =
                if self.n_unread == 1 { ("statement", "is", "it says") } else { ("statements", "are", "they say") };
            limits.push(format!(
                "{} {statements} about tables {are} not understood, and what {says} does not count",
                self.n_unread
            ));
        }
        limits
    }

    fn create(&mut self, create: &CreateTable) {
        let name = plain(&create.name);
        let mut table = Table { is_partition: create.partition_of.is_some(), ..Table::default() };
        create.columns.iter().for_each(|one| column(&mut table, one));
        create.constraints.iter().for_each(|constraint| constrain(&mut table, constraint));
        self.tables.insert(name, table);
    }

    fn alter(&mut self, statement: &str, dialect: &dyn Dialect) {
        let text = opened(statement);
        let words = text.to_uppercase();
        if let Some(part) = words.split("ATTACH PARTITION ").nth(1).and_then(|rest| rest.split_whitespace().next()) {
            let name = bare(part.rsplit('.').next().unwrap_or(part));
            self.tables.get_mut(&name).into_iter().for_each(|table| table.is_partition = true);
            return;
        }
        if ![" ADD ", "\nADD ", "\tADD ", "RENAME"].iter().any(|word| words.contains(word)) {
            return;
        }
        match Parser::parse_sql(dialect, &text).ok().and_then(|mut parsed| parsed.pop()) {
            Some(Sql::AlterTable(alter)) => {
                let name = plain(&alter.name);
                for operation in &alter.operations {
                    self.operation(&name, operation);
                }
            }
            _ => match sql_words::alter(&text) {
                // What is said of a table of another database, or of a view, is about none that counts.
                Some(read) if !self.tables.contains_key(&read.name) => {}
                Some(read) => {
                    self.by_words(&read);
                    let table = self.tables.entry(read.name).or_default();
                    table.columns.extend(read.table.columns);
                    table.keys.extend(read.table.keys);
                    table.primary.extend(read.table.primary);
                    table.stamps.extend(read.table.stamps);
                    table.n_constraints += read.table.n_constraints;
                }
                None => self.n_unread += 1,
            },
        }
    }

    fn operation(&mut self, name: &str, operation: &AlterTableOperation) {
        if let AlterTableOperation::RenameTable {
            table_name: RenameTableNameKind::As(to) | RenameTableNameKind::To(to),
        } = operation
        {
            if let Some(table) = self.tables.remove(name) {
                self.tables.insert(plain(to), table);
            }
            return;
        }
        let Some(table) = self.tables.get_mut(name) else { return };
        match operation {
            AlterTableOperation::AddConstraint { constraint, .. } => constrain(table, constraint),
            AlterTableOperation::AddColumn { column_def, .. } => column(table, column_def),
            _ => {}
        }
    }

    /// Tables that are dropped again are none; dumps drop what may stand there before they make it.
    fn drop(&mut self, statement: &str, dialect: &dyn Dialect) {
        if let Ok([Sql::Drop { names, .. }]) = Parser::parse_sql(dialect, &opened(statement)).as_deref() {
            names.iter().for_each(|name| drop(self.tables.remove(&plain(name))));
        }
    }

    /// Tables of one's own, by name.
    fn own(&self) -> impl Iterator<Item = (&String, &Table)> {
        self.tables.iter().filter(|(_, table)| !table.is_partition)
    }

    fn measures(&self) -> Vec<(&'static str, Value)> {
        let count = |n: u64| Value::Number(n as f64, n as f64);
        let keys: u64 = self.own().map(|(_, table)| table.keys.len() as u64).sum();
        let links = self.own().filter(|(_, table)| table.is_link()).count() as u64;
        let constraints: u64 = self.own().map(|(_, table)| table.n_constraints).sum();
        vec![
            ("schema.tables", Value::Names(self.own().map(|(name, _)| (name.clone(), 1)).collect())),
            ("schema.foreign-keys", count(keys)),
            ("schema.longest-chain", count(self.longest_chain())),
            ("schema.link-tables", count(links)),
            ("schema.constraints", count(constraints + self.n_unique_indexes)),
            ("schema.triggers", count(self.n_triggers)),
            ("schema.views", count(self.views.len() as u64)),
        ]
    }

    /// The most tables that follow each other by foreign keys, none of them twice. Tables that lead to each other in a circle are one.
    fn longest_chain(&self) -> u64 {
        let names: Vec<&String> = self.own().map(|(name, _)| name).collect();
        let at = |name: &String| names.binary_search(&name).ok();
        let next: Vec<Vec<usize>> =
            self.own().map(|(_, table)| table.keys.iter().filter_map(|(_, to)| at(to)).collect()).collect();
        let group = groups(&next);
        let n_groups = group.iter().copied().max().map_or(0, |most| most + 1);
        // Groups are numbered so that keys lead to lower ones.
        let mut longest = vec![1_u64; n_groups];
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|table| group[*table]);
        for table in order {
            for to in next[table].iter().filter(|to| group[**to] != group[table]) {
                longest[group[table]] = longest[group[table]].max(longest[group[*to]] + 1);
            }
        }
        longest.into_iter().max().unwrap_or(0)
    }
}

/// The circles of a graph: each node's group, numbered in the order in which they are left (Tarjan), without recursion.
fn groups(next: &[Vec<usize>]) -> Vec<usize> {
    let n = next.len();
    let (mut index, mut low, mut group) = (vec![usize::MAX; n], vec![0; n], vec![usize::MAX; n]);
    let (mut counter, mut n_groups, mut open, mut work) = (0, 0, Vec::new(), Vec::new());
    for root in 0..n {
        if index[root] != usize::MAX {
            continue;
        }
        work.push((root, 0));
        while let Some((node, at)) = work.pop() {
            if at == 0 {
                (index[node], low[node]) = (counter, counter);
                counter += 1;
                open.push(node);
            }
            if let Some(to) = next[node].get(at) {
                work.push((node, at + 1));
                if index[*to] == usize::MAX {
                    work.push((*to, 0));
                } else if group[*to] == usize::MAX {
                    low[node] = low[node].min(index[*to]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = open.pop() {
                    group[member] = n_groups;
                    if member == node {
                        break;
                    }
                }
                n_groups += 1;
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
        }
    }
    group
}

fn column(table: &mut Table, column: &ColumnDef) {
    let name = bare(&column.name.value);
    for option in &column.options {
        match &option.option {
            ColumnOption::ForeignKey(key) => table.keys.push((vec![name.clone()], plain(&key.foreign_table))),
            ColumnOption::Check(_) | ColumnOption::Unique(_) => table.n_constraints += 1,
            ColumnOption::PrimaryKey(_) => drop(table.primary.insert(name.clone())),
            _ => {}
        }
    }
    if is_stamp(&column.data_type.to_string()) {
        table.stamps.insert(name.clone());
    }
    table.columns.insert(name);
}

fn constrain(table: &mut Table, constraint: &TableConstraint) {
    match constraint {
        TableConstraint::ForeignKey(key) => {
            let columns = key.columns.iter().map(|column| bare(&column.value)).collect();
            table.keys.push((columns, plain(&key.foreign_table)));
        }
        TableConstraint::PrimaryKey(key) => {
            let columns = key.columns.iter().map(|column| bare(&column.column.expr.to_string()));
            table.primary.extend(columns);
        }
        TableConstraint::Check(_) | TableConstraint::Unique(_) | TableConstraint::Exclude(_) => {
            table.n_constraints += 1;
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day { year: 2026, month: 11, day: 29 };

    fn measures(text: &str) -> BTreeMap<&'static str, u64> {
        let told = of_sql(text, "test", "schema.sql", TODAY).unwrap();
        let one = |observation: &Observation| {
            let n = match &observation.value {
                Value::Number(low, _) => *low as u64,
                Value::Names(names) => names.len() as u64,
            };
            (observation.measure.name, n)
        };
        told.observations.iter().map(one).collect()
    }

    #[test]
    fn keys_chains_and_links_are_counted_in_plain_sql() {
        let found = measures(
            "CREATE TABLE a (id int primary key, n text unique, check (id > 0));
             CREATE TABLE b (id int primary key, a_id int references a(id));
             CREATE TABLE c (id int, b_id int, FOREIGN KEY (b_id) REFERENCES b (id));
             CREATE TABLE a_c (a_id int references a, c_id int references c, created_at timestamp, primary key (a_id, c_id));
             CREATE VIEW v AS SELECT 1;",
        );
        let of = |name: &str| found[name];
        assert_eq!((of("schema.tables"), of("schema.foreign-keys"), of("schema.longest-chain")), (4, 4, 4));
        assert_eq!((of("schema.link-tables"), of("schema.constraints"), of("schema.views")), (1, 2, 1));
    }

    #[test]
    fn link_tables_are_told_by_keys_and_types_and_not_by_names() {
        let links = |columns: &str| {
            let text = format!(
                "CREATE TABLE a (x int PRIMARY KEY); CREATE TABLE b (x int PRIMARY KEY); CREATE TABLE a_b (a int REFERENCES a, b int REFERENCES b{columns});"
            );
            measures(&text)["schema.link-tables"]
        };
        for link in [
            "",
            ", PRIMARY KEY (a, b)",
            ", last_update timestamptz NOT NULL, PRIMARY KEY (a, b)",
            ", nr serial PRIMARY KEY",
            ", day date",
        ] {
            assert_eq!(links(link), 1, "{link}");
        }
        for more in [", amount numeric, PRIMARY KEY (a, b)", ", id text", ", said_at text"] {
            assert_eq!(links(more), 0, "{more}");
        }
        let altered = measures(
            "CREATE TABLE a (x int); CREATE TABLE l (id int, a int, a2 int); ALTER TABLE ONLY l ADD CONSTRAINT p PRIMARY KEY (id);
             ALTER TABLE l ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES a(x); ALTER TABLE l ADD CONSTRAINT g FOREIGN KEY (a2) REFERENCES a(x);",
        );
        assert_eq!(altered["schema.link-tables"], 1);
    }

    #[test]
    fn a_circle_counts_once() {
        let found = measures(
            "CREATE TABLE a (id int, b int references b, self int references a);
             CREATE TABLE b (id int, a int references a);
             CREATE TABLE c (id int, a int references a);",
        );
        assert_eq!(found["schema.longest-chain"], 2);
    }

    #[test]
    fn data_functions_and_a_clients_commands_do_not_count() {
        let found = measures(
            "\\restrict abc\nSET x = 1;\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE x (y int); END; $$;\nCREATE TABLE public.a (id integer NOT NULL);\nCOPY public.a (id) FROM stdin;\n1;\nCREATE TABLE\n\\.\nCREATE TRIGGER t BEFORE INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION f();\nALTER TABLE ONLY public.a ADD CONSTRAINT a_pk PRIMARY KEY (id);\n",
        );
        assert_eq!((found["schema.tables"], found["schema.triggers"]), (1, 1));
    }

    #[test]
    fn options_behind_a_table_and_the_tables_of_a_virtual_one_do_not_count() {
        let found = measures(
            "CREATE TABLE `a` (`id` int NOT NULL COMMENT 'it''s; (one', PRIMARY KEY (`id`)) ENGINE=InnoDB WITH SYSTEM VERSIONING;
             CREATE TABLE `b` (`id` int, `at` date, KEY `k` (`at`), CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `a` (`id`)) ENGINE=InnoDB
               PARTITION BY RANGE (year(`at`)) (PARTITION `p0` VALUES LESS THAN (2025) ENGINE = InnoDB, PARTITION `p1` VALUES LESS THAN MAXVALUE);",
        );
        assert_eq!((found["schema.tables"], found["schema.foreign-keys"]), (2, 1));
        for virtual_table in [
            "CREATE VIRTUAL TABLE fts USING fts5(body);",
            "INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql) VALUES('table','fts','fts',0,'CREATE VIRTUAL TABLE fts USING fts5(body)');",
        ] {
            let shadows = "CREATE TABLE 'fts_data'(id INTEGER PRIMARY KEY, block BLOB); CREATE TABLE 'fts_config'(k PRIMARY KEY, v);";
            let found = measures(&format!("CREATE TABLE own (id int); {virtual_table} {shadows}"));
            assert_eq!(found["schema.tables"], 2, "{virtual_table}");
        }
    }

    #[test]
    fn views_and_triggers_of_mysqldump_count_once() {
        let found = measures(
            "CREATE TABLE `a` (`id` int);
             /*!50001 CREATE VIEW `v` AS SELECT 1 AS `id` */;
             /*!50001 DROP VIEW IF EXISTS `v`*/;
             /*!50001 CREATE ALGORITHM=UNDEFINED */ /*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */ /*!50001 VIEW `v` AS select `a`.`id` AS `id` from `a` */;
             DELIMITER ;;
             /*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER tr BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.id = 1; END */;;
             DELIMITER ;",
        );
        assert_eq!((found["schema.views"], found["schema.triggers"]), (1, 1));
    }

    #[test]
    fn a_dump_that_is_no_sql_is_refused_with_what_makes_sql_of_it() {
        assert!(no_sql(b"PGDMP\x01").unwrap().contains("pg_restore"));
        assert!(no_sql(b"\xff\xfeC\0R\0").unwrap().contains("UTF-16"));
        assert!(no_sql(b"CREATE TABLE a (id int);").is_none());
    }

    fn told(text: &str) -> (BTreeMap<&'static str, u64>, String) {
        (measures(text), of_sql(text, "test", "x", TODAY).unwrap().notes.join("; "))
    }

    #[test]
    fn a_statement_that_no_parser_knows_is_read_by_its_words_and_named() {
        let (found, notes) = told("CREATE TABLE a (id NUMBER(10) GENERATED BY MAGIC WITH TEA) STORE SOMEWHERE NICE;");
        assert_eq!(found["schema.tables"], 1);
        assert!(notes.contains("`a`") && notes.contains("by their words"), "{notes}");
        // What PostgreSQL 18 dumps beside the common.
        let (found, notes) = told(
            "CREATE TYPE public.person AS (id int, name text);
             CREATE TABLE public.people OF public.person (CONSTRAINT people_id_not_null NOT NULL id);
             CREATE TABLE public.stays (room int NOT NULL, at tstzrange NOT NULL, guest int);
             CREATE FOREIGN TABLE public.far (id int) SERVER elsewhere OPTIONS (table_name 'far');
             CREATE FUNCTION f() RETURNS TABLE(a int) LANGUAGE sql AS $$ SELECT 1; $$;
             CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION g();
             ALTER TABLE ONLY public.people ADD CONSTRAINT people_pk PRIMARY KEY (id);
             ALTER TABLE ONLY public.stays ADD CONSTRAINT stays_pk PRIMARY KEY (room, at WITHOUT OVERLAPS);
             ALTER TABLE ONLY public.stays ADD CONSTRAINT stays_x EXCLUDE USING gist (room WITH =, at WITH &&);
             ALTER TABLE public.stays ADD CONSTRAINT stays_c CHECK ((room > 0)) NOT VALID;
             ALTER TABLE public.stays ADD CONSTRAINT stays_d CHECK ((guest > 0)) NOT ENFORCED;
             ALTER TABLE ONLY public.stays ADD CONSTRAINT stays_fk FOREIGN KEY (guest) REFERENCES public.people(id) NOT VALID;
             ALTER FOREIGN TABLE public.far OWNER TO me;
             ALTER TABLE public.stays ENABLE ROW LEVEL SECURITY;",
        );
        let of = |name: &str| found[name];
        assert_eq!((of("schema.tables"), of("schema.foreign-keys"), of("schema.longest-chain")), (2, 1, 2), "{notes}");
        assert_eq!((of("schema.constraints"), of("schema.triggers")), (3, 0), "{notes}");
        assert!(notes.contains("in another database: `far`"), "{notes}");
    }

    #[test]
    fn columns_that_are_added_and_tables_that_are_renamed_or_dropped_count_as_they_are_in_the_end() {
        let (found, notes) = told(
            "DROP TABLE IF EXISTS a;
             CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE gone (id int);
             /*!50001 CREATE TABLE `view_to_be` (`id` int) ENGINE=MyISAM */;
             ALTER TABLE b ADD COLUMN a_id int REFERENCES a(id);
             ALTER TABLE b RENAME TO c;
             DROP TABLE gone;
             /*!50001 DROP TABLE IF EXISTS `view_to_be`*/;",
        );
        assert_eq!((found["schema.tables"], found["schema.foreign-keys"]), (2, 1), "{notes}");
    }

    #[test]
    fn what_breaks_off_is_named_and_what_names_no_table_is_refused_only_where_it_is_much() {
        let (found, notes) = told("CREATE TABLE a (id int); CREATE TABLE b (id int, a int REFERENCES a(id), c va");
        assert_eq!(found["schema.tables"], 2);
        assert!(notes.contains("what is said of `b` breaks off or is not understood"), "{notes}");
        let (found, notes) = told("CREATE TABLE a (id int); CREATE TABLE (id int);");
        assert_eq!(found["schema.tables"], 1);
        assert!(
            notes.contains("1 statement about tables is not understood, and what it says does not count"),
            "{notes}"
        );
        let refused = |text: &str| of_sql(text, "test", "x", TODAY).unwrap_err();
        assert!(refused("CREATE TABLE a (id int); CREATE TABLE (id int); CREATE TABLE (id int);").contains("2 of 3"));
        assert!(refused("CREATE TABLE (id int);").contains("not understood"));
        assert!(refused("SELECT 1;").contains("no table"));
    }
}
