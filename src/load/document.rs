//! One TOML file: parsed with recovery, taken apart entry by entry, every error turned into a finding at its place.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::display::display_number;
use super::entry::{self, EntryError};
use super::words::{lower_first, quote};
use crate::condition::{ConditionError, closest, parse_number, suggested};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Acceptance, Accepted, Day, FileId, Named, Place};

use super::raw::{Placed, RawAccept, RawAcceptance};

/// The format this version reads.
pub const FORMAT: i64 = 1;

/// The most bytes a file may have; a rule base of thousands of rules stays far below.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// What is said of brackets within brackets beyond what is read.
const TOO_DEEP: &str = "values nest too deeply";

/// A file being read, with the findings so far.
pub struct Document<'a> {
    file: FileId,
    text: &'a str,
    table: DeTable<'a>,
    /// Where the entry begins whose bytes are counted from its own beginning; 0 for those counted from that of the file.
    pub at: usize,
    /// What was found in the file so far.
    pub findings: Vec<Diagnostic>,
}

/// Of a line that cannot be read the first error: what comes behind it in the line is the same one again.
fn first_of_each_line(mut findings: Vec<Diagnostic>, text: &str) -> Vec<Diagnostic> {
    findings.sort_by_key(|finding| finding.place().span.start);
    let mut read = None;
    findings.retain(|finding| {
        let start = finding.place().span.start;
        let line = text.get(start..).unwrap_or_default();
        // As long as a line goes on, it has been told of.
        let is_told = read.is_some_and(|(first, end)| first < start && start < end);
        if !is_told {
            read = Some((start, start + line.find('\n').unwrap_or(line.len())));
        }
        !is_told
    });
    findings
}

impl<'a> Document<'a> {
    /// Parses a file. Whatever can be understood of a broken one is kept.
    pub fn new(file: FileId, text: &'a str) -> Self {
        Self::without_pieces(file, text, text)
    }

    /// The same where entries were cut out: `left` is the text with those blanked.
    pub fn without_pieces(file: FileId, text: &'a str, left: &'a str) -> Self {
        let mut document = Self::source_only(file, text);
        if let Some(finding) = document.unreadable() {
            document.findings.push(finding);
            return document;
        }
        let (table, errors) = DeTable::parse_recoverable(left);
        for error in errors {
            let finding = document.syntax(&error);
            // Brackets that nobody closed are all missed at the same place, and what nests too deeply confuses what follows.
            if document.findings.last().is_some_and(|last| *last == finding || last.title == TOO_DEEP) {
                continue;
            }
            document.findings.push(finding);
        }
        document.findings = first_of_each_line(std::mem::take(&mut document.findings), left);
        document.table = table.into_inner();
        document
    }

    /// A document whose entries were taken already: only its text, for findings made later.
    pub fn source_only(file: FileId, text: &'a str) -> Self {
        Self { file, text, table: DeTable::new(), at: 0, findings: Vec::new() }
    }

    /// A piece of a file that is one entry of `[[key]]`, whose bytes are counted from its own beginning; `None` where it is anything else.
    pub fn of_piece(file: FileId, text: &'a str, key: &str) -> Option<Self> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let table = table.into_inner();
        let is_one = |value: &Spanned<DeValue>| value.get_ref().as_array().is_some_and(|entries| entries.len() == 1);
        let is_entry = errors.is_empty() && table.len() == 1 && table.get(key).is_some_and(is_one);
        is_entry.then(|| Self { table, ..Self::source_only(file, text) })
    }

    /// Whether a text can be taken apart at all.
    pub fn is_readable(file: FileId, text: &str) -> bool {
        Document::source_only(file, text).unreadable().is_none()
    }

