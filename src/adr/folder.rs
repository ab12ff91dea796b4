//! The folder that a repository keeps its records in: found by the habits of the tools in use, never outside the project.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};

pub use super::names::{number_of, number_span};
use super::profile::Profile;
use crate::files::{real, text_of_small, within_project};

/// Where records are looked for when no tool says so.
const USUAL: [&str; 3] = ["docs/decisions", "doc/adr", "docs/adr"];
/// How many records are looked at to see which shape a folder uses.
const MAX_LOOKED_AT: usize = 50;

/// A folder of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its path.
    pub path: PathBuf,
    /// How it was found, to be said to the person.
    pub found: String,
    /// The shape that the file that names the folder asks for.
    pub(super) named: Option<Profile>,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file of another tool names a folder outside the project.
    #[error("`{by}` names `{path}`, which is outside the project; name the folder with --dir if you mean it")]
    Outside {
        /// The file that names it.
        by: String,
        /// The folder named.
        path: String,
    },
    /// The usual place is a link that leads out of the project.
    #[error("`{}` leads out of the project by a link; name the folder with --dir if you mean it", .0.display())]
    LeadsOut(PathBuf),
    /// It is not there.
    #[error("there are no records: `{}` is not there; `archfit adr new` writes the first one, or name the folder they are in", .0.display())]
    Missing(PathBuf),
    /// The file system said no.
    #[error("cannot {what} `{}`: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FolderError {
    /// An error of the file system.
    pub fn io(what: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { what, path: path.to_owned(), source }
    }
}

impl Folder {
    /// The folder given, or the one the project uses, or the one MADR proposes. It need not exist yet.
    pub fn find(project: &Path, given: Option<&Path>) -> Result<Self, FolderError> {
        if let Some(given) = given {
            return Ok(Self::at(given.to_owned(), "as asked for".to_owned(), None));
        }
        for (file, read) in TOOLS {
            let Ok(text) = text_of_small(&project.join(file)) else { continue };
            if let Some((named, convention)) = read(&text) {
                let inside = within(project, &named);
                let outside = || FolderError::Outside { by: file.to_owned(), path: named.clone() };
                return Ok(Self::at(inside.ok_or_else(outside)?, format!("named by {file}"), convention));
            }
        }
        // A folder that everything was moved out of may still be there.
        let usual = || USUAL.iter().map(|name| project.join(name)).filter(|path| path.is_dir());
        let usual = usual().find(|path| may_hold(path)).or_else(|| usual().next());
        let (path, found) = match usual {
            Some(path) => (path, "found in the project"),
            None => (project.join(USUAL[0]), "the usual place; there is no folder of records yet"),
        };
        // A link may lead out, and nobody named this place.
        if project.exists() && within_project(root_of(project), &path).is_none() {
            return Err(FolderError::LeadsOut(path));
        }
        Ok(Self::at(path, found.to_owned(), None))
    }

    /// The folder of records that belongs to a place within a project: that of the nearest folder upwards that has one of its own,
    /// below the project's root. `None` where only the project's own is there.
    pub fn nearest(project: &Path, place: &Path) -> Result<Option<Self>, FolderError> {
        let root = std::fs::canonicalize(project).unwrap_or_else(|_| project.to_owned());
        let place = std::fs::canonicalize(place).unwrap_or_else(|_| place.to_owned());
        let below = place.ancestors().take_while(|above| **above != root && above.starts_with(&root));
        let own = below.filter(|above| *above != Path::new("")).find(|above| has_own(above));
        own.map(|above| Self::find(above, None)).transpose()
    }

    /// A folder, with the shape that whatever names it asks for.
    pub fn at(path: PathBuf, found: String, named: Option<Profile>) -> Self {
        Self { path, found, named }
    }

    /// The shape that records have there, or else the one asked for; `None` where nothing tells.
    pub fn convention(&self) -> Option<Profile> {
        majority(&self.path).or(self.named)
    }

