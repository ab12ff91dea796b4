//! Renaming across the files of a project, with the alias by which answers files and records still find what was renamed. What a rename
//! comes to is a list of edits; who applies them is not its business.

use std::ops::Range;

use super::index::{Mention, Name};
use super::project::Loaded;
use crate::load::is_id;
use crate::load::slot::{Slot, Thing, slots};
use crate::model::{FileId, Place};

/// Edits of a rename: what stands at each place then.
pub type Edits = Vec<(Place, String)>;

/// The name at a byte that can be renamed, and where it stands.
pub fn prepare(loaded: &Loaded, file: FileId, offset: usize) -> Result<(Range<usize>, String), String> {
    let mention = loaded.index().at(file, offset).ok_or("there is no name here")?;
    check_renamable(loaded, &mention.name)?;
    Ok((mention.place.span.clone(), mention.name.name.clone()))
}

/// The edits that rename what is called so at a byte, or why it cannot be renamed so.
pub fn rename(loaded: &Loaded, file: FileId, offset: usize, new: &str) -> Result<Edits, String> {
    let index = loaded.index();
    let name = index.at(file, offset).ok_or("there is no name here")?.name.clone();
    check_renamable(loaded, &name)?;
    if !is_id(new) {
        return Err(format!(
            "`{new}` cannot be a name: a letter first, then letters, digits, `-` and `_`, and no keyword"
        ));
    }
    let renamed = Name { name: new.to_owned(), ..name.clone() };
    if name.name != new && index.definitions_of(&renamed).next().is_some() {
        return Err(format!("`{new}` is the name of something else already"));
    }
    // Choices and levels name the question or trait they belong to by where they stand, so its own places are all there are.
    let places = index.mentions_of(&name).map(|mention| mention.place.clone());
    let mut edits: Edits = places.map(|place| (place, new.to_owned())).collect();
    edits.extend(alias(loaded, &name, new));
    let dropped = back_again(loaded, &name, new);
    edits.retain(|(place, _)| !dropped.iter().any(|gone| gone.file == place.file && contains(&gone.span, &place.span)));
    edits.extend(dropped.into_iter().map(|place| (place, String::new())));
    edits.sort_by_key(|(place, _)| (place.file, place.span.start));
    edits.dedup();
    Ok(edits)
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Why something cannot be renamed here, if it cannot.
fn check_renamable(loaded: &Loaded, name: &Name) -> Result<(), String> {
    let index = loaded.index();
    let is_built_in = |mention: &Mention| loaded.library.sources.get(mention.place.file).path.is_none();
    if matches!(name.thing, Thing::Decision | Thing::Questionnaire) {
        return Err("records and answers files name it, and no alias can lead them to another name".to_owned());
    }
    if index.definitions_of(name).next().is_none() {
        return Err(format!("nothing has the name `{}`", name.name));
    }
    if index.definitions_of(name).any(is_built_in) {
        return Err(format!("`{}` is built in; copy its file into the project to change it", name.name));
    }
    if index.mentions_of(name).any(is_built_in) {
        return Err(format!("built-in rules name `{}`; copy their folder into the project to change them", name.name));
    }
    Ok(())
}

/// The alias as a file has it: `question`, or `question.choice`.
fn written(name: &Name, word: &str) -> String {
    if name.thing == Thing::Part { format!("{}.{word}", name.of) } else { word.to_owned() }
}

/// The alias that is written, and where; `None` where aliases do not lead to such a thing.
fn alias(loaded: &Loaded, name: &Name, new: &str) -> Option<(Place, String)> {
    let may_have = matches!(name.thing, Thing::Subject | Thing::Part | Thing::Option | Thing::Criterion | Thing::Rule);
    if !may_have || name.name == new {
        return None;
    }
    let files = home_files(loaded, name);
    let with_table = files.iter().find_map(|file| Some((*file, aliases_at(&loaded.library.sources.get(*file).text)?)));
    let file = with_table.map(|(file, _)| file).or_else(|| files.first().copied())?;
    let text = &loaded.library.sources.get(file).text;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (old, new) = (written(name, &name.name), written(name, new));
    let old = if old.contains('.') { format!("\"{old}\"") } else { old };
    let line = format!("{old} = \"{new}\"");
    Some(match with_table {
        Some((_, at)) if text[..at].ends_with('\n') => (Place { file, span: at..at }, format!("{line}{line_end}")),
        Some((_, at)) => (Place { file, span: at..at }, format!("{line_end}{line}")),
        None => {
            let gap = if text.ends_with('\n') { line_end.to_owned() } else { line_end.repeat(2) };
            let end = text.len();
            (Place { file, span: end..end }, format!("{gap}[aliases]{line_end}{line}{line_end}"))
        }
    })
}

/// The files that may hold aliases for a name: the questionnaire, or those of the decision, the one that declares it first.
fn home_files(loaded: &Loaded, name: &Name) -> Vec<FileId> {
    let index = loaded.index();
    let thing = match name.thing {
        Thing::Subject | Thing::Part => Thing::Questionnaire,
        _ => Thing::Decision,
    };
    let owner = Name { thing, scope: String::new(), of: String::new(), name: name.scope.clone() };
    let mut files: Vec<FileId> = index.definitions_of(&owner).map(|mention| mention.place.file).collect();
    if thing == Thing::Decision {
        let behind = loaded.library.files_of(&name.scope.as_str().into());
        files.extend(behind.iter().skip(1).filter(|file| loaded.library.sources.get(**file).path.is_some()));
    }
    files
}

/// The line behind `[aliases]`.
fn aliases_at(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.split('#').next().unwrap_or_default().trim() == "[aliases]" {
            return Some(at);
        }
    }
    None
}

/// The aliases by the new name: what has that name again needs none.
fn back_again(loaded: &Loaded, name: &Name, new: &str) -> Vec<Place> {
    let old = written(name, new);
    let mut dropped = Vec::new();
    for file in home_files(loaded, name) {
        let text = &loaded.library.sources.get(file).text;
        let found = slots(text).map_or_else(Vec::new, |(_, found)| found);
        for key in found.iter().filter(|found| found.slot == Slot::OldName && found.text == old) {
            let start = text[..key.span.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[key.span.end..].find('\n').map_or(text.len(), |at| key.span.end + at + 1);
            dropped.push(Place { file, span: start..end });
        }
    }
    dropped.dedup();
    dropped
}
