//! What a recheck found: findings with their places, those of the same cause put together into one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::json;

use crate::diagnostic::{Diagnostic, Severity, Source, Sources};
use crate::files::{real, slashed};
use crate::model::{FileId, Place};

/// How many records are named with their lines beside the place of a cause.
const MAX_ALSO: usize = 20;

/// A stretch of a text that may be shown: a file's name as seen from the root of the repository, its text and the bytes meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub name: String,
    pub text: Arc<str>,
    pub span: Range<usize>,
}

impl Spot {
    /// A whole file of which only the name is known.
    pub fn file(name: String) -> Self {
        Self { name, text: Arc::from(""), span: 0..0 }
    }
}

/// Something found about one record, before findings of the same cause are put together.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub kind: &'static str,
    pub severity: Severity,
    /// The record it is about; absent where it is about the folder.
    pub record: Option<String>,
    /// Where the record says what it is about.
    pub at: Spot,
    /// What did it, where that stands in a file of the project.
    pub cause: Option<Spot>,
    pub message: String,
    pub because: Vec<String>,
    pub help: String,
}

/// One finding, about one record or about several of the same cause.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The paths of the records within their folder; empty where it is about the folder or the settings.
    pub records: Vec<String>,
    /// What is found, and where.
    pub diagnostic: Diagnostic,
    file: String,
    line: usize,
}

impl Finding {
    /// Its kind: a code of the catalogue.
    pub fn kind(&self) -> &'static str {
        self.diagnostic.code
    }

    /// Whether it asks for a look.
    pub fn is_error(&self) -> bool {
        self.diagnostic.severity == Severity::Error
    }

    /// Its file, as shown, and line.
    pub fn place(&self) -> (&str, usize) {
        (&self.file, self.line)
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = json!({
            "kind": self.kind(),
            "level": self.diagnostic.severity,
            "record": self.records.first(),
            "records": self.records,
            "file": self.file,
            "line": self.line,
            "message": self.diagnostic.title,
            "because": self.diagnostic.notes,
            "help": self.diagnostic.help,
        });
        value.serialize(serializer)
    }
}

/// By what findings are one: everything but the record.
type Key = (&'static str, Severity, Option<(String, usize, usize)>, String, Vec<String>, String);

/// Puts findings of the same cause together, in the order in which the first of each was found, with the texts they point into.
pub(super) fn group(found: Vec<Found>) -> (Vec<Finding>, Sources) {
    let mut groups: Vec<Vec<Found>> = Vec::new();
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    for one in found {
        let cause = one.cause.as_ref().map(|c| (c.name.clone(), c.span.start, c.span.end));
        let (message, because) = (one.message.clone(), one.because.clone());
        let key = (one.kind, one.severity, cause, message, because, one.help.clone());
        let at = *known.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].push(one);
    }
    let mut texts = Texts::default();
    let findings = groups.into_iter().map(|group| one(&group, &mut texts)).collect();
    (findings, texts.sources)
}

/// The texts that findings point into, each once.
#[derive(Default)]
struct Texts {
    sources: Sources,
    by_name: BTreeMap<String, FileId>,
}

impl Texts {
    fn place(&mut self, spot: &Spot) -> Place {
        let sources = &mut self.sources;
        let add = || sources.add(Source { name: spot.name.clone(), path: None, text: spot.text.to_string() });
        let file = *self.by_name.entry(spot.name.clone()).or_insert_with(add);
        Place { file, span: spot.span.clone() }
    }
}

fn one(group: &[Found], texts: &mut Texts) -> Finding {
    let first = &group[0];
    let main = first.cause.as_ref().unwrap_or(&first.at);
    let place = texts.place(main);
    let mut records: Vec<String> = group.iter().filter_map(|found| found.record.clone()).collect();
    records.dedup();
    let about = first.because.first().filter(|_| records.is_empty()).cloned();
    let mut diagnostic = Diagnostic::new(first.severity, first.kind, &place, first.message.clone())
        .notes(first.because.iter().cloned())
        .help(first.help.clone())
        .about(about.unwrap_or_else(|| records.join(" ")));
    for other in group.iter().filter(|found| found.at != *main && found.record.is_some()).take(MAX_ALSO) {
        diagnostic = diagnostic.also(&texts.place(&other.at), "the record");
    }
    let line = texts.sources.span(&place).0.line;
    Finding { records, diagnostic, file: main.name.clone(), line }
}

/// Paths as seen from the root of the repository, or of the project where there is none: what annotations and code scanning name
/// files by.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    root: PathBuf,
}

impl Shown {
    pub fn new(folder: &Path, project: &Path) -> Self {
        let path = real(folder);
        let above = path.ancestors().find(|above| above.join(".git").exists());
        Self { root: above.map_or_else(|| real(project), Path::to_owned) }
    }

    /// A path's name; itself where it lies elsewhere.
    pub fn name(&self, path: &Path) -> String {
        let real = real(path);
        let shown = slashed(real.strip_prefix(&self.root).unwrap_or(path));
        shown.strip_prefix("./").map(str::to_owned).unwrap_or(shown)
    }
}
