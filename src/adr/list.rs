//! The records of a folder, whoever wrote them. What cannot be told is absent, and what cannot be read says why.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::folder::{Folder, FolderError};
use super::markup::Markup;
use super::names::{date_of, is_markdown, is_record_name, number_of};
use super::relation::{Relation, relations_in};
use super::replay;
use super::status::StatusKind;
use super::text::{Parsed, parse};

/// The largest record that is read.
const MAX_BYTES: u64 = 2 * 1024 * 1024;
/// How deep sub-folders are looked into.
const MAX_DEPTH: usize = 2;
/// The file that holds the record where every decision has a folder.
const IN_FOLDER: [&str; 4] = ["readme.md", "index.md", "adr.md", "decision.md"];

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its path within the folder.
    pub file: String,
    /// Its number, from its name or else from its text.
    pub number: Option<u32>,
    /// Its title.
    pub title: Option<String>,
    /// Its status, as far as it is plain.
    pub status: Option<StatusKind>,
    /// Its status as written.
    pub written_status: Option<String>,
    /// Whether its status stands in several places that differ.
    pub statuses_differ: bool,
    /// Its date as written, or as its name says.
    pub date: Option<String>,
    /// What it says of records that it replaces, or that replace it.
    #[serde(skip)]
    pub relations: Vec<Relation>,
    /// Whether archfit wrote it and can replay it.
    pub replays: bool,
    /// The files that it governs, as globs from the project's root.
    pub covers: Vec<String>,
    /// The words by which it is found.
    pub tags: Vec<String>,
    /// Why it could not be read.
    pub unreadable: Option<String>,
}

impl Record {
    /// What a record's text says.
    pub fn of_text(file: &str, text: &str) -> Self {
        let parsed = parse(text);
        let status = parsed.status(text);
        let name = name_of(file);
        Self {
            number: number_of(name).or_else(|| number_of(file)).or(parsed.number),
            title: parsed.title.clone(),
            status: status.map(|(kind, _)| kind),
            written_status: status.map(|(_, written)| written.to_owned()),
            statuses_differ: parsed.statuses_differ(text),
            date: parsed.date.clone().or_else(|| date_of(name)),
            relations: relations_in(text, &parsed),
            replays: replay::find(text).is_some(),
            covers: super::cover_globs::covers_in(text, &parsed),
            tags: super::cover_globs::tags_in(text, &parsed),
            unreadable: None,
            file: file.to_owned(),
        }
    }

    fn unreadable(file: &str, why: String) -> Self {
        let name = name_of(file);
        Self {
            file: file.to_owned(),
            number: number_of(name),
            title: None,
            status: None,
            written_status: None,
            statuses_differ: false,
            date: date_of(name),
            relations: Vec::new(),
            replays: false,
            covers: Vec::new(),
            tags: Vec::new(),
            unreadable: Some(why),
        }
    }

    /// Whether it is in force or on its way to be: not superseded, rejected or deprecated.
    pub fn is_live(&self) -> bool {
        !matches!(self.status, Some(StatusKind::Superseded | StatusKind::Rejected | StatusKind::Deprecated))
    }

    /// Its number as records are named: `0003`.
    pub fn number4(&self) -> String {
        self.number.map_or_else(|| "-".to_owned(), |number| format!("{number:04}"))
    }
}

fn name_of(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// All records of a folder, by number, those without one last; then by name.
pub fn list(folder: &Folder) -> Result<Vec<Record>, FolderError> {
    let refuse = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => FolderError::Missing(folder.path.clone()),
        _ => FolderError::io("read", &folder.path, error),
    };
    let root = std::fs::canonicalize(&folder.path).map_err(refuse)?;
    let files = record_files(folder)?;
    let one = |(file, path): &(String, PathBuf)| record_of_file(file, read(path, &root).as_deref());
    let mut records: Vec<Record> = files.par_iter().map(one).collect();
    sort(&mut records);
    Ok(records)
}

/// The files that are records by their names, each with its path within the folder.
pub fn record_files(folder: &Folder) -> Result<Vec<(String, PathBuf)>, FolderError> {
    let mut files = Vec::new();
    collect(&folder.path, "", 1, &mut files)?;
    Ok(files)
}

/// Puts records in the order of lists: by number, those without one last; then by name.
pub fn sort(records: &mut [Record]) {
    records.sort_by(|a, b| {
        let key = |record: &Record| (record.number.is_none(), record.number);
        key(a).cmp(&key(b)).then_with(|| a.file.cmp(&b.file))
    });
}

fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<(String, PathBuf)>) -> Result<(), FolderError> {
    let entries = std::fs::read_dir(folder).map_err(|error| FolderError::io("read", folder, error))?;
    let mut inside: Vec<(String, PathBuf, bool)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A linked folder may lead anywhere, or back here; a linked file is looked at when it is read.
            let is_folder = entry.file_type().ok()?.is_dir();
            (!name.starts_with('.')).then(|| (name, entry.path(), is_folder))
        })
        .collect();
    inside.sort();
    let is_decision = depth > 1
        && (number_of(name_of(prefix.trim_end_matches('/'))).is_some()
            || date_of(name_of(prefix.trim_end_matches('/'))).is_some());
    if is_decision {
        files.extend(record_in(&inside).map(|(name, path, _)| (format!("{prefix}{name}"), path.clone())));
        return Ok(());
    }
    for (name, path, is_folder) in inside {
        if is_folder && depth < MAX_DEPTH {
            collect(&path, &format!("{prefix}{name}/"), depth + 1, files)?;
        } else if !is_folder && is_record_name(&name) {
            files.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

/// The record in a folder that holds one decision.
fn record_in(inside: &[(String, PathBuf, bool)]) -> Option<&(String, PathBuf, bool)> {
    let texts: Vec<_> = inside.iter().filter(|(name, _, is_folder)| !is_folder && is_markdown(name)).collect();
    let named = IN_FOLDER.iter().find_map(|usual| texts.iter().find(|(name, ..)| name.eq_ignore_ascii_case(usual)));
    named.or(texts.first()).copied()
}

/// The record of a file: what its text says, or why it could not be read.
pub fn record_of_file(file: &str, read: Result<&str, &String>) -> Record {
    match read {
        Ok(text) => {
            let mut record = match Markup::of(file) {
                Some(markup) => Record { replays: false, ..Record::of_text(file, &markup.as_markdown(text)) },
                None => Record::of_text(file, text),
            };
            // Where every decision has a folder, the folder carries number and date.
            if let Some((folder, _)) = file.split_once('/') {
                record.number = number_of(folder).or(record.number);
                record.date = record.date.or_else(|| date_of(folder));
            }
            record
        }
        Err(why) => Record::unreadable(file, why.clone()),
    }
}

/// A record's text; refuses links out of the folder, what is too large and what is no text.
pub fn read(path: &Path, root: &Path) -> Result<String, String> {
    let said = |error: io::Error| error.to_string();
    let mut metadata = std::fs::symlink_metadata(path).map_err(said)?;
    // Only a link leads out, and finding out where it leads takes longer than all the rest.
    if metadata.is_symlink() {
        let real = std::fs::canonicalize(path).map_err(said)?;
        if !real.starts_with(root) {
            return Err("it is a link out of the folder".to_owned());
        }
        metadata = std::fs::metadata(&real).map_err(said)?;
    }
    if !metadata.is_file() {
        return Err("it is no file".to_owned());
    }
    if metadata.len() > MAX_BYTES {
        return Err(format!("it has {} bytes, and {MAX_BYTES} are read", metadata.len()));
    }
    let bytes = std::fs::read(path).map_err(said)?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// A record with its text: what editing starts from.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it says.
    pub record: Record,
    /// Its path.
    pub path: PathBuf,
    /// Its text, a byte order mark included.
    pub text: String,
    /// Where things stand in it.
    pub parsed: Parsed,
}

impl Opened {
    /// A record whose text is known.
    pub fn of_text(folder: &Folder, file: &str, text: &str) -> Self {
        let (record, parsed) = (Record::of_text(file, text), parse(text));
        Self { record, path: folder.path.join(file), text: text.to_owned(), parsed }
    }
}

/// Why a record could not be picked.
#[derive(Debug, thiserror::Error)]
pub enum PickError {
    /// There is none.
    #[error("there is no record `{0}`; `archfit adr list` shows what there is")]
    None(String),
    /// There are several.
    #[error("`{0}` may be {1}; name the file, or mend the numbers with `archfit adr renumber`")]
    Several(String, String),
    /// It cannot be read.
    #[error("`{0}` cannot be used: {1}")]
    Unreadable(String, String),
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// The record that a reference means: `3`, `0003`, `ADR-0003`, its file's name or its path.
pub fn pick(folder: &Folder, records: &[Record], reference: &str) -> Result<Opened, PickError> {
    let bare = reference.trim().to_uppercase();
    let number: Option<u32> = bare.strip_prefix("ADR").unwrap_or(&bare).trim_start_matches(['-', ' ']).parse().ok();
    let name = reference.replace('\\', "/");
    let is_meant = |record: &&Record| match number {
        Some(number) => record.number == Some(number),
        None => {
            name == record.file
                || name.ends_with(&format!("/{}", record.file))
                || record.file.rsplit_once('.').is_some_and(|(stem, _)| name == stem)
                || record.file.split_once('/').is_some_and(|(folder, _)| name == folder && number_of(folder).is_some())
        }
    };
    let found: Vec<&Record> = records.iter().filter(is_meant).collect();
    match found.as_slice() {
        [] => Err(PickError::None(reference.to_owned())),
        [one] => open(folder, one),
        several => {
            let names: Vec<String> = several.iter().map(|record| format!("`{}`", record.file)).collect();
            Err(PickError::Several(reference.to_owned(), names.join(" or ")))
        }
    }
}

/// Opens a record for editing.
pub fn open(folder: &Folder, record: &Record) -> Result<Opened, PickError> {
    let path = folder.path.join(&record.file);
    let root = std::fs::canonicalize(&folder.path).map_err(|e| FolderError::io("read", &folder.path, e))?;
    let text = read(&path, &root).map_err(|why| PickError::Unreadable(record.file.clone(), why))?;
    let parsed = parse(&Markup::of(&record.file).map_or_else(|| text.clone(), |markup| markup.as_markdown(&text)));
    Ok(Opened { record: record.clone(), path, parsed, text })
}
