//! Records by the number that their names carry, and which numbers are used twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::list::Record;
use super::names::place_and_number;

/// The records whose name carries a number, by sub-folder and number.
pub(super) fn by_number<'a>(folder: &Path, records: &'a [Record]) -> BTreeMap<(&'a str, u32), Vec<&'a Record>> {
    let mut by_number: BTreeMap<(&str, u32), Vec<&Record>> = BTreeMap::new();
    for record in records {
        if let Some(known_by) = place_and_number(&record.file) {
            by_number.entry(known_by).or_default().push(record);
        }
    }
    // A linked record stays what it is: it may well be the other one under a second name.
    let is_link = |record: &Record| folder.join(&record.file).symlink_metadata().is_ok_and(|data| data.is_symlink());
    for same in by_number.values_mut().filter(|same| same.len() > 1) {
        same.retain(|record| !is_link(record));
    }
    by_number
}

/// The files of the records whose number is used twice.
pub(super) fn sharing_a_number<'a>(folder: &Path, records: &'a [Record]) -> BTreeSet<&'a str> {
    let shared = by_number(folder, records).into_values().filter(|same| same.len() > 1);
    shared.flatten().map(|record| record.file.as_str()).collect()
}

/// Whether a number is used twice.
pub fn are_colliding(folder: &Path, records: &[Record]) -> bool {
    by_number(folder, records).values().any(|same| same.len() > 1)
}
