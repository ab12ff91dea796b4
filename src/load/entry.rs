//! One entry of a file, read with every error in its form: what an error is about is cut out, what is missing is filled in for the
//! time being, and the rest is read again.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeInteger, DeTable, DeValue, Error, ValueDeserializer};

use super::words::{lower_first, quote};
use crate::condition::{closest, suggested};

/// The most errors reported for one entry.
const MAX_ERRORS: usize = 20;

/// Where nothing stands: the place of what was filled in.
const NOWHERE: Range<usize> = usize::MAX..usize::MAX;

/// An error in an entry, in the words of a finding.
pub(super) struct EntryError {
    pub code: &'static str,
    pub at: Range<usize>,
    pub title: String,
    pub help: String,
}

/// Reads an entry, or says everything that is wrong with its form.
pub(super) fn read<T: DeserializeOwned>(mut entry: Spanned<DeValue<'_>>) -> Result<T, Vec<EntryError>> {
    let (whole, mut errors, mut was_cut) = (entry.span(), Vec::new(), Vec::new());
    loop {
        let error = match parse::<T>(&entry) {
            Ok(read) if errors.is_empty() => return Ok(read),
            Ok(_) => return Err(errors),
            Err(error) => error,
        };
        let at = error.span().filter(|span| !span.is_empty()).unwrap_or_else(|| whole.clone());
        let goes_on = if let Some(missing) = missing_key(error.message()) {
            // What was cut out because of its own error is not missing.
            if !was_cut.contains(&missing) {
                errors.push(explain(error.message(), at.clone()));
            }
            fill_in::<T>(&mut entry, &at, &missing)
        } else {
            let error = explain(error.message(), at.clone());
            // A key that is misspelt is not missing as well.
            was_cut.extend(suggested(&error.help).map(str::to_owned));
            errors.push(error);
            cut(&mut entry, &at, &mut was_cut)
        };
        if !goes_on || errors.len() == MAX_ERRORS {
            return Err(errors);
        }
    }
}

fn parse<T: DeserializeOwned>(entry: &Spanned<DeValue<'_>>) -> Result<T, Error> {
    T::deserialize(ValueDeserializer::from(entry.clone()))
}

fn missing_key(message: &str) -> Option<String> {
    message.strip_prefix("missing field").and_then(|rest| rest.split('`').nth(1)).map(str::to_owned)
}

/// Cuts the smallest part around a place out of a value; not the value itself.
fn cut(value: &mut Spanned<DeValue<'_>>, at: &Range<usize>, was_cut: &mut Vec<String>) -> bool {
    match value.get_mut() {
        DeValue::Table(table) => {
            let found = table.iter().find(|(key, value)| is_around(&key.span(), at) || is_around(&value.span(), at));
            let Some(key) = found.map(|(key, _)| key.get_ref().to_string()) else { return false };
            if !table.get_mut(key.as_str()).is_some_and(|value| cut(value, at, was_cut)) {
                table.remove(key.as_str());
                was_cut.push(key);
            }
            true
        }
        DeValue::Array(values) => {
            let Some(found) = values.iter().position(|value| is_around(&value.span(), at)) else { return false };
            if !values.get_mut(found).is_some_and(|value| cut(value, at, was_cut)) {
                let others = values.iter().enumerate().filter(|(position, _)| *position != found);
                *values = others.map(|(_, value)| value.clone()).collect();
            }
            true
        }
        _ => false,
    }
}

/// Puts something that can be read in the place of a key that is missing from the table at a place.
fn fill_in<T: DeserializeOwned>(entry: &mut Spanned<DeValue<'_>>, at: &Range<usize>, key: &str) -> bool {
    let (text, number) = (DeValue::String("".into()), DeValue::Integer(DeInteger::default()));
    let candidates = [text, number, DeValue::Array(DeArray::new()), DeValue::Table(DeTable::new())];
    candidates.into_iter().any(|candidate| {
        let Some(table) = table_at(entry, at) else { return false };
        table.remove(key);
        table.insert(Spanned::new(NOWHERE, key.to_owned().into()), Spanned::new(NOWHERE, candidate));
        // An error at nothing's place is about what was filled in.
        !parse::<T>(entry).is_err_and(|error| error.span() == Some(NOWHERE))
    })
}

/// The smallest table around a place.
fn table_at<'a, 'b>(value: &'a mut Spanned<DeValue<'b>>, at: &Range<usize>) -> Option<&'a mut DeTable<'b>> {
    match value.get_mut() {
        DeValue::Table(table) => {
            let inner =
                table.iter().find(|(_, value)| holds_table(value, at)).map(|(key, _)| key.get_ref().to_string());
            match inner {
                Some(key) => table.get_mut(key.as_str()).and_then(|value| table_at(value, at)),
                None => Some(table),
            }
        }
        DeValue::Array(values) => {
            values.iter_mut().find(|value| holds_table(value, at)).and_then(|value| table_at(value, at))
        }
        _ => None,
    }
}

fn holds_table(value: &Spanned<DeValue>, at: &Range<usize>) -> bool {
    let holds = match value.get_ref() {
        DeValue::Table(_) => true,
        DeValue::Array(values) => values.iter().any(|value| holds_table(value, at)),
        _ => false,
    };
    holds && is_around(&value.span(), at)
}

fn is_around(span: &Range<usize>, at: &Range<usize>) -> bool {
    span.start <= at.start && at.end <= span.end
}