    fn unreadable(&self) -> Option<Diagnostic> {
        let refuse = |span: Range<usize>, title: String, help: &str| {
            Some(Diagnostic::new(Severity::Error, "syntax", &self.place(span), title).help(help))
        };
        if self.text.len() > MAX_BYTES {
            let title = format!("the file has {} bytes, and {MAX_BYTES} are allowed", self.text.len());
            return refuse(0..0, title, "split it, or check that it is the file you meant");
        }
        if let Some(at) = self.text.find('\0') {
            return refuse(at..at + 1, "the file holds a NUL byte".into(), "save it as plain text");
        }
        if let Some(at) = super::merge_conflict(self.text, |_| false) {
            let title = "the file holds an unresolved merge conflict";
            let help = "keep one side of it, or both where that is meant, and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`";
            let finding = Diagnostic::new(Severity::Error, "merge-conflict", &self.place(at), title);
            return Some(finding.help(help));
        }
        let is_alone = |(at, _): &(usize, &str)| !self.text[at + 1..].starts_with('\n');
        if let Some((at, _)) = self.text.match_indices('\r').find(is_alone) {
            let title = "a carriage return stands without a line feed, and TOML ends lines with the latter";
            return refuse(at..at + 1, title.into(), "save the file with the line ends of Unix or of Windows");
        }
        None
    }

    /// A text that stands without quotes, or with those of a word processor.
    fn unquoted(&self, start: usize) -> Diagnostic {
        let line = self.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default().trim_end();
        let word = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if ["true", "false", "yes", "no", "on", "off"].contains(&word.to_lowercase().as_str()) {
            let title = format!("`{word}` is no value that TOML reads");
            let help = "write `true` or `false`, or put a text into quotes";
            return Diagnostic::new(Severity::Error, "syntax", &self.place(start..start + word.len()), title)
                .help(help);
        }
        let (title, help) = match line.chars().next().filter(|c| "“”„‘’«»".contains(*c)) {
            Some(quote) => (
                format!("`{quote}` is no quote that TOML reads"),
                "write a straight one, `\"`, at both ends of the text",
            ),
            None => {
                ("a text stands here without its quotes".to_owned(), "put `\"` at both ends of it: `key = \"text\"`")
            }
        };
        Diagnostic::new(Severity::Error, "syntax", &self.place(start..start + line.len()), title).help(help)
    }

