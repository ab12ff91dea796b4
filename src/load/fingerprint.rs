//! Fingerprints: short words for what files say, so that a record can tell whether it changed. SHA-256, in hexadecimal.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use toml::Value;

use super::library::Library;
use crate::model::{DecisionId, RuleBase};

impl Library {
    /// A fingerprint of everything a decision follows from but the answers: what its questionnaire and its rule base say, with the
    /// evidence that its rules cite. Comments, layout, scenarios and evidence that nothing here cites are no part of it.
    pub fn fingerprint(&self, decision: &DecisionId) -> String {
        let taken =
            self.origin(decision).map(|origin| origin.fingerprint.get_or_init(|| self.take_fingerprint(decision)));
        taken.cloned().unwrap_or_default()
    }

    fn take_fingerprint(&self, decision: &DecisionId) -> String {
        let mut hash = Sha256::new();
        let base = self.subjects.iter().find_map(|subject| subject.rule_base(decision.as_str()));
        for file in self.files_of(decision) {
            let text = &self.sources.get(*file).text;
            match toml::from_str(text) {
                Ok(table) => add(&mut hash, &Value::Table(only_what_is_read(table, base))),
                Err(_) => hash.update(unix_lines(text)),
            }
        }
        hexadecimal(hash)
    }

    /// Whether a fingerprint taken earlier is that of a decision's present files. Records written before fingerprints were taken of
    /// what is read alone have one of the whole texts.
    pub fn has_fingerprint(&self, decision: &DecisionId, taken: &str) -> bool {
        taken == self.fingerprint(decision) || taken == self.fingerprint_of_texts(decision)
    }

    fn fingerprint_of_texts(&self, decision: &DecisionId) -> String {
        let mut hash = Sha256::new();
        for file in self.files_of(decision) {
            let text = unix_lines(&self.sources.get(*file).text);
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        }
        hexadecimal(hash)
    }
}

/// The fingerprint of what an answers file says. Comments, layout and notes are no part of it; a text that is no TOML counts as it is.
pub fn fingerprint_of(text: &str) -> String {
    match toml::from_str::<toml::Table>(text) {
        Ok(table) => {
            let mut hash = Sha256::new();
            add(&mut hash, &Value::Table(without_notes(table)));
            hexadecimal(hash)
        }
        Err(_) => fingerprint_of_bytes(text),
    }
}

/// Whether a fingerprint taken earlier is that of an answers file. Records from before answers were fingerprinted by what they say
/// have one of the whole text.
pub fn is_fingerprint_of(taken: &str, text: &str) -> bool {
    taken == fingerprint_of(text) || taken == fingerprint_of_bytes(text)
}

/// The fingerprint of a whole text, whatever its line ends.
pub fn fingerprint_of_bytes(text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(unix_lines(text));
    hexadecimal(hash)
}

/// An answer in a table that holds nothing but its value says the same as the bare value.
fn without_notes(mut table: toml::Table) -> toml::Table {
    if let Some(Value::Table(answers)) = table.get_mut("answers") {
        for (_, answer) in answers.iter_mut() {
            let Value::Table(details) = answer else { continue };
            details.remove("note");
            if let (1, Some(value)) = (details.len(), details.get("value").cloned()) {
                *answer = value;
            }
        }
    }
    table
}

fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A file without scenarios, and without evidence that no rule cites.
fn only_what_is_read(mut table: toml::Table, base: Option<&RuleBase>) -> toml::Table {
    let cited = |entry: &Value| {
        let id = entry.get("id").and_then(Value::as_str);
        let rules = base.into_iter().flat_map(|base| &base.rules);
        let costs = base.into_iter().flat_map(|base| &base.unit_costs).flat_map(|cost| &cost.evidence);
        let by_cost = id.is_some_and(|id| costs.into_iter().any(|cited| *cited == *id));
        by_cost || id.is_some_and(|id| rules.into_iter().any(|rule| rule.evidence.iter().any(|cited| *cited == *id)))
    };
    table.remove("scenario");
    // Where an answer can be seen and how long it holds changes nothing that follows from it.
    for question in table.get_mut("question").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(question) = question.as_table_mut() {
            question.remove("observe");
            question.remove("holds-for");
        }
    }
    if let Some(Value::Array(evidence)) = table.get_mut("evidence") {
        evidence.retain(cited);
        if evidence.is_empty() {
            table.remove("evidence");
        }
    }
    table
}

