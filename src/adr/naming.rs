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
    let stamped = records.iter().filter_map(|name| Some((stamp_of(name)?, *name)));
    if let (Some((last, name)), n) = (stamped.clone().max(), stamped.count())
        && n * 2 > records.len()
    {
        let separator = name[last.to_string().len()..].chars().next().filter(|c| "-_".contains(*c)).unwrap_or('-');
        return Naming::Stamped { last, separator };
    }
    let dated = records.iter().filter(|name| date_of(name).is_some()).count();
    let numbered: Vec<&&String> = records.iter().filter(|name| number_span(name).is_some()).collect();
    if dated > numbered.len() {
        let has_hyphens = records.iter().filter(|name| name.as_bytes().get(4) == Some(&b'-')).count() * 2 > dated;
        return Naming::Dated { has_hyphens };
    }
    if numbered.is_empty() && dated == 0 && records.len() > 1 {
        return Naming::Titled;
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
    /// `1652433602-title.md`, in seconds since 1970, or `20220513123456-title.md`.
    Stamped {
        /// The latest there is.
        last: u64,
        /// What stands after it.
        separator: char,
    },
    /// `use-postgres.md`.
    Titled,
}

/// The moment that a name starts with: in ten digits as seconds since 1970, or in fourteen as day and time.
fn stamp_of(name: &str) -> Option<u64> {
    let n_digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let is_stamp =
        matches!(n_digits, 12 | 14) && date_of(name).is_some() || n_digits == 10 && name.as_bytes()[0] == b'1';
    let is_end = name[n_digits..].starts_with(['-', '_', '.']);
    (is_stamp && is_end).then(|| name[..n_digits].parse().ok()).flatten()
}

impl Default for Naming {
    fn default() -> Self {
        Self::Numbered { before: String::new(), n_digits: 4, separator: '-' }
    }
}

impl Naming {
    /// Whether records are named by their numbers.
    pub fn is_numbered(&self) -> bool {
        matches!(self, Self::Numbered { .. })
    }

    /// The file of a new record.
    pub fn file(&self, number: u32, date: Day, title: &str) -> String {
        let slug = slug(title);
        match self {
            Self::Numbered { before, n_digits, separator } => {
                format!("{before}{number:0n_digits$}{separator}{slug}.md")
            }
            // The day is known and no time of it: the first moment of the day that is later than all there are.
            Self::Stamped { last, separator } => {
                let day = || date.to_string().replace('-', "").parse::<u64>().unwrap_or_default();
                let first = match last.to_string().len() {
                    10 => u64::try_from(date.number()).unwrap_or_default() * 86_400,
                    12 => day() * 10_000,
                    _ => day() * 1_000_000,
                };
                format!("{}{separator}{slug}.md", first.max(last + 1))
            }
            Self::Titled => format!("{slug}.md"),
            Self::Dated { has_hyphens: true } => format!("{date}-{slug}.md"),
            Self::Dated { has_hyphens: false } => format!("{}-{slug}.md", date.to_string().replace('-', "")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_records_among_timestamps_are_named_by_one() {
        let day = Day { year: 2026, month: 11, day: 24 };
        for (names, expected) in [
            (["1652433602-a.md", "1652433999-b.md"], "1795478400-x.md"),
            (["1652433602-a.md", "1995478400-b.md"], "1995478401-x.md"),
            (["20220513123456-a.md", "20220514000000-b.md"], "20261124000000-x.md"),
            (["202401150930-a.md", "202402011200-b.md"], "202611240000-x.md"),
            (["20220513123456_a.md", "20261124081500_b.md"], "20261124081501_x.md"),
            (["20220513-a.md", "20261124-b.md"], "20261124-x.md"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            names.iter().for_each(|name| std::fs::write(folder.path().join(name), "# X\n").unwrap());
            let folder = Folder::at(folder.path().to_owned(), String::new(), None);
            assert_eq!(naming(&folder).file(7, day, "X"), expected, "{names:?}");
        }
    }
}
