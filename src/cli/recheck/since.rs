//! What changed since a revision of git, and which records that can touch.

pub(super) mod sight;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::adr::recheck::Before;
use crate::adr::{Config, Folder, Replay, config};
use crate::checkout::{git, git_if_any, is_shallow, shared_commit};
use crate::files::{folder_of, real, slashed, text_of_regular};
use crate::load::{Library, PROJECT_FOLDER};
use crate::model::{DecisionId, FileId};

/// The files that changed since a revision, those not committed included.
pub(super) struct Changed {
    folder: PathBuf,
    paths: BTreeSet<PathBuf>,
    /// The files that git watches, as seen from the root: what it says nothing about may have changed.
    watched: BTreeSet<String>,
    root: PathBuf,
    /// The revision as it was named, and the commit from which this branch and it come.
    revision: String,
    commit: String,
}

/// Which records the changes can touch.
pub(super) struct Scope<'a> {
    changed: &'a Changed,
    decisions: BTreeSet<DecisionId>,
    /// Whether files of rules changed that may have been those of any decision.
    is_any: bool,
}

impl Changed {
    /// Asks git.
    pub fn new(folder: &Folder, revision: &str) -> anyhow::Result<Self> {
        if revision.starts_with('-') {
            bail!("`{revision}` is no revision");
        }
        // Where the folder is gone, with those it was in, the nearest one that is there belongs to the same repository.
        let folder = real(&folder.path);
        let there = folder.ancestors().find(|above| above.is_dir()).unwrap_or(&folder);
        let root = git(there, &["rev-parse", "--show-toplevel"])?;
        let root = PathBuf::from(root.trim_end());
        let commit = shared_with(&root, commit_of(&root, revision)?)?;
        let changed = git(&root, &["diff", "--name-only", "-z", "--no-renames", &commit, "--"])?;
        let new = git(&root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        let names = changed.split('\0').chain(new.split('\0')).filter(|name| !name.is_empty());
        let paths = names.map(|name| real(&root.join(name))).collect();
        // Ignored files, those of a submodule, and those that somebody told git not to look at are none of them.
        let all = git(&root, &["ls-files", "-v", "-z"])?;
        let watched = all.split('\0').filter_map(|entry| entry.strip_prefix("H ")).map(str::to_owned).collect();
        let root = real(&root);
        Ok(Self { folder, paths, watched, root, revision: revision.to_owned(), commit })
    }

    /// Whether a file changed, or git cannot tell.
    fn may_have_changed(&self, path: &Path) -> bool {
        let path = real(path);
        let name = path.strip_prefix(&self.root).map(slashed);
        self.paths.contains(&path) || !name.is_ok_and(|name| self.watched.contains(&name))
    }

    /// Records of the project that are gone since, outside the folder: their paths, and their texts then.
    fn gone(&self, project: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
        let is_gone = |path: &&PathBuf| path.starts_with(project) && !path.starts_with(&self.folder) && !path.exists();
        let gone: Vec<&PathBuf> = self.paths.iter().filter(is_gone).collect();
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let held = self.held_then()?;
        let those = gone.into_iter().filter(|path| held.contains(*path));
        let text_of = |path: &PathBuf| Ok(self.text_then(path)?.map(|text| (path.clone(), text)));
        those.filter_map(|path| text_of(path).transpose()).collect()
    }

    /// The files that held what archfit writes into a record.
    fn held_then(&self) -> anyhow::Result<BTreeSet<PathBuf>> {
        let asked = ["grep", "-l", "-z", "-F", "-e", "[archfit]", &self.commit, "--", "*.md", "*.markdown"];
        let held = git_if_any(&self.root, &asked)?.unwrap_or_default();
        let prefix = format!("{}:", self.commit);
        Ok(held.split('\0').filter_map(|name| name.strip_prefix(&prefix)).map(|name| self.root.join(name)).collect())
    }

    /// The records and the settings of the revision, as far as they changed: those that held in a part of the project, and hold there now.
    pub fn before(&self, project: &Path, part: &str, config: &Config) -> anyhow::Result<Before> {
        let above = real(project);
        let mut before = Before { revision: self.revision.clone(), gone: self.gone(&above)?, ..Before::default() };
        self.settings(&above.join(part), config, &mut before)?;
        let is_record = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            path.starts_with(&self.folder) && [".md", ".markdown", ".rst", ".adoc"].iter().any(|e| name.ends_with(e))
        };
        let inside = |path: &&PathBuf| path.starts_with(&above) && !is_record(path);
        before.records_changed = self.paths.iter().any(|path| is_record(path));
        let name = |path: &PathBuf| path.strip_prefix(&above).ok().map(slashed);
        before.files = self.paths.iter().filter(inside).filter_map(name).collect();
        let changed = self.paths.iter().filter(|path| path.starts_with(&self.folder));
        let records = changed.filter_map(|path| self.record_then(path).transpose());
        before.records = records.collect::<anyhow::Result<_>>()?;
        Ok(before)
    }