    /// Other usual places of the same project that hold records, where this is one of them.
    pub fn others(&self, project: &Path) -> Vec<PathBuf> {
        let is_it = |path: &PathBuf| real(path) == real(&self.path);
        if !USUAL.iter().any(|name| is_it(&project.join(name))) {
            return Vec::new();
        }
        let usual = USUAL.iter().flat_map(|name| alike(project, name));
        usual.filter(|path| path.is_dir() && !is_it(path) && may_hold(path)).collect()
    }

    /// The names of everything in it, sorted; empty where it does not exist yet.
    pub fn names(&self) -> Result<Vec<String>, FolderError> {
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(FolderError::io("read", &self.path, error)),
        };
        let mut names: Vec<String> =
            entries.filter_map(Result::ok).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }

    /// Makes the folder and keeps other writers out until the guard goes. Says so before it has to wait.
    pub fn lock(&self, on_wait: impl FnOnce()) -> Result<Guard, FolderError> {
        std::fs::create_dir_all(&self.path).map_err(|e| FolderError::io("make", &self.path, e))?;
        let refuse = |error| FolderError::io("lock", &self.path, error);
        // A folder cannot be opened on every system; there, a file in it is locked instead.
        let lock = File::open(&self.path).or_else(|_| File::create(self.path.join(".archfit.lock"))).map_err(refuse)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                on_wait();
                lock.lock().map_err(refuse)?;
            }
            Err(TryLockError::Error(error)) => return Err(refuse(error)),
        }
        Ok(Guard { _lock: lock })
    }

    /// A path as seen from this folder, with `/` between its parts; `None` where they share no root.
    pub fn relative(&self, path: &Path) -> Option<String> {
        let from = absolute(&self.path);
        let to = absolute(path);
        let n_shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
        if n_shared == 0 {
            return None;
        }
        let up = from.components().skip(n_shared).map(|_| "..".to_owned());
        let down = to.components().skip(n_shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
        Some(up.chain(down).collect::<Vec<_>>().join("/"))
    }
}

/// Whether a part of a project has a folder of records of its own: one of the usual ones, or one that a tool's file names.
pub(super) fn has_own(part: &Path) -> bool {
    TOOLS.iter().any(|(file, _)| part.join(file).is_file()) || USUAL.iter().any(|name| part.join(name).is_dir())
}

/// Whether a folder with an entry of this name may keep records of its own.
pub(super) fn may_tell_of_own(name: &str) -> bool {
    TOOLS.iter().any(|(file, _)| *file == name) || USUAL.iter().any(|usual| usual.split('/').next() == Some(name))
}

/// Whether a folder holds a file that may be a numbered or dated record, in itself or in a folder below it.
pub(super) fn may_hold(folder: &Path) -> bool {
    let names = |folder: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    let is_one = |name: &String| number_of(name).is_some() || super::names::date_of(name).is_some();
    let has_one = |folder: &Path| names(folder).iter().any(|name| super::names::is_record_name(name) && is_one(name));
    has_one(folder)
        || names(folder).iter().any(|name| folder.join(name).is_dir() && (is_one(name) || has_one(&folder.join(name))))
}

/// The folders of a project that a path may mean to people who do not tell upper from lower case.
fn alike(project: &Path, path: &str) -> Vec<PathBuf> {
    path.split('/').fold(vec![project.to_owned()], |above, part| {
        let inside = above.iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
        let is_alike = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().to_lowercase() == part;
        let mut found: Vec<PathBuf> = inside.filter(is_alike).map(|entry| entry.path()).collect();
        found.sort();
        found
    })
}

/// Keeps other writers out of a folder while it lives.
#[derive(Debug)]
pub struct Guard {
    _lock: File,
}

type ReadTool = fn(&str) -> Option<(String, Option<Profile>)>;

/// The files by which other tools say where records are, and how each is read.
const TOOLS: [(&str, ReadTool); 4] =
    [("adrs.toml", adrs_toml), (".adrs.toml", adrs_toml), (".adr-dir", adr_dir), (".log4brains.yml", log4brains)];

/// Whether a file of this name tells where records are.
pub fn is_tool_file(name: &str) -> bool {
    TOOLS.iter().any(|(file, _)| *file == name)
}

