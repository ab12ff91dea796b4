//! Answers files that are not where records say: found again by what they say, and put into the records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::adr::folder::{Folder, Guard};
use crate::adr::foreign::Foreign;
use crate::adr::journal::{Change, commit};
use crate::adr::list::{PickError, Record, open};
use crate::adr::replay;
use crate::files::real;
use crate::load::{fingerprint_of, is_fingerprint_of, read_text};

/// How many folders deep answers files are looked for.
const MAX_DEPTH: usize = 8;
/// How many files are looked at.
const MAX_FILES: usize = 20_000;

/// The TOML files of a project by what they say as answers.
#[derive(Debug, Default)]
pub(super) struct ByWhatTheySay {
    by_fingerprint: BTreeMap<String, Vec<PathBuf>>,
    all: Vec<PathBuf>,
}

impl ByWhatTheySay {
    /// Looks through a project.
    pub fn new(project: &Path) -> Self {
        let mut found = Self::default();
        collect(project, 0, &Foreign::below(project), &mut found.all);
        for path in &found.all {
            let Ok(text) = read_text(path) else { continue };
            if text.contains("questionnaire") {
                found.by_fingerprint.entry(fingerprint_of(&text)).or_default().push(path.clone());
            }
        }
        found
    }

    /// The files that say what had this fingerprint.
    pub fn find(&self, taken: &str) -> Vec<PathBuf> {
        if let Some(paths) = self.by_fingerprint.get(taken) {
            return paths.clone();
        }
        let is_it = |path: &&PathBuf| read_text(path).is_ok_and(|text| is_fingerprint_of(taken, &text));
        self.by_fingerprint.values().flatten().filter(is_it).cloned().collect()
    }
}

fn collect(folder: &Path, depth: usize, foreign: &Foreign, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut inside: Vec<_> = entries.filter_map(Result::ok).collect();
    inside.sort_by_key(std::fs::DirEntry::file_name);
    for entry in inside {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else { continue };
        let is_skipped = || name.starts_with('.') || foreign.is(&entry.path());
        if kind.is_dir() && depth < MAX_DEPTH && !is_skipped() {
            collect(&entry.path(), depth + 1, foreign, files);
        } else if kind.is_file() && name.to_lowercase().ends_with(".toml") && files.len() < MAX_FILES {
            files.push(entry.path());
        }
    }
}

/// A record whose path of the answers file was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relinked {
    /// The record, within its folder.
    pub file: String,
    /// Where its answers file stands, as seen from the folder.
    pub to: String,
}

/// Writes into every record whose answers file is gone where the file with what it said stands now, all of them or none. Records of
/// which several files could be meant, or none, stay.
pub fn relink(folder: &Folder, project: &Path, records: &[Record], guard: &Guard) -> Result<Vec<Relinked>, PickError> {
    let project = real(project);
    let mut known: Option<ByWhatTheySay> = None;
    let (mut changes, mut relinked) = (Vec::new(), Vec::new());
    for record in records.iter().filter(|record| record.replays && record.unreadable.is_none()) {
        let opened = open(folder, record)?;
        let Some(Ok(said)) = replay::read(&opened.text) else { continue };
        let (Some(named), Some(taken)) = (&said.answers, &said.answers_sha256) else { continue };
        if folder.path.join(named).exists() {
            continue;
        }
        let found = known.get_or_insert_with(|| ByWhatTheySay::new(&project)).find(taken);
        let [only] = found.as_slice() else { continue };
        let Some(to) = folder.relative(only) else { continue };
        let Some(after) = with_answers(&opened.text, named, &to) else { continue };
        relinked.push(Relinked { file: record.file.clone(), to });
        changes.push(Change { file: record.file.clone(), before: Some(opened.text), after: Some(after) });
    }
    commit(folder, changes, guard)?;
    Ok(relinked)
}

/// The record with another path in the line of its block that names the answers file.
fn with_answers(text: &str, from: &str, to: &str) -> Option<String> {
    let block = replay::find(text)?;
    let start = block.as_ptr() as usize - text.as_ptr() as usize;
    let mut at = start;
    for line in block.split_inclusive('\n') {
        if line.starts_with("answers =") && line.contains(from) {
            let quoted = toml::Value::String(to.to_owned()).to_string();
            let end = at + line.trim_end_matches(['\n', '\r']).len();
            return Some(format!("{}answers = {quoted}{}", &text[..at], &text[end..]));
        }
        at += line.len();
    }
    None
}
