//! `[[source]]` in `archfit.toml`: what is read again, and what a file does not say by itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::log::{Manner, Pattern};
use crate::condition::closest;
use crate::model::measure;
use crate::model::measure::MEASURES;

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Access logs.
    AccessLog,
    /// Metrics in Prometheus' or `OpenMetrics`' text, or a saved answer of `query_range`.
    Prometheus,
    /// The summary of a load test.
    LoadTest,
    /// A database schema: SQL, or a file of `SQLite`.
    Schema,
    /// A repository.
    Repository,
    /// Observations written by archfit or by somebody else.
    Observations,
}

impl Kind {
    /// The word for it in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::AccessLog => "access log",
            Self::Prometheus => "metrics",
            Self::LoadTest => "load test",
            Self::Schema => "schema",
            Self::Repository => "repository",
            Self::Observations => "observations",
        }
    }
}

/// Whether a stamp says when a request began or when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stamps {
    /// When it began.
    Start,
    /// When it ended.
    End,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SourceConfig {
    /// What it is.
    pub kind: Kind,
    /// The file or folder, from the folder of `archfit.toml`.
    pub file: Option<PathBuf>,
    /// Files by a pattern such as `logs/access-*.gz`.
    pub files: Option<String>,
    /// The lines' format, as the server's configuration names it.
    pub pattern: Option<String>,
    /// What stamps say.
    pub stamps: Option<Stamps>,
    /// Paths that do not count; `*` stands for anything.
    #[serde(default)]
    pub leave_out: Vec<String>,
    /// The log holds one of so many requests.
    #[serde(default, deserialize_with = "from_one_on")]
    pub one_in: Option<u32>,
    /// Which measure a metric stands for.
    #[serde(default)]
    pub measures: BTreeMap<String, String>,
}

impl SourceConfig {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        if self.file.is_some() == self.files.is_some() {
            return Err("a source names either `file` or `files`; give it one of them".to_owned());
        }
        for name in self.measures.values() {
            if measure(name).is_none() {
                let help = closest(name, MEASURES.iter().map(|measure| measure.name));
                let help = help.unwrap_or_else(|| "docs/observe.md lists them".to_owned());
                return Err(format!("unknown measure `{name}`; {help}"));
            }
        }
        let is_of_log = self.pattern.is_some() || self.one_in.is_some() || self.stamps.is_some();
        if self.kind != Kind::AccessLog && (is_of_log || !self.leave_out.is_empty()) {
            return Err(
                "`pattern`, `stamps`, `leave-out` and `one-in` belong to an access log; remove them, or set `kind`"
                    .to_owned(),
            );
        }
        if self.kind != Kind::Prometheus && !self.measures.is_empty() {
            return Err("`measures` belongs to metrics; remove it, or set `kind = \"prometheus\"`".to_owned());
        }
        self.manner().map(drop)
    }

    /// How its log is to be read.
    pub fn manner(&self) -> Result<Manner, String> {
        let pattern = self.pattern.as_deref().map(Pattern::parse).transpose();
        let pattern = pattern.map_err(|why| format!("the pattern cannot be used: {why}"))?;
        let begins = self.stamps.map(|stamps| stamps == Stamps::Start);
        Ok(Manner {
            pattern,
            begins,
            leave_out: globs(&self.leave_out)?,
            left_out: self.leave_out.clone(),
            one_in: self.one_in.unwrap_or(1),
        })
    }

    /// The files it names, from a folder.
    pub fn paths(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
        if let Some(file) = &self.file {
            return Ok(vec![folder.join(file)]);
        }
        let pattern = self.files.as_deref().unwrap_or_default();
        let matcher = Glob::new(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?;
        let matcher = matcher.compile_matcher();
        // Only the folder before the first special character is looked through.
        let fixed = &pattern[..pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len())];
        let start = folder.join(fixed.rfind('/').map_or("", |end| &fixed[..=end]));
        let mut found = Vec::new();
        let n_folders = pattern[fixed.rfind('/').map_or(0, |at| at + 1)..].matches('/').count();
        let deep = if pattern.contains("**") { 16 } else { 1 + n_folders };
        let walk = ignore::WalkBuilder::new(&start).standard_filters(false).max_depth(Some(deep)).build();
        for entry in walk.flatten().filter(|entry| entry.path().is_file()) {
            if entry.path().strip_prefix(folder).is_ok_and(|below| matcher.is_match(below)) {
                found.push(entry.into_path());
            }
        }
        found.sort();
        Ok(found)
    }
}

/// A number of requests of which one is kept.
fn from_one_on<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = i64::deserialize(deserializer)?;
    let is_fit = u32::try_from(number).ok().filter(|number| *number > 0);
    let why = || {
        D::Error::custom(format!(
            "`one-in` is {number}, and a log holds one of 1 request at least; give it a number from 1 on"
        ))
    };
    is_fit.map(Some).ok_or_else(why)
}

/// Patterns of paths.
pub fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?);
    }
    set.build().map_err(|error| error.to_string())
}
