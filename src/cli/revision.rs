//! A layer of files as it stands in a folder or stood in a revision of its version control.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::load::{Library, Locations, PROJECT_FOLDER, PathKind, Source, kind_of, load};

/// Loads what a folder, or a revision of the repository around `project`, holds.
pub fn load_version(name: &str, project: &Path) -> anyhow::Result<Library> {
    let path = Path::new(name);
    if path.is_dir() {
        return load_folder(path);
    }
    load_revision(name, project).with_context(|| format!("`{name}` is no folder, and no revision that can be read"))
}

fn load_folder(path: &Path) -> anyhow::Result<Library> {
    match kind_of(path)? {
        Some(PathKind::Layer) => Ok(load_layer(path.to_owned())),
        Some(PathKind::Project) => Ok(load_layer(path.join(PROJECT_FOLDER))),
        _ => bail!("`{}` has neither `questionnaires` nor `rules` in it", path.display()),
    }
}

/// Loads a layer over the built-in files, as it would be used.
fn load_layer(layer: PathBuf) -> Library {
    load(&Locations { layers: vec![layer], ..Locations::default() })
}

/// Puts the files of a revision into a folder, and loads that.
fn load_revision(revision: &str, project: &Path) -> anyhow::Result<Library> {
    let git = Git { folder: project };
    let commit =
        git.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])?;
    let commit = commit.trim();
    let prefix = git.run(&["rev-parse", "--show-prefix"])?.trim().to_owned();
    let files = git.run(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit])?;
    let files: Vec<&str> = files.split('\0').filter_map(|file| file.strip_prefix(&prefix)).collect();
    let layer = [format!("{PROJECT_FOLDER}/"), String::new()].into_iter().find(|layer| {
        let in_layer = |file: &&str| file.strip_prefix(layer.as_str()).is_some_and(is_read);
        files.iter().any(in_layer)
    });
    let Some(layer) = layer else { bail!("it has neither `questionnaires` nor `rules`") };
    let folder = tempfile::tempdir()?;
    for file in files {
        let Some(name) = file.strip_prefix(layer.as_str()).filter(|name| is_read(name)) else { continue };
        let path = folder.path().join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, git.run(&["cat-file", "blob", &format!("{commit}:{prefix}{file}")])?)?;
    }
    let mut library = load_layer(folder.path().to_owned());
    library.sources.0.iter_mut().for_each(|source| rename(source, folder.path(), revision));
    Ok(library)
}

/// Shows a file of a revision the way version control names it, and forgets the copy on disk.
fn rename(source: &mut Source, folder: &Path, revision: &str) {
    if let Some(name) = source.path.take().as_deref().and_then(|path| path.strip_prefix(folder).ok().map(PathBuf::from))
    {
        source.name = format!("{revision}:{}", name.display());
    }
}

fn is_read(name: &str) -> bool {
    ["questionnaires/", "rules/", "templates/"].iter().any(|folder| name.starts_with(folder))
}

struct Git<'a> {
    folder: &'a Path,
}

impl Git<'_> {
    fn run(&self, args: &[&str]) -> anyhow::Result<String> {
        let output = Command::new("git").arg("-C").arg(self.folder).args(args).output().context("cannot run `git`")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("`git {}` failed{}{}", args[0], if said.trim().is_empty() { "" } else { ": " }, said.trim());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