    /// The settings that held in a folder, where they changed.
    fn settings(&self, part: &Path, now: &Config, before: &mut Before) -> anyhow::Result<()> {
        let is_settings = |path: &PathBuf| path.file_name().is_some_and(|name| name == config::NAME);
        if !self.paths.iter().any(is_settings) {
            return Ok(());
        }
        let path = now.path.as_deref().map(real);
        if let Some((path, from)) = path.as_deref().and_then(|path| Some((path, self.moved_from(path)?))) {
            let text = self.text_then(&from)?.unwrap_or_default();
            let (then, now_at) = (folder_of(&from).to_owned(), folder_of(path).to_owned());
            before.settings = Some(Config::of_text(&from, &text)?.moved(&then, &now_at));
            before.settings_file = Some(path.to_owned());
            before.moved = Some((then, now_at));
        } else {
            let mut then = Config::default();
            for above in part.ancestors().take_while(|above| above.starts_with(&self.root)) {
                let path = above.join(config::NAME);
                if let Some(text) = self.text_then(&path)? {
                    then = Config::of_text(&path, &text)?;
                    break;
                }
            }
            let changed = [&path, &then.path].into_iter().flatten().find(|path| self.paths.contains(*path));
            before.settings_file = changed.cloned();
            before.settings = changed.is_some().then_some(then);
        }
        // Where the same is said, nothing else is let through.
        let says_the_same = |then: &Config| then.adr == now.adr && then.recheck == now.recheck;
        if before.moved.is_some() && before.settings.as_ref().is_some_and(says_the_same) {
            before.settings = None;
        }
        Ok(())
    }

    /// Where a file of settings that is new was moved from: git tells of it or of files beside it, or one that is gone said the same.
    fn moved_from(&self, path: &Path) -> Option<PathBuf> {
        if !self.paths.contains(path) || self.text_then(path).ok()?.is_some() {
            return None;
        }
        let listed =
            git(&self.root, &["diff", "--name-status", "-z", "-M", "--diff-filter=R", &self.commit, "--"]).ok()?;
        let mut fields = listed.split('\0');
        let mut tried = BTreeSet::new();
        while let (Some(_), Some(from), Some(to)) = (fields.next(), fields.next(), fields.next()) {
            let (from, to) = (self.root.join(from), self.root.join(to));
            // What lay beside the settings lies beside them still.
            let Some(part) = to.strip_prefix(folder_of(path)).ok().and_then(|inner| without_end(&from, inner)) else {
                continue;
            };
            let settings = part.join(config::NAME);
            let is_it =
                !settings.exists() && tried.insert(settings.clone()) && self.text_then(&settings).ok()?.is_some();
            if is_it {
                return Some(settings);
            }
        }
        let text = text_of_regular(path).ok()?;
        let is_gone = |gone: &&PathBuf| gone.file_name() == path.file_name() && !gone.exists();
        let says_the_same = |gone: &&PathBuf| self.text_then(gone).ok().flatten() == Some(text.clone());
        let mut found = self.paths.iter().filter(is_gone).filter(says_the_same);
        found.next().filter(|_| found.next().is_none()).cloned()
    }

