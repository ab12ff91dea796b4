//! The folder that a repository keeps its records in: found by the habits of the tools in use, never outside the project.

use std::fs::{File, TryLockError};
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use super::profile::Profile;
use super::slug::slug;
use crate::model::Day;

/// Where records are looked for when no tool says so.
const USUAL: [&str; 3] = ["docs/decisions", "doc/adr", "docs/adr"];
/// How many records are looked at to see which shape a folder uses.
const MAX_LOOKED_AT: usize = 50;
/// The longest run of digits that is a number; longer ones are dates and timestamps.
const MAX_DIGITS: usize = 5;

/// A folder of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its path.
    pub path: PathBuf,
    /// How it was found, to be said to the person.
    pub found: String,
    /// The shape that records have there; absent where nothing tells.
    pub convention: Option<Profile>,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file of another tool names a folder outside the project.
    #[error("`{by}` names `{path}`, which is outside the project; name the folder with --dir if you mean it")]
    Outside {
        /// The file that names it.
        by: String,
        /// The folder named.
        path: String,
    },
    /// It is not there.
    #[error("there are no records: `{}` is not there; `archfit adr new` writes the first one, or name the folder they are in", .0.display())]
    Missing(PathBuf),
    /// The file system said no.
    #[error("cannot {what} `{}`: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FolderError {
    /// An error of the file system.
    pub fn io(what: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { what, path: path.to_owned(), source }
    }
}

impl Folder {
    /// The folder given, or the one the project uses, or the one MADR proposes. It need not exist yet.
    pub fn find(project: &Path, given: Option<&Path>) -> Result<Self, FolderError> {
        if let Some(given) = given {
            return Ok(Self::at(given.to_owned(), "as asked for".to_owned(), None));
        }
        for (file, read) in TOOLS {
            let Ok(text) = std::fs::read_to_string(project.join(file)) else { continue };
            if let Some((named, convention)) = read(&text) {
                let inside = within(project, &named);
                let outside = || FolderError::Outside { by: file.to_owned(), path: named.clone() };
                return Ok(Self::at(inside.ok_or_else(outside)?, format!("named by {file}"), convention));
            }
        }
        let usual = USUAL.iter().map(|name| project.join(name)).find(|path| path.is_dir());
        Ok(match usual {
            Some(path) => Self::at(path, "found in the project".to_owned(), None),
            None => {
                Self::at(project.join(USUAL[0]), "the usual place; there is no folder of records yet".to_owned(), None)
            }
        })
    }

    /// The folder of records that belongs to a place within a project: that of the nearest folder upwards that has one of its own,
    /// below the project's root. `None` where only the project's own is there.
    pub fn nearest(project: &Path, place: &Path) -> Result<Option<Self>, FolderError> {
        let root = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
        let place = std::fs::canonicalize(place).unwrap_or_else(|_| place.to_owned());
        let below = place.ancestors().take_while(|above| **above != root && above.starts_with(&root));
        let has_own = |above: &&Path| {
            TOOLS.iter().any(|(file, _)| above.join(file).is_file()) || USUAL.iter().any(|name| above.join(name).is_dir())
        };
        below.filter(|above| *above != Path::new("")).find(has_own).map(|above| Self::find(above, None)).transpose()
    }

    /// A folder with the convention its records show.
    pub fn at(path: PathBuf, found: String, convention: Option<Profile>) -> Self {
        let convention = majority(&path).or(convention);
        Self { path, found, convention }
    }

