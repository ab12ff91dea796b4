//! All folders of records of a project: its own, and those of the parts of a monorepo, each with its own settings and convention.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::WalkState;

use super::config::{Config, ConfigError, NAME};
use super::folder::{Folder, FolderError, has_own, is_tool_file, may_hold, may_tell_of_own};
use super::foreign::Foreign;
use super::list::{Record, list};
use super::names::{date_of, is_record_name, number_of, split};
use crate::checkout::names_kept;
use crate::files::{folder_of, slashed};

/// How deep parts of a project are looked for.
const MAX_DEPTH: usize = 12;
/// Names by which folders of records are known wherever they lie.
const BY_NAME: [&str; 6] =
    ["adr", "adrs", "decisions", "decision-records", "architecture-decisions", "architecture-decision-records"];

/// Files that decide as well which folders are looked into.
pub const IGNORING: [&str; 2] = [".gitignore", ".ignore"];

/// A folder of records within a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The part of the project that it belongs to, from the project's root with `/`; empty for the project as a whole.
    pub part: String,
    /// The folder's path from the project's root with `/`.
    pub name: String,
    /// The folder.
    pub folder: Folder,
    /// The settings that hold there.
    pub config: Config,
}

/// A folder of records with what is in it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The folder.
    pub place: Place,
    /// Its records.
    pub records: Vec<Record>,
}

/// Why not all folders can be looked at.
#[derive(Debug, thiserror::Error)]
pub enum FoldersError {
    /// Settings cannot be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// Every folder of records of a project, by its path. Files that version control ignores are passed over.
pub fn all(project: &Path) -> Result<Vec<Place>, FoldersError> {
    all_of(project, false, &mut Vec::new())
}

/// The same, with everything that can only change along with its time of change where the answer changes: the folders looked into, and the files
/// that have a say in which are.
pub fn all_and_what_tells(project: &Path) -> Result<(Vec<Place>, Vec<PathBuf>), FoldersError> {
    let mut tells = Vec::new();
    Ok((all_of(project, false, &mut tells)?, tells))
}

/// The same where only what version control keeps is there.
pub fn all_kept(project: &Path) -> Result<Vec<Place>, FoldersError> {
    all_of(project, true, &mut Vec::new())
}

fn all_of(project: &Path, is_all_kept: bool, tells: &mut Vec<PathBuf>) -> Result<Vec<Place>, FoldersError> {
    let root = std::fs::canonicalize(project).map_err(|error| FolderError::io("read", project, error))?;
    let mut places: Vec<Place> = Vec::new();
    let mut known = BTreeSet::new();
    let mut add = |folder: Folder, part: &Path, config: Config| {
        let Ok(real) = std::fs::canonicalize(&folder.path) else { return };
        if real.is_dir() && known.insert(real.clone()) {
            let name = real.strip_prefix(&root).map_or_else(|_| folder.path.clone(), Path::to_owned);
            places.push(Place { part: slashed(part), name: slashed(&name), folder, config });
        }
    };
    let config = Config::find(&root)?;
    add(config.folder(&root, None)?, Path::new(""), config);
    for part in parts_of(&root, is_all_kept, tells) {
        let inner = part.strip_prefix(&root).unwrap_or(&part).to_owned();
        let config = Config::find(&part)?;
        let is_named = config.adr.dir.is_some() && config.path.as_deref().and_then(Path::parent) == Some(&part);
        if is_named {
            add(config.folder(&part, None)?, &inner, config);
        } else if has_own(&part) {
            add(Folder::find(&part, None)?, &inner, config);
        } else {
            // A folder that is only called so belongs to what it lies in.
            let above = inner.parent().unwrap_or(Path::new("")).to_owned();
            add(Folder::at(part, "found by its name".to_owned(), None), &above, config);
        }
    }
    places.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(places)
}

/// Every folder of records with its records.
pub fn held(project: &Path) -> Result<Vec<Held>, FoldersError> {
    let hold = |place: Place| Ok(Held { records: list(&place.folder)?, place });
    all(project)?.into_iter().map(hold).collect()
}

/// The folders below a project's root that keep records of their own, and those that are called like folders of records.
fn parts_of(root: &Path, is_all_kept: bool, tells: &mut Vec<PathBuf>) -> Vec<PathBuf> {
    let mut parts: Vec<PathBuf> = Vec::new();
    for folder in places_to_ask(root, is_all_kept, tells).into_iter().filter(|folder| folder != root) {
        let is_own = has_own(&folder) || folder.join(NAME).is_file();
        // The records of a folder lie in sub-folders of it as well.
        let is_inside = parts.iter().any(|part| is_called(part) && folder.starts_with(part));
        if is_own || !is_inside && is_called(&folder) && may_hold(&folder) {
            parts.push(folder);
        }
    }
    parts
}

/// The folders that are worth a closer look: by their own names, or by what stands in them. All others hold no records, and asking each of them
/// for every file that could tell takes longer than all the rest.
fn places_to_ask(root: &Path, is_all_kept: bool, tells: &mut Vec<PathBuf>) -> BTreeSet<PathBuf> {
    let foreign = if is_all_kept { Foreign::none() } else { Foreign::below(root) };
    let is_wanted = move |entry: &ignore::DirEntry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        entry.depth() == 0 || !(is_folder && (is_hidden || foreign.is(entry.path())))
    };
    let mut walk = ignore::WalkBuilder::new(root);
    walk.standard_filters(!is_all_kept).require_git(false).parents(false).hidden(false);
    walk.max_depth(Some(MAX_DEPTH + 1)).filter_entry(is_wanted);
    let (found, places) = std::sync::mpsc::channel();
    let (seen, all_seen) = std::sync::mpsc::channel();
    walk.build_parallel().run(|| {
        let (found, seen) = (found.clone(), seen.clone());
        Box::new(move |entry| {
            let Ok(entry) = entry else { return WalkState::Continue };
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            // The reader stays until all is walked.
            if is_folder && is_called(entry.path()) && entry.depth() <= MAX_DEPTH {
                let _ = found.send(entry.path().to_owned());
            }
            let name = entry.file_name().to_string_lossy();
            if is_folder || name == NAME || is_tool_file(&name) || IGNORING.contains(&&*name) {
                let _ = seen.send(entry.path().to_owned());
            }
            if name == NAME || may_tell_of_own(&name) {
                let _ = found.send(folder_of(entry.path()).to_owned());
            }
            WalkState::Continue
        })
    });
    drop((found, seen));
    tells.extend(all_seen);
    // Where git keeps what a rule would have it ignored.
    tells.push(root.join(".git/index"));
    let kept = if is_all_kept { BTreeSet::new() } else { places_kept(root) };
    places.into_iter().chain(kept).collect()
}

