//! Where a name is given, and where it is used.

use super::project::Loaded;
use crate::audit::names::{Index, Mention, Name};
use crate::load::slot::Thing;
use crate::model::FileId;

/// Where the name at a byte is given. Evidence of a decision's own goes before shared evidence.
pub fn definitions(loaded: &Loaded, file: FileId, offset: usize) -> Vec<&Mention> {
    let index = loaded.index();
    distinct(names_at(index, file, offset).iter().flat_map(|name| index.definitions_of(name)))
}

/// Everywhere the name at a byte is used, and where asked for, given.
pub fn references(loaded: &Loaded, file: FileId, offset: usize, with_definition: bool) -> Vec<&Mention> {
    let index = loaded.index();
    let names = names_at(index, file, offset);
    let all = names.iter().flat_map(|name| index.mentions_of(name));
    // What has no declaration is used wherever it stands.
    distinct(all.filter(|mention| with_definition || !mention.is_definition || mention.name.thing == Thing::Group))
}

/// Each place once, though it may stand there for several: a choice of a shared list is one of every question that takes the list.
fn distinct<'i>(mentions: impl Iterator<Item = &'i Mention>) -> Vec<&'i Mention> {
    let mut all: Vec<&Mention> = Vec::new();
    for mention in mentions {
        if !all.iter().any(|other| other.place == mention.place) {
            all.push(mention);
        }
    }
    all
}

/// The names at a byte: one, or where an answers file names something that several decisions have, all of these.
fn names_at(index: &Index, file: FileId, offset: usize) -> Vec<Name> {
    let Some(mention) = index.at(file, offset) else { return Vec::new() };
    let same = index.in_file(file).filter(|other| other.place.span == mention.place.span);
    let mut names: Vec<Name> = same.map(|other| other.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}
