//! What was looked at in a revision and is not any more, because a file that says where records are says something else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Changed, real};
use crate::adr::folder::{is_tool_file, named_in};
use crate::adr::folders::IGNORING;
use crate::adr::list::kept_record_files;
use crate::adr::recheck::NamedElse;
use crate::adr::{Config, Folder, config, folders, is_record_name};
use crate::checkout::git;
use crate::cli::adr::folder::Opening;
use crate::files::{SMALL, folder_of, inside, text_of_small};

/// Which folders are looked at.
#[derive(Clone, Copy)]
pub(in crate::cli::recheck) enum Way<'a> {
    /// One that was named.
    Named,
    /// The one that belongs to a place.
    Of(&'a Path),
    /// All.
    All,
}

/// What went out of sight since a revision.
#[derive(Default)]
pub(in crate::cli::recheck) struct Sight {
    /// Records that are still there: their paths, and their texts then.
    pub records: Vec<(PathBuf, String)>,
    /// The files of other tools that name another folder.
    pub named: Vec<NamedElse>,
}

impl Changed {
    /// Compares what is looked at with what was looked at then, where a file changed that has a say in it.
    pub fn sight(&self, project: &Path, way: Way, openings: &[Opening]) -> anyhow::Result<Sight> {
        let has_a_say = |path: &&PathBuf| {
            let name = name_of(path);
            name == config::NAME || is_tool_file(name) || IGNORING.contains(&name)
        };
        if matches!(way, Way::Named) || !self.paths.iter().any(|path| has_a_say(&path)) {
            return Ok(Sight::default());
        }
        let then = self.in_sight_then(&real(project), way)?;
        let now = |opening: &Opening| {
            let folder = real(&opening.folder.path);
            opening.records.iter().map(|record| folder.join(&record.file)).collect::<Vec<_>>()
        };
        let now: BTreeSet<PathBuf> = openings.iter().flat_map(now).collect();
        let gone: Vec<&PathBuf> = then.difference(&now).collect();
        let mut sight = Sight::default();
        if gone.is_empty() {
            return Ok(sight);
        }
        let held = self.held_then()?;
        for path in gone.iter().filter(|path| path.exists() && held.contains(**path)) {
            sight.records.extend(self.text_then(path)?.map(|text| ((*path).clone(), text)));
        }
        // What was moved or taken away is found without this; what lies in a folder at which one looks still was not put out of sight by a name.
        let folders: Vec<PathBuf> = openings.iter().map(|opening| real(&opening.folder.path)).collect();
        if gone.iter().any(|path| path.exists() && !folders.iter().any(|folder| path.starts_with(folder))) {
            sight.named = self.named_otherwise(&real(project), way)?;
        }
        Ok(sight)
    }

    /// The files of other tools that named another folder then.
    fn named_otherwise(&self, project: &Path, way: Way) -> anyhow::Result<Vec<NamedElse>> {
        let counts = |folder: &Path| match way {
            Way::Of(place) => real(place).starts_with(folder),
            Way::Named | Way::All => true,
        };
        let mut found = Vec::new();
        for path in self.paths.iter().filter(|path| is_tool_file(name_of(path))) {
            let folder = folder_of(path);
            if !folder.starts_with(project) || !counts(folder) {
                continue;
            }
            let then = self.text_then(path)?.and_then(|text| named_in(name_of(path), &text));
            let now = text_of_small(path).ok().and_then(|text| named_in(name_of(path), &text));
            if then != now {
                found.push(NamedElse { file: path.clone(), then, now });
            }
        }
        Ok(found)
    }

    /// The paths of the records that were looked at then.
    fn in_sight_then(&self, project: &Path, way: Way) -> anyhow::Result<BTreeSet<PathBuf>> {
        let shape = self.shape_then()?;
        let root = real(shape.path());
        let there = |path: &Path| path.strip_prefix(&self.root).map_or_else(|_| root.clone(), |inner| root.join(inner));
        let project = there(project);
        // Settings that could not be read let nothing through then.
        let folders: Vec<Folder> = match way {
            Way::Named => Vec::new(),
            Way::All => folders::all_kept(&project).unwrap_or_default().into_iter().map(|place| place.folder).collect(),
            Way::Of(place) => match Folder::nearest(&project, &there(&real(place))) {
                Ok(Some(folder)) => vec![folder],
                Ok(None) => {
                    let found = Config::find(&project).ok().and_then(|config| config.folder(&project, None).ok());
                    found.into_iter().collect()
                }
                Err(_) => Vec::new(),
            },
        };
        let files = folders.iter().flat_map(|folder| kept_record_files(folder).unwrap_or_default());
        let here = |path: &Path| real(path).strip_prefix(&root).ok().map(|inner| self.root.join(inner));
        Ok(files.filter_map(|file| here(&file.path)).collect())
    }

    /// The shape of the repository then, as far as it tells where records are: the files that say so, and of records their names.
    fn shape_then(&self) -> anyhow::Result<TempDir> {
        let shape = tempfile::tempdir()?;
        std::fs::create_dir(shape.path().join(".git"))?;
        let listed = git(&self.root, &["ls-tree", "-r", "-l", "-z", &self.commit])?;
        for entry in listed.split('\0') {
            let Some((head, name)) = entry.split_once('\t') else { continue };
            let mut fields = head.split_whitespace();
            let (is_file, size) = (fields.next().is_some_and(|mode| mode.starts_with("100")), fields.nth(2));
            let last = name.rsplit('/').next().unwrap_or(name);
            let speaks = last == config::NAME || is_tool_file(last);
            let is_small = size.and_then(|size| size.parse().ok()).is_some_and(|size: u64| size <= SMALL);
            let Some(path) =
                inside(shape.path(), name).filter(|_| is_file && (speaks && is_small || is_record_name(last)))
            else {
                continue;
            };
            let text =
                if speaks { git(&self.root, &["show", &format!("{}:{name}", self.commit)])? } else { String::new() };
            std::fs::create_dir_all(folder_of(&path))?;
            std::fs::write(path, text)?;
        }
        Ok(shape)
    }
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default()
}
