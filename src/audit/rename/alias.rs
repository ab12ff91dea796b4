//! Aliases: the old name is kept for files elsewhere, and what has an old name again needs no alias.

use toml_edit::{Document, Item, Table, TableLike};

use super::error::RenameError;
use crate::audit::entry_text::with_comma;
use crate::audit::names::{Index, Name};
use crate::diagnostic::Sources;
use crate::load::slot::Thing;
use crate::model::{FileId, Place};

/// Whether aliases lead to such a thing.
pub(super) fn may_lead_to(thing: Thing) -> bool {
    matches!(thing, Thing::Subject | Thing::Part | Thing::Option | Thing::Criterion | Thing::Rule | Thing::Decision)
}

/// A name as aliases write it: `question`, or `question.choice`.
fn full(name: &Name, word: &str) -> String {
    if name.thing == Thing::Part { format!("{}.{word}", name.of) } else { word.to_owned() }
}

/// The aliases that are written for names given at one place, and where; nothing where aliases do not lead to such a thing.
pub(super) fn written(sources: &Sources, index: &Index, names: &[Name], new: &str) -> Option<(Place, String)> {
    let name = names.first()?;
    if !may_lead_to(name.thing) || name.name == new {
        return None;
    }
    let files = home_files(sources, index, name);
    let has_aliases = |file: &&FileId| table_of(&sources.get(**file).text).is_some();
    let file = *files.iter().find(has_aliases).or_else(|| files.first())?;
    let text = &sources.get(file).text;
    let pairs: Vec<_> = names.iter().map(|name| (full(name, &name.name), full(name, new))).collect();
    let (at, added) = added(text, &pairs);
    Some((Place { file, span: at..at }, added))
}

/// Where an alias is added to a text, and what is written there.
fn added(text: &str, pairs: &[(String, String)]) -> (usize, String) {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = |(old, new): &(String, String)| {
        let key = if old.contains('.') { format!("\"{old}\"") } else { old.clone() };
        format!("{key} = \"{new}\"")
    };
    let lines: Vec<String> = pairs.iter().map(line).collect();
    let line = lines.join(line_end);
    let end_of_line = |at: usize| at + text[at..].find('\n').unwrap_or(text.len() - at);
    match table_of(text) {
        Some(Aliases::Header(at)) => {
            let at = end_of_line(at);
            (at, format!("{line_end}{line}"))
        }
        Some(Aliases::Dotted(last)) => {
            let dotted: Vec<String> = lines.iter().map(|line| format!("aliases.{line}")).collect();
            (end_of_line(last), format!("{line_end}{}", dotted.join(line_end)))
        }
        Some(Aliases::Inline(start, None)) => (start + 1, format!(" {}", lines.join(", "))),
        Some(Aliases::Inline(_, Some(last))) => (last, format!(", {}", lines.join(", "))),
        None => {
            let gap = if text.ends_with('\n') { line_end.to_owned() } else { line_end.repeat(2) };
            (text.len(), format!("{gap}[aliases]{line_end}{line}{line_end}"))
        }
    }
}

/// The aliases that a text has already.
enum Aliases {
    /// A table with a header that ends at this byte.
    Header(usize),
    /// Keys such as `aliases.old`, the last of which ends there.
    Dotted(usize),
    /// A table in braces, from there, with the end of its last entry.
    Inline(usize, Option<usize>),
}

fn table_of(text: &str) -> Option<Aliases> {
    let document = Document::parse(text).ok()?;
    let item = document.get("aliases")?;
    let last = || item.as_table_like()?.iter().filter_map(|(_, item)| Some(item.span()?.end)).max();
    match item {
        Item::Table(table) if table.is_dotted() => last().map(Aliases::Dotted),
        Item::Table(table) => header_end(table, text).map(Aliases::Header),
        _ => Some(Aliases::Inline(item.span()?.start, last())),
    }
}

fn header_end(table: &Table, text: &str) -> Option<usize> {
    let start = table.span()?.start;
    Some(start + text.get(start..)?.find(']')? + 1)
}

/// The files that may hold aliases for a name: the questionnaire, or those of the decision, the one that declares it first.
fn home_files(sources: &Sources, index: &Index, name: &Name) -> Vec<FileId> {
    let (thing, owner) = match name.thing {
        Thing::Subject | Thing::Part => (Thing::Questionnaire, &name.scope),
        Thing::Decision => (Thing::Decision, &name.name),
        _ => (Thing::Decision, &name.scope),
    };
    let declared = Name { thing, scope: String::new(), of: String::new(), name: owner.clone() };
    let mut files: Vec<FileId> = index.definitions_of(&declared).map(|mention| mention.place.file).collect();
    let others = index.files_of(thing, owner).into_iter().filter(|file| sources.get(*file).path.is_some());
    let others: Vec<FileId> = others.filter(|file| !files.contains(file)).collect();
    files.extend(others);
    files
}

/// The aliases by the new name, which what has that name again does not need.
pub(super) fn back_again(sources: &Sources, index: &Index, name: &Name, new: &str) -> Result<Vec<Place>, RenameError> {
    let (old, now) = (full(name, new), full(name, &name.name));
    let mut dropped = Vec::new();
    for file in home_files(sources, index, name) {
        let text = &sources.get(file).text;
        let Ok(document) = Document::parse(text.as_str()) else { continue };
        let Some((key, value)) = document.get("aliases").and_then(Item::as_table_like).and_then(|t| entry(t, &old))
        else {
            continue;
        };
        let leads_to = value.as_str().unwrap_or_default();
        if leads_to != now {
            return Err(RenameError::Earlier { name: new.to_owned(), of: leads_to.to_owned() });
        }
        if let (Some(key), Some(value)) = (key.span(), value.span()) {
            dropped.push(Place { file, span: with_comma(text, key.start, value.end) });
        }
    }
    Ok(dropped)
}

fn entry<'t>(table: &'t dyn TableLike, key: &str) -> Option<(&'t toml_edit::Key, &'t Item)> {
    table.get_key_value(key)
}
