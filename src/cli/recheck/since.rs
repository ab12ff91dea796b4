//! What changed since a revision of git, and which records that can touch.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::adr::recheck::Before;
use crate::adr::{Config, Folder, Replay, config};
use crate::load::Library;
use crate::model::DecisionId;

/// The files that changed since a revision, those not committed included.
pub(super) struct Changed {
    folder: PathBuf,
    paths: BTreeSet<PathBuf>,
    /// The files that git watches, as seen from the root: what it says nothing about may have changed.
    watched: BTreeSet<String>,
    root: PathBuf,
    /// The revision as it was named, and the commit that it is.
    revision: String,
    commit: String,
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
        let commit = commit_of(&root, revision)?;
        let changed = git(&root, &["diff", "--name-only", "-z", "--no-renames", &commit, "--"])?;
        let new = git(&root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        let names = changed.split('\0').chain(new.split('\0')).filter(|name| !name.is_empty());
        let paths = names.map(|name| real(&root.join(name))).collect();
        // Ignored files, those of a submodule, and those that somebody told git not to look at are none of them.
        let all = git(&root, &["ls-files", "-v", "-z"])?;
        let watched = all.split('\0').filter_map(|entry| entry.strip_prefix("H ")).map(str::to_owned).collect();
        let (folder, root) = (real(&folder.path), real(&root));
        Ok(Self { folder, paths, watched, root, revision: revision.to_owned(), commit })
    }

    /// Whether a file changed, or git cannot tell.
    fn may_have_changed(&self, path: &Path) -> bool {
        let path = real(path);
        let name = path.strip_prefix(&self.root).map(|name| name.to_string_lossy().replace('\\', "/"));
        self.paths.contains(&path) || !name.is_ok_and(|name| self.watched.contains(&name))
    }

    /// Records of the project that are gone since, outside the folder: their paths, and their texts then.
    fn gone(&self, project: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
        let is_gone = |path: &&PathBuf| path.starts_with(project) && !path.starts_with(&self.folder) && !path.exists();
        let gone: Vec<&PathBuf> = self.paths.iter().filter(is_gone).collect();
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let asked = ["grep", "-l", "-z", "-F", "-e", "[archfit]", &self.commit, "--", "*.md", "*.markdown"];
        let Some(held) = git_if_any(&self.root, &asked)? else { return Ok(Vec::new()) };
        let prefix = format!("{}:", self.commit);
        let held: BTreeSet<PathBuf> =
            held.split('\0').filter_map(|name| name.strip_prefix(&prefix)).map(|name| self.root.join(name)).collect();
        let those = gone.into_iter().filter(|path| held.contains(*path));
        Ok(those.filter_map(|path| Some((path.clone(), self.text_then(path)?))).collect())
    }

    /// The records and the settings of the revision, as far as they changed.
    pub fn before(&self, project: &Path, config: &Config) -> anyhow::Result<Before> {
        let above = real(project);
        let mut before = Before { revision: self.revision.clone(), gone: self.gone(&above)?, ..Before::default() };
        let is_settings = |path: &&PathBuf| {
            let folder = path.parent().unwrap_or(path);
            path.file_name().is_some_and(|name| name == config::NAME) && above.starts_with(folder)
        };
        if let Some(path) = self.paths.iter().rfind(is_settings) {
            let text = self.text_then(path).unwrap_or_default();
            before.settings = Some(Config::of_text(path, &text)?);
            before.settings_file = Some(path.clone());
        }
        let is_record = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            path.starts_with(&self.folder) && [".md", ".markdown", ".rst", ".adoc"].iter().any(|e| name.ends_with(e))
        };
        let inside = |path: &&PathBuf| path.starts_with(&above) && !is_record(path);
        before.records_changed = self.paths.iter().any(|path| is_record(path));
        let name =
            |path: &PathBuf| path.strip_prefix(&above).ok().map(|path| path.to_string_lossy().replace('\\', "/"));
        before.files = self.paths.iter().filter(inside).filter_map(name).collect();
        let folder = match before.settings.as_ref() {
            Some(then) if then.adr.dir != config.adr.dir => real(&then.folder(project, None)?.path),
            _ => self.folder.clone(),
        };
        if folder == self.folder {
            let changed = self.paths.iter().filter(|path| path.starts_with(&folder));
            before.records = changed.filter_map(|path| self.record_then(&folder, path)).collect();
        } else {
            before.gone.retain(|(path, _)| !path.starts_with(&folder));
            // The settings name another folder by now, so nothing in the earlier one is looked at any more.
            let within = folder.strip_prefix(&self.root).unwrap_or(&folder).to_string_lossy().replace('\\', "/");
            let names = git(&self.root, &["ls-tree", "-r", "-z", "--name-only", &self.commit, "--", &within])?;
            let paths = names.split('\0').filter(|name| !name.is_empty()).map(|name| self.root.join(name));
            before.records = paths.filter_map(|path| self.record_then(&folder, &path)).collect();
        }
        Ok(before)
    }

    /// A record as it was, by its path within the folder.
    fn record_then(&self, folder: &Path, path: &Path) -> Option<(String, String)> {
        let file = path.strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        let is_text = file.to_lowercase().ends_with(".md") || file.to_lowercase().ends_with(".markdown");
        is_text.then(|| self.text_then(path)).flatten().map(|text| (file, text))
    }

    fn text_then(&self, path: &Path) -> Option<String> {
        let name = path.strip_prefix(&self.root).ok()?.to_string_lossy().replace('\\', "/");
        git(&self.root, &["show", &format!("{}:{name}", self.commit)]).ok()
    }

    /// The records that these changes can touch, given the files behind each decision.
    pub fn scope<'a>(&'a self, library: &Library) -> Scope<'a> {
        let is_changed = |decision: &&DecisionId| {
            let files = library.files_of(decision).iter().filter_map(|file| library.sources.get(*file).path.as_deref());
            files.into_iter().any(|path| self.may_have_changed(path))
        };
        let all = library.subjects.iter().flat_map(|subject| &subject.rule_bases).map(|base| &base.decision.id);
        Scope { changed: self, decisions: all.filter(is_changed).cloned().collect() }
    }
}

