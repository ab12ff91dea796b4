//! The records of a folder, whoever wrote them. What cannot be told is absent, and what cannot be read says why.

use std::collections::BTreeSet;
use std::fs::{File, FileType};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::file_text::text_of;
use super::folder::{Folder, FolderError, has_own, may_hold};
use super::foreign::Foreign;
use super::markup::Markup;
use super::names::{
    date_of, has_to_itself, is_markdown, is_record_name, is_template_name, number_of, number_span, own_folder, slug_in,
};
use super::relation::{Relation, relations_in};
use super::replay;
use super::status::StatusKind;
use super::text::{Parsed, parse};
use crate::files::{refuse_pointer, slashed};

/// The largest record that is read.
const MAX_BYTES: u64 = 2 * 1024 * 1024;
/// What a record has at most, as a rule.
const USUAL_BYTES: usize = 8 * 1024;
/// How deep sub-folders are looked into.
pub(super) const MAX_DEPTH: usize = 4;
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
    /// The files that it governs, as globs from where the folder's base is.
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
        let block = replay::find(text);
        let name = name_of(file);
        Self {
            number: number_of(name).or_else(|| number_of(file)).or(parsed.number),
            title: parsed.title.clone(),
            status: status.map(|(kind, _)| kind),
            written_status: status.map(|(_, written)| written.replace("**", "")),
            statuses_differ: parsed.statuses_differ(),
            date: parsed.date.clone().or_else(|| date_of(name)),
            relations: relations_in(text, &parsed),
            replays: block.is_some(),
            covers: super::cover_globs::covers_in(text, &parsed, block),
            tags: super::cover_globs::tags_in(text, &parsed, block),
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
    // One buffer for all that a thread reads: making room for each takes as long as reading it.
    let one = |bytes: &mut Vec<u8>, named: &RecordFile| {
        record_of_file(&named.file, named.text_in(&root, bytes).as_ref().copied())
    };
    let mut records: Vec<Record> = files.par_iter().map_init(|| Vec::with_capacity(USUAL_BYTES), one).collect();
    sort(&mut records);
    Ok(records)
}

/// A file that is a record by its name, or what stands where records are looked for and cannot be looked into.
#[derive(Clone, Debug)]
pub struct RecordFile {
    /// Its path within the folder of records.
    pub file: String,
    /// Its path.
    pub path: PathBuf,
    /// What the folder says that it is.
    kind: FileType,
}

impl RecordFile {
    /// Its text, or why it cannot be read.
    pub fn read(&self, root: &Path) -> Result<String, String> {
        self.text_in(root, &mut Vec::with_capacity(USUAL_BYTES)).map(str::to_owned)
    }

    /// The same, read into a buffer.
    fn text_in<'a>(&self, root: &Path, bytes: &'a mut Vec<u8>) -> Result<&'a str, String> {
        match () {
            // Asking again what the folder says already takes longer than reading a short text.
            () if self.kind.is_file() => {}
            () if self.kind.is_dir() => return Err(format!("it lies more than {MAX_DEPTH} folders deep")),
            () if self.path.is_dir() => return Err("it is a link to a folder, which is not followed".to_owned()),
            () => is_within(&self.path, root)?,
        }
        read_plain(&self.path, bytes)
    }
}

/// The files that are records by their names. A folder that is not looked into although it holds such files stands among them, so that it is
/// not passed over in silence.
pub fn record_files(folder: &Folder) -> Result<Vec<RecordFile>, FolderError> {
    files_beside(folder, &Foreign::below(&folder.path))
}

/// The same where only what version control keeps is there.
pub fn kept_record_files(folder: &Folder) -> Result<Vec<RecordFile>, FolderError> {
    files_beside(folder, &Foreign::none())
}

fn files_beside(folder: &Folder, foreign: &Foreign) -> Result<Vec<RecordFile>, FolderError> {
    let mut files = Vec::new();
    collect(&folder.path, "", 1, foreign, &mut files)?;
    Ok(files)
}

/// Puts records in the order of lists: by number, those without one last; then by name.
pub fn sort(records: &mut [Record]) {
    records.sort_by(|a, b| {
        let key = |record: &Record| (record.number.is_none(), record.number);
        key(a).cmp(&key(b)).then_with(|| a.file.cmp(&b.file))
    });
}

fn collect(
    folder: &Path,
    prefix: &str,
    depth: usize,
    foreign: &Foreign,
    files: &mut Vec<RecordFile>,
) -> Result<(), FolderError> {
    let refuse = |error| FolderError::io("read", folder, error);
    let mut inside = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(refuse)? {
        let entry = entry.map_err(refuse)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            inside.push((name, entry.path(), entry.file_type().map_err(refuse)?));
        }
    }
    inside.sort_by(|a, b| a.0.cmp(&b.0));
    let own = name_of(prefix.trim_end_matches('/'));
    if depth > 1 && has_to_itself(own, inside.iter().map(|(name, ..)| name.as_str())) {
        let one = record_in(&inside).map(|(name, path, kind)| (name.clone(), path.clone(), *kind));
        files.extend(one.map(|(name, path, kind)| RecordFile { file: format!("{prefix}{name}"), path, kind }));
        return Ok(());
    }
    for (name, path, kind) in inside {
        let file = format!("{prefix}{name}");
        if kind.is_dir() && is_none_of_it(&path, foreign) {
            continue;
        }
        if kind.is_dir() && depth < MAX_DEPTH {
            collect(&path, &format!("{file}/"), depth + 1, foreign, files)?;
        } else if is_record_name(&name) && !kind.is_dir() || may_hold_unseen(&path, kind) {
            files.push(RecordFile { file, path, kind });
        }
    }
    Ok(())
}