/// The folder that the text of such a file names.
pub fn named_in(name: &str, text: &str) -> Option<String> {
    let (_, read) = TOOLS.iter().find(|(file, _)| *file == name)?;
    read(text).map(|(folder, _)| folder)
}

fn adrs_toml(text: &str) -> Option<(String, Option<Profile>)> {
    let table: toml::Table = text.parse().ok()?;
    let folder = table.get("adr_dir").and_then(toml::Value::as_str).unwrap_or("doc/adr");
    let front_matter = matches!(table.get("mode").and_then(toml::Value::as_str), Some("ng" | "nextgen"));
    Some((folder.to_owned(), Some(if front_matter { Profile::Madr4 } else { Profile::Nygard })))
}

fn adr_dir(text: &str) -> Option<(String, Option<Profile>)> {
    let folder = text.lines().next().map(str::trim).filter(|line| !line.is_empty())?;
    Some((folder.to_owned(), Some(Profile::Nygard)))
}

fn log4brains(text: &str) -> Option<(String, Option<Profile>)> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("adrFolder:"))?;
    let folder = line.trim().trim_matches(['"', '\'']).trim_start_matches("./");
    Some((folder.to_owned(), Some(Profile::Universal)))
}

/// The root of the repository that a folder is in, or the folder itself where there is none.
pub(super) fn root_of(folder: &Path) -> &Path {
    folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(folder)
}

/// A path named in a project's file, where it stays inside the project.
fn within(project: &Path, named: &str) -> Option<PathBuf> {
    let named = Path::new(named);
    let is_plain = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
    let path = project.join(named);
    (named.components().all(is_plain) && within_project(project, &path).is_some()).then_some(path)
}

/// The shape that most records of a folder have.
fn majority(folder: &Path) -> Option<Profile> {
    let Ok(entries) = std::fs::read_dir(folder) else { return None };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    let is_record = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        super::names::is_markdown(&name) && super::names::is_record_name(&name)
    };
    paths.retain(is_record);
    paths.sort();
    // The latest records show what the team does now.
    let latest = paths.iter().rev().filter(|path| path.is_file()).take(MAX_LOOKED_AT);
    let shapes: Vec<Profile> = latest
        .filter_map(|path| crate::load::read_text(path).ok())
        .filter_map(|text| Profile::of_text(&text))
        .collect();
    let count = |profile: Profile| shapes.iter().filter(|shape| **shape == profile).count();
    Profile::ALL.into_iter().rev().max_by_key(|profile| count(*profile)).filter(|profile| count(*profile) > 0)
}

fn absolute(path: &Path) -> PathBuf {
    let absolute =
        std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    absolute.components().filter(|part| *part != Component::CurDir).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_other_tools_are_found_and_stay_inside() {
        let project = tempfile::tempdir().unwrap();
        let find = || Folder::find(project.path(), None);
        assert_eq!(find().unwrap().path, project.path().join("docs/decisions"));
        std::fs::write(project.path().join(".log4brains.yml"), "project:\n  adrFolder: ./docs/log\n").unwrap();
        assert_eq!(find().unwrap().convention(), Some(Profile::Universal));
        std::fs::write(project.path().join(".adr-dir"), "doc/architecture\n").unwrap();
        assert_eq!(find().unwrap().path, project.path().join("doc/architecture"));
        std::fs::write(project.path().join("adrs.toml"), "adr_dir = \"../elsewhere\"\nmode = \"ng\"\n").unwrap();
        let refused = find().unwrap_err().to_string();
        assert!(refused.contains("outside the project"), "{refused}");
    }

    #[test]
    fn paths_are_seen_from_the_folder() {
        let project = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(project.path().join("docs/decisions")).unwrap();
        std::fs::write(project.path().join("answers.toml"), "").unwrap();
        let folder = Folder::find(project.path(), None).unwrap();
        assert_eq!(folder.relative(&project.path().join("answers.toml")).as_deref(), Some("../../answers.toml"));
    }
}