/// Turns serde's words into a finding's: a code, what is wrong, and the way out.
fn explain(message: &str, at: Range<usize>) -> EntryError {
    let message = message.lines().next().unwrap_or_default();
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (code, title, help) = if message.starts_with("unknown field") {
        let help = closest(names[0], names[1..].iter().copied())
            .unwrap_or_else(|| format!("the keys here are {}", quote(&names[1..])));
        ("unknown-key", format!("unknown key `{}`", names[0]), help)
    } else if message.starts_with("unknown variant") {
        let help = closest(names[0], names[1..].iter().copied())
            .unwrap_or_else(|| format!("write one of {}", quote(&names[1..])));
        ("unknown-value", format!("unknown value `{}`", names[0]), help)
    } else if message.starts_with("missing field") {
        ("missing-key", format!("`{}` is missing", names[0]), format!("add `{} = …`", names[0]))
    } else {
        let (title, help) = wrong_type(message);
        ("wrong-type", title, help)
    };
    EntryError { code, at, title, help }
}

/// What serde says of a value of another type, in the words of those who write TOML.
fn wrong_type(message: &str) -> (String, String) {
    let elsewhere = || (lower_first(message), "see docs/formats.md for what goes here".to_owned());
    let Some((found, expected)) = message.split_once(", expected ") else { return elsewhere() };
    let found = found.split_once(": ").map_or(found, |(_, found)| found);
    let (wanted, help) = match expected {
        "i32" | "i64" => ("a whole number", "write a whole number, such as `2` or `-1`, without quotes"),
        "u32" => ("a whole number from 0 on", "write a whole number, such as `2`, without quotes"),
        "f64" => ("a number", "write a number, such as `0.5`, without quotes"),
        "a boolean" => ("`true` or `false`", "write `true` or `false`, without quotes"),
        "a string" | "string or table" | "variant identifier" => ("a text", "write a text in quotes"),
        "a TOML datetime" => ("a day", "write a day without quotes, such as `2026-01-31`"),
        "a sequence" => ("a list", "write a list, such as `[\"a\", \"b\"]`"),
        "a map" => ("a table", "write a table, such as `{ key = \"value\" }`"),
        _ if expected.starts_with("struct ") => ("a table", "write a table, such as `{ id = \"a\" }`"),
        _ => return elsewhere(),
    };
    let short = |text: &str| text.chars().take(40).collect::<String>();
    let found = match found.split_once(' ') {
        Some(("string", text)) => format!("the text {}", short(text)),
        Some(("integer", number)) => short(number.trim_end_matches(" as i128").trim_end_matches(" as u128")),
        Some(("boolean", word)) => word.to_owned(),
        Some(("floating", number)) if number.len() < 40 => number.trim_start_matches("point ").to_owned(),
        Some(("floating", _)) => "a number with a fraction".to_owned(),
        _ if found == "sequence" => "a list".to_owned(),
        _ if found == "map" => "a table or a day".to_owned(),
        _ => found.to_owned(),
    };
    (format!("{wanted} is expected here, and this is {found}"), help.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read counts")]
    struct Entry {
        id: Spanned<String>,
        weight: u32,
        because: String,
        parts: Vec<Spanned<Part>>,
        points: Option<BTreeMap<Spanned<String>, i32>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read counts")]
    struct Part {
        id: String,
        share: u32,
    }

    fn errors(text: &str) -> Vec<String> {
        let (value, found) = DeValue::parse_recoverable(text);
        assert!(found.is_empty(), "{found:?}");
        let errors = read::<Entry>(value).err().unwrap_or_default();
        errors.iter().map(|error| format!("{} {}", error.code, &text[error.at.clone()])).collect()
    }

    #[test]
    fn every_error_of_an_entry_is_reported_once() {
        let text = "{ key = 'a', weight = 'much', parts = [{ id = 'x', share = -1 }, { share = 2 }], points = { a = 1, b = 'x' } }";
        let whole = format!("missing-key {text}");
        let mut found = errors(text);
        found.sort();
        let mut expected = vec![
            "missing-key { share = 2 }",
            "unknown-key key",
            "wrong-type -1",
            "wrong-type 'much'",
            "wrong-type 'x'",
            &whole,
            &whole,
        ];
        expected.sort_unstable();
        assert_eq!(found, expected, "both `id` and `because` are missing");
    }

    #[test]
    fn a_value_of_another_type_is_told_in_the_words_of_those_who_write_toml() {
        let said = |value: &str| {
            let text = format!("{{ id = 'a', weight = 1, because = 'x', parts = [], points = {value} }}");
            let (value, _) = DeValue::parse_recoverable(&text);
            let errors = read::<Entry>(value).err().unwrap_or_default();
            errors.into_iter().map(|error| format!("{}; {}", error.title, error.help)).collect::<Vec<_>>()
        };
        let table = "write a table, such as `{ key = \"value\" }`";
        for (value, found) in [("'x'", "the text \"x\""), ("7", "`7`"), ("[1]", "a list"), ("true", "`true`")] {
            assert_eq!(said(value), [format!("a table is expected here, and this is {found}; {table}")]);
        }
        let map = |value: &str| said(&format!("{{ a = {value} }}"));
        let number = "a whole number is expected here, and this is";
        let help = "write a whole number, such as `2` or `-1`, without quotes";
        assert_eq!(map("{ b = 1 }"), [format!("{number} a table or a day; {help}")]);
        assert_eq!(map("2026-01-31"), [format!("{number} a table or a day; {help}")]);
    }

    #[test]
    fn a_misspelt_key_is_not_missing_as_well() {
        let text = "{ id = 'a', weight = 1, becuase = 'x', parts = [] }";
        assert_eq!(errors(text), ["unknown-key becuase"]);
    }

    #[test]
    fn what_can_be_read_has_none() {
        assert!(errors("{ id = 'a', weight = 1, because = 'x', parts = [{ id = 'x', share = 1 }] }").is_empty());
    }

    #[test]
    fn an_entry_of_another_kind_is_one_error() {
        assert_eq!(errors("'text'"), ["wrong-type 'text'"]);
    }
}
