//! The user's state folder: where interviews without a file of their own are kept, and which there are.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::SessionError;
use crate::files::stand_in;
use crate::load::read_text;

/// An interview found in the user's state folder.
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
