//! What is here: the sources that the project's settings name and those that lie in it, looked at.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::config::Config;
use crate::files::folder_of;
use crate::model::Day;
use crate::observe::{Around, Looked, look_around};

/// Looks at what is in a project. Settings that cannot be read keep nothing else from being told.
pub fn look_at_what_is_here(project: &Path, today: Day, cancel: &AtomicBool) -> Looked {
    let project = if project.as_os_str().is_empty() { Path::new(".") } else { project };
    let mut around = Around { project: project.to_owned(), folder: project.to_owned(), settings: Vec::new() };
    let trouble = match Config::find(project) {
        Ok(config) => {
            around.folder =
                config.path.as_deref().map_or_else(|| project.to_owned(), |path| folder_of(path).to_owned());
            around.settings = config.source;
            None
        }
        Err(error) => Some(error.to_string()),
    };
    let mut looked = look_around(&around, today, cancel);
    looked.troubles.extend(trouble);
    looked
}