/// The same by what git keeps, also where a rule would have it ignored: git does not ignore what it keeps.
fn places_kept(root: &Path) -> BTreeSet<PathBuf> {
    let listed = names_kept(root);
    let mut places = BTreeSet::new();
    for file in listed.split('\0').filter(|file| !file.is_empty()) {
        let mut above = Some(file);
        while let Some(part) = above {
            let (folder, name) = split(part);
            if part != file && is_called(Path::new(part)) {
                places.insert(part);
            }
            if name == NAME || may_tell_of_own(name) {
                places.insert(folder);
            }
            above = Some(folder).filter(|folder| !folder.is_empty());
        }
    }
    let is_near =
        |place: &&str| place.split('/').count() <= MAX_DEPTH && !place.split('/').any(|part| part.starts_with('.'));
    places.into_iter().filter(is_near).map(|place| root.join(place)).filter(|place| place.is_dir()).collect()
}

/// Whether a folder is called as folders of records are.
pub fn is_called(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    BY_NAME.contains(&name.as_str())
}

/// Whether a path within a project is that of a numbered or dated record in a folder that is called as folders of records are.
pub fn is_record_of_some_folder(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_one = is_record_name(name) && (number_of(name).is_some() || date_of(name).is_some());
    is_one && Path::new(path).ancestors().skip(1).any(is_called)
}

/// What version control keeps of a project, folders before what is in them, to some depth.
pub fn files_of(root: &Path, depth: usize) -> impl Iterator<Item = ignore::DirEntry> {
    let foreign = Foreign::below(root);
    let is_wanted = move |entry: &ignore::DirEntry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        // Files whose names begin with a dot are kept like others; what version control itself keeps is not.
        let is_another_s = is_folder && entry.depth() > 0 && foreign.is(entry.path());
        entry.file_name() != ".git" && !is_another_s
    };
    let mut walk = ignore::WalkBuilder::new(root);
    walk.require_git(false).hidden(false).parents(false).max_depth(Some(depth)).filter_entry(is_wanted);
    walk.sort_by_file_name(std::ffi::OsStr::cmp);
    walk.build().filter_map(Result::ok)
}