    /// The names of everything in it, sorted; empty where it does not exist yet.
    pub fn names(&self) -> Result<Vec<String>, FolderError> {
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(FolderError::io("read", &self.path, error)),
        };
        let mut names: Vec<String> =
            entries.filter_map(Result::ok).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }

    /// The number of the next record: one more than the highest there is, in names and in what records say of themselves.
    pub fn next_number(&self) -> Result<u32, FolderError> {
        let in_names = self.names()?.iter().filter_map(|name| number_of(name)).max();
        let records = if self.path.is_dir() { super::list::list(self)? } else { Vec::new() };
        // The numbers of a sub-folder are its own.
        let own = records.iter().filter(|record| !record.file.contains('/'));
        Ok(own.filter_map(|record| record.number).max().max(in_names).unwrap_or(0) + 1)
    }

    /// How records are named here, as the latest of those with a number show.
    pub fn naming(&self) -> Naming {
        let names = self.names().unwrap_or_default();
        let records: Vec<&String> = names.iter().filter(|name| super::list::is_record_name(name)).collect();
        let dated = records.iter().filter(|name| super::list::date_of(name).is_some()).count();
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

    /// Makes the folder and keeps other writers out until the guard goes. Says so before it has to wait.
    pub fn lock(&self, on_wait: impl FnOnce()) -> Result<Guard, FolderError> {
        std::fs::create_dir_all(&self.path).map_err(|e| FolderError::io("make", &self.path, e))?;
        let refuse = |error| FolderError::io("lock", &self.path, error);
        // A folder cannot be opened on every system; there, a file in it is locked instead.
        let lock = File::open(&self.path).or_else(|_| File::create(self.path.join(".archfit.lock"))).map_err(refuse)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                on_wait();
                lock.lock().map_err(refuse)?;
            }
            Err(TryLockError::Error(error)) => return Err(refuse(error)),
        }
        Ok(Guard { _lock: lock })
    }

    /// A path as seen from this folder, with `/` between its parts; `None` where they share no root.
    pub fn relative(&self, path: &Path) -> Option<String> {
        let from = absolute(&self.path);
        let to = absolute(path);
        let n_shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
        if n_shared == 0 {
            return None;
        }
        let up = from.components().skip(n_shared).map(|_| "..".to_owned());
        let down = to.components().skip(n_shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
        Some(up.chain(down).collect::<Vec<_>>().join("/"))
    }
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

/// Keeps other writers out of a folder while it lives.
#[derive(Debug)]
pub struct Guard {
    _lock: File,
}

/// The number in a record's name; `None` for dates, timestamps and names without one.
pub fn number_of(name: &str) -> Option<u32> {
    name[number_span(name)?].parse().ok()
}

/// Where the number stands in a record's name: at its start, behind a chapter's number (`09_0003_x`), or behind the word that marks
/// records (`adr013-x`, `ODH-ADR-0005-x`, `ADR-001_a`).
pub fn number_span(name: &str) -> Option<Range<usize>> {
    let start = marked_by_word(name).unwrap_or(0);
    let digits = name[start..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > MAX_DIGITS {
        return None;
    }
    let rest = &name[start + digits..];
    let is_record = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
    let is_date = start == 0 && digits == 4 && starts_like_month(rest);
    if !is_record || is_date {
        return None;
    }
    let inner = rest.strip_prefix('_').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let is_chapter = digits <= 2 && inner == 4 && rest[1 + inner..].starts_with(['-', '_']);
    let from = start + digits + 1;
    Some(if is_chapter { from..from + inner } else { start..start + digits })
}

/// Where the digits begin behind `adr`, which other words may stand before and after.
fn marked_by_word(name: &str) -> Option<usize> {
    let is_separator = |c: char| "-_ ".contains(c);
    let mut at = 0;
    let mut is_marked = false;
    for word in name.split(is_separator) {
        let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
        if is_marked && word.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(at);
        }
        let is_mark = word[..letters].eq_ignore_ascii_case("adr");
        if is_mark && word.len() > letters && word[letters..].starts_with(|c: char| c.is_ascii_digit()) {
            return Some(at + letters);
        }
        // Between the mark and the number stands a short name of a team at most.
        if word.len() > letters || is_marked && (letters > 12 || !word.chars().all(|c| c.is_ascii_uppercase())) {
            return None;
        }
        is_marked |= is_mark;
        at += word.len() + 1;
    }
    None
}

/// Whether a rest such as `-01-15-title` goes on like a date.
fn starts_like_month(rest: &str) -> bool {
    let mut parts = rest.split(['-', '_', '.']).skip(1);
    let two_digits = |part: Option<&str>, most: u32| {
        part.filter(|p| p.len() == 2).and_then(|p| p.parse::<u32>().ok()).is_some_and(|n| (1..=most).contains(&n))
    };
    two_digits(parts.next(), 12) && two_digits(parts.next(), 31)
}

type ReadTool = fn(&str) -> Option<(String, Option<Profile>)>;

/// The files by which other tools say where records are, and how each is read.
const TOOLS: [(&str, ReadTool); 4] =
    [("adrs.toml", adrs_toml), (".adrs.toml", adrs_toml), (".adr-dir", adr_dir), (".log4brains.yml", log4brains)];

fn adrs_toml(text: &str) -> Option<(String, Option<Profile>)> {
    let table: toml::Table = text.parse().ok()?;
    let folder = table.get("adr_dir").and_then(toml::Value::as_str).unwrap_or("doc/adr");
    let front_matter = matches!(table.get("mode").and_then(toml::Value::as_str), Some("ng" | "nextgen"));
    Some((folder.to_owned(), Some(if front_matter { Profile::Madr4 } else { Profile::Nygard })))
}

fn adr_dir(text: &str) -> Option<(String, Option<Profile>)> {
    let folder = text.lines().next().map(str::trim).filter(|line| !line.is_empty())?;
    Some((folder.to_owned(), Some(Profile::Nygard)))
}

fn log4brains(text: &str) -> Option<(String, Option<Profile>)> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("adrFolder:"))?;
    let folder = line.trim().trim_matches(['"', '\'']).trim_start_matches("./");
    Some((folder.to_owned(), Some(Profile::Universal)))
}

