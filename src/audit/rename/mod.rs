//! Renames something everywhere: in questionnaires, rule bases, scenarios and answers files, with an alias that keeps the old name valid.
//!
//! What a rename comes to is a list of edits of texts; who applies them, a command or an editor, is not its business. Records keep what
//! they say: they are history, and read the old name by its alias.

mod alias;
mod error;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use super::names::{Index, Mention, Name};
use crate::condition::closest;
use crate::diagnostic::Sources;
use crate::load::slot::Thing;
use crate::load::{Library, is_id};
use crate::model::Place;

pub use error::RenameError;
pub use words::WORDS;

/// Edits of a rename: what stands at each place then.
pub type Edits = Vec<(Place, String)>;

/// What a person wants renamed, by its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish<'a> {
    /// One of [`WORDS`].
    pub what: &'a str,
    /// Its present name; of a choice, band or level `question.choice`.
    pub old: &'a str,
    /// The decision it belongs to, where several have something of that name.
    pub decision: Option<&'a str>,
}

/// The name that a wish is about.
pub fn find(index: &Index, wish: &Wish) -> Result<Name, RenameError> {
    let (what, name) = (wish.what.to_owned(), wish.old.to_owned());
    let Some((_, thing, entry)) = WORDS.into_iter().find(|(word, ..)| *word == wish.what) else {
        return Err(RenameError::Unknown { what, name, help: String::new() });
    };
    let is_part = thing == Thing::Part;
    let written = |name: &Name| if is_part { format!("{}.{}", name.of, name.name) } else { name.name.clone() };
    let is_kind = |mention: &&Mention| mention.name.thing == thing && mention.entry.0 == entry;
    let is_its = |mention: &&Mention| match wish.decision {
        Some(decision) if thing == Thing::Decision => mention.name.name == decision,
        Some(decision) => mention.name.scope == decision,
        None => true,
    };
    let known = || index.definitions().filter(is_kind);
    let mut found: Vec<&Name> =
        known().filter(is_its).map(|mention| &mention.name).filter(|name| written(name) == wish.old).collect();
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [one] => Ok(one.clone()),
        [] => {
            let known: Vec<String> = known().map(|mention| written(&mention.name)).collect();
            let form = if is_part { format!("; write it as `{entry}.{}`", wish.what) } else { String::new() };
            let meant = closest(wish.old, known.iter().map(String::as_str)).map(|meant| format!("; {meant}"));
            Err(RenameError::Unknown { what, name, help: meant.unwrap_or(form) })
        }
        _ => {
            let owners: Vec<String> = found.iter().map(|name| format!("`{}`", name.scope)).collect();
            Err(RenameError::Several { what, name, owners: owners.join(", ") })
        }
    }
}

/// The name at a byte of a file that can be renamed, and where it stands.
pub fn at<'i>(
    sources: &Sources,
    index: &'i Index,
    place: (crate::model::FileId, usize),
) -> Result<(&'i Name, Range<usize>), RenameError> {
    let mention = index.at(place.0, place.1).ok_or(RenameError::NoName)?;
    check(sources, index, &mention.name)?;
    Ok((&mention.name, mention.place.span.clone()))
}

