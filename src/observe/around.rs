//! What there is to look at in a project: what its settings name, its repository, and the logs, schemas and results that lie in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::config::{Kind, SourceConfig};
use super::observation::Observation;
use super::repository::{is_example, is_library};
use super::source::{Named, Source, kind_of_file, observations_of, observe};
use crate::files::slashed;
use crate::model::Day;

/// How deep below the project files are looked for.
const DEPTH: usize = 5;

/// The most files whose names are looked at.
const MAX_NAMES: usize = 50_000;

/// The most files that are looked into.
const MAX_OPENED: usize = 400;

/// The largest file that is looked into, unless it is named like a log or a database.
const MAX_RESULT: u64 = 8 * 1024 * 1024;

/// From so many SQL files in one folder on they are steps or queries, and none of them is the schema.
const MANY_SQL: usize = 4;

/// What was looked at, and what it told.
#[derive(Debug, Default)]
pub struct Looked {
    /// The sources that were read.
    pub sources: Vec<Source>,
    /// What in the settings could not be used.
    pub troubles: Vec<String>,
}

impl Looked {
    /// Everything that was observed.
    pub fn observations(&self) -> Vec<Observation> {
        observations_of(&self.sources)
    }

    /// The sources that told something.
    pub fn n_telling(&self) -> usize {
        self.sources.iter().filter(|source| source.told.is_ok()).count()
    }
}

/// Where to look.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The project.
    pub project: PathBuf,
    /// The sources that its settings name.
    pub settings: Vec<SourceConfig>,
    /// The folder of the settings.
    pub folder: PathBuf,
}

/// Looks at what is there; a source that cannot be read does not keep the others from being told.
pub fn look_around(around: &Around, today: Day, cancel: &AtomicBool) -> Looked {
    let mut looked = Looked::default();
    let mut named = Vec::new();
    for (at, source) in around.settings.iter().enumerate() {
        match configured(source, &around.folder) {
            Ok(found) => named.extend(found),
            Err(why) => looked.troubles.push(format!("`archfit.toml`, source {}: {why}", at + 1)),
        }
    }
    let known: BTreeSet<PathBuf> = named.iter().filter_map(|named| fs::canonicalize(&named.path).ok()).collect();
    let is_new = |path: &PathBuf| fs::canonicalize(path).is_ok_and(|path| !known.contains(&path));
    let lying = std::iter::once(around.project.clone()).chain(lying(&around.project, cancel)).filter(is_new);
    named.extend(lying.map(|path| Named { path: relative(&path), config: None }));
    looked.sources = observe(&named, today, cancel);
    looked
}

/// The files that one source of the settings names; an error where there are none.
pub fn configured(source: &SourceConfig, folder: &Path) -> Result<Vec<Named>, String> {
    source.check()?;
    let paths = source.paths(folder)?;
    if paths.is_empty() {
        return Err(format!("no file fits `{}`", source.files.as_deref().unwrap_or_default()));
    }
    Ok(paths.into_iter().map(|path| Named { path: relative(&path), config: Some(source.clone()) }).collect())
}

/// A path from the present folder, where it lies below.
fn relative(path: &Path) -> PathBuf {
    let present = std::env::current_dir().unwrap_or_default();
    let below = path.strip_prefix(&present).unwrap_or(path);
    let below = below.strip_prefix(".").unwrap_or(below);
    if below.as_os_str().is_empty() { PathBuf::from(".") } else { below.to_owned() }
}

/// What a file's name promises.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    Log,
    Database,
    Sql,
    Result,
}

fn promise(path: &Path) -> Option<Promise> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "sqlite" | "sqlite3" | "db" => Some(Promise::Database),
        "sql" => Some(Promise::Sql),
        "json" | "csv" | "prom" | "txt" => Some(Promise::Result),
        _ if name.contains(".log") || name.starts_with("access") => Some(Promise::Log),
        _ => None,
    }
}

/// The files of a project that are sources by what they hold; version control need not know them, for it seldom keeps logs.
fn lying(project: &Path, cancel: &AtomicBool) -> Vec<PathBuf> {
    let goes_in = |entry: &ignore::DirEntry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !is_folder || !(is_library(&name) || name.starts_with('.'))
    };
    let walk = ignore::WalkBuilder::new(project)
        .standard_filters(false)
        .max_depth(Some(DEPTH))
        .filter_entry(goes_in)
        .sort_by_file_name(Ord::cmp)
        .build();
    let mut found: Vec<(PathBuf, Promise)> = Vec::new();
    for entry in walk.flatten().take(MAX_NAMES).take_while(|_| !cancel.load(Ordering::Relaxed)) {
        let below = slashed(entry.path().strip_prefix(project).unwrap_or(entry.path()));
        if !entry.file_type().is_some_and(|kind| kind.is_file()) || is_example(&below) {
            continue;
        }
        found.extend(promise(entry.path()).map(|promise| (entry.into_path(), promise)));
    }
    let n_sql = sql_by_folder(&found);
    let is_fit = |(path, promise): &(PathBuf, Promise)| match promise {
        Promise::Log | Promise::Database => true,
        Promise::Sql => n_sql.get(&path.parent()).is_none_or(|n| *n < MANY_SQL),
        Promise::Result => fs::metadata(path).is_ok_and(|about| about.len() <= MAX_RESULT),
    };
    let fit: Vec<PathBuf> = found.iter().filter(|found| is_fit(found)).map(|(path, _)| path.clone()).collect();
    let is_source = |path: &PathBuf| {
        !cancel.load(Ordering::Relaxed) && kind_of_file(path).is_ok_and(|kind| kind != Kind::Repository)
    };
    fit.into_iter().take(MAX_OPENED).filter(is_source).collect()
}

fn sql_by_folder(found: &[(PathBuf, Promise)]) -> BTreeMap<Option<&Path>, usize> {
    let mut n_sql = BTreeMap::new();
    for (path, _) in found.iter().filter(|(_, promise)| *promise == Promise::Sql) {
        *n_sql.entry(path.parent()).or_insert(0) += 1;
    }
    n_sql
}