/// A path named in a project's file, where it stays inside the project.
fn within(project: &Path, named: &str) -> Option<PathBuf> {
    let named = Path::new(named);
    let is_plain = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
    let path = project.join(named);
    let real = std::fs::canonicalize(&path).ok();
    let root = std::fs::canonicalize(project).ok();
    let stays = real.zip(root).is_none_or(|(real, root)| real.starts_with(root));
    (named.components().all(is_plain) && stays).then_some(path)
}

/// The shape that most records of a folder have.
fn majority(folder: &Path) -> Option<Profile> {
    let Ok(entries) = std::fs::read_dir(folder) else { return None };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    let is_record = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        super::list::is_markdown(&name) && super::list::is_record_name(&name) && path.is_file()
    };
    paths.retain(is_record);
    paths.sort();
    // The latest records show what the team does now.
    let latest = paths.iter().rev().take(MAX_LOOKED_AT);
    let shapes: Vec<Profile> = latest
        .filter_map(|path| crate::load::read_text(path).ok())
        .filter_map(|text| Profile::of_text(&text))
        .collect();
    let count = |profile: Profile| shapes.iter().filter(|shape| **shape == profile).count();
    Profile::ALL.into_iter().rev().max_by_key(|profile| count(*profile)).filter(|profile| count(*profile) > 0)
}

fn absolute(path: &Path) -> PathBuf {
    let absolute =
        std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    absolute.components().filter(|part| *part != Component::CurDir).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_dates() {
        for (name, number) in [
            ("0001-title.md", Some(1)),
            ("12.md", Some(12)),
            ("0042", Some(42)),
            ("7_title.md", Some(7)),
            ("2024-01-15-title.md", None),
            ("20240115-title.md", None),
            ("2024-title.md", Some(2024)),
            ("1700000000-x.md", None),
            ("1password.md", None),
            ("readme.md", None),
            ("adr013-x.md", Some(13)),
            ("ODH-ADR-0005-x.md", Some(5)),
            ("ODH-ADR-OP-0001-x.md", Some(1)),
            ("ADR-001_a.md", Some(1)),
            ("adr-7.md", Some(7)),
            ("09_0003_x.md", Some(3)),
            ("12_factors.md", Some(12)),
            ("adr-tools-2-x.md", None),
            ("madr-4-x.md", None),
            ("1652433602-x.md", None),
            ("20220513123456-x.md", None),
        ] {
            assert_eq!(number_of(name), number, "{name}");
        }
    }

    #[test]
    fn folders_of_other_tools_are_found_and_stay_inside() {
        let project = tempfile::tempdir().unwrap();
        let find = || Folder::find(project.path(), None);
        assert_eq!(find().unwrap().path, project.path().join("docs/decisions"));
        std::fs::write(project.path().join(".log4brains.yml"), "project:\n  adrFolder: ./docs/log\n").unwrap();
        assert_eq!(find().unwrap().convention, Some(Profile::Universal));
        std::fs::write(project.path().join(".adr-dir"), "doc/architecture\n").unwrap();
        assert_eq!(find().unwrap().path, project.path().join("doc/architecture"));
        std::fs::write(project.path().join("adrs.toml"), "adr_dir = \"../elsewhere\"\nmode = \"ng\"\n").unwrap();
        let refused = find().unwrap_err().to_string();
        assert!(refused.contains("outside the project"), "{refused}");
    }

    #[test]
    fn paths_are_seen_from_the_folder() {
        let project = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(project.path().join("docs/decisions")).unwrap();
        std::fs::write(project.path().join("answers.toml"), "").unwrap();
        let folder = Folder::find(project.path(), None).unwrap();
        assert_eq!(folder.relative(&project.path().join("answers.toml")).as_deref(), Some("../../answers.toml"));
    }
}