/// Adds a value so that no two different ones add the same bytes; tables by their keys in rising order. A text of several lines says
/// the same with the line ends of Windows, which `git` gives a file there.
fn add(hash: &mut Sha256, value: &Value) {
    let mut text = |tag: &str, text: &str| hash.update(format!("{tag}{}:{text}", text.len()));
    match value {
        Value::String(string) => text("s", &unix_lines(string)),
        Value::Integer(integer) => text("i", &integer.to_string()),
        Value::Float(float) => text("f", &float.to_string()),
        Value::Boolean(boolean) => text("b", &boolean.to_string()),
        Value::Datetime(datetime) => text("d", &datetime.to_string()),
        Value::Array(values) => {
            text("a", &values.len().to_string());
            values.iter().for_each(|value| add(hash, value));
        }
        Value::Table(table) => {
            text("t", &table.len().to_string());
            let mut entries: Vec<(&String, &Value)> = table.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            for (key, value) in entries {
                hash.update(format!("k{}:{key}", key.len()));
                add(hash, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::diagnostic::Source;
    use crate::load::{Files, load_files};

    const RULES: &str = r#"
[decision]
id = "d"
title = "D"
questionnaire = "q"
[[criterion]]
id = "c"
weight = 1
scale = [0, 5]
[[option]]
id = "a"
name = "A"
summary = "One."
[[option]]
id = "b"
name = "B"
summary = "Two."
[[rule]]
id = "r"
when = "x == yes"
criterion = "c"
points = { a = 2 }
because = "It is so."
evidence = ["shared"]
"#;
    const SHARED: &str = "[[evidence]]\nid = \"shared\"\nkind = \"opinion\"\ntitle = \"S\"\n[[evidence]]\nid = \"other\"\nkind = \"opinion\"\ntitle = \"O\"\n";

    fn fingerprint(rules: &str, shared: &str) -> String {
        library(rules, shared).fingerprint(&"d".into())
    }

    fn library(rules: &str, shared: &str) -> Library {
        let question = "id = \"q\"\ntitle = \"Q\"\n[[question]]\nid = \"x\"\nask = \"X?\"\nchoices = [{ id = \"yes\" }, { id = \"no\" }]\n";
        let file = |name: &str, text: &str| {
            let source = Source { name: name.into(), path: None, text: format!("format = 1\n{text}") };
            (name.to_owned(), source)
        };
        let questionnaires: Files = BTreeMap::from([file("q.toml", question)]);
        let rules: Files = BTreeMap::from([file("d/d.toml", rules), file("evidence.toml", shared)]);
        let library = load_files(questionnaires, rules, Files::new());
        assert!(
            library.subjects[0].rule_base("d").is_some_and(|base| base.rules.len() == 1),
            "{:?}",
            library.diagnostics
        );
        library
    }

    #[test]
    fn what_the_decision_does_not_read_is_no_part_of_it() {
        let before = fingerprint(RULES, SHARED);
        let scenario = "[[scenario]]\nid = \"s\"\nanswers = { x = \"yes\" }\nexpect = { winner = \"a\" }\n";
        assert_eq!(before, fingerprint(&format!("# A comment.\n{RULES}{scenario}"), SHARED));
        assert_eq!(before, fingerprint(RULES, &SHARED.replace("\"O\"", "\"Another\"")));
        assert_eq!(before, fingerprint(&RULES.replace("id = \"a\"\nname = \"A\"", "name = \"A\"\nid = \"a\""), SHARED));
    }

    #[test]
    fn line_ends_are_no_part_of_it() {
        let rules = RULES
            .replace("It is so.", "It is so,\nand stays so.")
            .replace("because = \"It is", "because = \"\"\"It is");
        let rules = rules.replace("stays so.\"", "stays so.\"\"\"");
        assert_ne!(fingerprint(&rules, SHARED), fingerprint(RULES, SHARED));
        assert_eq!(fingerprint(&rules, SHARED), fingerprint(&rules.replace('\n', "\r\n"), SHARED));
    }

    #[test]
    fn what_it_reads_is() {
        let before = fingerprint(RULES, SHARED);
        for (old, new) in
            [("a = 2", "a = 3"), ("x == yes", "x == no"), ("It is so.", "It is."), ("scale = [0, 5]", "scale = [0, 6]")]
        {
            assert_ne!(before, fingerprint(&RULES.replace(old, new), SHARED), "{new}");
        }
        assert_ne!(before, fingerprint(RULES, &SHARED.replace("\"S\"", "\"T\"")));
    }

    #[test]
    fn answers_are_fingerprinted_by_what_they_say() {
        let text = "format = 1\nquestionnaire = \"q\"\n[answers]\nx = \"yes\"\ny = 3\n";
        let same = [
            text.replace('\n', "\r\n"),
            format!("# A remark.\n{text}"),
            text.replace("\"yes\"", "{ value = \"yes\", note = \"from the logs\" }"),
            text.replace("x = \"yes\"\ny = 3", "y   =  3\nx = 'yes'"),
        ];
        for other in same {
            assert_eq!(fingerprint_of(text), fingerprint_of(&other), "{other}");
        }
        for other in [text.replace('3', "4"), text.replace("\"yes\"", "{ value = \"yes\", sure = 0.5 }")] {
            assert_ne!(fingerprint_of(text), fingerprint_of(&other), "{other}");
        }
        assert!(is_fingerprint_of(&fingerprint_of_bytes(text), text), "as records held it before");
    }

    #[test]
    fn a_fingerprint_of_the_whole_texts_still_counts() {
        let library = library(RULES, SHARED);
        let decision = "d".into();
        let whole = library.fingerprint_of_texts(&decision);
        assert_ne!(whole, library.fingerprint(&decision));
        assert!(library.has_fingerprint(&decision, &whole));
        assert!(library.has_fingerprint(&decision, &library.fingerprint(&decision)));
        assert!(!library.has_fingerprint(&decision, &fingerprint_of("something else")));
    }
}
