//! What a source is, told from what it holds, and which reader it goes to.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::config::{Kind, SourceConfig};
use super::log::{self, Manner};
use super::observation::Observation;
use super::told::{Told, families, shown};
use super::{load_test, metrics, observation, repository, schema};
use crate::model::Day;

/// The most bytes of a file that is read as a whole.
const MAX_WHOLE: u64 = 256 * 1024 * 1024;

/// A source that somebody named, with what `archfit.toml` says about it.
#[derive(Clone, Debug)]
pub struct Named {
    /// The path; `-` is standard input.
    pub path: PathBuf,
    /// What the settings say.
    pub config: Option<SourceConfig>,
}

/// A source that was read.
#[derive(Debug)]
pub struct Source {
    /// Its name as shown.
    pub name: String,
    /// What it is; absent where that could not be told.
    pub kind: Option<Kind>,
    /// What it told, or why it told nothing.
    pub told: Result<Told, String>,
}

/// Everything that sources told.
pub fn observations_of(sources: &[Source]) -> Vec<Observation> {
    sources.iter().filter_map(|source| source.told.as_ref().ok()).flat_map(|told| told.observations.clone()).collect()
}

/// Reads sources, until it is cancelled. Logs with their rotated parts are one source.
pub fn observe(named: &[Named], today: Day, cancel: &AtomicBool) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut logs: Vec<(Option<SourceConfig>, Vec<PathBuf>)> = Vec::new();
    for one in named.iter().take_while(|_| !cancel.load(Ordering::Relaxed)) {
        let kind = kind_of(one);
        match kind {
            Ok(Kind::AccessLog) => match logs.iter_mut().find(|(config, _)| *config == one.config) {
                Some((_, paths)) => paths.push(one.path.clone()),
                None => logs.push((one.config.clone(), vec![one.path.clone()])),
            },
            Ok(kind) => {
                let told = read(one, kind, today, cancel);
                sources.push(Source { name: shown(&one.path), kind: Some(kind), told });
            }
            Err(why) => sources.push(Source { name: shown(&one.path), kind: None, told: Err(why) }),
        }
    }
    for (config, paths) in logs {
        for family in families(paths) {
            sources.push(read_logs(config.as_ref(), family, today, cancel));
        }
    }
    sources
}

fn read_logs(config: Option<&SourceConfig>, mut family: Vec<PathBuf>, today: Day, cancel: &AtomicBool) -> Source {
    family.dedup();
    let first = shown(&family[0]);
    let name = match family.len() {
        1 => first,
        n => format!("{first} and {} more", n - 1),
    };
    let manner = config.map_or_else(|| Ok(Manner::default()), SourceConfig::manner);
    let read = manner.and_then(|manner| {
        if family[0] == Path::new("-") {
            log::read_stream(Box::new(std::io::stdin()), "standard input", &manner, today, cancel)
        } else {
            log::read(&family, &name, &manner, today, cancel)
        }
    });
    let told = read.map(|read| Told { observations: read.observations, notes: read.notes, groups: read.groups });
    Source { name, kind: Some(Kind::AccessLog), told }
}

/// What a source is; an error where it cannot be read or is nothing that is known.
fn kind_of(named: &Named) -> Result<Kind, String> {
    let path = &named.path;
    if path == Path::new("-") {
        return Ok(Kind::AccessLog);
    }
    let about = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there; check the path".to_owned(),
        _ => format!("it cannot be read: {error}"),
    })?;
    if !about.is_file() && !about.is_dir() {
        return Err("it is a pipe or a device, which may never end; pipe it in and name `-`, or name a file".to_owned());
    }
    if let Some(config) = &named.config {
        return Ok(config.kind);
    }
    if about.is_dir() {
        return Ok(Kind::Repository);
    }
    kind_of_file(path)
}

/// What a file is, told from what it holds.
pub fn kind_of_file(path: &Path) -> Result<Kind, String> {
    let begin = beginning(path).map_err(|error| format!("it cannot be read: {error}"))?;
    if begin.trim_ascii().is_empty() {
        return Err("it is empty".to_owned());
    }
    told_by(path, &begin).ok_or_else(|| {
        if let Some(why) = log::why_nothing(path) {
            return why;
        }
        "it is no access log, metrics, schema, load test or observations that are known; docs/observe.md lists what is read, and archfit.toml can say what it is".to_owned()
    })
}

/// The first bytes of a file.
fn beginning(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut begin = Vec::new();
    std::io::Read::take(fs::File::open(path)?, 64 * 1024).read_to_end(&mut begin)?;
    Ok(begin)
}

fn told_by(path: &Path, begin: &[u8]) -> Option<Kind> {
    if begin.starts_with(b"SQLite format 3\0") {
        return Some(Kind::Schema);
    }
    if log::looks_like_one(path) {
        return Some(Kind::AccessLog);
    }
    let text = String::from_utf8_lossy(begin);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let is_json = start.starts_with('{') || start.starts_with('[');
    if ending == "toml" {
        return Some(Kind::Observations);
    }
    if is_json {
        let whole = read_text(path).ok()?;
        return match () {
            () if observation::read(&whole, false).is_some() => Some(Kind::Observations),
            () if metrics::is_query_range(&whole) => Some(Kind::Prometheus),
            () if load_test::is_one(&whole) => Some(Kind::LoadTest),
            () if repository::is_interface(&whole) => Some(Kind::Repository),
            () => None,
        };
    }
    if load_test::is_one(&text) {
        return Some(Kind::LoadTest);
    }
    if ending == "sql" || schema::looks_like_one(&text) {
        return Some(Kind::Schema);
    }
    if metrics::looks_like_text(&text) {
        return Some(Kind::Prometheus);
    }
    (repository::is_known_file(path) || repository::is_interface(&text)).then_some(Kind::Repository)
}

fn read_text(path: &Path) -> Result<String, String> {
    let length = fs::metadata(path).map_or(0, |about| about.len());
    if length > MAX_WHOLE {
        return Err(format!("it has {} MB, and {} are read at most", length >> 20, MAX_WHOLE >> 20));
    }
    let bytes = fs::read(path).map_err(|error| format!("it cannot be read: {error}"))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn read(named: &Named, kind: Kind, today: Day, cancel: &AtomicBool) -> Result<Told, String> {
    let (path, name) = (&named.path, shown(&named.path));
    let is_toml = path.extension().is_some_and(|ending| ending == "toml");
    match kind {
        Kind::Repository => repository::read(path, &name, today, cancel),
        Kind::Schema => schema::read(path, &name, today),
        Kind::LoadTest => load_test::read(&read_text(path)?, &name, today),
        Kind::Prometheus => {
            let none = std::collections::BTreeMap::new();
            let measures = named.config.as_ref().map_or(&none, |config| &config.measures);
            metrics::read(&read_text(path)?, measures, &name, today)
        }
        Kind::Observations => {
            let read = observation::read(&read_text(path)?, is_toml);
            let observations = read.ok_or("it holds no observations")??;
            Ok(Told { observations, ..Told::default() })
        }
        Kind::AccessLog => Err("logs are read together".to_owned()),
    }
}