impl Scope<'_> {
    /// Whether a record is among the changes, or its answers or rules where it was decided from any.
    pub fn touches(&self, file: &str, replay: Option<&Replay>) -> bool {
        let folder = &self.changed.folder;
        let is_changed = |path: &str| self.changed.may_have_changed(&folder.join(path));
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

/// The commit that a revision names. A range names none: by it, git would compare two commits and pass over what stands in the folder.
fn commit_of(root: &Path, revision: &str) -> anyhow::Result<String> {
    let one = |named: &str| -> anyhow::Result<Option<String>> {
        let found = git_if_any(root, &["rev-parse", "--verify", "--quiet", named])?.unwrap_or_default();
        let id = found.trim_end();
        Ok(Some(id.to_owned()).filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit())))
    };
    // In two steps, for what follows `:/WORDS` is a part of the words.
    if let Some(object) = one(revision)?
        && let Some(commit) = one(&format!("{object}^{{commit}}"))?
    {
        return Ok(commit);
    }
    let is_shallow = git(root, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.trim_end() == "true");
    let help = if is_shallow { ", and this clone is shallow: fetch more of its history" } else { "; name one commit" };
    bail!("git cannot tell what changed: `{revision}` is no commit that is here{help}")
}

/// Records of a folder that a sparse checkout left out, as seen from the root of the repository; none where git cannot be asked.
pub(super) fn not_checked_out(folder: &Path) -> Vec<String> {
    let is_record = |name: &String| crate::adr::is_record_name(name.rsplit('/').next().unwrap_or(name));
    left_out(folder, ".").into_iter().filter(is_record).collect()
}

/// The same for a project's own questionnaires and rules: without them others decide, or none.
pub(super) fn rules_not_checked_out(project: &Path) -> Vec<String> {
    left_out(project, crate::load::PROJECT_FOLDER)
}

fn left_out(folder: &Path, within: &str) -> Vec<String> {
    let listed = git(folder, &["ls-files", "-v", "-z", "--full-name", "--", within]).unwrap_or_default();
    let root = git(folder, &["rev-parse", "--show-toplevel"]).unwrap_or_default();
    let left_out = listed.split('\0').filter_map(|entry| entry.strip_prefix(['S', 's'])?.strip_prefix(' '));
    left_out.filter(|name| !Path::new(root.trim_end()).join(name).exists()).map(str::to_owned).collect()
}

/// What git says, run in a folder.
pub(in crate::cli) fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    git_if_any(folder, arguments)?.context("git cannot tell what changed: it gave no reason")
}

/// The same; `None` where git says by its exit code alone that there is nothing.
fn git_if_any(folder: &Path, arguments: &[&str]) -> anyhow::Result<Option<String>> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.context("git is asked what changed, and cannot be run")?;
    if output.status.code() == Some(1) && output.stderr.is_empty() {
        return Ok(None);
    }
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git cannot tell what changed: {}", said.lines().next().unwrap_or("it gave no reason"));
    }
    Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
}
