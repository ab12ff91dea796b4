//! What changed since a revision of git, and which records that can touch.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::adr::{Folder, Replay};
use crate::load::Library;
use crate::model::DecisionId;

/// The files that changed since a revision, those not committed included.
pub(super) struct Changed {
    folder: PathBuf,
    paths: BTreeSet<PathBuf>,
}

/// Which records the changes can touch.
pub(super) struct Scope<'a> {
    changed: &'a Changed,
    decisions: BTreeSet<DecisionId>,
}

impl Changed {
    /// Asks git.
    pub fn new(folder: &Folder, revision: &str) -> anyhow::Result<Self> {
        if revision.starts_with('-') {
            bail!("`{revision}` is no revision");
        }
        let root = git(&folder.path, &["rev-parse", "--show-toplevel"])?;
        let root = PathBuf::from(root.trim_end());
        let changed = git(&root, &["diff", "--name-only", "-z", "--no-renames", revision, "--"])?;
        let new = git(&root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        let names = changed.split('\0').chain(new.split('\0')).filter(|name| !name.is_empty());
        let paths = names.map(|name| real(&root.join(name))).collect();
        Ok(Self { folder: real(&folder.path), paths })
    }

    /// The records that these changes can touch, given the files behind each decision.
    pub fn scope<'a>(&'a self, library: &Library) -> Scope<'a> {
        let is_changed = |decision: &&DecisionId| {
            let files = library.files_of(decision).iter().filter_map(|file| library.sources.get(*file).path.as_deref());
            files.map(real).any(|path| self.paths.contains(&path))
        };
        let all = library.subjects.iter().flat_map(|subject| &subject.rule_bases).map(|base| &base.decision.id);
        Scope { changed: self, decisions: all.filter(is_changed).cloned().collect() }
    }
}

impl Scope<'_> {
    /// Whether a record is among the changes, or its answers or rules where it was decided from any.
    pub fn touches(&self, file: &str, replay: Option<&Replay>) -> bool {
        let folder = &self.changed.folder;
        let is_changed = |path: &str| self.changed.paths.contains(&real(&folder.join(path)));
        let reads_changed = |replay: &Replay| {
            replay.answers.as_deref().is_some_and(is_changed) || self.decisions.contains(replay.decision.as_str())
        };
        is_changed(file) || replay.is_some_and(reads_changed)
    }
}

/// A path without links and detours, also where the file is gone.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = std::fs::canonicalize(path) {
        return real;
    }
    let (folder, name) = (path.parent(), path.file_name());
    folder.zip(name).map_or_else(
        || path.to_owned(),
        |(folder, name)| std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()).join(name),
    )
}

fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.context("`--since` asks git, and git cannot be run")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git cannot tell what changed: {}", said.lines().next().unwrap_or("it gave no reason"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
