//! How a new record of a folder is numbered and named: as the records that are there.

use super::folder::{Folder, FolderError};
use super::list::list;
use super::names::{date_of, is_record_name, number_of, number_span};
use super::slug::slug;
use crate::model::Day;

/// The number of the next record: one more than the highest there is, in names and in what records say of themselves.
pub fn next_number(folder: &Folder) -> Result<u32, FolderError> {
    let in_names = folder.names()?.iter().filter_map(|name| number_of(name)).max();
    let records = if folder.path.is_dir() { list(folder)? } else { Vec::new() };
    // The numbers of a sub-folder are its own.
    let own = records.iter().filter(|record| !record.file.contains('/'));
    Ok(own.filter_map(|record| record.number).max().max(in_names).unwrap_or(0) + 1)
}

/// How records are named here, as the latest of those with a number show.
pub fn naming(folder: &Folder) -> Naming {
    let names = folder.names().unwrap_or_default();
    let records: Vec<&String> = names.iter().filter(|name| is_record_name(name)).collect();
    let dated = records.iter().filter(|name| date_of(name).is_some()).count();
    let numbered: Vec<&&String> = records.iter().filter(|name| number_span(name).is_some()).collect();
    if dated > numbered.len() {
        let has_hyphens = records.iter().filter(|name| name.as_bytes().get(4) == Some(&b'-')).count() * 2 > dated;
        return Naming::Dated { has_hyphens };
    }
    let last = numbered.iter().max_by_key(|name| number_of(name));
    let Some((name, at)) = last.and_then(|name| Some((name, number_span(name)?))) else { return Naming::default() };
    let separator = name[at.end..].chars().next().filter(|c| "-_".contains(*c)).unwrap_or('-');
    Naming::Numbered { before: name[..at.start].to_owned(), n_digits: at.len(), separator }
}

/// How the files of a folder's records are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    /// `0007-title.md`, `adr013-title.md`, `ADR-001_title.md`.
    Numbered {
        /// What stands before the number.
        before: String,
        /// How many digits it has at least.
        n_digits: usize,
        /// What stands after it.
        separator: char,
    },
    /// `2024-01-15-title.md` or `20240115-title.md`.
    Dated {
        /// Whether the date is written with hyphens.
        has_hyphens: bool,
    },
}

impl Default for Naming {
    fn default() -> Self {
        Self::Numbered { before: String::new(), n_digits: 4, separator: '-' }
    }
}

impl Naming {
    /// The file of a new record.
    pub fn file(&self, number: u32, date: Day, title: &str) -> String {
        let slug = slug(title);
        match self {
            Self::Numbered { before, n_digits, separator } => {
                format!("{before}{number:0n_digits$}{separator}{slug}.md")
            }
            Self::Dated { has_hyphens: true } => format!("{date}-{slug}.md"),
            Self::Dated { has_hyphens: false } => format!("{}-{slug}.md", date.to_string().replace('-', "")),
        }
    }
}