    /// A record as it was, by its path within the folder.
    fn record_then(&self, path: &Path) -> anyhow::Result<Option<(String, String)>> {
        let Ok(file) = path.strip_prefix(&self.folder) else { return Ok(None) };
        let file = slashed(file);
        let is_text = file.to_lowercase().ends_with(".md") || file.to_lowercase().ends_with(".markdown");
        let text = if is_text { self.text_then(path)? } else { None };
        Ok(text.map(|text| (file, text)))
    }

    /// A file as it was; `None` where there was none.
    fn text_then(&self, path: &Path) -> anyhow::Result<Option<String>> {
        let Ok(name) = path.strip_prefix(&self.root) else { return Ok(None) };
        let name = slashed(name);
        // A clone that fetches texts only when they are asked for may know of a file and not have it.
        if git(&self.root, &["ls-tree", "--name-only", &self.commit, "--", &name])?.is_empty() {
            return Ok(None);
        }
        Ok(Some(git(&self.root, &["show", &format!("{}:{name}", self.commit)])?))
    }

    /// The records that these changes can touch, given the files behind each decision.
    pub fn scope<'a>(&'a self, library: &Library, project: &Path) -> Scope<'a> {
        let path_of = |file: &FileId| library.sources.get(*file).path.as_deref();
        let all: Vec<&DecisionId> =
            library.subjects.iter().flat_map(|subject| &subject.rule_bases).map(|base| &base.decision.id).collect();
        let is_changed = |decision: &DecisionId| {
            library.files_of(decision).iter().filter_map(path_of).any(|path| self.may_have_changed(path))
        };
        // A file that is gone by now, or from which nothing was read, may have been behind any decision, also one that is gone with it.
        let behind: BTreeSet<PathBuf> =
            all.iter().flat_map(|decision| library.files_of(decision)).filter_map(path_of).map(real).collect();
        let own = real(project).join(PROJECT_FOLDER);
        let is_of_rules =
            |path: &&PathBuf| ["questionnaires", "rules"].iter().any(|kind| path.starts_with(own.join(kind)));
        let is_any = self.paths.iter().filter(is_of_rules).any(|path| !behind.contains(path));
        let decisions = all.into_iter().filter(|decision| is_changed(decision)).cloned().collect();
        Scope { changed: self, decisions, is_any }
    }
}

impl Scope<'_> {
    /// Whether a record is among the changes, or its answers or rules where it was decided from any.
    pub fn touches(&self, file: &str, replay: Option<&Replay>) -> bool {
        let folder = &self.changed.folder;
        let is_changed = |path: &str| self.changed.may_have_changed(&folder.join(path));
        let reads_changed = |replay: &Replay| {
            let rules = self.is_any || self.decisions.contains(replay.decision.as_str());
            rules || replay.answers.as_deref().is_some_and(is_changed)
        };
        is_changed(file) || replay.is_some_and(reads_changed)
    }
}

/// A path without what it ends in; `None` where it ends in something else.
fn without_end(path: &Path, end: &Path) -> Option<PathBuf> {
    path.ends_with(end).then(|| path.ancestors().nth(end.components().count()).map(Path::to_owned)).flatten()
}

/// The commit from which this branch and another one come, or that one where git knows none: what came there since is nothing that this branch
/// took away.
fn shared_with(root: &Path, commit: String) -> anyhow::Result<String> {
    if git_if_any(root, &["rev-parse", "--verify", "--quiet", "HEAD"])?.is_none() {
        return Ok(commit);
    }
    Ok(shared_commit(root, "HEAD", &commit)?.unwrap_or(commit))
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
    let help =
        if is_shallow(root) { ", and this clone is shallow: fetch more of its history" } else { "; name one commit" };
    bail!("git cannot tell what changed: `{revision}` is no commit that is here{help}")
}
