//! Interviews that may be resumed: the answers files of the project, and those without a file of their own in the user's state folder.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::SessionError;
use crate::files::stand_in;
use crate::load::{Locations, PathKind, kind_of, read_text};

/// How deep answers files of a project are looked for, and how deep those of its `docs`: a large repository is not walked through for a
/// start screen.
const DEPTHS: [(&str, usize); 2] = [("", 2), ("docs", 4)];

/// An interview that may be resumed.
#[derive(Clone, Debug)]
pub struct Recent {
    /// Its file.
    pub path: PathBuf,
    /// What is being decided for, if named.
    pub system: Option<String>,
    /// The questionnaire's id.
    pub questionnaire: String,
    /// How many questions are answered.
    pub n_answers: usize,
    /// When it was last written.
    pub modified: SystemTime,
    /// Whether it belongs to the project at hand.
    pub is_here: bool,
}

/// The folder interviews are kept in: `ARCHFIT_STATE_DIR`, or where the system wants a program's state.
pub fn state_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("ARCHFIT_STATE_DIR").filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    let folders = directories::ProjectDirs::from("", "", "archfit")?;
    Some(folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).join("interviews"))
}

/// The interviews in the user's state folder, the latest first.
pub fn recent() -> Vec<Recent> {
    state_folder().map_or_else(Vec::new, |folder| recent_in(&folder))
}

/// The interviews of a project, and behind them those in the state folder, the latest of each first.
pub fn recent_around(project: Option<&Path>, state_folder: Option<&Path>) -> Vec<Recent> {
    let mut found = project.map_or_else(Vec::new, of_project);
    found.extend(state_folder.map_or_else(Vec::new, recent_in));
    found
}

/// The answers files of a project that version control does not ignore; none where the folder belongs to no project.
fn of_project(project: &Path) -> Vec<Recent> {
    if Locations::project_around(project).is_none() {
        return Vec::new();
    }
    let walk = |(below, depth): &(&str, usize)| {
        ignore::WalkBuilder::new(project.join(below)).max_depth(Some(*depth)).build().filter_map(Result::ok)
    };
    let is_toml = |path: &PathBuf| path.extension().is_some_and(|e| e == "toml") && path.is_file();
    let mut paths: Vec<PathBuf> =
        DEPTHS.iter().flat_map(walk).map(ignore::DirEntry::into_path).filter(is_toml).collect();
    paths.sort();
    paths.dedup();
    let answers = paths.iter().filter(|path| matches!(kind_of(path), Ok(Some(PathKind::Answers))));
    let from_here = std::env::current_dir().unwrap_or_default();
    let near = |path: &Path| path.strip_prefix(&from_here).unwrap_or(path).to_owned();
    let here = answers.filter_map(|path| Some(Recent { path: near(path), is_here: true, ..look(path)? }));
    let mut found: Vec<Recent> = here.collect();
    found.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.path.cmp(&b.path)));
    found
}

/// The interviews in a folder, the latest first. What is no answers file is passed over.
pub fn recent_in(folder: &Path) -> Vec<Recent> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut found: Vec<Recent> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "toml")).filter_map(|path| look(&path)).collect();
    found.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.path.cmp(&b.path)));
    found
}

fn look(path: &Path) -> Option<Recent> {
    let modified = std::fs::metadata(path).and_then(|meta| meta.modified()).ok()?;
    let table: toml::Table = read_text(&stand_in(path).unwrap_or_else(|| path.to_owned())).ok()?.parse().ok()?;
    Some(Recent {
        path: path.to_owned(),
        system: table.get("system").and_then(toml::Value::as_str).map(str::to_owned),
        questionnaire: table.get("questionnaire")?.as_str()?.to_owned(),
        n_answers: table.get("answers").and_then(toml::Value::as_table).map_or(0, toml::Table::len),
        modified,
        is_here: false,
    })
}

/// A path in the folder that is not taken: the questionnaire's id, the day, and a number where there are several.
pub fn free_path(folder: &Path, questionnaire: &str) -> Result<PathBuf, SessionError> {
    let day = jiff::ZonedDateTime::now().date();
    let id: String = questionnaire.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    (1..10_000)
        .map(|n| folder.join(if n == 1 { format!("{id}-{day}.toml") } else { format!("{id}-{day}-{n}.toml") }))
        .find(|path| path.symlink_metadata().is_err())
        .ok_or_else(|| SessionError::Exists { path: folder.to_owned() })
}