    fn syntax(&self, error: &toml::de::Error) -> Diagnostic {
        let span = error.span().unwrap_or(0..0);
        let message = lower_first(error.message().lines().next().unwrap_or("cannot be read"));
        let finding = |place: Place, title: &str, help: &str| {
            Diagnostic::new(Severity::Error, "syntax", &place, title).help(help)
        };
        if message.contains("recurs") {
            return finding(self.place(span), TOO_DEEP, "close the brackets and braces opened before");
        }
        if message == "duplicate key" {
            let key = self.text.get(span.clone()).unwrap_or_default().trim();
            let title = format!("`{key}` stands twice in one entry");
            return finding(
                self.place(span),
                &title,
                "remove one of the two; another entry of a list starts with its own `[[…]]`",
            );
        }
        // `max = 10k` is a number to people and in quotes, but not to TOML.
        let rest = self.text.get(span.start..).unwrap_or_default();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c))).unwrap_or(rest.len());
        match parse_number(&rest[..end]) {
            Some(number) => {
                let place = self.place(span.start..span.start + end);
                let title = format!("`{}` is no number that TOML reads", &rest[..end]);
                let number = grouped(number);
                let help = format!("write `{number}`, or put it into quotes");
                finding(place.clone(), &title, &help).fix(&place, number)
            }
            None if ["string values must be quoted", "invalid boolean"]
                .iter()
                .any(|said| message.starts_with(said)) =>
            {
                self.unquoted(span.start)
            }
            None => finding(self.place(span), &message, "the file is TOML; see docs/formats.md for what goes into it"),
        }
    }

    /// A place in this file.
    pub fn place(&self, span: Range<usize>) -> Place {
        // What was filled in for what is missing stands nowhere.
        let moved = |byte: usize| byte.saturating_add(self.at);
        Place { file: self.file, span: moved(span.start)..moved(span.end) }
    }

    /// The findings accepted at an entry, with their places.
    pub fn accepted(&self, raw: RawAccept) -> Accepted {
        let one = |(code, given): (Placed<String>, Placed<RawAcceptance>)| {
            let (code_at, reason_at) = (self.place(code.span()), self.place(given.span()));
            let RawAcceptance { of, because: reason } = given.into_inner();
            (code.into_inner(), Acceptance { of, reason, code_at, reason_at })
        };
        raw.into_iter().map(one).collect()
    }

    /// The bytes of the text inside a string literal, for findings within it; the whole literal where it holds escapes.
    pub fn inside(&self, literal: &Range<usize>, content: &str, part: &Range<usize>) -> Place {
        let whole = self.place(literal.clone());
        let raw = self.text.get(whole.span.clone()).unwrap_or_default();
        match raw.find(content).filter(|_| !content.is_empty()) {
            Some(offset) => {
                let start = whole.span.start + offset;
                Place { span: start + part.start..start + part.end, ..whole }
            }
            None => whole,
        }
    }

    /// Adds an error.
    pub fn error(&mut self, code: &'static str, span: Range<usize>, title: impl Into<String>, help: impl Into<String>) {
        self.report(Severity::Error, code, span, title, help);
    }

    /// Reports an id that was given before.
    pub fn duplicate(&mut self, span: Range<usize>, first: &Place, title: String, help: &str) {
        let finding = Diagnostic::new(Severity::Error, "duplicate-id", &self.place(span), title);
        self.findings.push(finding.also(first, "it is first given here").help(help));
    }

    /// Adds an error: nothing has this name.
    pub fn unknown(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        what: Named,
        name: &str,
        help: impl Into<String>,
    ) {
        self.error(code, span, format!("unknown {} `{name}`", what.words()), help);
        self.last_is_unknown(what, name);
    }

    /// A link, if it is one; what is none is reported.
    pub fn link(&mut self, link: Option<&String>, span: Range<usize>, help: &str) -> Option<String> {
        let link = link?;
        if link.starts_with("https://") || link.starts_with("http://") {
            return Some(link.clone());
        }
        self.error("bad-link", span, format!("`{link}` is not a link"), help);
        None
    }

    /// Says of the finding made last that it is one because nothing has this name.
    pub fn last_is_unknown(&mut self, what: Named, name: &str) {
        if let Some(last) = self.findings.pop() {
            self.findings.push(last.unknown(what, name));
        }
    }

    /// Adds what is wrong with a condition or formula that stands in a string.
    pub fn error_in(&mut self, code: &'static str, text: &Placed<String>, error: ConditionError, usual_help: &str) {
        let place = self.inside(&text.span(), text.get_ref(), &error.span);
        let help = error.help.unwrap_or_else(|| usual_help.to_owned());
        self.report_at(Severity::Error, code, &place, error.message, help);
        if let (Some(what), Some(name)) = (error.unknown, text.get_ref().get(error.span)) {
            self.last_is_unknown(what, name);
        }
    }

    /// Adds a finding. Where its help names the word that was meant, and the place holds just the misspelt one, it can be mended.
    pub fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        span: Range<usize>,
        title: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.place(span);
        self.report_at(severity, code, &place, title, help);
    }

    /// The same at a place of the file.
    pub fn report_at(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: &Place,
        title: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = help.into();
        let mut finding = Diagnostic::new(severity, code, place, title);
        if let Some(meant) = suggested(&help) {
            let written = self.text.get(place.span.clone()).unwrap_or_default();
            if let Some(mended) = replace_word(written, meant) {
                finding = finding.fix_name(place, mended);
            }
        }
        self.findings.push(finding.help(help));
    }

    /// Checks `format`: missing and newer formats are errors.
    pub fn check_format(&mut self) -> bool {
        let Some((_, value)) = self.table.remove_entry("format") else {
            if self.findings.is_empty() {
                let start = self.place(first_key(self.text));
                let title = "the file does not say which format it has";
                let finding = Diagnostic::new(Severity::Error, "no-format", &start, title);
                let finding = finding.help("start the file with `format = 1`").fix(&start, "format = 1\n");
                self.findings.push(finding);
            }
            return false;
        };
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse::<i64>().ok(),
            _ => None,
        };
        match number {
            Some(FORMAT) => true,
            Some(newer) if newer > FORMAT => {
                let title = format!("the file has format {newer}, and this version reads format {FORMAT}");
                self.error("newer-format", value.span(), title, "it was written for a newer archfit; update archfit");
                false
            }
            _ => {
                self.error("no-format", value.span(), "`format` is not a known format", "write `format = 1`");
                false
            }
        }
    }

    /// Whether a list of the top level is written with `=`, rather than with a head for each entry.
    pub fn has_inline(&self, key: &str) -> bool {
        let known = self.table.get_key_value(key);
        known.is_some_and(|(key, _)| {
            let before = self.text.get(..key.span().start).unwrap_or_default();
            !before.trim_end_matches([' ', '\t', '"', '\'']).ends_with('[')
        })
    }

    /// Takes a value of the top level and reads it; errors become findings.
    pub fn take<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let (_, value) = self.table.remove_entry(key)?;
        self.read(value).map(|(value, _)| value)
    }

    /// Takes a value that must be there.
    pub fn need<T: DeserializeOwned>(&mut self, key: &str, help: &str) -> Option<T> {
        if !self.table.contains_key(key) {
            self.error("missing-key", 0..0, format!("`{key}` is missing"), help);
            return None;
        }
        self.take(key)
    }

    /// Takes a table of the top level, with its place.
    pub fn take_table<T: DeserializeOwned>(&mut self, key: &str) -> Option<(T, Range<usize>)> {
        let (_, value) = self.table.remove_entry(key)?;
        self.read(value)
    }

    /// Takes the entries of `[[key]]`; those that cannot be read become findings and are left out.
    pub fn take_entries<T: DeserializeOwned>(&mut self, key: &str) -> Vec<(T, Range<usize>)> {
        let Some((_, value)) = self.table.remove_entry(key) else { return Vec::new() };
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(entries) => entries.into_iter().filter_map(|entry| self.read(entry)).collect(),
            _ => {
                let help = format!("write `[[{key}]]` for each entry");
                self.error("wrong-type", span, format!("`{key}` is a list of tables"), help);
                Vec::new()
            }
        }
    }

    /// The value of a key as TOML, for files read with their own rules.
    pub fn take_items(&mut self, key: &str) -> Vec<(String, Range<usize>, toml::Value, Range<usize>)> {
        let Some((_, value)) = self.table.remove_entry(key) else { return Vec::new() };
        let span = value.span();
        let DeValue::Table(table) = value.into_inner() else {
            self.error("wrong-type", span, format!("`{key}` is a table"), format!("write `[{key}]`"));
            return Vec::new();
        };
        let mut items = Vec::new();
        for (name, value) in table {
            let (name_span, name) = (name.span(), name.into_inner().into_owned());
            if let Some((value, span)) = self.read::<toml::Value>(value) {
                items.push((name, name_span, value, span));
            }
        }
        items
    }

    /// The entries of `[aliases]`: old names, new names and their places.
    pub fn take_aliases(&mut self) -> Vec<(String, String, Range<usize>)> {
        let mut aliases = Vec::new();
        for (old, span, value, value_span) in self.take_items("aliases") {
            match value {
                toml::Value::String(new) => aliases.push((old, new, span)),
                _ => self.error("wrong-type", value_span, "an alias names an id", "write `\"old-id\" = \"new-id\"`"),
            }
        }
        aliases
    }

    /// Reports an alias that leads nowhere or hides something.
    pub fn check_alias(&mut self, old: &str, new: &str, at: Range<usize>, exists: impl Fn(&str) -> bool) {
        if exists(new) && old.contains('.') != new.contains('.') {
            let help =
                "let a question lead to a question, and a choice to a choice: `\"question.old\" = \"question.new\"`";
            self.error("bad-alias", at, format!("the alias `{old}` leads to `{new}`, which is something else"), help);
        } else if !exists(new) {
            let help = "let it lead to an id that is there, or remove it";
            self.error("bad-alias", at, format!("the alias `{old}` leads to `{new}`, which is not there"), help);
        } else if exists(old) {
            let help = "an alias is for a name that is no longer used; remove it, or rename what still has the name";
            self.error("bad-alias", at, format!("the alias `{old}` is also the name of something that is there"), help);
        }
    }

    /// Notes that an old name is used.
    pub fn old_name(&mut self, old: &str, new: &str, at: Range<usize>) {
        let place = self.place(at);
        let written = self.text.get(place.span.clone()).unwrap_or_default();
        let title = format!("`{old}` is an old name of `{new}`");
        let mut finding = Diagnostic::new(Severity::Note, "old-name", &place, title).help(format!("write `{new}`"));
        if let Some(text) = replace_word(written, new) {
            finding = finding.fix(&place, text);
        }
        self.findings.push(finding);
    }

    /// Notes that a text uses old names, and reads so with the present ones.
    pub fn old_text(&mut self, text: &Placed<String>, present: &str) {
        let place = self.inside(&text.span(), text.get_ref(), &(0..text.get_ref().len()));
        let title = format!("`{}` uses old names", text.get_ref());
        let mut finding = Diagnostic::new(Severity::Note, "old-name", &place, title).help(format!("write `{present}`"));
        if self.text.get(place.span.clone()) == Some(text.get_ref().as_str()) {
            finding = finding.fix(&place, present.to_owned());
        }
        self.findings.push(finding);
    }

    /// Reports what was not taken as unknown keys.
    pub fn finish(mut self, known: &[&str]) -> Vec<Diagnostic> {
        let left: Vec<(Range<usize>, String)> =
            std::mem::take(&mut self.table).into_iter().map(|(k, _)| (k.span(), k.into_inner().into_owned())).collect();
        for (span, key) in left {
            let help = closest(&key, known.iter().copied())
                .unwrap_or_else(|| format!("the keys of this file are {}", quote(known)));
            self.error("unknown-key", span, format!("unknown key `{key}`"), help);
        }
        self.findings
    }

    fn read<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'a>>) -> Option<(T, Range<usize>)> {
        let span = value.span();
        match entry::read(value) {
            Ok(read) => Some((read, span)),
            Err(errors) => {
                for EntryError { code, at, title, help } in errors {
                    self.error(code, at, title, help);
                }
                None
            }
        }
    }
}

/// Where the first line stands that is neither empty nor a comment.
fn first_key(text: &str) -> Range<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with('#') {
            break;
        }
        at += line.len();
    }
    at..at
}

/// A word, bare or in quotes, replaced by another one; `None` where more than one word stands there.
fn replace_word(written: &str, meant: &str) -> Option<String> {
    let word = written.trim_matches(['"', '\'']);
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    is_word.then(|| written.replacen(word, meant, 1))
}

/// A number as TOML writes it, thousands apart: `12_500`.
fn grouped(number: i64) -> String {
    display_number(number).replace(' ', "_")
}

/// A date of TOML as a day; `None` where it has a time or no date.
pub fn day_of(datetime: toml::value::Datetime) -> Option<Day> {
    let date = datetime.date.filter(|_| datetime.time.is_none())?;
    Some(Day { year: date.year as i16, month: date.month as i8, day: date.day as i8 })
}