/// Files of a folder of records that hold what archfit wrote into a record and are none by their names, so that nobody looks at them: renamed to
/// `.txt` or `.mdx`, hidden, or beside another record in a decision's own folder. Templates are meant to be copied.
pub(super) fn strays(folder: &Folder, records: &[Record]) -> Vec<String> {
    let known: BTreeSet<&str> = records.iter().map(|record| record.file.as_str()).collect();
    let walk = ignore::WalkBuilder::new(&folder.path).standard_filters(false).max_depth(Some(MAX_DEPTH)).build();
    let holds_block = |path: &Path| {
        let text = text_of(path, MAX_BYTES).ok()?;
        let is_block = replay::trace(&text).is_some() && matches!(replay::read(&text), Some(Ok(_)));
        is_block.then_some(())
    };
    let stray = |entry: ignore::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let file = slashed(entry.path().strip_prefix(&folder.path).ok()?);
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let may_be = is_file && !known.contains(file.as_str()) && !is_template_name(&name);
        may_be.then(|| holds_block(entry.path())).flatten().map(|()| file)
    };
    let mut strays: Vec<String> = walk.filter_map(Result::ok).filter_map(stray).collect();
    strays.sort();
    strays
}

/// Whether a sub-folder belongs to something else: a part of a monorepo with records of its own, or what other programs keep.
fn is_none_of_it(path: &Path, foreign: &Foreign) -> bool {
    foreign.is(path) || has_own(path)
}

/// Whether something is a folder that holds records and is not looked into: it lies too deep, or a link leads to it, which may lead anywhere. A
/// link to another place of the same folder shows nothing that is not seen there.
fn may_hold_unseen(path: &Path, kind: FileType) -> bool {
    let leads_back = || {
        let (real, here) = (std::fs::canonicalize(path), path.parent().map(std::fs::canonicalize));
        matches!((real, here), (Ok(real), Some(Ok(here))) if here.starts_with(&real) || real.starts_with(&here))
    };
    kind.is_dir() && may_hold(path) || kind.is_symlink() && path.is_dir() && may_hold(path) && !leads_back()
}

/// The record in a folder that holds one decision.
fn record_in(inside: &[(String, PathBuf, FileType)]) -> Option<&(String, PathBuf, FileType)> {
    let texts: Vec<_> = inside.iter().filter(|(name, _, kind)| !kind.is_dir() && is_markdown(name)).collect();
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
            if let Some(folder) = own_folder(file).map(name_of) {
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
    is_within(path, root)?;
    read_plain(path, &mut Vec::with_capacity(USUAL_BYTES)).map(str::to_owned)
}

/// Refuses what is no file, and a link out of the folder.
fn is_within(path: &Path, root: &Path) -> Result<(), String> {
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
    if metadata.is_file() { Ok(()) } else { Err("it is no file".to_owned()) }
}

/// The text of what is known to be a file and no link, read into a buffer.
fn read_plain<'a>(path: &Path, bytes: &'a mut Vec<u8>) -> Result<&'a str, String> {
    let said = |error: io::Error| error.to_string();
    bytes.clear();
    let file = File::open(path).map_err(said)?;
    // Asking for the length first takes longer than reading a short text.
    let n_bytes = file.take(MAX_BYTES + 1).read_to_end(bytes).map_err(said)?;
    if n_bytes as u64 > MAX_BYTES {
        return Err(format!("it has more than {MAX_BYTES} bytes, which are read at most"));
    }
    refuse_pointer(bytes).map_err(said)?;
    if bytes.is_empty() {
        return Err("it is empty".to_owned());
    }
    std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
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

/// The record that a reference means: `3`, `0003`, `ADR-0003`, its file's name, its slug or its path.
pub fn pick(folder: &Folder, records: &[Record], reference: &str) -> Result<Opened, PickError> {
    let bare = reference.trim().to_uppercase();
    let number: Option<u32> = bare.strip_prefix("ADR").unwrap_or(&bare).trim_start_matches(['-', ' ']).parse().ok();
    // `LADR-002`, as the folder's names say it.
    let number = number
        .or_else(|| number_of(reference).filter(|_| !reference.contains(['.', '/']) && is_only_a_number(reference)));
    let name = reference.replace('\\', "/");
    let is_meant = |record: &&Record| match number {
        Some(number) => record.number == Some(number),
        None => {
            name == record.file
                || name.ends_with(&format!("/{}", record.file))
                || record.file.rsplit_once('.').is_some_and(|(stem, _)| name == stem)
                || name == slug_in(&record.file)
                || own_folder(&record.file).is_some_and(|own| name == own && number_of(name_of(own)).is_some())
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

/// Whether a reference ends with its number: `LADR-002`, and not `LADR-002-use-x`.
fn is_only_a_number(reference: &str) -> bool {
    number_span(reference).is_some_and(|span| span.end == reference.len())
}

/// Opens a record for editing.
pub fn open(folder: &Folder, record: &Record) -> Result<Opened, PickError> {
    let path = folder.path.join(&record.file);
    let root = std::fs::canonicalize(&folder.path).map_err(|e| FolderError::io("read", &folder.path, e))?;
    let text = read(&path, &root).map_err(|why| PickError::Unreadable(record.file.clone(), why))?;
    let parsed = parse(&Markup::of(&record.file).map_or_else(|| text.clone(), |markup| markup.as_markdown(&text)));
    Ok(Opened { record: record.clone(), path, parsed, text })
}
