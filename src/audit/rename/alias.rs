//! Aliases: the old name is kept for files elsewhere, and what has an old name again needs no alias.

use toml_edit::{Document, Item, Table};

use super::error::RenameError;
use super::words::WORDS;
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

/// What options, criteria, rules and the decision itself have in common: one table of earlier names.
const IN_ONE_TABLE: [Thing; 4] = [Thing::Option, Thing::Criterion, Thing::Rule, Thing::Decision];

/// The word for a thing whose earlier names stand in the table of a decision.
fn word(thing: Thing) -> &'static str {
    WORDS.iter().find(|(_, known, _)| *known == thing).map_or("thing", |(word, ..)| word)
}

/// The kinds of things to which an alias of a decision may lead: those that have the name it leads to, and none of its own name.
fn meant(index: &Index, name: &Name, earlier: &str, leads_to: &str) -> Vec<Thing> {
    let decision = if name.thing == Thing::Decision { &name.name } else { &name.scope };
    let is_given = |thing: Thing, id: &str| {
        let scope = if thing == Thing::Decision { String::new() } else { decision.clone() };
        let is_own = thing != Thing::Decision || id == decision;
        is_own && index.definitions_of(&Name { thing, scope, of: String::new(), name: id.to_owned() }).next().is_some()
    };
    let fits = |thing: &Thing| is_given(*thing, leads_to) && !is_given(*thing, earlier);
    IN_ONE_TABLE.into_iter().filter(fits).collect()
}

/// The aliases in the files of what a name belongs to: key, what it leads to, and both places.
fn all_of(sources: &Sources, index: &Index, name: &Name) -> Vec<(String, String, Place, Place)> {
    let mut all = Vec::new();
    for file in home_files(sources, index, name) {
        let Ok(document) = Document::parse(sources.get(file).text.as_str()) else { continue };
        let Some(table) = document.get("aliases").and_then(Item::as_table_like) else { continue };
        for (key, item) in table.iter() {
            let spans = table.key(key).and_then(toml_edit::Key::span).zip(item.span());
            let leads_to = item.as_str().unwrap_or_default().to_owned();
            let place = |span| Place { file, span };
            all.extend(spans.map(|(old, new)| (key.to_owned(), leads_to, place(old), place(new))));
        }
    }
    all
}

/// The aliases that lead to something of another kind that is called alike, where what they lead to stays; or why that cannot be told.
pub(super) fn of_others(sources: &Sources, index: &Index, name: &Name) -> Result<Vec<Place>, RenameError> {
    let mut kept = Vec::new();
    if !IN_ONE_TABLE.contains(&name.thing) {
        return Ok(kept);
    }
    for (earlier, leads_to, _, value) in all_of(sources, index, name) {
        if leads_to != name.name {
            continue;
        }
        let meant = meant(index, name, &earlier, &leads_to);
        if !meant.contains(&name.thing) {
            kept.push(value);
        } else if meant.len() > 1 {
            let things: Vec<String> = meant.into_iter().map(|thing| format!("the {}", word(thing))).collect();
            return Err(RenameError::Both { earlier, name: leads_to, things: things.join(" and ") });
        }
    }
    Ok(kept)
}

/// The aliases that are written for names given at one place, and where; nothing where aliases do not lead to such a thing.
pub(super) fn written(
    sources: &Sources,
    index: &Index,
    names: &[Name],
    new: &str,
) -> Result<Option<(Place, String)>, RenameError> {
    let Some(name) = names.first().filter(|name| may_lead_to(name.thing) && name.name != new) else { return Ok(None) };
    let present = all_of(sources, index, name);
    let mut pairs = Vec::new();
    for name in names {
        let (old, now) = (full(name, &name.name), full(name, new));
        match present.iter().find(|(key, ..)| *key == old) {
            Some((_, leads_to, ..)) if *leads_to == now => {}
            Some((_, leads_to, ..)) => return Err(RenameError::Kept { name: old, of: leads_to.clone() }),
            None => pairs.push((old, now)),
        }
    }
    let files = home_files(sources, index, name);
    let has_aliases = |file: &&FileId| table_of(&sources.get(**file).text).is_some();
    let Some(file) = files.iter().find(has_aliases).or_else(|| files.first()).filter(|_| !pairs.is_empty()) else {
        return Ok(None);
    };
    let (at, added) = added(&sources.get(*file).text, &pairs);
    Ok(Some((Place { file: *file, span: at..at }, added)))
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
    if !may_lead_to(name.thing) {
        return Ok(dropped);
    }
    for (key, leads_to, from, to) in all_of(sources, index, name) {
        if key != old {
            continue;
        }
        let is_shared = IN_ONE_TABLE.contains(&name.thing);
        let others = if is_shared { meant(index, name, &key, &leads_to) } else { Vec::new() };
        // An earlier name of something of another kind stays one.
        if is_shared && !others.is_empty() && others.iter().any(|thing| *thing != name.thing) {
            if others.contains(&name.thing) && leads_to != now {
                return Err(RenameError::Earlier { name: new.to_owned(), of: leads_to });
            }
            continue;
        }
        if leads_to != now {
            return Err(RenameError::Earlier { name: new.to_owned(), of: leads_to });
        }
        let text = &sources.get(from.file).text;
        dropped.push(Place { file: from.file, span: with_comma(text, from.span.start, to.span.end) });
    }
    Ok(dropped)
}
