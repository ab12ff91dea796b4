//! A layer of files as it stands in a folder or stood in a revision of its version control.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use crate::files::inside;
use crate::load::{Library, Locations, PROJECT_FOLDER, PathKind, Source, is_layer_file, kind_of, load};

/// Loads what a folder, or a revision of the repository around `project`, holds, over the built-in files.
pub fn load_version(name: &str, project: &Path) -> anyhow::Result<Library> {
    Ok(Version::find(name, project)?.load(false))
}

/// Loads two versions alike, so that what is compared is what differs between them: each by itself where both are whole sets of
/// files that need nothing built in, over the built-in files otherwise, as a project uses them.
pub fn load_both(old: &Version, new: &Version) -> (Library, Library) {
    if old.may_stand_alone && new.may_stand_alone {
        let alone = (old.load(true), new.load(true));
        let is_whole =
            |library: &Library| !library.has_errors() && library.subjects.iter().any(|s| !s.rule_bases.is_empty());
        if is_whole(&alone.0) && is_whole(&alone.1) {
            return alone;
        }
    }
    (old.load(false), new.load(false))
}

/// A version of the files, found but not read yet.
pub struct Version {
    locations: Locations,
    /// Whether it is a set of files of its own, not the `archfit` folder of a project, which adds to the built-in files.
    may_stand_alone: bool,
    /// What a revision's files are named by in front of their path, with the folder that they were put into.
    revision: Option<(String, TempDir)>,
}

impl Version {
    /// A folder, or a revision of the repository around `project`.
    pub fn find(name: &str, project: &Path) -> anyhow::Result<Self> {
        let path = Path::new(name);
        if path.is_dir() {
            return Self::of_folder(path)?
                .with_context(|| format!("`{}` has neither `questionnaires` nor `rules` in it", path.display()));
        }
        Self::of_revision(name, project)
            .with_context(|| format!("`{name}` is no folder, and no revision that can be read"))
    }

    /// The files as they stand: of the project where it has some, else what the options name.
    pub fn present(locations: Locations) -> anyhow::Result<Self> {
        let names_folders = [&locations.questionnaires, &locations.rules].into_iter().any(Option::is_some);
        let project = locations.project.as_deref().filter(|_| !names_folders);
        match project.map(Self::of_folder).transpose()?.flatten() {
            Some(mut version) => {
                version.locations.absent = locations.absent;
                Ok(version)
            }
            None => Ok(Self { locations, may_stand_alone: false, revision: None }),
        }
    }

    fn of_folder(path: &Path) -> anyhow::Result<Option<Self>> {
        let (layer, may_stand_alone) = match kind_of(path)? {
            Some(PathKind::Layer) => (path.to_owned(), true),
            Some(PathKind::Project) => (path.join(PROJECT_FOLDER), false),
            _ => return Ok(None),
        };
        Ok(Some(Self { locations: locations_of(layer), may_stand_alone, revision: None }))
    }

    /// Puts the files of a revision into a folder.
    fn of_revision(revision: &str, project: &Path) -> anyhow::Result<Self> {
        let git = Git { folder: project };
        let commit =
            git.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])?;
        let commit = commit.trim();
        let prefix = git.run(&["rev-parse", "--show-prefix"])?.trim().to_owned();
        let listing = git.bytes(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let listing = String::from_utf8_lossy(&listing);
        let files: Vec<Blob> = listing.split('\0').filter_map(|entry| Blob::new(entry, &prefix)).collect();
        let layer = [format!("{PROJECT_FOLDER}/"), String::new()].into_iter().find(|layer| {
            let in_layer = |file: &Blob| file.name.strip_prefix(layer.as_str()).is_some_and(is_layer_file);
            files.iter().any(in_layer)
        });
        let Some(layer) = layer else { bail!("it has neither `questionnaires` nor `rules`") };
        let folder = tempfile::tempdir()?;
        for file in files {
            let Some(name) = file.name.strip_prefix(layer.as_str()).filter(|name| is_layer_file(name)) else {
                continue;
            };
            let path = inside(folder.path(), name).with_context(|| {
                format!("`{}` names a file outside its folder; do not trust this revision", file.name)
            })?;
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, git.bytes(&["cat-file", "blob", file.id])?)?;
        }
        let locations = locations_of(folder.path().to_owned());
        let shown = format!("{revision}:{prefix}{layer}");
        Ok(Self { locations, may_stand_alone: layer.is_empty(), revision: Some((shown, folder)) })
    }

    /// Whether no file of it is read.
    pub fn is_empty(&self) -> bool {
        let alone = self.load(true);
        alone.sources.0.is_empty() && alone.diagnostics.is_empty()
    }

    fn load(&self, without_embedded: bool) -> Library {
        let mut library = load(&Locations { without_embedded, ..self.locations.clone() });
        if let Some((shown, folder)) = &self.revision {
            library.sources.0.iter_mut().for_each(|source| rename(source, folder.path(), shown));
        }
        library
    }
}

/// A layer over the built-in files, as it would be used.
fn locations_of(layer: PathBuf) -> Locations {
    Locations { layers: vec![layer], ..Locations::default() }
}

/// Shows a file of a revision the way version control names it, and forgets the copy on disk.
fn rename(source: &mut Source, folder: &Path, shown: &str) {
    if let Some(name) = source.path.take().as_deref().and_then(|path| path.strip_prefix(folder).ok().map(PathBuf::from))
    {
        source.name = format!("{shown}{}", name.display());
    }
}

/// A file in a revision.
struct Blob<'a> {
    id: &'a str,
    name: &'a str,
}

impl<'a> Blob<'a> {
    /// An entry of a listing, `MODE blob ID<tab>NAME`. Links and submodules are no files of rules.
    fn new(entry: &'a str, prefix: &str) -> Option<Self> {
        let (head, name) = entry.split_once('\t')?;
        let (mode, id) = head.split_once(" blob ")?;
        Some(Self { id, name: name.strip_prefix(prefix)? }).filter(|_| mode.starts_with("100"))
    }
}

struct Git<'a> {
    folder: &'a Path,
}

impl Git<'_> {
    fn run(&self, args: &[&str]) -> anyhow::Result<String> {
        Ok(String::from_utf8(self.bytes(args)?)?)
    }

    fn bytes(&self, args: &[&str]) -> anyhow::Result<Vec<u8>> {
        let output = Command::new("git").arg("-C").arg(self.folder).args(args).output().context("cannot run `git`")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("`git {}` failed{}{}", args[0], if said.trim().is_empty() { "" } else { ": " }, said.trim());
        }
        Ok(output.stdout)
    }
}