/// The edits that give something another name, wherever it is named, or why it cannot have it.
pub fn rename(sources: &Sources, index: &Index, name: &Name, new: &str) -> Result<Edits, RenameError> {
    check(sources, index, name)?;
    if !is_id(new) {
        return Err(RenameError::NoId { name: new.to_owned() });
    }
    // A choice of a shared list is one of every question that takes the list.
    let names = index.given_with(name);
    let is_taken = |name: &Name| index.definitions_of(&Name { name: new.to_owned(), ..name.clone() }).next().is_some();
    if name.name != new && names.iter().any(is_taken) {
        return Err(RenameError::Taken { name: new.to_owned() });
    }
    let is_own = |place: &Place| sources.get(place.file).path.is_some();
    // Choices and levels name the question or trait they belong to by where they stand, so its own places are all there are.
    let mentions = names.iter().flat_map(|name| index.mentions_of(name));
    let mentions: Vec<&Mention> = mentions.collect();
    let mentioned = |place: &Place| {
        mentions.iter().any(|known| known.place.file == place.file && contains(&known.place.span, &place.span))
    };
    if let Some(place) = unseen(sources, &name.name, mentioned) {
        let source = sources.get(place.file);
        let (file, line) = (source.name.clone(), source.position(place.span.start).line);
        return Err(RenameError::Broken { file, line, name: name.name.clone() });
    }
    let mentions = mentions.into_iter().filter(|mention| !stands_for_another(index, mention, &names));
    let places = mentions.map(|mention| mention.place.clone()).filter(is_own);
    let kept = alias::of_others(sources, index, name)?;
    let places =
        places.filter(|place| !kept.iter().any(|kept| kept.file == place.file && contains(&kept.span, &place.span)));
    let mut edits: Edits = places.map(|place| (place, new.to_owned())).collect();
    edits.extend(alias::written(sources, index, &names, new)?);
    let dropped =
        names.iter().map(|name| alias::back_again(sources, index, name, new)).collect::<Result<Vec<_>, _>>()?;
    let dropped = dropped.concat();
    edits.retain(|(place, _)| !dropped.iter().any(|gone| gone.file == place.file && contains(&gone.span, &place.span)));
    edits.extend(dropped.into_iter().map(|place| (place, String::new())));
    edits.sort_by_key(|(place, _)| (place.file, place.span.start));
    edits.dedup();
    Ok(edits)
}

/// The first place at which a file that cannot be read as a whole has a name, and where nobody knows whether it is meant.
fn unseen(sources: &Sources, name: &str, is_mentioned: impl Fn(&Place) -> bool) -> Option<Place> {
    let own = sources.0.iter().enumerate().filter(|(_, source)| source.path.is_some() && source.text.contains(name));
    let broken = own.filter(|(_, source)| !toml::de::DeTable::parse_recoverable(&source.text).1.is_empty());
    let places = broken.flat_map(|(position, source)| {
        let words = source.text.match_indices(name).map(|(start, _)| start..start + name.len());
        let is_word = |span: &Range<usize>| {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            !source.text[..span.start].ends_with(is_part) && !source.text[span.end..].starts_with(is_part)
        };
        words.filter(is_word).map(move |span| Place { file: crate::model::FileId(position as u32), span })
    });
    places.into_iter().find(|place| !is_mentioned(place))
}

/// Refuses another name for a decision that takes the place of one in `beneath`, all that there is without it: the other one would be back.
pub fn uncovers(name: &Name, new: &str, beneath: impl FnOnce() -> Library) -> Result<(), RenameError> {
    let is_there = |library: Library| library.subjects.iter().any(|subject| subject.rule_base(&name.name).is_some());
    if name.thing == Thing::Decision && name.name != new && is_there(beneath()) {
        return Err(RenameError::Uncovers { name: name.name.clone() });
    }
    Ok(())
}

/// Whether an answers file means something of another decision there as well: that keeps its name, and the alias leads to both.
fn stands_for_another(index: &Index, mention: &Mention, names: &[Name]) -> bool {
    let is_beside = |other: &Mention| {
        other.place.span == mention.place.span
            && other.name.thing == mention.name.thing
            && other.name.scope != mention.name.scope
            && !names.contains(&other.name)
    };
    !mention.is_definition && index.in_file(mention.place.file).any(is_beside)
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Why something cannot be renamed here, if it cannot.
fn check(sources: &Sources, index: &Index, name: &Name) -> Result<(), RenameError> {
    let is_built_in = |mention: &Mention| sources.get(mention.place.file).path.is_none();
    let said = || name.name.clone();
    if name.thing == Thing::Questionnaire {
        return Err(RenameError::NoAlias);
    }
    if index.definitions_of(name).next().is_none() {
        return Err(RenameError::Unknown { what: "such thing as".to_owned(), name: said(), help: String::new() });
    }
    if index.definitions_of(name).any(is_built_in) {
        return Err(RenameError::BuiltIn { name: said() });
    }
    if !alias::may_lead_to(name.thing) && index.mentions_of(name).any(is_built_in) {
        return Err(RenameError::NamedByBuiltIn { name: said() });
    }
    Ok(())
}
