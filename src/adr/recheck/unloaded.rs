//! What stands in the files that a decision rests on and did not load: it is not gone, it cannot be read.

use crate::load::Library;
use crate::model::{DecisionId, FileId, Place};

/// Where an entry of this kind (`rule`, `option`, `question`) and id stands.
pub(super) fn unloaded(library: &Library, decision: &DecisionId, kind: &str, id: &str) -> Option<Place> {
    let mut files: Vec<FileId> = library.files_of(decision).to_vec();
    files.extend(library.errors_behind(decision).iter().map(|error| error.place().file));
    files.into_iter().find_map(|file| {
        let (table, _) = toml::de::DeTable::parse_recoverable(&library.sources.get(file).text);
        let entries = table.get_ref().get(kind)?.get_ref().as_array()?;
        let mut ids = entries.iter().filter_map(|entry| entry.get_ref().as_table()?.get("id"));
        let span = ids.find(|said| said.get_ref().as_str() == Some(id))?.span();
        Some(Place { file, span })
    })
}
